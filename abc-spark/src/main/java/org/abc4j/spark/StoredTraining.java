package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.Sha256;
import org.abc4j.spark.store.EnsembleStore;
import org.abc4j.spark.store.Scratch;
import org.abc4j.spark.store.StoreLocation;
import org.abc4j.spark.store.StoredMemberTraining;
import org.abc4j.spark.store.TrainingStore;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleManifest;
import org.abc4j.training.MemberTask;
import org.abc4j.training.TrainingElsewhere;
import org.abc4j.training.UNetEnsembleTrainer;

/**
 * The driver's part of a training whose executors share a store and no folder.
 *
 * @param runner runs jobs
 * @param execution the driver's
 * @param checkpointEvery steps of a member between its checkpoints
 * @param location where the ensemble is published, and what is kept until then
 * @param scratch where on their machines executors work
 */
record StoredTraining(
    JobRunner runner,
    Execution execution,
    int checkpointEvery,
    StoreLocation location,
    Scratch scratch) {

  /** Trains into a folder of the driver's own disk, and publishes what it comes to. */
  EnsembleFolder train(
      UNetEnsembleTrainer trainer, RowsRecipe images, CodeAssignment code, Path folder)
      throws IOException {
    EnsembleStore store = EnsembleStore.at(location);
    Execution silent = execution.reportingTo((done, total) -> {});
    if (store.isPublished() && !EnsembleFolder.isComplete(folder)) {
      EnsembleStore.Published published = store.requireWhole();
      requireNothingElse(published.manifest(), folder);
      store.fetch(published.address(), folder, silent);
    }
    TrainingStore kept = TrainingStore.of(store);
    EnsembleFolder whole =
        TrainingElsewhere.of(
                ClusterJobs.onTheDriver(trainer, execution),
                missing -> members(kept, images, folder, missing, silent))
            .train(images.open(), code, folder);
    store.publish(whole, silent);
    kept.sweep();
    return whole;
  }

  /** What is brought would take the place of what another training has done in the folder. */
  private void requireNothingElse(EnsembleManifest manifest, Path folder) throws IOException {
    for (Map.Entry<String, String> file : manifest.files().entrySet()) {
      Path own = folder.resolve(file.getKey());
      if (Files.isRegularFile(own) && !Sha256.of(own).equals(file.getValue())) {
        throw new IOException(
            location
                + " has another ensemble than "
                + folder
                + ", whose "
                + file.getKey()
                + " has SHA-256 "
                + Sha256.of(own)
                + ", not "
                + file.getValue()
                + ": train into a folder and a place of their own");
      }
    }
  }

  /** Has members trained, and brings them to the folder, where each is checked by its record. */
  private void members(
      TrainingStore kept,
      RowsRecipe images,
      Path folder,
      List<MemberTask> missing,
      Execution silent)
      throws IOException {
    ClusterJobs.Ended ended = new ClusterJobs.Ended(execution, missing.size());
    runner.run(
        "training " + missing.size() + " members into " + location,
        new StoredTrainingJob(
            location, kept.begin(folder, silent), images, scratch, checkpointEvery),
        missing.stream().map(TrainingJob.Member::of).toList(),
        (trained, index) -> ended.add(1),
        execution);
    for (MemberTask task : missing) {
      int member = task.member();
      kept.take(
          member,
          EnsembleFolder.memberFile(folder, member),
          StoredMemberTraining.record(folder, member),
          silent);
    }
  }
}
