package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.SampleFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether things are what they say they are. */
@Command(
    name = "verify",
    description =
        "Checks every file of an ensemble against its manifest; and samples, by generating them"
            + " again: they must be the same bits. Exits with 4 if something is not so.",
    footerHeading = "%nExample:%n",
    footer = {"  abc verify ensemble", "  abc verify samples --ensemble ensemble"})
final class VerifyCommand extends Task {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Ensembles' folders; or, with --ensemble, samples and folders of samples.")
  private List<Path> named;

  @Option(
      names = "--ensemble",
      paramLabel = "FOLDER",
      description = "The ensemble that the samples are of.")
  private Path ensemble;

  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    List<String> verified = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    if (ensemble == null) {
      for (Path folder : named) {
        try {
          EnsembleFolder good = ensemble(folder, work);
          console.line(
              "%s: %d members and all other files are those of the manifest",
              Quoted.of(folder.toString()), good.manifest().memberSha256().size());
          verified.add(folder.toString());
        } catch (Refusal fault) {
          faults.add(fault.getMessage());
        }
      }
    } else {
      EnsembleFolder of = ensemble(ensemble, work);
      List<Path> files = SampleFolder.files(named);
      try (Progress bar = work.progress("Samples", files.size())) {
        for (Path file : files) {
          try {
            sample(SampleFile.read(file), of, file, work);
            verified.add(file.toString());
          } catch (Refusal fault) {
            faults.add(fault.getMessage());
          }
          bar.next(1).progress(1, 1);
        }
      }
      console.line("%d samples were generated again, to the same bits", verified.size());
    }
    if (!faults.isEmpty()) {
      throw new Refusal(String.join("; ", faults));
    }
    console.put("verified", verified);
  }

  /** A folder that is not an ensemble's is bad input; one that is, and is damaged, a finding. */
  private static EnsembleFolder ensemble(Path folder, Work work) throws IOException {
    if (!Files.isDirectory(folder) || !EnsembleFolder.isComplete(folder)) {
      throw new MalformedFileException(
          folder.toString(),
          "folder",
          "an ensemble, with a manifest.json",
          Files.isDirectory(folder) ? "none" : "no folder");
    }
    try {
      return work.open(folder);
    } catch (MalformedFileException damaged) {
      throw new Refusal(damaged.getMessage());
    }
  }

  private static void sample(SampleFile sample, EnsembleFolder of, Path file, Work work)
      throws IOException {
    try {
      sample.regenerate(of, file.toString(), work.silent());
    } catch (MalformedFileException other) {
      throw new Refusal(other.getMessage());
    }
  }
}
