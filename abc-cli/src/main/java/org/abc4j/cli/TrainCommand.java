package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.UNetEnsembleTrainer;
import org.abc4j.unet.UNetConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** From a folder of pictures to an ensemble. */
@Command(
    name = "train",
    description =
        "Trains an ensemble on a folder of pictures. It says first what that takes; stopped or"
            + " killed, the same command goes on from there, to the same bytes.",
    footerHeading = "%nExample:%n",
    footer = {
      "  abc train pictures --size 16 --gray --steps 2000 --out ensemble",
      "  abc train pictures --table artists.csv --source-column artist --out ensemble"
    })
final class TrainCommand extends Task {
  /** Samples for which plans say what landscapes take. */
  static final int SAMPLES = 8;

  @Parameters(
      paramLabel = "PICTURES",
      description = "Folder of pictures, a subfolder for each source.")
  private Path pictures;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder of the ensemble.")
  private Path out;

  @Mixin private SourceOptions sources;
  @Mixin private PreparationOptions preparation;
  @Mixin private NetworkOptions networks;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    PicturePreparation prepared = preparation.preparation();
    UNetConfig network = networks.network(prepared.shape());
    TrainingConfig training = networks.training();
    OutputFolder.requireUsable(out, "an ensemble", "manifest.json", "checkpoints");
    TrainingPictures data =
        TrainingPictures.read(
            sources.folder(pictures, prepared), TrainingPictures.NORMALISATION, work);
    data.requireSources(pictures);
    data.say(pictures, console);
    CodeAssignment code = networks.code(data.sources());
    if (!EnsembleFolder.isComplete(out)) {
      Estimate estimate =
          Estimate.measure(
              network, training, code, SAMPLES, new SamplerOptions().steps, work.threads());
      estimate.sayWhat(console);
      Naming.say(code, networks, console);
      estimate.sayTraining(console);
      estimate.sayLandscapes(console);
      estimate.requireMemory();
      OutputFolder.requireSpace(out, estimate.disk(), "the ensemble");
    }
    UNetEnsembleTrainer trainer =
        UNetEnsembleTrainer.of(network, training)
            .withPreparation(ImagePreparation.of(TrainingPictures.NORMALISATION).with(prepared));
    EnsembleFolder made =
        Stoppable.training(
            out,
            work,
            (execution, loss) ->
                trainer.with(execution).reportingTo(loss).train(data.images().batch(), code, out));
    console.line("Ensemble:   %s", out.toAbsolutePath().normalize());
    console.put("ensemble", out.toAbsolutePath().normalize().toString());
    console.put("memberSha256", made.manifest().memberSha256());
  }
}
