package org.abc4j.perception;

import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.Stages;
import org.abc4j.evaluation.FrechetDistance;
import org.abc4j.evaluation.GaussianMoments;

/**
 * The Fréchet distance of two sets of images, which is nothing without the extractor that it is
 * named after (appendix C.1): {@code "Fréchet distance by inception-v3"} is the paper's FID if the
 * extractor is the shipped one with the paper's weights, and another number with any other.
 *
 * @param extractor what the description calls the extractor
 * @param sha256 all that decides the features ({@link SampleFeatures#sha256})
 * @param distance d², at least 0, in squared units of the features
 * @param images how many images the first set has
 * @param references how many the second has
 */
public record FrechetScore(
    String extractor, String sha256, double distance, int images, int references) {

  /** Weights of the stages: passes take longer than the eigenvalues. */
  private static final int PASSES = 4;

  /**
   * Compares two sets of images, with unbiased covariances. All features of one set are in memory
   * together, in {@code double}.
   *
   * @param features what is found in an image, one vector
   * @param images at least 2 images
   * @param references at least 2 others, normalised alike
   * @param execution who hears of progress, when to stop; all is done on the calling thread
   * @return the distance
   * @throws IllegalArgumentException if a set has fewer than 2 images, or they cannot be prepared
   * @throws ArithmeticException if a value or a feature is not finite, naming the image by its row
   *     in its set; or the distance exceeds the range of {@code double}
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public static FrechetScore between(
      SampleFeatures features, Rows images, Rows references, Execution execution) {
    Stages stages = new Stages(execution::progress, 2 * PASSES + 1);
    GaussianMoments first = moments(features, images, execution.reportingTo(stages.next(PASSES)));
    GaussianMoments second =
        moments(features, references, execution.reportingTo(stages.next(PASSES)));
    double distance = FrechetDistance.between(first, second, execution.reportingTo(stages.next(1)));
    return new FrechetScore(
        features.name(), features.sha256(), distance, images.rows(), references.rows());
  }

  /**
   * Mean and covariance of the features of images.
   *
   * @param features what is found in an image
   * @param images at least 2 images
   * @param execution who hears of progress in images, when to stop
   * @return their moments
   * @throws IllegalArgumentException if there are fewer than 2 images, or they cannot be prepared
   * @throws ArithmeticException if a value or a feature is not finite, naming the image
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public static GaussianMoments moments(SampleFeatures features, Rows images, Execution execution) {
    double[][] all = new double[images.rows()][];
    features.forEach(
        images,
        0,
        all.length,
        0,
        execution,
        (row, layout, found) -> {
          all[row] = new double[found.length];
          for (int i = 0; i < found.length; i++) {
            all[row][i] = found[i];
          }
        });
    return GaussianMoments.of(all, 1, execution.reportingTo((done, total) -> {}));
  }

  /** Named after its extractor. */
  @Override
  public String toString() {
    return "Fréchet distance by "
        + extractor
        + " "
        + distance
        + " ("
        + images
        + " images, "
        + references
        + " references, features "
        + sha256
        + ")";
  }
}
