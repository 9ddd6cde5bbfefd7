package org.abc4j.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.abc4j.unet.NetBuilder;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Emits the layers of a {@link org.abc4j.unet.UNet} as SameDiff operations, NHWC inside, and beside
 * each that depends on the input its tangent.
 */
final class SameDiffUNet implements NetBuilder<Value> {
  private final SameDiff graph;
  private final Function<String, SDVariable> weights;
  private final TangentRules rules;
  private final boolean training;
  private final List<DropoutPlace> dropouts = new ArrayList<>();

  /**
   * A builder.
   *
   * @param graph where the operations go
   * @param weights the weight of a name: convolutions' as {@code [kernel, kernel, inputs,
   *     outputs]}, others as vectors
   * @param rules the tangents' rules, not asked where no value has a tangent
   * @param training whether dropout has masks; without, it does nothing
   */
  SameDiffUNet(
      SameDiff graph, Function<String, SDVariable> weights, TangentRules rules, boolean training) {
    this.graph = Objects.requireNonNull(graph, "graph");
    this.weights = Objects.requireNonNull(weights, "weights");
    this.rules = Objects.requireNonNull(rules, "rules");
    this.training = training;
  }

  /**
   * A dropout of a network in training: a placeholder to be set to 0 or 1/(1 − p).
   *
   * @param mask name of the placeholder, [B, height, width, channels]
   * @param height rows of the image
   * @param width columns of the image
   * @param channels number of channels
   * @param probability p
   */
  record DropoutPlace(String mask, int height, int width, int channels, double probability) {}

  /** The dropouts written so far, in the order of the layers. */
  List<DropoutPlace> dropouts() {
    return List.copyOf(dropouts);
  }

  @Override
  public Value convolution(String name, Value x, int outputs, int kernel, int stride) {
    return layer(
        new Convolution(weight(name), bias(name), kernel, stride),
        x.height() / stride,
        x.width() / stride,
        outputs,
        x);
  }

  @Override
  public Value halvingPaddedAfter(String name, Value x, int outputs) {
    return layer(
        Convolution.halvingPaddedAfter(weight(name), bias(name)),
        x.height() / 2,
        x.width() / 2,
        outputs,
        x);
  }

  @Override
  public Value linear(String name, Value x, int outputs) {
    return convolution(name, x, outputs, 1, 1);
  }

  @Override
  public Value groupNorm(String name, Value x, int groups, double epsilon) {
    return same(new GroupNorm(weight(name), bias(name), x, groups, epsilon, training), x);
  }

  @Override
  public Value silu(Value x) {
    return same(new Silu(training), x);
  }

  @Override
  public Value attention(Value query, Value key, Value value, int headSize) {
    Value scores =
        same(
            new MatrixProduct(true, 1 / Math.sqrt(headSize)),
            heads(query, headSize),
            heads(key, headSize));
    Value mixed =
        same(new MatrixProduct(false, 1), same(new Softmax(), scores), heads(value, headSize));
    return same(Rearrangement.toImage(query, headSize), mixed);
  }

  private Value heads(Value x, int headSize) {
    return same(Rearrangement.toHeads(x, headSize), x);
  }

  @Override
  public Value add(Value a, Value b) {
    return same(new Sum(), a, b);
  }

  @Override
  public Value addToPixels(Value image, Value vector) {
    return same(new Sum(), image, vector);
  }

  @Override
  public Value concatenate(Value first, Value second) {
    return layer(
        new Concatenation(),
        first.height(),
        first.width(),
        first.channels() + second.channels(),
        first,
        second);
  }

  @Override
  public Value upsample(Value x) {
    return layer(new Upsampling(x), 2 * x.height(), 2 * x.width(), x.channels(), x);
  }

  @Override
  public Value dropout(Value x, double probability) {
    if (!training || probability == 0) {
      return x;
    }
    String name = "dropout." + dropouts.size();
    SDVariable mask =
        graph.placeHolder(name, DataType.FLOAT, -1, x.height(), x.width(), x.channels());
    dropouts.add(new DropoutPlace(name, x.height(), x.width(), x.channels(), probability));
    return new Value(x.primal().mul(mask), null, x.height(), x.width(), x.channels());
  }

  private SDVariable weight(String name) {
    return weights.apply(name + ".weight");
  }

  private SDVariable bias(String name) {
    return weights.apply(name + ".bias");
  }

  /** A layer whose output has the extent of its first input. */
  private Value same(GraphLayer layer, Value... x) {
    return layer(layer, x[0].height(), x[0].width(), x[0].channels(), x);
  }

  private Value layer(GraphLayer layer, int height, int width, int channels, Value... x) {
    SDVariable[] primals = Arrays.stream(x).map(Value::primal).toArray(SDVariable[]::new);
    SDVariable[] tangents = Arrays.stream(x).map(Value::tangent).toArray(SDVariable[]::new);
    SDVariable y = layer.value(primals);
    return new Value(y, rules.tangent(layer, primals, tangents, y), height, width, channels);
  }
}
