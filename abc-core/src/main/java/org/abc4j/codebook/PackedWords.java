package org.abc4j.codebook;

import java.util.List;

/** Words side by side in one array, for scans over all pairs. */
final class PackedWords {
  private final int stride;
  private final long[] blocks;
  private int size;

  PackedWords(int length, int capacity) {
    this.stride = (length + 63) >>> 6;
    this.blocks = new long[Math.multiplyExact(stride, capacity)];
  }

  static PackedWords of(List<Codeword> words) {
    PackedWords packed = new PackedWords(words.get(0).length(), words.size());
    for (int i = 0; i < words.size(); i++) {
      packed.set(i, words.get(i));
    }
    return packed;
  }

  /** Sets word {@code index}, which may be the first after the last. */
  void set(int index, Codeword word) {
    size = Math.max(size, index + 1);
    for (int k = 0; k < stride; k++) {
      blocks[index * stride + k] = word.block(k);
    }
  }

  int stride() {
    return stride;
  }

  /** Distances of word {@code from} from all later words j, to {@code out[j]}. */
  void distancesToLater(int from, int[] out) {
    if (stride == 1) {
      long word = blocks[from];
      for (int j = from + 1; j < size; j++) {
        out[j] = Long.bitCount(word ^ blocks[j]);
      }
      return;
    }
    for (int j = from + 1; j < size; j++) {
      int distance = 0;
      for (int k = 0; k < stride; k++) {
        distance += Long.bitCount(blocks[from * stride + k] ^ blocks[j * stride + k]);
      }
      out[j] = distance;
    }
  }

  /** The first word nearer than {@code atLeast}, but not the one at {@code except}; or the size. */
  int firstNear(Codeword word, int atLeast, int except) {
    if (stride == 1) {
      long bits = word.block(0);
      for (int j = 0; j < size; j++) {
        if (Long.bitCount(bits ^ blocks[j]) < atLeast && j != except) {
          return j;
        }
      }
      return size;
    }
    for (int j = 0; j < size; j++) {
      int distance = 0;
      for (int k = 0; k < stride; k++) {
        distance += Long.bitCount(word.block(k) ^ blocks[j * stride + k]);
      }
      if (distance < atLeast && j != except) {
        return j;
      }
    }
    return size;
  }

  /** Smallest distance of two words; the search ends early at one of {@code floor} or less. */
  int minimumDistance(int floor) {
    int minimum = Integer.MAX_VALUE;
    int[] distances = stride == 1 ? null : new int[size];
    for (int i = 0; i < size - 1 && minimum > floor; i++) {
      if (stride == 1) {
        long word = blocks[i];
        for (int j = i + 1; j < size; j++) {
          minimum = Math.min(minimum, Long.bitCount(word ^ blocks[j]));
        }
      } else {
        distancesToLater(i, distances);
        for (int j = i + 1; j < size; j++) {
          minimum = Math.min(minimum, distances[j]);
        }
      }
    }
    return minimum;
  }
}
