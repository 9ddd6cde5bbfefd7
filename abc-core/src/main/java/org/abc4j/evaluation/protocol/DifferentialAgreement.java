package org.abc4j.evaluation.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.Landscape;
import org.abc4j.evaluation.Correlation;
import org.abc4j.evaluation.Distribution;
import org.abc4j.sampling.Sample;

/**
 * How well differential ablation foretells exact ablation, for one sample (section C.2, Figure 8).
 * It costs the sample's exact landscape and its Jacobian.
 *
 * <p>Immutable and thread-safe; arrays are copied in and out.
 */
public final class DifferentialAgreement {
  private final Correlation rank;
  private final double[] pixels;

  private DifferentialAgreement(Correlation rank, double[] pixels) {
    this.rank = rank;
    this.pixels = pixels;
  }

  /**
   * Generates the sample's counterfactuals both ways and compares them; memory is that of the exact
   * landscape.
   *
   * @param sample the factual sample, of at least 2 sources
   * @param exact generates counterfactuals; its own distance is not used
   * @param differential has the Jacobian; its own distance is not used. Decoded by the same codec
   *     as the exact one, or neither
   * @param distance of both landscapes, not a perceptual one
   * @return the agreement
   * @throws IllegalArgumentException if the distance is perceptual, a member is not differentiable,
   *     or one attributor decodes to another shape
   * @throws java.util.concurrent.CancellationException if an execution is cancelled
   */
  public static DifferentialAgreement measure(
      Sample sample,
      AblationAttributor exact,
      DifferentialAttributor differential,
      Distance distance) {
    EnsembleJacobian jacobian = differential.jacobian(sample);
    Landscape approximated = jacobian.landscape(distance);
    PixelAgreement pixels = PixelAgreement.with(jacobian);
    Landscape generated = exact.landscapes(sample, List.of(distance), pixels).get(0);
    return of(generated, approximated, pixels.correlations());
  }

  /**
   * The agreement of landscapes that were computed before.
   *
   * @param exact the sample's exact landscape, of at least 2 sources
   * @param differential the same by differential ablation, in the same distance
   * @param pixelCorrelations of each counterfactual, as {@link PixelAgreement#correlations} has
   *     them
   * @return the agreement
   * @throws IllegalArgumentException if the numbers of sources differ or are less than 2, or a
   *     correlation lies outside [−1, 1]
   */
  public static DifferentialAgreement of(
      Landscape exact, Landscape differential, double... pixelCorrelations) {
    if (exact.sources() != differential.sources() || exact.sources() != pixelCorrelations.length) {
      throw new IllegalArgumentException(
          "landscapes and correlations of one sample are of the same sources, found "
              + exact.sources()
              + ", "
              + differential.sources()
              + " and "
              + pixelCorrelations.length);
    }
    for (int s = 0; s < pixelCorrelations.length; s++) {
      if (Math.abs(pixelCorrelations[s]) > 1) {
        throw new IllegalArgumentException(
            "correlations lie from -1 to 1, that of source " + s + " is " + pixelCorrelations[s]);
      }
    }
    return new DifferentialAgreement(
        Correlation.spearman(exact.distances(), differential.distances()),
        pixelCorrelations.clone());
  }

  /**
   * Spearman's correlation of the two landscapes' distances (top of Figure 8).
   *
   * @return the correlation; NaN if a landscape's distances are all equal
   */
  public Correlation rankCorrelation() {
    return rank;
  }

  /**
   * Pearson's correlation of each counterfactual's differences.
   *
   * @return a copy, by source; NaN where none is defined
   */
  public double[] pixelCorrelations() {
    return pixels.clone();
  }

  /**
   * The distribution of {@link #pixelCorrelations} (bottom of Figure 8).
   *
   * @return that of those that are defined; empty if none is
   */
  public Optional<Distribution> pixels() {
    return Arrays.stream(pixels).allMatch(Double::isNaN)
        ? Optional.empty()
        : Optional.of(Distribution.ofDefined(pixels));
  }

  @Override
  public String toString() {
    return "DifferentialAgreement[" + rank + ", pixels " + pixels() + "]";
  }
}
