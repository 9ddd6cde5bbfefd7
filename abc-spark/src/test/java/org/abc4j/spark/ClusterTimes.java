package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.UniPcSampler;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetConfig;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * What a cluster costs, measured: the same exact landscapes by the library alone, by one executor
 * of one processor and by two, interleaved, each in JVMs of its own; and many landscapes of
 * closed-form members, with the share of the time in which no task works.
 *
 * <p>Run its main method on a machine that does nothing else, on the class path of the module's
 * tests; arguments are a folder to work in, which is not there yet, and how many rounds.
 */
final class ClusterTimes {
  private static final long SEED = 3;
  private static final Sampler SAMPLER = UniPcSampler.steps(10);
  private static final int NETWORK_SAMPLES = 32;
  private static final int CLOSED_SAMPLES = 1000;
  private static final int CLOSED_SOURCES = 64;

  private ClusterTimes() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("local") || args[0].startsWith("spark://")) {
      timed(args);
      return;
    }
    Path folder = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
    Path shared = Files.createDirectory(folder.resolve("shared"));
    network(Files.createDirectory(shared.resolve("network")));
    closed(Files.createDirectory(shared.resolve("closed")));
    Path java = Path.of(System.getProperty("java.home"));
    try (StandaloneCluster cluster = StandaloneCluster.start(folder, java, 2)) {
      for (int round = 0; round < Integer.parseInt(args[1]); round++) {
        for (String work : List.of("network", "closed")) {
          run(cluster, shared, work, "local", "1");
          run(cluster, shared, work, "cluster", "1");
          run(cluster, shared, work, "cluster", "2");
        }
      }
    }
  }

  private static void run(
      StandaloneCluster cluster, Path shared, String work, String where, String cores)
      throws Exception {
    String name = work + "-" + where + "-" + cores + "-" + System.nanoTime();
    Process driver =
        where.equals("local")
            ? cluster.program(name, ClusterTimes.class, shared.toString(), work, where, cores)
            : cluster.driver(name, ClusterTimes.class, shared.toString(), work, where, cores);
    cluster
        .await(name, driver)
        .lines()
        .filter(l -> l.startsWith("TIME"))
        .forEach(System.out::println);
  }

  /** Ten members of a small network; what they have learnt is no matter to the time. */
  private static void network(Path folder) throws IOException {
    UNetConfig config = UNetConfig.attendingOnce(new Shape(1, 16, 16), List.of(16, 32, 32), 1, 8);
    CodeAssignment code = Codebook.allWords(9, 4).assign(DataSources.oneItemEach(64), 1);
    TinyNetworks.folder(folder, config, code);
  }

  private static void closed(Path folder) throws IOException {
    CodeAssignment code =
        Codebook.allWords(9, 4).assign(DataSources.oneItemEach(CLOSED_SOURCES), 1);
    Batch items = TinyNetworks.waves(new Shape(1, 8, 8), CLOSED_SOURCES);
    ItemTensor.write(folder.resolve("items.safetensors"), items);
    AssignmentFile.write(folder.resolve("code.json"), code);
  }

  private static EnsembleRecipe recipe(Path shared, String work) throws IOException {
    Path folder = shared.resolve(work);
    return work.equals("network")
        ? FolderRecipe.of(EnsembleFolder.open(folder))
        : ClosedFormRecipe.gaussian(
            ClusterFile.shared(folder.resolve("items.safetensors")),
            ClusterFile.shared(folder.resolve("code.json")),
            0.05,
            NoiseSchedule.linear());
  }

  /** Arguments: master, folder, work, where, processors. */
  private static void timed(String[] args) throws IOException {
    Path shared = Path.of(args[1]);
    String work = args[2];
    int count = work.equals("network") ? NETWORK_SAMPLES : CLOSED_SAMPLES;
    EnsembleRecipe recipe = recipe(shared, work);
    if (args[3].equals("local")) {
      alone(recipe, work, count);
    } else {
      clustered(args[0], recipe, work, count, args[4]);
    }
  }

  private static void alone(EnsembleRecipe recipe, String work, int count) throws IOException {
    Ensemble ensemble = recipe.make(org.abc4j.Execution.sequential());
    attribute(ensemble, 2);
    long begun = System.nanoTime();
    attribute(ensemble, count);
    System.out.printf(
        Locale.ROOT, "TIME %s alone %.2f s%n", work, (System.nanoTime() - begun) / 1e9);
  }

  private static void attribute(Ensemble ensemble, int count) {
    ExogenousNoise noise = ExogenousNoise.philox(SEED);
    for (int i = 0; i < count; i++) {
      Sample sample = SAMPLER.sample(ensemble, noise.of(i));
      new AblationAttributor().attribute(sample);
    }
  }

  private static void clustered(
      String master, EnsembleRecipe recipe, String work, int count, String cores)
      throws IOException {
    SparkSession session =
        SparkSession.builder()
            .config(
                LocalSpark.conf()
                    .setMaster(master)
                    .set("spark.cores.max", cores)
                    .set("spark.executor.cores", "1")
                    .set("spark.default.parallelism", cores)
                    .set("spark.executor.memory", "512m")
                    .set("spark.executor.extraClassPath", StandaloneCluster.folders()))
            .getOrCreate();
    AtomicLong worked = new AtomicLong();
    List<Long> tasks = new ArrayList<>();
    session
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
                worked.addAndGet(task.taskMetrics().executorRunTime());
                tasks.add(task.taskMetrics().executorRunTime());
              }
            });
    ClusterJobs jobs = ClusterJobs.of(session);
    // Executors are there and warm; their work up to here does not count.
    int each = 2 * Integer.parseInt(cores);
    jobs.landscapes(recipe, SAMPLER, SampleSet.of(SEED + 1, each), ClusterMethod.exact());
    quiet();
    worked.set(0);
    tasks.clear();
    long begun = System.nanoTime();
    jobs.landscapes(recipe, SAMPLER, SampleSet.of(SEED, count), ClusterMethod.exact());
    double seconds = (System.nanoTime() - begun) / 1e9;
    quiet();
    System.out.printf(
        Locale.ROOT,
        "TIME %s executors %s %.2f s, %d tasks, %.1f %% of the time without a task%n",
        work,
        cores,
        seconds,
        tasks.size(),
        100 - 100 * worked.get() / 1e3 / seconds / Integer.parseInt(cores));
    session.stop();
  }

  /** Until Spark has told its listeners of everything. */
  private static void quiet() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
