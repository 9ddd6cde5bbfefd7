package org.abc4j.classifier;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.abc4j.epochs.NetworkValues;
import org.abc4j.unet.layer.ImageNetwork;
import org.abc4j.unet.layer.Parameter;

/**
 * The two networks of a classifier, images to features and features to logits, by what was learnt
 * in training: rows do not meet. Images have values from 0 to 1.
 *
 * <p>Thread-safe while nobody changes the weights.
 */
final class ClassifierNetwork {
  private final ResNet config;
  private final ImageNetwork trunk;
  private final ImageNetwork head;
  private final NetworkValues values;

  private ClassifierNetwork(ResNet config) {
    this.config = config;
    this.trunk = config.trunk();
    this.head = config.head();
    this.values = NetworkValues.of(trunk, head);
  }

  /** A network whose weights are all 0. */
  static ClassifierNetwork of(ResNet config) {
    return new ClassifierNetwork(config);
  }

  ResNet config() {
    return config;
  }

  ImageNetwork trunk() {
    return trunk;
  }

  ImageNetwork head() {
    return head;
  }

  float[] features(int rows, float[] images) {
    return trunk.predict(rows, images);
  }

  float[] logits(int rows, float[] images) {
    return head.predict(rows, features(rows, images));
  }

  /** The derivative of each image's own cross-entropy by its values. */
  float[] lossGradient(float[] images, int[] labels) {
    int rows = labels.length;
    return trunk.pullBack(
        rows,
        images,
        features ->
            head.pullBack(
                rows,
                features,
                logits -> {
                  CrossEntropy.sum(logits, labels, 1);
                  return logits;
                }));
  }

  /** The class of each row of logits: the first of the greatest. */
  static int[] classes(float[] logits, int classes) {
    int[] found = new int[logits.length / classes];
    for (int row = 0; row < found.length; row++) {
      for (int k = 1; k < classes; k++) {
        if (logits[row * classes + k] > logits[row * classes + found[row]]) {
          found[row] = k;
        }
      }
    }
    return found;
  }

  /** Weights and statistics, in the order of the layers. */
  Stream<Parameter> values() {
    return values.stream();
  }

  Map<String, float[]> weights() {
    return values.toArrays();
  }

  /** The shape of each weight, by name. */
  Map<String, int[]> shapes() {
    return values.shapes();
  }

  /** Refuses weights that it cannot have; returns the digest of what it is with these. */
  String checked(Map<String, float[]> weights) {
    return values.checked(ClassifierFolder.FILES, config, weights, ImageClassifier::isCounter);
  }

  /** Sets weights that it has, all of them; others are passed over. */
  void set(Map<String, float[]> weights) {
    values.set(weights);
  }

  /** Numbers of all weights that gradients train. */
  long trained() {
    return Stream.of(trunk, head)
        .flatMap(network -> network.parameters().values().stream())
        .mapToLong(p -> Arrays.stream(p.shape()).asLongStream().reduce(1, Math::multiplyExact))
        .sum();
  }

  /** Memory of some rows that a gradient is taken of. */
  long bytes(int rows) {
    return rows * (trunk.bytesOfRow() + head.bytesOfRow());
  }
}
