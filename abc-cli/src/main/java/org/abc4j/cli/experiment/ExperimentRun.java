package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.abc4j.classifier.ImageClassifier;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.UnusableInput;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.world.ExperimentWorld;
import org.abc4j.io.FolderLock;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;
import org.abc4j.perception.FeatureFolder;

/**
 * A run of an experiment into a folder, and the check of one. A run that was stopped or killed goes
 * on: models are {@link ExperimentWorld}'s, a sample's numbers are kept as they come, and a stage
 * that is done is not done again.
 */
public final class ExperimentRun {
  private final ExperimentPlan plan;
  private final Optional<Path> data;
  private final WorldMaker worlds;
  private final Work work;
  private final RunMetrics metrics;
  private final long mostFeatures;

  /**
   * A run, by no metric that is open yet.
   *
   * @param plan the plan
   * @param data the folder of data sets, if there is one
   * @param worlds where data and models come from
   * @param work the threads, and who hears of progress
   */
  public ExperimentRun(ExperimentPlan plan, Optional<Path> data, WorldMaker worlds, Work work) {
    this(plan, data, worlds, work, List.of(), FeatureFolder.USUAL_MOST_BYTES);
  }

  private ExperimentRun(
      ExperimentPlan plan,
      Optional<Path> data,
      WorldMaker worlds,
      Work work,
      List<OpenMetric> metrics,
      long mostFeatures) {
    this.plan = plan;
    this.data = data;
    this.worlds = worlds;
    this.work = work;
    this.metrics = new RunMetrics(plan, metrics, data);
    this.mostFeatures = mostFeatures;
  }

  /**
   * With the metrics that the plan names.
   *
   * @param open the metrics, which stay the caller's to close
   * @param mostBytes what features of the training images may take on the disk for each
   * @return a copy
   */
  public ExperimentRun by(List<OpenMetric> open, long mostBytes) {
    return new ExperimentRun(plan, data, worlds, work, open, mostBytes);
  }

  /**
   * What it measures by beside pixels: what its plan names, or where that is nothing the classifier
   * that lies beside the data set, which this run opens once and closes when it ends.
   *
   * @return the metrics, open
   * @throws Refusal if others are open than the plan names
   * @throws IOException if the classifier cannot be read
   */
  public List<OpenMetric> metrics() throws IOException {
    return metrics.open();
  }

  /**
   * Refuses other metrics than a plan names, before any network is opened.
   *
   * @param plan the plan
   * @param names names of metrics, in any order
   * @throws Refusal if they are others
   */
  public static void requireMetrics(ExperimentPlan plan, List<String> names) {
    RunMetrics.require(plan, names);
  }

  /**
   * Runs, or goes on.
   *
   * @param out the folder
   * @return the page of the report
   * @throws IOException if a file cannot be read or written
   * @throws UnusableInput if a data set is missing
   * @throws Refusal if the folder is another experiment's, metrics are not those of the plan, or
   *     numbers that are there were made with a classifier that lies beside data sets and no folder
   *     of data sets is named
   * @throws CancellationException if it is stopped; the same call goes on
   */
  public Path into(Path out) throws IOException {
    try (metrics) {
      List<OpenMetric> open = metrics();
      ExperimentFolder folder = new ExperimentFolder(out);
      ExperimentPlan begun = PlanFile.begin(out, plan);
      return begun.equals(plan)
          ? into(folder, open)
          : new ExperimentRun(begun, data, worlds, work, metrics.given(), mostFeatures).into(out);
    } catch (MalformedFileException found) {
      throw LostModels.orSame(found, out);
    }
  }

  private Path into(ExperimentFolder folder, List<OpenMetric> open) throws IOException {
    Path out = folder.path();
    try (FolderLock lock = FolderLock.hold(out, out.resolve("lock"))) {
      Optional<ImageClassifier> classifier = TrainedClassifier.find(plan, data);
      if (data.isEmpty() && classifier.isEmpty()) {
        folder.requireNoClassifier();
      }
      try (ExperimentWorld world = worlds.open(plan, data, out, work)) {
        List<StudyMetric> measured =
            StudyMetric.of(open, world, out.resolve(ExperimentFolder.FEATURES), mostFeatures, work);
        world.prepare(work);
        Map<String, String> digests = digests(world, classifier, open);
        folder.writeDigests(digests);
        Study study = new Study(plan, world, classifier, measured, work);
        DataSize.of(study).write(folder.output());
        runStages(folder, study, ExperimentFolder.inputs(plan, digests));
        folder.sweep(plan);
        return ExperimentReport.of(study, folder.output(), digests)
            .write(out.resolve(ExperimentFolder.REPORT));
      }
    }
  }

  private void runStages(ExperimentFolder folder, Study study, String inputs) throws IOException {
    for (Stage stage : ExperimentStages.of(plan)) {
      if (!folder.isDone(stage.protocol(), inputs)) {
        Results results = new Results(folder.output());
        stage.run(study, new Parts(results, work, stage.protocol(), inputs));
        folder.done(
            stage.protocol(),
            new ExperimentFolder.Statement(
                inputs, folder.parts(stage.protocol(), inputs), results.sha256()));
      }
    }
  }

  private static void requireTrainedHere(Map<String, String> executors) {
    executors.forEach(
        (models, executor) -> {
          throw new Refusal(
              "models in "
                  + models
                  + " were trained by "
                  + executor
                  + ", to other bytes than here: check without training again");
        });
  }

  private static Map<String, String> digests(
      ExperimentWorld world, Optional<ImageClassifier> classifier, List<OpenMetric> open)
      throws IOException {
    Map<String, String> digests = new TreeMap<>(world.digests());
    classifier.ifPresent(found -> digests.put(ExperimentFolder.CLASSIFIER, found.sha256()));
    open.forEach(metric -> digests.put("metric " + metric.name(), metric.planned().sha256()));
    digests.put(ExperimentFolder.RELEASE, ExperimentFolder.release());
    return digests;
  }

  /** Notes which results a stage has. */
  private static final class Results implements Output {
    private final Output to;
    private final Map<String, String> sha256 = new TreeMap<>();

    Results(Output to) {
      this.to = to;
    }

    @Override
    public Optional<byte[]> get(String name, long most) throws IOException {
      return to.get(name, most);
    }

    @Override
    public String place(String name) {
      return to.place(name);
    }

    @Override
    public void put(String name, byte[] content) throws IOException {
      to.put(name, content);
      if (name.startsWith(Parts.RESULTS + "/")) {
        sha256.put(name.substring(Parts.RESULTS.length() + 1), Sha256.of(content));
      }
    }

    Map<String, String> sha256() {
      return sha256;
    }
  }

  /**
   * The plan that a folder was begun with.
   *
   * @param folder the folder
   * @return its plan
   * @throws UnusableInput if it is not there, or no folder of an experiment
   * @throws IOException if the plan is damaged or cannot be read
   */
  public static ExperimentPlan planOf(Path folder) throws IOException {
    if (!PlanFile.is(folder)) {
      throw new UnusableInput(
          Quoted.of(folder.toString())
              + (Files.exists(folder)
                  ? " is no folder of an experiment: it has no " + PlanFile.NAME
                  : " is not there: a folder of an experiment is made by abc experiment run or"
                      + " inputs, with --out"));
    }
    return PlanFile.read(folder);
  }

  /**
   * Computes every number of a folder again, from its data and models, and compares files byte for
   * byte. Holds the folder, so that no run changes it meanwhile.
   *
   * @param out the folder
   * @param retrain whether models are trained again too, into a folder beside, and compared; if not
   *     nothing is trained, and models that are missing are named
   * @return what was found
   * @throws IOException if a file cannot be read, or a run is going on in the folder
   * @throws Refusal if the folder has no numbers yet, or those of another release, or metrics are
   *     not those of the plan
   * @throws CancellationException if it is stopped; models that were trained are kept, and the same
   *     call goes on
   */
  public ExperimentCheck check(Path out, boolean retrain) throws IOException {
    ExperimentFolder folder = new ExperimentFolder(out);
    try (metrics;
        FolderLock lock = FolderLock.hold(out, out.resolve("lock"))) {
      Map<String, String> kept = folder.readDigests();
      folder.requireSameRelease(kept);
      metrics.require();
      if (retrain) {
        requireTrainedHere(worlds.executors(plan, out));
      }
      List<OpenMetric> open = metrics();
      Optional<Retraining> again = retrain ? Optional.of(Retraining.begin(out)) : Optional.empty();
      Optional<ImageClassifier> classifier = TrainedClassifier.find(plan, data);
      Path models = again.map(Retraining::folder).orElse(out);
      try (ExperimentWorld world = worlds.open(plan, data, models, work)) {
        if (again.isPresent()) {
          world.prepare(work);
          again.get().trained();
        }
        Optional<String> other = ExperimentCheck.another(kept, digests(world, classifier, open));
        if (other.isPresent()) {
          return ExperimentCheck.differing(other.get());
        }
        try (CheckPlace place = CheckPlace.in(out)) {
          List<StudyMetric> measured =
              StudyMetric.of(open, world, place.features(), mostFeatures, work);
          Study study = new Study(plan, world, classifier, measured, work);
          return compare(folder, kept, study, place.report());
        }
      }
    } catch (MalformedFileException found) {
      throw LostModels.orSame(found, out);
    }
  }

  private ExperimentCheck compare(
      ExperimentFolder folder, Map<String, String> kept, Study study, Path report)
      throws IOException {
    String inputs = ExperimentFolder.inputs(plan, kept);
    MemoryOutput again = new MemoryOutput();
    DataSize.of(study).write(again);
    for (Stage stage : ExperimentStages.of(plan)) {
      stage.run(study, new Parts(again, work, stage.protocol(), inputs));
    }
    ExperimentReport.of(study, again, kept).write(report);
    FolderOutput made = new FolderOutput(report);
    for (String name : made.names("")) {
      again.put(ExperimentFolder.REPORT + "/" + name, made.get(name).orElseThrow());
    }
    return ExperimentCheck.compare(again.files(), folder.output());
  }
}
