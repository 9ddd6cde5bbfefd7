package org.abc4j.onnx;

import java.util.Objects;

/**
 * How ONNX Runtime runs a graph. Bits depend on the optimisation and on the processor; on the
 * processor at hand they are the same for any number of threads, where a graph's operators keep to
 * that, as those that abc writes do.
 *
 * @param threads threads of one operator, at least 1
 * @param optimisation what is done to the graph before it runs
 */
public record OnnxSettings(int threads, Optimisation optimisation) {

  /** What is done to a graph before it runs. */
  public enum Optimisation {
    /** Nothing. */
    NONE,
    /** What does not change the operators: constants are computed, what is unused left out. */
    BASIC,
    /** Operators are joined too. */
    EXTENDED,
    /** Images are also stored as the processor likes them. The fastest. */
    ALL
  }

  /**
   * Checks the threads.
   *
   * @param threads threads of one operator
   * @param optimisation what is done to the graph before it runs
   * @throws IllegalArgumentException if there is no thread
   */
  public OnnxSettings {
    Objects.requireNonNull(optimisation, "optimisation");
    if (threads < 1) {
      throw new IllegalArgumentException("an operator has at least 1 thread, found " + threads);
    }
  }

  /**
   * One thread, as members run side by side, and all optimisations.
   *
   * @return the settings
   */
  public static OnnxSettings usual() {
    return new OnnxSettings(1, Optimisation.ALL);
  }

  /**
   * With other threads.
   *
   * @param threads threads of one operator, at least 1
   * @return a copy
   * @throws IllegalArgumentException if there is none
   */
  public OnnxSettings withThreads(int threads) {
    return new OnnxSettings(threads, optimisation);
  }

  /**
   * With another optimisation.
   *
   * @param optimisation what is done to the graph before it runs
   * @return a copy
   */
  public OnnxSettings with(Optimisation optimisation) {
    return new OnnxSettings(threads, optimisation);
  }
}
