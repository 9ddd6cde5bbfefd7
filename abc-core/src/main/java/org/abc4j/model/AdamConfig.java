package org.abc4j.model;

/**
 * Settings of the Adam optimizer (Kingma and Ba 2015, algorithm 1).
 *
 * @param learningRate α, positive
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, positive
 */
public record AdamConfig(double learningRate, double beta1, double beta2, double epsilon) {

  /**
   * Checks the ranges above.
   *
   * @param learningRate α, positive
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param epsilon added to the root of the second moment, positive
   * @throws IllegalArgumentException if one is out of range, naming it
   */
  public AdamConfig {
    require(learningRate > 0 && learningRate < 1, "a learning rate lies in (0, 1)", learningRate);
    require(beta1 >= 0 && beta1 < 1, "β₁ lies in [0, 1)", beta1);
    require(beta2 >= 0 && beta2 < 1, "β₂ lies in [0, 1)", beta2);
    require(epsilon > 0 && epsilon < 1, "ε lies in (0, 1)", epsilon);
  }

  /**
   * The paper's settings: PyTorch's defaults.
   *
   * @param learningRate α; the paper's is 1e-4
   * @return β₁ = 0.9, β₂ = 0.999, ε = 1e-8
   */
  public static AdamConfig pytorch(double learningRate) {
    return new AdamConfig(learningRate, 0.9, 0.999, 1e-8);
  }

  private static void require(boolean holds, String rule, double found) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", found " + found);
    }
  }
}
