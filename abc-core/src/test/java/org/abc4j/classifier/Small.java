package org.abc4j.classifier;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.epochs.UnitImages;
import org.abc4j.model.AdamConfig;
import org.abc4j.testing.Draws;

/** The smallest classifiers, and images that can be told apart. */
final class Small {
  static final Shape SHAPE = new Shape(1, 9, 8);
  static final int CLASSES = 3;

  private Small() {}

  static ResNet config() {
    return new ResNet(SHAPE, CLASSES, ResNet.Stem.KEEPS, 4, List.of(1, 1));
  }

  static ResNet quarters() {
    return new ResNet(SHAPE, CLASSES, ResNet.Stem.QUARTERS, 5, List.of(1, 2));
  }

  static ClassifierTraining training() {
    return new ClassifierTraining(
        5, 2, 2, 8, AdamConfig.pytorch(1e-2), new ProjectedGradientAttack(1, 0.4, 3));
  }

  /** Bright lines at a third of the height, with noise; the class says which. */
  static LabelledImages images(int stream, int count) {
    float[] values = Draws.gaussians(7, stream, count * SHAPE.size());
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = Draws.below(CLASSES, 7, stream + 1, i);
      for (int p = 0; p < SHAPE.size(); p++) {
        boolean bright = p / SHAPE.width() / 3 == labels[i];
        int at = i * SHAPE.size() + p;
        double value = (bright ? 0.4 : -0.4) + 0.3 * values[at];
        values[at] = (float) Math.max(-1, Math.min(1, value));
      }
    }
    return LabelledImages.of(Batch.of(SHAPE, values), labels);
  }

  static Batch batch(LabelledImages images) {
    return (Batch) images.images();
  }

  /** Of random weights and statistics. */
  static ImageClassifier classifier(ResNet config) {
    ClassifierModel model = ClassifierModel.of(config, training());
    float[] values = unit(batch(images(40, 24)));
    int[] labels = images(40, 24).labels();
    for (int step = 0; step < 30; step++) {
      model.step(values, labels, org.abc4j.Execution.sequential());
    }
    return ImageClassifier.of(config, model.network().weights());
  }

  static float[] unit(Batch images) {
    return UnitImages.toUnit(images.toArray());
  }
}
