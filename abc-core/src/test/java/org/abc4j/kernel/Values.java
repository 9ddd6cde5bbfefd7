package org.abc4j.kernel;

import org.abc4j.testing.Draws;

/** Arrays to compute on. */
final class Values {
  /** A NaN whose payload reaches into the lowest bits. */
  static final float LOADED_NAN = Float.intBitsToFloat(0x7fc00001);

  private static final float[] AWKWARD = {
    Float.NaN,
    LOADED_NAN,
    Float.intBitsToFloat(0xffc12345),
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    0f,
    -0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    1e-40f,
    -1e-40f,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    100,
    -100,
    87,
    -87,
    88,
    -88,
    88.5f,
    -88.5f,
    1,
    -1
  };

  private Values() {}

  /** Gaussians. */
  static float[] plain(long seed, int stream, int count) {
    return Draws.gaussians(seed, stream, count);
  }

  /** Gaussians of several sizes, each third value or so an awkward one. */
  static float[] awkward(long seed, int stream, int count) {
    float[] values = plain(seed, stream, count);
    for (int i = 0; i < count; i++) {
      int draw = Draws.below(3 * AWKWARD.length, seed, stream, i);
      if (draw < AWKWARD.length) {
        values[i] = AWKWARD[draw];
      } else if (draw < 2 * AWKWARD.length) {
        values[i] *= 30;
      }
    }
    return values;
  }

  /** Values of either kind. */
  static float[] of(boolean awkward, long seed, int stream, int count) {
    return awkward ? awkward(seed, stream, count) : plain(seed, stream, count);
  }
}
