package org.abc4j.classifier;

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
 * A classifier as a folder: {@code classifier.json}, which says what it is, how it was made and
 * what each epoch came to; {@code weights.safetensors}, under torchvision's names; and {@code
 * features.json}, the {@link org.abc4j.perception.ExtractorDescription} of what it finds in images.
 * The first holds the digest of the second and is written last, so a folder that has it is whole.
 * Immutable and thread-safe.
 */
public final class ClassifierFolder {
  /** Its files. */
  static final NetworkFiles FILES = new NetworkFiles("a", "classifier", "classifier.json");

  private final Path folder;
  private final ClassifierFile.Content content;
  private final ImageClassifier classifier;

  private ClassifierFolder(
      Path folder, ClassifierFile.Content content, ImageClassifier classifier) {
    this.folder = folder;
    this.content = content;
    this.classifier = classifier;
  }

  /**
   * Whether a folder holds a whole classifier.
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
   * @return the classifier
   * @throws MalformedFileException if a file is missing, changed, malformed or of a newer version,
   *     naming it
   * @throws IOException if a file cannot be read
   */
  public static ClassifierFolder open(Path folder) throws IOException {
    return Uninterrupted.run(() -> opened(folder));
  }

  private static ClassifierFolder opened(Path folder) throws IOException {
    ClassifierFile.Content content = FILES.manifest(folder, ClassifierFile::read);
    ImageClassifier classifier =
        read(FILES.weights(folder, content.weightsSha256()), content.identity().config());
    FILES.requireDigest(folder, "classifier", content.classifierSha256(), classifier.sha256());
    return new ClassifierFolder(folder, content, classifier);
  }

  /**
   * Reads weights of a classifier, such as those of torchvision's {@code state_dict}, which need no
   * folder. Nothing is made before the file is found to have as many weights as it would take.
   *
   * @param file a safetensors file
   * @param config the architecture
   * @return the classifier
   * @throws MalformedFileException if weights are missing, have other shapes or values that cannot
   *     be, or there are others
   * @throws IOException if it cannot be read
   */
  public static ImageClassifier read(Path file, ResNet config) throws IOException {
    return StoredWeights.in(FILES, file, ImageClassifier::isCounter)
        .require(config.weights(), config)
        .network(weights -> ImageClassifier.of(config, weights), made -> made.network().shapes());
  }

  /** Writes a classifier that is trained, and opens it. */
  static ClassifierFolder write(
      Path folder,
      ClassifierIdentity identity,
      Map<String, float[]> weights,
      List<EpochResult> results)
      throws IOException {
    ImageClassifier classifier = ImageClassifier.of(identity.config(), weights);
    FILES.write(
        folder,
        classifier.network().shapes(),
        weights,
        (manifest, sha256) -> {
          ClassifierFeatures.writeDescription(folder, identity.config(), sha256);
          ClassifierFile.write(
              manifest,
              new ClassifierFile.Content(
                  LibraryVersion.text(),
                  identity,
                  List.copyOf(results),
                  sha256,
                  classifier.sha256()));
        });
    return open(folder);
  }

  ClassifierIdentity identity() {
    return content.identity();
  }

  /** The digest of the file of the weights. */
  String weightsSha256() {
    return content.weightsSha256();
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
   * The classifier.
   *
   * @return the classifier
   */
  public ImageClassifier classifier() {
    return classifier;
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
   * How its images were made.
   *
   * @return what was said; empty if nothing was
   */
  public Optional<ImagePreparation> preparation() {
    return content.identity().preparation();
  }

  /**
   * What each epoch came to. The classifier is that of the best of the last kind of epochs, the
   * first if several are as good.
   *
   * @return a result for each epoch
   */
  public List<EpochResult> results() {
    return content.results();
  }

  /**
   * The epoch whose classifier was kept.
   *
   * @return its number, from 1
   */
  public int keptEpoch() {
    List<EpochResult> results = content.results();
    boolean adversarial = results.get(results.size() - 1).adversarialAccuracy().isPresent();
    int best = -1;
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).adversarialAccuracy().isPresent() == adversarial
          && (best < 0 || results.get(i).score() > results.get(best).score())) {
        best = i;
      }
    }
    return best + 1;
  }

  @Override
  public String toString() {
    return "ClassifierFolder[" + classifier + " in " + folder + "]";
  }
}
