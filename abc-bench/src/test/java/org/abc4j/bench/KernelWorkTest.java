package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.abc4j.kernel.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KernelWorkTest {

  @ParameterizedTest
  @EnumSource
  void call_vectorAndScalar_sameBitsAndNotOfZeros(KernelWork work) {
    KernelCall call = work.call();
    call.requireSameBits(work.title(), Kernels.get(), Kernels.scalar());
    call.run(Kernels.scalar());
    for (float[] result : call.results()) {
      assertNotEquals(0, result[0], work.title());
    }
  }

  /** Subnormal numbers and infinities take other times than those of a network. */
  @ParameterizedTest
  @EnumSource
  void run_often_staysNormal(KernelWork work) {
    KernelCall call = work.call();
    for (int i = 0; i < 40; i++) {
      call.run(Kernels.scalar());
    }
    for (float[] result : call.results()) {
      for (float value : result) {
        float size = Math.abs(value);
        assertTrue(size == 0 || (size >= Float.MIN_NORMAL && size < 1e12f), work + " has " + value);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PRODUCT_64X128X128, 2097152",
    "PRODUCT_1024X64X64, 8388608",
    // 1024 pixels, 9 places of the kernel, 32 channels to 32 and to 16.
    "PRODUCT_ROWS, 18874368",
    "PRODUCT_NARROW, 9437184",
    "GRADIENT_128X64X128, 2097152",
    "GRADIENT_ROWS, 18874368",
    "SCORES, 131072",
    "MIX, 131072",
    // 4 rows of 4 tiles, 64 channels: 18 columns, 6 lines a tile, each of 12 fused multiply-adds.
    "WINOGRAD_INPUT, 258048",
    "WINOGRAD_OUTPUT, 180224",
    "WINOGRAD_OUTPUT_ADJOINT, 163840",
    "WINOGRAD_KERNEL, 626688",
    "WINOGRAD_KERNEL_ADJOINT, 700416",
    "SILU, 819200",
    "SOFTMAX, 196640",
    "SOFTMAX_SLOPE, 32768",
    "NORMALISE, 131072",
    "PROJECT, 163840",
    "DOTS, 65536"
  })
  void operations_byHand_areThese(KernelWork work, double expected) {
    assertEquals(expected, work.operations());
  }

  @Test
  void title_all_differ() {
    assertEquals(
        KernelWork.values().length,
        Arrays.stream(KernelWork.values())
            .map(KernelWork::title)
            .collect(Collectors.toSet())
            .size());
  }
}
