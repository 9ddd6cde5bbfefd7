package org.abc4j.unet;

/**
 * The sinusoidal embedding of a timestep (Ho et al. 2020, appendix B), as diffusers computes it
 * with {@code flip_sin_to_cos}: [cos(t·ω₀) …, sin(t·ω₀) …] with ω_k = exp(−ln(10000)·k/half), in
 * {@code float}.
 */
public final class TimeEmbedding {
  private static final double LONGEST_PERIOD = 10_000;

  private TimeEmbedding() {}

  /**
   * The embedding of a timestep.
   *
   * @param timestep t, from 0
   * @param size number of values, even
   * @return the values
   * @throws IllegalArgumentException if the size is odd or less than 2, or the timestep negative
   */
  public static float[] of(int timestep, int size) {
    float[] frequencies = frequencies(size);
    if (timestep < 0) {
      throw new IllegalArgumentException("a timestep is at least 0, found " + timestep);
    }
    int half = size / 2;
    float[] values = new float[size];
    for (int k = 0; k < half; k++) {
      float angle = timestep * frequencies[k];
      values[k] = (float) StrictMath.cos(angle);
      values[half + k] = (float) StrictMath.sin(angle);
    }
    return values;
  }

  /**
   * The frequencies ω_k.
   *
   * @param size number of values of an embedding, even
   * @return half as many
   * @throws IllegalArgumentException if the size is odd or less than 2
   */
  public static float[] frequencies(int size) {
    if (size < 2 || size % 2 != 0) {
      throw new IllegalArgumentException(
          "a time embedding has an even number of values, found " + size);
    }
    float[] frequencies = new float[size / 2];
    for (int k = 0; k < frequencies.length; k++) {
      // Rounded to float where diffusers rounds.
      float exponent = (float) (-StrictMath.log(LONGEST_PERIOD)) * k / frequencies.length;
      frequencies[k] = (float) StrictMath.exp(exponent);
    }
    return frequencies;
  }
}
