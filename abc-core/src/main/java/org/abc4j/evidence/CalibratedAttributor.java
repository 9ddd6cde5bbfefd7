package org.abc4j.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.abc4j.Execution;
import org.abc4j.Stages;
import org.abc4j.attribution.Attributor;
import org.abc4j.attribution.Distance;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;

/**
 * Calibrated influence: what retraining without each source would change, estimated from one
 * trained ensemble (decision 31).
 *
 * <p>At some steps of a sample's way, what members say less their mean, D (m × n), is regressed on
 * Σ_b θ_b·T_bs·c_sᵀ: {@linkplain Template templates} T_bs, the directions in which a source's data
 * pushes a denoiser, times the centred words c_s. μ_s = Σ_b θ_b·T_bs is what s does to a member
 * that saw it, w/n of it what it does to the ensemble. θ is fitted for each step over all samples
 * that are attributed together, and for each of V folds of sources without them: nothing that
 * enters the evidence of a source was fitted to the source's own word.
 *
 * <p><b>Estimated</b> is the retraining of the ensemble without one source, to first order.
 * <b>Assumed</b> is that words were dealt at random, and, for the sizes, that the templates span
 * how data acts; where they do not, sizes are too small and the evidence is silent. Nothing is said
 * of several sources at once, or of one model trained on everything.
 *
 * <p>The steps are those of the sampler whose timesteps the residuals are of. It takes
 * O(B·m·(points + w·N) + n·m·N) a sample and step, streamed over the points. Memory is, while it
 * works, B doubles a point and (B + 1)·n·m for each sample and step, and V·B·n·m for each thread; n
 * doubles a source and sample. What stays with an attribution are these, the B doubles a point and
 * n·m of each sample and step. Members need derivatives for {@link CalibratedAttribution#influence}
 * alone.
 *
 * <p>Immutable and thread-safe.
 */
public final class CalibratedAttributor implements Attributor<CalibratedAttribution> {
  static final int FOLDS = 4;
  private static final double RIDGE = 0.05;

  private final TrainingPoints points;
  private final TrainingResiduals residuals;
  private final List<Template> templates;
  private final int folds;
  private final double ridge;
  private final long placebos;
  private final ChangeLength length;
  private final Execution execution;

  private CalibratedAttributor(
      TrainingPoints points,
      TrainingResiduals residuals,
      List<Template> templates,
      int folds,
      double ridge,
      long placebos,
      ChangeLength length,
      Execution execution) {
    this.points = points;
    this.residuals = residuals;
    this.templates = templates;
    this.folds = folds;
    this.ridge = ridge;
    this.placebos = placebos;
    this.length = length;
    this.execution = execution;
  }

  /**
   * With the {@linkplain Templates#usual usual} templates, four folds and a ridge of 0.05, on the
   * calling thread.
   *
   * @param points what the members were trained on
   * @param residuals the ensemble's on these points
   * @throws IllegalArgumentException if there are more or fewer residuals than points, or they are
   *     of another shape
   */
  public CalibratedAttributor(TrainingPoints points, TrainingResiduals residuals) {
    this(
        points,
        residuals,
        Templates.usual(),
        FOLDS,
        RIDGE,
        Long.MAX_VALUE,
        ChangeLength.EUCLIDEAN,
        Execution.sequential());
    int timestep = residuals.timesteps().first();
    if (residuals.at(timestep).rows() != points.count()
        || !residuals.at(timestep).shape().equals(points.shape())) {
      throw new IllegalArgumentException(
          "each of " + points + " of " + points.shape() + " has a residual, found " + residuals);
    }
  }

  /**
   * With other templates.
   *
   * @param templates at least one
   * @return a copy that uses them
   * @throws IllegalArgumentException if there is none
   */
  public CalibratedAttributor withTemplates(List<Template> templates) {
    if (templates.isEmpty()) {
      throw new IllegalArgumentException("effects are made of at least 1 template, found none");
    }
    return new CalibratedAttributor(
        points, residuals, List.copyOf(templates), folds, ridge, placebos, length, execution);
  }

  /**
   * With another number of folds.
   *
   * @param folds V, at least 2
   * @return a copy that uses as many, or as many as there are sources
   * @throws IllegalArgumentException if there are fewer
   */
  public CalibratedAttributor withFolds(int folds) {
    if (folds < 2) {
      throw new IllegalArgumentException("cross-fitting takes at least 2 folds, found " + folds);
    }
    return new CalibratedAttributor(
        points, residuals, templates, folds, ridge, placebos, length, execution);
  }

  /**
   * With another ridge.
   *
   * @param ridge λ, for regressors in units of all sources' templates, √Σ|T_bs|²·|c_s|²; at least
   *     1e-9, so that templates which depend on one another can be told apart from rounding
   * @return a copy that uses it
   * @throws IllegalArgumentException if it is less or not finite
   */
  public CalibratedAttributor withRidge(double ridge) {
    if (!(ridge >= Ridge.LEAST && ridge < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a ridge is at least " + Ridge.LEAST + " and finite, found " + ridge);
    }
    return new CalibratedAttributor(
        points, residuals, templates, folds, ridge, placebos, length, execution);
  }

  /**
   * With the first reserved words alone as placebos. For ensembles that were repaired: words that
   * removed sources gave up stand last, and are no placebos if somebody chose these sources by what
   * members say ({@link org.abc4j.store.EnsembleFolder#neverHeld}).
   *
   * @param placebos the most that are used, at least 0
   * @return a copy that uses no more, and no more than {@link SourceEvidence#placebosOf} has it
   * @throws IllegalArgumentException if the number is negative
   */
  public CalibratedAttributor withPlacebos(long placebos) {
    if (placebos < 0) {
      throw new IllegalArgumentException("placebos are at least 0, found " + placebos);
    }
    return new CalibratedAttributor(
        points, residuals, templates, folds, ridge, placebos, length, execution);
  }

  /**
   * With sizes by another distance than the Euclidean one: how far the sample and the sample with
   * its predicted change lie apart. Latents are so measured in pixels, by a distance that decodes
   * both. Evidence is not touched by it, nor is a size's sign.
   *
   * @param distance the distance; asked once a source and sample
   * @return a copy that uses it
   */
  public CalibratedAttributor withDistance(Distance distance) {
    return new CalibratedAttributor(
        points,
        residuals,
        templates,
        folds,
        ridge,
        placebos,
        new ChangeLength(Objects.requireNonNull(distance, "distance")),
        execution);
  }

  /**
   * With another execution.
   *
   * @param execution where work is done, and when it stops
   * @return a copy that uses it
   */
  public CalibratedAttributor with(Execution execution) {
    return new CalibratedAttributor(
        points,
        residuals,
        templates,
        folds,
        ridge,
        placebos,
        length,
        Objects.requireNonNull(execution, "execution"));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Several samples are best attributed together, see {@link #attributeAll}.
   *
   * @throws IllegalArgumentException as {@link #attributeAll} does
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  @Override
  public CalibratedAttribution attribute(Sample sample) {
    return attributeAll(List.of(sample)).get(0);
  }

  /**
   * Attributes samples of one ensemble, with one θ a step for all of them.
   *
   * @param samples at least one, all of the same ensemble and sampler
   * @return an attribution a sample, the same bits for any execution
   * @throws IllegalArgumentException if there is no sample, ensembles or samplers differ, members
   *     were removed, the points are not those of the ensemble's sources, or no step of the sampler
   *     has a timestep that there are residuals of
   * @throws ArithmeticException if a member predicts a value that is not finite, naming it
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public List<CalibratedAttribution> attributeAll(List<Sample> samples) {
    requireTogether(samples);
    long walk = walkWeight(samples);
    long pass = passWeight(samples);
    Stages stages = new Stages(execution::progress, samples.size() * (walk + 2 * pass));
    CalibrationDesign design =
        design(samples, execution.reportingTo(stages.next(samples.size() * walk)));
    CalibrationFit fit =
        fit(
            design,
            WordTable.of(samples.get(0).ensemble().code(), placebos),
            execution.reportingTo(stages.next(samples.size() * pass)));
    List<CalibratedAttribution> found = new ArrayList<>();
    for (int q = 0; q < samples.size(); q++) {
      found.add(fit.attribution(q, length, execution.reportingTo(stages.next(pass))));
    }
    return found;
  }

  /** What the design of a sample weighs beside a {@link #passWeight}, in a progress. */
  long walkWeight(List<Sample> samples) {
    return samples.get(0).sampler().steps().size() + passWeight(samples);
  }

  /** What a pass over all sources for one sample weighs: once a calibrated step. */
  long passWeight(List<Sample> samples) {
    return FactualPath.heard(samples.get(0).sampler().steps(), residuals.timesteps());
  }

  CalibrationDesign design(List<Sample> samples, Execution execution) {
    return CalibrationDesign.of(samples, points, residuals, templates, execution);
  }

  CalibrationFit fit(CalibrationDesign design, WordTable words, Execution execution) {
    int sensible = Math.max(1, Math.min(folds, words.sources()));
    return design.fit(words, sensible, ridge, execution);
  }

  Execution execution() {
    return execution;
  }

  void requireTogether(List<Sample> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("there must be at least 1 sample, found none");
    }
    Sample first = samples.get(0);
    Ensemble ensemble = first.ensemble();
    for (int q = 1; q < samples.size(); q++) {
      if (samples.get(q).ensemble() != ensemble
          || !samples.get(q).sampler().steps().equals(first.sampler().steps())) {
        throw new IllegalArgumentException(
            "samples are attributed together if they are of one ensemble and sampler, but sample "
                + q
                + " is "
                + samples.get(q)
                + " and the first "
                + first);
      }
    }
    if (ensemble.removed().weight() > 0) {
      throw new IllegalArgumentException(
          "calibrated influence takes an ensemble with all its members, but of "
              + ensemble.size()
              + " the members "
              + ensemble.removed()
              + " were removed");
    }
    if (ensemble.code().sources().count() != points.sources()
        || !ensemble.shape().equals(points.shape())) {
      throw new IllegalArgumentException(
          "the points must be those of the ensemble's sources, "
              + ensemble.code().sources()
              + " of "
              + ensemble.shape()
              + ", found "
              + points
              + " of "
              + points.shape());
    }
    SortedSet<Integer> visited = new TreeSet<>();
    for (SamplingStep step : first.sampler().steps()) {
      visited.add(step.timestep());
    }
    if (visited.stream().noneMatch(residuals.timesteps()::contains)) {
      throw new IllegalArgumentException(
          "no step of the sampler is at a timestep of the residuals: "
              + visited
              + " and "
              + residuals.timesteps());
    }
  }
}
