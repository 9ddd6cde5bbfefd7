package org.abc4j.classifier;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.epochs.UnitImages;

/**
 * The classifier of appendix B.5, on the pure-JVM engine: which class an image is of. Batch
 * normalisation goes by what was learnt in training, so that images do not meet.
 *
 * <p>Images have values from −1 to 1. Results are the same bits in any batch, on any number of
 * threads and any machine. Immutable and thread-safe.
 */
public final class ImageClassifier {
  private final ClassifierNetwork network;
  private final String sha256;

  private ImageClassifier(ClassifierNetwork network, String sha256) {
    this.network = network;
    this.sha256 = sha256;
  }

  /**
   * A classifier of given weights.
   *
   * @param config its architecture
   * @param weights weights and statistics under torchvision's names, {@code conv1.weight} …, {@code
   *     fc.bias}, in PyTorch's order; counters of batches ({@code num_batches_tracked}) are passed
   *     over, others refused
   * @return the classifier
   * @throws IllegalArgumentException if one is missing, has another number of values or one that
   *     cannot be, or there are others
   */
  public static ImageClassifier of(ResNet config, Map<String, float[]> weights) {
    ClassifierNetwork network = ClassifierNetwork.of(config);
    String sha256 = network.checked(weights);
    network.set(weights);
    return new ImageClassifier(network, sha256);
  }

  /** PyTorch counts batches beside the statistics, which nothing depends on. */
  static boolean isCounter(String name) {
    return name.endsWith(".num_batches_tracked");
  }

  /**
   * Its architecture.
   *
   * @return the network
   */
  public ResNet config() {
    return network.config();
  }

  /**
   * Its weights and statistics, as {@link #of} takes them.
   *
   * @return copies, by name
   */
  public Map<String, float[]> weights() {
    return network.weights();
  }

  /**
   * What it is: the same digest means the same architecture with the same weights.
   *
   * @return 64 hexadecimal digits
   */
  public String sha256() {
    return sha256;
  }

  ClassifierNetwork network() {
    return network;
  }

  /**
   * What it gives to each class, before the softmax.
   *
   * @param images values from −1 to 1, asked for row by row
   * @param execution whose threads compute, who hears of nothing, and whether to go on
   * @return a row of as many values as there are classes for each image
   * @throws IllegalArgumentException if images have another shape
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Batch logits(Rows images, Execution execution) {
    Shape shape = new Shape(config().classes(), 1, 1);
    return Batch.of(shape, mapped(images, shape.size(), execution, network::logits));
  }

  /**
   * What its last layer goes by: the means of the last stage's channels.
   *
   * @param images values from −1 to 1, asked for row by row
   * @param execution whose threads compute, and whether to go on
   * @return a row of {@link ResNet#features} values for each image, at least 0
   * @throws IllegalArgumentException if images have another shape
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Batch features(Rows images, Execution execution) {
    Shape shape = new Shape(config().features(), 1, 1);
    return Batch.of(shape, mapped(images, shape.size(), execution, network::features));
  }

  /**
   * The class of each image: the first of those that it gives most to.
   *
   * @param images values from −1 to 1, asked for row by row
   * @param execution whose threads compute, and whether to go on
   * @return a class from 0 for each image
   * @throws IllegalArgumentException if images have another shape
   * @throws ArithmeticException if a value that it gives is not finite, naming the image
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public int[] labels(Rows images, Execution execution) {
    int classes = config().classes();
    float[] logits = mapped(images, classes, execution, network::logits);
    for (int i = 0; i < logits.length; i++) {
      if (!Float.isFinite(logits[i])) {
        throw new ArithmeticException(
            "what a classifier gives to classes is finite, but to image "
                + i / classes
                + " "
                + logits[i]);
      }
    }
    return ClassifierNetwork.classes(logits, classes);
  }

  /**
   * How many images are of each class (figure 3).
   *
   * @param images values from −1 to 1, asked for row by row
   * @param execution whose threads compute, and whether to go on
   * @return a number for each class; their sum is that of the images
   * @throws IllegalArgumentException if images have another shape
   * @throws ArithmeticException if a value that it gives is not finite, naming the image
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public int[] counts(Rows images, Execution execution) {
    int[] counts = new int[config().classes()];
    for (int label : labels(images, execution)) {
      counts[label]++;
    }
    return counts;
  }

  /**
   * The share of images whose class it says.
   *
   * @param images images and their labels, at least 1
   * @param execution whose threads compute, and whether to go on
   * @return from 0 to 1
   * @throws IllegalArgumentException if there is no image, they have another shape, or there are
   *     more classes
   * @throws ArithmeticException if a value that it gives is not finite, naming the image
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public double accuracy(LabelledImages images, Execution execution) {
    images.require(config(), "images");
    int[] found = labels(images.images(), execution);
    int right = 0;
    for (int i = 0; i < found.length; i++) {
      right += found[i] == images.label(i) ? 1 : 0;
    }
    return (double) right / found.length;
  }

  /**
   * The derivative of each image's own cross-entropy by its values.
   *
   * @param images values from −1 to 1
   * @param labels of each
   * @param execution whose threads compute, and whether to go on
   * @return as many images
   * @throws IllegalArgumentException if there is no image, they have another shape, or there are
   *     other numbers of labels or of classes
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Batch lossGradient(Batch images, int[] labels, Execution execution) {
    LabelledImages.of(images, labels).require(config(), "images");
    int[] own = labels.clone();
    float[] gradients =
        mapped(
            images,
            images.shape().size(),
            execution,
            (from, rows, values) ->
                network.lossGradient(values, Arrays.copyOfRange(own, from, from + rows)));
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] /= 2;
    }
    return Batch.of(images.shape(), gradients);
  }

  private interface Function {
    float[] of(int rows, float[] images);
  }

  private interface Placed {
    float[] of(int from, int rows, float[] images);
  }

  private float[] mapped(Rows images, int out, Execution execution, Function function) {
    return mapped(images, out, execution, (from, rows, values) -> function.of(rows, values));
  }

  private float[] mapped(Rows images, int out, Execution execution, Placed function) {
    if (!images.shape().equals(config().images())) {
      throw new IllegalArgumentException(
          "this classifier takes images of shape " + config().images() + ", found " + images);
    }
    float[] all = new float[Math.multiplyExact(images.rows(), out)];
    Blocks.forEach(
        images.rows(),
        execution,
        (from, count) -> {
          float[] found =
              function.of(
                  from,
                  count,
                  UnitImages.of(images, IntStream.range(from, from + count).toArray()));
          System.arraycopy(found, 0, all, from * out, found.length);
        });
    return all;
  }

  /** Equal when the weights are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ImageClassifier that && sha256.equals(that.sha256);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  @Override
  public String toString() {
    return "ImageClassifier[" + config() + ", " + sha256.substring(0, 8) + "]";
  }
}
