package org.abc4j.attribution;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.CounterfactualWalk.Chunks;
import org.abc4j.codec.Codec;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;

/**
 * The exact counterfactuals of a sample (section 2.2): the same noise through the ablated ensemble.
 *
 * <p>Counterfactuals are generated in chunks that take each step together, so that a member sees
 * all states of the chunk that keep it in batches of its own choice, and they are handed on chunk
 * by chunk: memory grows with the chunk, not with the landscape. The first step starts from one
 * noise, and each member takes it once for a chunk. A counterfactual is the same bits in any chunk,
 * in any order and on any number of threads.
 *
 * <p>Ablations of an ensemble from which members were removed come on top of that: whether an
 * ablation names those members or not, they are left out, and the visitor gets the ablation of
 * both. Immutable and thread-safe.
 */
public final class ExactCounterfactuals {
  static final int DEFAULT_CHUNK = 256;

  private final Sample sample;
  private final Execution execution;
  private final int chunk;

  /** Null where samples are measured as they are. */
  private final Codec codec;

  private ExactCounterfactuals(Sample sample, Execution execution, int chunk, Codec codec) {
    this.sample = Objects.requireNonNull(sample, "sample");
    this.execution = Objects.requireNonNull(execution, "execution");
    this.chunk = chunk;
    this.codec = codec;
  }

  /**
   * The counterfactuals of a sample, generated on the calling thread in chunks of 256.
   *
   * @param sample the factual sample
   * @return its counterfactuals; nothing is generated yet
   */
  public static ExactCounterfactuals of(Sample sample) {
    return new ExactCounterfactuals(sample, Execution.sequential(), DEFAULT_CHUNK, null);
  }

  /**
   * With another execution.
   *
   * @param execution where members run, who hears of progress, when it stops
   * @return a copy that uses it
   */
  public ExactCounterfactuals with(Execution execution) {
    return new ExactCounterfactuals(sample, execution, chunk, codec);
  }

  /**
   * With chunks of another size.
   *
   * @param chunk counterfactuals generated together, at least 1
   * @return a copy that uses it
   * @throws IllegalArgumentException if {@code chunk} is less than 1
   */
  public ExactCounterfactuals withChunk(int chunk) {
    return new ExactCounterfactuals(sample, execution, requireChunk(chunk), codec);
  }

  /**
   * Decoded, where the ensemble is one of a latent space.
   *
   * @param codec the codec of the space that the ensemble's samples are of, their normalisation
   *     included ({@link org.abc4j.codec.NormalisedCodec}); null for samples as they are
   * @return a copy whose counterfactuals are images
   * @throws IllegalArgumentException if the codec's latents have another shape than the sample
   */
  public ExactCounterfactuals decodedBy(Codec codec) {
    requireLatents(codec, sample);
    return new ExactCounterfactuals(sample, execution, chunk, codec);
  }

  static void requireLatents(Codec codec, Sample sample) {
    if (codec != null && !codec.latentShape().equals(sample.shape())) {
      throw new IllegalArgumentException(
          "the codec's latents have shape "
              + codec.latentShape()
              + ", the sample has "
              + sample.shape());
    }
  }

  /**
   * The shape of the counterfactuals.
   *
   * @return that of the sample, or of decoded images
   */
  public Shape shape() {
    return codec == null ? sample.shape() : codec.imageShape();
  }

  /**
   * The sample, as its counterfactuals are.
   *
   * @return its values, decoded where they are
   */
  public float[] factual() {
    return codec == null ? sample.image() : decoded(codec, sample).row(0);
  }

  static Batch decoded(Codec codec, Sample sample) {
    return codec.decode(Batch.of(sample.shape(), sample.image()));
  }

  static int requireChunk(int chunk) {
    if (chunk < 1) {
      throw new IllegalArgumentException("a chunk has at least 1 counterfactual, found " + chunk);
    }
    return chunk;
  }

  /**
   * Generates the counterfactual of every source: the whole landscape.
   *
   * @param visitor receives them in the order of the sources
   * @throws IllegalStateException if members were removed and a source has no counterfactual,
   *     naming it, before anything is generated; or a member gives no answer, or one of another
   *     shape or number of rows, naming it
   * @throws ArithmeticException if a member predicts a value that is not finite, naming it,
   *     timestep and row, or a step leads to one. Rows count within a chunk, of which it names the
   *     first
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public void forEachSource(CounterfactualVisitor visitor) {
    forEachSource(Chunks.UNSEEN, visitor);
  }

  /** The same, seen by chunks before they are visited. */
  void forEachSource(Chunks chunks, CounterfactualVisitor visitor) {
    var code = sample.ensemble().code();
    sample.ensemble().separation().requireCounterfactuals();
    forEach(code.sources().count(), s -> Ablation.ofSources(code, s), chunks, visitor);
  }

  /**
   * Generates the counterfactuals of any ablations.
   *
   * @param count how many, at least 0
   * @param ablations the ablation of each index from 0 to {@code count - 1}
   * @param visitor receives them in order
   * @throws IllegalArgumentException if {@code count} is negative or an ablation is of another
   *     number of members, or leaves none of those that are there
   * @throws IllegalStateException if a member gives no answer, or one of another shape or number of
   *     rows, naming it
   * @throws ArithmeticException if a member predicts a value that is not finite, naming it,
   *     timestep and row, or a step leads to one. Rows count within a chunk, of which it names the
   *     first
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public void forEach(long count, LongFunction<Ablation> ablations, CounterfactualVisitor visitor) {
    forEach(count, ablations, Chunks.UNSEEN, visitor);
  }

  private void forEach(
      long count, LongFunction<Ablation> ablations, Chunks chunks, CounterfactualVisitor visitor) {
    if (count < 0) {
      throw new IllegalArgumentException("there are at least 0 counterfactuals, found " + count);
    }
    CounterfactualWalk walk = new CounterfactualWalk(sample, execution, chunk);
    if (codec == null) {
      walk.forEach(count, ablations, chunks, visitor);
      return;
    }
    Execution silent = execution.reportingTo((done, total) -> {});
    DecodingVisitor decoding = new DecodingVisitor(codec, sample.shape(), silent, chunks, visitor);
    walk.forEach(count, ablations, Chunks.UNSEEN, decoding);
    decoding.handOn();
  }

  /**
   * Generates the counterfactuals of some ablations and keeps them.
   *
   * @param ablations the ablations
   * @return a row for each
   */
  public Batch images(List<Ablation> ablations) {
    List<float[]> rows = new ArrayList<>();
    forEach(
        ablations.size(),
        index -> ablations.get((int) index),
        (index, ablation, image) -> rows.add(image));
    execution.checkCancelled();
    return Batch.ofRows(shape(), rows);
  }
}
