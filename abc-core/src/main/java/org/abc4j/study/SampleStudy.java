package org.abc4j.study;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.ScreenedLandscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.evaluation.Correlation;
import org.abc4j.evaluation.Quantiles;
import org.abc4j.sampling.Sample;

/**
 * What was found out about one sample: its landscape exactly, by differential ablation, or both;
 * the placebos beside each; which sources left a trace in it by their calibrated influence; what
 * looks like it; and the counterfactuals, as pictures, of the sources that lie farthest.
 *
 * <p>It is a result and holds no ensemble: of N sources it keeps some 16 bytes a landscape each, of
 * K of them the pictures. Its landscapes are of distances alone; {@link #removedMembers} and {@link
 * #inseparable} say what could not be told apart. Immutable and thread-safe; arrays are copied in
 * and out.
 */
public final class SampleStudy {
  private final SampleOrigin origin;
  private final Shape shape;
  private final float[] image;
  private final String codec;
  private final Landscape exact;
  private final ScreenedLandscape screened;
  private final CalibratedInfluence calibrated;
  private final Landscape scaled;
  private final Landscape differential;
  private final VisualAttribution visual;
  private final List<MetricFindings> metrics;
  private final double[] placebos;
  private final double[] differentialPlacebos;
  private final StudyPictures pictures;
  private final int removedMembers;
  private final int[] inseparable;
  private final double spearman;
  private final double medianPixelCorrelation;
  private final double exactSeconds;
  private final double differentialSeconds;

  SampleStudy(StudyParts parts) {
    origin = Objects.requireNonNull(parts.origin, "origin");
    shape = Objects.requireNonNull(parts.shape, "shape");
    image = parts.image.clone();
    codec = parts.codec;
    exact = StudyValues.distancesOf("exact", parts.exact);
    screened = parts.screened;
    calibrated = parts.calibrated;
    scaled = StudyValues.distancesOf("scaled", parts.scaled);
    differential = StudyValues.distancesOf("first-order", parts.differential);
    visual = parts.visual;
    metrics = List.copyOf(parts.metrics);
    placebos = StudyValues.finite("placebo", parts.placebos);
    differentialPlacebos = StudyValues.finite("first-order placebo", parts.differentialPlacebos);
    pictures = new StudyPictures(parts);
    removedMembers = parts.removedMembers;
    inseparable = parts.inseparable.clone();
    medianPixelCorrelation = parts.medianPixelCorrelation;
    exactSeconds = parts.exactSeconds;
    differentialSeconds = parts.differentialSeconds;
    if (exact == null
        && differential == null
        && visual == null
        && calibrated == null
        && metrics.isEmpty()) {
      throw new IllegalArgumentException(
          "a study has a landscape, exact or first order, calibrated influence, or what looks"
              + " alike, found none of these");
    }
    if (metrics.size() > MetricTensors.MOST) {
      throw new IllegalArgumentException(
          "a study has at most "
              + MetricTensors.MOST
              + " perceptual metrics, found "
              + metrics.size());
    }
    spearman =
        exact == null || differential == null
            ? Double.NaN
            : Correlation.spearman(exact.distances(), differential.distances()).coefficient();
  }

  /**
   * Studies a sample.
   *
   * @param sample the sample
   * @param settings what is computed
   * @param execution how, and who hears of its progress
   * @return what was found
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   * @throws IllegalArgumentException if first order is asked for of members that have no tangents,
   *     or a distance is not finite
   * @throws IllegalStateException if members were removed from the ensemble, and placebos are asked
   *     for, a source has no counterfactual, or more than 2^17 different words are left; before
   *     anything is computed
   */
  public static SampleStudy of(Sample sample, StudySettings settings, Execution execution) {
    return new SampleStudy(StudyComputation.run(sample, settings, execution));
  }

  /**
   * Where the sample is from.
   *
   * @return as much as is known
   */
  public SampleOrigin origin() {
    return origin;
  }

  /**
   * The shape of the sample.
   *
   * @return channels, height and width
   */
  public Shape shape() {
    return shape;
  }

  /**
   * The codec that sample and counterfactuals were decoded by, where the ensemble is one of a
   * latent space: pictures and distances are then those of images.
   *
   * @return its digest, that of its normalisation included; empty if samples are as the ensemble
   *     made them
   */
  public Optional<String> codec() {
    return Optional.ofNullable(codec);
  }

  /**
   * The factual sample.
   *
   * @return a copy of its {@code shape().size()} values
   */
  public float[] image() {
    return image.clone();
  }

  /**
   * Number of sources.
   *
   * @return at least 1
   */
  public int sources() {
    if (hasLandscape()) {
      return leading().sources();
    }
    if (calibrated != null) {
      return calibrated.sources();
    }
    return visual == null ? metrics.get(0).sources() : visual.sources();
  }

  /**
   * Whether the counterfactuals of all sources were computed, exactly or to first order. Without, a
   * study says only what it has of {@link #calibrated} influence, of {@link #screened}
   * counterfactuals and of what looks alike.
   *
   * @return true if there is a landscape, exact or of first order
   */
  public boolean hasLandscape() {
    return exact != null || differential != null;
  }

  /**
   * The exact landscape.
   *
   * @return its Euclidean distances; empty if it was not computed
   */
  public Optional<Landscape> exact() {
    return Optional.ofNullable(exact);
  }

  /**
   * The exact counterfactuals of some sources: the first by calibrated influence, and others that
   * were drawn.
   *
   * @return which, their Euclidean distances, and what they say of the others; empty if they were
   *     not computed, or all were
   */
  public Optional<ScreenedLandscape> screened() {
    return Optional.ofNullable(screened);
  }

  /**
   * What retraining the ensemble without each source would change, by calibrated influence, and the
   * evidence that it would change anything.
   *
   * @return sizes, z, p and q of all sources; empty if it was not computed
   */
  public Optional<CalibratedInfluence> calibrated() {
    return Optional.ofNullable(calibrated);
  }

  /**
   * The landscape by differential ablation.
   *
   * @return its Euclidean distances; empty if it was not computed
   */
  public Optional<Landscape> differential() {
    return Optional.ofNullable(differential);
  }

  /**
   * The landscape that the study goes by: the exact one, or that of first order if there is no
   * other.
   *
   * @return its Euclidean distances
   * @throws IllegalStateException if the study {@linkplain #hasLandscape has none}
   */
  public Landscape leading() {
    if (!hasLandscape()) {
      throw new IllegalStateException("this study has no landscape, exact or of first order");
    }
    return exact == null ? differential : exact;
  }

  /**
   * The leading landscape at the paper's size.
   *
   * @return its distances after scaling to 3×256×256; empty if the sample has neither 1 nor 3
   *     channels
   */
  public Optional<Landscape> scaled() {
    return Optional.ofNullable(scaled);
  }

  /**
   * Placebos: the exact counterfactuals of words that no source holds, so that as many members are
   * left out and no source is.
   *
   * @return their Euclidean distances to the sample; none if no word is reserved or nothing exact
   *     was computed
   */
  public double[] placebos() {
    return placebos.clone();
  }

  /**
   * The same placebos to first order.
   *
   * @return their Euclidean distances to the sample; none if no word is reserved or no Jacobian was
   *     computed
   */
  public double[] differentialPlacebos() {
    return differentialPlacebos.clone();
  }

  /**
   * The placebos of the leading landscape.
   *
   * @return their Euclidean distances to the sample; may be none
   */
  public double[] leadingPlacebos() {
    return exact == null ? differentialPlacebos() : placebos();
  }

  /**
   * How many members had been removed from the ensemble, because they saw removed sources. Where
   * any were, words of different weights are left, and sources need not be told apart.
   *
   * @return 0 for a whole ensemble
   */
  public int removedMembers() {
    return removedMembers;
  }

  /**
   * The sources of which nothing can be said by themselves: their counterfactuals are without other
   * sources too, or no member was left that saw them.
   *
   * @return their indices, in increasing order; none for a whole ensemble
   */
  public int[] inseparable() {
    return inseparable.clone();
  }

  /**
   * What looks like the sample.
   *
   * @return the visual attribution; empty if it was not computed
   */
  public Optional<VisualAttribution> visual() {
    return Optional.ofNullable(visual);
  }

  /**
   * What perceptual metrics say of the sample.
   *
   * @return the findings of each, in the order that they were asked for; none if none was
   */
  public List<MetricFindings> metrics() {
    return metrics;
  }

  /**
   * The sources whose pictures are kept: the farthest of the leading landscape.
   *
   * @return their indices, the farthest first
   */
  public int[] pictured() {
    return exact == null ? pictures.firstOrder() : pictures.counterfactuals();
  }

  /**
   * The exact counterfactual without a source.
   *
   * @param source index of the source
   * @return its values
   * @throws IllegalArgumentException if it was not kept
   */
  public float[] counterfactual(int source) {
    return pictures.counterfactual(source);
  }

  /**
   * The first sources by calibrated influence whose exact counterfactual is kept.
   *
   * @return their indices, in the order of {@link CalibratedInfluence#top}: those of {@link
   *     CalibratedInfluence#pictured}, or the first of them that were verified; none if nothing
   *     exact was computed
   */
  public int[] picturedBesideInfluence() {
    return pictures.besideInfluence();
  }

  /**
   * What the sample is predicted to be if the ensemble were trained without a source.
   *
   * @param source index of the source
   * @return the sample and its predicted change
   * @throws IllegalArgumentException if the change was not kept
   * @throws IllegalStateException if there is no calibrated influence
   */
  public float[] predicted(int source) {
    return StudyPictures.changed(
        image,
        calibrated()
            .orElseThrow(() -> new IllegalStateException("this study has no calibrated influence"))
            .change(source));
  }

  /**
   * The first-order counterfactual without a source.
   *
   * @param source index of the source
   * @return its values
   * @throws IllegalArgumentException if it was not kept
   */
  public float[] firstOrder(int source) {
    return pictures.firstOrder(source);
  }

  /**
   * Rank correlation of exact and first-order distances over all sources (appendix C.2).
   *
   * @return Spearman's ρ; NaN if all exact or all first-order distances are the same, or one of the
   *     two was not computed
   */
  public double spearman() {
    return spearman;
  }

  /**
   * Correlation of exact and first-order changes over the pixels, a source's counterfactual each
   * (appendix C.2). A source without which nothing changes has no correlation and is left out.
   *
   * @return the median over the sources of Pearson's r; NaN if all are left out, or one of the two
   *     was not computed
   */
  public double medianPixelCorrelation() {
    return medianPixelCorrelation;
  }

  /**
   * Time of the exact landscape, without its placebos and without what extractors of perceptual
   * metrics took.
   *
   * @return seconds of wall clock; NaN if it was not computed
   */
  public double exactSeconds() {
    return exactSeconds;
  }

  /**
   * Time of the landscape by differential ablation.
   *
   * @return seconds of wall clock; NaN if it was not computed
   */
  public double differentialSeconds() {
    return differentialSeconds;
  }

  /**
   * The median of a quantity over several studies, without those for which it is NaN.
   *
   * @param studies the studies
   * @param quantity what to take of each
   * @return its median; NaN if no study is left
   */
  public static double median(List<SampleStudy> studies, ToDoubleFunction<SampleStudy> quantity) {
    return medianOfDefined(studies.stream().mapToDouble(quantity).toArray());
  }

  static double medianOfDefined(double[] values) {
    double[] defined = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    return defined.length == 0 ? Double.NaN : Quantiles.median(defined);
  }

  @Override
  public String toString() {
    if (hasLandscape()) {
      return "SampleStudy[" + leading() + ", " + leadingPlacebos().length + " placebos]";
    }
    return calibrated == null
        ? "SampleStudy[what looks alike of " + sources() + " sources]"
        : "SampleStudy[" + calibrated + "]";
  }
}
