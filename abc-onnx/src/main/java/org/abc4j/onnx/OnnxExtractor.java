package org.abc4j.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.abc4j.perception.FeatureExtractor;
import org.abc4j.perception.FeatureTensor;

/**
 * A graph that finds features in images: a perceptual metric's network, or Inception.
 *
 * <p>It has one input, images × channels × height × width in single precision, and outputs of
 * single precision whose first extent is the images. Thread-safe until it is closed; what it holds
 * outside the heap is freed then.
 */
public final class OnnxExtractor implements FeatureExtractor {
  private static final int RANK = 4;

  private final OnnxSession session;
  private final String input;
  private final List<String> outputs;

  private OnnxExtractor(OnnxSession session, String input, List<String> outputs) {
    this.session = session;
    this.input = input;
    this.outputs = outputs;
  }

  /**
   * Opens a file.
   *
   * @param path the ONNX file
   * @param input name of its input
   * @param outputs names of the outputs to be read, at least one
   * @param settings how it runs
   * @return the extractor
   * @throws MalformedFileException if it is no such file, has other inputs, or lacks an output
   * @throws IOException if it cannot be read
   * @throws IllegalStateException if ONNX Runtime cannot be loaded here
   */
  public static OnnxExtractor open(
      Path path, String input, List<String> outputs, OnnxSettings settings) throws IOException {
    OnnxFile file = OnnxFile.read(path);
    OnnxValue images = file.input(input);
    require(
        file,
        "inputs",
        file.inputs().size() == 1,
        "1 input, '" + input + "'",
        file.inputs().size() + " inputs");
    require(
        file,
        "input '" + input + "'",
        images.type() == OnnxType.FLOAT && rank(images) == RANK,
        "float images × channels × height × width",
        images.toString());
    for (String name : outputs) {
      OnnxValue output = file.output(name);
      require(
          file,
          "output '" + name + "'",
          output.type() == OnnxType.FLOAT && rank(output) > 0,
          "float features of images",
          output.toString());
    }
    return new OnnxExtractor(OnnxSession.open(file, settings), input, List.copyOf(outputs));
  }

  /** Number of extents; that which is asked for where the file does not say. */
  private static int rank(OnnxValue value) {
    return value.dimensions().map(List::size).orElse(RANK);
  }

  private static void require(
      OnnxFile file, String field, boolean holds, String expected, String found)
      throws MalformedFileException {
    if (!holds) {
      throw new MalformedFileException(file.path().toString(), field, expected, found);
    }
  }

  @Override
  public Map<String, FeatureTensor> extract(Batch images) {
    Shape shape = images.shape();
    OnnxArray values =
        OnnxArray.owning(
            images.toArray(), images.rows(), shape.channels(), shape.height(), shape.width());
    Map<String, OnnxArray> found = session.run(Map.of(input, values), outputs);
    Map<String, FeatureTensor> features = new LinkedHashMap<>();
    found.forEach((name, array) -> features.put(name, tensor(name, array, images.rows())));
    return features;
  }

  private FeatureTensor tensor(String name, OnnxArray array, int rows) {
    long[] shape = array.shape();
    if (shape.length == 0 || shape[0] != rows) {
      throw new IllegalStateException(
          session.file().path()
              + ": output '"
              + name
              + "': expected features of "
              + rows
              + " images, found "
              + array);
    }
    int[] extents = Arrays.stream(shape).skip(1).mapToInt(Math::toIntExact).toArray();
    return FeatureTensor.of(rows, extents, array.floats());
  }

  @Override
  public String sha256() {
    return session.file().sha256();
  }

  @Override
  public void close() {
    session.close();
  }

  @Override
  public String toString() {
    return "OnnxExtractor[" + session.file().path() + "]";
  }
}
