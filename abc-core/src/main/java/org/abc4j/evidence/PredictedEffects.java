package org.abc4j.evidence;

import java.util.List;
import org.abc4j.sampling.Sample;

/**
 * Templates weighed by θ: the predicted effect of every source, each by a θ that was fitted without
 * the source's fold.
 *
 * <p>Source s belongs to fold s mod V. Immutable.
 */
final class PredictedEffects {
  private final CalibrationDesign design;
  private final double share;

  /** Of a step, at [fold][template]. */
  private final List<double[][]> theta;

  /** {@code share} is w/n. */
  PredictedEffects(CalibrationDesign design, double share, List<double[][]> theta) {
    this.design = design;
    this.share = share;
    this.theta = List.copyOf(theta);
  }

  int folds() {
    return theta.get(0).length;
  }

  double[] theta(int step, int fold) {
    return theta.get(step)[fold];
  }

  /** μ_s at a step, m values of the predicted clean sample. */
  double[] effect(int sample, int step, int source) {
    return design.fields(sample, step).effect(source, theta(step, source % folds()));
  }

  /** −(w/n)·μ of the clean sample is this times μ of the predicted noise. */
  double noisePerEffect(int sample, int step) {
    double alphaBar = design.fields(sample, step).step().alphaBar();
    return share * Math.sqrt(alphaBar) / Math.sqrt(1 - alphaBar);
  }

  Sample sample(int index) {
    return design.samples().get(index);
  }

  /** The calibrated step that is the sampler's k-th, or −1. */
  int calibrated(int sample, int index) {
    for (int k = 0; k < design.steps(); k++) {
      if (design.fields(sample, k).step().index() == index) {
        return k;
      }
    }
    return -1;
  }
}
