package org.abc4j.noise;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.abc4j.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExogenousNoiseTest {
  private static final Shape SHAPE = new Shape(2, 3, 3);
  private static final Shape PAIR = new Shape(1, 1, 2);

  @Test
  void philox_sameCallAnywhere_isTheSameBits() {
    ExogenousNoise noise = ExogenousNoise.philox(5);
    SampleNoise sample = noise.of(3);
    float[] start = sample.start(SHAPE);
    float[] step = sample.step(SHAPE, 7);
    // Other draws come between, and another object asks.
    noise.of(4).start(SHAPE);
    sample.step(SHAPE, 6);
    start[0] = Float.NaN;
    assertArrayEquals(sample.start(SHAPE), ExogenousNoise.philox(5).of(3).start(SHAPE));
    assertArrayEquals(step, ExogenousNoise.philox(5).of(3).step(SHAPE, 7));
  }

  /** Addresses are part of every stored result. */
  @Test
  void philox_isCounterRandomOfStartAndStep() {
    SampleNoise sample = ExogenousNoise.philox(-9).of(1L << 40);
    assertArrayEquals(
        CounterRandom.of(-9, Purpose.SAMPLE_START).gaussians(1L << 40, 0, 18), sample.start(SHAPE));
    assertArrayEquals(
        CounterRandom.of(-9, Purpose.SAMPLE_STEP).gaussians(1L << 40, 49, 18),
        sample.step(SHAPE, 49));
  }

  @Test
  void philox_otherSeedSampleOrStep_isOtherNoise() {
    Set<List<Float>> seen = new HashSet<>();
    int draws = 0;
    for (long seed : new long[] {0, 1, -1}) {
      for (long sample : new long[] {0, 1, -1, 1L << 32}) {
        SampleNoise noise = ExogenousNoise.philox(seed).of(sample);
        seen.add(list(noise.start(SHAPE)));
        for (int step = 0; step < 10; step++) {
          seen.add(list(noise.step(SHAPE, step)));
        }
        draws += 11;
      }
    }
    assertEquals(draws, seen.size());
  }

  @Test
  void philox_toString_isEnoughToRepeatIt() {
    assertEquals("philox4x64-10, seed 5, sample 3", ExogenousNoise.philox(5).of(3).toString());
  }

  @Test
  void recorded_givesCopiesOfCopies() {
    float[] start = {1, 2};
    float[] first = {3, 4};
    List<float[]> steps = new ArrayList<>(List.of(first, new float[] {5, 6}));
    SampleNoise noise = SampleNoise.recorded(start, steps);
    start[0] = 99;
    first[0] = 99;
    steps.clear();
    noise.start(PAIR)[1] = 99;
    noise.step(PAIR, 0)[1] = 99;
    assertArrayEquals(new float[] {1, 2}, noise.start(PAIR));
    assertArrayEquals(new float[] {3, 4}, noise.step(PAIR, 0));
    assertArrayEquals(new float[] {5, 6}, noise.step(PAIR, 1));
    assertEquals("recorded noise of 2 steps", noise.toString());
  }

  @Test
  void recorded_wrongLength_isAnErrorNamingWhatAndBothLengths() {
    SampleNoise noise =
        SampleNoise.recorded(new float[3], List.of(new float[2], new float[] {1, 2, 3, 4}));
    assertIllegal("recorded start has 3 values, shape 1×1×2 has 2", () -> noise.start(PAIR));
    assertIllegal("recorded step 1 has 4 values, shape 1×1×2 has 2", () -> noise.step(PAIR, 1));
    assertArrayEquals(new float[2], noise.step(PAIR, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, 50})
  void recorded_noSuchStep_isAnErrorNamingIt(int step) {
    SampleNoise noise = SampleNoise.recorded(new float[2], List.of(new float[2], new float[2]));
    assertIllegal(
        "recorded noise has 2 steps, step " + step + " was asked for",
        () -> noise.step(PAIR, step));
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>();
    for (float value : values) {
      list.add(value);
    }
    assertEquals(values.length, new HashSet<>(list).size(), () -> Arrays.toString(values));
    return list;
  }
}
