package org.abc4j.autoencoder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.data.ImagePreparation;
import org.abc4j.epochs.NetworkFiles;
import org.abc4j.epochs.StoredWeights;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Uninterrupted;
import org.abc4j.store.LibraryVersion;

/**
 * An autoencoder as a folder: {@code codec.json}, which says what it is and how it was made, and
 * {@code weights.safetensors}, under PyTorch's names. The first holds the digest of the second and
 * is written last, so a folder that has it is whole. Immutable and thread-safe.
 */
public final class AutoencoderFolder {
  /** Its files. */
  static final NetworkFiles FILES = new NetworkFiles("an", "autoencoder", "codec.json");

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
    return FILES.isComplete(folder);
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
    AutoencoderFile.Content content = FILES.manifest(folder, AutoencoderFile::read);
    AutoencoderConfig config = content.identity().config();
    BasicAutoencoder codec =
        StoredWeights.in(FILES, FILES.weights(folder, content.weightsSha256()), name -> false)
            .require(config.weights(), config)
            .network(weights -> BasicAutoencoder.of(config, weights), BasicAutoencoder::shapes);
    FILES.requireDigest(folder, "codec", content.codecSha256(), codec.sha256());
    return new AutoencoderFolder(folder, content, codec);
  }

  /** Writes an autoencoder that is trained, and opens it. */
  static AutoencoderFolder write(
      Path folder, AutoencoderIdentity identity, Map<String, float[]> weights, List<Double> losses)
      throws IOException {
    BasicAutoencoder codec = BasicAutoencoder.of(identity.config(), weights);
    FILES.write(
        folder,
        codec.shapes(),
        weights,
        (manifest, sha256) ->
            AutoencoderFile.write(
                manifest,
                new AutoencoderFile.Content(
                    LibraryVersion.text(), identity, List.copyOf(losses), sha256, codec.sha256())));
    return open(folder);
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
