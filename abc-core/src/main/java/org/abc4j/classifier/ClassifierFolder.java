package org.abc4j.classifier;

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
import org.abc4j.unet.layer.Parameter;

/**
 * A classifier as a folder: {@code classifier.json}, which says what it is, how it was made and
 * what each epoch came to; {@code weights.safetensors}, under torchvision's names; and {@code
 * features.json}, the {@link org.abc4j.perception.ExtractorDescription} of what it finds in images.
 * The first holds the digest of the second and is written last, so a folder that has it is whole.
 * Immutable and thread-safe.
 */
public final class ClassifierFolder {
  private static final String MANIFEST = "classifier.json";

  /** The file of the weights. */
  static final String WEIGHTS = "weights.safetensors";

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
    return Files.isRegularFile(folder.resolve(MANIFEST));
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
    Path manifest = folder.resolve(MANIFEST);
    require(manifest, "what a classifier says of itself");
    FileIdentity manifestFile = FileIdentity.of(manifest);
    ClassifierFile.Content content = ClassifierFile.read(manifest);
    manifestFile.requireUnchanged("content");
    Path file = folder.resolve(WEIGHTS);
    require(file, "the weights of a classifier");
    String found = Sha256.of(file);
    if (!found.equals(content.weightsSha256())) {
      throw new MalformedFileException(file.toString(), "SHA-256", content.weightsSha256(), found);
    }
    ImageClassifier classifier = read(file, content.identity().config());
    if (!classifier.sha256().equals(content.classifierSha256())) {
      throw new MalformedFileException(
          manifest.toString(), "classifier", content.classifierSha256(), classifier.sha256());
    }
    return new ClassifierFolder(folder, content, classifier);
  }

  private static void require(Path file, String what) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new MalformedFileException(file.toString(), "file", what, "none");
    }
    FileIdentity.requireInItsFolder(file);
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
    SafetensorsFile tensors = SafetensorsFile.read(file);
    List<String> names =
        tensors.names().stream().filter(name -> !ImageClassifier.isCounter(name)).toList();
    long elements = 0;
    for (String name : names) {
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
    for (String name : names) {
      weights.put(name, tensors.floats(name));
    }
    try {
      ImageClassifier classifier = ImageClassifier.of(config, weights);
      for (Parameter parameter : classifier.network().values().toList()) {
        tensors.requireFloats(
            parameter.name(), Arrays.stream(parameter.shape()).asLongStream().toArray());
      }
      return classifier;
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "weights", "those of this classifier", e.getMessage(), e);
    }
  }

  /** Writes a classifier that is trained, and opens it. */
  static ClassifierFolder write(
      Path folder,
      ClassifierIdentity identity,
      Map<String, float[]> weights,
      List<EpochResult> results)
      throws IOException {
    ImageClassifier classifier = ImageClassifier.of(identity.config(), weights);
    SafetensorsWriter writer = SafetensorsWriter.create();
    classifier
        .network()
        .values()
        .forEach(p -> writer.put(p.name(), p.shape(), weights.get(p.name())));
    Uninterrupted.finish(
        () -> {
          Files.deleteIfExists(folder.resolve(MANIFEST));
          writer.write(folder.resolve(WEIGHTS));
          String weightsSha256 = Sha256.of(folder.resolve(WEIGHTS));
          ClassifierFeatures.writeDescription(folder, identity.config(), weightsSha256);
          ClassifierFile.write(
              folder.resolve(MANIFEST),
              new ClassifierFile.Content(
                  LibraryVersion.text(),
                  identity,
                  List.copyOf(results),
                  weightsSha256,
                  classifier.sha256()));
        });
    return open(folder);
  }

  /** Whether weights are there without what is written last. */
  static boolean hasLooseWeights(Path folder) {
    return !isComplete(folder) && Files.exists(folder.resolve(WEIGHTS), LinkOption.NOFOLLOW_LINKS);
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
