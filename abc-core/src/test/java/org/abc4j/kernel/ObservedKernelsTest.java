package org.abc4j.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservedKernelsTest {
  private static final int ROWS = 3;
  private static final int COLUMNS = 16;
  private static final int COUNT = ROWS * COLUMNS;
  private static final int SQUARE = 6 * 6 * COLUMNS;

  private final List<String> calls = new ArrayList<>();
  private final Kernels observed =
      new ObservedKernels(
          Kernels.scalar(),
          (kind, elements, nanos) -> {
            assertTrue(nanos >= 0, "nanoseconds " + nanos);
            calls.add(kind + " " + elements);
          });

  /** Runs both from the same values. */
  private void assertSame(String call, int count, Call kernel) {
    float[][] expected = values(count);
    float[][] found = values(count);
    kernel.run(Kernels.scalar(), expected);
    kernel.run(observed, found);
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], found[i], call + ", array " + i);
    }
    assertEquals(List.of(call), calls);
    calls.clear();
  }

  private interface Call {
    void run(Kernels kernels, float[][] a);
  }

  private static float[][] values(int count) {
    float[][] values = new float[8][];
    for (int i = 0; i < values.length; i++) {
      values[i] = Values.plain(5, i, count);
    }
    return values;
  }

  @Test
  void kernels_each_doTheSameAndAreToldOf() {
    assertSame(
        "PRODUCT 96",
        COUNT,
        (k, a) -> k.multiply(ROWS, 2, COLUMNS, a[0], 0, 2, 1, a[1], 0, 16, a[2], 0, 16, true));
    assertSame("SILU 48", COUNT, (k, a) -> k.silu(COUNT, a[0], a[1]));
    assertSame("SILU_SLOPE 48", COUNT, (k, a) -> k.siluSlope(COUNT, a[0], a[1]));
    assertSame("SOFTMAX 48", COUNT, (k, a) -> k.softmaxColumns(ROWS, COLUMNS, a[0], a[1]));
    assertSame("SCALE 48", COUNT, (k, a) -> k.scaleColumns(ROWS, COLUMNS, a[0], a[1]));
    assertSame("SOFTMAX_SLOPE 48", COUNT, (k, a) -> k.softmaxSlope(ROWS, COLUMNS, a[0], a[1]));
    assertSame("SUMS 48", COUNT, (k, a) -> k.columnSums(ROWS, COLUMNS, a[0], 0, a[1]));
    assertSame("DOTS 48", COUNT, (k, a) -> k.columnDots(ROWS, COLUMNS, a[0], 0, a[1], 0, a[2]));
    assertSame(
        "SQUARES 48", COUNT, (k, a) -> k.columnSquares(1, ROWS, COLUMNS, a[0], 0, a[1], a[2]));
    assertSame(
        "ADD_TO_ROWS 48", COUNT, (k, a) -> k.addToRows(ROWS, COLUMNS, a[0], 0, a[1], 0, a[2]));
    assertSame(
        "NORMALISE 48",
        COUNT,
        (k, a) -> k.norms().normalise(ROWS, COLUMNS, 0, a[0], a[1], a[2], a[3], a[4], a[5], a[6]));
    assertSame(
        "NORMALISE_SILU 48",
        COUNT,
        (k, a) ->
            k.norms().normaliseSilu(ROWS, COLUMNS, 0, a[0], a[1], a[2], a[3], a[4], a[5], a[6]));
    assertSame(
        "NORMAL_SILU_SLOPE 48",
        COUNT,
        (k, a) -> k.norms().normalSiluSlope(ROWS, COLUMNS, 0, a[0], a[1], a[2], a[3]));
    assertSame(
        "NORMAL_SILU_ADJOINT 48",
        COUNT,
        (k, a) -> k.norms().normalSiluAdjoint(ROWS, COLUMNS, 0, a[0], a[1], a[2], a[3]));
    assertSame(
        "PROJECT 48",
        COUNT,
        (k, a) ->
            k.norms().project(ROWS, COLUMNS, a[0], 0, a[1], a[2], a[3], 0, a[4], a[5], a[6], true));
    assertSame(
        "PROJECT_SILU 48",
        COUNT,
        (k, a) ->
            k.norms().projectSilu(ROWS, COLUMNS, a[0], 0, a[1], a[2], 0, a[3], a[4], a[5], a[6]));
  }

  @Test
  void winograd_eachMap_isToldOfByKind() {
    assertWinograd("WINOGRAD_INPUT 32", Winograd.INPUT);
    assertWinograd("WINOGRAD_OUTPUT 32", Winograd.OUTPUT);
    assertWinograd("WINOGRAD_OUTPUT_ADJOINT 32", Winograd.OUTPUT_ADJOINT);
    assertWinograd("WINOGRAD_KERNEL 32", Winograd.KERNEL);
    assertWinograd("WINOGRAD_KERNEL_ADJOINT 32", Winograd.KERNEL_ADJOINT);
  }

  @Test
  void winogradOutput_isToldOfAsTheMap() {
    assertSame(
        "WINOGRAD_OUTPUT 32",
        SQUARE,
        (k, a) -> k.winogradOutput(2, 16, a[0], 0, 16, 96, a[1], a[2], 0, 16, 96));
  }

  private void assertWinograd(String call, Winograd map) {
    assertSame(
        call,
        SQUARE,
        (k, a) -> k.winograd(map, 2, 16, a[0], 0, 16, 96, a[1], 0, 16, 96, map.adds()));
  }

  @Test
  void new_null_isRefused() {
    assertThrows(NullPointerException.class, () -> new ObservedKernels(null, (k, e, n) -> {}));
    assertThrows(NullPointerException.class, () -> new ObservedKernels(Kernels.scalar(), null));
  }

  @Test
  void vectorRegisters_observed_areThoseOfTheKernels() {
    assertEquals(0, observed.vectorRegisters());
    Kernels vectors = new ObservedKernels(Kernels.get(), (k, e, n) -> {});
    assertEquals(VectorRegisters.COUNT, vectors.vectorRegisters());
  }

  @Test
  void attention_each_doesTheSameAndIsToldOf() {
    int keys = 3;
    int head = 2;
    assertSame(
        "ATTENTION_POWERS 96",
        COUNT,
        (k, a) -> k.attention().powers(keys, head, COLUMNS, a[0], a[1], a[2], a[3]));
    assertSame(
        "ATTENTION_ADJOINTS 192",
        COUNT,
        (k, a) ->
            k.attention().adjoints(keys, head, COLUMNS, a[0], a[1], a[2], a[3], a[4], a[5], a[6]));
    assertSame(
        "ATTENTION_OUTER 12",
        COUNT,
        (k, a) -> k.attention().outer(keys, 2, head, COLUMNS, a[0], a[1], a[2], COLUMNS, true));
  }
}
