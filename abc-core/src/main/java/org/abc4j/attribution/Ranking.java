package org.abc4j.attribution;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** An order of sources by a score, and their places in it. */
final class Ranking {
  private final double[] scores;
  private final int[] ascending;

  private Ranking(String what, double[] scores) {
    this.scores = scores.clone();
    if (scores.length == 0) {
      throw new IllegalArgumentException("a " + what + " needs at least 1 source, found none");
    }
    for (int s = 0; s < scores.length; s++) {
      if (!(scores[s] >= 0)) {
        throw new IllegalArgumentException(
            "a " + what + " is at least 0, but that of source " + s + " is " + scores[s]);
      }
      // −0 becomes 0, which it is equal to but is not sorted with.
      this.scores[s] += 0.0;
    }
    this.ascending = ascending(this.scores);
  }

  /** Indices by score, equal ones in increasing order. */
  private static int[] ascending(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    int[] ascending = new int[scores.length];
    // At the first place of each score: how many of its equals have been placed.
    int[] placed = new int[scores.length];
    for (int s = 0; s < scores.length; s++) {
      double score = scores[s];
      int first = count(sorted.length, place -> sorted[place] < score);
      ascending[first + placed[first]++] = s;
    }
    return ascending;
  }

  /** Distances, each at least 0; {@code what} names them in messages. */
  static Ranking of(String what, double[] scores) {
    return new Ranking(what, scores);
  }

  int size() {
    return scores.length;
  }

  double score(int source) {
    if (source < 0 || source >= scores.length) {
      throw new IllegalArgumentException(
          "unknown source " + source + ", sources are numbered 0 to " + (scores.length - 1));
    }
    return scores[source];
  }

  double[] scores() {
    return scores.clone();
  }

  boolean sameScores(Ranking other) {
    return Arrays.equals(scores, other.scores);
  }

  int hashOfScores() {
    return Arrays.hashCode(scores);
  }

  /** The k sources of least score; among equal ones those of least index. */
  int[] least(int k) {
    requireCount(k);
    return Arrays.copyOf(ascending, k);
  }

  /** The k sources of greatest score; among equal ones those of least index. */
  int[] greatest(int k) {
    requireCount(k);
    int[] greatest = new int[k];
    int end = scores.length;
    for (int taken = 0; taken < k; ) {
      // Sources of equal score, of which those of least index come first.
      int begin = end - 1;
      while (begin > 0 && scores[ascending[begin - 1]] == scores[ascending[end - 1]]) {
        begin--;
      }
      int group = Math.min(end - begin, k - taken);
      System.arraycopy(ascending, begin, greatest, taken, group);
      taken += group;
      end = begin;
    }
    return greatest;
  }

  /** The greatest score. */
  double greatest() {
    return scores[ascending[ascending.length - 1]];
  }

  /** Place in [0, 1] from least to greatest; equal scores share the mean of their places. */
  double rank(int source, double ofSingle) {
    double score = score(source);
    if (scores.length == 1) {
      return ofSingle;
    }
    int firstEqual = count(ascending.length, place -> scores[ascending[place]] < score);
    int lastEqual = count(ascending.length, place -> scores[ascending[place]] <= score) - 1;
    return mean(firstEqual, lastEqual) / (scores.length - 1);
  }

  /** The mean of two places, whose sum may exceed an int. */
  static double mean(int first, int last) {
    return ((long) first + last) / 2.0;
  }

  /** Number of places, from the first on, that a rule holds for, by bisection. */
  private static int count(int places, IntPredicate rule) {
    int low = 0;
    int high = places;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rule.test(middle)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void requireCount(int k) {
    if (k < 0 || k > scores.length) {
      throw new IllegalArgumentException(
          "top k of " + scores.length + " sources takes k from 0 to that, found " + k);
    }
  }
}
