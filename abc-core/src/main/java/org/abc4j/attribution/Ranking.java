package org.abc4j.attribution;

import java.util.Comparator;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;

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
    this.ascending =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(s -> this.scores[s]))
            .mapToInt(Integer::intValue)
            .toArray();
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

  /** The k sources of least score; among equal ones those of least index. */
  int[] least(int k) {
    requireCount(k);
    return IntStream.range(0, k).map(i -> ascending[i]).toArray();
  }

  /** The k sources of greatest score; among equal ones those of least index. */
  int[] greatest(int k) {
    requireCount(k);
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer s) -> scores[s]).reversed())
        .limit(k)
        .mapToInt(Integer::intValue)
        .toArray();
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
    int firstEqual = count(other -> other < score);
    int lastEqual = count(other -> other <= score) - 1;
    return (firstEqual + lastEqual) / 2.0 / (scores.length - 1);
  }

  /** Number of scores, from the least on, that a rule holds for, by bisection. */
  private int count(DoublePredicate rule) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rule.test(scores[ascending[middle]])) {
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
