package org.abc4j.examples;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.EuclideanDistance;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.evaluation.Correlation;
import org.abc4j.evaluation.Quantiles;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;

/**
 * Everything that the report says of one sample: its landscape exactly and by differential
 * ablation, and what looks like it.
 */
public final class SampleStudy {
  private static final int MOST_PLACEBOS = 64;

  private final Sample sample;
  private final Landscape exact;
  private final Landscape scaled;
  private final Landscape differential;
  private final VisualAttribution visual;
  private final float[][] counterfactuals;
  private final double[] placebos;
  private final EnsembleJacobian jacobian;
  private final double spearman;
  private final double medianPixelCorrelation;
  private final double exactSeconds;
  private final double differentialSeconds;

  private SampleStudy(Sample sample, VisualAttributor attributor, Execution execution) {
    this.sample = sample;
    CodeAssignment code = sample.ensemble().code();
    int sources = Math.toIntExact(code.sources().count());
    Stages stages = new Stages(execution::progress, weight(code));
    long start = System.nanoTime();
    counterfactuals = new float[sources][];
    Distance plain = Distance.euclidean();
    Distance atPaperSize = Distance.euclidean().scaledTo(EuclideanDistance.PAPER_SHAPE);
    List<Landscape> landscapes =
        new AblationAttributor()
            .with(execution.reportingTo(stages.next(exactWeight(code))))
            .landscapes(
                sample,
                List.of(plain, atPaperSize),
                (source, ablation, image) -> counterfactuals[(int) source] = image);
    exact = landscapes.get(0);
    scaled = landscapes.get(1);
    exactSeconds = (System.nanoTime() - start) * 1e-9;
    placebos = placeboDistances(sample, execution.reportingTo(stages.next(placeboWeight(code))));

    long differentialStart = System.nanoTime();
    jacobian =
        EnsembleJacobian.of(sample, execution.reportingTo(stages.next(jacobianWeight(code))));
    differential = jacobian.landscape(Distance.euclidean(), execution);
    differentialSeconds = (System.nanoTime() - differentialStart) * 1e-9;
    visual = attributor.attribute(sample);
    spearman = Correlation.spearman(exact.distances(), differential.distances()).coefficient();
    medianPixelCorrelation = medianOfDefined(pixelCorrelations());
  }

  /** Work of a study for each sampling step, in passes of a member; a tangent counts as a pass. */
  static long weight(CodeAssignment code) {
    return exactWeight(code) + placeboWeight(code) + jacobianWeight(code);
  }

  private static long exactWeight(CodeAssignment code) {
    return code.sources().count() * (code.codebook().length() - code.codebook().weight());
  }

  private static long placeboWeight(CodeAssignment code) {
    return (long) placebos(code) * (code.codebook().length() - code.codebook().weight());
  }

  private static long jacobianWeight(CodeAssignment code) {
    long n = code.codebook().length();
    return n * (1 + n);
  }

  private static int placebos(CodeAssignment code) {
    return (int) Math.min(MOST_PLACEBOS, code.reserved());
  }

  /** Of the exact and the first-order change, a source each. */
  private double[] pixelCorrelations() {
    double[] factual = toDouble(sample.image());
    return IntStream.range(0, exact.sources())
        .mapToDouble(
            s ->
                Correlation.pearson(
                        minus(toDouble(counterfactuals[s]), factual),
                        minus(toDouble(firstOrder(s)), factual))
                    .coefficient())
        .toArray();
  }

  /** Distances of the counterfactuals of reserved words: as many members fewer, and no source. */
  private static double[] placeboDistances(Sample sample, Execution execution) {
    CodeAssignment code = sample.ensemble().code();
    double[] distances = new double[placebos(code)];
    float[] factual = sample.image();
    ExactCounterfactuals.of(sample)
        .with(execution)
        .forEach(
            distances.length,
            k -> Ablation.ofMembers(code.reservedWord(k)),
            (k, ablation, image) ->
                distances[(int) k] = Distance.euclidean().between(factual, image, sample.shape()));
    return distances;
  }

  /**
   * Studies a sample.
   *
   * @param sample the sample
   * @param items training data of the ensemble
   * @param execution how the landscape is computed, and who hears of its progress
   * @return what was found
   */
  public static SampleStudy of(Sample sample, Batch items, Execution execution) {
    VisualAttributor attributor =
        VisualAttributor.of(items, sample.ensemble().code().sources())
            .with(execution.reportingTo((done, total) -> {}));
    return new SampleStudy(sample, attributor, execution);
  }

  /**
   * The sample.
   *
   * @return the factual sample
   */
  public Sample sample() {
    return sample;
  }

  /**
   * The exact landscape.
   *
   * @return its Euclidean distances
   */
  public Landscape exact() {
    return exact;
  }

  /**
   * The exact landscape at the paper's size.
   *
   * @return its distances after scaling to 3×256×256
   */
  public Landscape scaled() {
    return scaled;
  }

  /**
   * Placebos: the exact counterfactuals of words that no source holds, so that as many members are
   * left out and no source is.
   *
   * @return their Euclidean distances to the sample; none if no word is reserved
   */
  public double[] placebos() {
    return placebos.clone();
  }

  /**
   * The landscape by differential ablation.
   *
   * @return its Euclidean distances
   */
  public Landscape differential() {
    return differential;
  }

  /**
   * What looks like the sample.
   *
   * @return the visual attribution
   */
  public VisualAttribution visual() {
    return visual;
  }

  /**
   * The exact counterfactual without a source.
   *
   * @param source index of the source
   * @return its values
   */
  public float[] counterfactual(int source) {
    return counterfactuals[source].clone();
  }

  /**
   * The first-order counterfactual without a source.
   *
   * @param source index of the source
   * @return its values
   */
  public float[] firstOrder(int source) {
    return jacobian.counterfactual(Ablation.ofSources(sample.ensemble().code(), source));
  }

  /**
   * Rank correlation of exact and first-order distances over all sources (appendix C.2).
   *
   * @return Spearman's ρ; NaN if all exact or all first-order distances are the same
   */
  public double spearman() {
    return spearman;
  }

  /**
   * Correlation of exact and first-order changes over the pixels, a source's counterfactual each
   * (appendix C.2). A source without which nothing changes has no correlation and is left out.
   *
   * @return the median over the sources of Pearson's r; NaN if all are left out
   */
  public double medianPixelCorrelation() {
    return medianPixelCorrelation;
  }

  /**
   * Time of the exact landscape.
   *
   * @return seconds of wall clock
   */
  public double exactSeconds() {
    return exactSeconds;
  }

  /**
   * Time of the landscape by differential ablation.
   *
   * @return seconds of wall clock
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

  private static double medianOfDefined(double[] values) {
    double[] defined = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    return defined.length == 0 ? Double.NaN : Quantiles.median(defined);
  }

  private static double[] toDouble(float[] values) {
    double[] converted = new double[values.length];
    Arrays.setAll(converted, i -> values[i]);
    return converted;
  }

  private static double[] minus(double[] a, double[] b) {
    double[] difference = new double[a.length];
    Arrays.setAll(difference, i -> a[i] - b[i]);
    return difference;
  }
}
