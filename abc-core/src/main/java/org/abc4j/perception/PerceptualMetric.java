package org.abc4j.perception;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.PerceptualDistance;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Sha256;

/**
 * A perceptual metric of the paper (appendix B.6): what an extractor finds in samples, and a
 * distance between that. For landscapes of exact counterfactuals and for likeness; differential
 * ablation refuses it, as it has no gradient.
 *
 * <p>A landscape streams its counterfactuals through the extractor and keeps distances alone. They
 * are the same bits for any chunk, since the network sees one image at a time ({@link
 * SampleFeatures}). Immutable and thread-safe, as long as the extractor is open.
 */
public final class PerceptualMetric implements PerceptualDistance {
  private final SampleFeatures features;
  private final FeatureMetric metric;

  private PerceptualMetric(SampleFeatures features, FeatureMetric metric) {
    this.features = features;
    this.metric = metric;
  }

  /**
   * A metric of features.
   *
   * @param features what is found in images
   * @param metric how far that is apart; reads the outputs that {@code features} finds
   * @return the metric
   */
  public static PerceptualMetric of(SampleFeatures features, FeatureMetric metric) {
    return new PerceptualMetric(
        Objects.requireNonNull(features, "features"), Objects.requireNonNull(metric, "metric"));
  }

  /**
   * The metric of a description.
   *
   * @param description the description
   * @param extractor its network; stays the caller's to close
   * @param folder where its file of weights lies, if it has one
   * @param normalisation how values of pictures became those of samples
   * @return the metric
   * @throws IllegalArgumentException if the description compares sets of images, not two
   * @throws org.abc4j.io.MalformedFileException if the weights are not what they must be
   * @throws IOException if the weights cannot be read
   */
  public static PerceptualMetric of(
      ExtractorDescription description,
      FeatureExtractor extractor,
      Path folder,
      Normalisation normalisation)
      throws IOException {
    return of(SampleFeatures.of(description, extractor, normalisation), description.metric(folder));
  }

  /**
   * What it compares.
   *
   * @return the features
   */
  public SampleFeatures features() {
    return features;
  }

  /**
   * What results call it.
   *
   * @return the description's name
   */
  public String name() {
    return features.name();
  }

  /**
   * All that decides its numbers: features and what they are compared by, weights included.
   *
   * @return 64 hexadecimal digits
   */
  public String sha256() {
    return Sha256.begin().add(features.sha256()).add(metric.text()).hex();
  }

  @Override
  public From from(float[] image, Shape shape) {
    SampleFeatures.Found own = measurable(image, shape);
    return (images, first, execution) -> distances(own, images, first, execution);
  }

  /** The features of an image, which the metric can measure. */
  SampleFeatures.Found measurable(float[] image, Shape shape) {
    SampleFeatures.Found own = features.of(image, shape);
    metric.requireLayout(own.layout());
    return own;
  }

  private double[] distances(
      SampleFeatures.Found own, Batch images, long first, Execution execution) {
    double[] distances = new double[images.rows()];
    features.forEach(
        images,
        0,
        images.rows(),
        first,
        execution.reportingTo((done, total) -> {}),
        (row, layout, found) -> distances[row] = between(own, layout, found, first + row));
    return distances;
  }

  /** The distance of an image to one that features were found of before. */
  double between(SampleFeatures.Found own, FeatureLayout layout, float[] found, long number) {
    if (!layout.equals(own.layout())) {
      throw new ExtractorException(
          name()
              + " compares features of the same extents, found "
              + own.layout()
              + ", and of image "
              + number
              + " "
              + layout);
    }
    return metric.between(layout, own.features(), found);
  }

  @Override
  public String toString() {
    return name();
  }
}
