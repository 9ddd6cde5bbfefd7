package org.abc4j.codebook;

/** The ranges of n and w. */
final class CodeParameters {
  private CodeParameters() {}

  static void requireLength(int length) {
    if (length < 2 || length > Codeword.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a code has length 2 to " + Codeword.MAX_LENGTH + ", found " + length);
    }
  }

  static void require(int length, int weight) {
    requireLength(length);
    // Weight 0 would leave a source unseen; weight n would leave nobody once it is ablated.
    if (weight < 1 || weight > length - 1) {
      throw new IllegalArgumentException(
          "the weight of a code of length "
              + length
              + " lies from 1 to "
              + (length - 1)
              + ", found "
              + weight);
    }
  }
}
