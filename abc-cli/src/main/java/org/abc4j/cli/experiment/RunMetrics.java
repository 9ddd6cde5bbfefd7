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

/**
 * By which perceptual metrics a run measures beside pixels: those that its plan names, as somebody
 * opened them, who closes them; where it names none, the features of the classifier that lies
 * beside the data set, if one does. That is opened once, when it is first asked for, and closed
 * with these. Thread-safe.
 */
final class RunMetrics implements AutoCloseable {
  private final ExperimentPlan plan;
  private final List<OpenMetric> given;
  private final Optional<Path> data;

  /** The classifier's, while it is open. */
  private Optional<OpenMetric> classifier = Optional.empty();

  RunMetrics(ExperimentPlan plan, List<OpenMetric> given, Optional<Path> data) {
    this.plan = plan;
    this.given = List.copyOf(given);
    this.data = data;
  }

  List<OpenMetric> given() {
    return given;
  }

  /**
   * Refuses other metrics than a plan names, in whatever order; no network needs to be open.
   *
   * @throws Refusal if they are others
   */
  static void require(ExperimentPlan plan, List<String> given) {
    List<String> planned = plan.metrics().stream().map(PlannedMetric::name).toList();
    if (planned.size() != given.size() || !given.containsAll(planned)) {
      throw new Refusal(
          "this run measures by "
              + words(planned)
              + ", found "
              + words(given)
              + ": --metric and --extractor name the same metrics, and the classifier beside the"
              + " data set needs no naming");
    }
  }

  /** The same of those that were given. */
  void require() {
    require(plan, names());
  }

  private List<String> names() {
    return given.stream().map(OpenMetric::name).toList();
  }

  /**
   * All of them, in the plan's order.
   *
   * @throws Refusal if others were opened than the plan names
   */
  synchronized List<OpenMetric> open() throws IOException {
    require();
    if (plan.metrics().isEmpty()) {
      Optional<Path> folder = TrainedClassifier.folder(plan, data);
      if (classifier.isEmpty() && folder.isPresent()) {
        classifier = Optional.of(classifier(folder.get()));
      }
      return classifier.map(List::of).orElse(List.of());
    }
    List<String> names = names();
    List<OpenMetric> inOrder = new ArrayList<>();
    for (PlannedMetric planned : plan.metrics()) {
      inOrder.add(given.get(names.indexOf(planned.name())));
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

  /** Closes the classifier's; asked again, they open it again. */
  @Override
  public synchronized void close() {
    classifier.ifPresent(OpenMetric::close);
    classifier = Optional.empty();
  }
}
