package org.abc4j.bench;

import java.util.concurrent.TimeUnit;
import org.abc4j.kernel.Kernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Each kernel of the networks: on the Vector API, and its scalar twin. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmark {
  /** The kernel, and its size. */
  @Param KernelWork work;

  private KernelCall call;

  /** For JMH. */
  public KernelBenchmark() {}

  /** Fills the arrays and compares the kernel with its twin, bit by bit. */
  @Setup
  public void setUp() {
    FmaPeak.requireVectorApi("kernels are compared with those on");
    call = work.call();
    call.requireSameBits(work.title(), Kernels.get(), Kernels.scalar());
  }

  /** On the Vector API. */
  @Benchmark
  public void vector() {
    call.run(Kernels.get());
  }

  /** What runs without the incubator module. */
  @Benchmark
  public void scalar() {
    call.run(Kernels.scalar());
  }
}
