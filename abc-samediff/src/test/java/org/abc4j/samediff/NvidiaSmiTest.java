package org.abc4j.samediff;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class NvidiaSmiTest {

  @Test
  void parse_lines_areGpus() {
    assertEquals(
        List.of(
            new Gpu(0, "GPU-0d1f", "Tesla T4", 7, 5, "470.256.02"),
            new Gpu(1, "GPU-77aa", "NVIDIA RTX 6000, Ada", 8, 9, "550.54.15")),
        NvidiaSmi.parse(
            """
            0, GPU-0d1f, Tesla T4, 7.5, 470.256.02

            1, GPU-77aa, NVIDIA RTX 6000, Ada, 8.9, 550.54.15
            """));
  }

  @Test
  void parse_nothing_saysThatThereIsNoGpu() {
    assertFails(
        UnusableBackendException.class,
        "an NVIDIA driver was found, but no GPU",
        () -> NvidiaSmi.parse(""));
  }

  @Test
  void parse_otherLine_isQuoted() {
    assertFails(
        UnusableBackendException.class,
        "nvidia-smi was to print \"index, uuid, name, compute capability, driver\", found"
            + " \"Field compute_cap is not a valid field to query.\"; drivers before 470 do not"
            + " tell the capability",
        () -> NvidiaSmi.parse("Field compute_cap is not a valid field to query."));
  }

  @Test
  void output_noSuchCommand_saysThatThereIsNoDriver() {
    String message =
        assertThrows(
                UnusableBackendException.class, () -> NvidiaSmi.output(5, "no-such-command-here"))
            .getMessage();
    assertTrue(
        message.startsWith("no NVIDIA driver was found: no-such-command-here cannot be run ("),
        message);
  }

  @Test
  void output_failingCommand_isQuoted() {
    assertFails(
        UnusableBackendException.class,
        "sh fails with exit code 9: no devices",
        () -> NvidiaSmi.output(5, "sh", "-c", "echo no devices; exit 9"));
    assertEquals("fine", NvidiaSmi.output(5, "sh", "-c", "echo fine"));
  }

  @Test
  void output_toolThatHangs_isGivenUp() {
    assertFails(
        UnusableBackendException.class,
        "sh does not answer within 1 s; is the driver in order?",
        () -> NvidiaSmi.output(1, "sh", "-c", "exec sleep 60"));
  }

  @Test
  void output_moreThanAPipeHolds_isRead() {
    assertEquals(
        1 << 16, NvidiaSmi.output(5, "sh", "-c", "head -c 200000 /dev/zero | tr '\\0' x").length());
  }

  @Test
  void output_interrupted_isACancellationThatKeepsTheFlag() {
    Thread.currentThread().interrupt();
    try {
      assertFails(
          CancellationException.class,
          "interrupted while asking sleep for GPUs",
          () -> NvidiaSmi.output(20, "sleep", "10"));
      assertTrue(Thread.currentThread().isInterrupted());
      // Neither is it taken for a machine without a driver.
      assertThrows(
          CancellationException.class,
          () -> BackendGate.checkGpus(() -> NvidiaSmi.parse(NvidiaSmi.output(20, "true")), null));
    } finally {
      Thread.interrupted();
    }
  }
}
