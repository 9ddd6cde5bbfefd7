package org.abc4j.samediff;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.unet.UNet;
import org.abc4j.unet.UNetConfig;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A U-Net's graph for prediction, with tangents or without, and its runs.
 *
 * <p>Images go in and out in NCHW order. Calls may overlap; they wait for one another, as the
 * operations of a SameDiff graph keep their arguments in fields.
 */
final class UNetGraph {
  /**
   * Rows, or tangents, that go through the network together, so that memory is bounded; fewer of
   * images larger than 64×64.
   */
  static final int BLOCK = 64;

  static final String IMAGES = "images";
  static final String TIME = "time";
  private static final String TANGENTS = "tangents";

  private final UNetConfig config;
  private final String output;
  private final String tangentOutput;
  private final GraphSession session;

  private UNetGraph(UNetConfig config, GraphWeights weights, TangentRules rulesOrNull) {
    this.config = config;
    SameDiff graph = SameDiff.create();
    Map<String, SDVariable> constants = new HashMap<>();
    weights.arrays().forEach((name, array) -> constants.put(name, graph.constant(name, array)));
    boolean tangents = rulesOrNull != null;
    Shape shape = config.inputShape();
    Value images =
        new Value(
            images(graph, IMAGES, shape),
            tangents ? images(graph, TANGENTS, shape) : null,
            shape.height(),
            shape.width(),
            shape.channels());
    SameDiffUNet net =
        new SameDiffUNet(graph, constants::get, tangents ? rulesOrNull : TangentRules.all(), false);
    Value noise = UNet.build(config, net, images, time(graph, config));
    this.output = noise.primal().name();
    this.tangentOutput = tangents ? noise.tangent().name() : null;
    this.session = new GraphSession(graph);
  }

  /** A graph that predicts. */
  static UNetGraph prediction(UNetConfig config, GraphWeights weights) {
    return Quiet.get(() -> new UNetGraph(config, weights, null));
  }

  /** A graph that predicts one row and pushes tangents along. */
  static UNetGraph linearization(UNetConfig config, GraphWeights weights, TangentRules rules) {
    return Quiet.get(() -> new UNetGraph(config, weights, rules));
  }

  static SDVariable images(SameDiff graph, String name, Shape shape) {
    return graph.placeHolder(
        name, DataType.FLOAT, -1, shape.height(), shape.width(), shape.channels());
  }

  static Value time(SameDiff graph, UNetConfig config) {
    int width = config.channels().get(0);
    SDVariable time = graph.placeHolder(TIME, DataType.FLOAT, -1, 1, 1, width);
    return new Value(time, null, 1, 1, width);
  }

  /** Predicts noise for images at one timestep, in blocks of rows. */
  Batch predict(Batch x, int timestep) {
    float[] images = x.toArray();
    float[] noise = new float[images.length];
    int block = config.rowsTogether(BLOCK) * x.shape().size();
    for (int at = 0; at < images.length; at += block) {
      float[] some = Arrays.copyOfRange(images, at, Math.min(images.length, at + block));
      System.arraycopy(predict(some, timestep), 0, noise, at, some.length);
    }
    return Batch.of(x.shape(), noise);
  }

  private synchronized float[] predict(float[] images, int timestep) {
    float[][] result = new float[1][];
    Map<String, INDArray> inputs = inputs(images, timestep);
    try {
      session.run(inputs, List.of(output), found -> result[0] = Nhwc.toImages(found.get(output)));
    } finally {
      inputs.values().forEach(INDArray::close);
    }
    return result[0];
  }

  /** Predicts noise for one image and pushes tangents through: [0] the noise, [1] its tangents. */
  synchronized float[][] linearize(float[] image, int timestep, float[] tangents) {
    float[][] result = new float[2][];
    Map<String, INDArray> inputs = inputs(image, timestep);
    inputs.put(TANGENTS, Nhwc.toArray(tangents, config.inputShape()));
    try {
      session.run(
          inputs,
          List.of(output, tangentOutput),
          found -> {
            result[0] = Nhwc.toImages(found.get(output));
            result[1] = Nhwc.toImages(found.get(tangentOutput));
          });
    } finally {
      inputs.values().forEach(INDArray::close);
    }
    return result;
  }

  private Map<String, INDArray> inputs(float[] images, int timestep) {
    Map<String, INDArray> inputs = new LinkedHashMap<>();
    inputs.put(IMAGES, Nhwc.toArray(images, config.inputShape()));
    int rows = images.length / config.inputShape().size();
    int[] timesteps = new int[rows];
    Arrays.fill(timesteps, timestep);
    inputs.put(TIME, embedding(timesteps, config));
    return inputs;
  }

  /** The embedding of each row's timestep, [B, 1, 1, width]. */
  static INDArray embedding(int[] timesteps, UNetConfig config) {
    int width = config.channels().get(0);
    float[] values = new float[timesteps.length * width];
    for (int row = 0; row < timesteps.length; row++) {
      System.arraycopy(config.timeEmbedding(timesteps[row]), 0, values, row * width, width);
    }
    return Nd4j.create(values, new long[] {timesteps.length, 1, 1, width}, 'c');
  }

  /** Bytes that runs have left for the next ones. */
  synchronized long pooledBytes() {
    return session.pooledBytes();
  }

  /** Frees them. */
  synchronized void free() {
    session.free();
  }
}
