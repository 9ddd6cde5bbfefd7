package org.abc4j.samediff;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendGateTest {
  private static final Gpu AMPERE = gpu(0, "GPU-aa01", "NVIDIA A100-SXM4-40GB", 8, 0);
  private static final Gpu HOPPER = gpu(1, "GPU-bb02", "NVIDIA H100 80GB HBM3", 9, 0);
  private static final String INSTEAD =
      ". To run on the CPU, leave out -Pcuda: have nd4j-native in place of nd4j-cuda-11.6 on the"
          + " class path. See docs/gpu.md";

  private static Gpu gpu(int index, String uuid, String name, int major, int minor) {
    return new Gpu(index, uuid, name, major, minor, "535.104.05");
  }

  @ParameterizedTest
  @CsvSource({"3,7", "5,0", "6,1", "7,0", "7,5", "8,0", "8,6", "8,9"})
  void checkGpus_capabilityOfThisRelease_passes(int major, int minor) {
    Gpu gpu = gpu(0, "GPU-1", "some GPU", major, minor);
    assertEquals(
        "[GPU 0, some GPU, compute capability " + major + "." + minor + ", driver 535.104.05]",
        BackendGate.checkGpus(() -> List.of(gpu), null));
  }

  @Test
  void checkGpus_hopper_isRefusedByName() {
    assertFails(
        UnusableBackendException.class,
        "ND4J 1.0.0-M2.1 for CUDA 11.6 has machine code for compute capability 3.7 to 8.9, found"
            + " GPU 1, NVIDIA H100 80GB HBM3, compute capability 9.0, driver 535.104.05; GPUs from"
            + " Hopper on need a newer release"
            + INSTEAD,
        () -> BackendGate.checkGpus(() -> List.of(HOPPER), null));
  }

  @ParameterizedTest
  @CsvSource({"3,5", "2,0", "9,0", "10,0", "12,0"})
  void checkGpus_capabilityOutOfRange_isRefused(int major, int minor) {
    Gpu gpu = gpu(0, "GPU-1", "some GPU", major, minor);
    String message =
        assertThrows(
                UnusableBackendException.class,
                () -> BackendGate.checkGpus(() -> List.of(gpu), null))
            .getMessage();
    assertTrue(message.contains("capability " + major + "." + minor), message);
    assertEquals(major < 5, message.contains("it is too old"), message);
  }

  @Test
  void checkGpus_oneOfTwoTooNew_isRefusedUnlessHidden() {
    List<Gpu> both = List.of(AMPERE, HOPPER);
    String message =
        assertThrows(UnusableBackendException.class, () -> BackendGate.checkGpus(() -> both, null))
            .getMessage();
    assertTrue(
        message.contains(
            ". CUDA_VISIBLE_DEVICES=" + AMPERE.uuid() + " leaves those that it has code for"),
        message);
    assertEquals(List.of(AMPERE).toString(), BackendGate.checkGpus(() -> both, "GPU-aa"));
    assertThrows(
        UnusableBackendException.class, () -> BackendGate.checkGpus(() -> both, "GPU-bb02"));
    // By number: CUDA may number them in another order, so both may be meant.
    assertThrows(UnusableBackendException.class, () -> BackendGate.checkGpus(() -> both, "0"));
  }

  @Test
  void checkGpus_allHidden_isRefused() {
    assertFails(
        UnusableBackendException.class,
        "the class path has ND4J's CUDA backend, but CUDA_VISIBLE_DEVICES=-1 hides all of "
            + List.of(AMPERE)
            + INSTEAD,
        () -> BackendGate.checkGpus(() -> List.of(AMPERE), "-1"));
  }

  @Test
  void checkGpus_noDriver_isRefusedAsClearly() {
    assertFails(
        UnusableBackendException.class,
        "the class path has ND4J's CUDA backend, but no driver" + INSTEAD,
        () ->
            BackendGate.checkGpus(
                () -> {
                  throw new UnusableBackendException("no driver");
                },
                null));
  }

  @Test
  void check_thisMachine_saysWhatItRunsOn() {
    try {
      String found = BackendGate.check();
      assertTrue(found.contains(BackendGate.isCuda() ? "GPU" : "nd4j-native"), found);
    } catch (UnusableBackendException refused) {
      assertTrue(BackendGate.isCuda(), refused.getMessage());
      assertTrue(refused.getMessage().contains(INSTEAD), refused.getMessage());
    }
  }
}
