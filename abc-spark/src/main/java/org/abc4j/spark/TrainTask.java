package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.abc4j.cli.CachedSelection;
import org.abc4j.cli.NetworkOptions;
import org.abc4j.cli.OtherTraining;
import org.abc4j.cli.UnusableInput;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.data.folder.CachedFolder;
import org.abc4j.io.Quoted;
import org.abc4j.spark.store.StoreLocation;
import org.abc4j.training.AnotherTrainingException;
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
    requireCache();
    CachedFolder cached = CachedFolder.open(pictures);
    Normalisation normalisation = Normalisation.plusMinusOne();
    CodeAssignment code = networks.code(cached.sources());
    UNetEnsembleTrainer trainer =
        UNetEnsembleTrainer.of(networks.network(cached.shape()), networks.training())
            .withPreparation(preparation(normalisation, cached));
    RowsRecipe images = RowsRecipe.cached(ClusterFile.shared(pictures), normalisation);
    StoreLocation place = StoreOptions.location(out, session());
    showing(
        "Members",
        execution -> {
          ClusterJobs training = jobs.with(execution).withCheckpointEvery(checkpointEvery);
          Path folder = place.isFolder() ? Path.of(place.uri()) : stores.driverFolder(place);
          try {
            if (place.isFolder()) {
              training.train(trainer, images, code, folder);
            } else {
              training.train(trainer, images, code, folder, place, stores.scratch());
            }
          } catch (AnotherTrainingException another) {
            throw OtherTraining.refused(folder, another);
          }
          say("Ensemble:   " + place);
        });
  }

  private void requireCache() {
    if (Files.isDirectory(pictures)) {
      throw new UnusableInput(
          Quoted.of(pictures.toString())
              + " is a folder: pictures come from a cache, the FILE that 'abc train "
              + pictures
              + " --cache FILE' reads them into");
    }
  }

  /** As the command 'abc train' says it of the same pictures. */
  private ImagePreparation preparation(Normalisation normalisation, CachedFolder cached)
      throws IOException {
    ImagePreparation made = ImagePreparation.of(normalisation).with(cached.preparation());
    Optional<ImageOrigin> origin = CachedSelection.read(pictures);
    if (origin.isEmpty()) {
      say(
          "Note:       nothing beside "
              + pictures
              + " says which pictures of a folder it holds, so the ensemble does not say so either;"
              + " 'abc train --cache' with these pictures does");
    }
    return origin.map(made::with).orElse(made);
  }
}
