package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplerText;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.SampleFile;
import org.abc4j.study.SampleOrigin;
import picocli.CommandLine.Option;

/** The ensemble that samples are of. */
final class EnsembleOptions {
  @Option(
      names = "--ensemble",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder of the ensemble that the samples are of.")
  private Path folder;

  EnsembleFolder open(Work work) throws IOException {
    return work.open(folder);
  }

  /** A sample file, and what it is called. */
  record Named(Path file, SampleFile content) {
    String name() {
      return file.getFileName().toString().replaceFirst("\\.json$", "");
    }

    /** What studies of it say where it is from. */
    SampleOrigin origin() {
      return SampleOrigin.of(
          content.ensemble(), content.seed(), content.index(), SamplerText.of(content.sampler()));
    }

    Sample sample(Ensemble ensemble, Work work) throws IOException {
      return content.regenerate(ensemble, file.toString(), work.silent());
    }
  }

  /** All samples that are named, of which each is found to be of the ensemble, before any work. */
  static List<Named> samples(List<Path> named, EnsembleFolder ensemble) throws IOException {
    List<Named> samples = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Path file : SampleFolder.files(named)) {
      Named sample = new Named(file, SampleFile.read(file));
      sample.content().requireOf(ensemble, file.toString());
      if (!names.add(sample.name())) {
        throw new MalformedFileException(
            file.toString(), "name", "another than that of a sample before", sample.name());
      }
      samples.add(sample);
    }
    return samples;
  }
}
