package org.abc4j.cli.experiment.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.abc4j.cli.Progress;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.ExperimentFolder;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.io.Sha256;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.AnotherTrainingException;
import org.abc4j.training.MatchedRetraining;
import org.abc4j.training.RetrainedModels;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.UNetEnsembleTrainer;

/**
 * A world of trained networks. The ensemble lies in the folder's {@code ensemble}, to the bytes
 * that {@code abc train} gives; single models, with and without sources, in its {@code retrained}.
 */
final class UNetWorld extends DataWorld {
  private static final String ENSEMBLE = ExperimentFolder.ENSEMBLE;
  private static final String RETRAINED = ExperimentFolder.RETRAINED;

  /** Folder of those that were trained a second time. */
  static final String AGAIN = ExperimentFolder.AGAIN;

  private final Path folder;
  private Optional<EnsembleFolder> ensemble = Optional.empty();

  UNetWorld(ExperimentPlan plan, WorldData data, Path folder) {
    super(plan, data);
    this.folder = folder;
  }

  private Path retrained() {
    return folder.resolve(RETRAINED);
  }

  private Path again() {
    if (!plan().isRetrainedAgain()) {
      throw new IllegalStateException("this plan retrains once");
    }
    return folder.resolve(AGAIN);
  }

  @Override
  public void prepare(Work work) throws IOException {
    try {
      Files.createDirectories(folder);
      trainEnsemble(work);
      if (plan().hasSingle()) {
        trainSingle("Training single models", plan().training(), retrained(), work);
      }
      if (plan().isRetrainedAgain()) {
        trainSingle("Training single models again", plan().again(), again(), work);
      }
    } catch (AnotherTrainingException another) {
      throw new Refusal(another.getMessage());
    }
  }

  private synchronized void trainEnsemble(Work work) throws IOException {
    try (Progress bar = work.progress("Training the ensemble", 1)) {
      ensemble =
          Optional.of(
              UNetEnsembleTrainer.of(plan().network(), plan().training())
                  .withPreparation(data().preparation())
                  .with(work.silent().reportingTo(bar.next(1)))
                  .train(data().items(), code(), folder.resolve(ENSEMBLE)));
    }
  }

  private void trainSingle(String title, TrainingConfig training, Path into, Work work)
      throws IOException {
    try (Progress bar = work.progress(title, 1)) {
      MatchedRetraining.of(plan().network(), training, replacement())
          .with(work.silent().reportingTo(bar.next(1)))
          .train(
              data().items(),
              data().sources(),
              into,
              LongStream.range(0, plan().retrained()).toArray());
    }
  }

  private synchronized EnsembleFolder opened() throws IOException {
    if (ensemble.isEmpty()) {
      ensemble = Optional.of(EnsembleFolder.open(folder.resolve(ENSEMBLE)));
    }
    return ensemble.get();
  }

  @Override
  public Ensemble ensemble() throws IOException {
    return opened().ensemble();
  }

  @Override
  public NoiseModel member(int member) throws IOException {
    return opened().ensemble().member(member);
  }

  @Override
  public NoiseModel single() throws IOException {
    return RetrainedModels.open(retrained()).whole();
  }

  @Override
  public NoiseModel without(long source) throws IOException {
    return RetrainedModels.open(retrained()).without(source);
  }

  @Override
  public NoiseModel singleAgain() throws IOException {
    return RetrainedModels.open(again()).whole();
  }

  @Override
  public NoiseModel withoutAgain(long source) throws IOException {
    return RetrainedModels.open(again()).without(source);
  }

  @Override
  public NoiseModel fittedTo(BitSet sources) {
    throw new IllegalStateException("networks are trained, not fitted");
  }

  @Override
  Map<String, String> modelDigests() throws IOException {
    Map<String, String> digests = new LinkedHashMap<>();
    if (EnsembleFolder.isComplete(folder.resolve(ENSEMBLE))) {
      Sha256 members = Sha256.begin();
      opened().manifest().memberSha256().forEach(members::add);
      digests.put(ENSEMBLE, members.hex());
    }
    if (plan().hasSingle() && RetrainedModels.isIn(retrained())) {
      RetrainedModels models = RetrainedModels.open(retrained());
      if (models.hasWhole() && models.sources().length == plan().retrained()) {
        digests.put("single", models.sha256());
        if (plan().retrained() > 0) {
          digests.put(RETRAINED, without(models).hex());
        }
      }
    }
    if (plan().isRetrainedAgain() && RetrainedModels.isIn(again())) {
      RetrainedModels models = RetrainedModels.open(again());
      if (models.hasWhole() && models.sources().length == plan().retrained()) {
        digests.put(AGAIN, without(models).add(models.sha256()).hex());
      }
    }
    return digests;
  }

  private static Sha256 without(RetrainedModels models) {
    Sha256 without = Sha256.begin();
    for (long source : models.sources()) {
      without.add(models.sha256Without(source));
    }
    return without;
  }
}
