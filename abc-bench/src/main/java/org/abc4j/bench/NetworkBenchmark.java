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

/** Layers of the networks at work together: on the Vector API, and some with the scalar twins. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NetworkBenchmark {
  /** Images, or tangents, that are compared with the twin's. */
  private static final int COMPARED = 2;

  /** For JMH. */
  public NetworkBenchmark() {}

  private static NetworkCall.Running compared(NetworkWork work, Kernels kernels) {
    FmaPeak.requireVectorApi("layers are compared with those on");
    work.call(Math.min(COMPARED, work.count()))
        .requireSameBits(work.title(), Kernels.get(), Kernels.scalar());
    return work.call(work.count()).on(kernels);
  }

  /** On the Vector API. */
  @State(Scope.Benchmark)
  public static class Vectors {
    /** What runs. */
    @Param NetworkWork work;

    private NetworkCall.Running call;

    /** For JMH. */
    public Vectors() {}

    /** Makes the network and compares it, for 2 images or tangents, with its twin, bit by bit. */
    @Setup
    public void setUp() {
      call = compared(work, Kernels.get());
    }
  }

  /** On the scalar kernels: less of them, since they take long. */
  @State(Scope.Benchmark)
  public static class Scalars {
    /** What runs. */
    @Param({"VALUE_32", "TANGENTS_32", "BACKWARD_32", "VALUE_ATTENDING", "WHOLE_1"})
    NetworkWork work;

    private NetworkCall.Running call;

    /** For JMH. */
    public Scalars() {}

    /** Makes the network and compares it, for 2 images or tangents, with its twin, bit by bit. */
    @Setup
    public void setUp() {
      call = compared(work, Kernels.scalar());
    }
  }

  /**
   * On the Vector API.
   *
   * @param state the network
   * @return what the pass gives
   */
  @Benchmark
  public float[] vector(Vectors state) {
    return state.call.run();
  }

  /**
   * What runs without the incubator module.
   *
   * @param state the network
   * @return what the pass gives
   */
  @Benchmark
  public float[] scalar(Scalars state) {
    return state.call.run();
  }
}
