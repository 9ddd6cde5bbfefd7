package org.abc4j.onnx;

import java.util.Arrays;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.NoiseSchedule;

/**
 * Any ONNX graph that predicts noise, as a member of an ensemble: the one input of 4 extents is x,
 * the other, of whole or real numbers, t; the one output like x is ε̂.
 *
 * <p>Rows run one by one, so a prediction does not depend on the rest of the batch, whatever the
 * graph is; {@link #together} runs several at once, for graphs of which that is known. Those that
 * {@link OnnxExport} writes are such, and say which schedule they are for. A file whose x takes one
 * row, or whose t takes one timestep, is asked accordingly.
 *
 * <p>Thread-safe; calls may overlap. {@link #close} frees the graph for all copies.
 */
public final class OnnxNoiseModel implements NoiseModel, AutoCloseable {
  private static final String SCHEDULE = "abc.schedule";

  private final NoiseGraph graph;
  private final Optional<NoiseSchedule> schedule;
  private final int rows;

  private OnnxNoiseModel(NoiseGraph graph, Optional<NoiseSchedule> schedule, int rows) {
    this.graph = graph;
    this.schedule = schedule;
    this.rows = rows;
  }

  /**
   * The model of a graph that says which shape its samples have.
   *
   * @param session the graph, which the model closes
   * @return the model
   * @throws MalformedFileException if the graph predicts no noise: it has other inputs, or no
   *     output like x, or more; the message has them all
   */
  public static OnnxNoiseModel of(OnnxSession session) throws MalformedFileException {
    return of(session, Optional.empty());
  }

  /**
   * The model of a graph that takes samples of several shapes.
   *
   * @param session the graph, which the model closes
   * @param shape shape of a sample
   * @return the model
   * @throws MalformedFileException if the graph predicts no noise, or takes no such samples
   */
  public static OnnxNoiseModel of(OnnxSession session, Shape shape) throws MalformedFileException {
    return of(session, Optional.of(shape));
  }

  private static OnnxNoiseModel of(OnnxSession session, Optional<Shape> shape)
      throws MalformedFileException {
    NoiseGraph graph = NoiseGraph.of(session, shape);
    return new OnnxNoiseModel(graph, schedule(session.file()), 1);
  }

  private static Optional<NoiseSchedule> schedule(OnnxFile file) throws MalformedFileException {
    String text = file.metadata().get(SCHEDULE);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(NoiseSchedule.parse(text));
    } catch (IllegalArgumentException none) {
      throw new MalformedFileException(
          file.path().toString(), "metadata '" + SCHEDULE + "'", "a noise schedule", text, none);
    }
  }

  /**
   * For a schedule that the file does not say.
   *
   * @param schedule the schedule that the network was trained with
   * @return a copy, of the same graph
   */
  public OnnxNoiseModel with(NoiseSchedule schedule) {
    return new OnnxNoiseModel(graph, Optional.of(schedule), rows);
  }

  /**
   * With several rows in one run. Only for a graph of which it is known that a row's result is the
   * same bits whatever the other rows; {@link org.abc4j.model.ModelContract} tries that.
   *
   * @param rows how many at most, at least 1
   * @return a copy, of the same graph
   * @throws IllegalArgumentException if there is none, or the graph takes 1
   */
  public OnnxNoiseModel together(int rows) {
    if (rows < 1 || rows > 1 && !graph.takesRows()) {
      throw new IllegalArgumentException(
          graph.session().file().path()
              + " takes "
              + (graph.takesRows() ? "1 row or more" : "1 row")
              + " in a run, asked for "
              + rows);
    }
    return new OnnxNoiseModel(graph, schedule, rows);
  }

  /**
   * The same with tangents, by central differences in {@code double}.
   *
   * @return the model
   * @throws UnsupportedOperationException if the graph computes in {@code float}: differences of it
   *     would be mostly rounding
   */
  public DifferencedNoiseModel differentiable() {
    if (!graph.isDouble()) {
      throw new UnsupportedOperationException(
          graph.session().file().path()
              + " computes in float, and differences of its predictions have some 3 digits:"
              + " derivatives are taken of graphs whose samples are double. Most operators of"
              + " ONNX Runtime, convolutions among them, have no double, so no graph is converted;"
              + " OnnxExport.inDoubles writes one without them");
    }
    return new DifferencedNoiseModel(graph, schedule);
  }

  @Override
  public Shape shape() {
    return graph.shape();
  }

  @Override
  public Optional<NoiseSchedule> schedule() {
    return schedule;
  }

  @Override
  public int preferredRows() {
    return rows;
  }

  @Override
  public Batch predict(Batch x, int timestep) {
    NoiseModel.requireShape(this, x);
    int m = x.shape().size();
    float[] samples = x.toArray();
    float[] noise = new float[samples.length];
    for (int first = 0; first < x.rows(); first += rows) {
      int count = Math.min(rows, x.rows() - first);
      float[] some = Arrays.copyOfRange(samples, first * m, (first + count) * m);
      System.arraycopy(graph.predict(some, timestep), 0, noise, first * m, count * m);
    }
    return Batch.of(shape(), noise);
  }

  /** Frees the graph; no copy of this model can be asked any more. */
  @Override
  public void close() {
    graph.session().close();
  }

  @Override
  public String toString() {
    return "OnnxNoiseModel[" + shape() + ", " + graph.session().file().path() + "]";
  }
}
