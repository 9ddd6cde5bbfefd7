package org.abc4j.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.abc4j.kernel.Kernels;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/** A kernel on arrays of its own, to be run again and again. Not thread-safe. */
final class KernelCall {
  private final double operations;
  private final Consumer<Kernels> work;
  private final float[][] results;

  /**
   * A call.
   *
   * @param operations floating-point operations of a run, counted as {@link Work#operations} says
   * @param work the run
   * @param results the arrays that it writes to
   */
  KernelCall(double operations, Consumer<Kernels> work, float[]... results) {
    this.operations = operations;
    this.work = work;
    this.results = results;
  }

  /** Standard normal numbers, others for each index. */
  static float[] gaussians(int index, int count) {
    return CounterRandom.of(3, Purpose.EXAMPLE).gaussians(index, 0, count);
  }

  double operations() {
    return operations;
  }

  /** The arrays that it writes to, not copies. */
  List<float[]> results() {
    return List.of(results);
  }

  void run(Kernels kernels) {
    work.accept(kernels);
  }

  /** Runs both from the same state, to which it returns, and refuses any other bit. */
  void requireSameBits(String what, Kernels kernels, Kernels twin) {
    float[][] before = copies();
    run(twin);
    float[][] expected = copies();
    restore(before);
    run(kernels);
    for (int i = 0; i < results.length; i++) {
      Twins.requireSameBits(what + ", array " + i, results[i], expected[i]);
    }
    restore(before);
  }

  private float[][] copies() {
    return Arrays.stream(results).map(float[]::clone).toArray(float[][]::new);
  }

  private void restore(float[][] values) {
    for (int i = 0; i < results.length; i++) {
      System.arraycopy(values[i], 0, results[i], 0, results[i].length);
    }
  }
}
