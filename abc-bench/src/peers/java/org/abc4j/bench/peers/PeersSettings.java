package org.abc4j.bench.peers;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.abc4j.bench.Instructions;

/**
 * How the peers are timed.
 *
 * @param json the file for the results
 * @param rounds how often both sides have their turn
 * @param seconds least length of a turn
 * @param threads threads of each side
 * @param clock what time is taken by
 * @param only which lines
 * @param executor class of another executor of ours, or empty
 * @param isa {@code avx2} if both sides are held to it, or empty
 */
record PeersSettings(
    Path json,
    int rounds,
    double seconds,
    int threads,
    Clock clock,
    Pattern only,
    String executor,
    String isa) {
  private static final int MAX_SECONDS = 3600;
  private static final int AVX2_BITS = 256;
  private static final Set<String> NAMES =
      new TreeSet<>(Set.of("rounds", "seconds", "threads", "clock", "only", "executor", "isa"));

  PeersSettings {
    if (rounds < 1 || threads < 1 || !(seconds >= 0 && seconds < MAX_SECONDS)) {
      throw new IllegalArgumentException(
          "there is at least 1 round and 1 thread and a turn of 0 to "
              + MAX_SECONDS
              + " seconds, found "
              + rounds
              + ", "
              + threads
              + " and "
              + seconds);
    }
    Instructions.requireKnown(isa);
    if (clock == Clock.CPU && threads > 1) {
      throw new IllegalArgumentException(
          "processor time is that of one thread, found " + threads + " threads");
    }
  }

  /**
   * A processor's name in the results, with what it is held to: what our JVM and libtorch's own
   * kernels say is required; oneDNN and the BLAS are told by their environment, and nobody asks
   * them.
   *
   * @param vectorBits width of the vectors on our side
   * @throws IllegalStateException if we are not held to what is asked for
   */
  String processor(String name, int vectorBits) {
    if (isa.isEmpty()) {
      return name;
    }
    Instructions.requireHeld(isa);
    if (vectorBits > AVX2_BITS) {
      throw new IllegalStateException(
          "AVX2 has vectors of " + AVX2_BITS + " bits, found " + vectorBits);
    }
    return name + ", held to AVX2 (oneDNN and BLAS by environment, not verified)";
  }

  /**
   * Requires that libtorch is held to what is asked for.
   *
   * @param capability what it says of its kernels
   * @return the same
   */
  String requireHeld(String capability) {
    if (!isa.isEmpty() && !capability.equalsIgnoreCase(isa)) {
      throw new IllegalStateException(
          "libtorch was to be held to " + isa + ", and its kernels are of " + capability);
    }
    return capability;
  }

  /** Whether ONNX Runtime is a peer: nothing holds it to fewer instructions than there are. */
  boolean onnxRuntime() {
    return isa.isEmpty();
  }

  /**
   * The other executors of ours.
   *
   * @throws IllegalArgumentException if there is no such class
   */
  List<OurExecutor> executors() {
    if (executor.isEmpty()) {
      return List.of();
    }
    try {
      return List.of(
          Class.forName(executor)
              .asSubclass(OurExecutor.class)
              .getDeclaredConstructor()
              .newInstance());
    } catch (ReflectiveOperationException | ClassCastException cause) {
      throw new IllegalArgumentException("there is no executor " + executor, cause);
    }
  }

  /**
   * Reads the arguments: a folder, then options; one without a value keeps its default.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static PeersSettings parse(List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("the first argument is the folder for peers.json");
    }
    Map<String, String> given = new HashMap<>();
    for (String argument : arguments.subList(1, arguments.size())) {
      int equals = argument.indexOf('=');
      if (equals < 0 || !NAMES.contains(argument.substring(0, equals))) {
        throw new IllegalArgumentException(
            "options are name=value with a name of " + NAMES + ", found '" + argument + "'");
      }
      if (equals + 1 < argument.length()) {
        given.put(argument.substring(0, equals), argument.substring(equals + 1));
      }
    }
    return new PeersSettings(
        Path.of(arguments.get(0)).toAbsolutePath().normalize().resolve("peers.json"),
        Integer.parseInt(given.getOrDefault("rounds", "7")),
        Double.parseDouble(given.getOrDefault("seconds", "0.5")),
        Integer.parseInt(given.getOrDefault("threads", "1")),
        Clock.valueOf(given.getOrDefault("clock", "wall").toUpperCase(Locale.ROOT)),
        Pattern.compile(given.getOrDefault("only", "")),
        given.getOrDefault("executor", ""),
        given.getOrDefault("isa", ""));
  }
}
