package org.abc4j.evaluation.protocol;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.attribution.Landscape;

/**
 * A sample of the model that was trained on everything, and its landscape by retraining.
 *
 * <p>Immutable and thread-safe; arrays are copied out.
 */
public final class RetrainedSample {
  private final Batch image;
  private final List<Landscape> landscapes;

  RetrainedSample(Batch image, List<Landscape> landscapes) {
    this.image = image;
    this.landscapes = List.copyOf(landscapes);
  }

  /**
   * The shape of the sample.
   *
   * @return the models', or that of decoded images
   */
  public Shape shape() {
    return image.shape();
  }

  /**
   * The factual sample.
   *
   * @return a copy of its values, decoded where landscapes are
   */
  public float[] image() {
    return image.row(0);
  }

  /**
   * Its landscapes: how far the sample lies from those of the models without each source.
   *
   * @return one for each of the distances that were asked for, in their order
   */
  public List<Landscape> landscapes() {
    return landscapes;
  }

  @Override
  public String toString() {
    return "RetrainedSample[" + shape() + ", " + landscapes + "]";
  }
}
