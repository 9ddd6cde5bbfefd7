package org.abc4j.codebook;

import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/** A seeded permutation of 0 … size − 1 that can be applied and inverted at any single index. */
interface IndexPermutation {
  /** Up to this size a permutation is a table, and exactly uniform. */
  long TABLE_LIMIT = 1 << 20;

  long apply(long index);

  long invert(long image);

  static IndexPermutation identity() {
    return new IndexPermutation() {
      @Override
      public long apply(long index) {
        return index;
      }

      @Override
      public long invert(long image) {
        return image;
      }
    };
  }

  static IndexPermutation random(long size, long seed) {
    CounterRandom random = CounterRandom.of(seed, Purpose.CODE_ASSIGNMENT);
    return size <= TABLE_LIMIT ? new Shuffle((int) size, random) : new Feistel(size, random);
  }

  /** Fisher and Yates' shuffle. */
  final class Shuffle implements IndexPermutation {
    private final int[] images;
    private final int[] indices;

    Shuffle(int size, CounterRandom random) {
      images = new int[size];
      for (int i = 0; i < size; i++) {
        int j = (int) random.below(i + 1L, 0, 0, i);
        images[i] = images[j];
        images[j] = i;
      }
      indices = new int[size];
      for (int i = 0; i < size; i++) {
        indices[images[i]] = i;
      }
    }

    @Override
    public long apply(long index) {
      return images[(int) index];
    }

    @Override
    public long invert(long image) {
      return indices[(int) image];
    }
  }

  /**
   * A balanced Feistel network over the smallest even number of bits that holds the size; values
   * outside are sent through again until they fall inside (cycle walking: Black and Rogaway,
   * "Ciphers with arbitrary finite domains", 2002). At most four passes are expected. Uniform in so
   * far as a few images show; with halves of 2 bits, orders as a whole would not be, which is why
   * small sizes take the table.
   */
  final class Feistel implements IndexPermutation {
    private static final int ROUNDS = 8;

    private final long size;
    private final int halfBits;
    private final long halfMask;
    private final CounterRandom random;

    Feistel(long size, CounterRandom random) {
      this.size = size;
      this.halfBits = Math.max(1, (64 - Long.numberOfLeadingZeros(size - 1) + 1) / 2);
      this.halfMask = (1L << halfBits) - 1;
      this.random = random;
    }

    @Override
    public long apply(long index) {
      long value = index;
      do {
        long left = value >>> halfBits;
        long right = value & halfMask;
        for (int round = 0; round < ROUNDS; round++) {
          long next = left ^ scramble(right, round);
          left = right;
          right = next;
        }
        value = left << halfBits | right;
      } while (Long.compareUnsigned(value, size) >= 0);
      return value;
    }

    @Override
    public long invert(long image) {
      long value = image;
      do {
        long left = value >>> halfBits;
        long right = value & halfMask;
        for (int round = ROUNDS - 1; round >= 0; round--) {
          long previous = right ^ scramble(left, round);
          right = left;
          left = previous;
        }
        value = left << halfBits | right;
      } while (Long.compareUnsigned(value, size) >= 0);
      return value;
    }

    private long scramble(long half, int round) {
      return random.bits(half, round + 1, 0) & halfMask;
    }
  }
}
