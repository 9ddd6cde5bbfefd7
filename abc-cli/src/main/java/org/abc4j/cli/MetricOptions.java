package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.abc4j.classifier.ClassifierFeatures;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRun;
import org.abc4j.cli.experiment.OpenMetric;
import org.abc4j.cli.experiment.PlannedMetric;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Quoted;
import org.abc4j.perception.ExtractorDescription;
import org.abc4j.perception.Extractors;
import org.abc4j.perception.FeatureExtractor;
import org.abc4j.perception.FeatureFolder;
import org.abc4j.perception.MissingExtractorException;
import org.abc4j.perception.PerceptualMetric;
import picocli.CommandLine.Option;

/** By which perceptual metrics distances are measured beside the Euclidean one. */
final class MetricOptions {
  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description =
          "A perceptual metric that exact counterfactuals, and what looks alike where that is asked"
              + " for, are measured by too: the JSON file that describes it, the folder of"
              + " a classifier (abc classifier), or lpips-vgg, openclip, dinov2 or dino-patch. May"
              + " be given several times.")
  private List<String> metrics = new ArrayList<>();

  @Option(
      names = "--extractor",
      paramLabel = "PATH",
      description =
          "The network of the --metric that stands in the same place, an ONNX file; or one folder"
              + " that has those of all under the names that their descriptions have. Default: the"
              + " folder of each description.")
  private List<Path> extractors = new ArrayList<>();

  @Option(
      names = "--most-features",
      paramLabel = "GIB",
      description =
          "What features of the training pictures may take on the disk for a --metric that says what"
              + " looks alike, in GiB. Default: ${DEFAULT-VALUE}.")
  private int mostFeatures = (int) (FeatureFolder.USUAL_MOST_BYTES >> GIB);

  private static final int GIB = 30;

  /** Metrics whose networks are open, to be closed when all is measured. */
  record Open(List<OpenMetric> metrics) implements AutoCloseable {
    List<PerceptualMetric> of(Normalisation normalisation) {
      return metrics.stream().map(metric -> metric.of(normalisation)).toList();
    }

    List<PlannedMetric> planned() {
      return metrics.stream().map(OpenMetric::planned).toList();
    }

    @Override
    public void close() {
      metrics.forEach(OpenMetric::close);
    }
  }

  boolean areGiven() {
    return !metrics.isEmpty();
  }

  /** What features of a metric may take on the disk. */
  long mostBytes() {
    return (long) mostFeatures << GIB;
  }

  /** Refuses what cannot go together where all is measured exactly. */
  void requireTogether() {
    Limits.atLeast("--most-features", 0, mostFeatures);
    if (metrics.isEmpty() && !extractors.isEmpty()) {
      throw new IllegalArgumentException("--extractor is for --metric");
    }
  }

  /** Refuses what cannot go together, before anything is opened. */
  void requireTogether(boolean ofAllExactly, boolean visual) {
    requireTogether();
    if (!metrics.isEmpty() && !ofAllExactly && !visual) {
      throw new IllegalArgumentException(
          "--metric is for --method exact without --screen, or visual: a perceptual metric has no"
              + " gradient, so there is no first order of it");
    }
  }

  /** Opens the networks, if any are asked for. */
  Open open(Work work) throws IOException {
    return open(work, names -> {});
  }

  /** The same of a run's plan: metrics that it does not name are refused before any is opened. */
  Open open(Work work, ExperimentPlan plan) throws IOException {
    return open(work, names -> ExperimentRun.requireMetrics(plan, names));
  }

  /** What can be refused by names and files alone is, before networks of gigabytes are read. */
  private Open open(Work work, Consumer<List<String>> names) throws IOException {
    List<ExtractorDescription> descriptions = new ArrayList<>();
    for (String metric : metrics) {
      descriptions.add(description(metric));
    }
    List<String> found = descriptions.stream().map(ExtractorDescription::name).toList();
    requireDifferent(found);
    names.accept(found);
    List<Path> files = new ArrayList<>();
    for (int k = 0; k < metrics.size(); k++) {
      files.add(file(k, descriptions.get(k)));
      requireFile(metrics.get(k), files.get(k));
    }
    Open open = new Open(new ArrayList<>());
    try {
      for (int k = 0; k < metrics.size(); k++) {
        open.metrics.add(open(descriptions.get(k), files.get(k), work));
      }
      return open;
    } catch (MissingExtractorException e) {
      open.close();
      throw new Refusal(
          e.getMessage() + " (a folder lib beside abc.jar; docs/extractors.md says from where)");
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private static OpenMetric open(ExtractorDescription description, Path file, Work work)
      throws IOException {
    FeatureExtractor extractor = Extractors.open(description, file, work.threads());
    try {
      return OpenMetric.of(description, extractor, file.toAbsolutePath().getParent());
    } catch (IOException | RuntimeException e) {
      extractor.close();
      throw e;
    }
  }

  private static void requireDifferent(List<String> names) {
    if (names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException(
          "each --metric has a name of its own, found "
              + names
              + ": name them differently in"
              + " their descriptions");
    }
  }

  private static ExtractorDescription description(String metric) throws IOException {
    return ExtractorDescription.shipped().contains(metric)
        ? ExtractorDescription.shipped(metric)
        : ExtractorDescription.read(descriptionFile(metric));
  }

  /** A classifier's folder has that of what it finds in pictures. */
  private static Path descriptionFile(String metric) {
    Path path = Path.of(metric);
    return Files.isDirectory(path) ? ClassifierFeatures.description(path) : path;
  }

  /** Before anybody is asked to open it: who mistyped it should not look for a missing module. */
  private static void requireFile(String metric, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UnusableInput(
          "the network of "
              + Quoted.of(metric)
              + " is no file: "
              + Quoted.of(file.toString())
              + (Files.isDirectory(file)
                  ? " is a folder, and one folder has the networks of all, or each has a file"
                  : " is not there"));
    }
  }

  private Path file(int k, ExtractorDescription description) {
    if (extractors.size() == 1 && Files.isDirectory(extractors.get(0))) {
      return extractors.get(0).resolve(description.file());
    }
    if (extractors.size() == metrics.size()) {
      return extractors.get(k);
    }
    if (extractors.isEmpty() && !ExtractorDescription.shipped().contains(metrics.get(k))) {
      return descriptionFile(metrics.get(k)).resolveSibling(description.file());
    }
    throw new IllegalArgumentException(
        "each --metric has an --extractor, or one folder has them all; found "
            + metrics.size()
            + " and "
            + extractors.size()
            + ", and the network of "
            + Quoted.of(metrics.get(k))
            + " is "
            + description.file());
  }
}
