package org.abc4j.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PhiloxTest {
  /** The known answers that come with Random123, for philox4x64 of ten rounds. */
  @Test
  void encrypt_ofRandom123sInputs_givesItsAnswers() {
    assertArrayEquals(
        words("16554d9eca36314c db20fe9d672d0fdc d7e772cee186176b 7e68b68aec7ba23b"),
        encrypted(0, 0, 0, 0, 0, 0));
    assertArrayEquals(
        words("87b092c3013fe90b 438c3c67be8d0224 9cc7d7c69cd777b6 a09caebf594f0ba0"),
        encrypted(-1, -1, -1, -1, -1, -1));
    assertArrayEquals(
        words("a528f45403e61d95 38c72dbd566e9788 a5a1610e72fd18b5 57bd43b5e52b7fe6"),
        encrypted(
            words(
                "243f6a8885a308d3 13198a2e03707344 a4093822299f31d0 082efa98ec4e6c89"
                    + " 452821e638d01377 be5466cf34e90c6c")));
  }

  /** Four counter words, then two key words. */
  private static long[] encrypted(long... input) {
    long[] counter = Arrays.copyOf(input, 4);
    Philox.encrypt(counter, input[4], input[5]);
    return counter;
  }

  private static long[] words(String hex) {
    return Arrays.stream(hex.split(" "))
        .mapToLong(word -> new BigInteger(word, 16).longValue())
        .toArray();
  }
}
