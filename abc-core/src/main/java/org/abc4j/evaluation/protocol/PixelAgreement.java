package org.abc4j.evaluation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.abc4j.attribution.CounterfactualVisitor;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.evaluation.Correlation;
import org.abc4j.model.Ablation;

/**
 * How like a sample's exact counterfactuals are to their first-order approximations, pixel by pixel
 * (bottom of Figure 8): for each, Pearson's correlation of its differences from the sample with
 * those that differential ablation gives. It costs n·m multiplications a counterfactual beside
 * their generation.
 *
 * <p>It hears of the counterfactuals as they are generated and keeps one number of each, no image.
 * Mutable, for use by one thread.
 */
public final class PixelAgreement implements CounterfactualVisitor {
  private final EnsembleJacobian jacobian;
  private final float[] factual;
  private final List<Double> correlations = new ArrayList<>();

  private PixelAgreement(EnsembleJacobian jacobian) {
    this.jacobian = Objects.requireNonNull(jacobian, "jacobian");
    this.factual = jacobian.factual();
  }

  /**
   * To be handed the counterfactuals of the Jacobian's sample.
   *
   * @param jacobian of the sample; decoded if counterfactuals are
   * @return a visitor that has seen none
   */
  public static PixelAgreement with(EnsembleJacobian jacobian) {
    return new PixelAgreement(jacobian);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the image has another number of values than the sample, or
   *     one that is not finite
   */
  @Override
  public void visit(long index, Ablation ablation, float[] image) {
    if (image.length != factual.length) {
      throw new IllegalArgumentException(
          "counterfactuals have the sample's "
              + factual.length
              + " values, number "
              + index
              + " has "
              + image.length);
    }
    double[] exact = new double[image.length];
    for (int p = 0; p < exact.length; p++) {
      exact[p] = (double) image[p] - factual[p];
    }
    double[] firstOrder = jacobian.change(ablation.coefficients());
    correlations.add(Correlation.pearson(exact, firstOrder).coefficient());
  }

  /**
   * What was found.
   *
   * @return for each counterfactual, in the order of visits, a correlation from −1 to 1; NaN if all
   *     its differences are equal, such as those of one that is the sample itself
   */
  public double[] correlations() {
    return correlations.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
