package org.abc4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.cli.progress.WorkBar;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Uninterrupted;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;
import org.abc4j.report.ContactSheet;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;

/**
 * What an ensemble and its members have learned, for the eye: samples of the ensemble, the same
 * without clipping, and a row of each member alone; a column has one noise.
 */
final class SampleSheet {
  private SampleSheet() {}

  /** Writes a sheet of some columns to a PNG file. */
  static void write(Path file, Ensemble ensemble, int columns, long seed, Execution execution)
      throws IOException {
    NoiseSchedule schedule = ensemble.schedule().orElseThrow();
    Sampler clipped = SamplerSetting.USUAL.sampler(schedule, Clipping.USUAL);
    Sampler plain = SamplerSetting.USUAL.sampler(schedule, Clipping.NONE);
    List<SampleNoise> noises =
        IntStream.range(0, columns).mapToObj(ExogenousNoise.philox(seed)::of).toList();
    List<Batch> rows = new ArrayList<>();
    try (WorkBar progress = WorkBar.of("Samples", 3)) {
      for (Sampler sampler : List.of(clipped, plain)) {
        Execution part = execution.reportingTo(progress.next());
        List<Sample> samples = sampler.samples(ensemble, noises, part);
        rows.add(Batch.ofRows(ensemble.shape(), samples.stream().map(Sample::image).toList()));
      }
      rows.addAll(ofMembers(ensemble, clipped, noises, execution, progress.next()));
    }
    Uninterrupted.run(
        () -> {
          ContactSheet.write(file, rows, Normalisation.plusMinusOne());
          return file;
        });
  }

  private static List<Batch> ofMembers(
      Ensemble ensemble,
      Sampler sampler,
      List<SampleNoise> noises,
      Execution execution,
      ProgressListener listener) {
    int[] members = ensemble.removed().complement().members();
    Batch[] rows = new Batch[members.length];
    AtomicInteger done = new AtomicInteger();
    Execution alone = execution.on(Runnable::run, 1).reportingTo((steps, all) -> {});
    execution.forEach(
        rows.length,
        row -> {
          execution.checkCancelled();
          rows[row] = sampler.generate(ensemble.member(members[row]), noises, alone);
          synchronized (listener) {
            listener.progress(done.incrementAndGet(), rows.length);
          }
        });
    return Arrays.asList(rows);
  }
}
