package org.abc4j.testing;

import org.abc4j.sampling.SamplingStep;

/** The slow twin of a step's tangents: one element at a time, as the step is written. */
public final class ScalarStep {
  private ScalarStep() {}

  /**
   * The next tangent of one element, for a step that takes the state alone.
   *
   * @param step the step
   * @param x state of the element
   * @param predicted its predicted noise ε̂
   * @param xTangent tangent of the state
   * @param predictedTangent tangent of the predicted noise
   * @return a·ẋ + b·ε̂˙, or B·ẋ + C·ε̂˙ where the bound holds x̂₀
   */
  public static double tangent(
      SamplingStep step, double x, double predicted, double xTangent, double predictedTangent) {
    double clean = (x - Math.sqrt(1 - step.alphaBar()) * predicted) / Math.sqrt(step.alphaBar());
    return Math.abs(clean) > step.clip()
        ? step.stateWeight() * xTangent + step.predictionWeight() * predictedTangent
        : step.a() * xTangent + step.b() * predictedTangent;
  }
}
