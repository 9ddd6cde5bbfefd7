package org.abc4j.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.abc4j.Execution;
import org.abc4j.Stages;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.EuclideanDistance;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.attribution.JacobianGram;
import org.abc4j.attribution.Landscape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Separation;
import org.abc4j.evaluation.Correlation;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;

/**
 * The computation of one study. The Jacobian comes first, so that exact counterfactuals can be
 * compared with first order while they pass by, and need not be kept.
 */
final class StudyComputation {
  private static final double NANOS = 1e-9;

  private final Sample sample;
  private final CodeAssignment code;
  private final StudySettings settings;
  private final Execution execution;
  private final Stages stages;
  private final StudyParts parts;
  private final double[] factual;
  private EnsembleJacobian jacobian;

  /** Of exact and first-order changes, by source, where both are computed. */
  private double[] pixelCorrelations = {};

  private StudyComputation(Sample sample, StudySettings settings, Execution execution) {
    this.sample = sample;
    this.code = sample.ensemble().code();
    this.settings = settings;
    this.execution = execution;
    this.stages = new Stages(execution::progress, settings.weight(code));
    this.parts =
        new StudyParts(
            settings.origin().orElseGet(() -> samplerOf(sample)), sample.shape(), sample.image());
    this.factual = toDouble(sample.image());
  }

  private static SampleOrigin samplerOf(Sample sample) {
    return new SampleOrigin(
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.of(sample.sampler().toString()));
  }

  static StudyParts run(Sample sample, StudySettings settings, Execution execution) {
    if (!settings.isOfCounterfactuals()) {
      return lookingAlike(sample, settings, execution);
    }
    Separation separation = sample.ensemble().separation().requireCounterfactuals();
    if (settings.placebos(sample.ensemble().code()) > 0) {
      separation.requirePlacebos();
    }
    // It may fail, and what comes may take hours.
    int[] inseparable = inseparable(separation, execution);
    StudyComputation computation = new StudyComputation(sample, settings, execution);
    if (settings.firstOrder()) {
      computation.firstOrder();
    }
    if (settings.exact()) {
      computation.exact();
      computation.placebos();
    }
    computation.pictures();
    computation.parts.removedMembers = separation.removed().weight();
    computation.parts.inseparable = inseparable;
    settings
        .visual()
        .ifPresent(
            attributor ->
                computation.parts.visual =
                    attributor.with(execution.reportingTo((done, total) -> {})).attribute(sample));
    return computation.parts;
  }

  /** What looks alike does not ask who saw what, so nothing is said of that either. */
  private static StudyParts lookingAlike(
      Sample sample, StudySettings settings, Execution execution) {
    StudyParts parts = new StudyComputation(sample, settings, execution).parts;
    parts.visual =
        settings
            .visual()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "a study of nothing but what looks alike is compared by something, found"
                            + " settings without a visual attributor"))
            .with(execution)
            .attribute(sample);
    return parts;
  }

  /**
   * Those of which nothing can be said apart from others, or that no member is left to speak of.
   */
  private static int[] inseparable(Separation separation, Execution execution) {
    return LongStream.concat(
            Arrays.stream(separation.inseparable(execution)),
            Arrays.stream(separation.withoutMembers()))
        .sorted()
        .distinct()
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  private void firstOrder() {
    long start = System.nanoTime();
    jacobian =
        EnsembleJacobian.of(
            sample, execution.reportingTo(stages.next(settings.jacobianWeight(code))));
    parts.differential = jacobian.landscape(Distance.euclidean(), execution);
    parts.differentialSeconds = (System.nanoTime() - start) * NANOS;
    JacobianGram gram = jacobian.gram(Distance.euclidean(), execution);
    parts.differentialPlacebos = new double[settings.placebos(code)];
    Arrays.setAll(
        parts.differentialPlacebos, k -> gram.distance(Ablation.ofMembers(code.reservedWord(k))));
    if (!settings.exact() && hasPaperSize()) {
      parts.scaled = jacobian.landscape(atPaperSize(), execution);
    }
  }

  private void exact() {
    List<Distance> distances = new ArrayList<>(List.of(Distance.euclidean()));
    if (hasPaperSize()) {
      distances.add(atPaperSize());
    }
    FarthestPictures farthest = new FarthestPictures(settings.pictures(code));
    if (jacobian != null) {
      pixelCorrelations = new double[Math.toIntExact(code.sources().count())];
    }
    long[] comparing = {0};
    long start = System.nanoTime();
    List<Landscape> landscapes =
        new AblationAttributor()
            .with(execution.reportingTo(stages.next(settings.exactWeight(code))))
            .landscapes(
                sample,
                distances,
                (source, ablation, image) -> {
                  long begin = System.nanoTime();
                  double distance =
                      Distance.euclidean().between(sample.image(), image, sample.shape());
                  SampleStudy.requireFinite("exact", source, distance);
                  farthest.add((int) source, distance, image);
                  if (jacobian != null) {
                    pixelCorrelations[(int) source] = pixelCorrelation(ablation, image);
                  }
                  comparing[0] += System.nanoTime() - begin;
                });
    parts.exactSeconds = (System.nanoTime() - start - comparing[0]) * NANOS;
    parts.exact = landscapes.get(0);
    parts.scaled = landscapes.size() > 1 ? landscapes.get(1) : null;
    parts.medianPixelCorrelation = SampleStudy.medianOfDefined(pixelCorrelations);
    for (FarthestPictures.Entry entry : farthest.farthestFirst()) {
      parts.counterfactuals.put(entry.source(), entry.image());
    }
  }

  private double pixelCorrelation(Ablation ablation, float[] exact) {
    return Correlation.pearson(change(exact), change(jacobian.counterfactual(ablation)))
        .coefficient();
  }

  /** Distances of the counterfactuals of reserved words: as many members fewer, and no source. */
  private void placebos() {
    double[] distances = new double[settings.placebos(code)];
    if (distances.length == 0) {
      return;
    }
    float[] image = sample.image();
    ExactCounterfactuals.of(sample)
        .with(execution.reportingTo(stages.next(settings.placeboWeight(code))))
        .forEach(
            distances.length,
            k -> Ablation.ofMembers(code.reservedWord(k)),
            (k, ablation, counterfactual) ->
                distances[(int) k] =
                    Distance.euclidean().between(image, counterfactual, sample.shape()));
    parts.placebos = distances;
  }

  /** First-order pictures of the sources that have exact ones, or of the farthest of their own. */
  private void pictures() {
    if (jacobian == null) {
      return;
    }
    int[] sources =
        parts.exact == null
            ? parts.differential.top(settings.pictures(code))
            : parts.counterfactuals.keySet().stream().mapToInt(Integer::intValue).toArray();
    for (int source : sources) {
      parts.firstOrder.put(source, jacobian.counterfactual(Ablation.ofSources(code, source)));
    }
  }

  /** The paper's size has three channels, which samples of one or three can be scaled to. */
  private boolean hasPaperSize() {
    int channels = sample.shape().channels();
    return channels == 1 || channels == EuclideanDistance.PAPER_SHAPE.channels();
  }

  private static Distance atPaperSize() {
    return Distance.euclidean().scaledTo(EuclideanDistance.PAPER_SHAPE);
  }

  private double[] change(float[] image) {
    double[] change = toDouble(image);
    Arrays.setAll(change, p -> change[p] - factual[p]);
    return change;
  }

  private static double[] toDouble(float[] values) {
    double[] converted = new double[values.length];
    Arrays.setAll(converted, i -> values[i]);
    return converted;
  }
}
