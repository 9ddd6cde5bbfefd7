package org.abc4j.evaluation.protocol;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.attribution.PerceptualDistance;
import org.abc4j.attribution.Quantization;
import org.abc4j.codec.Codec;
import org.abc4j.evaluation.Proportion;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;

/**
 * Whether a sample is unattributable (section 3.5, Figure 6), exactly and mostly without its whole
 * landscape: one counterfactual that differs is enough to say no. A sample that is attributable
 * costs a few counterfactuals, one that is not all N.
 *
 * <p>Sources are tried in groups of 8, 16, 32 and so on up to the chunk, so that an early end saves
 * most of the work and a late one takes it in large batches. The answer is that of {@link
 * org.abc4j.attribution.Landscape#isTrulyUnattributable} or {@code isUnattributable}, whatever the
 * order of the sources, the chunk and the execution; how many counterfactuals it takes depends on
 * the order: the first by differential ablation ({@code landscape.top(N)}) soonest differ. What
 * speaks against the sample is its {@linkplain Finding#witness witness}.
 *
 * <p>Immutable and thread-safe.
 */
public final class UnattributableSearch {
  private static final int FIRST_GROUP = 8;
  private static final int DEFAULT_CHUNK = 256;

  private final Rule rule;
  private final Execution execution;
  private final int chunk;

  /** Null where samples are compared as they are. */
  private final Codec codec;

  private UnattributableSearch(Rule rule, Execution execution, int chunk, Codec codec) {
    this.rule = rule;
    this.execution = Objects.requireNonNull(execution, "execution");
    this.chunk = chunk;
    this.codec = codec;
  }

  /** Which images stand against a sample. */
  @FunctionalInterface
  private interface Rule {
    Difference from(float[] factual, Shape shape, Execution execution);
  }

  /** Whether an image stands against the sample. */
  @FunctionalInterface
  private interface Difference {
    boolean is(float[] image, int source);
  }

  /**
   * Samples that are truly unattributable: in their discrete space every counterfactual is the
   * sample itself.
   *
   * @param space how values map to that space
   * @return a search on the calling thread, in chunks of up to 256
   */
  public static UnattributableSearch truly(Quantization space) {
    Objects.requireNonNull(space, "quantization rule");
    Rule rule = (factual, shape, execution) -> (image, source) -> !space.same(factual, image);
    return new UnattributableSearch(rule, Execution.sequential(), DEFAULT_CHUNK, null);
  }

  /**
   * Samples that are nearly unattributable: every counterfactual lies under a threshold.
   *
   * @param distance the distance
   * @param tau the threshold τ, positive
   * @return a search on the calling thread, in chunks of up to 256
   * @throws IllegalArgumentException if τ is not positive
   */
  public static UnattributableSearch nearly(Distance distance, double tau) {
    Objects.requireNonNull(distance, "distance");
    if (!(tau > 0)) {
      throw new IllegalArgumentException("a threshold τ is positive, found " + tau);
    }
    Rule rule =
        (factual, shape, execution) -> {
          PerceptualDistance.From from =
              distance instanceof PerceptualDistance perceptual
                  ? perceptual.from(factual.clone(), shape)
                  : null;
          return (image, source) -> {
            double d =
                from == null
                    ? distance.between(factual.clone(), image, shape)
                    : from.to(Batch.of(shape, image), source, execution)[0];
            if (Double.isNaN(d)) {
              throw new IllegalArgumentException(
                  "a counterfactual distance is a number, but that of source "
                      + source
                      + " is NaN");
            }
            return d >= tau;
          };
        };
    return new UnattributableSearch(rule, Execution.sequential(), DEFAULT_CHUNK, null);
  }

  /**
   * With another execution.
   *
   * @param execution where members run, who hears of progress in sources, when it stops
   * @return a copy that uses it
   */
  public UnattributableSearch with(Execution execution) {
    return new UnattributableSearch(rule, execution, chunk, codec);
  }

  /**
   * With groups of at most another size.
   *
   * @param chunk counterfactuals generated together at most, at least 1
   * @return a copy that uses it
   * @throws IllegalArgumentException if {@code chunk} is less than 1
   */
  public UnattributableSearch withChunk(int chunk) {
    if (chunk < 1) {
      throw new IllegalArgumentException("a chunk has at least 1 counterfactual, found " + chunk);
    }
    return new UnattributableSearch(rule, execution, chunk, codec);
  }

  /**
   * For samples of a latent space, which are compared as images.
   *
   * @param codec the codec of the space, normalisation included; null for samples as they are
   * @return a copy that uses it
   */
  public UnattributableSearch decodedBy(Codec codec) {
    return new UnattributableSearch(rule, execution, chunk, codec);
  }

  /**
   * Tries a sample's sources in their own order.
   *
   * @param sample the factual sample
   * @return what was found
   * @throws IllegalArgumentException if a distance or a value to quantise is NaN, or the codec is
   *     of another space
   * @throws IllegalStateException if members were removed and a source has no counterfactual
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Finding find(Sample sample) {
    int sources = Math.toIntExact(sample.ensemble().code().sources().count());
    return find(sample, IntStream.range(0, sources).toArray());
  }

  /**
   * Tries a sample's sources in a given order, best the most suspect first.
   *
   * @param sample the factual sample
   * @param order all its sources, each once
   * @return what was found; the same but for how soon
   * @throws IllegalArgumentException if the order does not name each source once, a distance or a
   *     value to quantise is NaN, or the codec is of another space
   * @throws IllegalStateException if members were removed and a source has no counterfactual
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Finding find(Sample sample, int[] order) {
    var code = sample.ensemble().code();
    int[] own = requireOrder(order, Math.toIntExact(code.sources().count()));
    sample.ensemble().separation().requireCounterfactuals();
    Execution silent = execution.reportingTo((done, total) -> {});
    ExactCounterfactuals counterfactuals =
        ExactCounterfactuals.of(sample).with(silent).withChunk(chunk).decodedBy(codec);
    Difference difference = rule.from(counterfactuals.factual(), counterfactuals.shape(), silent);
    int[] witness = {-1};
    int done = 0;
    int group = Math.min(FIRST_GROUP, chunk);
    execution.progress(0, own.length);
    while (done < own.length && witness[0] < 0) {
      int first = done;
      int count = Math.min(group, own.length - done);
      counterfactuals.forEach(
          count,
          k -> Ablation.ofSources(code, own[first + (int) k]),
          (k, ablation, image) -> {
            int source = own[first + (int) k];
            if (witness[0] < 0 && difference.is(image, source)) {
              witness[0] = source;
            }
          });
      done += count;
      group = Math.min(chunk, 2 * group);
      execution.progress(done, own.length);
    }
    execution.checkCancelled();
    return new Finding(
        own.length, done, witness[0] < 0 ? OptionalInt.empty() : OptionalInt.of(witness[0]));
  }

  private static int[] requireOrder(int[] order, int sources) {
    if (order.length != sources) {
      throw new IllegalArgumentException(
          "an order has each of " + sources + " sources, found " + order.length);
    }
    boolean[] seen = new boolean[sources];
    for (int source : order) {
      if (source < 0 || source >= sources || seen[source]) {
        throw new IllegalArgumentException(
            "an order has each of "
                + sources
                + " sources once, found "
                + source
                + (source < 0 || source >= sources ? "" : " twice"));
      }
      seen[source] = true;
    }
    return order.clone();
  }

  /**
   * How many of some samples are unattributable: the paper finds 14 of 3,731 truly so.
   *
   * @param findings one a sample, at least one
   * @return those that are
   * @throws IllegalArgumentException if there is none
   */
  public static Proportion share(List<Finding> findings) {
    int found = (int) findings.stream().filter(Finding::isUnattributable).count();
    return new Proportion(found, findings.size());
  }

  /**
   * What was found of one sample.
   *
   * @param sources N, at least 1
   * @param generated counterfactuals that were generated, from 1 to N
   * @param witness the source whose counterfactual differs, the first in the order that was tried;
   *     empty if none does, of all
   */
  public record Finding(int sources, int generated, OptionalInt witness) {

    /**
     * Checks the numbers.
     *
     * @param sources N, at least 1
     * @param generated counterfactuals that were generated, from 1 to N
     * @param witness the source whose counterfactual differs, or empty
     * @throws IllegalArgumentException if a number is out of range, or there is no witness though
     *     not all counterfactuals were generated
     */
    public Finding {
      if (sources < 1
          || generated < 1
          || generated > sources
          || witness.isPresent() && (witness.getAsInt() < 0 || witness.getAsInt() >= sources)
          || witness.isEmpty() && generated < sources) {
        throw new IllegalArgumentException(
            "a search ends with a witness or after all "
                + sources
                + " sources, found "
                + witness
                + " after "
                + generated);
      }
    }

    /**
     * Whether the sample is unattributable.
     *
     * @return true if there is no witness
     */
    public boolean isUnattributable() {
      return witness.isEmpty();
    }
  }
}
