package org.abc4j.attribution;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.codebook.Separation;
import org.abc4j.codec.Codec;
import org.abc4j.sampling.Sample;

/**
 * Exact counterfactual attribution (sections 2.2 and 3.2): generates the counterfactual of every
 * source by ablation, and measures how far it lies from the sample.
 *
 * <p>Of each counterfactual only its distances are kept: a landscape holds 12 bytes a source, the
 * distance and its place in their order, and takes a few times that while it is made. The images of
 * one chunk are in memory together, with every member's predictions for those that keep it: some 4
 * · n · m bytes for each image of the chunk, whatever the number of sources. {@link
 * ExactCounterfactuals} hands out the images. A {@link PerceptualDistance} sees a chunk's images
 * together, and is the same bits for any chunk too. Immutable and thread-safe.
 */
public final class AblationAttributor implements Attributor<Landscape> {
  private final Distance distance;
  private final Quantization quantization;
  private final Execution execution;
  private final int chunk;

  /** Null where samples are measured as they are. */
  private final Codec codec;

  private AblationAttributor(
      Distance distance, Quantization quantization, Execution execution, int chunk, Codec codec) {
    this.distance = Objects.requireNonNull(distance, "distance");
    this.quantization = quantization;
    this.execution = Objects.requireNonNull(execution, "execution");
    this.chunk = ExactCounterfactuals.requireChunk(chunk);
    this.codec = codec;
  }

  /** By Euclidean distance, on the calling thread, in a continuous space, in chunks of 256. */
  public AblationAttributor() {
    this(
        Distance.euclidean(),
        null,
        Execution.sequential(),
        ExactCounterfactuals.DEFAULT_CHUNK,
        null);
  }

  /**
   * By another distance.
   *
   * @param distance the distance
   * @return a copy that uses it
   */
  public AblationAttributor withDistance(Distance distance) {
    return new AblationAttributor(distance, quantization, execution, chunk, codec);
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
        distance, Objects.requireNonNull(rule, "quantization rule"), execution, chunk, codec);
  }

  /**
   * With another execution.
   *
   * @param execution where members run, who hears of progress, when it stops
   * @return a copy that uses it
   */
  public AblationAttributor with(Execution execution) {
    return new AblationAttributor(distance, quantization, execution, chunk, codec);
  }

  /**
   * With chunks of another size, which trade memory for larger batches.
   *
   * @param chunk counterfactuals generated together, at least 1
   * @return a copy that uses it; landscapes are the same bits
   * @throws IllegalArgumentException if {@code chunk} is less than 1
   */
  public AblationAttributor withChunk(int chunk) {
    return new AblationAttributor(distance, quantization, execution, chunk, codec);
  }

  /**
   * For samples of a latent space: samples and counterfactuals are decoded, some at a time, and
   * distances, quantisation and visitors are those of images.
   *
   * @param codec the codec of the space that samples are of, their normalisation included; null for
   *     samples as they are
   * @return a copy that uses it
   */
  public AblationAttributor decodedBy(Codec codec) {
    return new AblationAttributor(distance, quantization, execution, chunk, codec);
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   * @throws IllegalArgumentException if a distance is not a number, or the codec is of another
   *     space
   * @throws ArithmeticException if a perceptual distance finds no finite features in a
   *     counterfactual, naming its source
   * @throws IllegalStateException if members were removed and a source has no counterfactual,
   *     naming it, before anything is generated
   */
  @Override
  public Landscape attribute(Sample sample) {
    return landscapes(sample, List.of(distance)).get(0);
  }

  /**
   * The landscape of a sample in several distances, at the price of one. They take the place of the
   * attributor's own distance, which is not used.
   *
   * @param sample the factual sample
   * @param distances the distances
   * @return a landscape for each of them
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   * @throws IllegalArgumentException if a distance is not a number
   * @throws ArithmeticException if a perceptual distance finds no finite features in a
   *     counterfactual, naming its source
   * @throws IllegalStateException if members were removed and a source has no counterfactual,
   *     naming it, before anything is generated
   */
  public List<Landscape> landscapes(Sample sample, List<Distance> distances) {
    return landscapes(sample, distances, (source, ablation, image) -> {});
  }

  /**
   * The landscape of a sample in several distances, and its counterfactuals as they come. The given
   * distances take the place of the attributor's own, which is not used.
   *
   * @param sample the factual sample
   * @param distances the distances
   * @param visitor receives the counterfactual of each source, in their order, once it is measured
   * @return a landscape for each of the distances
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   * @throws IllegalArgumentException if a distance is not a number
   * @throws ArithmeticException if a perceptual distance finds no finite features in a
   *     counterfactual, naming its source
   * @throws IllegalStateException if members were removed and a source has no counterfactual,
   *     naming it, before anything is generated
   */
  public List<Landscape> landscapes(
      Sample sample, List<Distance> distances, CounterfactualVisitor visitor) {
    Separation separation = sample.ensemble().separation().requireCounterfactuals();
    BitSet changed = new BitSet();
    ExactCounterfactuals counterfactuals =
        ExactCounterfactuals.of(sample).with(execution).withChunk(chunk).decodedBy(codec);
    DistanceTable table = DistanceTable.of(counterfactuals, sample, distances, execution);
    float[] factual = table.factual();
    counterfactuals.forEachSource(
        table,
        (source, ablation, image) -> {
          table.measure((int) source, image);
          if (quantization != null && !quantization.same(factual.clone(), image.clone())) {
            changed.set((int) source);
          }
          visitor.visit(source, ablation, image);
        });
    List<Landscape> landscapes = new ArrayList<>();
    for (double[] of : table.measured()) {
      landscapes.add(Landscape.of(of, quantization == null ? null : changed, separation));
    }
    execution.checkCancelled();
    return landscapes;
  }
}
