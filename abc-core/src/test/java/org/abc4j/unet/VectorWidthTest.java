package org.abc4j.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.abc4j.kernel.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bits at every vector width and without the Vector API, on virtual machines anew. */
class VectorWidthTest {
  private static final String[] MODULE = {"--add-modules", "jdk.incubator.vector"};

  @TempDir Path folder;

  private NetworkRun run(String... options) throws IOException, InterruptedException {
    return NetworkRun.start(folder, List.of(options), List.of());
  }

  private static String expected() throws NoSuchAlgorithmException {
    return NetworkDigest.of(Kernels.scalar());
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void network_ofThisWidth_hasTheScalarsBits(int bits) throws Exception {
    NetworkRun run = run(MODULE[0], MODULE[1], "-Dabc.vector.bits=" + bits);
    assertEquals("VectorKernels " + expected(), run.out());
    assertFalse(run.err().contains("scalar kernels"), run.err());
  }

  /** Tiles for 16 registers and for 32, at each width that both are for. */
  @ParameterizedTest
  @CsvSource({"128, 16", "128, 32", "256, 16", "256, 32"})
  void network_ofSoManyRegisters_hasTheScalarsBits(int bits, int registers) throws Exception {
    NetworkRun run =
        run(
            MODULE[0],
            MODULE[1],
            "-Dabc.vector.bits=" + bits,
            "-Dabc.vector.registers=" + registers);
    assertEquals("VectorKernels " + expected(), run.out());
  }

  /** As on a processor that has no wider ones; other virtual machines pass over the option. */
  @Test
  void network_onAvx2_hasTheScalarsBits() throws Exception {
    NetworkRun run = run(MODULE[0], MODULE[1], "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2");
    assertEquals("VectorKernels " + expected(), run.out());
  }

  @Test
  void network_withoutTheModule_hasTheSameBitsAndSaysSoOnce() throws Exception {
    NetworkRun run = run();
    assertEquals("ScalarKernels " + expected(), run.out());
    String said = "Start Java with --add-modules jdk.incubator.vector to have it.";
    assertEquals(1, run.err().split(said, -1).length - 1, run.err());
    assertTrue(run.err().contains("networks run on scalar kernels"), run.err());
  }

  @Test
  void network_ofNoSuchWidth_runsOnScalarKernelsAndSaysWhy() throws Exception {
    NetworkRun run = run(MODULE[0], MODULE[1], "-Dabc.vector.bits=100");
    assertEquals("ScalarKernels " + expected(), run.out());
    assertTrue(run.err().contains("networks run on scalar kernels"), run.err());
  }

  @Test
  void network_here_hasTheScalarsBits() throws Exception {
    assertEquals(expected(), NetworkDigest.of(Kernels.get()));
  }

  /** Both twins changed in the same way would still agree with each other. */
  @Test
  void network_scalar_hasTheseBitsForEver() throws Exception {
    assertEquals("8e423b55e074abd25edf2fd388ce52ce79903a66180b98c95895b23c3d2bcbd0", expected());
  }
}
