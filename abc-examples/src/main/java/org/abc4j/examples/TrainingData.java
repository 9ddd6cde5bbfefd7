package org.abc4j.examples;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.IdxImages;
import org.abc4j.data.IdxLabels;
import org.abc4j.data.ImageSet;
import org.abc4j.data.Normalisation;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.io.Uninterrupted;
import org.abc4j.report.SourceImages;
import org.abc4j.store.EnsembleFolder;

/**
 * The images that the examples train on, 32×32 with values from −1 to 1, and whose they are.
 *
 * @param name where they came from, for people
 * @param images the images
 * @param sources which image comes from which source
 */
public record TrainingData(String name, ImageSet images, DataSources sources) {
  /** How many images are bundled. */
  static final int BUNDLED = 256;

  private static final int SIDE = 32;

  /** So many titles stand for a source's images. */
  private static final int MOST_TITLES = 4;

  private static final List<String> FASHION_MNIST =
      List.of(
          "T-shirt",
          "trousers",
          "pullover",
          "dress",
          "coat",
          "sandal",
          "shirt",
          "sneaker",
          "bag",
          "ankle boot");
  private static final List<String> IMAGE_FILES =
      List.of(
          "t10k-images-idx3-ubyte",
          "t10k-images-idx3-ubyte.gz",
          "train-images-idx3-ubyte",
          "train-images-idx3-ubyte.gz");

  /**
   * Checks that the images are the sources'.
   *
   * @param name where they came from, for people
   * @param images the images
   * @param sources which image comes from which source
   * @throws IllegalArgumentException if there are more or fewer images than items of the sources
   */
  public TrainingData {
    if (images.count() != sources.items()) {
      throw new IllegalArgumentException(
          "there are " + sources + ", found " + images.count() + " images");
    }
  }

  /**
   * Images each of which is a source of its own.
   *
   * @param name where they came from, for people
   * @param images the images, at least 1
   */
  public TrainingData(String name, ImageSet images) {
    this(name, images, DataSources.oneItemEach(images.count()));
  }

  /**
   * The same images of other sources.
   *
   * @param sources which image comes from which source
   * @return a copy
   * @throws IllegalArgumentException if there are more or fewer images than items of the sources
   */
  public TrainingData withSources(DataSources sources) {
    return new TrainingData(name, images, sources);
  }

  /**
   * The same images of sources of a kind, {@link LikeSources}.
   *
   * @param each images of each source, a divisor of their number
   * @return a copy
   */
  TrainingData withLikeSources(int each) {
    return withSources(LikeSources.of(images, each));
  }

  /**
   * The same images of sources that have consecutive ones: source s has images s·k to s·k + k − 1.
   *
   * @param each k, a divisor of their number
   * @return a copy
   */
  TrainingData withConsecutiveSources(int each) {
    int[] sourceOf = new int[images.count()];
    Arrays.setAll(sourceOf, image -> image / LikeSources.requireDivisor(each, images.count()));
    return withSources(DataSources.ofItems(sourceOf));
  }

  /**
   * The bundled 256 images of Fashion-MNIST.
   *
   * @param count how many of them
   * @return the images, padded to 32×32
   */
  public static TrainingData bundled(int count) {
    return prepare(
        "Fashion-MNIST (the test images that are bundled)", BundledImages.fashionMnist256(), count);
  }

  /** The bundled images as they are, 28×28 with values from 0 to 255. */
  static TrainingData unpadded() {
    return new TrainingData("Fashion-MNIST", BundledImages.fashionMnist256());
  }

  /**
   * Images of an IDX file, plain or gzipped, or of the first such file in a folder; with the labels
   * beside it, if there are any.
   *
   * @param path the file or folder
   * @param count how many of the images
   * @return the images, padded to 32×32 if they are smaller
   * @throws IOException if the file cannot be read or is not what it should be
   */
  public static TrainingData read(Path path, int count) throws IOException {
    Path file = Files.isDirectory(path) ? imagesIn(path) : path;
    String name = file.getFileName().toString();
    Optional<Path> labels = IdxLabels.beside(file);
    ImageSet images =
        Uninterrupted.run(
            () ->
                labels.isPresent()
                    ? IdxImages.readWithLabels(file, labels.get())
                    : IdxImages.read(file));
    return prepare(name, images, count);
  }

  private static Path imagesIn(Path folder) throws IOException {
    return Stream.of(IMAGE_FILES)
        .flatMap(List::stream)
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () -> new IOException(folder + " holds none of " + String.join(", ", IMAGE_FILES)));
  }

  private static TrainingData prepare(String name, ImageSet images, int count) {
    if (count > images.count()) {
      throw new IllegalArgumentException(
          count + " training images are needed, " + name + " has " + images.count());
    }
    ImageSet first = images.first(count);
    int height = Math.max(SIDE, first.shape().height());
    int width = Math.max(SIDE, first.shape().width());
    String chosen =
        count == images.count()
            ? "all " + count + " images"
            : "the first " + count + " of " + images.count() + " images";
    return new TrainingData(name + ": " + chosen, first.padTo(height, width).scaledTo(-1, 1));
  }

  /**
   * What an image shows, for people.
   *
   * @param index index of the image
   * @return its class, or its number if it has no label
   */
  public String title(int index) {
    if (!images.hasLabels()) {
      return "image " + index;
    }
    int label = images.label(index);
    return label < FASHION_MNIST.size() && isFashion()
        ? FASHION_MNIST.get(label)
        : "class " + label;
  }

  /** The file names of MNIST and Fashion-MNIST are the same, so only the bundled ones are sure. */
  private boolean isFashion() {
    return name.startsWith("Fashion-MNIST");
  }

  /**
   * The images of a source.
   *
   * @param source index of the source
   * @return their indices, in increasing order
   */
  public int[] imagesOf(int source) {
    return Arrays.stream(sources.itemsOf(source)).mapToInt(Math::toIntExact).toArray();
  }

  /**
   * What a source is called, for people: its name if somebody gave it one, else what its images
   * show.
   *
   * @param source index of the source
   * @return the name; or the titles of its images, each with how often it comes, the first few of
   *     many
   */
  public String sourceTitle(int source) {
    if (sources.isNamed()) {
      return sources.name(source);
    }
    int[] own = imagesOf(source);
    if (own.length > 1 && !images.hasLabels()) {
      return "images " + some(Arrays.stream(own).mapToObj(Integer::toString).toList());
    }
    Map<String, Integer> titles = new LinkedHashMap<>();
    Arrays.stream(own).mapToObj(this::title).forEach(each -> titles.merge(each, 1, Integer::sum));
    return some(
        titles.entrySet().stream()
            .map(
                each ->
                    each.getValue() == 1 ? each.getKey() : each.getKey() + " ×" + each.getValue())
            .toList());
  }

  private static String some(List<String> texts) {
    int more = texts.size() - MOST_TITLES;
    return texts.stream().limit(MOST_TITLES).collect(joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  /**
   * These images as a report shows them.
   *
   * @return the images, each source under its title
   */
  public SourceImages shown() {
    return SourceImages.of(images.batch(), sources, Normalisation.plusMinusOne())
        .titled(this::sourceTitle);
  }

  /** The images as what an ensemble was trained on. */
  TrainingPoints points() {
    return TrainingPoints.of(images.batch(), sources);
  }

  /**
   * The digest of shape and values, as the manifest of an ensemble that was trained on them has it.
   *
   * @return 64 hexadecimal digits
   */
  public String sha256() {
    return EnsembleFolder.dataSha256(images.batch());
  }
}
