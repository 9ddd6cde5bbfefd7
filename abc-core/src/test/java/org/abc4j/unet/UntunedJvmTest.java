package org.abc4j.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.kernel.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Virtual machines on which vectors or fused multiply-adds are slow: the faster kernels run, to the
 * same bits and to an end, and one line says what was found.
 */
class UntunedJvmTest {
  private static final String NO_FMA = "no fused multiply-add instruction";
  private static final String NOT_OPTIMISED = "compiles without its optimising compiler";
  private static final String INTERPRETED = "compiles nothing";

  @TempDir Path folder;

  private NetworkRun run(String options, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(options.split(" ")));
    // Other processors than x86-64 have no level of AVX.
    all.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "--add-modules"));
    all.add("jdk.incubator.vector");
    return NetworkRun.start(folder, all, List.of(arguments));
  }

  private static void assertSaysOnce(String said, NetworkRun run) {
    assertEquals(1, run.times(said), run.err());
    assertEquals(1, run.times("networks run on scalar kernels"), run.err());
    assertEquals(1, run.times("WARNING: (?!Using incubator)"), run.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-XX:-UseFMA", "-XX:-UseFMA -XX:UseAVX=0", "-XX:-UseFMA -XX:TieredStopAtLevel=1"})
  void network_withoutFma_hasTheSameBitsAndSaysSoOnce(String options) throws Exception {
    NetworkRun run = run(options);
    assertEquals("ScalarKernels " + NetworkDigest.of(Kernels.scalar()), run.out());
    assertSaysOnce(NO_FMA, run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:TieredStopAtLevel=1", "-XX:CompilationMode=quick-only"})
  void network_withoutTheOptimisingCompiler_runsOnScalarKernels(String options) throws Exception {
    NetworkRun run = run(options);
    assertEquals("ScalarKernels " + NetworkDigest.of(Kernels.scalar()), run.out());
    assertSaysOnce(NOT_OPTIMISED, run);
  }

  @Test
  void prediction_interpreted_runsOnScalarKernels() throws Exception {
    NetworkRun run = run("-Xint", "prediction");
    assertEquals("ScalarKernels " + NetworkDigest.ofPrediction(Kernels.scalar()), run.out());
    assertSaysOnce(INTERPRETED, run);
  }

  @Test
  void prediction_interpretedWithoutFma_takesNoLongTime() throws Exception {
    NetworkRun run = run("-Xint -XX:-UseFMA", "prediction");
    assertEquals("ScalarKernels " + NetworkDigest.ofPrediction(Kernels.scalar()), run.out());
    assertSaysOnce(NO_FMA, run);
  }

  @Test
  void prediction_onTheKernelsAskedFor_hasTheSameBits() throws Exception {
    String expected = NetworkDigest.ofPrediction(Kernels.scalar());
    NetworkRun vector = run("-XX:TieredStopAtLevel=1 -Dabc.kernels=vector", "prediction");
    assertEquals("VectorKernels " + expected, vector.out());
    assertEquals(0, vector.times("kernels"), vector.err());
    NetworkRun scalar = run("-Dabc.kernels=scalar", "prediction");
    assertEquals("ScalarKernels " + expected, scalar.out());
    assertEquals(0, scalar.times("kernels"), scalar.err());
  }

  @Test
  void prediction_kernelsAskedForThatAreNone_areTheUsualAndSaysSo() throws Exception {
    NetworkRun run = run("-Dabc.kernels=fast", "prediction");
    assertTrue(run.out().startsWith("VectorKernels "), run.out());
    String said = "abc.kernels is vector or scalar, found fast";
    assertEquals(1, run.times(said), run.err());
  }
}
