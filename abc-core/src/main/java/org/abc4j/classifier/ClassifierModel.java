package org.abc4j.classifier;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.Execution;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.unet.layer.Adam;
import org.abc4j.unet.layer.ImageTraining;
import org.abc4j.unet.layer.Parameter;

/** A classifier in training, with its optimizer and the best weights so far. Not thread-safe. */
final class ClassifierModel {
  private static final double TO_UNIT = 0x1.0p-53;
  private static final String BEST = "best.";

  private final ClassifierNetwork network;
  private final ImageTraining trunk;
  private final ImageTraining head;
  private Map<String, float[]> best;

  private ClassifierModel(ClassifierNetwork network, ClassifierTraining training) {
    this.network = network;
    this.trunk = network.trunk().training(training.adam(), Blocks.ROWS);
    this.head = network.head().training(training.adam(), Blocks.ROWS);
  }

  /** At the initial weights that torchvision gives such networks. */
  static ClassifierModel of(ResNet config, ClassifierTraining training) {
    ClassifierModel model = new ClassifierModel(ClassifierNetwork.of(config), training);
    CounterRandom random = CounterRandom.of(training.seed(), Purpose.CLASSIFIER_WEIGHTS);
    int index = 0;
    for (Parameter parameter : model.network.values().toList()) {
      float[] values = initial(parameter, random, index++, config);
      parameter.set(values);
    }
    model.best = model.network.weights();
    return model;
  }

  private static float[] initial(
      Parameter parameter, CounterRandom random, int index, ResNet config) {
    int[] shape = parameter.shape();
    float[] values = parameter.toArray();
    String name = parameter.name();
    if (shape.length == 4) {
      // He et al. 2015 by what comes out, as torchvision has it.
      double deviation = Math.sqrt(2.0 / ((double) shape[0] * shape[2] * shape[3]));
      float[] gaussians = random.gaussians(0, index, values.length);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * gaussians[i]);
      }
    } else if (name.startsWith("fc.")) {
      double bound = 1 / Math.sqrt(config.features());
      long[] bits = new long[values.length];
      random.bits(0, index, 0, bits);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (bound * (2 * ((bits[i] >>> 11) * TO_UNIT) - 1));
      }
    } else {
      Arrays.fill(values, name.endsWith(".weight") || name.endsWith(".running_var") ? 1 : 0);
    }
    return values;
  }

  ClassifierNetwork network() {
    return network;
  }

  /** Takes a step on images with values from 0 to 1; returns the sum of their losses before. */
  double step(float[] images, int[] labels, Execution execution) {
    int rows = labels.length;
    float[] features = trunk.forward(rows, images, execution);
    float[] logits = head.forward(rows, features, execution);
    double sum = CrossEntropy.sum(logits, labels, 1.0 / rows);
    trunk.backward(head.backward(logits, execution), execution);
    trunk.step();
    head.step();
    return sum;
  }

  /** Takes the weights as they are for the best. */
  void keepAsBest() {
    best = network.weights();
  }

  /** Goes back to the best weights, with a new optimizer. */
  void beginAgainFromBest() {
    Map<String, float[]> state = new LinkedHashMap<>(best);
    current()
        .forEach(
            (name, values) -> {
              if (name.startsWith(Adam.FIRST) || name.startsWith(Adam.SECOND)) {
                state.put(name, new float[values.length]);
              }
            });
    trunk.restore(state, 0);
    head.restore(state, 0);
  }

  /** The best weights and statistics. */
  Map<String, float[]> best() {
    return best;
  }

  private Map<String, float[]> current() {
    Map<String, float[]> state = new LinkedHashMap<>(trunk.state());
    state.putAll(head.state());
    return state;
  }

  /** All that a training goes on from. */
  Map<String, float[]> state() {
    Map<String, float[]> state = current();
    best.forEach((name, values) -> state.put(BEST + name, values));
    return state;
  }

  /**
   * Goes back to a state, or fails and may be used no more.
   *
   * @param steps that this optimizer has taken
   */
  void restore(Map<String, float[]> state, int steps) {
    trunk.restore(state, steps);
    head.restore(state, steps);
    Map<String, float[]> kept = new LinkedHashMap<>();
    network.values().forEach(p -> kept.put(p.name(), p.checked(state, BEST + p.name())));
    best = kept;
  }

  /** Memory of the arrays of all blocks so far. */
  long bytes() {
    return trunk.bytes() + head.bytes();
  }
}
