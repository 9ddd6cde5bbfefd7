package org.abc4j.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.Stages;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.EuclideanDistance;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.attribution.JacobianGram;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.PerceptualDistance.From;
import org.abc4j.attribution.ScreeningAttributor;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Separation;
import org.abc4j.codec.Codec;
import org.abc4j.evaluation.Correlation;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;
import org.abc4j.study.StudySettings.Perceived;

/**
 * The computation of one study. Calibrated influence and the Jacobian come first: influence says
 * which counterfactuals are exact and which are pictured, and exact ones can be compared with first
 * order while they pass by, and need not be kept.
 */
final class StudyComputation {
  private static final double NANOS = 1e-9;

  private final Sample sample;
  private final CodeAssignment code;
  private final StudySettings settings;
  private final Execution execution;
  private final Stages stages;
  private final StudyParts parts;

  /** The sample as it is measured, and its shape. */
  private final float[] image;

  private final Shape shape;
  private final double[] factual;
  private EnsembleJacobian jacobian;

  /** Of exact and first-order changes, by source, where both are computed. */
  private double[] pixelCorrelations = {};

  /** Landscapes and placebos by each perceptual metric, where exact ones are computed. */
  private List<Landscape> byMetrics = List.of();

  private final List<double[]> placebosByMetrics = new ArrayList<>();

  private StudyComputation(Sample sample, StudySettings settings, Execution execution) {
    this.sample = sample;
    this.code = sample.ensemble().code();
    this.settings = settings;
    this.execution = execution;
    this.stages = new Stages(execution::progress, settings.weight(code));
    this.image = counterfactualsOf(sample, settings).factual();
    this.shape = counterfactualsOf(sample, settings).shape();
    this.parts = new StudyParts(settings.origin().orElseGet(() -> samplerOf(sample)), shape, image);
    this.parts.codec = settings.codec().map(Codec::sha256).orElse(null);
    this.factual = toDouble(image);
  }

  private static ExactCounterfactuals counterfactualsOf(Sample sample, StudySettings settings) {
    return ExactCounterfactuals.of(sample).decodedBy(settings.codec().orElse(null));
  }

  private static SampleOrigin samplerOf(Sample sample) {
    return new SampleOrigin(
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.of(sample.sampler().toString()));
  }

  static StudyParts run(Sample sample, StudySettings settings, Execution execution) {
    requireTogether(sample, settings);
    requireMeasurable(sample.ensemble().code(), settings);
    StudyComputation computation = new StudyComputation(sample, settings, execution);
    computation.influence();
    if (settings.isOfCounterfactuals()) {
      computation.counterfactuals();
    }
    settings
        .visual()
        .ifPresent(
            attributor ->
                computation.parts.visual =
                    attributor.with(computation.beside()).attribute(computation.image));
    computation.metrics();
    return computation.parts;
  }

  /** A metric measures all counterfactuals, or what looks alike. */
  private static void requireMeasurable(CodeAssignment code, StudySettings settings) {
    boolean all = settings.exact() && !settings.screens(code);
    for (Perceived perceived : settings.metrics()) {
      if (!all && perceived.alike() == null) {
        throw new IllegalArgumentException(
            "a perceptual metric has no gradient: "
                + perceived.metric()
                + " measures exact counterfactuals of all sources, or what looks alike, found"
                + " settings without either");
      }
    }
  }

  /** Whether what is asked for goes together; before anything is computed. */
  private static void requireTogether(Sample sample, StudySettings settings) {
    boolean calibrated = settings.calibrated().isPresent();
    if (calibrated && settings.calibrated().get().sample() != sample) {
      throw new IllegalArgumentException(
          "the calibrated influence is of another sample, "
              + settings.calibrated().get().sample()
              + ", this study is of "
              + sample);
    }
    if (!calibrated && settings.ways().screened()) {
      throw new IllegalArgumentException(
          "a screened study takes the first sources by calibrated influence, found settings without"
              + " it");
    }
    if (!calibrated && settings.anyEffect().isPresent()) {
      throw new IllegalArgumentException(
          "a test of any effect stands with calibrated influence, found settings without it");
    }
    if (!calibrated
        && !settings.isOfCounterfactuals()
        && settings.visual().isEmpty()
        && settings.metrics().isEmpty()) {
      throw new IllegalArgumentException(
          "a study is of counterfactuals, calibrated influence or what looks alike, found settings"
              + " without a visual attributor or any of these");
    }
  }

  private void counterfactuals() {
    Separation separation = sample.ensemble().separation().requireCounterfactuals();
    if (settings.placebos(code) > 0) {
      separation.requirePlacebos();
    }
    // It may fail, and what comes may take hours.
    parts.inseparable = inseparable(separation, execution);
    parts.removedMembers = separation.removed().weight();
    if (settings.firstOrder()) {
      firstOrder();
    }
    if (settings.screens(code)) {
      screened();
    } else if (settings.exact()) {
      exact();
    }
    placebos();
    pictures();
  }

  /** What takes little beside counterfactuals, and reports all where there are none. */
  private Execution beside() {
    return settings.isOfCounterfactuals() || settings.calibrated().isPresent()
        ? execution.reportingTo((done, total) -> {})
        : execution;
  }

  private void influence() {
    settings
        .calibrated()
        .ifPresent(
            attribution ->
                parts.calibrated =
                    CalibratedInfluence.of(
                        attribution,
                        settings.pictures(code),
                        settings.anyEffect().orElse(null),
                        settings.codec().orElse(null),
                        execution.reportingTo(stages.next(settings.influenceWeight(code)))));
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
        new DifferentialAttributor()
            .decodedBy(settings.codec().orElse(null))
            .with(execution.reportingTo(stages.next(settings.jacobianWeight(code))))
            .jacobian(sample);
    parts.differential = jacobian.landscape(Distance.euclidean(), execution);
    parts.differentialSeconds = (System.nanoTime() - start) * NANOS;
    JacobianGram gram = jacobian.gram(Distance.euclidean(), execution);
    parts.differentialPlacebos = new double[settings.placebos(code)];
    Arrays.setAll(
        parts.differentialPlacebos, k -> gram.distance(Ablation.ofMembers(code.reservedWord(k))));
    if ((!settings.exact() || settings.screens(code)) && hasPaperSize()) {
      parts.scaled = jacobian.landscape(atPaperSize(), execution);
    }
  }

  private void exact() {
    List<Distance> distances = new ArrayList<>(List.of(Distance.euclidean()));
    if (hasPaperSize()) {
      distances.add(atPaperSize());
    }
    int first = distances.size();
    List<TimedDistance> perceived =
        settings.metrics().stream().map(one -> new TimedDistance(one.metric())).toList();
    distances.addAll(perceived);
    FarthestPictures farthest = new FarthestPictures(settings.pictures(code));
    Map<Integer, float[]> beside = besideInfluence();
    if (jacobian != null) {
      pixelCorrelations = new double[Math.toIntExact(code.sources().count())];
    }
    long[] comparing = {0};
    long start = System.nanoTime();
    List<Landscape> landscapes =
        new AblationAttributor()
            .decodedBy(settings.codec().orElse(null))
            .with(execution.reportingTo(stages.next(settings.exactWeight(code))))
            .landscapes(
                sample,
                distances,
                (source, ablation, image) -> {
                  long begin = System.nanoTime();
                  double distance = Distance.euclidean().between(this.image, image, shape);
                  StudyValues.requireFinite("exact", source, distance);
                  farthest.add((int) source, distance, image);
                  beside.computeIfPresent((int) source, (of, none) -> image);
                  if (jacobian != null) {
                    pixelCorrelations[(int) source] = pixelCorrelation(ablation, image);
                  }
                  comparing[0] += System.nanoTime() - begin;
                });
    long seeing = perceived.stream().mapToLong(TimedDistance::nanos).sum();
    parts.exactSeconds = (System.nanoTime() - start - comparing[0] - seeing) * NANOS;
    parts.exact = landscapes.get(0);
    parts.scaled = first > 1 ? landscapes.get(1) : null;
    byMetrics = landscapes.subList(first, landscapes.size());
    parts.medianPixelCorrelation = SampleStudy.medianOfDefined(pixelCorrelations);
    for (FarthestPictures.Entry entry : farthest.farthestFirst()) {
      parts.counterfactuals.put(entry.source(), entry.image());
    }
    parts.besideInfluence.putAll(beside);
  }

  /** A place for the picture of each source whose predicted change is kept, in their order. */
  private Map<Integer, float[]> besideInfluence() {
    Map<Integer, float[]> places = new LinkedHashMap<>();
    if (parts.calibrated != null) {
      for (int source : parts.calibrated.pictured()) {
        places.put(source, new float[0]);
      }
    }
    return places;
  }

  /** The exact counterfactuals of the first by calibrated influence, and of some drawn ones. */
  private void screened() {
    Landscape screen = parts.calibrated.screen();
    StudySettings.Ways ways = settings.ways();
    Map<Integer, float[]> beside = besideInfluence();
    long start = System.nanoTime();
    parts.screened =
        new ScreeningAttributor(any -> screen)
            .decodedBy(settings.codec().orElse(null))
            .withFirst(ways.first())
            .withDrawn(ways.drawn(), ways.seed())
            .with(execution.reportingTo(stages.next(settings.exactWeight(code))))
            .attribute(
                sample,
                (source, ablation, image) ->
                    beside.computeIfPresent((int) source, (of, none) -> image));
    parts.exactSeconds = (System.nanoTime() - start) * NANOS;
    for (int source : parts.screened.verified()) {
      StudyValues.requireFinite("exact", source, parts.screened.distance(source).orElseThrow());
    }
    // Of the first that are pictured: more may be than were verified, drawn ones further down.
    beside.entrySet().stream()
        .takeWhile(entry -> entry.getValue().length > 0)
        .forEach(entry -> parts.besideInfluence.put(entry.getKey(), entry.getValue()));
  }

  private double pixelCorrelation(Ablation ablation, float[] exact) {
    return Correlation.pearson(change(exact), change(jacobian.counterfactual(ablation)))
        .coefficient();
  }

  /** Distances of the counterfactuals of reserved words: as many members fewer, and no source. */
  private void placebos() {
    double[] distances = new double[settings.placebos(code)];
    if (!settings.exact() || distances.length == 0) {
      return;
    }
    List<From> perceived = new ArrayList<>();
    for (Perceived one : settings.metrics().subList(0, byMetrics.size())) {
      perceived.add(one.metric().from(image, shape));
      placebosByMetrics.add(new double[distances.length]);
    }
    counterfactualsOf(sample, settings)
        .with(execution.reportingTo(stages.next(settings.placeboWeight(code))))
        .forEach(
            distances.length,
            k -> Ablation.ofMembers(code.reservedWord(k)),
            (k, ablation, counterfactual) -> {
              distances[(int) k] = Distance.euclidean().between(image, counterfactual, shape);
              Batch one = Batch.of(shape, counterfactual);
              for (int d = 0; d < perceived.size(); d++) {
                placebosByMetrics.get(d)[(int) k] = perceived.get(d).to(one, k, execution)[0];
              }
            });
    parts.placebos = distances;
  }

  /** What each metric says, and what looks alike by it. */
  private void metrics() {
    List<MetricFindings> found = new ArrayList<>();
    for (Perceived perceived : settings.metrics()) {
      int d = found.size();
      found.add(
          MetricFindings.of(
              perceived.metric(),
              d < byMetrics.size() ? byMetrics.get(d) : null,
              d < placebosByMetrics.size() ? placebosByMetrics.get(d) : new double[0],
              perceived.alike() == null
                  ? null
                  : perceived
                      .alike()
                      .with(execution.reportingTo((done, total) -> {}))
                      .attribute(image)));
    }
    parts.metrics = found;
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
    int channels = shape.channels();
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
