package org.abc4j.attribution;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.PerceptualDistance.From;
import org.abc4j.sampling.Sample;

/**
 * Distances of all counterfactuals of a sample, filled as they come: perceptual ones a chunk at
 * once, others one by one. For use by one thread.
 */
final class DistanceTable implements CounterfactualWalk.Chunks {
  private final float[] factual;
  private final Shape shape;
  private final List<Distance> distances;
  private final Execution execution;
  private final double[][] measured;

  /** For each distance that is perceptual, what the sample itself looks like; null for others. */
  private final From[] perceived;

  private DistanceTable(
      float[] factual, Shape shape, int sources, List<Distance> distances, Execution execution) {
    this.factual = factual;
    this.shape = shape;
    this.distances = List.copyOf(distances);
    this.execution = execution;
    this.measured = new double[distances.size()][sources];
    this.perceived = new From[distances.size()];
    for (int d = 0; d < perceived.length; d++) {
      if (distances.get(d) instanceof PerceptualDistance perceptual) {
        execution.checkCancelled();
        perceived[d] = perceptual.from(factual.clone(), shape);
      }
    }
  }

  /** Distances from a sample as its counterfactuals are, decoded where they are. */
  static DistanceTable of(
      ExactCounterfactuals counterfactuals,
      Sample sample,
      List<Distance> distances,
      Execution execution) {
    int sources = Math.toIntExact(sample.ensemble().code().sources().count());
    return new DistanceTable(
        counterfactuals.factual(), counterfactuals.shape(), sources, distances, execution);
  }

  /** The sample that distances are from. */
  float[] factual() {
    return factual;
  }

  @Override
  public void see(long first, Batch images) {
    for (int d = 0; d < perceived.length; d++) {
      if (perceived[d] != null) {
        double[] found = perceived[d].to(images, first, execution);
        System.arraycopy(found, 0, measured[d], (int) first, images.rows());
      }
    }
  }

  /** Measures one by the distances that are not perceptual. */
  void measure(int source, float[] image) {
    for (int d = 0; d < perceived.length; d++) {
      execution.checkCancelled();
      if (perceived[d] == null) {
        measured[d][source] = distances.get(d).between(factual.clone(), image.clone(), shape);
      }
    }
  }

  /** The distances of each, by source; to be taken when all are measured. */
  double[][] measured() {
    return measured;
  }
}
