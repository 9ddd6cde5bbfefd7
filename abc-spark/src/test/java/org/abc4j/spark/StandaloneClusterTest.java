package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.data.folder.ImageFolder;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.Sha256;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.sampling.Sample;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real cluster on loopback, by {@code mvn -Pcluster verify}. */
@Tag("cluster")
class StandaloneClusterTest {
  private static final Batch IMAGES = TinyNetworks.images();

  @TempDir private Path temp;
  private Path shared;

  /** That of the tests, and another by {@code -Dabc.cluster.java=HOME}. */
  static Stream<Path> javas() {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    String other = System.getProperty("abc.cluster.java", "");
    if (!other.isBlank()) {
      homes.add(Path.of(other));
    }
    return homes.stream();
  }

  private static Path ownJava() {
    return javas().findFirst().orElseThrow();
  }

  @BeforeEach
  void write_items(TestInfo test) throws IOException {
    shared = Files.createDirectory(temp.resolve("shared"));
    ItemTensor.write(shared.resolve("items.safetensors"), IMAGES);
  }

  @ParameterizedTest
  @MethodSource("javas")
  void cluster_trainsAndAttributes_toTheBytesOfOneMachine(Path java) throws Exception {
    try (StandaloneCluster cluster =
        StandaloneCluster.start(Files.createDirectory(temp.resolve("cluster")), java, 2)) {
      Process driver = cluster.driver("driver", ClusterDriver.class, "compute", shared.toString());
      cluster.await("driver", driver);
    }

    EnsembleFolder one =
        ClusterDriver.trainer(3).train(IMAGES, TinyNetworks.code(), temp.resolve("one"));
    assertEquals(
        TinyNetworks.digests(one.path()), TinyNetworks.digests(shared.resolve("ensemble")));
    String version =
        Files.readString(java.resolve("release")).replaceAll("(?s).*JAVA_VERSION=\"(\\d+).*", "$1");
    String kernels = "kernels VectorKernels on Java " + version + "\n";
    assertEquals(
        expected(one.ensemble()) + kernels + kernels,
        Files.readString(shared.resolve("compute.txt")));
  }

  private static String expected(Ensemble ensemble) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    List<Sample> samples =
        ClusterDriver.SAMPLER.samples(ensemble, ExogenousNoise.philox(ClusterDriver.SEED), 3);
    for (int i = 0; i < 3; i++) {
      out.println("sample " + i + " " + Sha256.of(samples.get(i).image()));
    }
    for (int i = 0; i < 3; i++) {
      double[] exact = new AblationAttributor().attribute(samples.get(i)).distances();
      ClusterDriver.say(out, "exact " + i, exact);
    }
    for (int i = 0; i < 3; i++) {
      double[] quick = new DifferentialAttributor().attribute(samples.get(i)).distances();
      ClusterDriver.say(out, "differential " + i, quick);
    }
    ClusterDriver.say(
        out, "by columns", new DifferentialAttributor().attribute(samples.get(1)).distances());
    EnsembleJacobian jacobian = EnsembleJacobian.of(samples.get(0));
    for (int member = 0; member < jacobian.members(); member++) {
      ClusterDriver.say(out, "column " + member, jacobian.column(member));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void cluster_executorKilledInTraining_goesOnFromItsCheckpoint() throws Exception {
    Path log = shared.resolve("rows.log");
    String said;
    try (StandaloneCluster cluster =
        StandaloneCluster.start(Files.createDirectory(temp.resolve("cluster")), ownJava(), 2)) {
      Process driver = cluster.driver("driver", ClusterDriver.class, "train", shared.toString());
      // Two members of 30 steps of 2 images, beside the 6 that are hashed of each.
      awaitSize(log, 2 * (6 + 2 * 20), driver);
      kill(cluster);
      said = cluster.await("driver", driver);
    }

    ClusterDriver.trainer(30).train(IMAGES, TinyNetworks.code(), temp.resolve("one"));
    assertEquals(
        TinyNetworks.digests(temp.resolve("one")),
        TinyNetworks.digests(shared.resolve("ensemble")));
    long tasks = number(said, "started (\\d+)");
    long again = (Files.size(log) - tasks * 6 - 4 * 30 * 2) / 2;
    System.out.println("steps taken again: " + again + " of 120; tasks begun: " + tasks + ", of 4");
    assertEquals(5, tasks);
    // Checkpoints are 5 steps apart.
    assertTrue(again <= 6, again + " steps were taken again");
  }

  @Test
  void cluster_executorKilledInALandscape_doesAgainWhatThatWasDoing() throws Exception {
    Path log = shared.resolve("asked.log");
    String said;
    try (StandaloneCluster cluster =
        StandaloneCluster.start(Files.createDirectory(temp.resolve("cluster")), ownJava(), 2)) {
      Process driver =
          cluster.driver("driver", ClusterDriver.class, "landscape", shared.toString());
      // Each sample asks 30 times for itself, and as often for its counterfactuals.
      awaitSize(log, 4 * 60, driver);
      kill(cluster);
      said = cluster.await("driver", driver);
    }

    assertEquals(expectedOfClosedForm(), Files.readString(shared.resolve("landscape.txt")));
    long again = Files.size(log) - 12 * 60;
    System.out.println(
        "questions asked again: "
            + again
            + " of 720; tasks begun: "
            + number(said, "started (\\d+)"));
    // A task is one sample.
    assertTrue(again <= 60, again + " questions were asked again");
  }

  private String expectedOfClosedForm() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Ensemble ensemble = ClosedForm.in(Files.createDirectory(temp.resolve("closed"))).ensemble();
    List<Sample> samples =
        ClosedForm.SAMPLER.samples(ensemble, ExogenousNoise.philox(ClusterDriver.SEED), 12);
    for (int i = 0; i < 12; i++) {
      ClusterDriver.say(
          out, "exact " + i, new AblationAttributor().attribute(samples.get(i)).distances());
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void cluster_tasksRunTwiceBySpeculation_comeToTheBytesOfOneMachine() throws Exception {
    String said;
    try (StandaloneCluster cluster =
        StandaloneCluster.start(Files.createDirectory(temp.resolve("cluster")), ownJava(), 2)) {
      Process driver =
          cluster.driver("driver", ClusterDriver.class, "speculate", shared.toString());
      said = cluster.await("driver", driver);
    }

    assertEquals(expectedOfClosedForm(), Files.readString(shared.resolve("speculate.txt")));
    ClusterDriver.trainer(30).train(IMAGES, TinyNetworks.code(), temp.resolve("one"));
    assertEquals(
        TinyNetworks.digests(temp.resolve("one")),
        TinyNetworks.digests(shared.resolve("ensemble")));
    // The last landscape of the slow executor, and its last member.
    long twice = number(said, "speculative (\\d+)");
    System.out.println("tasks run twice: " + twice);
    assertTrue(twice >= 2, said);
  }

  /** Of a signal as Ctrl-C is one: checkpoints are far apart, and there is one of the last step. */
  @Test
  void submitted_endsWell_andWritesCheckpointsWhenItIsStopped() throws Exception {
    Path cache = shared.resolve("pictures.cache");
    Path pictures = temp.resolve("pictures");
    for (int i = 0; i < 10; i++) {
      BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
      picture.getRaster().setSample(i % 8, 3, 0, 200);
      Path source = Files.createDirectories(pictures.resolve("source-" + i % 5));
      ImageIO.write(picture, "png", source.resolve(i + ".png").toFile());
    }
    ImageFolder.of(pictures, PicturePreparation.to(new Shape(1, 8, 8)))
        .readInto(cache, Execution.sequential());
    String[] settings =
        "--channels 8,8 --batch 2 --placebos 0 --members 5 --weight 2 -q".split(" ");
    try (StandaloneCluster cluster =
        StandaloneCluster.start(Files.createDirectory(temp.resolve("cluster")), ownJava(), 2)) {
      Path whole = shared.resolve("whole");
      Process ends = cluster.submit("ends", train(settings, cache, whole, 2, 1));
      assertTrue(cluster.await("ends", ends).contains("Ensemble:   " + whole));
      assertTrue(EnsembleFolder.isComplete(whole));

      Path begun = shared.resolve("begun");
      Process stops = cluster.submit("stops", train(settings, cache, begun, 900_000, 50));
      awaitSize(begun.resolve("checkpoints").resolve("member-001.safetensors"), 1, stops);
      stops.destroy();
      assertTrue(stops.waitFor(StandaloneCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS));
      assertTrue(cluster.said("stops").contains("abc-spark: stopped"), cluster.said("stops"));
      List<Integer> steps = new ArrayList<>();
      for (int member = 0; member < 2; member++) {
        Path checkpoint =
            begun.resolve("checkpoints").resolve("member-00" + member + ".safetensors");
        steps.add(Integer.parseInt(SafetensorsFile.read(checkpoint).metadata().get("step")));
      }
      assertTrue(steps.stream().anyMatch(step -> step % 50 != 0), "checkpoints of " + steps);
    }
  }

  private static String[] train(String[] settings, Path cache, Path out, int steps, int every) {
    List<String> all = new ArrayList<>(List.of("train", "" + cache, "--out", "" + out));
    all.addAll(List.of("--steps", "" + steps, "--checkpoint-every", "" + every));
    all.addAll(List.of(settings));
    return all.toArray(String[]::new);
  }

  private static void awaitSize(Path log, long bytes, Process driver) throws Exception {
    long end = System.nanoTime() + StandaloneCluster.PATIENCE.toNanos();
    while (!Files.exists(log) || Files.size(log) < bytes) {
      assertTrue(driver.isAlive(), "the driver ended early");
      assertTrue(System.nanoTime() < end, log + " does not grow to " + bytes + " bytes");
      Thread.sleep(5);
    }
  }

  private static void kill(StandaloneCluster cluster) {
    List<ProcessHandle> executors = cluster.executors();
    assertEquals(2, executors.size());
    executors.get(0).destroyForcibly();
  }

  private static long number(String said, String pattern) {
    Matcher found = Pattern.compile("TASKS .*" + pattern).matcher(said);
    assertTrue(found.find(), said);
    return Long.parseLong(found.group(1));
  }
}
