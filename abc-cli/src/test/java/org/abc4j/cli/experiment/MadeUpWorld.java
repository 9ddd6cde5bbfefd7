package org.abc4j.cli.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.world.ExperimentWorld;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.closedform.GaussianDenoiser;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.CodeDesign;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.codec.Codec;
import org.abc4j.data.Normalisation;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.Purpose;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;

/** Noise around a mean of each source, and Gaussian members: what a runner can be tried with. */
final class MadeUpWorld implements ExperimentWorld {
  private static final double RIDGE = 0.05;

  private final ExperimentPlan plan;
  private final Batch items;
  private final CodeAssignment code;

  MadeUpWorld(ExperimentPlan plan) {
    this.plan = plan;
    int each = Math.max(1, plan.items() / plan.sources());
    List<String> names = new ArrayList<>();
    for (int s = 0; s < plan.sources(); s++) {
      names.addAll(java.util.Collections.nCopies(each, "source " + s));
    }
    this.items = images(plan.diffusedShape(), names.size(), each, 0);
    this.code = code(plan, DataSources.named(names));
  }

  /** Dealt again until each member sees a source. */
  private static CodeAssignment code(ExperimentPlan plan, DataSources sources) {
    Codebook words =
        CodeDesign.forSources(plan.sources())
            .withReserved(plan.placebos())
            .withLength(plan.experiment().members())
            .withWeight(plan.experiment().weight())
            .withSeed(plan.scale().seed())
            .design();
    for (long seed = 1; ; seed++) {
      CodeAssignment dealt = words.assign(sources, seed);
      Codeword seen = dealt.word(0);
      for (long s = 1; s < sources.count(); s++) {
        seen = seen.union(dealt.word(s));
      }
      if (seen.weight() == seen.length()) {
        return dealt;
      }
    }
  }

  private static Batch images(Shape shape, int count, int each, int stream) {
    CounterRandom random = CounterRandom.of(7, Purpose.EXAMPLE);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] own = random.gaussians(i, stream, shape.size());
      float[] mean = random.gaussians(i / each, 2, shape.size());
      float[] row = new float[own.length];
      for (int p = 0; p < row.length; p++) {
        row[p] = (float) Math.max(-1, Math.min(1, 0.3 * own[p] + 0.6 * mean[p]));
      }
      rows.add(row);
    }
    return Batch.ofRows(shape, rows);
  }

  @Override
  public Rows items() {
    return items;
  }

  @Override
  public Rows images() {
    return items;
  }

  @Override
  public Normalisation normalisation() {
    return Normalisation.plusMinusOne();
  }

  @Override
  public Rows reference(int most) {
    return images(plan.diffusedShape(), Math.min(most, 40), 4, 1);
  }

  @Override
  public Optional<int[]> referenceLabels(int most) {
    return Optional.of(IntStream.range(0, Math.min(most, 40)).map(i -> i / 4).toArray());
  }

  @Override
  public CodeAssignment code() {
    return code;
  }

  @Override
  public Optional<Codec> codec() {
    return Optional.empty();
  }

  @Override
  public void prepare(Work work) {}

  @Override
  public Ensemble ensemble() {
    return ClosedFormEnsembles.gaussian(items, code, RIDGE, NoiseSchedule.linear());
  }

  @Override
  public NoiseModel single() {
    return GaussianDenoiser.fit(items, RIDGE, NoiseSchedule.linear());
  }

  @Override
  public NoiseModel member(int member) {
    return ensemble().member(member);
  }

  @Override
  public NoiseModel without(long source) {
    int[] rest =
        IntStream.range(0, items.rows())
            .filter(i -> code.sources().sourceOf(i) != source)
            .toArray();
    return GaussianDenoiser.fit(items.select(rest), RIDGE, NoiseSchedule.linear());
  }

  @Override
  public NoiseModel singleAgain() {
    throw new IllegalStateException("a fit is the same again");
  }

  @Override
  public NoiseModel withoutAgain(long source) {
    throw new IllegalStateException("a fit is the same again");
  }

  @Override
  public NoiseModel fittedTo(BitSet sources) {
    int[] kept =
        IntStream.range(0, items.rows())
            .filter(i -> sources.get((int) code.sources().sourceOf(i)))
            .toArray();
    return GaussianDenoiser.fit(items.select(kept), RIDGE, NoiseSchedule.linear());
  }

  @Override
  public Map<String, String> digests() {
    Map<String, String> digests = new TreeMap<>();
    digests.put("items", EnsembleFolder.dataSha256(items));
    digests.put("code", AssignmentFile.sha256(code));
    return digests;
  }

  @Override
  public String toString() {
    return "MadeUpWorld" + Arrays.toString(new int[] {items.rows()});
  }
}
