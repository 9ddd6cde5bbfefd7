package org.abc4j.noise;

/** The Philox 4×64 block function with ten rounds, section 3.1 of Salmon et al. (2011). */
final class Philox {
  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2E7470EE14C6C93L;
  private static final long MULTIPLIER_1 = 0xCA5A826395121157L;
  private static final long WEYL_0 = 0x9E3779B97F4A7C15L;
  private static final long WEYL_1 = 0xBB67AE8584CAA73BL;

  private Philox() {}

  /** Replaces the four words of the counter by the random words that it stands for. */
  static void encrypt(long[] counter, long key0, long key1) {
    for (int round = 0; round < ROUNDS; round++) {
      long high0 = unsignedMultiplyHigh(MULTIPLIER_0, counter[0]);
      long low0 = MULTIPLIER_0 * counter[0];
      long high1 = unsignedMultiplyHigh(MULTIPLIER_1, counter[2]);
      long low1 = MULTIPLIER_1 * counter[2];
      counter[0] = high1 ^ counter[1] ^ (key0 + round * WEYL_0);
      counter[1] = low1;
      counter[2] = high0 ^ counter[3] ^ (key1 + round * WEYL_1);
      counter[3] = low0;
    }
  }

  /** Math.unsignedMultiplyHigh, which Java 17 lacks. */
  private static long unsignedMultiplyHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
  }
}
