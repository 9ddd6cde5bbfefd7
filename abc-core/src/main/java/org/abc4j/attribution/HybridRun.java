package org.abc4j.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.CostModel;
import org.abc4j.codebook.Separation;
import org.abc4j.model.Ablation;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplerState;

/**
 * One hybrid landscape in the making, with what was measured for it so far. Not thread-safe.
 *
 * <p>The trials' exact counterfactuals are generated once and kept, m values each.
 */
final class HybridRun {
  private final Sample sample;
  private final Ensemble ensemble;
  private final CodeAssignment code;
  private final Distance distance;
  private final Execution execution;
  private final int chunk;
  private final CostModel model;
  private final LandscapeCost cost;
  private final Separation separation;
  private final SortedSet<Integer> handovers;
  private final FirstOrderStates states;
  private final HybridProgress progress;
  private final int[] trialSources;
  private final List<float[]> exactImages = new ArrayList<>();
  private final double[] exactDistances;
  private final Map<Integer, List<HybridTrial>> trials = new HashMap<>();
  private MemberEvaluations ofTrials = MemberEvaluations.NONE;

  /**
   * Before anything is generated.
   *
   * @param handovers those that may be asked for, beside 0
   * @param trialSources the sources to measure on
   * @throws IllegalArgumentException if there are handovers and a member is not differentiable
   */
  HybridRun(
      Sample sample,
      Distance distance,
      Execution execution,
      int chunk,
      SortedSet<Integer> handovers,
      int[] trialSources) {
    this.sample = sample;
    this.ensemble = sample.ensemble().held();
    this.code = ensemble.code();
    this.distance = distance;
    this.execution = execution;
    this.chunk = chunk;
    this.model = CostModel.of(code, 1, sample.sampler().steps().size());
    this.separation = ensemble.separation();
    this.cost = LandscapeCost.of(model, separation);
    this.handovers = handovers;
    if (!handovers.isEmpty()) {
      LinearizedSampling.requireDifferentiable(ensemble, execution);
    }
    this.states = new FirstOrderStates(sample, ensemble, handovers);
    this.trialSources = trialSources.clone();
    this.exactDistances = new double[trialSources.length];
    int last = handovers.isEmpty() ? 0 : handovers.last();
    long walks = handovers.isEmpty() ? 0 : handovers.size() + 1L;
    this.progress =
        new HybridProgress(
            execution,
            last * linearUnits() + (walks * trialSources.length + model.sources()) * model.steps());
  }

  /** What a step to first order counts, in exact steps of one counterfactual. */
  private long linearUnits() {
    long n = cost.members();
    return (n + n * n + cost.survivors() - 1) / cost.survivors();
  }

  /**
   * What the trials show at a handover: by trying it, the first time.
   *
   * @param handover one of the given ones
   */
  List<HybridTrial> trials(int handover) {
    return trials.computeIfAbsent(handover, this::measure);
  }

  private List<HybridTrial> measure(int handover) {
    float[] factual = sample.image();
    if (exactImages.isEmpty()) {
      walkTrials(
          0,
          (trial, ablation, image) -> {
            exactImages.add(image);
            exactDistances[(int) trial] = between(factual, image);
          });
    }
    reach(handover);
    HybridTrial[] found = new HybridTrial[trialSources.length];
    walkTrials(
        handover,
        (index, ablation, image) -> {
          int trial = (int) index;
          double hybrid = between(factual, image);
          double apart = between(exactImages.get(trial), image);
          found[trial] = HybridTrial.of(trialSources[trial], exactDistances[trial], hybrid, apart);
        });
    return List.of(found);
  }

  private void walkTrials(int handover, CounterfactualVisitor visitor) {
    walk(
        handover,
        this::trialRows,
        trialSources.length,
        trial -> Ablation.ofSources(code, trialSources[(int) trial]),
        visitor);
    ofTrials = ofTrials.plus(cost.exact(trialSources.length, handover));
  }

  /** Trials are known by their sources, and a row alone does not tell. */
  private String trialRows(long first, int rows) {
    int begin = (int) first;
    return rows == 1
        ? "row 0 is the trial of source " + trialSources[begin]
        : "rows are the trials of sources "
            + Arrays.toString(Arrays.copyOfRange(trialSources, begin, begin + rows));
  }

  /** The plan with what was measured so far. */
  LandscapePlan plan(OptionalInt chosen) {
    SortedSet<Integer> listed = new TreeSet<>(LandscapePlan.ladder(model.steps()));
    listed.addAll(handovers);
    Map<Integer, Double> errors = new HashMap<>(Map.of(0, 0.0));
    trials.forEach((handover, of) -> errors.put(handover, HybridTrial.largestError(of)));
    MemberEvaluations unused =
        cost.linearized(states.taken()).minus(cost.linearized(chosen.orElse(0)));
    return LandscapePlan.of(cost, listed, errors, ofTrials.plus(unused), chosen.orElse(-1));
  }

  /**
   * The landscape at a handover.
   *
   * @param handover 0 or one of the given ones
   */
  HybridLandscape landscape(int handover) {
    double[] distances = new double[Math.toIntExact(model.sources())];
    DistancesFrom factual = DistancesFrom.of(distance, sample.image(), sample.shape(), execution);
    reach(handover);
    progress.skipTo((model.steps() - handover) * model.sources());
    walk(
        handover,
        CounterfactualWalk.ROWS,
        distances.length,
        source -> Ablation.ofSources(code, source),
        (source, ablation, image) -> {
          execution.checkCancelled();
          distances[(int) source] = factual.to(image, source);
        });
    return new HybridLandscape(
        Landscape.of(distances, null, separation),
        handover,
        handover == model.steps()
            ? OptionalInt.empty()
            : OptionalInt.of(sample.sampler().steps().get(handover).timestep()),
        trialsOf(handover),
        plan(OptionalInt.of(handover)));
  }

  /** Where all steps are exact, a trial's hybrid counterfactual is its exact one. */
  private List<HybridTrial> trialsOf(int handover) {
    if (handover > 0 || exactImages.isEmpty()) {
      return trials.getOrDefault(handover, List.of());
    }
    List<HybridTrial> exact = new ArrayList<>();
    for (int trial = 0; trial < trialSources.length; trial++) {
      double found = exactDistances[trial];
      exact.add(HybridTrial.of(trialSources[trial], found, found, 0));
    }
    return exact;
  }

  private double between(float[] a, float[] b) {
    execution.checkCancelled();
    return distance.between(a.clone(), b.clone(), sample.shape());
  }

  /** Follows the sample to first order as far as a handover. */
  private void reach(int handover) {
    long more = Math.max(0, handover - states.taken());
    states.reach(handover, progress.next(more * linearUnits(), states.taken(), linearUnits()));
  }

  private void walk(
      int handover,
      CounterfactualWalk.RowNames names,
      int count,
      LongFunction<Ablation> ablations,
      CounterfactualVisitor visitor) {
    Execution part = progress.next((long) count * (model.steps() - handover), 0, 1);
    CounterfactualWalk walk = new CounterfactualWalk(sample, ensemble, part, chunk);
    Function<List<Ablation>, SamplerState> starts =
        handover == 0 ? walk::fromNoise : group -> states.at(handover).states(group, part);
    walk.forEach(names, handover, starts, count, ablations, visitor);
  }
}
