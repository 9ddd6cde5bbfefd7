package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.abc4j.io.Quoted;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.UNetEnsembleTrainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An ensemble made whole after a removal. */
@Command(
    name = "repair",
    description =
        "Trains the members that an ensemble has lost by removals, on the pictures that are left,"
            + " into a new folder; the others are copied to the bit. Pictures of removed sources"
            + " may still be in the folder: where each is a file, they are not read. Stopped or killed, the same command"
            + " goes on from there, to the same bytes.",
    footerHeading = "%nExample:%n",
    footer = {"  abc repair without-bag pictures --out repaired"})
final class RepairCommand extends Task {
  @Parameters(
      index = "0",
      paramLabel = "ENSEMBLE",
      description = "Folder of the ensemble that abc remove has written.")
  private Path folder;

  @Parameters(
      index = "1",
      paramLabel = "PICTURES",
      description = "The pictures that it was trained on.")
  private Path pictures;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder of the whole ensemble.")
  private Path out;

  @Mixin private SourceOptions sources;
  @Mixin private CodecOptions codecs;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    OutputFolder.requireUsable(out, "an ensemble", "manifest.json", "checkpoints");
    EnsembleFolder before = work.open(folder);
    int missing = before.removed().weight();
    if (missing == 0) {
      throw new Refusal(
          "no member of "
              + Quoted.of(folder.toString())
              + " is missing, there is nothing to repair");
    }
    KnownPictures known = KnownPictures.of(pictures, sources, before, codecs);
    Optional<Path> cache = PictureCache.choose(sources.cache, out, known.set(), console);
    UNetEnsembleTrainer trainer = UNetEnsembleTrainer.of(before);
    if (!EnsembleFolder.isComplete(out)) {
      sayAndRequire(before, missing, trainer, known.set().bytes(cache), console, work);
    }
    TrainingPictures data = known.read(cache, work);
    data.say(pictures, console);
    console.line(
        "Members:    %d of %d are trained again, the others copied",
        missing, before.removed().length());
    EnsembleFolder whole =
        Stoppable.training(
            out,
            work,
            Math.max(Stoppable.membersIn(folder), Stoppable.membersIn(out)),
            (execution, listener) ->
                trainer.with(execution).reportingTo(listener).repair(before, data.trained(), out));
    console.line("Ensemble:   %s", out.toAbsolutePath().normalize());
    console.put("ensemble", out.toAbsolutePath().normalize().toString());
    console.put("trained", before.removed().toString());
    console.put("memberSha256", whole.manifest().memberSha256());
  }

  private void sayAndRequire(
      EnsembleFolder before,
      int missing,
      UNetEnsembleTrainer trainer,
      long imageBytes,
      Console console,
      Work work)
      throws IOException {
    Estimate.requireMemoryForWeights(before.config(), Math.min(work.threads(), missing));
    Estimate estimate =
        Estimate.measure(before.config(), trainer.training(), before.code(), 1, 1, work)
            .training(missing)
            .holding(imageBytes);
    estimate.sayRepair(console);
    estimate.requireMemory();
    OutputFolder.requireSpace(out, estimate.disk(), "the ensemble");
  }
}
