package org.abc4j.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;

/** Which input of a graph takes the samples, which the timesteps, and which output is the noise. */
final class NoiseGraph {
  private static final int RANK = 4;

  private final OnnxSession session;
  private final OnnxValue samples;
  private final OnnxValue timesteps;
  private final OnnxValue noise;
  private final Shape shape;

  private NoiseGraph(
      OnnxSession session, OnnxValue samples, OnnxValue timesteps, OnnxValue noise, Shape shape) {
    this.session = session;
    this.samples = samples;
    this.timesteps = timesteps;
    this.noise = noise;
    this.shape = shape;
  }

  /**
   * Finds them.
   *
   * @param shape of the samples, where the file does not say it
   * @throws MalformedFileException if the graph is no noise predictor
   */
  static NoiseGraph of(OnnxSession session, Optional<Shape> shape) throws MalformedFileException {
    OnnxFile file = session.file();
    List<OnnxValue> inputs = file.inputs();
    List<OnnxValue> images = inputs.stream().filter(NoiseGraph::isImages).toList();
    List<OnnxValue> times = inputs.stream().filter(NoiseGraph::isTimes).toList();
    if (inputs.size() != 2 || images.size() != 1 || times.size() != 1) {
      throw fault(
          file,
          "inputs",
          "samples, float or double with 4 extents, and timesteps, int32, int64, float or double"
              + " with at most 1",
          shown(inputs));
    }
    OnnxValue samples = images.get(0);
    Shape found = shape(file, samples, shape);
    List<OnnxValue> outputs = file.outputs().stream().filter(like(samples, found)).toList();
    if (outputs.size() != 1) {
      throw fault(
          file,
          "outputs",
          "1 like the samples, " + samples + " of " + found,
          shown(file.outputs()));
    }
    return new NoiseGraph(session, samples, times.get(0), outputs.get(0), found);
  }

  private static MalformedFileException fault(
      OnnxFile file, String field, String expected, String found) {
    return new MalformedFileException(file.path().toString(), field, expected, found);
  }

  private static String shown(List<OnnxValue> values) {
    return values.isEmpty()
        ? "none"
        : String.join(
            ", ", values.stream().map(value -> "'" + value.name() + "' " + value).toList());
  }

  private static boolean isImages(OnnxValue value) {
    return (value.type() == OnnxType.FLOAT || value.type() == OnnxType.DOUBLE)
        && value.dimensions().filter(extents -> extents.size() == RANK).isPresent();
  }

  private static boolean isTimes(OnnxValue value) {
    return switch (value.type()) {
      case INT32, INT64, FLOAT, DOUBLE ->
          value.dimensions().filter(extents -> extents.size() <= 1).isPresent();
      default -> false;
    };
  }

  /** The shape of one sample: what the file says, and of what it leaves open what is given. */
  private static Shape shape(OnnxFile file, OnnxValue samples, Optional<Shape> given)
      throws MalformedFileException {
    List<Long> declared = samples.dimensions().orElseThrow();
    long rows = declared.get(0);
    if (rows != OnnxValue.ANY && rows != 1) {
      throw fault(file, "input '" + samples.name() + "'", "any number of rows, or 1", "" + samples);
    }
    if (given.isEmpty() && declared.subList(1, RANK).contains(OnnxValue.ANY)) {
      throw fault(
          file,
          "input '" + samples.name() + "'",
          "the shape of a sample, in the file or given beside it",
          samples + " and none given");
    }
    Shape shape =
        given.isPresent()
            ? given.get()
            : new Shape(
                Math.toIntExact(declared.get(1)),
                Math.toIntExact(declared.get(2)),
                Math.toIntExact(declared.get(3)));
    if (!samples.admits(1, shape.channels(), shape.height(), shape.width())) {
      throw fault(file, "input '" + samples.name() + "'", "samples of " + shape, "" + samples);
    }
    return shape;
  }

  private static Predicate<OnnxValue> like(OnnxValue samples, Shape shape) {
    return output ->
        output.type() == samples.type()
            && output.admits(1, shape.channels(), shape.height(), shape.width());
  }

  OnnxSession session() {
    return session;
  }

  Shape shape() {
    return shape;
  }

  /** Whether the graph takes and gives doubles. */
  boolean isDouble() {
    return samples.type() == OnnxType.DOUBLE;
  }

  /** Whether it takes several rows at once. */
  boolean takesRows() {
    return samples.dimensions().orElseThrow().get(0) == OnnxValue.ANY;
  }

  /** Predicts noise for rows of doubles; the graph's own precision decides what becomes of them. */
  double[] predict(double[] x, int timestep) {
    if (isDouble()) {
      return run(OnnxArray.owning(x, extents(x.length)), timestep).doubles();
    }
    float[] rounded = new float[x.length];
    for (int j = 0; j < x.length; j++) {
      rounded[j] = (float) x[j];
    }
    float[] noise = predict(rounded, timestep);
    double[] wide = new double[noise.length];
    for (int j = 0; j < wide.length; j++) {
      wide[j] = noise[j];
    }
    return wide;
  }

  /** Predicts noise for rows of floats. */
  float[] predict(float[] x, int timestep) {
    if (!isDouble()) {
      return run(OnnxArray.owning(x, extents(x.length)), timestep).floats();
    }
    double[] wide = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      wide[j] = x[j];
    }
    double[] noise = predict(wide, timestep);
    float[] rounded = new float[noise.length];
    for (int j = 0; j < noise.length; j++) {
      rounded[j] = (float) noise[j];
    }
    return rounded;
  }

  private long[] extents(int values) {
    return new long[] {values / shape.size(), shape.channels(), shape.height(), shape.width()};
  }

  private OnnxArray run(OnnxArray x, int timestep) {
    OnnxArray t = times((int) x.shape()[0], timestep);
    OnnxArray found =
        session
            .run(Map.of(samples.name(), x, timesteps.name(), t), List.of(noise.name()))
            .get(noise.name());
    if (!Arrays.equals(found.shape(), x.shape())) {
      throw new IllegalStateException(
          session.file().path()
              + ": output '"
              + noise.name()
              + "': expected noise of "
              + x
              + ", found "
              + found);
    }
    return found;
  }

  /** A timestep for each row, unless the graph takes one for all. */
  private OnnxArray times(int rows, int timestep) {
    List<Long> declared = timesteps.dimensions().orElseThrow();
    long[] extents =
        declared.isEmpty()
            ? new long[0]
            : new long[] {declared.get(0) == OnnxValue.ANY ? rows : declared.get(0)};
    int count = Math.toIntExact(OnnxArray.size(extents));
    return switch (timesteps.type()) {
      case INT32 -> {
        int[] values = new int[count];
        Arrays.fill(values, timestep);
        yield OnnxArray.of(values, extents);
      }
      case INT64 -> {
        long[] values = new long[count];
        Arrays.fill(values, timestep);
        yield OnnxArray.of(values, extents);
      }
      case FLOAT -> {
        float[] values = new float[count];
        Arrays.fill(values, timestep);
        yield OnnxArray.of(values, extents);
      }
      default -> {
        double[] values = new double[count];
        Arrays.fill(values, timestep);
        yield OnnxArray.of(values, extents);
      }
    };
  }
}
