package org.abc4j.evaluation;

import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Erf;

/**
 * How many of some trials had an outcome, and what that says of its probability if the trials were
 * independent and alike.
 *
 * @param successes trials that had it, from 0 to {@code trials}
 * @param trials all trials, at least 1
 */
public record Proportion(int successes, int trials) {

  /**
   * Checks the counts.
   *
   * @param successes trials that had it, from 0 to {@code trials}
   * @param trials all trials, at least 1
   * @throws IllegalArgumentException if a count is out of range
   */
  public Proportion {
    if (trials < 1 || successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          "a proportion is of 0 to all of at least 1 trial, found " + successes + " of " + trials);
    }
  }

  /**
   * The share of the trials that had the outcome.
   *
   * @return from 0 to 1
   */
  public double share() {
    return (double) successes / trials;
  }

  /**
   * Wilson's score interval (1927): all probabilities that a two-sided test by the normal
   * approximation does not refuse. Its coverage is close to the confidence on average, and may be
   * somewhat less for a given probability.
   *
   * @param confidence 1 − α, above 0 and below 1
   * @return an interval within [0, 1] that holds the share
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval wilson(double confidence) {
    Interval.requireConfidence(confidence);
    double z = Math.sqrt(2) * Erf.erfInv(confidence);
    double square = z * z;
    double n = trials;
    double centre = (successes + square / 2) / (n + square);
    double half = z / (n + square) * Math.sqrt(successes * (n - successes) / n + square / 4);
    double low = successes == 0 ? 0 : Math.max(0, centre - half);
    double high = successes == trials ? 1 : Math.min(1, centre + half);
    return new Interval(Math.min(low, share()), Math.max(high, share()));
  }

  /**
   * The interval of Clopper and Pearson (1934): all probabilities that neither tail of the binomial
   * distribution refuses. It covers with at least the confidence, whatever the probability is.
   *
   * @param confidence 1 − α, above 0 and below 1
   * @return an interval within [0, 1] that holds the share
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval exact(double confidence) {
    Interval.requireConfidence(confidence);
    double tail = (1 - confidence) / 2;
    double low = successes == 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1.0);
    double high =
        successes == trials ? 1 : 1 - betaQuantile(tail, trials - successes, successes + 1.0);
    return new Interval(low, high);
  }

  /**
   * The interval of this probability less another's, by Newcombe's hybrid score method (1998,
   * method 10), of trials that are independent. Where trials come in pairs that are alike, it is
   * rather too wide.
   *
   * @param other what is taken away
   * @param confidence 1 − α, above 0 and below 1
   * @return an interval within [−1, 1] that holds the difference of the shares
   * @throws IllegalArgumentException if the confidence is out of range
   */
  public Interval differenceFrom(Proportion other, double confidence) {
    double p = share();
    double q = other.share();
    Interval ofP = wilson(confidence);
    Interval ofQ = other.wilson(confidence);
    double down = length(p - ofP.low(), ofQ.high() - q);
    double up = length(ofP.high() - p, q - ofQ.low());
    return new Interval(Math.max(-1, p - q - down), Math.min(1, p - q + up));
  }

  private static double length(double a, double b) {
    return Math.sqrt(a * a + b * b);
  }

  /** The x of I(x; a, b) = p, by bisection between neighbouring numbers. */
  private static double betaQuantile(double p, double a, double b) {
    double low = 0;
    double high = 1;
    for (double middle = 0.5; middle > low && middle < high; middle = (low + high) / 2) {
      if (Beta.regularizedBeta(middle, a, b) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}
