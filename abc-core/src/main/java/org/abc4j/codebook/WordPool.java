package org.abc4j.codebook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of a design under construction. It keeps three rules at every change: words are
 * distinct, none is the complement of another, and all are at least a given distance apart.
 */
final class WordPool {
  /** What drawing one member of a word costs, in compared longs. */
  private static final int DRAW_WORK = 32;

  private final CodeSize size;
  private final int minimumDistance;
  private final PackedWords packed;
  private final List<Codeword> words = new ArrayList<>();
  private final Map<Codeword, Integer> indices = new HashMap<>();
  private final int[] columnSums;
  private long work;

  WordPool(CodeSize size, int minimumDistance, int capacity) {
    this.size = size;
    this.minimumDistance = minimumDistance;
    // Distinct words of one weight are 2 apart or more, so then the map is all that is needed.
    this.packed = minimumDistance > 2 ? new PackedWords(size.length(), capacity) : null;
    this.columnSums = new int[size.length()];
  }

  CodeSize size() {
    return size;
  }

  int count() {
    return words.size();
  }

  Codeword word(int index) {
    return words.get(index);
  }

  /** The index of a word, or −1. */
  int indexOf(Codeword word) {
    return indices.getOrDefault(word, -1);
  }

  List<Codeword> words() {
    return words;
  }

  /** Number of words that hold each member; not a copy. */
  int[] columnSums() {
    return columnSums;
  }

  int columnSpread() {
    return spread(columnSums);
  }

  static int spread(int[] columnSums) {
    int least = Integer.MAX_VALUE;
    int most = Integer.MIN_VALUE;
    for (int sum : columnSums) {
      least = Math.min(least, sum);
      most = Math.max(most, sum);
    }
    return most - least;
  }

  /** A measure of the work done so far: compared longs, or else lookups. */
  long work() {
    return work;
  }

  /** Adds a word unless a rule forbids it. */
  boolean tryAdd(Codeword word) {
    if (!isAllowed(word, -1)) {
      return false;
    }
    words.add(word);
    put(words.size() - 1, word);
    return true;
  }

  /** Replaces a word unless a rule forbids it. */
  boolean tryReplace(int index, Codeword replacement) {
    if (!isAllowed(replacement, index)) {
      return false;
    }
    Codeword old = words.get(index);
    indices.remove(old);
    addToColumns(old, -1);
    words.set(index, replacement);
    put(index, replacement);
    return true;
  }

  private void put(int index, Codeword word) {
    indices.put(word, index);
    addToColumns(word, 1);
    if (packed != null) {
      packed.set(index, word);
    }
  }

  private boolean isAllowed(Codeword word, int replaced) {
    work++;
    if (isTaken(word, replaced) || size.hasComplements() && isTaken(word.complement(), replaced)) {
      return false;
    }
    if (packed == null) {
      return true;
    }
    int near = packed.firstNear(word, minimumDistance, replaced);
    work += (long) near * packed.stride() + (long) DRAW_WORK * size.weight();
    return near == words.size();
  }

  private boolean isTaken(Codeword word, int replaced) {
    int index = indexOf(word);
    return index >= 0 && index != replaced;
  }

  private void addToColumns(Codeword word, int amount) {
    for (int k = 0; 64 * k < size.length(); k++) {
      for (long bits = word.block(k); bits != 0; bits &= bits - 1) {
        columnSums[64 * k + Long.numberOfTrailingZeros(bits)] += amount;
      }
    }
  }
}
