package org.abc4j.training;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.Uninterrupted;
import org.abc4j.store.EnsembleFolder;

/**
 * One training of an ensemble into a folder, from where the folder stands to its manifest. The
 * images of a split are hashed once; they stand for it in checkpoint, record and manifest.
 */
final class EnsembleTraining {
  private final TrainingIdentity identity;
  private final Rows images;
  private final MemberTrainer trainer;
  private final TrainableModels models;
  private final TrainingConduct conduct;
  private final Steps steps;
  private final Optional<EnsembleFolder> begun;
  private final Optional<MembersElsewhere> elsewhere;

  /**
   * @param trainer trains each member, by the identity's maker
   * @param models makes the members' models
   * @param conduct how that is carried out
   * @param steps counts what members take
   * @param begun the ensemble whose members have taken the first steps, if there is one
   * @param elsewhere where members are trained, if not here
   */
  EnsembleTraining(
      TrainingIdentity identity,
      Rows images,
      MemberTrainer trainer,
      TrainableModels models,
      TrainingConduct conduct,
      Steps steps,
      Optional<EnsembleFolder> begun,
      Optional<MembersElsewhere> elsewhere) {
    this.identity = identity;
    this.images = images;
    this.trainer = trainer;
    this.models = models;
    this.conduct = conduct;
    this.steps = steps;
    this.begun = begun;
    this.elsewhere = elsewhere;
  }

  /** Trains, or goes on training, or opens what is trained already. */
  EnsembleFolder into(Path folder) throws IOException {
    if (EnsembleFolder.isComplete(folder)) {
      return identity.openComplete(folder);
    }
    requireImagesForAll();
    // Asked before anything is written, and again when nobody else can write.
    Uninterrupted.finish(() -> identity.requireOwned(folder));
    TrainingFolder held;
    try {
      held = TrainingFolder.hold(folder, identity, conduct.keepsStates());
    } catch (NoSuchFileException | FileAlreadyExistsException swept) {
      // Another training that has just ended does away with its checkpoints.
      if (EnsembleFolder.isComplete(folder)) {
        return identity.openComplete(folder);
      }
      throw swept;
    }
    try (TrainingFolder place = held) {
      if (EnsembleFolder.isComplete(folder)) {
        return identity.openComplete(folder);
      }
      place.begin();
      takeThoseThatEnded(place);
      if (elsewhere.isPresent()) {
        trainElsewhere(place, elsewhere.get());
      } else {
        trainOthers(place);
      }
      return place.complete();
    }
  }

  private void requireImagesForAll() {
    CodeAssignment code = identity.code();
    for (int member = 0; member < code.codebook().length(); member++) {
      if (code.splits().items(member).findFirst().isEmpty()) {
        throw new IllegalArgumentException("member " + member + " has no item to be trained on");
      }
    }
  }

  private int members() {
    return identity.code().codebook().length();
  }

  private Rows split(int member) {
    return images.view(identity.code().splits().indices(member));
  }

  /** All of them before the first step, so that one that does not fit is not found hours later. */
  private void takeThoseThatEnded(TrainingFolder place) throws IOException {
    for (int member = 0; member < members(); member++) {
      Optional<EnsembleFolder> kept = identity.keptFrom(member);
      if (kept.isPresent()) {
        conduct.execution().checkCancelled();
        place.keep(member, EnsembleFolder.dataSha256(split(member)), kept.get());
        steps.taken(member);
      } else if (place.hasFile(member)) {
        conduct.execution().checkCancelled();
        place.take(trainer.identity(member, split(member)));
        steps.taken(member);
      }
    }
    steps.begin();
  }

  /** What has ended elsewhere is trusted no more than what was there before. */
  private void trainElsewhere(TrainingFolder place, MembersElsewhere elsewhere) throws IOException {
    List<MemberTask> missing = new ArrayList<>();
    for (int member = 0; member < members(); member++) {
      if (!place.hasEnded(member)) {
        conduct.execution().checkCancelled();
        missing.add(new MemberTask(member, EnsembleFolder.dataSha256(split(member))));
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    elsewhere.train(List.copyOf(missing));
    for (MemberTask task : missing) {
      conduct.execution().checkCancelled();
      place.requireFile(task.member());
      place.take(trainer.identity(task.member(), task.splitSha256()));
      steps.taken(task.member());
    }
  }

  /** Members side by side; when one fails, or its thread is interrupted, all stop. */
  private void trainOthers(TrainingFolder place) throws IOException {
    Execution execution = conduct.execution();
    Execution silent = execution.reportingTo((done, total) -> {});
    FileTasks.forEach(
        execution,
        members(),
        member -> {
          if (!place.hasEnded(member)) {
            train(member, place, silent);
          }
        });
  }

  private void train(int member, TrainingFolder place, Execution silent) throws IOException {
    Rows split = split(member);
    MemberIdentity whose = trainer.identity(member, split);
    place.finish(
        whose,
        new MemberWeights(identity.config(), identity.training(), trainer, models)
            .of(whose, split, place.checkpoint(member), begun, silent, steps));
  }
}
