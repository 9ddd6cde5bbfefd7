package org.abc4j.spark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Execution;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.Landscape;
import org.abc4j.io.Sha256;
import org.abc4j.kernel.Kernels;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.UniPcSampler;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.UNetEnsembleTrainer;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;

/** A driver in a JVM of its own: arguments are master, what to do, and a folder that all see. */
final class ClusterDriver {
  static final long SEED = 3;
  static final Sampler SAMPLER = UniPcSampler.steps(2);

  private ClusterDriver() {}

  static UNetEnsembleTrainer trainer(int steps) {
    return UNetEnsembleTrainer.of(
        TinyNetworks.config(),
        TrainingConfig.paper(2, steps).withBatchSize(2).withLearningRate(1e-3).withAverage(0.5));
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[2]);
    SparkConf conf =
        LocalSpark.conf()
            .setMaster(args[0])
            .set("spark.cores.max", "2")
            .set("spark.executor.cores", "1")
            .set("spark.executor.memory", "512m")
            .set("spark.executor.extraJavaOptions", "-XX:+UseSerialGC")
            .set("spark.executor.extraClassPath", StandaloneCluster.folders());
    if (args[1].equals("speculate")) {
      conf.set("spark.speculation", "true")
          .set("spark.speculation.interval", "100ms")
          .set("spark.speculation.quantile", "0.5")
          .set("spark.speculation.multiplier", "1.5")
          .set("spark.speculation.minTaskRuntime", "100ms");
    }
    SparkSession session = SparkSession.builder().config(conf).getOrCreate();
    AtomicInteger started = new AtomicInteger();
    AtomicInteger speculative = new AtomicInteger();
    session
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskStart(SparkListenerTaskStart task) {
                started.incrementAndGet();
                if (task.taskInfo().speculative()) {
                  speculative.incrementAndGet();
                }
              }
            });
    try (PrintStream out = new PrintStream(folder.resolve(args[1] + ".txt").toFile())) {
      awaitExecutors(session);
      switch (args[1]) {
        case "compute" -> compute(session, folder, out);
        case "train" -> train(session, folder);
        case "landscape" -> landscape(session, folder, out);
        case "speculate" -> speculate(session, folder, out);
        default -> throw new IllegalArgumentException(args[1]);
      }
    }
    session.stop();
    System.out.println("TASKS started " + started.get() + " speculative " + speculative.get());
  }

  /** Both, so that there is one to lose. */
  private static void awaitExecutors(SparkSession session) {
    long end = System.nanoTime() + StandaloneCluster.PATIENCE.toNanos();
    while (session.sparkContext().getExecutorMemoryStatus().size() < 3) {
      if (System.nanoTime() > end) {
        throw new AssertionError("two executors did not come");
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static void compute(SparkSession session, Path folder, PrintStream out)
      throws IOException {
    ClusterJobs jobs = ClusterJobs.of(session).withCheckpointEvery(1);
    EnsembleFolder ensemble =
        jobs.train(
            trainer(3),
            RowsRecipe.tensor(ClusterFile.shared(folder.resolve("items.safetensors"))),
            TinyNetworks.code(),
            folder.resolve("ensemble"));
    FolderRecipe recipe = FolderRecipe.of(ensemble);
    String[] digests = new String[3];
    jobs.samples(
        recipe,
        SAMPLER,
        SampleSet.of(SEED, 3),
        (index, image) -> digests[(int) index] = Sha256.of(image));
    for (int i = 0; i < 3; i++) {
      out.println("sample " + i + " " + digests[i]);
    }
    for (ClusterMethod method : List.of(ClusterMethod.exact(), ClusterMethod.differential())) {
      ClusterLandscapes found = jobs.landscapes(recipe, SAMPLER, SampleSet.of(SEED, 3), method);
      for (int i = 0; i < 3; i++) {
        say(out, method.kind().word() + " " + i, found.landscape(i).distances());
      }
    }
    Landscape alone =
        jobs.landscapes(recipe, SAMPLER, SampleSet.of(SEED, 1, 1), ClusterMethod.differential())
            .landscape(0);
    say(out, "by columns", alone.distances());
    EnsembleJacobian jacobian = jobs.jacobian(recipe, SAMPLER, SEED, 0);
    for (int member = 0; member < jacobian.members(); member++) {
      say(out, "column " + member, jacobian.column(member));
    }
    new JobRunner(
            org.apache.spark.api.java.JavaSparkContext.fromSparkContext(session.sparkContext()))
        .run(
            "kernels",
            new KernelsJob(),
            List.of(0, 1),
            (name, index) -> out.println("kernels " + name),
            Execution.sequential());
  }

  /** Which kernels an executor computes with, on which Java. */
  record KernelsJob() implements ClusterJob<Integer, String> {
    @Override
    public String run(Integer piece, Execution execution) {
      return Kernels.get().getClass().getSimpleName() + " on Java " + Runtime.version().feature();
    }
  }

  static void say(PrintStream out, String what, double[] values) {
    List<String> bits = new ArrayList<>();
    for (double value : values) {
      bits.add(Long.toHexString(Double.doubleToRawLongBits(value)));
    }
    out.println(what + " " + bits);
  }

  private static void train(SparkSession session, Path folder) throws IOException {
    Path log = folder.resolve("rows.log");
    LoggedRows rows =
        new LoggedRows(folder.resolve("items.safetensors").toString(), log.toString(), 10);
    ClusterJobs.of(session)
        .withCheckpointEvery(5)
        .train(trainer(30), rows, TinyNetworks.code(), folder.resolve("ensemble"));
  }

  private static void landscape(SparkSession session, Path folder, PrintStream out)
      throws IOException {
    Path files = Files.createDirectories(folder.resolve("closed"));
    ClosedForm closed = ClosedForm.in(files);
    SlowRecipe slow = new SlowRecipe(closed.recipe(), folder.resolve("asked.log").toString());
    landscapes(session, slow, out);
  }

  private static void landscapes(SparkSession session, EnsembleRecipe recipe, PrintStream out)
      throws IOException {
    ClusterLandscapes found =
        ClusterJobs.of(session)
            .landscapes(recipe, ClosedForm.SAMPLER, SampleSet.of(SEED, 12), ClusterMethod.exact());
    for (int i = 0; i < 12; i++) {
      say(out, "exact " + i, found.landscape(i).distances());
    }
  }

  /** One of the executors is slow at both. */
  private static void speculate(SparkSession session, Path folder, PrintStream out)
      throws IOException {
    Path files = Files.createDirectories(folder.resolve("closed"));
    Path log = folder.resolve("asked.log");
    landscapes(session, new SlowRecipe(ClosedForm.in(files).recipe(), log.toString(), "0"), out);
    LoggedRows rows =
        new LoggedRows(
            folder.resolve("items.safetensors").toString(),
            folder.resolve("rows.log").toString(),
            10,
            "0");
    ClusterJobs.of(session)
        .withCheckpointEvery(5)
        .train(trainer(30), rows, TinyNetworks.code(), folder.resolve("ensemble"));
  }
}
