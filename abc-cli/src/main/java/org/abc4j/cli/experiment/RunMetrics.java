package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.abc4j.classifier.ClassifierFeatures;
import org.abc4j.classifier.ClassifierFolder;
import org.abc4j.cli.Refusal;
import org.abc4j.perception.ExtractorDescription;

/** By which perceptual metrics a run measures beside pixels. */
final class RunMetrics {
  private RunMetrics() {}

  /**
   * Those of a plan, as they were opened; where it names none, the features of the classifier that
   * lies beside the data set, if one does.
   *
   * @throws Refusal if others were opened than the plan names
   */
  static List<OpenMetric> of(ExperimentPlan plan, List<OpenMetric> opened, Optional<Path> data)
      throws IOException {
    List<String> planned = plan.metrics().stream().map(PlannedMetric::name).toList();
    List<String> given = opened.stream().map(OpenMetric::name).toList();
    if (planned.size() != given.size() || !given.containsAll(planned)) {
      throw new Refusal(
          "this run measures by "
              + words(planned)
              + ", found "
              + words(given)
              + ": --metric and --extractor name the same metrics, and the classifier beside the"
              + " data set needs no naming");
    }
    if (planned.isEmpty()) {
      Optional<Path> classifier = TrainedClassifier.folder(plan, data);
      return classifier.isPresent() ? List.of(classifier(classifier.get())) : List.of();
    }
    List<OpenMetric> inOrder = new ArrayList<>();
    for (String name : planned) {
      inOrder.add(opened.get(given.indexOf(name)));
    }
    return inOrder;
  }

  private static OpenMetric classifier(Path folder) throws IOException {
    return OpenMetric.of(
        ExtractorDescription.read(ClassifierFeatures.description(folder)),
        ClassifierFeatures.of(ClassifierFolder.open(folder)),
        folder);
  }

  private static String words(List<String> names) {
    return names.isEmpty() ? "no metric" : String.join(", ", names);
  }
}
