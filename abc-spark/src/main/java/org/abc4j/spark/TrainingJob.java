package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.Execution;
import org.abc4j.training.JoinedTraining;
import org.abc4j.training.MemberTask;

/**
 * Members' trainings, each from its checkpoint to its end.
 *
 * @param folder the folder, by the path that all machines see it by
 * @param images how an executor has the training data
 * @param checkpointEvery steps between checkpoints
 */
record TrainingJob(String folder, RowsRecipe images, int checkpointEvery)
    implements ClusterJob<TrainingJob.Member, Boolean> {

  /**
   * A member, and what it is trained on.
   *
   * @param member index of the member
   * @param splitSha256 digest of the images of its split
   */
  record Member(int member, String splitSha256) implements java.io.Serializable {
    static Member of(MemberTask task) {
      return new Member(task.member(), task.splitSha256());
    }
  }

  @Override
  public Boolean run(Member one, Execution execution) throws IOException {
    return JoinedTraining.of(Path.of(folder))
        .train(
            new MemberTask(one.member(), one.splitSha256()),
            new LazyRows(images),
            checkpointEvery,
            execution,
            (member, step, steps, loss) -> {});
  }
}
