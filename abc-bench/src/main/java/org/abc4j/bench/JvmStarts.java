package org.abc4j.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.abc4j.Shape;
import org.abc4j.evaluation.Quantiles;
import org.abc4j.kernel.Kernels;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.NetworkPass;

/**
 * How alike JVMs are that start anew: each times a warmed prediction of 1 and of 16 images, and
 * says how many bytes one allocates. Compilers decide by what they have seen, so a start in many
 * may be slow; one whose vectors are objects on the heap shows by what it allocates.
 *
 * <p>Times are processor times, and warm-up lasts until the compilers have had nothing to do for
 * three seconds of them, or a minute is over: on a machine with other work, compilers come to a
 * kernel when tens of seconds have passed, and until then its vectors are objects in every start. A
 * machine whose processors are shared makes medians differ by itself; the lowest tenth of a start's
 * times is had when nobody else is about, and tells of the start.
 */
public final class JvmStarts {
  private static final int[] BATCHES = {1, 16};
  private static final int TIMESTEP = 500;
  private static final double QUIET_NANOS = 3e9;
  private static final double LONGEST_NANOS = 60e9;
  private static final double NANOS = 4e9;
  private static final int NUMBERS = 3;
  private static final double LOWEST = 0.1;

  /** Milliseconds of compilation in so long a time that are as good as none. */
  private static final long QUIET_MILLIS = 30;

  private static final double MILLI = 1e6;
  private static final double KIBI = 1024;

  private JvmStarts() {}

  /**
   * Starts JVMs one after another, with this one's options, and prints a table; or, with no
   * argument, is one of them.
   *
   * @param arguments how many JVMs
   * @throws IOException if a JVM cannot be started
   * @throws InterruptedException if this thread is interrupted
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length == 0) {
      System.out.println(measure());
      return;
    }
    print(Integer.parseInt(arguments[0]), System.out);
  }

  private static void requireStarts(int starts) {
    if (starts < 1) {
      throw new IllegalArgumentException("there is at least 1 start, found " + starts);
    }
  }

  static void print(int starts, PrintStream out) throws IOException, InterruptedException {
    requireStarts(starts);
    double[][] millis = new double[BATCHES.length][starts];
    double[][] lowest = new double[BATCHES.length][starts];
    double[][] kilobytes = new double[BATCHES.length][starts];
    for (int start = 0; start < starts; start++) {
      double[] found = parse(run());
      for (int i = 0; i < BATCHES.length; i++) {
        millis[i][start] = found[NUMBERS * i];
        lowest[i][start] = found[NUMBERS * i + 1];
        kilobytes[i][start] = found[NUMBERS * i + 2];
      }
      System.err.printf("start %d of %d%n", start + 1, starts);
    }
    out.printf(
        "JDK %s %s, %d starts of a JVM; warmed until the compilers rest, then 4 s,"
            + " processor time%n",
        Runtime.version(), ManagementFactory.getRuntimeMXBean().getInputArguments(), starts);
    out.print(format(millis, lowest, kilobytes));
  }

  /** A line for each batch. */
  static String format(double[][] millis, double[][] lowest, double[][] kilobytes) {
    TextTable table =
        new TextTable(
            List.of(
                "prediction of",
                "median ms",
                "fastest",
                "slowest",
                "ratio",
                "lowest tenth",
                "slowest",
                "ratio",
                "KB",
                "most KB"),
            Set.of("median ms", "fastest", "slowest", "ratio", "lowest tenth", "KB", "most KB"));
    for (int i = 0; i < millis.length; i++) {
      double[] sorted = millis[i].clone();
      Arrays.sort(sorted);
      double[] bytes = kilobytes[i].clone();
      Arrays.sort(bytes);
      double median = Quantiles.median(sorted);
      double slowest = sorted[sorted.length - 1];
      double[] low = lowest[i].clone();
      Arrays.sort(low);
      double lowMedian = Quantiles.median(low);
      double lowSlowest = low[low.length - 1];
      table.add(
          List.of(
              String.valueOf(BATCHES[i]),
              TextTable.number(median, 2),
              TextTable.number(sorted[0], 2),
              TextTable.number(slowest, 2),
              TextTable.number(slowest / median, 2),
              TextTable.number(lowMedian, 2),
              TextTable.number(lowSlowest, 2),
              TextTable.number(lowSlowest / lowMedian, 2),
              TextTable.number(Quantiles.median(bytes), 0),
              TextTable.number(bytes[bytes.length - 1], 0)));
    }
    return table.format();
  }

  private static String run() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            JvmStarts.class.getName()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException("a JVM ended with status " + status + ": " + command);
      }
      // The JVM itself may have said something before.
      String[] lines = out.strip().split("\\R");
      return lines[lines.length - 1];
    } finally {
      process.destroyForcibly();
    }
  }

  /** Milliseconds, their lowest tenth and kilobytes of each batch, as {@link #measure} has them. */
  static double[] parse(String line) {
    double[] found =
        Arrays.stream(line.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
    if (found.length != NUMBERS * BATCHES.length) {
      throw new IllegalArgumentException(
          "a start prints " + NUMBERS * BATCHES.length + " numbers, found '" + line + "'");
    }
    return found;
  }

  private static String measure() {
    Network network =
        Network.of(
            UNetConfig.attendingOnce(new Shape(1, 32, 32), List.of(32, 64, 128, 128), 2, 32));
    InitialWeights.set(network, 1, 0);
    NetworkPass pass = network.newPass(Kernels.get(), DerivedWeights.unbounded());
    StringBuilder line = new StringBuilder();
    for (int images : BATCHES) {
      float[] x = KernelCall.gaussians(0, images * network.config().inputShape().size());
      int[] timesteps = new int[images];
      Arrays.fill(timesteps, TIMESTEP);
      Runnable prediction = () -> pass.predict(images, x, timesteps);
      warm(prediction);
      List<Double> times = new ArrayList<>();
      long before = allocated();
      repeat(prediction, NANOS, times);
      double bytes = (double) (allocated() - before) / times.size();
      double[] sorted = times.stream().mapToDouble(time -> time).sorted().toArray();
      line.append(
          String.format(
              Locale.ROOT,
              "%.4f %.4f %.1f ",
              Quantiles.median(sorted) / MILLI,
              sorted[(int) (LOWEST * sorted.length)] / MILLI,
              bytes / KIBI));
    }
    return line.toString();
  }

  private static void warm(Runnable prediction) {
    CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    double end = processorNanos() + LONGEST_NANOS;
    long before;
    do {
      before = compilers.getTotalCompilationTime();
      repeat(prediction, QUIET_NANOS, new ArrayList<>());
    } while (compilers.getTotalCompilationTime() - before > QUIET_MILLIS && processorNanos() < end);
  }

  private static void repeat(Runnable prediction, double nanos, List<Double> times) {
    double end = processorNanos() + nanos;
    while (times.isEmpty() || processorNanos() < end) {
      double begin = processorNanos();
      prediction.run();
      times.add(processorNanos() - begin);
    }
  }

  private static double processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long allocated() {
    return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
        ? bean.getCurrentThreadAllocatedBytes()
        : 0;
  }
}
