package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.abc4j.Shape;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.SampleFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Samples of an ensemble. */
@Command(
    name = "sample",
    description =
        "Generates samples. Each becomes a small file that names ensemble, noise and sampler, from"
            + " which other commands have the same sample again, and a picture. Those that are"
            + " there already are not made again.",
    footerHeading = "%nExample:%n",
    footer = {"  abc sample ensemble --count 8 --seed 1 --out samples"})
final class SampleCommand extends Task {
  /** Samples that take their steps together. */
  private static final int TOGETHER = 64;

  private static final int MOST = 1_000_000;

  @Parameters(paramLabel = "ENSEMBLE", description = "Folder of an ensemble.")
  private Path folder;

  @Option(names = "--count", description = "How many. Default: ${DEFAULT-VALUE}.")
  private int count = TrainCommand.SAMPLES;

  @Option(names = "--seed", description = "Seed of the noise. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--first",
      paramLabel = "INDEX",
      description = "Index of the first in that noise. Default: ${DEFAULT-VALUE}.")
  private long first;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder of the samples.")
  private Path out;

  @Option(
      names = "--enlarge",
      paramLabel = "N",
      description =
          "Pixels of the picture, in width and in height, for each of the sample; 1 for its own."
              + " Default: as few as make its longer side 128 or more.")
  private Integer enlarge;

  @Mixin private SamplerOptions samplers;
  @Mixin private CodecOptions codecs;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    Limits.between("--count", 1, MOST, count);
    Limits.between("--first", 0, Long.MAX_VALUE - count, first);
    if (enlarge != null) {
      Limits.between("--enlarge", 1, PngFile.MOST_ENLARGED, enlarge);
    }
    codecs.requireNoLatents();
    EnsembleFolder ensemble = work.open(folder);
    Shown shown = Shown.of(ensemble, codecs.of(ensemble));
    Sampler sampler = samplers.sampler(ensemble.manifest().schedule(), shown.bound());
    sampler.steps();
    SampleFolder.requireUsable(out);
    Shape shape = shown.shape();
    int enlarged = enlarge == null ? PngFile.enough(shape) : enlarge;
    List<String> files = new ArrayList<>();
    List<Long> missing = new ArrayList<>();
    for (long index = first; index - first < count; index++) {
      Path file = file(index);
      files.add(file.toString());
      if (!SampleFolder.holds(file, ensemble, seed, index, sampler, shape.width() * enlarged)) {
        missing.add(index);
      }
    }
    OutputFolder.make(out);
    int there = count - missing.size();
    if (there > 0) {
      console.line("Kept:       %d samples that are there", there);
    }
    try (Progress bar = work.progress("Samples", Math.max(1, missing.size()))) {
      for (int from = 0; from < missing.size(); from += TOGETHER) {
        List<Long> some = missing.subList(from, Math.min(from + TOGETHER, missing.size()));
        List<SampleNoise> noises = some.stream().map(ExogenousNoise.philox(seed)::of).toList();
        List<Sample> samples =
            sampler.samples(
                ensemble.ensemble(), noises, work.silent().reportingTo(bar.next(some.size())));
        for (int i = 0; i < some.size(); i++) {
          write(samples.get(i), ensemble, shown, some.get(i), enlarged);
        }
      }
    }
    console.line("Samples:    %d in %s, by %s", count, out.toAbsolutePath().normalize(), sampler);
    console.put("samples", files);
    console.put("kept", there);
    console.put("sampler", sampler.toString());
  }

  private Path file(long index) {
    return out.resolve(String.format(Locale.ROOT, "sample-%d-%06d.json", seed, index));
  }

  /** The picture first: a sample whose file is there has one. */
  private void write(Sample sample, EnsembleFolder ensemble, Shown shown, long index, int enlarged)
      throws IOException {
    PngFile.write(SampleFolder.picture(file(index)), shown.picture(sample.image()), enlarged);
    SampleFile.of(sample, ensemble, seed, index).write(file(index));
  }
}
