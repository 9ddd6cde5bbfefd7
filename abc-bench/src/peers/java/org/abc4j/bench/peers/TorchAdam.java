package org.abc4j.bench.peers;

import static org.bytedeco.pytorch.global.torch.zeros_like;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.abc4j.model.AdamConfig;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** PyTorch's fastest Adam on a CPU: all weights in one operator, {@code Adam(fused=True)}. */
final class TorchAdam {
  private final BoxedOperator fused = BoxedOperator.named("aten::_fused_adam_");
  private final AdamConfig config;
  private final List<Tensor> weights;
  private final List<Tensor> first = new ArrayList<>();
  private final List<Tensor> second = new ArrayList<>();
  private final List<Tensor> steps = new ArrayList<>();

  TorchAdam(AdamConfig config, Collection<Tensor> weights) {
    this.config = config;
    this.weights = List.copyOf(weights);
    for (Tensor weight : weights) {
      first.add(zeros_like(weight.detach()));
      second.add(zeros_like(weight.detach()));
      steps.add(Tensor.create(new float[] {0}, new long[0]));
    }
  }

  /** Takes a step along gradients in the order of the weights. */
  void step(List<Tensor> gradients) {
    try (PointerScope temporaries = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (Tensor step : steps) {
        step.data_ptr_float().put(step.data_ptr_float().get() + 1);
      }
      fused.call(
          BoxedOperator.list(weights),
          BoxedOperator.list(gradients),
          BoxedOperator.list(first),
          BoxedOperator.list(second),
          BoxedOperator.list(List.of()),
          BoxedOperator.list(steps),
          new IValue(config.learningRate()),
          new IValue(config.beta1()),
          new IValue(config.beta2()),
          new IValue(0.0),
          new IValue(config.epsilon()),
          new IValue(false),
          new IValue(false),
          new IValue(),
          new IValue());
    }
  }
}
