package org.abc4j.model;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

class PredictionTest {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.cosine(100);

  /** Of a known clean sample and noise, what each kind of network should say gives the noise. */
  @Test
  void toNoise_ofTheTruth_isTheNoise() {
    for (int t : new int[] {0, 17, 50, 99}) {
      double alpha = Math.sqrt(SCHEDULE.alphaBar(t));
      double sigma = Math.sqrt(1 - SCHEDULE.alphaBar(t));
      double[] clean = Draws.doubles(1, 0, 40);
      double[] noise = Draws.doubles(1, 1, 40);
      float[] state = new float[40];
      for (int i = 0; i < state.length; i++) {
        state[i] = (float) (alpha * clean[i] + sigma * noise[i]);
      }
      for (Prediction prediction : Prediction.values()) {
        float[] output = new float[40];
        for (int i = 0; i < output.length; i++) {
          output[i] =
              (float)
                  switch (prediction) {
                    case NOISE -> noise[i];
                    case VELOCITY -> alpha * noise[i] - sigma * clean[i];
                    case SAMPLE -> clean[i];
                  };
        }
        prediction.toNoise(output, state, SCHEDULE, t);
        for (int i = 0; i < output.length; i++) {
          // A clean sample says little of the noise where there is little of it.
          assertEquals(noise[i], output[i], 1e-6 / sigma, prediction + " at " + t);
        }
      }
    }
  }

  @Test
  void toNoise_ofNoise_changesNoBit() {
    float[] output = {Float.NaN, -0f, 1};
    Prediction.NOISE.toNoise(output, new float[3], SCHEDULE, 5);
    assertArrayEquals(new float[] {Float.NaN, -0f, 1}, output);
  }

  @Test
  void toNoise_otherLengthsOrTimesteps_areRefused() {
    assertIllegal(
        "each value of an output has one of a state, found 2 and 3",
        () -> Prediction.NOISE.toNoise(new float[2], new float[3], SCHEDULE, 0));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Prediction.VELOCITY.toNoise(new float[2], new float[2], SCHEDULE, 100));
  }
}
