package org.abc4j.autoencoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.data.ImagePreparation;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.store.LibraryVersion;

/**
 * An autoencoder as a folder: {@code codec.json}, which says what it is and how it was made, and
 * {@code weights.safetensors}, under PyTorch's names. The first holds the digest of the second and
 * is written last, so a folder that has it is whole. Immutable and thread-safe.
 */
public final class AutoencoderFolder {
  private static final String MANIFEST = "codec.json";
  private static final String WEIGHTS = "weights.safetensors";

  private final Path folder;
  private final AutoencoderFile.Content content;
  private final BasicAutoencoder codec;

  private AutoencoderFolder(Path folder, AutoencoderFile.Content content, BasicAutoencoder codec) {
    this.folder = folder;
    this.content = content;
    this.codec = codec;
  }

  /**
   * Whether a folder holds a whole autoencoder.
   *
   * @param folder the folder
   * @return true if there is a manifest
   */
  public static boolean isComplete(Path folder) {
    return Files.isRegularFile(folder.resolve(MANIFEST));
  }

  /**
   * Opens a folder, and checks all of it.
   *
   * @param folder the folder
   * @return the autoencoder
   * @throws MalformedFileException if a file is missing, changed, malformed or of a newer version,
   *     naming it
   * @throws IOException if a file cannot be read
   */
  public static AutoencoderFolder open(Path folder) throws IOException {
    return Uninterrupted.run(() -> opened(folder));
  }

  private static AutoencoderFolder opened(Path folder) throws IOException {
    Path manifest = folder.resolve(MANIFEST);
    require(manifest, "what an autoencoder says of itself");
    FileIdentity manifestFile = FileIdentity.of(manifest);
    AutoencoderFile.Content content = AutoencoderFile.read(manifest);
    manifestFile.requireUnchanged("content");
    Path file = folder.resolve(WEIGHTS);
    require(file, "the weights of an autoencoder");
    String found = Sha256.of(file);
    if (!found.equals(content.weightsSha256())) {
      throw new MalformedFileException(file.toString(), "SHA-256", content.weightsSha256(), found);
    }
    BasicAutoencoder codec = read(file, content.identity().config());
    if (!codec.sha256().equals(content.codecSha256())) {
      throw new MalformedFileException(
          manifest.toString(), "codec", content.codecSha256(), codec.sha256());
    }
    return new AutoencoderFolder(folder, content, codec);
  }

  private static void require(Path file, String what) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new MalformedFileException(file.toString(), "file", what, "none");
    }
    FileIdentity.requireInItsFolder(file);
  }

  /** Nothing is made before the file is found to have as many weights as it would take. */
  private static BasicAutoencoder read(Path file, AutoencoderConfig config) throws IOException {
    SafetensorsFile tensors = SafetensorsFile.read(file);
    long elements = 0;
    for (String name : tensors.names()) {
      elements += tensors.entry(name).elements();
    }
    if (elements != config.weights()) {
      throw new MalformedFileException(
          file.toString(),
          "number of weights",
          config.weights() + ", as " + config + " has",
          "" + elements);
    }
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (String name : tensors.names()) {
      weights.put(name, tensors.floats(name));
    }
    try {
      BasicAutoencoder codec = BasicAutoencoder.of(config, weights);
      for (Map.Entry<String, int[]> shape : codec.shapes().entrySet()) {
        tensors.requireFloats(
            shape.getKey(), Arrays.stream(shape.getValue()).asLongStream().toArray());
      }
      return codec;
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "weights", "those of this autoencoder", e.getMessage(), e);
    }
  }

  /** Writes an autoencoder that is trained, and opens it. */
  static AutoencoderFolder write(
      Path folder, AutoencoderIdentity identity, Map<String, float[]> weights, List<Double> losses)
      throws IOException {
    BasicAutoencoder codec = BasicAutoencoder.of(identity.config(), weights);
    SafetensorsWriter writer = SafetensorsWriter.create();
    codec.shapes().forEach((name, shape) -> writer.put(name, shape, weights.get(name)));
    Uninterrupted.finish(
        () -> {
          Files.deleteIfExists(folder.resolve(MANIFEST));
          writer.write(folder.resolve(WEIGHTS));
          AutoencoderFile.write(
              folder.resolve(MANIFEST),
              new AutoencoderFile.Content(
                  LibraryVersion.text(),
                  identity,
                  List.copyOf(losses),
                  Sha256.of(folder.resolve(WEIGHTS)),
                  codec.sha256()));
        });
    return open(folder);
  }

  /** Whether weights are there without what is written last. */
  static boolean hasLooseWeights(Path folder) {
    return !isComplete(folder) && Files.exists(folder.resolve(WEIGHTS), LinkOption.NOFOLLOW_LINKS);
  }

  AutoencoderIdentity identity() {
    return content.identity();
  }

  /**
   * The folder itself.
   *
   * @return its path, as it was opened
   */
  public Path path() {
    return folder;
  }

  /**
   * The codec.
   *
   * @return the autoencoder
   */
  public BasicAutoencoder codec() {
    return codec;
  }

  /**
   * The release that made it.
   *
   * @return its name and version
   */
  public String library() {
    return content.library();
  }

  /**
   * How it was trained.
   *
   * @return the settings in words
   */
  public String training() {
    return content.identity().training();
  }

  /**
   * The digest of the images that it was trained on, as {@code EnsembleFolder.dataSha256} has it.
   *
   * @return 64 hexadecimal digits
   */
  public String imagesSha256() {
    return content.identity().imagesSha256();
  }

  /**
   * How those images were made.
   *
   * @return what was said; empty if nothing was
   */
  public Optional<ImagePreparation> preparation() {
    return content.identity().preparation();
  }

  /**
   * The mean loss of each epoch; with patches it is another loss.
   *
   * @return a loss for each epoch
   */
  public List<Double> losses() {
    return content.losses();
  }

  @Override
  public String toString() {
    return "AutoencoderFolder[" + codec + " in " + folder + "]";
  }
}
