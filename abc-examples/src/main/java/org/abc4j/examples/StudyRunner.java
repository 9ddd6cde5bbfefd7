package org.abc4j.examples;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.cli.progress.WorkBar;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.study.CalibratedInfluence;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudySettings;

/** Generates samples and studies them, on threads of its own, with one progress bar over all. */
final class StudyRunner implements AutoCloseable {
  /** As many placebos as let one source that was chosen beforehand be named at 0.05. */
  private static final int PLACEBOS = 19;

  private static final StudySettings SETTINGS =
      StudySettings.exactAndFirstOrder().picturing(StudyOptions.SHOWN).withPlacebos(PLACEBOS);

  private final ExecutorService pool;
  private final Execution execution;
  private final WorkBar progress;

  private StudyRunner(int threads, long weight) {
    pool = daemons(threads);
    execution = Execution.sequential().on(pool, threads);
    progress = WorkBar.of("Counterfactuals", weight);
  }

  /**
   * Begins to show the bar.
   *
   * @param code the code of the ensembles
   * @param samples how many samples will be studied in all
   * @param threads how many threads work
   */
  static StudyRunner of(CodeAssignment code, int samples, int threads) {
    return new StudyRunner(threads, samples * weight(code));
  }

  /** The same, for studies with calibrated influence, which carry some of it by tangents. */
  static StudyRunner calibrating(CodeAssignment code, int samples, int threads) {
    long carried = CalibratedInfluence.carriedFor(StudyOptions.SHOWN, code.sources().count());
    long tangents = code.codebook().length() * (1 + carried);
    return new StudyRunner(threads, samples * (weight(code) + calibration(code) + tangents));
  }

  /** What a sample's part of the calibration is put at: its templates take as long as passes. */
  private static long calibration(CodeAssignment code) {
    return code.codebook().length();
  }

  private static long weight(CodeAssignment code) {
    return code.codebook().length() + SETTINGS.weight(code);
  }

  /** Threads that do not keep the JVM alive. */
  static ExecutorService daemons(int threads) {
    return Executors.newFixedThreadPool(
        threads,
        task -> {
          Thread thread = new Thread(task, "abc-worker");
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Generates the first samples of a noise and studies each.
   *
   * @param ensemble the ensemble
   * @param data what it was made from
   * @param sampler the sampler
   * @param seed seed of the noise
   * @param count how many samples
   * @return the studies, in order
   */
  List<SampleStudy> study(
      Ensemble ensemble, TrainingData data, Sampler sampler, long seed, int count) {
    StudySettings settings = settings(data);
    return samples(ensemble, sampler, seed, count).stream()
        .map(sample -> study(sample, settings))
        .toList();
  }

  /**
   * The same, with the calibrated influence of all sources, calibrated over all of the samples.
   *
   * @param attributor of the ensemble's training images
   */
  List<SampleStudy> study(
      Ensemble ensemble,
      TrainingData data,
      CalibratedAttributor attributor,
      Sampler sampler,
      long seed,
      int count) {
    List<Sample> samples = samples(ensemble, sampler, seed, count);
    long weight = count * calibration(ensemble.code());
    List<CalibratedAttribution> found =
        attributor.with(execution.reportingTo(progress.next(weight))).attributeAll(samples);
    StudySettings settings = settings(data);
    return IntStream.range(0, count)
        .mapToObj(q -> study(samples.get(q), settings.calibrated(found.get(q))))
        .toList();
  }

  private static StudySettings settings(TrainingData data) {
    return SETTINGS.comparingBy(VisualAttributor.of(data.images().batch(), data.sources()));
  }

  private List<Sample> samples(Ensemble ensemble, Sampler sampler, long seed, int count) {
    List<SampleNoise> noises =
        IntStream.range(0, count).mapToObj(ExogenousNoise.philox(seed)::of).toList();
    long sampling = (long) count * ensemble.size();
    return sampler.samples(ensemble, noises, execution.reportingTo(progress.next(sampling)));
  }

  private SampleStudy study(Sample sample, StudySettings settings) {
    long weight = settings.weight(sample.ensemble().code());
    return SampleStudy.of(sample, settings, execution.reportingTo(progress.next(weight)));
  }

  @Override
  public void close() {
    progress.close();
    pool.shutdownNow();
  }

  /** What every report says of the code and of how samples were drawn. */
  static Map<String, String> facts(
      TrainingData data, CodeAssignment code, Sampler sampler, StudyOptions options) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Training images", data.name());
    facts.put("Sources", code.sources().toString());
    facts.put("Codebook", code.codebook().toString());
    facts.put("Reserved words", code.reserved() + ", which no source holds");
    facts.put(
        "Members", code.codebook().length() + ", each source seen by " + code.codebook().weight());
    facts.put("Sampler", sampler.toString());
    facts.put("Noise", "philox4x64-10, seed " + options.seed + ", samples from 0");
    facts.put("Java", Runtime.version() + ", " + options.threads + " threads");
    return facts;
  }
}
