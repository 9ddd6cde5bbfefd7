package org.abc4j.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertEquals(registers, VectorRegisters.of(architecture, useAvx, bits));
  }
}
