package org.abc4j.unet;

/**
 * The sinusoidal embedding of a timestep (Ho et al. 2020, appendix B), as diffusers computes it, in
 * {@code float}: the cosines and sines of t·ω_k with ω_k = exp(−ln(10000)·k/(half − shift)).
 *
 * @param cosinesFirst whether the cosines stand before the sines, diffusers' {@code
 *     flip_sin_to_cos}
 * @param shift diffusers' {@code freq_shift}, at least 0 and less than half of the values: 1 for
 *     networks whose slowest ω is 1/10000, as in Ho et al.'s code
 */
public record TimeEmbedding(boolean cosinesFirst, double shift) {
  private static final double LONGEST_PERIOD = 10_000;
  private static final TimeEmbedding USUAL = new TimeEmbedding(true, 0);

  /**
   * Checks the shift.
   *
   * @param cosinesFirst whether the cosines stand before the sines
   * @param shift at least 0, finite
   * @throws IllegalArgumentException if the shift is out of range
   */
  public TimeEmbedding {
    if (!(shift >= 0 && shift < Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "the shift of a time embedding's frequencies is at least 0 and finite, found " + shift);
    }
  }

  /**
   * diffusers' default: cosines first, no shift.
   *
   * @return the embedding
   */
  public static TimeEmbedding usual() {
    return USUAL;
  }

  /**
   * The embedding of a timestep.
   *
   * @param timestep t, from 0
   * @param size number of values, even, more than twice the shift
   * @return the values
   * @throws IllegalArgumentException if the size is odd, less than 2 or too small for the shift, or
   *     the timestep negative
   */
  public float[] of(int timestep, int size) {
    float[] frequencies = frequencies(size);
    if (timestep < 0) {
      throw new IllegalArgumentException("a timestep is at least 0, found " + timestep);
    }
    int half = size / 2;
    int cosines = cosinesFirst ? 0 : half;
    float[] values = new float[size];
    for (int k = 0; k < half; k++) {
      float angle = timestep * frequencies[k];
      values[cosines + k] = (float) StrictMath.cos(angle);
      values[half - cosines + k] = (float) StrictMath.sin(angle);
    }
    return values;
  }

  /**
   * The frequencies ω_k.
   *
   * @param size number of values of an embedding, even, more than twice the shift
   * @return half as many
   * @throws IllegalArgumentException if the size is odd, less than 2 or too small for the shift
   */
  public float[] frequencies(int size) {
    requireSize(size);
    float[] frequencies = new float[size / 2];
    float divisor = (float) (frequencies.length - shift);
    for (int k = 0; k < frequencies.length; k++) {
      // Rounded to float where diffusers rounds.
      float exponent = (float) (-StrictMath.log(LONGEST_PERIOD)) * k / divisor;
      frequencies[k] = (float) StrictMath.exp(exponent);
    }
    return frequencies;
  }

  void requireSize(int size) {
    if (size < 2 || size % 2 != 0) {
      throw new IllegalArgumentException(
          "a time embedding has an even number of values, found " + size);
    }
    if (!((float) (size / 2 - shift) > 0)) {
      throw new IllegalArgumentException(
          "a time embedding whose frequencies are shifted by "
              + shift
              + " has more than twice as many values, found "
              + size);
    }
  }
}
