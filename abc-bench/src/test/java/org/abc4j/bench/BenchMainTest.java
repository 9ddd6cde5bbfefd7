package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchMainTest {
  private static final String LOCK = "jmh.ignoreLock";
  private static String lockBefore;

  @TempDir Path folder;

  /** JMH lets one run at a time on a machine; these measure nothing, so they need not wait. */
  @BeforeAll
  static void ignoreLock() {
    lockBefore = System.setProperty(LOCK, "true");
  }

  @AfterAll
  static void restoreLock() {
    if (lockBefore == null) {
      System.clearProperty(LOCK);
    } else {
      System.setProperty(LOCK, lockBefore);
    }
  }

  private BenchSettings settings(String include) {
    return BenchSettings.parse(
        List.of(
            folder.resolve("new").toString(),
            "include=" + include,
            "warmups=0",
            "iterations=1",
            "millis=5",
            "forks=0"));
  }

  @Test
  void run_oneBenchmark_writesJsonAndPrintsTable() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BenchMain.run(
        settings("CodebookBenchmark.rank"), new PrintStream(bytes, true, StandardCharsets.UTF_8));

    String printed = bytes.toString(StandardCharsets.UTF_8);
    Path json = folder.resolve("new").resolve("bench.json");
    assertTrue(printed.endsWith("JSON: " + json + System.lineSeparator()), printed);
    List<String> rows =
        printed
            .lines()
            .filter(line -> line.matches("Codebook\\.rank +n=\\d+ +[0-9.]+ .*"))
            .toList();
    assertEquals(2, rows.size(), printed);
    assertTrue(rows.get(0).matches("Codebook\\.rank +n=22 +[0-9.]+ +\\? +(ns|us|ms)"), rows.get(0));
    try (Stream<Path> files = Files.list(json.getParent())) {
      assertEquals(List.of(json), files.toList());
    }
    String content = Files.readString(json);
    assertTrue(content.contains("\"org.abc4j.bench.CodebookBenchmark.rank\""), content);
    assertTrue(content.contains("\"scoreUnit\" : \"ns/op\""), content);
  }

  @Test
  void run_kernels_printsTheirTableAndThePeak() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BenchMain.run(
        settings("KernelBenchmark.scalar"), new PrintStream(bytes, true, StandardCharsets.UTF_8));

    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    int header = lines.indexOf(lines.stream().filter(l -> l.startsWith("kernel ")).toList().get(0));
    for (KernelWork work : KernelWork.values()) {
      String line = lines.get(header + 1 + work.ordinal());
      assertTrue(line.startsWith(work.title() + "  "), line);
      assertTrue(line.matches(".*[a-z0-9] +\\? +\\? +\\? +\\? +[0-9.]+  (ns|us|ms) +\\?"), line);
    }
    assertTrue(
        lines.stream().anyMatch(l -> l.matches("peak of a core, measured: [1-9][0-9.]* GFLOP/s")),
        lines.toString());
    String content = Files.readString(folder.resolve("new").resolve("bench.json"));
    assertTrue(content.contains("\"org.abc4j.bench.KernelBenchmark.scalar\""), content);
  }

  @Test
  void run_nothingIncluded_namesThePattern() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> BenchMain.run(settings("noSuchBenchmark"), System.out))
            .getMessage();
    assertEquals("no benchmark's name contains a match of 'noSuchBenchmark'", message);
    assertFalse(Files.exists(folder.resolve("new")));
  }

  @Test
  void describe_failedCheck_endsWithItsMessage() {
    RuntimeException middle = new RuntimeException("Benchmark error during the run");
    middle.addSuppressed(new IllegalStateException("d is 1, its slow twin says 2"));
    assertEquals(
        "stopped: d is 1, its slow twin says 2",
        BenchMain.describe(new RuntimeException("stopped", middle)));
    assertEquals("no such file", BenchMain.describe(new IOException("no such file")));
  }
}
