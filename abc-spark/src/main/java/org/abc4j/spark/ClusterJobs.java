package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.abc4j.Execution;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.JacobianColumns;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.Sha256;
import org.abc4j.sampling.Sampler;
import org.abc4j.spark.store.Scratch;
import org.abc4j.spark.store.StoreLocation;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.TrainingElsewhere;
import org.abc4j.training.UNetEnsembleTrainer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * An ensemble's work on a cluster of Spark: members trained, samples, landscapes and Jacobians
 * computed by executors, to the bytes and numbers that one machine comes to.
 *
 * <p>Results are at the driver as each task ends, so an executor that is lost takes with it nothing
 * but what it was doing. Tasks have as many threads as {@code spark.task.cpus} says, and stop
 * between two steps when Spark kills them. Immutable and thread-safe.
 */
public final class ClusterJobs {
  private static final int CHECKPOINT_EVERY = 250;

  /** What a sample's result takes beside its numbers. */
  private static final long PER_ROW = 1 << 10;

  private static final StructType SAMPLES =
      new StructType()
          .add("ensemble", DataTypes.StringType, false)
          .add("sampler", DataTypes.StringType, false)
          .add("seed", DataTypes.LongType, false)
          .add("sample", DataTypes.LongType, false)
          .add("sha256", DataTypes.StringType, false)
          .add("image", DataTypes.createArrayType(DataTypes.FloatType, false), false);

  private final SparkSession session;
  private final Execution execution;
  private final int checkpointEvery;
  private final double taskSeconds;

  private ClusterJobs(
      SparkSession session, Execution execution, int checkpointEvery, double taskSeconds) {
    this.session = Objects.requireNonNull(session, "session");
    this.execution = Objects.requireNonNull(execution, "execution");
    this.checkpointEvery = checkpointEvery;
    this.taskSeconds = taskSeconds;
  }

  /**
   * Work on the cluster of a session.
   *
   * @param session the session
   * @return the work; nothing is done yet
   */
  public static ClusterJobs of(SparkSession session) {
    return new ClusterJobs(session, Execution.sequential(), CHECKPOINT_EVERY, TaskSizing.SECONDS);
  }

  /**
   * With another execution.
   *
   * @param execution of the driver: who hears of progress, in tasks, and whether to go on, asked
   *     while it waits; what it cancels stops on the executors within a step, which is waited for
   * @return a copy
   */
  public ClusterJobs with(Execution execution) {
    return new ClusterJobs(session, execution, checkpointEvery, taskSeconds);
  }

  /**
   * With checkpoints as often as wanted: with an executor that is lost go the steps since the last.
   *
   * @param steps steps of a member between its checkpoints, at least 1, 250 if not said; no matter
   *     to the result
   * @return a copy
   * @throws IllegalArgumentException if {@code steps} is less than 1
   */
  public ClusterJobs withCheckpointEvery(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "a checkpoint is written every 1 or more steps, found " + steps);
    }
    return new ClusterJobs(session, execution, steps, taskSeconds);
  }

  /** With other tasks of many landscapes: each ends after so many seconds with what it has. */
  ClusterJobs withTasksOf(double seconds) {
    return new ClusterJobs(session, execution, checkpointEvery, seconds);
  }

  private JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  private JobRunner runner() {
    return new JobRunner(spark());
  }

  /**
   * Trains an ensemble, a member a task; or goes on with what was begun, here or on one machine.
   *
   * @param trainer how members are trained; the driver holds the folder for it. Who hears of steps,
   *     how often checkpoints are written and whether to go on is said by this object instead
   * @param images how executors have the training data, and the driver too
   * @param code which source is seen by which members
   * @param folder the folder, in storage that driver and executors see by one path
   * @return the ensemble's folder, the same bytes as of a training on one machine
   * @throws IOException if a file cannot be written or read, or another training is at work in the
   *     folder, or executors were lost more often than {@code spark.task.maxFailures} allows: the
   *     same call then goes on from the checkpoints
   * @throws IllegalArgumentException as {@link TrainingElsewhere#train} does
   * @throws ArithmeticException if a member diverges
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public EnsembleFolder train(
      UNetEnsembleTrainer trainer, RowsRecipe images, CodeAssignment code, Path folder)
      throws IOException {
    Path place = folder.toAbsolutePath().normalize();
    TrainingJob job = new TrainingJob(place.toString(), images, checkpointEvery);
    return TrainingElsewhere.of(
            onTheDriver(trainer, execution),
            missing -> {
              Ended ended = new Ended(execution, missing.size());
              runner()
                  .run(
                      "training " + missing.size() + " members into " + place,
                      job,
                      missing.stream().map(TrainingJob.Member::of).toList(),
                      (trained, index) -> ended.add(1),
                      execution);
            })
        .train(images.open(), code, place);
  }

  /**
   * Trains an ensemble, a member a task, on executors that share a store and no folder; or goes on
   * with what was begun. Each works on its own disk and keeps its checkpoints in the store; the
   * driver brings members together in a folder of its own, and publishes them.
   *
   * @param trainer how members are trained; the driver holds the folder for it
   * @param images how executors have the training data, and the driver too
   * @param code which source is seen by which members
   * @param folder a folder of the driver's own disk
   * @param location where the ensemble is published, and what is kept until then
   * @param scratch where on their machines executors work
   * @return the driver's folder, the same bytes as of a training on one machine
   * @throws IOException as {@link #train(UNetEnsembleTrainer, RowsRecipe, CodeAssignment, Path)}
   *     does, or if the place has another ensemble or another training
   * @throws IllegalArgumentException as {@link TrainingElsewhere#train} does
   * @throws ArithmeticException if a member diverges
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public EnsembleFolder train(
      UNetEnsembleTrainer trainer,
      RowsRecipe images,
      CodeAssignment code,
      Path folder,
      StoreLocation location,
      Scratch scratch)
      throws IOException {
    return new StoredTraining(runner(), execution, checkpointEvery, location, scratch)
        .train(trainer, images, code, folder.toAbsolutePath().normalize());
  }

  /** The driver looks at data and members before and after: it stops then too. */
  static UNetEnsembleTrainer onTheDriver(UNetEnsembleTrainer trainer, Execution execution) {
    return trainer.with(execution.reportingTo((done, total) -> {}));
  }

  /** Tells of pieces that are done. */
  static final class Ended {
    private final Execution execution;
    private final long total;
    private long done;

    Ended(Execution execution, long total) {
      this.execution = execution;
      this.total = total;
      execution.progress(0, total);
    }

    synchronized void add(int units) {
      done += units;
      execution.progress(done, total);
    }
  }

  /** Receives samples. */
  @FunctionalInterface
  public interface SampleVisitor {

    /**
     * Called once for each sample, on the thread that asked for them, in no fixed order.
     *
     * @param index the sample's index in its noise
     * @param image its values
     */
    void visit(long index, float[] image);
  }

  /**
   * Generates samples and hands them to the driver.
   *
   * @param recipe how executors have the ensemble
   * @param sampler the sampler, one of this library's
   * @param samples which samples
   * @param visitor receives them
   * @throws IOException if a file cannot be read
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public void samples(
      EnsembleRecipe recipe, Sampler sampler, SampleSet samples, SampleVisitor visitor)
      throws IOException {
    each(
        new SamplesJob(SamplingTask.of(recipe, sampler, samples)),
        samples,
        Float.BYTES * (long) recipe.shape().size() + PER_ROW,
        (image, index) -> visitor.visit(index, image));
  }

  /** Generates samples of which the driver hears the digests alone, in no fixed order. */
  void sampleDigests(
      EnsembleRecipe recipe, Sampler sampler, SampleSet samples, ObjLongConsumer<String> visitor)
      throws IOException {
    SamplingTask of = SamplingTask.of(recipe, sampler, samples);
    each(new SampleDigestsJob(of), samples, PER_ROW, visitor);
  }

  private <R> void each(
      ClusterJob<Piece, ArrayList<R>> job,
      SampleSet samples,
      long bytesOfEach,
      ObjLongConsumer<R> visitor)
      throws IOException {
    JobRunner runner = runner();
    List<Piece> pieces =
        TaskSizing.atMost(pieces(samples, runner.slots()), runner.results().atOnce(bytesOfEach));
    Ended ended = new Ended(execution, samples.count());
    runner.run(
        "generating " + samples.count() + " samples",
        job,
        pieces,
        piece -> bytesOfEach * (piece.to() - piece.from()),
        (results, index) -> {
          Piece piece = pieces.get(index);
          for (int i = 0; i < results.size(); i++) {
            visitor.accept(results.get(i), samples.index(piece.from() + i));
          }
          ended.add(results.size());
        },
        execution);
  }

  private static List<Piece> pieces(SampleSet samples, int slots) {
    return TaskSizing.images(samples.count(), slots);
  }

  /**
   * Samples as a table: {@code ensemble}, {@code sampler}, {@code seed}, {@code sample}, {@code
   * sha256} of the image's values and {@code image}, the values. They are generated when the table
   * is asked for, each time that it is: write it, or persist it.
   *
   * @param recipe how executors have the ensemble
   * @param sampler the sampler, one of this library's
   * @param samples which samples
   * @return the table
   */
  public Dataset<Row> sampleTable(EnsembleRecipe recipe, Sampler sampler, SampleSet samples) {
    SamplingTask of = SamplingTask.of(recipe, sampler, samples);
    List<Piece> pieces = pieces(samples, runner().slots());
    SamplesJob job = new SamplesJob(of);
    String ensemble = recipe.digest();
    return session.createDataFrame(
        spark()
            .parallelize(pieces.stream().map(Sent::of).toList(), pieces.size())
            .flatMap(
                sent -> {
                  Piece piece = Sent.read(sent);
                  List<Row> rows = new ArrayList<>();
                  for (float[] image : job.run(piece, TaskExecution.ofThisTask())) {
                    rows.add(
                        RowFactory.create(
                            ensemble,
                            of.sampler(),
                            samples.seed(),
                            samples.index(piece.from() + rows.size()),
                            Sha256.of(image),
                            (Object) image));
                  }
                  return rows.iterator();
                }),
        SAMPLES);
  }

  /**
   * Computes landscapes.
   *
   * @param recipe how executors have the ensemble
   * @param sampler the sampler, one of this library's
   * @param samples which samples
   * @param method exactly, to first order, or screened
   * @return the landscapes, the same numbers as on one machine
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if members are not differentiable where they have to be
   * @throws IllegalStateException if members were removed and a source has no counterfactual
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public ClusterLandscapes landscapes(
      EnsembleRecipe recipe, Sampler sampler, SampleSet samples, ClusterMethod method)
      throws IOException {
    SamplingTask of = SamplingTask.of(recipe, sampler, samples);
    DataSources sources = recipe.code().sources();
    int count = Math.toIntExact(sources.count());
    JobRunner runner = runner();
    int slots = runner.slots();
    List<SampleScores> rows =
        method.kind() == ClusterMethod.Kind.DIFFERENTIAL && samples.count() < slots
            ? new ColumnTasks(runner, slots, execution).scores(of, method)
            : byPieces(of, method, count, runner);
    List<String> names = LongStream.range(0, count).mapToObj(sources::name).toList();
    return new ClusterLandscapes(session, of, method, names, rows);
  }

  private List<SampleScores> byPieces(
      SamplingTask of, ClusterMethod method, int sources, JobRunner runner) throws IOException {
    int samples = of.samples().count();
    int slots = runner.slots();
    boolean exact = method.kind() == ClusterMethod.Kind.EXACT;
    // Only exact landscapes are cut by sources.
    int cut = exact ? sources : 1;
    // Screened ones have two distances of a source, and some of the sources' numbers.
    long ofSource = exact ? Double.BYTES : 2 * Double.BYTES + Integer.BYTES;
    int together = runner.results().atOnce(ofSource * sources + PER_ROW);
    ToLongFunction<Piece> bytes =
        piece ->
            (ofSource * (exact ? piece.sources() : sources) + PER_ROW)
                * (piece.to() - piece.from());
    List<Piece> first = TaskSizing.atMost(TaskSizing.first(samples, cut, slots), together);
    SampleScores[] found = new SampleScores[samples];
    List<Piece> left = new ArrayList<>();
    long[] nanos = new long[1];
    Ended ended = new Ended(execution, Piece.samples(first));
    String what = method.kind().word() + " landscapes of " + samples + " samples";
    runner.run(
        what,
        new LandscapeJob(of, method, taskSeconds),
        first,
        bytes,
        (scores, index) -> {
          Piece piece = first.get(index);
          put(piece, scores, found, sources);
          nanos[0] += scores.nanos();
          int end = piece.from() + scores.rows().size();
          if (end < piece.to()) {
            left.add(new Piece(end, piece.to(), 0, piece.sources()));
          }
          ended.add(scores.rows().size());
        },
        execution);
    left.sort(Comparator.comparingInt(Piece::from));
    double each = nanos[0] / 1e9 / (Piece.samples(first) - Piece.samples(left));
    List<Piece> rest = TaskSizing.atMost(TaskSizing.rest(left, each, slots), together);
    runner.run(
        what,
        new LandscapeJob(of, method, Double.MAX_VALUE),
        rest,
        bytes,
        (scores, index) -> {
          put(rest.get(index), scores, found, sources);
          ended.add(scores.rows().size());
        },
        execution);
    return Arrays.asList(found);
  }

  private static void put(Piece piece, Scores scores, SampleScores[] found, int sources) {
    for (int i = 0; i < scores.rows().size(); i++) {
      int sample = piece.from() + i;
      SampleScores part = scores.rows().get(i);
      if (part.distances().length == sources) {
        found[sample] = part;
        continue;
      }
      if (found[sample] == null) {
        found[sample] = SampleScores.joined(sources);
      }
      found[sample].put(piece.first(), part);
    }
  }

  /**
   * Computes the Jacobian of one sample, its columns spread over the cluster.
   *
   * @param recipe how executors have the ensemble, and the driver too
   * @param sampler the sampler, one of this library's
   * @param seed seed of the sample's noise
   * @param index its index in that noise
   * @return the Jacobian, the same bits as on one machine
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if a member is not differentiable
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public EnsembleJacobian jacobian(EnsembleRecipe recipe, Sampler sampler, long seed, long index)
      throws IOException {
    SamplingTask one = SamplingTask.of(recipe, sampler, SampleSet.of(seed, index, 1));
    JobRunner runner = runner();
    List<JacobianColumns> parts =
        new ColumnTasks(runner, runner.slots(), execution).columns(one, 0, 1).get(0).parts();
    return EnsembleJacobian.of(one.generate(0, 1, execution).get(0), parts);
  }
}
