package org.abc4j.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.attribution.AnchoredAttributor;
import org.abc4j.attribution.Attribution;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.attribution.Landscape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.model.Ablation;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.study.CalibratedInfluence;

/** How strongly each of some sources is held to have moved each sample, by several estimators. */
final class InfluenceEstimates {
  /**
   * Names of the estimators, in the order of columns; {@code carried} is the order of lists: those
   * of the greatest sizes by their influence, the others by size.
   */
  static final List<String> NAMES =
      List.of("exact", "differential", "anchored", "size", "carried", "influence");

  private static final int DRAWS = 4;

  private final List<CalibratedAttribution> calibrated;
  private final Map<String, double[][]> distances;

  private InfluenceEstimates(
      List<CalibratedAttribution> calibrated, Map<String, double[][]> distances) {
    this.calibrated = calibrated;
    this.distances = distances;
  }

  static CalibratedAttributor attributor(
      RefitWorld world,
      Ensemble ensemble,
      List<SamplingStep> steps,
      long seed,
      Execution execution) {
    TrainingPoints points = TrainingPoints.of(world.items(), world.code().sources());
    TrainingResiduals residuals =
        TrainingResiduals.compute(
            ensemble, points, steps, new ResidualDraws(seed, DRAWS), execution);
    return new CalibratedAttributor(points, residuals).with(execution);
  }

  /**
   * Of samples of one ensemble; calibrated at all steps but the first, where x is noise alone.
   * Reports in samples.
   *
   * @param sources which are asked about
   */
  static InfluenceEstimates of(
      RefitWorld world,
      Ensemble ensemble,
      List<Sample> samples,
      int[] sources,
      long seed,
      Execution reporting) {
    Execution execution = reporting.reportingTo((done, total) -> {});
    Sampler sampler = samples.get(0).sampler();
    List<SamplingStep> steps = sampler.steps().subList(1, sampler.steps().size());
    CalibratedAttributor attributor = attributor(world, ensemble, steps, seed, execution);
    List<CalibratedAttribution> calibrated = attributor.attributeAll(samples);
    Map<String, double[][]> distances = new LinkedHashMap<>();
    NAMES.forEach(name -> distances.put(name, new double[samples.size()][]));
    for (int q = 0; q < samples.size(); q++) {
      Sample sample = samples.get(q);
      CalibratedAttribution of = calibrated.get(q);
      distances.get("exact")[q] = exact(sample, sources, execution);
      Attribution differential = new DifferentialAttributor().with(execution).attribute(sample);
      distances.get("differential")[q] = of(differential, sources);
      Attribution anchored = new AnchoredAttributor().with(execution).attribute(sample);
      distances.get("anchored")[q] = of(anchored, sources);
      double[] sizes = of(of, IntStream.range(0, (int) world.code().sources().count()).toArray());
      double[] influence =
          Arrays.stream(of.influence(sources, execution))
              .mapToDouble(InfluenceEstimates::length)
              .toArray();
      distances.get("size")[q] = IntStream.of(sources).mapToDouble(s -> sizes[s]).toArray();
      distances.get("carried")[q] = carried(sizes, sources, influence);
      distances.get("influence")[q] = influence;
      reporting.progress(q + 1L, samples.size());
    }
    return new InfluenceEstimates(new ArrayList<>(calibrated), distances);
  }

  private static double[] of(Attribution found, int[] sources) {
    return IntStream.of(sources).mapToDouble(found::distance).toArray();
  }

  private static double[] exact(Sample sample, int[] sources, Execution execution) {
    CodeAssignment code = sample.ensemble().code();
    double[] distances = new double[sources.length];
    ExactCounterfactuals.of(sample)
        .with(execution)
        .forEach(
            sources.length,
            k -> Ablation.ofSources(code, sources[(int) k]),
            (k, ablation, image) ->
                distances[(int) k] =
                    Distance.euclidean().between(sample.image(), image, sample.shape()));
    return distances;
  }

  /**
   * Numbers in the order of lists, which alone they tell: the greatest for the first. Which sources
   * a list knows the influence of goes by the sizes of all, whichever are asked about.
   *
   * @param sizes of all sources
   * @param sources which are asked about
   * @param influence of these
   */
  static double[] carried(double[] sizes, int[] sources, double[] influence) {
    int[] bySize = Landscape.of(sizes).top(sizes.length);
    int carried = CalibratedInfluence.carriedFor(1, sizes.length);
    int[] placeOf = new int[sizes.length];
    for (int place = 0; place < bySize.length; place++) {
      placeOf[bySize[place]] = place;
    }
    int[] order =
        IntStream.range(0, sources.length)
            .boxed()
            .sorted(
                Comparator.<Integer, Boolean>comparing(k -> placeOf[sources[k]] >= carried)
                    .thenComparingDouble(k -> placeOf[sources[k]] < carried ? -influence[k] : 0)
                    .thenComparingInt(k -> placeOf[sources[k]]))
            .mapToInt(k -> k)
            .toArray();
    double[] places = new double[sources.length];
    for (int place = 0; place < order.length; place++) {
      places[order[place]] = (double) order.length - place;
    }
    return places;
  }

  private static double length(double[] change) {
    return Math.sqrt(Arrays.stream(change).map(value -> value * value).sum());
  }

  /** What the calibrated estimator found, with its evidence. */
  List<CalibratedAttribution> calibrated() {
    return calibrated;
  }

  /** At [sample][place among the sources]. */
  double[][] distances(String name) {
    return distances.get(name);
  }
}
