package org.abc4j.classifier;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.epochs.NetworkFiles;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.perception.FeatureExtractor;
import org.abc4j.perception.FeatureTensor;

/**
 * What a classifier finds in images, as a {@link FeatureExtractor}: {@value #FEATURES}, what its
 * last layer goes by, and {@value #LOGITS}. Prepared images have values from 0 to 1. For a
 * perceptual distance or a Fréchet score where no better network is at hand. Immutable and
 * thread-safe.
 */
public final class ClassifierFeatures implements FeatureExtractor {
  /** The input of images. */
  public static final String IMAGES = "images";

  /** The output that has what the last layer goes by. */
  public static final String FEATURES = "features";

  /** The output that has what is given to each class. */
  public static final String LOGITS = "logits";

  private static final String DESCRIPTION = "features.json";

  private final ImageClassifier classifier;
  private final String sha256;
  private final List<String> outputs;
  private volatile boolean closed;

  private ClassifierFeatures(ImageClassifier classifier, String sha256, List<String> outputs) {
    this.classifier = classifier;
    this.sha256 = sha256;
    this.outputs = List.copyOf(outputs);
  }

  /**
   * The features of a classifier.
   *
   * @param folder where it is
   * @return an extractor of {@value #FEATURES}
   */
  public static ClassifierFeatures of(ClassifierFolder folder) {
    return new ClassifierFeatures(folder.classifier(), folder.weightsSha256(), List.of(FEATURES));
  }

  /**
   * The file that describes the features of the classifier in a folder, by their cosine: {@link
   * org.abc4j.perception.ExtractorDescription#read} reads it.
   *
   * @param folder the folder
   * @return its file {@code features.json}
   */
  public static Path description(Path folder) {
    return folder.resolve(DESCRIPTION);
  }

  /** Opens those of a file of weights in its folder. */
  static ClassifierFeatures open(Path file, String input, List<String> outputs) throws IOException {
    require(file, "input", IMAGES, List.of(IMAGES), List.of(input));
    require(file, "outputs", FEATURES + " and " + LOGITS, List.of(FEATURES, LOGITS), outputs);
    ClassifierFolder folder = ClassifierFolder.open(file.toAbsolutePath().getParent());
    if (!file.getFileName().toString().equals(NetworkFiles.WEIGHTS)) {
      throw new MalformedFileException(
          file.toString(), "file", NetworkFiles.WEIGHTS, String.valueOf(file.getFileName()));
    }
    return new ClassifierFeatures(folder.classifier(), folder.weightsSha256(), outputs);
  }

  private static void require(
      Path file, String field, String expected, List<String> known, List<String> found)
      throws MalformedFileException {
    if (!known.containsAll(found)) {
      throw new MalformedFileException(file.toString(), field, expected, found.toString());
    }
  }

  static void writeDescription(Path folder, ResNet config, String weightsSha256)
      throws IOException {
    Shape images = config.images();
    int channels = images.channels();
    if (channels != 1 && channels != 3) {
      return;
    }
    String size =
        images.height() == images.width()
            ? "    \"size\": " + images.height() + ",\n    \"filter\": \"bilinear\",\n"
            : "";
    String text =
        String.format(
            Locale.ROOT,
            "{\n"
                + "  \"format\": \"abc-extractor\",\n"
                + "  \"version\": 1,\n"
                + "  \"name\": \"classifier\",\n"
                + "  \"file\": \"%s\",\n"
                + "  \"sha256\": \"%s\",\n"
                + "  \"input\": {\n"
                + "    \"name\": \"%s\",\n"
                + "%s"
                + "    \"mean\": %s,\n"
                + "    \"deviation\": %s\n"
                + "  },\n"
                + "  \"features\": {\n"
                + "    \"kind\": \"cosine\",\n"
                + "    \"output\": \"%s\"\n"
                + "  }\n"
                + "}\n",
            NetworkFiles.WEIGHTS,
            weightsSha256,
            IMAGES,
            size,
            Collections.nCopies(channels, 0),
            Collections.nCopies(channels, 1),
            FEATURES);
    AtomicFiles.write(description(folder), text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Map<String, FeatureTensor> extract(Batch images) {
    if (closed) {
      throw new IllegalStateException("the classifier's features were closed");
    }
    ResNet config = classifier.config();
    if (!images.shape().equals(config.images())) {
      throw new IllegalArgumentException(
          "the classifier takes images of shape " + config.images() + ", found " + images.shape());
    }
    int rows = images.rows();
    float[] features = classifier.network().features(rows, images.toArray());
    Map<String, FeatureTensor> found = new TreeMap<>();
    for (String output : outputs) {
      found.put(
          output,
          output.equals(FEATURES)
              ? FeatureTensor.of(rows, new int[] {config.features()}, features)
              : FeatureTensor.of(
                  rows,
                  new int[] {config.classes()},
                  classifier.network().head().predict(rows, features)));
    }
    return found;
  }

  @Override
  public String sha256() {
    return sha256;
  }

  @Override
  public void close() {
    closed = true;
  }
}
