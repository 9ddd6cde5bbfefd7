package org.abc4j.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A linear combination of what a sampling step knows: A·x̂₀ + B·x + C·ε̂ + Σⱼ Kⱼ·hⱼ, with x̂₀ the
 * predicted clean sample, x the state, ε̂ the predicted noise and hⱼ what earlier steps {@linkplain
 * SamplerState#kept kept}.
 *
 * @param clean A, the weight of x̂₀
 * @param state B, the weight of x
 * @param prediction C, the weight of ε̂
 * @param kept Kⱼ, a weight for each value that is kept
 */
public record Combination(double clean, double state, double prediction, List<Double> kept) {

  /**
   * Checks the weights.
   *
   * @param clean A, the weight of x̂₀
   * @param state B, the weight of x
   * @param prediction C, the weight of ε̂
   * @param kept Kⱼ, a weight for each value that is kept
   * @throws IllegalArgumentException if a weight is not finite
   */
  public Combination {
    kept = List.copyOf(kept);
    requireFinite("x̂₀", clean);
    requireFinite("x", state);
    requireFinite("ε̂", prediction);
    for (int j = 0; j < kept.size(); j++) {
      requireFinite("kept value " + j, kept.get(j));
    }
  }

  /**
   * Of the present alone.
   *
   * @param clean A, the weight of x̂₀
   * @param state B, the weight of x
   * @param prediction C, the weight of ε̂
   * @return the combination, of no kept values
   * @throws IllegalArgumentException if a weight is not finite
   */
  public static Combination of(double clean, double state, double prediction) {
    return new Combination(clean, state, prediction, List.of());
  }

  private static void requireFinite(String of, double weight) {
    if (!(Math.abs(weight) <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("the weight of " + of + " is finite, found " + weight);
    }
  }

  /** x̂₀, beside {@code kept} kept values. */
  static Combination ofClean(int kept) {
    return new Combination(1, 0, 0, Collections.nCopies(kept, 0.0));
  }

  /** x, beside {@code kept} kept values. */
  static Combination ofState(int kept) {
    return new Combination(0, 1, 0, Collections.nCopies(kept, 0.0));
  }

  /** ε̂, beside {@code kept} kept values. */
  static Combination ofPrediction(int kept) {
    return new Combination(0, 0, 1, Collections.nCopies(kept, 0.0));
  }

  /** Kept value {@code j} of {@code kept}. */
  static Combination ofKept(int j, int kept) {
    List<Double> weights = new ArrayList<>(Collections.nCopies(kept, 0.0));
    weights.set(j, 1.0);
    return new Combination(0, 0, 0, weights);
  }

  Combination times(double factor) {
    return new Combination(
        factor * clean,
        factor * state,
        factor * prediction,
        kept.stream().map(weight -> factor * weight).toList());
  }

  Combination plus(Combination other) {
    Double[] sum = new Double[kept.size()];
    Arrays.setAll(sum, j -> kept.get(j) + other.kept.get(j));
    return new Combination(
        clean + other.clean,
        state + other.state,
        prediction + other.prediction,
        Arrays.asList(sum));
  }

  Combination minus(Combination other) {
    return plus(other.times(-1));
  }

  /** The weight of the state once x̂₀ = (x − √(1 − ᾱ)·ε̂)/√ᾱ is written out. */
  double stateWeight(double alphaBar) {
    return state + clean / Math.sqrt(alphaBar);
  }

  /** The weight of the predicted noise once x̂₀ is written out. */
  double predictionWeight(double alphaBar) {
    return prediction - clean * Math.sqrt(1 - alphaBar) / Math.sqrt(alphaBar);
  }

  double[] keptWeights() {
    return kept.stream().mapToDouble(weight -> weight).toArray();
  }
}
