package org.abc4j.examples;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.Stages;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.SamplingStep;

/**
 * What retraining without a source changes in samples of trained networks, and what estimates say
 * of it: a line for each sample and source.
 */
final class NetworkTrial {
  /**
   * Estimates, and the ceiling first: the same retraining from another seed. The visual one is the
   * closeness 1/(1 + d) of a sample to the source's nearest image at distance d.
   */
  static final List<String> ESTIMATES =
      List.of("retraining", "exact", "differential", "visual", "size", "influence");

  /** Columns before those of the estimates; the last is the truth. */
  static final int FIRST = 5;

  private static final int STAGES = 3;
  private static final int STEPS = 10;
  private static final int DRAWS = 4;
  private static final long NOISE = 1;

  private NetworkTrial() {}

  /** Each estimate's size of the change, and its cosine with the true one: none of a mere size. */
  static String header() {
    StringBuilder header = new StringBuilder("starts,seed,sample,source,truth");
    ESTIMATES.forEach(name -> header.append(",").append(name).append(",").append(name + "_cosine"));
    return header.append(",z,p").toString();
  }

  static Sampler sampler() {
    return DdimSampler.steps(STEPS);
  }

  static List<SampleNoise> noises(int samples) {
    return IntStream.range(0, samples).mapToObj(ExogenousNoise.philox(NOISE)::of).toList();
  }

  /** At the late steps: at early ones templates say little of trained networks (decision 31). */
  static CalibratedAttributor attributor(
      NetworkWorld world, Ensemble ensemble, Execution execution) {
    TrainingPoints points = TrainingPoints.of(world.items(), world.code().sources());
    List<SamplingStep> steps = TrainingResiduals.lateSteps(sampler());
    ResidualDraws draws = new ResidualDraws(NOISE, DRAWS);
    return new CalibratedAttributor(
            points, TrainingResiduals.compute(ensemble, points, steps, draws, execution))
        .with(execution);
  }

  /**
   * The lines of ensembles that differ in their seed only; reports in seeds.
   *
   * @param seeds at least two, trained with and without the first sources
   * @param samples samples of each
   * @param removed how many sources
   */
  static List<String> lines(
      List<NetworkMembers> seeds, int samples, int removed, Execution reporting)
      throws IOException {
    Execution silent = reporting.reportingTo((done, total) -> {});
    Stages stages = new Stages(reporting::progress, 2L * seeds.size());
    List<SourceChanges> truths = new ArrayList<>();
    for (NetworkMembers members : seeds) {
      Execution each = reporting.reportingTo(stages.next(1));
      truths.add(SourceChanges.retrained(members, sampler(), noises(samples), removed, each));
    }
    List<String> lines = new ArrayList<>();
    for (int seed = 0; seed < seeds.size(); seed++) {
      SourceChanges other = truths.get((seed + 1) % seeds.size());
      lines.addAll(lines(seeds.get(seed), truths.get(seed), other, samples, removed, silent));
      stages.next(1).progress(1, 1);
    }
    return lines;
  }

  private static List<String> lines(
      NetworkMembers members,
      SourceChanges truth,
      SourceChanges again,
      int samples,
      int removed,
      Execution execution)
      throws IOException {
    NetworkWorld world = members.world();
    Ensemble ensemble = members.ensemble();
    List<Sample> made = sampler().samples(ensemble, noises(samples), execution);
    return lines(
        world.starts() + "," + world.training().seed(),
        attributor(world, ensemble, execution).attributeAll(made),
        VisualAttributor.of(world.items(), world.code().sources()),
        List.of(truth, again),
        IntStream.range(0, removed).toArray(),
        execution);
  }

  /**
   * The lines of an ensemble; reports in estimates of all samples.
   *
   * @param which starts and seed
   * @param found calibrated influence on each sample
   * @param visual compares samples with the training images
   * @param truths what retraining changed, and what it changed from another seed if there is one:
   *     its fields are empty if not
   * @param sources the sources that the truths are of, in their order
   */
  static List<String> lines(
      String which,
      List<CalibratedAttribution> found,
      VisualAttributor visual,
      List<SourceChanges> truths,
      int[] sources,
      Execution reporting) {
    Execution execution = reporting.reportingTo((done, total) -> {});
    List<Sample> made = found.stream().map(CalibratedAttribution::sample).toList();
    SourceChanges exact = SourceChanges.exact(made, sources, execution);
    reporting.progress(1, STAGES);
    SourceChanges differential = SourceChanges.differential(made, sources, execution);
    reporting.progress(2, STAGES);
    SourceChanges influence = SourceChanges.calibrated(found, sources, execution);
    reporting.progress(STAGES, STAGES);
    SourceChanges truth = truths.get(0);
    List<String> lines = new ArrayList<>();
    for (int q = 0; q < made.size(); q++) {
      VisualAttribution seen = visual.attribute(made.get(q));
      for (int k = 0; k < sources.length; k++) {
        int s = sources[k];
        StringBuilder line = new StringBuilder(which + "," + q + "," + s);
        line.append(',').append(truth.size(q, k));
        if (truths.size() > 1) {
          append(line, truths.get(1), truth, q, k);
        } else {
          line.append(",,");
        }
        append(line, exact, truth, q, k);
        append(line, differential, truth, q, k);
        line.append(',').append(1 / (1 + seen.distance(s))).append(",0");
        line.append(',').append(found.get(q).distance(s)).append(",0");
        append(line, influence, truth, q, k);
        line.append(',').append(found.get(q).evidence().zScore(s));
        line.append(',').append(found.get(q).evidence().pValue(s));
        lines.add(line.toString());
      }
    }
    return lines;
  }

  private static void append(
      StringBuilder line, SourceChanges change, SourceChanges truth, int sample, int source) {
    line.append(',').append(change.size(sample, source));
    line.append(',').append(change.cosine(truth, sample, source));
  }
}
