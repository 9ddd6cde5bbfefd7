package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.classifier.ClassifierFolder;
import org.abc4j.classifier.ImageClassifier;
import org.abc4j.cli.Refusal;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Quoted;

/**
 * A trained classifier (appendix B.5) that lies beside the data sets, of an experiment's data set
 * and shape: in {@code classifier-DATASET-SIDE}, such as {@code classifier-mnist-16}.
 */
final class TrainedClassifier {
  private final ImageClassifier classifier;
  private final Normalisation normalisation;

  private TrainedClassifier(ImageClassifier classifier, Normalisation normalisation) {
    this.classifier = classifier;
    this.normalisation = normalisation;
  }

  /** Where that of a plan is, if there is one and the data set has classes. */
  static Optional<Path> folder(ExperimentPlan plan, Optional<Path> data) {
    if (data.isEmpty() || plan.scale().standIn()) {
      return Optional.empty();
    }
    Path folder =
        data.get()
            .resolve(
                "classifier-" + plan.experiment().dataFolder() + "-" + plan.imageShape().width());
    return ClassifierFolder.isComplete(folder) ? Optional.of(folder) : Optional.empty();
  }

  /** That of a plan, if there is one. */
  static Optional<ImageClassifier> find(ExperimentPlan plan, Optional<Path> data)
      throws IOException {
    Optional<Path> folder = folder(plan, data);
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    ImageClassifier found = ClassifierFolder.open(folder.get()).classifier();
    if (!found.config().images().equals(plan.imageShape())) {
      throw new Refusal(
          "the classifier in "
              + Quoted.of(folder.get().toString())
              + " is for images of "
              + found.config().images()
              + ", those of "
              + plan.experiment().name()
              + " are "
              + plan.imageShape());
    }
    return Optional.of(found);
  }

  /** For images of a normalisation. */
  static TrainedClassifier of(ImageClassifier classifier, Normalisation normalisation) {
    return new TrainedClassifier(classifier, normalisation);
  }

  private Rows shown(Batch images) {
    return Normalisation.plusMinusOne().apply(normalisation.undo(images), 0, 1);
  }

  int classes() {
    return classifier.config().classes();
  }

  int[] labels(Batch images, Execution execution) {
    return classifier.labels(shown(images), execution);
  }

  /** What its last layer goes by, a row for each image. */
  double[][] features(Batch images, Execution execution) {
    Batch features = classifier.features(shown(images), execution);
    double[][] rows = new double[features.rows()][features.shape().size()];
    for (int r = 0; r < rows.length; r++) {
      for (int f = 0; f < rows[r].length; f++) {
        rows[r][f] = features.get(r, f);
      }
    }
    return rows;
  }
}
