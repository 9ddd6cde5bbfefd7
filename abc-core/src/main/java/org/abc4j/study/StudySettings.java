package org.abc4j.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codec.Codec;
import org.abc4j.evidence.AnyEffectTest;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.perception.PerceptualMetric;

/**
 * What a study of a sample computes: which landscapes, how many placebos, and of how many sources
 * the pictures are kept.
 *
 * <p>Immutable and thread-safe.
 */
public final class StudySettings {
  private static final int USUAL_PICTURES = 8;
  private static final int USUAL_PLACEBOS = 64;

  private final Ways ways;
  private final int pictures;
  private final int placebos;
  private final Beside beside;
  private final SampleOrigin origin;

  /** Null where samples are measured as they are. */
  private final Codec codec;

  /**
   * Which counterfactuals are computed: all exactly, or of some first sources and some drawn ones;
   * and all to first order.
   */
  record Ways(boolean exact, int first, int drawn, long seed, boolean firstOrder) {
    static final Ways NONE = new Ways(false, 0, 0, 0, false);

    boolean screened() {
      return first > 0 || drawn > 0;
    }

    long verified(long sources) {
      return exact ? sources : Math.min(sources, (long) first + drawn);
    }
  }

  /** What is said beside counterfactuals; null where it is not. */
  record Beside(
      VisualAttributor visual,
      CalibratedAttribution calibrated,
      AnyEffectTest anyEffect,
      List<Perceived> metrics) {
    static final Beside NOTHING = new Beside(null, null, null, List.of());
  }

  /** A metric, and what finds likeness by it; null if that is not asked for. */
  record Perceived(PerceptualMetric metric, VisualAttributor alike) {}

  private StudySettings(
      Ways ways, int pictures, int placebos, Beside beside, SampleOrigin origin, Codec codec) {
    this.ways = ways;
    this.pictures = pictures;
    this.placebos = placebos;
    this.beside = beside;
    this.origin = origin;
    this.codec = codec;
  }

  private static StudySettings of(Ways ways) {
    return new StudySettings(ways, USUAL_PICTURES, USUAL_PLACEBOS, Beside.NOTHING, null, null);
  }

  /**
   * Every counterfactual exactly and by differential ablation, and how well the two agree; up to 64
   * placebos, the pictures of 8 sources.
   *
   * @return the settings
   */
  public static StudySettings exactAndFirstOrder() {
    return exactOnly().alsoFirstOrder();
  }

  /**
   * Every counterfactual exactly, and no Jacobian: for members that have no tangents.
   *
   * @return the settings, with placebos and pictures as {@link #exactAndFirstOrder}
   */
  public static StudySettings exactOnly() {
    return of(new Ways(true, 0, 0, 0, false));
  }

  /**
   * Differential ablation alone: one Jacobian, whatever the number of sources.
   *
   * @return the settings, with placebos and pictures as {@link #exactAndFirstOrder}
   */
  public static StudySettings firstOrderOnly() {
    return withoutCounterfactuals().alsoFirstOrder();
  }

  /**
   * The exact counterfactuals of some sources: of the first by the influence that {@link
   * #calibrated} takes, and of others that are drawn uniformly, which bound what the first may have
   * missed ({@link org.abc4j.attribution.ScreeningAttributor}). Where these are all sources, it is
   * as {@link #exactOnly}.
   *
   * @param first K, how many of the first, at least 0
   * @param drawn R, how many others, at least 0
   * @param seed what they are drawn by
   * @return the settings, with placebos and pictures as {@link #exactAndFirstOrder}
   * @throws IllegalArgumentException if a number is negative, or both are 0
   */
  public static StudySettings screened(int first, int drawn, long seed) {
    requireAtLeast0("verified sources", first);
    requireAtLeast0("drawn sources", drawn);
    if (first == 0 && drawn == 0) {
      throw new IllegalArgumentException(
          "a screened study verifies at least 1 source, found 0 first and 0 drawn");
    }
    return of(new Ways(false, first, drawn, seed, false));
  }

  /**
   * No counterfactual at all: only what is asked for {@linkplain #calibrated beside} them, at least
   * one. What {@linkplain #comparingBy looks like} the sample tells nothing of influence.
   *
   * @return the settings
   */
  public static StudySettings withoutCounterfactuals() {
    return of(Ways.NONE);
  }

  /**
   * With all counterfactuals by differential ablation, too.
   *
   * @return a copy
   */
  public StudySettings alsoFirstOrder() {
    return new StudySettings(
        new Ways(ways.exact, ways.first, ways.drawn, ways.seed, true),
        pictures,
        placebos,
        beside,
        origin,
        codec);
  }

  /**
   * With pictures of another number of sources: those whose counterfactuals lie farthest, and the
   * first by calibrated influence, which needs members that are differentiable. If there are none,
   * influence is not carried through the sampler, and sources are ordered by its size alone.
   *
   * @param most how many, at least 0; no more are kept than there are sources
   * @return a copy
   * @throws IllegalArgumentException if the number is negative
   */
  public StudySettings picturing(int most) {
    return new StudySettings(
        ways, requireAtLeast0("pictures", most), placebos, beside, origin, codec);
  }

  /**
   * With another number of placebos that are computed: exactly, and to first order. Of calibrated
   * influence all are known.
   *
   * @param most how many, at least 0; no more are computed than the code has reserved words
   * @return a copy
   * @throws IllegalArgumentException if the number is negative
   */
  public StudySettings withPlacebos(int most) {
    return new StudySettings(
        ways, pictures, requireAtLeast0("placebos", most), beside, origin, codec);
  }

  /**
   * With what looks like the sample.
   *
   * @param attributor compares the sample with the training data
   * @return a copy
   */
  public StudySettings comparingBy(VisualAttributor attributor) {
    return new StudySettings(
        ways,
        pictures,
        placebos,
        new Beside(
            Objects.requireNonNull(attributor, "visual attributor"),
            beside.calibrated,
            beside.anyEffect,
            beside.metrics),
        origin,
        codec);
  }

  /**
   * With calibrated influence and its evidence. Samples are best attributed together ({@link
   * org.abc4j.evidence.CalibratedAttributor#attributeAll}), so these are settings of one sample.
   *
   * @param attribution of the sample that is studied
   * @return a copy
   */
  public StudySettings calibrated(CalibratedAttribution attribution) {
    return new StudySettings(
        ways,
        pictures,
        placebos,
        new Beside(
            beside.visual,
            Objects.requireNonNull(attribution, "attribution"),
            beside.anyEffect,
            beside.metrics),
        origin,
        codec);
  }

  /**
   * With a test of whether any source is beyond chance, of the sample and others together. It
   * stands with {@link #calibrated} influence.
   *
   * @param test the test
   * @return a copy
   */
  public StudySettings testing(AnyEffectTest test) {
    return new StudySettings(
        ways,
        pictures,
        placebos,
        new Beside(
            beside.visual, beside.calibrated, Objects.requireNonNull(test, "test"), beside.metrics),
        origin,
        codec);
  }

  /**
   * With a perceptual metric: how far exact counterfactuals of all sources and placebos lie by it.
   * It needs them, so it goes with {@link #exactOnly} and {@link #exactAndFirstOrder}. Several may
   * be asked for, at the price of one set of counterfactuals.
   *
   * @param metric the metric, whose extractor stays open until the study is made
   * @return a copy
   * @throws IllegalArgumentException if there are 16 already
   */
  public StudySettings measuredBy(PerceptualMetric metric) {
    return with(new Perceived(Objects.requireNonNull(metric, "metric"), null));
  }

  /**
   * The same, and what looks like the sample by that metric; which may be asked for alone, without
   * counterfactuals.
   *
   * @param metric the metric
   * @param alike compares the sample with the training data by it, as {@link
   *     org.abc4j.perception.KeptFeatures#by} does
   * @return a copy
   * @throws IllegalArgumentException if there are 16 already
   */
  public StudySettings measuredBy(PerceptualMetric metric, VisualAttributor alike) {
    return with(
        new Perceived(
            Objects.requireNonNull(metric, "metric"),
            Objects.requireNonNull(alike, "visual attributor")));
  }

  private StudySettings with(Perceived perceived) {
    if (beside.metrics.size() == MetricTensors.MOST) {
      throw new IllegalArgumentException(
          "a study has at most " + MetricTensors.MOST + " perceptual metrics, found one more");
    }
    List<Perceived> metrics = new ArrayList<>(beside.metrics);
    metrics.add(perceived);
    return new StudySettings(
        ways,
        pictures,
        placebos,
        new Beside(beside.visual, beside.calibrated, beside.anyEffect, List.copyOf(metrics)),
        origin,
        codec);
  }

  /**
   * Of a sample whose origin is known; without, a study knows no more than the sampler.
   *
   * @param origin where the sample is from
   * @return a copy
   */
  public StudySettings from(SampleOrigin origin) {
    return new StudySettings(
        ways, pictures, placebos, beside, Objects.requireNonNull(origin, "origin"), codec);
  }

  /**
   * For samples of a latent space: the study is one of what they decode to. Pictures and distances
   * are those of images, exact counterfactuals go through the decoder, and what is to first order
   * takes the decoder's derivative at the sample. Sizes of calibrated influence stay those of the
   * latent space, in which they are estimated; predicted changes are the decoder's derivatives
   * along those of the latent, and the lengths that sources are ordered by are in pixels.
   *
   * @param codec the codec of the space that samples are of, their normalisation included
   * @return a copy
   */
  public StudySettings decodedBy(Codec codec) {
    return new StudySettings(
        ways, pictures, placebos, beside, origin, Objects.requireNonNull(codec, "codec"));
  }

  private static int requireAtLeast0(String what, int number) {
    if (number < 0) {
      throw new IllegalArgumentException("a study has at least 0 " + what + ", found " + number);
    }
    return number;
  }

  /**
   * Whether any counterfactual is computed, exactly or to first order.
   *
   * @return false for {@link #withoutCounterfactuals}
   */
  public boolean isOfCounterfactuals() {
    return exact() || firstOrder();
  }

  /** Whether some counterfactuals are exact, or all. */
  boolean exact() {
    return ways.exact || ways.screened();
  }

  boolean firstOrder() {
    return ways.firstOrder;
  }

  Ways ways() {
    return ways;
  }

  /** Whether exact counterfactuals are those of some sources, and not of all. */
  boolean screens(CodeAssignment code) {
    return ways.screened() && ways.verified(code.sources().count()) < code.sources().count();
  }

  int pictures(CodeAssignment code) {
    return (int) Math.min(pictures, code.sources().count());
  }

  int placebos(CodeAssignment code) {
    return isOfCounterfactuals() ? (int) Math.min(placebos, code.reserved()) : 0;
  }

  Optional<VisualAttributor> visual() {
    return Optional.ofNullable(beside.visual);
  }

  Optional<CalibratedAttribution> calibrated() {
    return Optional.ofNullable(beside.calibrated);
  }

  Optional<AnyEffectTest> anyEffect() {
    return Optional.ofNullable(beside.anyEffect);
  }

  List<Perceived> metrics() {
    return beside.metrics;
  }

  Optional<Codec> codec() {
    return Optional.ofNullable(codec);
  }

  Optional<SampleOrigin> origin() {
    return Optional.ofNullable(origin);
  }

  /**
   * Work of a study for each sampling step, to weigh it among others; calibrated influence counts
   * once it is there.
   *
   * @param code the code of the ensemble
   * @return passes of a member, at least 1; a tangent counts as a pass
   */
  public long weight(CodeAssignment code) {
    return Math.max(
        1, exactWeight(code) + placeboWeight(code) + jacobianWeight(code) + influenceWeight(code));
  }

  long exactWeight(CodeAssignment code) {
    return exact() ? ways.verified(code.sources().count()) * survivors(code) : 0;
  }

  long placeboWeight(CodeAssignment code) {
    return exact() ? placebos(code) * survivors(code) : 0;
  }

  long jacobianWeight(CodeAssignment code) {
    long n = code.codebook().length();
    return firstOrder() ? n * (1 + n) : 0;
  }

  long influenceWeight(CodeAssignment code) {
    long n = code.codebook().length();
    int carried = CalibratedInfluence.carriedFor(pictures(code), code.sources().count());
    return calibrated().isPresent() ? n * (1 + carried) : 0;
  }

  private static long survivors(CodeAssignment code) {
    return code.codebook().length() - code.codebook().weight();
  }
}
