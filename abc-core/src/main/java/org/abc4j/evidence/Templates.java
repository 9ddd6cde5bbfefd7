package org.abc4j.evidence;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.abc4j.evaluation.Quantiles;
import org.abc4j.evidence.Template.Direction;

/** The usual templates. */
public final class Templates {
  private static final double[] BANDWIDTHS = {0.15, 0.3, 0.6};
  private static final double[] WIDTHS = {0.03, 0.1, 0.3};

  private Templates() {}

  private record Named(String name, Direction direction, Function<SeenPoints, double[]> kernel)
      implements Template {
    @Override
    public double[] weights(SeenPoints seen) {
      return kernel.apply(seen);
    }

    @Override
    public String toString() {
      return name + " × " + direction;
    }
  }

  /**
   * The default set of twelve: posterior means of three bandwidths; Gaussian kernels of three
   * widths, a constant one and both linear ones, times the residual; and a constant and both linear
   * ones times the difference.
   *
   * @return the templates
   */
  public static List<Template> usual() {
    return List.of(
        posteriorMean(BANDWIDTHS[0]),
        posteriorMean(BANDWIDTHS[1]),
        posteriorMean(BANDWIDTHS[2]),
        gaussian(WIDTHS[0], Direction.RESIDUAL),
        gaussian(WIDTHS[1], Direction.RESIDUAL),
        gaussian(WIDTHS[2], Direction.RESIDUAL),
        constant(Direction.RESIDUAL),
        linear(Direction.RESIDUAL),
        whitened(Direction.RESIDUAL),
        linear(Direction.DIFFERENCE),
        whitened(Direction.DIFFERENCE),
        constant(Direction.DIFFERENCE));
  }

  /**
   * What a point does to the posterior mean of a density that is the points smoothed by a Gaussian
   * of standard deviation h: softmax(−‖x − √ᾱ·x_j‖²/(2(1 − ᾱ + ᾱh²))) times x_j − x̂₀.
   *
   * @param bandwidth h, in units of the points, positive
   * @return the template
   * @throws IllegalArgumentException if h is not positive
   */
  public static Template posteriorMean(double bandwidth) {
    requirePositive("a bandwidth", bandwidth);
    return new Named(
        "posterior mean(" + bandwidth + ")",
        Direction.DIFFERENCE,
        seen -> {
          double variance = 1 - seen.alphaBar() + seen.alphaBar() * bandwidth * bandwidth;
          double[] weights = exponentials(seen.squaredFromState(), 2 * variance);
          double sum = Vectors.sum(weights);
          Arrays.setAll(weights, j -> weights[j] / sum);
          return weights;
        });
  }

  /**
   * A Gaussian kernel of the distance to the predicted clean sample: exp(−(‖x_j − x̂₀‖² −
   * least)/(2·f·median)), with least and median over all points.
   *
   * @param width f, positive
   * @param direction what it is multiplied by
   * @return the template
   * @throws IllegalArgumentException if f is not positive
   */
  public static Template gaussian(double width, Direction direction) {
    requirePositive("a width", width);
    return new Named(
        "Gaussian(" + width + ")",
        direction,
        seen -> {
          double[] squares = seen.squaredFromClean();
          double median = Quantiles.median(squares);
          // Points that are all the sample itself are all alike.
          return exponentials(squares, median > 0 ? 2 * width * median : 1);
        });
  }

  /**
   * The same for every point.
   *
   * @param direction what it is multiplied by
   * @return the template
   */
  public static Template constant(Direction direction) {
    return new Named(
        "constant",
        direction,
        seen -> {
          double[] ones = new double[seen.count()];
          Arrays.fill(ones, 1);
          return ones;
        });
  }

  /**
   * A linear denoiser's: (x_j − x̄)·(x̂₀ − x̄) with x̄ the mean of the points.
   *
   * @param direction what it is multiplied by
   * @return the template
   */
  public static Template linear(Direction direction) {
    return new Named("linear", direction, SeenPoints::products);
  }

  /**
   * A linear denoiser's, with the points' inverse covariance: (x_j − x̄)ᵀΩ⁻¹(x̂₀ − x̄).
   *
   * @param direction what it is multiplied by
   * @return the template
   */
  public static Template whitened(Direction direction) {
    return new Named("whitened", direction, SeenPoints::whitenedProducts);
  }

  /** exp(−(square − least)/scale). */
  private static double[] exponentials(double[] squares, double scale) {
    double least = Arrays.stream(squares).min().orElse(0);
    return Arrays.stream(squares)
        .map(square -> StrictMath.exp(-(square - least) / scale))
        .toArray();
  }

  private static void requirePositive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + " is positive and finite, found " + value);
    }
  }
}
