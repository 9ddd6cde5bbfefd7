package org.abc4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.data.Normalisation;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.SampleNoise;
import org.abc4j.report.ContactSheet;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;

/** What estimates say of an ensemble that was trained elsewhere, beside what retraining gave. */
final class RetrainingTrial {
  /** Samples that are looked at. */
  static final int SAMPLES = 32;

  /** Rows of a sheet. */
  private static final int SHOWN = 8;

  private final RetrainingWorld world;
  private final RetrainedEnsemble of;
  private final int[] sources;
  private final List<SourceChanges> truths;
  private final List<CalibratedAttribution> found;

  private RetrainingTrial(
      RetrainingWorld world,
      RetrainedEnsemble of,
      int[] sources,
      List<SourceChanges> truths,
      List<CalibratedAttribution> found) {
    this.world = world;
    this.of = of;
    this.sources = sources;
    this.truths = truths;
    this.found = found;
  }

  /**
   * Draws the samples here, and calibrates.
   *
   * @param truths what retraining changed, and what it changed from another seed if there is one
   */
  static RetrainingTrial of(
      RetrainingWorld world,
      RetrainedEnsemble of,
      List<SourceChanges> truths,
      Execution execution) {
    TrainingPoints points = world.data().points();
    List<SampleNoise> noises = world.noises(truths.get(0).samples());
    List<Sample> samples = world.sampler().samples(of.ensemble(), noises, execution);
    List<SamplingStep> late = TrainingResiduals.lateSteps(world.sampler());
    CalibratedAttributor attributor =
        new CalibratedAttributor(
            points,
            TrainingResiduals.compute(
                of.ensemble(), points, late, ResidualDraws.usual(), execution));
    int[] sources = Arrays.copyOf(of.sources(), truths.get(0).sources());
    return new RetrainingTrial(
        world, of, sources, truths, attributor.with(execution).attributeAll(samples));
  }

  private List<Sample> samples() {
    return found.stream().map(CalibratedAttribution::sample).toList();
  }

  /** Whose it is, and whether its samples here are those that were drawn there. */
  String described() {
    return String.format(
        Locale.ROOT,
        "seed %d: %d sources removed; samples are those drawn there to within %.1e",
        of.seed(),
        sources.length,
        of.farthest(samples()));
  }

  /**
   * How far samples lie from those of the same training where rounding differed, which grows as
   * training goes on; and what of the changes of a retraining that is, as its members meet the same
   * accidents anew. To first order, with members' accidents independent, the mean square of n of
   * them is shared out: w of them change when a source goes that w of n saw.
   *
   * @param ours the ensemble of this seed as this library trained it
   */
  String rounding(Ensemble ours, Execution execution) {
    List<SampleNoise> noises = world.noises(found.size());
    List<Sample> samples = world.sampler().samples(ours, noises, execution);
    double apart = 0;
    double moved = 0;
    for (int q = 0; q < samples.size(); q++) {
      Sample sample = samples.get(q);
      double distance =
          Distance.euclidean()
              .between(sample.image(), found.get(q).sample().image(), sample.shape());
      apart += distance * distance / samples.size();
      for (int k = 0; k < sources.length; k++) {
        double size = truths.get(0).size(q, k);
        moved += size * size / samples.size() / sources.length;
      }
    }
    int n = world.recipe().members();
    double share = apart * world.code().word(0).weight() / n / moved;
    return String.format(
        Locale.ROOT,
        "seed %d, trained by this library: samples lie %.2f from these, and %.2f from those without a"
            + " source (root mean squares): accidents are %.2f of squared changes, and a prediction"
            + " that does not know them has a cosine of at most %.2f",
        of.seed(),
        Math.sqrt(apart),
        Math.sqrt(moved),
        share,
        Math.sqrt(Math.max(0, 1 - share)));
  }

  /** {@link NetworkTrial#lines}. */
  List<String> lines(Execution reporting) {
    return NetworkTrial.lines(
        "shipped," + of.seed(),
        found,
        VisualAttributor.of(world.data().images().batch(), world.data().sources()),
        truths,
        sources,
        reporting);
  }

  /**
   * Writes a sheet: in each row a sample, the images of the removed source that is predicted to
   * matter most, the predicted change, that of retraining, and that of retraining from another seed
   * if there is one. Changes have the middle grey where there is none, and one scale in a row.
   */
  void write(Path file) throws IOException {
    List<Batch> rows = new ArrayList<>();
    Shape shape = world.data().images().shape();
    for (int q = 0; q < Math.min(SHOWN, found.size()); q++) {
      CalibratedAttribution sample = found.get(q);
      int k =
          IntStream.range(0, sources.length)
              .boxed()
              .max(Comparator.comparingDouble(place -> sample.distance(sources[place])))
              .orElseThrow();
      List<double[]> changes = new ArrayList<>();
      changes.add(sample.influence(new int[] {sources[k]}, Execution.sequential())[0]);
      for (SourceChanges truth : truths) {
        changes.add(truth.of(q, k));
      }
      double most =
          changes.stream().flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
      List<float[]> row = new ArrayList<>(List.of(sample.sample().image()));
      for (int image : world.data().imagesOf(sources[k])) {
        row.add(world.data().images().image(image));
      }
      for (double[] change : changes) {
        float[] shown = new float[change.length];
        for (int p = 0; p < shown.length; p++) {
          shown[p] = (float) (most > 0 ? change[p] / most : 0);
        }
        row.add(shown);
      }
      rows.add(Batch.ofRows(shape, row));
    }
    ContactSheet.write(file, rows, Normalisation.plusMinusOne());
  }
}
