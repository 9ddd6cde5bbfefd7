package org.abc4j.perception;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.abc4j.io.MalformedFileException;

/**
 * An extractor as one small JSON file says it: the file of its network, how images are prepared for
 * it, which outputs are read, and what they are compared by. {@code docs/extractors.md} has the
 * format.
 *
 * @param name what results call it, such as {@code "DINOv2"}
 * @param file name of the network's file, without a folder
 * @param sha256 SHA-256 of that file, if only one will do
 * @param input name of the network's input
 * @param preparation how images are prepared
 * @param kind what features are compared by
 * @param outputs names of the outputs, in order: several for LPIPS, one for others
 * @param dropped how many of the first tokens are of no patch, for {@link
 *     FeatureKind#LARGEST_PATCH}; 0 for others
 * @param weights name of the file of weights, without a folder, for {@link FeatureKind#LPIPS};
 *     empty for others
 */
public record ExtractorDescription(
    String name,
    String file,
    Optional<String> sha256,
    String input,
    InputPreparation preparation,
    FeatureKind kind,
    List<String> outputs,
    int dropped,
    Optional<String> weights) {

  /** The descriptions that come with this library, by their names. */
  private static final List<String> SHIPPED =
      List.of("lpips-vgg", "openclip", "dinov2", "dino-patch", "inception-v3");

  /**
   * Copies the list. {@link #read} checks what is read.
   *
   * @param name what results call it
   * @param file name of the network's file, without a folder
   * @param sha256 SHA-256 of that file, if only one will do
   * @param input name of the network's input
   * @param preparation how images are prepared
   * @param kind what features are compared by
   * @param outputs names of the outputs, in order
   * @param dropped how many of the first tokens are of no patch
   * @param weights name of the file of weights, without a folder
   * @throws IllegalArgumentException if kind, outputs and weights do not go together
   */
  public ExtractorDescription {
    outputs = List.copyOf(outputs);
    boolean lpips = kind == FeatureKind.LPIPS;
    if (outputs.isEmpty() || !lpips && outputs.size() > 1 || lpips != weights.isPresent()) {
      throw new IllegalArgumentException(
          "LPIPS has a file of weights and 1 or more outputs, others 1 output, found "
              + kind
              + " with "
              + outputs
              + " and weights "
              + weights.orElse("none"));
    }
  }

  /**
   * Reads a description.
   *
   * @param file the JSON file
   * @return the description
   * @throws MalformedFileException if it is none, naming the field
   * @throws IOException if it cannot be read
   */
  public static ExtractorDescription read(Path file) throws IOException {
    return DescriptionReader.read(file);
  }

  /**
   * The names of the descriptions that come with this library: the paper's four perceptual metrics,
   * and Inception v3.
   *
   * @return what {@link #shipped(String)} takes
   */
  public static List<String> shipped() {
    return SHIPPED;
  }

  /**
   * A description that comes with this library. Its network is not: {@code docs/extractors.md} says
   * how to export it.
   *
   * @param name its name, one of {@link #shipped()}
   * @return the description
   * @throws IllegalArgumentException if there is none of that name
   */
  public static ExtractorDescription shipped(String name) {
    if (!SHIPPED.contains(name)) {
      throw new IllegalArgumentException(
          "the descriptions that are there are " + SHIPPED + ", found \"" + name + "\"");
    }
    String resource = name + ".json";
    try (InputStream in = ExtractorDescription.class.getResourceAsStream(resource)) {
      return DescriptionReader.read(Path.of(resource), in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What two images are compared by.
   *
   * @param folder where the file of weights lies, if there is one
   * @return the metric
   * @throws IllegalArgumentException if it compares sets of images, not two
   * @throws MalformedFileException if the weights are not what they must be
   * @throws IOException if the weights cannot be read
   */
  public FeatureMetric metric(Path folder) throws IOException {
    return switch (kind) {
      case COSINE -> CosineDistance.of(outputs.get(0));
      case LARGEST_PATCH -> LargestPatchDistance.of(outputs.get(0), dropped);
      case LPIPS -> LpipsDistance.read(outputs, folder.resolve(weights.orElseThrow()));
      case FRECHET ->
          throw new IllegalArgumentException(
              name + " compares sets of images (Fréchet distance), and not two images");
    };
  }
}
