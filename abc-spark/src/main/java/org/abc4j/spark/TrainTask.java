package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.cli.NetworkOptions;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.data.folder.CachedFolder;
import org.abc4j.spark.store.StoreLocation;
import org.abc4j.training.UNetEnsembleTrainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** From a cache of pictures to an ensemble. */
@Command(
    name = "train",
    description =
        "Trains an ensemble, a member a task. Stopped or killed, the same command goes on from the"
            + " checkpoints, to the same bytes.")
final class TrainTask extends ClusterTask {
  @Parameters(
      paramLabel = "CACHE",
      description = "Pictures as 'abc train --cache' keeps them, in shared storage.")
  private Path pictures;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description =
          "Where the ensemble will be: a folder in shared storage, or a URI such as"
              + " s3a://bucket/ensemble.")
  private String out;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      description = "Steps of a member between its checkpoints. Default: ${DEFAULT-VALUE}.")
  private int checkpointEvery = 250;

  @Mixin private NetworkOptions networks;

  @Mixin private StoreOptions stores;

  @Override
  void run(ClusterJobs jobs) throws IOException {
    CachedFolder cached = CachedFolder.open(pictures);
    Normalisation normalisation = Normalisation.plusMinusOne();
    CodeAssignment code = networks.code(cached.sources());
    UNetEnsembleTrainer trainer =
        UNetEnsembleTrainer.of(networks.network(cached.shape()), networks.training())
            .withPreparation(ImagePreparation.of(normalisation).with(cached.preparation()));
    RowsRecipe images = RowsRecipe.cached(ClusterFile.shared(pictures), normalisation);
    StoreLocation place = StoreOptions.location(out, session());
    showing(
        "Members",
        execution -> {
          ClusterJobs training = jobs.with(execution).withCheckpointEvery(checkpointEvery);
          if (place.isFolder()) {
            training.train(trainer, images, code, Path.of(place.uri()));
          } else {
            Path folder = stores.driverFolder(place);
            training.train(trainer, images, code, folder, place, stores.scratch());
          }
          say("Ensemble:   " + place);
        });
  }
}
