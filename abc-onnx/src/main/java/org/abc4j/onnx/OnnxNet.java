package org.abc4j.onnx;

import java.util.Arrays;
import java.util.List;
import org.abc4j.unet.NetBuilder;

/**
 * The layers of a U-Net as operators of ONNX. Images are tensors [N, channels, height, width];
 * vectors are images of one pixel, so that a linear map too is a convolution and a row's result
 * does not depend on how many rows there are.
 */
class OnnxNet implements NetBuilder<OnnxNet.Value> {
  private final GraphWriter graph;
  private final OnnxType type;
  private final String prefix;
  private final WeightSource weights;
  private int counter;

  /**
   * Begins a network.
   *
   * @param graph where the operators go
   * @param type what it computes in
   * @param prefix what its names begin with
   * @param weights asked for each weight when the graph is written
   */
  OnnxNet(GraphWriter graph, OnnxType type, String prefix, WeightSource weights) {
    this.graph = graph;
    this.type = type;
    this.prefix = prefix;
    this.weights = weights;
  }

  /** Weights by diffusers' names. */
  @FunctionalInterface
  interface WeightSource {
    float[] get(String name);
  }

  /**
   * An image.
   *
   * @param name what the graph calls it
   * @param channels number of channels
   * @param height rows of pixels
   * @param width columns of pixels
   */
  record Value(String name, int channels, int height, int width) {
    Value named(String other, int otherChannels) {
      return new Value(other, otherChannels, height, width);
    }
  }

  /** An operator whose output has any name. */
  final String node(String operator, List<String> inputs, Attribute... attributes) {
    return graph.node(operator, prefix + operator + "_" + counter++, inputs, attributes);
  }

  /** An operator whose output is called as the layer. */
  final String named(String operator, String name, List<String> inputs, Attribute... attributes) {
    return graph.node(operator, prefix + name, inputs, attributes);
  }

  final String weight(String name, long... extents) {
    return graph.constant(Initializer.of(prefix + name, type, () -> weights.get(name), extents));
  }

  /** Real numbers that all networks of a graph share. */
  final String constant(String name, double[] values, long... extents) {
    return graph.constant(Initializer.of(name, type, values, extents));
  }

  final String constant(long... numbers) {
    return graph.constant(numbers);
  }

  final String reshape(String x, long... extents) {
    return node("Reshape", List.of(x, constant(extents)));
  }

  @Override
  public final Value convolution(String name, Value x, int outputs, int kernel, int stride) {
    return padded(name, x, outputs, kernel, stride, kernel / 2, kernel / 2);
  }

  @Override
  public final Value halvingPaddedAfter(String name, Value x, int outputs) {
    return padded(name, x, outputs, 3, 2, 0, 1);
  }

  /** A convolution with so many zeros before each row and column, and behind. */
  Value padded(String name, Value x, int outputs, int kernel, int stride, long before, long after) {
    String output =
        named(
            "Conv",
            name,
            List.of(
                x.name(),
                weight(name + ".weight", outputs, x.channels(), kernel, kernel),
                weight(name + ".bias", outputs)),
            Attribute.of("kernel_shape", new long[] {kernel, kernel}),
            Attribute.of("strides", new long[] {stride, stride}),
            Attribute.of("pads", new long[] {before, before, after, after}));
    return new Value(output, outputs, x.height() / stride, x.width() / stride);
  }

  @Override
  public Value linear(String name, Value x, int outputs) {
    return convolution(name, x, outputs, 1, 1);
  }

  @Override
  public Value groupNorm(String name, Value x, int groups, double epsilon) {
    String normal =
        reshape(
            normalised(reshape(x.name(), 0, groups, -1), groups, epsilon),
            0,
            x.channels(),
            x.height(),
            x.width());
    String scale = weight(name + ".weight", x.channels(), 1, 1);
    String shift = weight(name + ".bias", x.channels(), 1, 1);
    String scaled = node("Mul", List.of(normal, scale));
    return x.named(named("Add", name, List.of(scaled, shift)), x.channels());
  }

  /** Each group of a tensor [N, groups, values] less its mean, divided by its deviation. */
  String normalised(String x, int groups, double epsilon) {
    double[] ones = new double[groups];
    Arrays.fill(ones, 1);
    return node(
        "InstanceNormalization",
        List.of(
            x,
            constant("ones_" + groups, ones, groups),
            constant("zeros_" + groups, new double[groups], groups)),
        Attribute.of("epsilon", (float) epsilon));
  }

  @Override
  public Value silu(Value x) {
    String share = node("Sigmoid", List.of(x.name()));
    return x.named(node("Mul", List.of(x.name(), share)), x.channels());
  }

  @Override
  public Value attention(Value query, Value key, Value value, int headSize) {
    long heads = query.channels() / headSize;
    long pixels = (long) query.height() * query.width();
    String scale = constant("attention_scale_" + headSize, new double[] {1 / Math.sqrt(headSize)});
    String scaled = node("Mul", List.of(query.name(), scale));
    // Channels of a head stand together, so heads × channels × pixels is what is there.
    String queries = transposed(reshape(scaled, 0, heads, headSize, pixels));
    String keys = reshape(key.name(), 0, heads, headSize, pixels);
    String values = transposed(reshape(value.name(), 0, heads, headSize, pixels));
    String scores = node("MatMul", List.of(queries, keys));
    String shares = node("Softmax", List.of(scores), Attribute.of("axis", -1L));
    String mixed = transposed(node("MatMul", List.of(shares, values)));
    String image = reshape(mixed, 0, query.channels(), query.height(), query.width());
    return query.named(image, query.channels());
  }

  private String transposed(String x) {
    return node("Transpose", List.of(x), Attribute.of("perm", new long[] {0, 1, 3, 2}));
  }

  @Override
  public Value add(Value a, Value b) {
    return a.named(node("Add", List.of(a.name(), b.name())), a.channels());
  }

  @Override
  public Value addToPixels(Value image, Value vector) {
    return add(image, vector);
  }

  @Override
  public Value concatenate(Value first, Value second) {
    String output = node("Concat", List.of(first.name(), second.name()), Attribute.of("axis", 1L));
    return first.named(output, first.channels() + second.channels());
  }

  @Override
  public Value upsample(Value x) {
    String output =
        node(
            "Resize",
            List.of(x.name(), "", constant("twice", new double[] {1, 1, 2, 2}, 4)),
            Attribute.of("mode", "nearest"),
            Attribute.of("coordinate_transformation_mode", "asymmetric"),
            Attribute.of("nearest_mode", "floor"));
    return new Value(output, x.channels(), 2 * x.height(), 2 * x.width());
  }

  /** Nothing: a graph is for prediction. */
  @Override
  public Value dropout(Value x, double probability) {
    return x;
  }
}
