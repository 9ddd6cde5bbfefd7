package org.abc4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.evidence.AnyEffectTest;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.ResidualCost;
import org.abc4j.evidence.SourceEvidence;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.study.StudySettings;
import org.abc4j.training.UNetEnsembleTrainer;

/**
 * Calibrated influence of the samples that a command names, those of one sampler together. Whatever
 * was there already, all of them take part, so that what is made after an interruption is the same.
 */
final class Calibration {
  private static final double HEAP = 0.8;

  /** What words are dealt anew by. */
  private static final long DEALS_SEED = 0;

  private final Map<String, CalibratedAttribution> found = new LinkedHashMap<>();
  private final Map<String, AnyEffectTest> tests = new LinkedHashMap<>();

  private Calibration() {}

  /** Refuses an ensemble of which nothing can be estimated, and says where it has no placebos. */
  static void requirePossible(EnsembleFolder ensemble, Console console) {
    if (ensemble.removed().weight() > 0) {
      throw new Refusal(
          "calibrated influence takes an ensemble with all its members, "
              + ensemble.removed().weight()
              + " were removed from this: abc repair it");
    }
    CodeAssignment code = ensemble.code();
    int placebos = SourceEvidence.placebosOf(code.sources().count(), ensemble.neverHeld());
    if (placebos == 0) {
      console.line(
          "Calibrated: no word of this code is reserved, so nothing tells influence from chance: no"
              + " p and q, but an approximation");
    } else if (ensemble.neverHeld() < code.reserved()) {
      console.line(
          "Calibrated: %d words that removed sources gave up are no placebos, as somebody chose them",
          code.reserved() - ensemble.neverHeld());
    }
    console.put("influencePlacebos", placebos);
  }

  /**
   * Attributes samples.
   *
   * @param images what the ensemble was trained on
   * @param deals how often words are dealt anew to test all samples together, 0 for no test
   */
  static Calibration of(
      EnsembleFolder folder,
      Ensemble ensemble,
      List<EnsembleOptions.Named> samples,
      Rows images,
      int deals,
      Work work)
      throws IOException {
    TrainingPoints points = TrainingPoints.of(images, folder.code().sources());
    if (UNetEnsembleTrainer.of(folder).training().flips()) {
      points = points.withFlips();
    }
    Map<List<SamplingStep>, List<EnsembleOptions.Named>> together = new LinkedHashMap<>();
    for (EnsembleOptions.Named one : samples) {
      together
          .computeIfAbsent(one.content().sampler().steps(), steps -> new ArrayList<>())
          .add(one);
    }
    Calibration calibration = new Calibration();
    for (List<EnsembleOptions.Named> group : together.values()) {
      calibration.add(folder, ensemble, group, points, deals, work);
    }
    return calibration;
  }

  private void add(
      EnsembleFolder folder,
      Ensemble ensemble,
      List<EnsembleOptions.Named> group,
      TrainingPoints points,
      int deals,
      Work work)
      throws IOException {
    List<SamplingStep> late = TrainingResiduals.lateSteps(group.get(0).content().sampler());
    Residuals all = Residuals.of(folder, points, late);
    requireMemory(group, points, folder.code(), all.areInFiles(), work);
    TrainingResiduals residuals = all.residuals(work);
    List<Sample> samples = new ArrayList<>();
    for (EnsembleOptions.Named one : group) {
      samples.add(one.sample(ensemble, work));
    }
    CalibratedAttributor attributor =
        new CalibratedAttributor(points, residuals).withPlacebos(folder.neverHeld());
    try (Progress bar = work.progress("Calibrating", 1L + deals)) {
      List<CalibratedAttribution> attributions =
          attributor.with(work.silent().reportingTo(bar.next(1))).attributeAll(samples);
      for (int i = 0; i < group.size(); i++) {
        found.put(group.get(i).name(), attributions.get(i));
      }
      if (deals > 0) {
        AnyEffectTest test =
            AnyEffectTest.of(
                attributor.with(work.silent().reportingTo(bar.next(deals))),
                samples,
                deals,
                DEALS_SEED);
        group.forEach(one -> tests.put(one.name(), test));
      }
    }
  }

  private static void requireMemory(
      List<EnsembleOptions.Named> group,
      TrainingPoints points,
      CodeAssignment code,
      boolean inFiles,
      Work work) {
    int samples = group.size();
    ResidualCost once =
        ResidualCost.of(code, points.shape(), group.get(0).content().sampler(), Residuals.DRAWS);
    ResidualCost cost = points.count() > code.sources().items() ? once.withFlips() : once;
    long bytes = cost.attributionBytes(samples, work.threads()) + (inFiles ? 0 : cost.bytes());
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > HEAP * heap) {
      throw new Refusal(
          String.format(
              Locale.ROOT,
              "calibrating %d samples together takes %s of memory, Java has %s: name fewer samples at"
                  + " once, or give Java more (JAVA_OPTS=-Xmx%dg abc ...)",
              samples,
              Estimate.bytes(bytes),
              Estimate.bytes(heap),
              (long) Math.ceil(bytes / HEAP / 1e9)));
    }
  }

  /** The sample that was attributed. */
  Sample sample(String name) {
    return found.get(name).sample();
  }

  /** With what was found of a sample. */
  StudySettings settings(StudySettings settings, String name) {
    StudySettings calibrated = settings.calibrated(found.get(name));
    return Optional.ofNullable(tests.get(name)).map(calibrated::testing).orElse(calibrated);
  }
}
