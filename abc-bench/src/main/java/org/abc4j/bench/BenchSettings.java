package org.abc4j.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.abc4j.kernel.Kernels;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Which benchmarks run, for how long, and where their JSON goes. Immutable. */
final class BenchSettings {
  private static final Set<String> NAMES =
      new TreeSet<>(
          Set.of(
              "include",
              "warmups",
              "iterations",
              "millis",
              "forks",
              "starts",
              "pictures",
              "influence",
              "isa"));

  /** Names of the benchmarks of kernels and layers. */
  private static final String KERNELS = "\\.(Kernel|Network)Benchmark\\.";

  private static final int UNSAFE_WARNS = 24;
  private static final String ALLOW_UNSAFE = "--sun-misc-unsafe-memory-access=allow";

  private final Path folder;
  private final String include;
  private final int warmups;
  private final int iterations;
  private final int millis;
  private final int kernelMillis;
  private final int kernelWarmupMillis;
  private final int forks;
  private final int starts;
  private final int pictures;
  private final List<InfluenceScale> influence;
  private final String isa;

  private BenchSettings(Path folder, Map<String, String> given) {
    this.folder = folder;
    this.include = pattern(given.getOrDefault("include", ".*"));
    this.warmups = number(given, "warmups", 3, 0);
    this.iterations = number(given, "iterations", 5, 1);
    this.millis = number(given, "millis", 500, 1);
    // A run of a kernel takes microseconds, there are many kernels, and compilers take their time.
    this.kernelMillis = number(given, "millis", 100, 1);
    this.kernelWarmupMillis = number(given, "millis", 700, 1);
    this.forks = number(given, "forks", 1, 0);
    this.starts = number(given, "starts", 0, 0);
    this.pictures = number(given, "pictures", 0, 0);
    this.influence =
        given.containsKey("influence")
            ? Stream.of(given.get("influence").split(",")).map(InfluenceScale::parse).toList()
            : List.of();
    this.isa = Instructions.requireKnown(given.getOrDefault("isa", ""));
  }

  /**
   * Reads the arguments of {@link BenchMain}. An option without a value keeps its default, so that
   * a build can pass on what its user left out.
   *
   * @throws IllegalArgumentException naming the argument that is wrong
   */
  static BenchSettings parse(List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException(
          "the first argument is the folder for the JSON, found none");
    }
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments.subList(1, arguments.size())) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (equals < 0 || !NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "options are name=value with a name of " + NAMES + ", found '" + argument + "'");
      }
      if (equals + 1 < argument.length()) {
        given.put(name, argument.substring(equals + 1));
      }
    }
    return new BenchSettings(Path.of(arguments.get(0)), given);
  }

  private static String pattern(String regex) {
    try {
      return Pattern.compile(regex).pattern();
    } catch (PatternSyntaxException wrong) {
      throw new IllegalArgumentException(
          "bench.include is a regular expression, found '" + regex + "'", wrong);
    }
  }

  private static int number(Map<String, String> given, String name, int otherwise, int least) {
    String text = given.get(name);
    if (text == null) {
      return otherwise;
    }
    int value;
    try {
      value = Integer.parseInt(text);
    } catch (NumberFormatException wrong) {
      value = Integer.MIN_VALUE;
    }
    if (value < least) {
      throw new IllegalArgumentException(
          "bench." + name + " is a whole number of at least " + least + ", found '" + text + "'");
    }
    return value;
  }

  String include() {
    return include;
  }

  /** Whether a table of this name is asked for. */
  boolean includes(String name) {
    return Pattern.compile(include).matcher(name).find();
  }

  /** How many JVMs {@link JvmStarts} starts, in place of all else; 0 for none. */
  int starts() {
    return starts;
  }

  /** How many pictures {@link PictureReading} reads, in place of all else; 0 for none. */
  int pictures() {
    return pictures;
  }

  /** What {@link InfluenceScale} measures, in place of all else; none if it does not. */
  List<InfluenceScale> influence() {
    return influence;
  }

  /** Instructions that this JVM, and those that it forks, are held to; empty for all. */
  String isa() {
    return isa;
  }

  /** The file for the results, in JMH's own JSON format. */
  Path json() {
    return folder.toAbsolutePath().normalize().resolve("bench.json");
  }

  /** The benchmarks of whole operations. */
  Options options() {
    return options(millis, millis, KERNELS);
  }

  /** The benchmarks of kernels and layers. */
  Options kernelOptions() {
    return options(kernelWarmupMillis, kernelMillis, "^(?!.*" + KERNELS + ")");
  }

  private Options options(int warmupMillis, int iterationMillis, String exclude) {
    // JMH 1.37 calls Unsafe, of which these JVMs would warn in every fork.
    boolean warns = Runtime.version().feature() >= UNSAFE_WARNS;
    return new OptionsBuilder()
        .include(include)
        .exclude(exclude)
        .warmupIterations(warmups)
        .warmupTime(TimeValue.milliseconds(warmupMillis))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(iterationMillis))
        .forks(forks)
        .threads(1)
        .shouldFailOnError(true)
        .jvmArgsAppend(warns ? new String[] {ALLOW_UNSAFE} : new String[0])
        .build();
  }

  /** What everything ran on, by the kernels' own account of their vector registers. */
  String machine(Kernels kernels) {
    return "JDK "
        + Runtime.version()
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors, tiles for "
        + kernels.vectorRegisters()
        + " vector registers"
        + (isa.isEmpty() ? "" : ", held to " + isa);
  }

  /** How JMH's times were got. */
  @Override
  public String toString() {
    return "JMH: forks "
        + forks
        + ", warm-up iterations "
        + warmups
        + ", measured iterations "
        + iterations
        + " of "
        + millis
        + " ms (kernels and layers: "
        + kernelMillis
        + " ms after "
        + kernelWarmupMillis
        + " ms)";
  }
}
