package org.abc4j.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * The layers in {@code double}, by operators that ONNX Runtime has in it: there is no Conv, no
 * InstanceNormalization and no Resize among them.
 */
final class DoubleNet extends OnnxNet {
  DoubleNet(GraphWriter graph, String prefix, WeightSource weights) {
    super(graph, OnnxType.DOUBLE, prefix, weights);
  }

  /** The weights, as a matrix, times the pixels around each pixel, tap by tap. */
  @Override
  Value padded(String name, Value x, int outputs, int kernel, int stride, long before, long after) {
    int height = x.height() / stride;
    int width = x.width() / stride;
    long taps = (long) kernel * kernel * x.channels();
    String around =
        reshape(
            kernel == 1 ? x.name() : around(x, kernel, stride, before, after),
            0,
            taps,
            (long) height * width);
    String weight = weight(name + ".weight", outputs, x.channels(), kernel, kernel);
    String byTap =
        node("Transpose", List.of(weight), Attribute.of("perm", new long[] {0, 2, 3, 1}));
    String product = node("MatMul", List.of(reshape(byTap, outputs, taps), around));
    String image = reshape(product, 0, outputs, height, width);
    String bias = weight(name + ".bias", outputs, 1, 1);
    return new Value(named("Add", name, List.of(image, bias)), outputs, height, width);
  }

  /** The image once for each tap, moved by it, with zeros where it ends. */
  private String around(Value x, int kernel, int stride, long before, long after) {
    String padded =
        node(
            "Pad",
            List.of(x.name(), constant(0, 0, before, before, 0, 0, after, after)),
            Attribute.of("mode", "constant"));
    List<String> moved = new ArrayList<>();
    for (int row = 0; row < kernel; row++) {
      for (int column = 0; column < kernel; column++) {
        moved.add(
            node(
                "Slice",
                List.of(
                    padded,
                    constant(row, column),
                    constant(row + x.height() - stride + 1, column + x.width() - stride + 1),
                    constant(2, 3),
                    constant(stride, stride))));
      }
    }
    return node("Concat", moved, Attribute.of("axis", 1L));
  }

  /** x/(1 + exp(−x)): ONNX Runtime joins Sigmoid and Mul to what it has in {@code float} only. */
  @Override
  public Value silu(Value x) {
    String power = node("Exp", List.of(node("Neg", List.of(x.name()))));
    String sum = node("Add", List.of(power, constant("one", new double[] {1})));
    return x.named(node("Div", List.of(x.name(), sum)), x.channels());
  }

  @Override
  String normalised(String x, int groups, double epsilon) {
    String centred = node("Sub", List.of(x, mean(x)));
    String variance = mean(node("Mul", List.of(centred, centred)));
    String bounded =
        node("Add", List.of(variance, constant("epsilon_" + epsilon, new double[] {epsilon})));
    return node("Div", List.of(centred, node("Sqrt", List.of(bounded))));
  }

  private String mean(String x) {
    return node("ReduceMean", List.of(x), Attribute.of("axes", new long[] {2}));
  }

  @Override
  public Value upsample(Value x) {
    String apart = reshape(x.name(), 0, x.channels(), x.height(), 1, x.width(), 1);
    String twice = node("Expand", List.of(apart, constant(1, 1, 1, 2, 1, 2)));
    String image = reshape(twice, 0, x.channels(), 2L * x.height(), 2L * x.width());
    return new Value(image, x.channels(), 2 * x.height(), 2 * x.width());
  }
}
