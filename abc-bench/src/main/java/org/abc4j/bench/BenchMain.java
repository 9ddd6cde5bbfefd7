package org.abc4j.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the benchmarks, writes JMH's JSON and prints one table.
 *
 * <p>Benchmarks run in JVMs forked from the class path of this one.
 */
public final class BenchMain {
  private BenchMain() {}

  /**
   * Runs the benchmarks and ends the JVM with status 1 if that fails.
   *
   * @param arguments the folder for the JSON, then any of {@code include=REGEX}, {@code warmups=N},
   *     {@code iterations=N}, {@code millis=N} and {@code forks=N}
   */
  public static void main(String[] arguments) {
    try {
      run(BenchSettings.parse(List.of(arguments)), System.out);
    } catch (IllegalArgumentException | IOException | RunnerException failure) {
      System.err.println("bench: " + describe(failure));
      System.exit(1);
    }
  }

  /** Runs what the settings name, then prints the table and where the JSON is. */
  static void run(BenchSettings settings, PrintStream out) throws IOException, RunnerException {
    Collection<RunResult> results;
    try {
      results = new Runner(settings.options(), new BenchProgress(out)).run();
    } catch (NoBenchmarksException none) {
      throw new IllegalArgumentException(
          "no benchmark's name contains a match of '" + settings.include() + "'", none);
    }
    write(results, settings.json());
    out.println();
    out.print(ResultTable.of(results).format());
    out.println();
    out.println(settings + "; error: half of the 99.9 % confidence interval");
    out.println("JSON: " + settings.json());
  }

  /** All or nothing: a run that fails leaves the JSON of the one before. */
  private static void write(Collection<RunResult> results, Path json) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream text = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, text).writeOut(results);
    }
    Files.createDirectories(json.getParent());
    Path unfinished = Files.createTempFile(json.getParent(), "bench", ".tmp");
    try {
      Files.write(unfinished, bytes.toByteArray(), StandardOpenOption.SYNC);
      Files.move(
          unfinished, json, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** One line: the exception, and the one that it all began with. */
  static String describe(Exception failure) {
    Throwable first = failure;
    for (Throwable next = failure; next != null; next = before(next)) {
      first = next;
    }
    String message = String.valueOf(failure.getMessage());
    String origin = String.valueOf(first.getMessage());
    return message.contains(origin) ? message : message + ": " + origin;
  }

  /** JMH hands on what a benchmark threw as suppressed by its own exception, without a cause. */
  private static Throwable before(Throwable failure) {
    Throwable[] suppressed = failure.getSuppressed();
    return failure.getCause() == null && suppressed.length > 0 ? suppressed[0] : failure.getCause();
  }
}
