package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.abc4j.Shape;
import org.abc4j.data.Normalisation;
import org.abc4j.perception.ExtractorDescription;
import org.abc4j.perception.FeatureExtractor;
import org.abc4j.perception.FeatureMetric;
import org.abc4j.perception.PerceptualMetric;
import org.abc4j.perception.SampleFeatures;

/**
 * A perceptual metric whose network is open, before it is known how samples are normalised.
 * Immutable and thread-safe, as long as the network is open.
 */
public final class OpenMetric implements AutoCloseable {
  private final ExtractorDescription description;
  private final FeatureExtractor extractor;
  private final FeatureMetric metric;

  private OpenMetric(
      ExtractorDescription description, FeatureExtractor extractor, FeatureMetric metric) {
    this.description = description;
    this.extractor = Objects.requireNonNull(extractor, "extractor");
    this.metric = metric;
  }

  /**
   * The metric of a description.
   *
   * @param description the description
   * @param extractor its network, closed with the metric
   * @param folder where its file of weights lies, if it has one
   * @return the metric
   * @throws IllegalArgumentException if the description compares sets of images, not two
   * @throws org.abc4j.io.MalformedFileException if the weights are not what they must be
   * @throws IOException if the weights cannot be read
   */
  public static OpenMetric of(
      ExtractorDescription description, FeatureExtractor extractor, Path folder)
      throws IOException {
    return new OpenMetric(description, extractor, description.metric(folder));
  }

  /**
   * What results call it.
   *
   * @return the description's name
   */
  public String name() {
    return description.name();
  }

  /**
   * For samples of a normalisation.
   *
   * @param normalisation how values of pictures became those of samples
   * @return the metric
   */
  public PerceptualMetric of(Normalisation normalisation) {
    return PerceptualMetric.of(SampleFeatures.of(description, extractor, normalisation), metric);
  }

  /**
   * What a plan says of it. Data sets are normalised in several ways and measured by one metric, so
   * its digest is that for one of them.
   *
   * @return name and digests
   */
  public PlannedMetric planned() {
    return new PlannedMetric(name(), extractor.sha256(), of(Normalisation.plusMinusOne()).sha256());
  }

  /**
   * The time of a pass, after one that is not timed.
   *
   * @param shape of an image, whose values do not matter
   * @return seconds
   */
  public double passSeconds(Shape shape) {
    PerceptualMetric measured = of(Normalisation.plusMinusOne());
    float[] image = new float[shape.size()];
    measured.from(image, shape);
    long start = System.nanoTime();
    measured.from(image, shape);
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    extractor.close();
  }

  @Override
  public String toString() {
    return name();
  }
}
