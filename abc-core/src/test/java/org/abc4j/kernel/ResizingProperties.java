package org.abc4j.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.testing.Jvm;

/**
 * Both kernels give the bytes of the definition, for sums that overflow a byte on each side too.
 */
class ResizingProperties {
  private static final List<ResizingKernels> BOTH =
      List.of(Kernels.scalar().resizing(), Kernels.get().resizing());

  private static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @Property(tries = 300)
  void across_anyLines_isByTheDefinition(
      @ForAll @IntRange(min = 1, max = 11) int rows,
      @ForAll @IntRange(min = 1, max = 70) int width,
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 1, max = 45) int taps,
      @ForAll boolean gray,
      @ForAll @IntRange(max = 50) int at,
      @ForAll @IntRange(max = 50) int behind,
      @ForAll long seed) {
    Random random = new Random(seed);
    int channels = gray ? 1 : 3;
    ResizingLines by = new ResizingLines(random, size, width, taps);
    byte[] values = bytes(random, at + rows * width * channels + behind);
    byte[] expected = by.across(rows, width, channels, values, at);
    for (ResizingKernels kernels : BOTH) {
      byte[] result = new byte[expected.length];
      kernels.across(
          rows, width, channels, values, at, by.first, by.count, by.taps, by.weights, result);
      assertArrayEquals(expected, result);
    }
  }

  @Property(tries = 300)
  void down_anyLines_isByTheDefinition(
      @ForAll @IntRange(min = 1, max = 70) int length,
      @ForAll @IntRange(min = 1, max = 60) int rows,
      @ForAll @IntRange(min = 1, max = 20) int size,
      @ForAll @IntRange(min = 1, max = 45) int taps,
      @ForAll @IntRange(max = 20) int missing,
      @ForAll long seed) {
    Random random = new Random(seed);
    ResizingLines by = new ResizingLines(random, size, rows, taps);
    byte[] values = bytes(random, length * rows);
    for (int y = 0; y < size; y++) {
      by.first[y] += missing;
    }
    int at = -missing * length;
    byte[] expected = by.down(length, values, at);
    for (ResizingKernels kernels : BOTH) {
      byte[] result = new byte[expected.length];
      kernels.down(length, values, at, by.first, by.count, by.taps, by.weights, result);
      assertArrayEquals(expected, result);
    }
  }

  @Example
  void eachWidthOfVectors_givesTheBytesOfTheDefinition() throws IOException, InterruptedException {
    for (int bits : new int[] {128, 256, 512}) {
      Process process =
          Jvm.start(
              ResizingProcess.class, List.of("-Dabc.kernels=vector", "-Dabc.vector.bits=" + bits));
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), said);
      String last = said.strip().lines().reduce("", (before, line) -> line);
      assertEquals("VectorResizing of " + bits + " bits: 0 differences", last);
    }
  }

  /** Beyond what an int counts to, which no test has the memory to read. */
  @Example
  void endsBehind_nearTheLargestArray_countsOn() {
    int most = Integer.MAX_VALUE - 8;
    assertTrue(VectorResizing.endsBehind(most - 1000, 4, 300, 200, most));
    assertFalse(VectorResizing.endsBehind(most - 1100, 4, 300, 200, most));
    assertTrue(VectorResizing.endsBehind(0, 4, most / 2, most / 2, most));
  }
}
