package org.abc4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorRegistersTest {
  /** UseAVX is 0 to 3 on x86-64, and not there elsewhere. */
  @ParameterizedTest
  @CsvSource({
    "amd64, 3, 512, 32",
    "amd64, 3, 256, 32",
    "amd64, 3, 128, 32",
    "amd64, 2, 256, 16",
    "amd64, 2, 128, 16",
    "amd64, 0, 128, 16",
    "x86_64, 2, 256, 16",
    "amd64, '', 512, 32",
    "amd64, '', 256, 16",
    "amd64, what, 256, 16",
    "aarch64, '', 128, 32",
    "AArch64, '', 128, 32",
    "arm64, '', 256, 32",
    "riscv64, '', 128, 16"
  })
  void of_processor_isItsRegisters(String architecture, String useAvx, int bits, int registers) {
    assertEquals(registers, VectorRegisters.of(architecture, () -> useAvx, bits));
  }

  /** What it would say decides nothing there. */
  @ParameterizedTest
  @CsvSource({"aarch64, 128", "riscv64, 256", "amd64, 512"})
  void of_whereNothingElseIsNeeded_asksNoVirtualMachine(String architecture, int bits) {
    VectorRegisters.of(architecture, () -> fail("asked"), bits);
  }

  @Test
  void useAvx_here_isWhatHotSpotSays() {
    String expected = "";
    try {
      expected =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
              .getVMOption("UseAVX")
              .getValue();
    } catch (IllegalArgumentException otherArchitecture) {
      assertFalse(System.getProperty("os.arch").equals("amd64"), otherArchitecture.getMessage());
    }
    assertEquals(expected, VectorRegisters.useAvx());
  }

  /** No such class, none of management, and one whose bean is not there. */
  @ParameterizedTest
  @ValueSource(
      strings = {"no.such.Bean", "java.lang.String", "java.lang.management.PlatformManagedObject"})
  void option_notThere_isEmpty(String managementInterface) {
    assertEquals("", VectorRegisters.option(managementInterface));
  }
}
