package org.abc4j.bench.peers;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.group_norm;
import static org.bytedeco.pytorch.global.torch.upsample_nearest2d;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.abc4j.unet.NetBuilder;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The layers of a U-Net as operators of libtorch, run as they are asked for: one pass. Images are
 * tensors [batch, channels, height, width] in the layout of the weights, vectors [batch, channels].
 */
final class TorchNet implements NetBuilder<Tensor> {
  private final Map<String, Tensor> weights;
  private final Map<String, TensorOptional> optionals;
  private final Layout layout;
  private final Attention attention;
  private final boolean dual;
  private final int[] uses;
  private final Map<Tensor, int[]> readers = new IdentityHashMap<>();
  private int produced;

  /**
   * Begins a pass.
   *
   * @param weights all weights by name
   * @param optionals the same
   * @param dual whether values are dual numbers: then images are brought channel by channel before
   *     a normalisation and back after it, as the derivative of group_norm knows no other layout
   * @param uses how often each value is read, {@link Uses}
   */
  TorchNet(
      Map<String, Tensor> weights,
      Map<String, TensorOptional> optionals,
      Layout layout,
      Attention attention,
      boolean dual,
      int[] uses) {
    this.weights = weights;
    this.optionals = optionals;
    this.layout = layout;
    this.attention = attention;
    this.dual = dual;
    this.uses = uses;
  }

  /** Runs an operator, and lets go of what nobody will read any more. */
  private Tensor produce(Supplier<Tensor> operator, Tensor... inputs) {
    Tensor output;
    try (PointerScope temporaries = new PointerScope()) {
      output = operator.get().retainReference();
    }
    for (Tensor input : inputs) {
      int[] left = readers.get(input);
      if (left != null && --left[0] == 0) {
        readers.remove(input);
        input.close();
      }
    }
    readers.put(output, new int[] {uses[produced++]});
    return output;
  }

  @Override
  public Tensor convolution(String name, Tensor x, int outputs, int kernel, int stride) {
    long padding = kernel / 2;
    return produce(
        () ->
            conv2d(
                x,
                weights.get(name + ".weight"),
                optionals.get(name + ".bias"),
                new long[] {stride, stride},
                new long[] {padding, padding},
                new long[] {1, 1},
                1),
        x);
  }

  @Override
  public Tensor linear(String name, Tensor x, int outputs) {
    Tensor weight = weights.get(name + ".weight");
    TensorOptional bias = optionals.get(name + ".bias");
    return x.dim() == 2
        ? produce(() -> torch.linear(x, weight, bias), x)
        : produce(() -> image(torch.linear(pixels(x), weight, bias)), x);
  }

  /** [batch, height, width, channels], as a view. */
  private static Tensor pixels(Tensor image) {
    return image.permute(0, 2, 3, 1);
  }

  private static Tensor image(Tensor pixels) {
    return pixels.permute(0, 3, 1, 2);
  }

  @Override
  public Tensor groupNorm(String name, Tensor x, int groups, double epsilon) {
    TensorOptional weight = optionals.get(name + ".weight");
    TensorOptional bias = optionals.get(name + ".bias");
    return produce(
        () -> {
          Tensor from = dual ? x.contiguous() : x;
          return layout.of(group_norm(from, groups, weight, bias, epsilon, true));
        },
        x);
  }

  @Override
  public Tensor silu(Tensor x) {
    return produce(() -> torch.silu(x), x);
  }

  @Override
  public Tensor attention(Tensor query, Tensor key, Tensor value, int headSize) {
    return produce(
        () -> {
          long batch = query.size(0);
          long channels = query.size(1);
          Tensor mixed =
              attention.mix(
                  heads(query, headSize), heads(key, headSize), heads(value, headSize), headSize);
          return image(
              mixed.transpose(1, 2).reshape(batch, query.size(2), query.size(3), channels));
        },
        query,
        key,
        value);
  }

  private static Tensor heads(Tensor image, int headSize) {
    long heads = image.size(1) / headSize;
    return pixels(image)
        .reshape(image.size(0), image.size(2) * image.size(3), heads, headSize)
        .transpose(1, 2);
  }

  /** Linear maps leave pixel by pixel whatever came in, so both are brought into the layout. */
  @Override
  public Tensor add(Tensor a, Tensor b) {
    return produce(() -> layout.of(a).add(layout.of(b)), a, b);
  }

  @Override
  public Tensor addToPixels(Tensor image, Tensor vector) {
    return produce(() -> image.add(vector.unsqueeze(-1).unsqueeze(-1)), image, vector);
  }

  @Override
  public Tensor concatenate(Tensor first, Tensor second) {
    return produce(() -> cat(new TensorVector(first, second), 1), first, second);
  }

  @Override
  public Tensor upsample(Tensor x) {
    return produce(() -> upsample_nearest2d(x, 2 * x.size(2), 2 * x.size(3)), x);
  }

  @Override
  public Tensor dropout(Tensor x, double probability) {
    if (probability != 0) {
      throw new IllegalArgumentException(
          "the peer has no dropout: its draws could not be compared, found " + probability);
    }
    return x;
  }
}
