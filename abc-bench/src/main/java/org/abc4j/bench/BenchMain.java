package org.abc4j.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.Shape;
import org.abc4j.io.AtomicFiles;
import org.abc4j.kernel.Kernels;
import org.abc4j.unet.UNetConfig;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;

/**
 * Runs the benchmarks, writes JMH's JSON and prints the tables.
 *
 * <p>Benchmarks run in JVMs forked from the class path of this one.
 */
public final class BenchMain {
  private static final int PEAK_MEASUREMENTS = 50;
  private static final String PREDICTION = "PredictionTable";
  private static final String TANGENTS = "TangentsTable";
  private static final String TRAINING = "TrainingTable";
  private static final String THREADS = "ThreadScaling";
  private static final int[] PREDICTED = {1, 16};
  private static final int TRAINED = 8;
  private static final int DIRECTIONS = 8;
  private static final double GIGA = 1e9;

  private BenchMain() {}

  /**
   * Runs the benchmarks and ends the JVM with status 1 if that fails.
   *
   * @param arguments the folder for the JSON, then any of {@code include=REGEX}, {@code warmups=N},
   *     {@code iterations=N}, {@code millis=N}, {@code forks=N}, {@code starts=N}, {@code
   *     pictures=N}, {@code influence=NxSIDExMEMBERSxSTEPS} and {@code isa=avx2}
   */
  public static void main(String[] arguments) {
    try {
      run(BenchSettings.parse(List.of(arguments)), System.out);
    } catch (IllegalArgumentException
        | IllegalStateException
        | IOException
        | RunnerException failure) {
      System.err.println("bench: " + describe(failure));
      System.exit(1);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      System.exit(1);
    }
  }

  /** Runs what the settings name, then prints the tables and where the JSON is. */
  static void run(BenchSettings settings, PrintStream out)
      throws IOException, RunnerException, InterruptedException {
    Instructions.requireHeld(settings.isa());
    if (settings.starts() > 0) {
      JvmStarts.print(settings.starts(), out);
      return;
    }
    if (settings.pictures() > 0) {
      PictureReading.print(settings.pictures(), out);
      out.println(settings.machine(Kernels.get()));
      return;
    }
    if (!settings.influence().isEmpty()) {
      for (InfluenceScale scale : settings.influence()) {
        scale.print(out);
      }
      out.println(settings.machine(Kernels.get()));
      return;
    }
    List<PassMeasurement> passes = passes(settings);
    boolean threads = settings.includes(THREADS);
    Collection<RunResult> operations = measure(settings.options(), out);
    Collection<RunResult> kernels = measure(settings.kernelOptions(), out);
    List<RunResult> all = new ArrayList<>(operations);
    all.addAll(kernels);
    if (all.isEmpty() && passes.isEmpty() && !threads) {
      throw new IllegalArgumentException(
          "no benchmark's name contains a match of '" + settings.include() + "'");
    }
    if (!all.isEmpty()) {
      write(all, settings.json());
    }
    if (!operations.isEmpty()) {
      out.println();
      out.print(ResultTable.of(operations).format());
    }
    // Before kernels are watched: see PassMeasurement.
    String scaling = threads ? ThreadScaling.measure() : "";
    if (!passes.isEmpty() || !kernels.isEmpty()) {
      FmaPeak machine = FmaPeak.timedBy(System::nanoTime);
      double peak = peak(machine);
      if (!kernels.isEmpty()) {
        out.println();
        out.print(KernelTable.of(kernels, peak).format());
      }
      for (PredictionTable table : PassMeasurement.tables(passes, peak)) {
        out.println();
        out.print(table.format());
      }
      out.println();
      out.printf(Locale.ROOT, "peak of a core, measured: %.1f GFLOP/s%n", peak / GIGA);
      out.printf(Locale.ROOT, "vectors: %d bits%n", machine.vectorBits());
    }
    if (threads) {
      out.println();
      out.print(scaling);
    }
    out.println();
    out.println(settings.machine(Kernels.get()));
    if (!all.isEmpty()) {
      out.println(settings + "; error: half of the 99.9 % confidence interval");
      out.println("JSON: " + settings.json());
    }
  }

  private static Collection<RunResult> measure(Options options, PrintStream out)
      throws RunnerException {
    try {
      return new Runner(options, new BenchProgress(out)).run();
    } catch (NoBenchmarksException none) {
      return List.of();
    }
  }

  /** Of the network of the other tables, and of the one that comes with the examples. */
  private static List<PassMeasurement> passes(BenchSettings settings) {
    Shape shape = new Shape(1, 32, 32);
    Map<String, UNetConfig> networks = new LinkedHashMap<>();
    networks.put(
        "channels 32, 64, 128, 128",
        UNetConfig.attendingOnce(shape, List.of(32, 64, 128, 128), 2, 32));
    networks.put(
        "channels 16, 32, 32, 32", UNetConfig.attendingAt(2, shape, List.of(16, 32, 32, 32), 1, 8));
    List<PassMeasurement> passes = new ArrayList<>();
    if (settings.includes(PREDICTION)) {
      for (int images : PREDICTED) {
        networks.forEach(
            (name, config) -> passes.add(PredictionTable.measurement(name, config, images)));
      }
    }
    if (settings.includes(TANGENTS)) {
      networks.forEach(
          (name, config) -> passes.add(TangentsTable.measurement(name, config, DIRECTIONS)));
    }
    if (settings.includes(TRAINING)) {
      networks.forEach(
          (name, config) -> passes.add(TrainingTable.measurement(name, config, TRAINED)));
    }
    return passes;
  }

  /** Floating-point operations a second that a core can do, a multiply-add being two. */
  private static double peak(FmaPeak peak) {
    double multiplyAdds = 0;
    for (int i = 0; i < PEAK_MEASUREMENTS; i++) {
      multiplyAdds = peak.multiplyAddsPerSecond();
    }
    return 2 * multiplyAdds;
  }

  /** All or nothing: a run that fails leaves the JSON of the one before. */
  private static void write(Collection<RunResult> results, Path json) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream text = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, text).writeOut(results);
    }
    Files.createDirectories(json.getParent());
    AtomicFiles.write(json, bytes.toByteArray());
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
