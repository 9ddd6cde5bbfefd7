package org.abc4j.attribution;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.Stages;
import org.abc4j.codec.Codec;
import org.abc4j.model.Ablation;
import org.abc4j.noise.Purpose;
import org.abc4j.sampling.Sample;

/**
 * Screens all sources by a cheap attribution and verifies some by their exact counterfactuals: the
 * first ones of the screen, and others drawn uniformly from the rest, which bound what the screen
 * may have missed.
 *
 * <p>{@link #untilCertain} goes on down the screen's order until the first k places are settled.
 * For each source that was drawn the ratio of its exact distance to the screen's is known; a source
 * whose distance by the screen, times the greatest such ratio, is less than the k-th greatest exact
 * distance found cannot belong to the first k, unless its own ratio is greater than that of every
 * source that was drawn, which holds for few ({@link DrawnBound}).
 *
 * <p>The screen may be any attributor: {@link DifferentialAttributor}, {@link HybridAttributor}, or
 * one by likeness, whose distances order sources the other way round, so that only {@link
 * #untilCertain} refuses it. It must not depend on the draw, which has random numbers of its own
 * ({@link org.abc4j.noise.Purpose#VERIFIED_SOURCES}). Landscapes are the same for any execution and
 * chunk. Immutable and thread-safe.
 */
public final class ScreeningAttributor {
  private static final double CONFIDENCE = 0.95;
  private static final int FIRST = 16;
  private static final int DRAWN = 16;

  /** Sources that are verified together once the first ones and those drawn are. */
  private static final int TOGETHER = 16;

  private final Attributor<?> screen;
  private final Distance distance;
  private final Execution execution;
  private final int chunk;
  private final int first;
  private final int drawn;
  private final long seed;
  private final double confidence;
  private final int certain;

  /** Null where samples are measured as they are. */
  private final Codec codec;

  private ScreeningAttributor(
      Attributor<?> screen,
      Distance distance,
      Execution execution,
      int chunk,
      int first,
      int drawn,
      long seed,
      double confidence,
      int certain,
      Codec codec) {
    this.screen = Objects.requireNonNull(screen, "screen");
    this.distance = Objects.requireNonNull(distance, "distance");
    this.execution = Objects.requireNonNull(execution, "execution");
    this.chunk = ExactCounterfactuals.requireChunk(chunk);
    this.first = first;
    this.drawn = drawn;
    this.seed = seed;
    this.confidence = DrawnBound.requireConfidence(confidence);
    this.certain = certain;
    this.codec = codec;
  }

  /**
   * Verifies the first 16 of a screen and 16 others drawn by seed 0, by Euclidean distance, with
   * confidence 0.95, on the calling thread, in chunks of 256.
   *
   * @param screen ranks all sources; brings its own distance and execution
   */
  public ScreeningAttributor(Attributor<?> screen) {
    this(
        screen,
        Distance.euclidean(),
        Execution.sequential(),
        ExactCounterfactuals.DEFAULT_CHUNK,
        FIRST,
        DRAWN,
        0,
        CONFIDENCE,
        0,
        null);
  }

  /**
   * By another distance. A screen that is to be compared with it takes the same.
   *
   * @param distance the distance
   * @return a copy that uses it
   */
  public ScreeningAttributor withDistance(Distance distance) {
    return new ScreeningAttributor(
        screen, distance, execution, chunk, first, drawn, seed, confidence, certain, codec);
  }

  /**
   * With another execution of what is exact.
   *
   * @param execution where members run, who hears of progress against all that may have to be
   *     verified, when it stops
   * @return a copy that uses it
   */
  public ScreeningAttributor with(Execution execution) {
    return new ScreeningAttributor(
        screen, distance, execution, chunk, first, drawn, seed, confidence, certain, codec);
  }

  /**
   * With chunks of another size, which trade memory for larger batches.
   *
   * @param chunk counterfactuals generated together, at least 1
   * @return a copy that uses it; landscapes are the same bits
   * @throws IllegalArgumentException if {@code chunk} is less than 1
   */
  public ScreeningAttributor withChunk(int chunk) {
    return new ScreeningAttributor(
        screen, distance, execution, chunk, first, drawn, seed, confidence, certain, codec);
  }

  /**
   * Verifies so many of the screen's first.
   *
   * @param count K, at least 0; never more than there are
   * @return a copy that does
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public ScreeningAttributor withFirst(int count) {
    requireCount("verified sources", count);
    return new ScreeningAttributor(
        screen, distance, execution, chunk, count, drawn, seed, confidence, certain, codec);
  }

  /**
   * Verifies so many others, drawn uniformly.
   *
   * @param count R, at least 0; never more than are left
   * @param seed what they are drawn by; more of the same seed include the fewer
   * @return a copy that does
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public ScreeningAttributor withDrawn(int count, long seed) {
    requireCount("drawn sources", count);
    return new ScreeningAttributor(
        screen, distance, execution, chunk, first, count, seed, confidence, certain, codec);
  }

  /**
   * With another confidence of what is said of the sources that were not verified.
   *
   * @param confidence 1 − δ, between 0 and 1
   * @return a copy that has it
   * @throws IllegalArgumentException if it is out of range
   */
  public ScreeningAttributor withConfidence(double confidence) {
    return new ScreeningAttributor(
        screen, distance, execution, chunk, first, drawn, seed, confidence, certain, codec);
  }

  /**
   * Goes on until the first places are settled.
   *
   * @param k how many places, at least 0; never more than there are sources
   * @return a copy that does
   * @throws IllegalArgumentException if {@code k} is negative
   */
  public ScreeningAttributor untilCertain(int k) {
    requireCount("places", k);
    return new ScreeningAttributor(
        screen, distance, execution, chunk, first, drawn, seed, confidence, k, codec);
  }

  /**
   * For samples of a latent space: what is verified is decoded, some at a time, and distances and
   * visitors are those of images. A screen that is to be compared with it decodes, too.
   *
   * @param codec the codec of the space that samples are of, their normalisation included; null for
   *     samples as they are
   * @return a copy that uses it
   */
  public ScreeningAttributor decodedBy(Codec codec) {
    return new ScreeningAttributor(
        screen, distance, execution, chunk, first, drawn, seed, confidence, certain, codec);
  }

  private static void requireCount(String what, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("there are at least 0 " + what + ", found " + count);
    }
  }

  /**
   * Screens and verifies, without keeping counterfactuals.
   *
   * @param sample the factual sample
   * @return the landscape, with what holds of it
   * @throws IllegalArgumentException as {@link #attribute(Sample, CounterfactualVisitor)} does
   * @throws IllegalStateException if members were removed and a source has no counterfactual
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public ScreenedLandscape attribute(Sample sample) {
    return attribute(sample, (source, ablation, image) -> {});
  }

  /**
   * Screens and verifies.
   *
   * @param sample the factual sample
   * @param visitor sees each counterfactual that is generated, under its source
   * @return the landscape, with what holds of it
   * @throws IllegalArgumentException if neither first sources nor drawn ones are wanted, a distance
   *     is not a number, the screen is one of fewer or more sources, or places are to be settled by
   *     a screen whose first source is not its farthest
   * @throws IllegalStateException if members were removed and a source has no counterfactual,
   *     naming it, before anything is computed
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public ScreenedLandscape attribute(Sample sample, CounterfactualVisitor visitor) {
    sample.ensemble().separation().requireCounterfactuals();
    int sources = Math.toIntExact(sample.ensemble().code().sources().count());
    if (first == 0 && drawn == 0) {
      throw new IllegalArgumentException(
          "of " + sources + " sources at least 1 is verified, found 0 first and 0 drawn");
    }
    Attribution cheap = screen.attribute(sample);
    if (cheap.sources() != sources) {
      throw new IllegalArgumentException(
          "the screen has " + cheap.sources() + " sources, the ensemble has " + sources);
    }
    int[] order = cheap.top(sources);
    int best = Math.min(first, sources);
    int[] others = Arrays.stream(order, best, sources).sorted().toArray();
    int[] draw =
        Arrays.stream(TrialSources.draw(others.length, drawn, seed, Purpose.VERIFIED_SOURCES))
            .map(place -> others[place])
            .toArray();
    double[] distances = new double[sources];
    Arrays.fill(distances, Double.NaN);
    int[] begin =
        IntStream.concat(Arrays.stream(order, 0, best), Arrays.stream(draw)).sorted().toArray();
    int settled = Math.min(certain, sources);
    if (settled > 0) {
      requireFarthestFirst(cheap, order);
    }
    int atMost = settled > 0 ? sources : begin.length;
    Verification exact =
        new Verification(sample, distances, visitor, new Stages(execution::progress, atMost));
    verify(begin, exact);
    if (settled > 0) {
      settle(cheap, order, draw, settled, exact);
    }
    execution.checkCancelled();
    execution.progress(Stages.UNITS * atMost, Stages.UNITS * atMost);
    return new ScreenedLandscape(
        cheap, distances, draw, new DrawnBound(others.length, draw.length, confidence), settled);
  }

  private static void requireFarthestFirst(Attribution cheap, int[] order) {
    for (int i = 1; i < order.length; i++) {
      double before = cheap.distance(order[i - 1]);
      double next = cheap.distance(order[i]);
      if (!(next <= before)) {
        throw new IllegalArgumentException(
            "places are settled by a screen whose first source is its farthest, but source "
                + order[i]
                + " at "
                + next
                + " comes after source "
                + order[i - 1]
                + " at "
                + before);
      }
    }
  }

  /** Distances that are exact where they are numbers, and who hears of them. */
  private record Verification(
      Sample sample, double[] distances, CounterfactualVisitor visitor, Stages stages) {}

  /** Goes down the order until no source that is left could take one of the first places. */
  private void settle(Attribution cheap, int[] order, int[] draw, int places, Verification exact) {
    double[] distances = exact.distances;
    double ratio = 0;
    for (int source : draw) {
      double by = cheap.distance(source);
      ratio = Math.max(ratio, distances[source] == 0 ? 0 : distances[source] / by);
    }
    int next = 0;
    while (true) {
      while (next < order.length && !Double.isNaN(distances[order[next]])) {
        next++;
      }
      if (next == order.length
          || draw.length > 0 && ratio * cheap.distance(order[next]) < place(places, distances)) {
        return;
      }
      int[] more =
          Arrays.stream(order, next, order.length)
              .filter(source -> Double.isNaN(distances[source]))
              .limit(TOGETHER)
              .sorted()
              .toArray();
      verify(more, exact);
    }
  }

  /** The exact distance in a place, or −∞ if fewer sources are verified. */
  private static double place(int place, double[] distances) {
    double[] known = Arrays.stream(distances).filter(d -> !Double.isNaN(d)).sorted().toArray();
    return known.length < place ? Double.NEGATIVE_INFINITY : known[known.length - place];
  }

  private void verify(int[] sources, Verification exact) {
    var code = exact.sample.ensemble().code();
    ExactCounterfactuals counterfactuals =
        ExactCounterfactuals.of(exact.sample)
            .with(execution.reportingTo(exact.stages.next(sources.length)))
            .withChunk(chunk)
            .decodedBy(codec);
    DistancesFrom factual =
        DistancesFrom.of(distance, counterfactuals.factual(), counterfactuals.shape(), execution);
    counterfactuals.forEach(
        sources.length,
        index -> Ablation.ofSources(code, sources[(int) index]),
        (index, ablation, image) -> {
          execution.checkCancelled();
          int source = sources[(int) index];
          double found = factual.to(image, source);
          if (!(found >= 0)) {
            throw new IllegalArgumentException(
                "a distance is at least 0, but that of source " + source + " is " + found);
          }
          exact.distances[source] = found;
          exact.visitor.visit(source, ablation, image);
        });
  }
}
