package org.abc4j.cli.experiment.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
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
import org.abc4j.training.ImportedTraining;
import org.abc4j.training.MatchedRetraining;
import org.abc4j.training.RetrainedModels;
import org.abc4j.training.TrainedWeights;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.TrainingInputs;
import org.abc4j.training.UNetEnsembleTrainer;

/**
 * A world of trained networks. The ensemble lies in the folder's {@code ensemble}, to the bytes
 * that {@code abc train} gives; single models, with and without sources, in its {@code retrained}.
 * Either may be of models that another program has trained, which are taken as they are.
 */
final class UNetWorld extends DataWorld implements ModelsElsewhere {
  private static final String ENSEMBLE = ExperimentFolder.ENSEMBLE;
  private static final String RETRAINED = ExperimentFolder.RETRAINED;

  /** Folder of those that were trained a second time. */
  static final String AGAIN = ExperimentFolder.AGAIN;

  private final Path folder;
  private final ModelFolders models;
  private Optional<EnsembleFolder> ensemble = Optional.empty();

  UNetWorld(ExperimentPlan plan, WorldData data, Path folder) {
    super(plan, data);
    this.folder = folder;
    this.models = new ModelFolders(plan, folder);
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
        trainSingle("Training single models", RETRAINED, work);
      }
      if (plan().isRetrainedAgain()) {
        trainSingle("Training single models again", AGAIN, work);
      }
    } catch (AnotherTrainingException another) {
      throw new Refusal(another.getMessage());
    }
  }

  private UNetEnsembleTrainer trainer() {
    return UNetEnsembleTrainer.of(plan().network(), plan().training())
        .withPreparation(data().preparation());
  }

  private MatchedRetraining retraining(TrainingConfig training) {
    return MatchedRetraining.of(plan().network(), training, replacement());
  }

  private long[] removed() {
    return LongStream.range(0, plan().retrained()).toArray();
  }

  private synchronized void trainEnsemble(Work work) throws IOException {
    Path into = folder.resolve(ENSEMBLE);
    try (Progress bar = work.progress("Training the ensemble", 1)) {
      ensemble =
          Optional.of(
              ImportedTraining.executor(into)
                  .map(name -> ImportedTraining.opening(trainer(), name))
                  .orElseGet(this::trainer)
                  .with(work.silent().reportingTo(bar.next(1)))
                  .train(data().items(), code(), into));
    }
  }

  private void trainSingle(String title, String name, Work work) throws IOException {
    Path into = models.of(name);
    MatchedRetraining retraining = retraining(trainingOf(name));
    Optional<String> executor = models.executor(name);
    if (executor.isPresent()) {
      retraining = retraining.onExecutor(executor.get());
      requireAll(into, executor.get());
    }
    try (Progress bar = work.progress(title, 1)) {
      retraining
          .with(work.silent().reportingTo(bar.next(1)))
          .train(data().items(), data().sources(), into, removed());
    }
  }

  private void requireAll(Path into, String executor) throws IOException {
    if (!isWhole(RetrainedModels.open(into))) {
      throw new Refusal(
          into
              + " has some models that were trained by "
              + executor
              + ", and the others cannot be trained here beside them: take all of them with abc"
              + " experiment take, or delete that folder");
    }
  }

  private boolean isWhole(RetrainedModels models) {
    return models.hasWhole() && models.sources().length == plan().retrained();
  }

  @Override
  public List<String> folders() {
    return models.names();
  }

  @Override
  public TrainingInputs inputs() {
    try {
      TrainingInputs inputs =
          TrainingInputs.of(plan().network(), plan().training(), data().items())
              .ensemble(ENSEMBLE, code());
      for (String name : folders().subList(1, folders().size())) {
        inputs.retraining(
            name, trainingOf(name).seed(), data().sources(), replacement(), removed());
      }
      return inputs;
    } catch (IllegalArgumentException none) {
      throw new Refusal(none.getMessage());
    }
  }

  private TrainingConfig trainingOf(String name) {
    return name.equals(AGAIN) ? plan().again() : plan().training();
  }

  @Override
  public int there(String name, String executor, TrainedWeights weights) throws IOException {
    Path into = folder.resolve(name);
    String before = name + "/";
    List<String> models =
        inputs().names().stream()
            .filter(model -> model.startsWith(before))
            .map(model -> model.substring(before.length()))
            .toList();
    try {
      int there = ImportedTraining.of(executor, weights).there(plan().network(), into, models);
      if (name.equals(ENSEMBLE)) {
        ImportedTraining.opening(trainer(), executor).isBegunIn(into);
      }
      requireBy(name, executor);
      return there;
    } catch (AnotherTrainingException another) {
      throw new Refusal(another.getMessage());
    }
  }

  /** Refuses a folder whose models something else has trained. */
  private void requireBy(String name, String executor) throws IOException {
    Path into = folder.resolve(name);
    boolean ended =
        name.equals(ENSEMBLE) ? EnsembleFolder.isComplete(into) : RetrainedModels.isIn(into);
    Optional<String> by = Optional.ofNullable(executors().get(name));
    if (ended && !by.equals(Optional.of(executor))) {
      throw new Refusal(
          "models in "
              + into
              + " were trained by "
              + by.orElse("abc itself")
              + ", those that are to be taken by "
              + executor);
    }
  }

  @Override
  public synchronized void take(String name, String executor, TrainedWeights weights)
      throws IOException {
    ImportedTraining imported = ImportedTraining.of(executor, weights);
    Path into = Files.createDirectories(folder).resolve(name);
    try {
      if (name.equals(ENSEMBLE)) {
        ensemble = Optional.of(imported.ensemble(trainer(), data().items(), code(), into));
      } else {
        imported.retrained(
            retraining(trainingOf(name)), data().items(), data().sources(), into, removed());
      }
    } catch (AnotherTrainingException another) {
      throw new Refusal(another.getMessage());
    }
  }

  @Override
  public Map<String, String> executors() throws IOException {
    return models.executors();
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
      if (isWhole(models)) {
        digests.put("single", models.sha256());
        if (plan().retrained() > 0) {
          digests.put(RETRAINED, without(models).hex());
        }
      }
    }
    if (plan().isRetrainedAgain() && RetrainedModels.isIn(again())) {
      RetrainedModels models = RetrainedModels.open(again());
      if (isWhole(models)) {
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
