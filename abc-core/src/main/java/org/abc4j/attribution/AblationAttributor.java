package org.abc4j.attribution;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.sampling.Sample;

/**
 * Exact counterfactual attribution (sections 2.2 and 3.2): generates the counterfactual of every
 * source by ablation, and measures how far it lies from the sample.
 *
 * <p>Only distances are kept, 8 bytes a source; {@link ExactCounterfactuals} hands out the images.
 * Immutable and thread-safe.
 */
public final class AblationAttributor implements Attributor<Landscape> {
  private final Distance distance;
  private final Quantization quantization;
  private final Execution execution;

  private AblationAttributor(Distance distance, Quantization quantization, Execution execution) {
    this.distance = Objects.requireNonNull(distance, "distance");
    this.quantization = quantization;
    this.execution = Objects.requireNonNull(execution, "execution");
  }

  /** By Euclidean distance, on the calling thread, in a continuous space. */
  public AblationAttributor() {
    this(Distance.euclidean(), null, Execution.sequential());
  }

  /**
   * By another distance.
   *
   * @param distance the distance
   * @return a copy that uses it
   */
  public AblationAttributor withDistance(Distance distance) {
    return new AblationAttributor(distance, quantization, execution);
  }

  /**
   * For samples of a discrete space, so that the landscape can tell whether a sample is truly
   * unattributable.
   *
   * @param rule how values map to that space
   * @return a copy that uses it
   */
  public AblationAttributor withQuantization(Quantization rule) {
    return new AblationAttributor(
        distance, Objects.requireNonNull(rule, "quantization rule"), execution);
  }

  /**
   * With another execution.
   *
   * @param execution where members run, who hears of progress, when it stops
   * @return a copy that uses it
   */
  public AblationAttributor with(Execution execution) {
    return new AblationAttributor(distance, quantization, execution);
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   * @throws IllegalArgumentException if a distance is not a number
   */
  @Override
  public Landscape attribute(Sample sample) {
    return landscapes(sample, List.of(distance)).get(0);
  }

  /**
   * The landscape of a sample in several distances, at the price of one.
   *
   * @param sample the factual sample
   * @param distances the distances
   * @return a landscape for each of them
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   * @throws IllegalArgumentException if a distance is not a number
   */
  public List<Landscape> landscapes(Sample sample, List<Distance> distances) {
    int sources = Math.toIntExact(sample.ensemble().code().sources().count());
    double[][] measured = new double[distances.size()][sources];
    BitSet changed = new BitSet();
    float[] factual = sample.image();
    ExactCounterfactuals.of(sample)
        .with(execution)
        .forEachSource(
            (source, ablation, image) -> {
              for (int d = 0; d < measured.length; d++) {
                measured[d][(int) source] =
                    distances.get(d).between(factual, image, sample.shape());
              }
              if (quantization != null && !quantization.same(factual, image)) {
                changed.set((int) source);
              }
            });
    List<Landscape> landscapes = new ArrayList<>();
    for (double[] of : measured) {
      landscapes.add(Landscape.of(of, quantization == null ? null : changed));
    }
    return landscapes;
  }
}
