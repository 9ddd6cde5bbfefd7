package org.abc4j.samediff;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abc4j.Shape;
import org.abc4j.unet.UNet;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.DropoutMask;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A U-Net's graph for training: the loss Σ(ε̂ − ε)²·scale and, by SameDiff's own differentiation,
 * its gradient by each weight. Not thread-safe.
 */
final class TrainingGraph {
  private static final String NOISE = "noise";
  private static final String SCALE = "scale";
  private static final String LOSS = "loss";
  private static final String GRADIENTS = "grad";

  private final UNetConfig config;
  private final List<SameDiffUNet.DropoutPlace> dropouts;
  private final String output;
  private final Map<String, String> gradients = new LinkedHashMap<>();
  private final Set<String> outputs = new LinkedHashSet<>();
  private final GraphSession session;

  private TrainingGraph(UNetConfig config, GraphWeights weights) {
    this.config = config;
    SameDiff graph = SameDiff.create();
    Map<String, SDVariable> variables = new HashMap<>();
    weights.arrays().forEach((name, array) -> variables.put(name, graph.var(name, array)));
    Shape shape = config.inputShape();
    Value images =
        new Value(
            UNetGraph.images(graph, UNetGraph.IMAGES, shape),
            null,
            shape.height(),
            shape.width(),
            shape.channels());
    SameDiffUNet net = new SameDiffUNet(graph, variables::get, TangentRules.all(), true);
    SDVariable predicted = UNet.build(config, net, images, UNetGraph.time(graph, config)).primal();
    SDVariable noise =
        graph.placeHolder(
            NOISE, DataType.FLOAT, -1, shape.height(), shape.width(), config.outputChannels());
    SDVariable error = predicted.sub(noise);
    SDVariable scale = graph.placeHolder(SCALE, DataType.FLOAT);
    error.mul(error).sum().mul(scale).rename(LOSS);
    graph.setLossVariables(LOSS);
    graph.createGradFunction();
    SameDiff backward = graph.getFunction(GRADIENTS);
    for (Map.Entry<String, INDArray> weight : weights.arrays().entrySet()) {
      String name = weight.getKey();
      if (backward.getVariable(name).getArr().data() != weight.getValue().data()) {
        throw new IllegalStateException("the graph has a copy of its own of weight " + name);
      }
      gradients.put(name, backward.getVariable(name).gradient().name());
    }
    this.dropouts = net.dropouts();
    this.output = predicted.name();
    this.outputs.addAll(gradients.values());
    this.outputs.add(output);
    this.session = new GraphSession(backward);
  }

  /** A graph on weights that a later change in their place reaches. */
  static TrainingGraph of(UNetConfig config, GraphWeights weights) {
    return Quiet.get(() -> new TrainingGraph(config, weights));
  }

  /**
   * Some rows of a batch.
   *
   * @param firstRow index of the first of them in the batch
   * @param images noisy images, NCHW
   * @param timesteps t of each
   * @param noise the noise to predict, NCHW
   * @param mask which values dropout keeps
   */
  record Rows(int firstRow, float[] images, int[] timesteps, float[] noise, DropoutMask mask) {}

  /**
   * Computes the gradients of Σ(ε̂ − ε)²·scale over some rows.
   *
   * @param rows the rows
   * @param scale the factor
   * @param sink takes each gradient under the weight's name; the array is used again afterwards
   * @return Σ(ε̂ − ε)² in double
   */
  double differentiate(Rows rows, double scale, GradientSink sink) {
    Map<String, INDArray> inputs = new LinkedHashMap<>();
    Shape shape = config.inputShape();
    inputs.put(UNetGraph.IMAGES, Nhwc.toArray(rows.images(), shape));
    inputs.put(UNetGraph.TIME, UNetGraph.embedding(rows.timesteps(), config));
    inputs.put(
        NOISE,
        Nhwc.toArray(
            rows.noise(), new Shape(config.outputChannels(), shape.height(), shape.width())));
    inputs.put(SCALE, Nd4j.scalar((float) scale));
    for (int layer = 0; layer < dropouts.size(); layer++) {
      inputs.put(dropouts.get(layer).mask(), mask(layer, rows));
    }
    double[] squares = new double[1];
    try {
      session.run(
          inputs,
          outputs,
          found -> {
            squares[0] = squares(Nhwc.toImages(found.get(output)), rows.noise());
            gradients.forEach((weight, name) -> sink.accept(weight, found.get(name)));
          });
    } finally {
      inputs.values().forEach(INDArray::close);
    }
    return squares[0];
  }

  /** Takes gradients. */
  @FunctionalInterface
  interface GradientSink {
    void accept(String weight, INDArray gradient);
  }

  private static double squares(float[] predicted, float[] noise) {
    double sum = 0;
    for (int i = 0; i < predicted.length; i++) {
      double error = (double) predicted[i] - noise[i];
      sum += error * error;
    }
    return sum;
  }

  /** Masks are drawn in NCHW order, whatever the layout in here. */
  private INDArray mask(int layer, Rows rows) {
    SameDiffUNet.DropoutPlace place = dropouts.get(layer);
    Shape shape = new Shape(place.channels(), place.height(), place.width());
    int size = shape.size();
    float kept = (float) (1 / (1 - place.probability()));
    float[] values = new float[rows.timesteps().length * size];
    boolean[] drawn = new boolean[size];
    for (int row = 0; row < rows.timesteps().length; row++) {
      long first = (long) (rows.firstRow() + row) * size;
      rows.mask().draw(layer, first, place.probability(), drawn);
      for (int i = 0; i < size; i++) {
        values[row * size + i] = drawn[i] ? kept : 0;
      }
    }
    return Nhwc.toArray(values, shape);
  }

  /** Bytes that runs have left for the next ones. */
  long pooledBytes() {
    return session.pooledBytes();
  }

  /** Frees them. */
  void free() {
    session.free();
  }

  @Override
  public String toString() {
    return "TrainingGraph" + Arrays.asList(config.channels());
  }
}
