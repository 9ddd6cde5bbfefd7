package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
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
 * What a cluster costs, measured: the same exact landscapes by the library alone, by two copies of
 * it side by side (which says what a second processor of this machine is worth), by one executor of
 * one processor and by two, interleaved, each in JVMs of its own; and many landscapes of
 * closed-form members, with the share of the time in which no task works. What executors find is
 * compared with the library's own, bit by bit, before anything is timed.
 *
 * <p>Run it by {@code mvn -q -Pcluster-times} on a machine that does nothing else; arguments are a
 * folder to work in and how many rounds.
 */
final class ClusterTimes {
  private static final long SEED = 3;
  private static final Sampler SAMPLER = UniPcSampler.steps(10);
  private static final int NETWORK_SAMPLES = 32;
  private static final int CLOSED_SAMPLES = 1000;

  /**
   * Each JVM behaves as on a machine of one processor: it collects garbage on the thread that
   * computes, and not on a second processor that two of them would have to share.
   */
  private static final String ONE_PROCESSOR = "-XX:ActiveProcessorCount=1";

  /** Samples before time is taken, for each executor: its JVM compiles for some seconds. */
  private static final int NETWORK_WARM_UP = 10;

  private static final int CLOSED_WARM_UP = 1000;

  /** Closed-form members by the side of their images: one sample takes milliseconds or tens. */
  private static final List<String> WORKS = List.of("network", "closed8", "closed16");

  /** Of these, those that are compared with the library's own, for each executor. */
  private static final int COMPARED = 2;

  private static final int CLOSED_SOURCES = 64;

  private ClusterTimes() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("local") || args[0].startsWith("spark://")) {
      timed(args);
      return;
    }
    Path all = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
    Path folder = Files.createTempDirectory(all, "run-");
    Path shared = Files.createDirectory(folder.resolve("shared"));
    network(Files.createDirectory(shared.resolve("network")));
    closed(Files.createDirectory(shared.resolve("closed8")), 8);
    closed(Files.createDirectory(shared.resolve("closed16")), 16);
    Path java = Path.of(System.getProperty("java.home"));
    List<Time> times = new ArrayList<>();
    try (StandaloneCluster cluster = StandaloneCluster.start(folder, java, 2)) {
      for (int round = 0; round < Integer.parseInt(args[1]); round++) {
        for (String work : WORKS) {
          for (Way way : Way.values()) {
            times.add(run(cluster, shared, work, way));
          }
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d rounds; network: %d samples of %d sources; Gaussian members of 8×8, 16×16: %d of %d%n",
        times.size() / (Way.values().length * WORKS.size()),
        NETWORK_SAMPLES,
        64,
        CLOSED_SAMPLES,
        CLOSED_SOURCES);
    System.out.println(
        "work     by             seconds: median   least    most  speed (least to most)      "
            + "tasks  no task works");
    for (String work : WORKS) {
      for (Way way : Way.values()) {
        row(times, work, way);
      }
    }
  }

  /** Who does the work. */
  private enum Way {
    ALONE("the library", 0, 1),
    /** Each does the whole work, so that together they do it twice. */
    SIDE_BY_SIDE("two copies", 0, 2),
    ONE("one executor", 1, 1),
    TWO("two executors", 2, 1);

    private final String name;
    private final int executors;
    private final int copies;

    Way(String name, int executors, int copies) {
      this.name = name;
      this.executors = executors;
      this.copies = copies;
    }

    /** What this one's speed is measured by. */
    private Way yardstick() {
      return this == TWO ? ONE : ALONE;
    }
  }

  /**
   * What one run said.
   *
   * @param idle share of the executors' time in which no task worked
   */
  private record Time(String work, Way way, double seconds, int tasks, double idle) {}

  private static List<Time> of(List<Time> times, String work, Way way) {
    return times.stream().filter(time -> time.work().equals(work) && time.way() == way).toList();
  }

  /** Prints a row; speeds are those of the rounds, each against the yardstick of its round. */
  private static void row(List<Time> times, String work, Way way) {
    List<Time> these = of(times, work, way);
    List<Time> others = of(times, work, way.yardstick());
    double[] seconds = these.stream().mapToDouble(Time::seconds).sorted().toArray();
    double[] speeds =
        IntStream.range(0, these.size())
            .mapToDouble(i -> way.copies * others.get(i).seconds() / these.get(i).seconds())
            .sorted()
            .toArray();
    double[] idle = these.stream().mapToDouble(Time::idle).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%-8s %-13s %16.2f %7.2f %7.2f  %-26s %5s  %s%n",
        work,
        way.name,
        median(seconds),
        seconds[0],
        seconds[seconds.length - 1],
        way == Way.ALONE
            ? ""
            : String.format(
                Locale.ROOT,
                "%.2f (%.2f to %.2f) × %s",
                median(speeds),
                speeds[0],
                speeds[speeds.length - 1],
                way == Way.TWO ? "one" : "alone"),
        way.executors == 0 ? "" : these.get(0).tasks(),
        way.executors == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * median(idle)));
  }

  private static double median(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static Time run(StandaloneCluster cluster, Path shared, String work, Way way)
      throws Exception {
    String where = way.executors == 0 ? "local" : "cluster";
    String[] arguments = {shared.toString(), work, where, "" + way.executors};
    List<String> names = new ArrayList<>();
    List<Process> drivers = new ArrayList<>();
    for (int copy = 0; copy < way.copies; copy++) {
      String name = work + "-" + way + "-" + copy + "-" + System.nanoTime();
      names.add(name);
      // Drivers compile as the library alone does: they compare what executors find with its own.
      drivers.add(cluster.program(name, List.of(ONE_PROCESSOR), ClusterTimes.class, arguments));
    }
    Time slowest = null;
    for (int copy = 0; copy < way.copies; copy++) {
      Time time = said(cluster.await(names.get(copy), drivers.get(copy)), work, way);
      if (slowest == null || time.seconds() > slowest.seconds()) {
        slowest = time;
      }
    }
    System.out.println(slowest);
    return slowest;
  }

  private static Time said(String output, String work, Way way) {
    String[] said =
        output
            .lines()
            .filter(line -> line.startsWith("TIME "))
            .findFirst()
            .orElseThrow()
            .split(" ");
    return new Time(
        work,
        way,
        Double.parseDouble(said[1]),
        Integer.parseInt(said[2]),
        Double.parseDouble(said[3]));
  }

  /** Ten members of a small network; what they have learnt is no matter to the time. */
  private static void network(Path folder) throws IOException {
    UNetConfig config = UNetConfig.attendingOnce(new Shape(1, 16, 16), List.of(16, 32, 32), 1, 8);
    CodeAssignment code = Codebook.allWords(9, 4).assign(DataSources.oneItemEach(64), 1);
    TinyNetworks.folder(folder, config, code);
  }

  private static void closed(Path folder, int side) throws IOException {
    CodeAssignment code =
        Codebook.allWords(9, 4).assign(DataSources.oneItemEach(CLOSED_SOURCES), 1);
    Batch items = TinyNetworks.waves(new Shape(1, side, side), CLOSED_SOURCES);
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
    int warmUp =
        switch (work) {
          case "network" -> NETWORK_WARM_UP;
          case "closed8" -> CLOSED_WARM_UP;
          default -> CLOSED_WARM_UP / 5;
        };
    EnsembleRecipe recipe = recipe(shared, work);
    if (args[3].equals("local")) {
      alone(recipe, count, warmUp);
    } else {
      clustered(args[0], recipe, count, warmUp, args[4]);
    }
  }

  private static void alone(EnsembleRecipe recipe, int count, int warmUp) throws IOException {
    Ensemble ensemble = recipe.make(org.abc4j.Execution.sequential());
    attribute(ensemble, warmUp);
    long begun = System.nanoTime();
    attribute(ensemble, count);
    say((System.nanoTime() - begun) / 1e9, 0, 0);
  }

  private static void attribute(Ensemble ensemble, int count) {
    ExogenousNoise noise = ExogenousNoise.philox(SEED);
    for (int i = 0; i < count; i++) {
      Sample sample = SAMPLER.sample(ensemble, noise.of(i));
      new AblationAttributor().attribute(sample);
    }
  }

  private static void clustered(
      String master, EnsembleRecipe recipe, int count, int warmUp, String cores)
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
                    .set("spark.executor.extraJavaOptions", ONE_PROCESSOR)
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
    int all = warmUp * Integer.parseInt(cores);
    requireSame(
        recipe,
        jobs.landscapes(recipe, SAMPLER, SampleSet.of(SEED + 1, all), ClusterMethod.exact()),
        COMPARED * Integer.parseInt(cores));
    quiet();
    worked.set(0);
    tasks.clear();
    long begun = System.nanoTime();
    jobs.landscapes(recipe, SAMPLER, SampleSet.of(SEED, count), ClusterMethod.exact());
    double seconds = (System.nanoTime() - begun) / 1e9;
    quiet();
    double work = 1e3 * seconds * Integer.parseInt(cores);
    say(seconds, tasks.size(), 1 - worked.get() / work);
    session.stop();
  }

  private static void say(double seconds, int tasks, double idle) {
    System.out.println("TIME " + seconds + " " + tasks + " " + idle);
  }

  private static void requireSame(EnsembleRecipe recipe, ClusterLandscapes found, int count)
      throws IOException {
    Ensemble ensemble = recipe.make(org.abc4j.Execution.sequential());
    ExogenousNoise noise = ExogenousNoise.philox(SEED + 1);
    for (int i = 0; i < count; i++) {
      Sample sample = SAMPLER.sample(ensemble, noise.of(i));
      if (!new AblationAttributor().attribute(sample).equals(found.landscape(i))) {
        throw new AssertionError("landscape " + i + " is another on the cluster");
      }
    }
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
