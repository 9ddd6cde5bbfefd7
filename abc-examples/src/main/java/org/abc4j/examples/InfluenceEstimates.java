package org.abc4j.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.AnchoredAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.SamplingStep;

/** How strongly each source is held to have moved each sample, by several estimators. */
final class InfluenceEstimates {
  /** Names of the estimators, in the order of columns. */
  static final List<String> NAMES =
      List.of("exact", "differential", "anchored", "size", "influence");

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
   */
  static InfluenceEstimates of(
      RefitWorld world, Ensemble ensemble, List<Sample> samples, long seed, Execution reporting) {
    Execution execution = reporting.reportingTo((done, total) -> {});
    Sampler sampler = samples.get(0).sampler();
    List<SamplingStep> steps = sampler.steps().subList(1, sampler.steps().size());
    CalibratedAttributor attributor = attributor(world, ensemble, steps, seed, execution);
    List<CalibratedAttribution> calibrated = attributor.attributeAll(samples);
    Map<String, double[][]> distances = new LinkedHashMap<>();
    NAMES.forEach(name -> distances.put(name, new double[samples.size()][]));
    int[] all = IntStream.range(0, calibrated.get(0).sources()).toArray();
    for (int q = 0; q < samples.size(); q++) {
      Sample sample = samples.get(q);
      CalibratedAttribution of = calibrated.get(q);
      distances.get("exact")[q] =
          new AblationAttributor().with(execution).attribute(sample).distances();
      distances.get("differential")[q] =
          new DifferentialAttributor().with(execution).attribute(sample).distances();
      distances.get("anchored")[q] =
          new AnchoredAttributor().with(execution).attribute(sample).distances();
      distances.get("size")[q] = IntStream.of(all).mapToDouble(of::distance).toArray();
      distances.get("influence")[q] =
          Arrays.stream(of.influence(all, execution))
              .mapToDouble(InfluenceEstimates::length)
              .toArray();
      reporting.progress(q + 1L, samples.size());
    }
    return new InfluenceEstimates(new ArrayList<>(calibrated), distances);
  }

  private static double length(double[] change) {
    return Math.sqrt(Arrays.stream(change).map(value -> value * value).sum());
  }

  /** What the calibrated estimator found, with its evidence. */
  List<CalibratedAttribution> calibrated() {
    return calibrated;
  }

  /** At [sample][source]. */
  double[][] distances(String name) {
    return distances.get(name);
  }
}
