package org.abc4j.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Stages;
import org.abc4j.attribution.Landscape;
import org.abc4j.codebook.Codebook;
import org.abc4j.codec.Codec;
import org.abc4j.evidence.AnyEffectTest;
import org.abc4j.evidence.BenjaminiHochberg;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.SourceEvidence;
import org.abc4j.sampling.Sample;

/**
 * Calibrated influence on a sample as numbers and pictures, without the ensemble that they were
 * computed with: {@link CalibratedAttribution} says what they mean.
 *
 * <p>Of all sources it has signed sizes, z-scores and p- and q-values. A {@linkplain #size size} is
 * the cheaper of two estimates of how long the predicted change of the sample is; the better one is
 * the {@linkplain #length length} that the change has where it was carried through the sampler, for
 * the 32 sources of the greatest sizes, or as many more as have pictures. {@link #top} goes by both
 * (decision 41). Of the first sources the change itself is kept.
 *
 * <p>Without placebos it is <em>uncalibrated</em>: p- and q-values are NaN, and there is only
 * Student's t, an approximation. Immutable and thread-safe; arrays are copied in and out.
 */
public final class CalibratedInfluence {
  /**
   * The level that reports and commands name sources at: of q-values the share of false names,
   * averaged over samples, that is put up with; of placebos' distances the probability of any.
   */
  public static final double LEVEL = 0.05;

  /** Of how many sources the influence is carried through the sampler, if of any. */
  static final int CARRIED = 32;

  /** Into how many parts quantiles divide what chance makes of z-scores. */
  static final int NULL_PARTS = 256;

  private final int members;
  private final int weight;
  private final int placebos;
  private final double[] sizes;
  private final double[] zScores;
  private final double[] studentPValues;
  private final int[] atLeastAsHigh;
  private final double[] nullQuantiles;
  private final double[] qValues;
  private final InfluenceOrder order;
  private final Map<Integer, float[]> changes = new LinkedHashMap<>();
  private final AnyEffectTest anyEffect;

  CalibratedInfluence(InfluenceParts parts) {
    members = parts.members;
    weight = parts.weight;
    placebos = parts.placebos;
    sizes = parts.sizes.clone();
    zScores = parts.zScores.clone();
    studentPValues = parts.studentPValues.clone();
    atLeastAsHigh = parts.atLeastAsHigh.clone();
    nullQuantiles = parts.nullQuantiles.clone();
    anyEffect = parts.anyEffect;
    for (int source = 0; source < sizes.length; source++) {
      if (!Double.isFinite(sizes[source]) || !Double.isFinite(zScores[source])) {
        throw new IllegalArgumentException(
            "a study is of finite influence, found size "
                + sizes[source]
                + " and z "
                + zScores[source]
                + " of source "
                + source);
      }
    }
    order = InfluenceOrder.of(sizes, parts.lengths);
    if (parts.lengths.length > 0 && parts.changes.size() > parts.lengths.length) {
      throw new IllegalArgumentException(
          "predicted changes are kept of sources whose influence was carried through the sampler, "
              + parts.lengths.length
              + " of them, found "
              + parts.changes.size());
    }
    int[] first = order.top(parts.changes.size());
    for (int k = 0; k < first.length; k++) {
      for (float value : parts.changes.get(k)) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "a study is of finite influence, found a predicted change of "
                  + value
                  + " without source "
                  + first[k]);
        }
      }
      changes.put(first[k], parts.changes.get(k).clone());
    }
    qValues =
        isCalibrated()
            ? BenjaminiHochberg.qValues(
                Arrays.stream(atLeastAsHigh).mapToDouble(this::pValueOf).toArray())
            : new double[0];
  }

  /**
   * What was found of a sample.
   *
   * @param attribution of the sample
   * @param pictures of how many sources the predicted change is kept, the first; if of none,
   *     nothing is carried through the sampler, which takes members that are differentiable
   * @param anyEffect the test of whether any source is beyond chance; null if it was not made
   * @param codec what samples are decoded by; null if they are as they were made
   * @param execution how, and who hears of its progress
   */
  static CalibratedInfluence of(
      CalibratedAttribution attribution,
      int pictures,
      AnyEffectTest anyEffect,
      Codec codec,
      Execution execution) {
    SourceEvidence evidence = attribution.evidence();
    Codebook words = attribution.sample().ensemble().code().codebook();
    int sources = attribution.sources();
    InfluenceParts parts = new InfluenceParts(words.length(), words.weight(), evidence.placebos());
    parts.sizes = new double[sources];
    parts.zScores = new double[sources];
    Arrays.setAll(parts.sizes, attribution::size);
    Arrays.setAll(parts.zScores, evidence::zScore);
    parts.studentPValues = evidence.studentPValues();
    Stages stages = new Stages(execution::progress, 2);
    // Counted once, for all who ask.
    evidence.pValues(execution.reportingTo(stages.next(1)));
    if (evidence.isCalibrated()) {
      parts.atLeastAsHigh = new int[sources];
      Arrays.setAll(parts.atLeastAsHigh, evidence::atLeastAsHigh);
      parts.nullQuantiles = evidence.nullQuantiles(NULL_PARTS);
    }
    parts.anyEffect = anyEffect;
    if (pictures > 0) {
      carry(parts, attribution, pictures, codec, execution.reportingTo(stages.next(1)));
    }
    return new CalibratedInfluence(parts);
  }

  /** Carries influence through the sampler, and from there through the decoder, if there is one. */
  private static void carry(
      InfluenceParts parts,
      CalibratedAttribution attribution,
      int pictures,
      Codec codec,
      Execution execution) {
    int[] carried = attribution.top(carriedFor(pictures, attribution.sources()));
    double[][] found = attribution.influence(carried, execution);
    List<float[]> changes = Arrays.stream(found).map(CalibratedInfluence::rounded).toList();
    if (codec == null) {
      parts.lengths = Arrays.stream(found).mapToDouble(attribution::length).toArray();
    } else {
      changes = decoded(attribution.sample(), changes, codec, execution);
      parts.lengths = changes.stream().mapToDouble(CalibratedInfluence::norm).toArray();
    }
    for (int place : InfluenceOrder.longestFirst(parts.lengths, pictures)) {
      parts.changes.add(changes.get(place));
    }
  }

  private static double norm(float[] change) {
    double squares = 0;
    for (float value : change) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /**
   * Of how many sources a study carries the influence through the sampler, a tangent each.
   *
   * @param pictures of how many sources it keeps the predicted change
   * @param sources how many there are
   * @return none for no picture, else 32 or as many as have pictures, and no more than there are
   */
  public static int carriedFor(int pictures, long sources) {
    return pictures == 0 ? 0 : (int) Math.min(sources, Math.max(CARRIED, pictures));
  }

  /** The decoder's derivatives along changes of a latent. */
  private static List<float[]> decoded(
      Sample sample, List<float[]> changes, Codec codec, Execution execution) {
    Batch derivatives =
        codec
            .tangents(
                Batch.of(sample.shape(), sample.image()),
                Batch.ofRows(sample.shape(), changes),
                execution.reportingTo((done, total) -> {}))
            .tangents();
    return IntStream.range(0, changes.size()).mapToObj(derivatives::row).toList();
  }

  private static float[] rounded(double[] values) {
    float[] rounded = new float[values.length];
    for (int p = 0; p < rounded.length; p++) {
      rounded[p] = (float) values[p];
    }
    return rounded;
  }

  /**
   * Number of sources.
   *
   * @return N, at least 1
   */
  public int sources() {
    return sizes.length;
  }

  /**
   * Number of members, which evidence rests on.
   *
   * @return n
   */
  public int members() {
    return members;
  }

  /**
   * How many members saw each source.
   *
   * @return w
   */
  public int weight() {
    return weight;
  }

  /**
   * Number of placebos: reserved words that z-scores are compared with.
   *
   * @return P
   */
  public int placebos() {
    return placebos;
  }

  /**
   * Whether there are placebos, so that p- and q-values exist.
   *
   * @return true if P is at least 1
   */
  public boolean isCalibrated() {
    return placebos > 0;
  }

  /**
   * An estimate of the length of the predicted change of the sample, with a sign. It does not ask
   * what members answer to the changed sample; {@link #change} does, so its length may differ.
   *
   * @param source index of the source
   * @return in units of the sample; positive where the source draws the sample towards its own data
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public double size(int source) {
    return sizes[Objects.checkIndex(source, sizes.length)];
  }

  /**
   * The length of the predicted change, as members' answers to the changed sample have it: a better
   * estimate than {@link #size}, known of the sources of the greatest sizes. It is for comparing
   * sources, and no length of a retraining: the trained ensemble that comes with the examples moved
   * some 24 times as far when it was really trained again, which bore out the order of sources in
   * part, and directions where evidence was strong ({@code docs/performance.md}).
   *
   * @param source index of the source
   * @return in units of the sample, of the decoded one where there is a codec, at least 0; empty if
   *     the change was not carried through the sampler
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public OptionalDouble length(int source) {
    return order.length(Objects.checkIndex(source, sizes.length));
  }

  /**
   * Of how many sources the {@link #length} is known.
   *
   * @return from 0 to N
   */
  public int carried() {
    return order.carried();
  }

  /**
   * The sources that matter most: those of the greatest sizes whose influence was carried through
   * the sampler, by its {@link #length}; then the others, by |{@link #size}|.
   *
   * @param k how many, from 0 to N
   * @return their indices, the most influential first; among equals the one of the greater size,
   *     then of least index first
   * @throws IllegalArgumentException if {@code k} is out of range
   */
  public int[] top(int k) {
    return order.top(k);
  }

  /** Lengths of the sources of the greatest sizes, in the order of sizes, as files keep them. */
  double[] lengths() {
    return order.lengths();
  }

  /** The order of {@link #top} as distances: numbers that say nothing but which is before which. */
  Landscape screen() {
    return order.screen();
  }

  /**
   * How far the members that saw a source differ from the others as predicted, in units of chance.
   *
   * @param source index of the source
   * @return z, from −√(n − 1) to √(n − 1)
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public double zScore(int source) {
    return zScores[Objects.checkIndex(source, sizes.length)];
  }

  /**
   * All z-scores.
   *
   * @return a copy, by source
   */
  public double[] zScores() {
    return zScores.clone();
  }

  /**
   * How many placebos are at least as high as a source.
   *
   * @param source index of the source
   * @return from 0 to P
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public int atLeastAsHigh(int source) {
    Objects.checkIndex(source, sizes.length);
    return isCalibrated() ? atLeastAsHigh[source] : 0;
  }

  /**
   * The p-value of a source that was chosen without looking.
   *
   * @param source index of the source
   * @return (1 + {@link #atLeastAsHigh})/(P + 1); NaN without placebos
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public double pValue(int source) {
    Objects.checkIndex(source, sizes.length);
    return isCalibrated() ? pValueOf(atLeastAsHigh[source]) : Double.NaN;
  }

  private double pValueOf(int high) {
    return (1.0 + high) / (placebos + 1.0);
  }

  /**
   * The q-value of a source that was found by looking at all ({@link BenjaminiHochberg}).
   *
   * @param source index of the source
   * @return from its p-value to 1; NaN without placebos
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public double qValue(int source) {
    Objects.checkIndex(source, sizes.length);
    return isCalibrated() ? qValues[source] : Double.NaN;
  }

  /**
   * The p-value by Student's t with n − 2 degrees of freedom: an approximation, and all there is
   * without placebos.
   *
   * @param source index of the source
   * @return from 0 to 1; NaN if n is 2
   * @throws IndexOutOfBoundsException if there is no such source
   */
  public double studentPValue(int source) {
    return studentPValues[Objects.checkIndex(source, sizes.length)];
  }

  /**
   * The sources that are named at a level of false discoveries.
   *
   * @param level α
   * @return those of q ≤ α, in the order of {@link #top}; none without placebos
   */
  public int[] named(double level) {
    return Arrays.stream(order.top(sizes.length)).filter(s -> qValue(s) <= level).toArray();
  }

  /**
   * What chance makes of z-scores: quantiles of those that sources would have with reserved words.
   *
   * @return z-scores in increasing order, the least and the greatest at the ends, evenly many
   *     between; none without placebos
   */
  public double[] nullQuantiles() {
    return nullQuantiles.clone();
  }

  /**
   * The sources whose predicted change is kept: the first.
   *
   * @return their indices, in the order of {@link #top}
   */
  public int[] pictured() {
    return changes.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The predicted change of the sample if the ensemble were trained without a source. It asks what
   * members answer to the changed sample, which {@link #size} does not.
   *
   * @param source index of the source
   * @return its values, to be added to the sample
   * @throws IllegalArgumentException if it was not kept
   */
  public float[] change(int source) {
    float[] change = changes.get(source);
    if (change == null) {
      throw new IllegalArgumentException(
          "the predicted changes of sources "
              + changes.keySet()
              + " are kept, not that of source "
              + source);
    }
    return change.clone();
  }

  /**
   * Whether any source is beyond chance, this sample and others together.
   *
   * @return the test; empty if it was not asked for
   */
  public Optional<AnyEffectTest> anyEffect() {
    return Optional.ofNullable(anyEffect);
  }

  @Override
  public String toString() {
    return "CalibratedInfluence["
        + sources()
        + " sources, "
        + members
        + " members, "
        + (isCalibrated() ? placebos + " placebos]" : "uncalibrated]");
  }
}
