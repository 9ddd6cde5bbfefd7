package org.abc4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.abc4j.Execution;
import org.abc4j.cli.SamplerOptions;
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
            + " which other commands have the same sample again.")
final class SampleTask extends ClusterTask {
  @Parameters(
      paramLabel = "ENSEMBLE",
      description =
          "An ensemble: a folder in shared storage, or a URI such as s3a://bucket/ensemble.")
  private String place;

  @Option(names = "--count", description = "How many. Default: ${DEFAULT-VALUE}.")
  private int count = 8;

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
      description = "Folder of the samples, on the driver's machine.")
  private Path out;

  @Mixin private SamplerOptions samplers;

  @Mixin private StoreOptions stores;

  @Override
  void run(ClusterJobs jobs) throws IOException {
    ClusterEnsemble found = stores.open(place, session(), Execution.sequential());
    EnsembleFolder ensemble = found.folder();
    Sampler sampler =
        samplers.sampler(
            ensemble.manifest().schedule(),
            ensemble.manifest().preparation().normalisation().bound());
    SampleSet samples = SampleSet.of(seed, first, count);
    Files.createDirectories(out);
    String digest = ensemble.manifestSha256();
    showing(
        "Samples",
        execution ->
            jobs.with(execution)
                .sampleDigests(
                    found.recipe(),
                    sampler,
                    samples,
                    (sha256, index) ->
                        write(new SampleFile(digest, seed, index, sampler, sha256))));
    say("Samples:    " + count + " in " + out.toAbsolutePath().normalize() + ", by " + sampler);
  }

  /** Named as those of the command {@code abc} are. */
  private void write(SampleFile sample) {
    String name = String.format(Locale.ROOT, "sample-%d-%06d.json", seed, sample.index());
    try {
      sample.write(out.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
