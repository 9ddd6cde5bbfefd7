package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Uninterrupted;
import org.abc4j.store.EnsembleFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Samples for other programs. */
@Command(
    name = "export",
    description =
        "Writes samples as PNG pictures and as one .npy array of float32, of shape (samples,"
            + " channels, height, width), with the values that networks take. Scores are written by"
            + " abc landscape and abc scores.",
    footer = {
      "",
      "Example:",
      "  abc export samples --ensemble ensemble --npy samples.npy --png pictures"
    })
final class ExportCommand extends Task {
  @Parameters(
      arity = "1..*",
      paramLabel = "SAMPLE",
      description = "Files of samples, or folders of them.")
  private List<Path> named;

  @Option(names = "--npy", paramLabel = "FILE", description = "The array.")
  private Path npy;

  @Option(names = "--png", paramLabel = "FOLDER", description = "Folder of the pictures.")
  private Path png;

  @Mixin private EnsembleOptions ensembles;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    if (npy == null && png == null) {
      throw new IllegalArgumentException("--npy or --png says what to write, found neither");
    }
    if (npy != null) {
      LandscapeCommand.requireFile(npy);
    }
    if (png != null) {
      SampleFolder.requireUsable(png);
      OutputFolder.make(png);
    }
    EnsembleFolder ensemble = ensembles.open();
    List<EnsembleOptions.Named> samples = EnsembleOptions.samples(named, ensemble);
    List<float[]> images = new ArrayList<>();
    try (Progress bar = work.progress("Samples", samples.size())) {
      for (EnsembleOptions.Named one : samples) {
        images.add(one.sample(ensemble, work).image());
        bar.next(1).progress(1, 1);
      }
    }
    Batch all = Batch.ofRows(ensemble.ensemble().shape(), images);
    if (npy != null) {
      Uninterrupted.finish(() -> AtomicFiles.write(npy, out -> Npy.write(out, all)));
      console.line("Array:      %s", npy.toAbsolutePath().normalize());
      console.put("npy", npy.toAbsolutePath().normalize().toString());
    }
    for (int i = 0; png != null && i < samples.size(); i++) {
      PngFile.write(
          png.resolve(samples.get(i).name() + ".png"),
          Shown.normalisation(ensemble).picture(all, i));
    }
    if (png != null) {
      console.line("Pictures:   %d in %s", samples.size(), png.toAbsolutePath().normalize());
      console.put("png", png.toAbsolutePath().normalize().toString());
    }
    console.put("samples", samples.size());
  }
}
