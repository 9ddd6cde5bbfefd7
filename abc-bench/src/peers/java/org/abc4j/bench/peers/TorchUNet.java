package org.abc4j.bench.peers;

import static org.bytedeco.pytorch.global.torch.enter_dual_level;
import static org.bytedeco.pytorch.global.torch.exit_dual_level;
import static org.bytedeco.pytorch.global.torch.grad;
import static org.bytedeco.pytorch.global.torch.mse_loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Shape;
import org.abc4j.unet.UNet;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/** A network's weights in libtorch, in one layout, and the passes through them. */
final class TorchUNet {
  private static final BoxedOperator MAKE_DUAL = BoxedOperator.named("aten::_make_dual");
  private static final BoxedOperator UNPACK_DUAL = BoxedOperator.named("aten::_unpack_dual");

  private final UNetConfig config;
  private final Layout layout;
  private final Map<String, Tensor> weights = new LinkedHashMap<>();
  private final Map<String, TensorOptional> optionals = new LinkedHashMap<>();
  private final int[] uses;

  private TorchUNet(Network network, Layout layout, boolean trained) {
    this.config = network.config();
    this.layout = layout;
    this.uses = Uses.of(config);
    network.parameters().forEach((name, parameter) -> put(name, parameter, trained));
  }

  private void put(String name, Parameter parameter, boolean trained) {
    long[] shape = Arrays.stream(parameter.shape()).asLongStream().toArray();
    Tensor weight = Tensor.create(parameter.toArray(), shape);
    if (shape.length == 4) {
      weight = layout.of(weight);
    }
    weight.set_requires_grad(trained);
    weights.put(name, weight);
    optionals.put(name, new TensorOptional(weight));
  }

  /** A network for predictions and tangents. */
  static TorchUNet of(Network network, Layout layout) {
    return new TorchUNet(network, layout, false);
  }

  /** A network whose weights have gradients. */
  static TorchUNet trained(Network network, Layout layout) {
    return new TorchUNet(network, layout, true);
  }

  Map<String, Tensor> weights() {
    return weights;
  }

  Layout layout() {
    return layout;
  }

  /** Images as a tensor in the layout. */
  Tensor images(float[] values) {
    Shape shape = config.inputShape();
    return layout.of(
        Tensor.create(
            values, values.length / shape.size(), shape.channels(), shape.height(), shape.width()));
  }

  /** Embeddings of timesteps; one serves all rows of a batch. */
  Tensor time(int... timesteps) {
    int width = config.channels().get(0);
    float[] values = new float[timesteps.length * width];
    for (int row = 0; row < timesteps.length; row++) {
      System.arraycopy(config.timeEmbedding(timesteps[row]), 0, values, row * width, width);
    }
    return Tensor.create(values, timesteps.length, width);
  }

  private Tensor pass(Tensor x, Tensor time, Attention attention, boolean dual) {
    return UNet.build(
        config, new TorchNet(weights, optionals, layout, attention, dual, uses), x, time);
  }

  /** The predicted noise; the caller closes it. */
  Tensor forward(Tensor x, Tensor time, Attention attention) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return pass(x, time, attention, false);
    }
  }

  /**
   * The tangents of the predicted noise of one image, by native forward mode: the image is repeated
   * for each tangent, as the dual numbers of a batch have a primal each. The caller closes them.
   */
  Tensor tangents(Tensor x, Tensor time, Tensor tangents, Attention attention) {
    try (PointerScope temporaries = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      long level = enter_dual_level();
      try {
        Tensor repeated = layout.of(x.expand(tangents.size(0), x.size(1), x.size(2), x.size(3)));
        IValueVector dual =
            MAKE_DUAL.call(new IValue(repeated), new IValue(tangents), new IValue(level));
        Tensor output = pass(new Tensor(dual.get(0).toTensor()), time, attention, true);
        IValueVector unpacked = UNPACK_DUAL.call(new IValue(output), new IValue(level));
        output.close();
        // The stack's own tensor goes with the stack.
        return new Tensor(unpacked.get(1).toTensor()).retainReference();
      } finally {
        exit_dual_level(level);
      }
    }
  }

  /** The mean squared error, and its gradients in the order of the weights. */
  record Gradients(double loss, List<Tensor> gradients) {
    void close() {
      gradients.forEach(Tensor::close);
    }
  }

  Gradients gradients(Tensor x, Tensor time, Tensor noise, Attention attention) {
    try (PointerScope temporaries = new PointerScope()) {
      Tensor predicted = pass(x, time, attention, false);
      Tensor loss = mse_loss(predicted, noise);
      predicted.close();
      TensorVector found =
          grad(new TensorVector(loss), new TensorVector(weights.values().toArray(new Tensor[0])));
      List<Tensor> gradients = new ArrayList<>();
      for (long i = 0; i < found.size(); i++) {
        gradients.add(found.get(i).detach().retainReference());
      }
      return new Gradients(loss.item_float(), gradients);
    }
  }

  /** Values of a tensor in the order [batch, channels, height, width]. */
  static float[] values(Tensor tensor) {
    try (PointerScope temporaries = new PointerScope()) {
      float[] values = new float[Math.toIntExact(tensor.numel())];
      tensor.detach().contiguous().data_ptr_float().get(values);
      return values;
    }
  }
}
