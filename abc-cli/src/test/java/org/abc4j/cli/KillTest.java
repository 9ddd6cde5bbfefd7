package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.abc4j.io.Sha256;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleRemoval;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands are killed at moments that nobody chose, as by {@code kill -9}, and started again. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KillTest {
  /** More with {@code -Dabc.kills=20}. */
  private static final int KILLS = Math.max(2, Integer.getInteger("abc.kills", 2));

  /** Samples that take longer than the longest delay. */
  private static final int MANY = 400;

  /** Samples that are calibrated together, whose studies take a while to write. */
  private static final int CALIBRATED = 60;

  private static final int LONGEST_DELAY_MILLIS = 400;

  @TempDir private Path folder;

  /** A process of the command itself. */
  static Process start(Path output, Object... args) throws IOException {
    return start(512, output, args);
  }

  /** A process with so much memory. */
  static Process start(int megabytes, Path output, Object... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Xmx" + megabytes + "m",
                "-classpath",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  /**
   * Whether the process was still at work when it was killed, once it had itself begun to write:
   * what earlier ones have left in the place is no sign of that.
   */
  private boolean killed(int kill, Path place, Object... args) throws Exception {
    long delay = CounterRandom.of(3, Purpose.EXAMPLE).below(LONGEST_DELAY_MILLIS, kill, 0, 0);
    return killedAfter(delay, place, args);
  }

  private boolean killedAfter(long delay, Path place, Object... args) throws Exception {
    Map<String, FileTime> before = times(place);
    Process process = start(folder.resolve("output.txt"), args);
    try {
      while (process.isAlive() && times(place).equals(before)) {
        Thread.sleep(5);
      }
      return !process.waitFor(delay, TimeUnit.MILLISECONDS);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** When each file in a place was written; the place need not be there. */
  private static Map<String, FileTime> times(Path place) throws IOException {
    Map<String, FileTime> times = new HashMap<>();
    File[] files = place.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      try {
        times.put(file.getName(), Files.getLastModifiedTime(file.toPath()));
      } catch (NoSuchFileException renamed) {
        times.remove(file.getName());
      }
    }
    return times;
  }

  /** What is half-read is deleted, and the lock by which it was known to be nobody else's. */
  @Test
  void train_killedWhileItReadsIntoACache_leavesNothingOnceItIsDone() throws Exception {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    for (int k = 0; k < 600; k++) {
      Tiny.picture(pictures.resolve("a").resolve("more-" + k + ".png"), k);
    }
    Path caches = Files.createDirectory(folder.resolve("caches"));
    Path out = folder.resolve("ensemble");
    Object[] command = Tiny.training(pictures, out, "--cache=" + caches.resolve("c"), "--steps=1");
    int kills = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      // At once: there is little to read.
      killedAfter(0, caches, command);
      kills += Files.exists(caches.resolve("c.lock")) ? 1 : 0;
    }
    assertTrue(kills > 0, "processes killed while they read: " + kills);
    CommandRun.of(command).well();
    assertEquals(
        Set.of("c", "c.sha256", "c.items.json", "c.origin.txt"), Tiny.digests(caches).keySet());
    Path memory = folder.resolve("memory");
    CommandRun.of(Tiny.training(pictures, memory, "--steps=1")).well();
    assertEquals(Tiny.digests(memory), Tiny.digests(out));
  }

  private static boolean hasFiles(Path place) {
    File[] files = place.toFile().listFiles();
    return files != null && files.length > 0;
  }

  @Test
  void train_killedAndStartedAgain_givesTheSameBytesOfEveryFile() throws Exception {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Path killed = folder.resolve("killed");
    int kills = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      kills +=
          killed(
                  kill,
                  killed.resolve("checkpoints"),
                  Tiny.training(pictures, killed, "--steps=120"))
              ? 1
              : 0;
    }
    assertTrue(kills > 0, "processes killed while they trained: " + kills);
    CommandRun.of(Tiny.training(pictures, killed, "--steps=120")).well();

    Path whole = folder.resolve("whole");
    CommandRun.of(Tiny.training(pictures, whole, "--steps=120")).well();
    assertEquals(Tiny.digests(whole), Tiny.digests(killed));
  }

  @Test
  void repair_killedAndStartedAgain_givesTheSameBytesOfEveryFile() throws Exception {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Path ensemble = folder.resolve("ensemble");
    CommandRun.of(Tiny.training(pictures, ensemble, "--steps=120")).well();
    Path without = folder.resolve("without");
    CommandRun.of("remove", ensemble, "--source=b", "--out", without).well();
    Path killed = folder.resolve("killed");
    int kills = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      kills +=
          killed(kill, killed.resolve("checkpoints"), "repair", without, pictures, "--out", killed)
              ? 1
              : 0;
    }
    assertTrue(kills > 0, "processes killed while they trained: " + kills);
    CommandRun.of("repair", without, pictures, "--out", killed).well();
    Path whole = folder.resolve("whole");
    CommandRun.of("repair", without, pictures, "--out", whole).well();
    assertEquals(Tiny.digests(whole), Tiny.digests(killed));
  }

  @Test
  void attribute_killedAndStartedAgain_hasWholeStudiesOnly() throws Exception {
    Path ensemble = Tiny.ensemble(folder);
    Path samples = Tiny.samples(folder, ensemble, 6);
    Path studies = folder.resolve("studies");
    Object[] command = {"attribute", samples, "--ensemble", ensemble, "--out", studies};
    int kills = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      kills += killed(kill, studies, command) ? 1 : 0;
      requireWhole(studies);
    }
    assertTrue(kills > 0, "processes killed while they attributed: " + kills);
    CommandRun.of(command).well();
    requireWhole(studies);
    assertEquals(6, Tiny.digests(studies).size(), Tiny.digests(studies)::toString);

    // Those that are there are not made again: a study has the times that it took.
    var before = Tiny.digests(studies);
    CommandRun.of(command).well();
    assertEquals(before, Tiny.digests(studies));
  }

  /**
   * Calibrated studies keep no times, so all of their bytes are the same. Killed once as residuals
   * are there, before samples are calibrated, then while studies are written.
   */
  @Test
  void calibrated_killedAndStartedAgain_givesTheSameBytesOfEveryFile() throws Exception {
    Path ensemble = Tiny.ensemble(folder);
    Path samples = Tiny.samples(folder, ensemble, CALIBRATED);
    Path residuals = ensemble.resolve("residuals");
    Path studies = folder.resolve("studies");
    Object[] command = calibrating(ensemble, samples, studies);
    // At once: of so few sources nothing takes long.
    assertTrue(killedAfter(0, residuals, command), "it ended before it was killed");
    assertFalse(hasFiles(studies), "killed after it had calibrated");
    int kills = 0;
    int kept = 0;
    for (int kill = 1; kill < KILLS; kill++) {
      kills += killedAfter(0, studies, command) ? 1 : 0;
      requireWhole(studies);
      int now = finished(studies);
      assertTrue(now >= kept, "studies before the kill: " + kept + ", after it: " + now);
      kept = now;
    }
    assertTrue(kills > 0, "processes killed while they wrote studies: " + kills);
    CommandRun.of(command).well();

    Path other = Tiny.ensemble(Files.createDirectory(folder.resolve("other")));
    Path whole = folder.resolve("whole");
    CommandRun.of(calibrating(other, samples, whole)).well();
    assertEquals(CALIBRATED, Tiny.digests(whole).size());
    assertEquals(Tiny.digests(whole), Tiny.digests(studies));
    assertEquals(Tiny.digests(other), Tiny.digests(ensemble));
  }

  private Object[] calibrating(Path ensemble, Path samples, Path out) {
    return new Object[] {
      "attribute",
      samples,
      "--ensemble",
      ensemble,
      "--method=calibrated",
      "--any-effect=19",
      "--pictures",
      folder.resolve("pictures"),
      "--out",
      out
    };
  }

  @Test
  void sample_killedAndStartedAgain_givesTheSameBytesOfEveryFile() throws Exception {
    Path ensemble = Tiny.ensemble(folder);
    Path killed = folder.resolve("killed");
    int kills = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      kills += killed(kill, killed, sampling(ensemble, killed)) ? 1 : 0;
    }
    assertTrue(kills > 0, "processes killed while they sampled: " + kills);
    CommandRun.of(sampling(ensemble, killed)).well();
    Path whole = folder.resolve("whole");
    CommandRun.of(sampling(ensemble, whole)).well();
    assertEquals(Tiny.digests(whole), Tiny.digests(killed));
  }

  private static Object[] sampling(Path ensemble, Path out) {
    return new Object[] {
      "sample", ensemble, "--out", out, "--count=" + MANY, "--sampling-steps=3", "--seed=5"
    };
  }

  @Test
  void landscape_killedAndStartedAgain_givesTheSameBytes() throws Exception {
    Path ensemble = Tiny.ensemble(folder);
    Path samples = Tiny.samples(folder, ensemble, 60);
    Path killed = Files.createDirectory(folder.resolve("killed")).resolve("table.csv");
    Path unfinished = killed.resolveSibling("table.csv.unfinished");
    int kills = 0;
    int kept = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      if (killed(kill, unfinished, landscape(samples, ensemble, killed))) {
        kills++;
        requireWhole(unfinished);
        assertFalse(Files.exists(killed), "a table that is not finished");
        int now = finished(unfinished);
        assertTrue(now >= kept, "finished before the kill: " + kept + ", after it: " + now);
        kept = now;
      }
    }
    assertTrue(kills > 0, "processes killed while they computed: " + kills);
    assertTrue(kept > 0, "samples kept: " + kept);
    CommandRun.of(landscape(samples, ensemble, killed)).well();
    Path whole = folder.resolve("whole.csv");
    CommandRun.of(landscape(samples, ensemble, whole)).well();
    assertEquals(Map.of("table.csv", Sha256.of(whole)), Tiny.digests(killed.getParent()));
  }

  private static int finished(Path unfinished) throws IOException {
    return (int)
        Tiny.digests(unfinished).keySet().stream()
            .filter(name -> name.endsWith(".safetensors"))
            .count();
  }

  private static Object[] landscape(Path samples, Path ensemble, Path out) {
    return new Object[] {"landscape", samples, "--ensemble", ensemble, "--out", out};
  }

  @Test
  void export_killedAndStartedAgain_givesTheSameBytesOfEveryFile() throws Exception {
    Path ensemble = Tiny.ensemble(folder);
    Path samples = Tiny.samples(folder, ensemble, MANY);
    Path killed = Files.createDirectory(folder.resolve("killed"));
    int kills = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Path unfinished = killed.resolve("samples.npy.unfinished");
      kills += killed(kill, unfinished, export(samples, ensemble, killed)) ? 1 : 0;
    }
    assertTrue(kills > 0, "processes killed while they exported: " + kills);
    CommandRun.of(export(samples, ensemble, killed)).well();
    Path whole = Files.createDirectory(folder.resolve("whole"));
    CommandRun.of(export(samples, ensemble, whole)).well();
    assertEquals(MANY + 1, Tiny.digests(whole).size());
    assertEquals(Tiny.digests(whole), Tiny.digests(killed));
  }

  private static Object[] export(Path samples, Path ensemble, Path out) {
    return new Object[] {
      "export",
      samples,
      "--ensemble",
      ensemble,
      "--npy",
      out.resolve("samples.npy"),
      "--png",
      out.resolve("png")
    };
  }

  @Test
  void remove_killedAndStartedAgain_givesTheSameBytesOfEveryFile() throws Exception {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Path ensemble = folder.resolve("ensemble");
    // Large members, so that copying them takes its time.
    List<Object> training =
        new ArrayList<>(List.of(Tiny.training(pictures, ensemble, "--steps=1")));
    training.set(training.indexOf("--channels=8,8"), "--channels=128,128");
    CommandRun.of(training.toArray()).well();
    Path killed = folder.resolve("killed");
    int kills = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long delay = CounterRandom.of(4, Purpose.EXAMPLE).below(60, kill, 0, 0);
      kills += killedAfter(delay, killed, removing(ensemble, killed)) ? 1 : 0;
    }
    assertTrue(kills > 0, "processes killed while they copied: " + kills);
    CommandRun.of(removing(ensemble, killed)).well();
    // The record has the time at which the first of them began.
    String record = Files.readString(killed.resolve("removal.json"));
    EnsembleFolder whole =
        EnsembleRemoval.named(
                EnsembleFolder.open(ensemble),
                EnsembleFolder.open(killed).removal().orElseThrow().last().when(),
                "",
                List.of("b"))
            .to(folder.resolve("whole"));
    assertEquals(record, Files.readString(whole.path().resolve("removal.json")));
    assertEquals(Tiny.digests(whole.path()), Tiny.digests(killed));
  }

  private static Object[] removing(Path ensemble, Path out) {
    return new Object[] {"remove", ensemble, "--source=b", "--out", out};
  }

  /** Killed before its page is there. */
  @Test
  void report_killedAndStartedAgain_isOneReport() throws Exception {
    Path ensemble = Tiny.ensemble(folder);
    Path samples = Tiny.samples(folder, ensemble, 6);
    Path studies = folder.resolve("studies");
    CommandRun.of("attribute", samples, "--ensemble", ensemble, "--out", studies).well();
    Path killed = folder.resolve("killed");
    Path whole = folder.resolve("whole");
    int kills = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      // At once: there is little to write.
      kills += killedAfter(0, killed, reporting(ensemble, studies, killed)) ? 1 : 0;
    }
    assertTrue(kills > 0, "processes killed while they reported: " + kills);
    CommandRun.of(reporting(ensemble, studies, killed)).well();
    CommandRun.of(reporting(ensemble, studies, whole)).well();
    assertEquals(Tiny.digests(whole), Tiny.digests(killed));
  }

  private Object[] reporting(Path ensemble, Path studies, Path out) {
    return new Object[] {
      "report",
      studies,
      "--ensemble",
      ensemble,
      "--pictures",
      folder.resolve("pictures"),
      "--out",
      out
    };
  }

  /** Nothing is half-written: temporary files of killed processes have names of their own. */
  private static void requireWhole(Path studies) throws IOException {
    try (Stream<Path> files = Files.list(studies)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().matches("(study|sample)-.*")) {
          SampleStudy study = StudyFile.read(file);
          assertEquals(Tiny.SOURCES, study.sources());
        }
      }
    }
  }

  /** Whether this process, and so those that it starts, were told to ignore SIGINT, signal 2. */
  private static boolean interruptsAreIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    return (Long.parseUnsignedLong(ignored, 16) & 2) != 0;
  }

  /** Ctrl-C: a line, its exit code, and what was done is kept. */
  @Test
  void train_interrupted_saysSoAndExitsWith130() throws Exception {
    assumeFalse(
        interruptsAreIgnored(),
        "started with SIGINT ignored, as jobs in the background are, which Java hands on and keeps");
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Path out = folder.resolve("ensemble");
    Path output = folder.resolve("output.txt");
    Process process = start(output, Tiny.training(pictures, out, "--steps=100000"));
    try {
      while (process.isAlive() && !hasFiles(out.resolve("checkpoints"))) {
        Thread.sleep(20);
      }
      Thread.sleep(500);
      assertTrue(process.isAlive(), () -> read(output));
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), "it does not end");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(ExitCode.STOPPED, process.exitValue(), () -> read(output));
    String said = read(output);
    assertTrue(
        said.contains(
            "abc: stopped; what was trained is kept in "
                + out
                + ", and the same command goes on from there, to the same bytes"),
        said);
    assertFalse(said.contains("Exception"), said);
    assertTrue(hasFiles(out.resolve("checkpoints")));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
