package org.abc4j.spark;

import java.io.IOException;
import org.abc4j.Execution;
import org.abc4j.spark.store.EnsembleStore;
import org.abc4j.spark.store.Scratch;
import org.abc4j.spark.store.StoreLocation;
import org.abc4j.spark.store.StoredMemberTraining;
import org.abc4j.spark.store.TrainingStore;
import org.abc4j.training.MemberTask;

/**
 * Members' trainings on machines that share a store and no folder, each from its checkpoint to its
 * end.
 *
 * @param location where the ensemble will be
 * @param begun which training
 * @param images how an executor has the training data
 * @param scratch where on its machine it works
 * @param checkpointEvery steps between checkpoints
 */
record StoredTrainingJob(
    StoreLocation location,
    TrainingStore.Begun begun,
    RowsRecipe images,
    Scratch scratch,
    int checkpointEvery)
    implements ClusterJob<TrainingJob.Member, Boolean> {

  @Override
  public Boolean run(TrainingJob.Member one, Execution execution) throws IOException {
    return StoredMemberTraining.of(
            TrainingStore.of(EnsembleStore.at(location)), begun, scratch, checkpointEvery)
        .train(new MemberTask(one.member(), one.splitSha256()), new LazyRows(images), execution);
  }
}
