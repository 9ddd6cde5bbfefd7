package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.Sha256;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.Network;

/**
 * Counterfactuals by retraining (section 3.2, appendix C.3): a single U-Net is trained on all
 * items, and others on all but those of a source each, into a folder.
 *
 * <p>Trainings are matched: all have the same initial weights, and at each step a row has the same
 * timestep, noise, mirroring and dropout, and the same item, in all of them. Where that item is of
 * the source that is left out, a {@link Replacement} says what is seen instead: an image that says
 * nothing, as in the paper, or another item. No value of such an item is read for that model. The
 * model on all items is what an ordinary training of member 0 gives on them, whatever is left out
 * elsewhere; trained alone it is the single model of table 3.
 *
 * <p>A folder that holds part of a training goes on from there, to the same bytes, and so does one
 * that is to have models without further sources; one of another training is refused. Immutable and
 * thread-safe.
 */
public final class MatchedRetraining {
  private final UNetConfig config;
  private final TrainingConfig training;
  private final Replacement replacement;
  private final TrainingConduct conduct;

  /** What trained the models, if not this engine; empty for it. */
  private final String executor;

  private MatchedRetraining(
      UNetConfig config,
      TrainingConfig training,
      Replacement replacement,
      TrainingConduct conduct,
      String executor) {
    this.config = Objects.requireNonNull(config, "config");
    this.training = Objects.requireNonNull(training, "training");
    this.replacement = Objects.requireNonNull(replacement, "replacement");
    this.conduct = conduct;
    this.executor = executor;
    if (training.sharedDraws()) {
      throw new IllegalArgumentException(
          "matched trainings meet the same items by their numbers, not by shared draws, found "
              + training);
    }
  }

  /**
   * A retraining on the calling thread.
   *
   * @param config configuration of every model
   * @param training how they are trained, without shared draws
   * @param replacement what is seen in place of a source's items
   * @return the retraining
   * @throws IllegalArgumentException if draws are shared
   */
  public static MatchedRetraining of(
      UNetConfig config, TrainingConfig training, Replacement replacement) {
    return new MatchedRetraining(config, training, replacement, TrainingConduct.usual(), "");
  }

  /**
   * With another execution.
   *
   * @param execution where models are trained side by side, and whether to go on: asked before each
   *     step. Its listener hears of the steps that all models have taken together
   * @return a copy
   */
  public MatchedRetraining with(Execution execution) {
    return with(conduct.with(execution));
  }

  /**
   * With somebody who hears of each step.
   *
   * @param listener called on the threads that train; number 0 is the model on all items, the
   *     others follow in the order of their sources
   * @return a copy
   */
  public MatchedRetraining reportingTo(TrainingListener listener) {
    return with(conduct.reportingTo(listener));
  }

  /**
   * With checkpoints as often as wanted: a killed process loses the steps since the last one.
   *
   * @param steps steps of a model between its checkpoints, at least 1, 250 if not said; no matter
   *     to the result
   * @return a copy
   * @throws IllegalArgumentException if {@code steps} is less than 1
   */
  public MatchedRetraining withCheckpointEvery(int steps) {
    return with(conduct.withCheckpointEvery(steps));
  }

  /**
   * Of models that another program has trained, which are {@linkplain ImportedTraining taken} and
   * not trained here: {@link #train} opens them if all are there.
   *
   * @param name what trained them, as {@link RetrainedModels#executor} says
   * @return a copy
   * @throws IllegalArgumentException if the name is blank or has a control character
   */
  public MatchedRetraining onExecutor(String name) {
    return new MatchedRetraining(
        config, training, replacement, conduct, ModelExecutor.requireName(name));
  }

  private MatchedRetraining with(TrainingConduct other) {
    return new MatchedRetraining(config, training, replacement, other, executor);
  }

  UNetConfig config() {
    return config;
  }

  /**
   * Trains, or goes on training, or opens what is trained already.
   *
   * @param items training data, item i of the sources in row i
   * @param sources whose each item is
   * @param folder the folder, made if it is not there
   * @param without sources, each of which one model goes without; none for the model on all items
   *     alone, which is always trained
   * @return the folder's models, those that were there before among them
   * @throws org.abc4j.io.MalformedFileException if a file of the folder is damaged, naming it
   * @throws IOException if a file cannot be written or read, or another training is at work in the
   *     folder
   * @throws AnotherTrainingException if the folder belongs to another training, naming what differs
   * @throws IllegalArgumentException if the items are not those of the sources or the network, a
   *     source is unknown, nothing is left without it, or the schedule cannot be stored
   * @throws ArithmeticException if a loss or a weight is not finite, naming model and step
   * @throws java.util.concurrent.CancellationException if the execution is cancelled, or the
   *     calling thread interrupted; each model that has taken a step then has a checkpoint
   * @throws IllegalStateException if models {@linkplain #onExecutor of another program} are missing
   */
  public RetrainedModels train(Rows items, DataSources sources, Path folder, long... without)
      throws IOException {
    return train(items, sources, folder, null, without);
  }

  /** Writes a model that is missing, in place of training it. */
  @FunctionalInterface
  interface Maker {
    void make(MatchedModel model, MatchedFolder place) throws IOException;
  }

  /**
   * The same of models that are made otherwise.
   *
   * @param maker what makes them; null to train them here
   */
  RetrainedModels train(Rows items, DataSources sources, Path folder, Maker maker, long... without)
      throws IOException {
    if (!items.shape().equals(config.inputShape()) || items.rows() != sources.items()) {
      throw new IllegalArgumentException(
          "the network takes images of shape "
              + config.inputShape()
              + " and the sources have "
              + sources.items()
              + " items, found "
              + items);
    }
    // The manifest will be read by this rule.
    NoiseSchedule.parse(training.schedule().toString());
    Execution execution = conduct.execution();
    execution.checkCancelled();
    Map<String, String> made = made(items, sources);
    List<MatchedModel> models = models(items, sources, without);
    Steps steps = conduct.steps(models.size(), training.steps());
    try (MatchedFolder place = MatchedFolder.hold(folder, config, made)) {
      boolean[] ended = taken(models, place, steps);
      if (maker != null) {
        for (int index = 0; index < ended.length; index++) {
          if (!ended[index]) {
            maker.make(models.get(index), place);
          }
        }
        return RetrainedModels.open(folder);
      }
      requireOwn(folder, models, ended);
      Execution silent = execution.reportingTo((done, total) -> {});
      FileTasks.forEach(
          execution,
          models.size(),
          index -> {
            if (!ended[index]) {
              TrainingListener one =
                  (member, step, of, loss) -> steps.trained(index, step, of, loss);
              train(models.get(index), made, place, silent, one);
            }
          });
    }
    steps.end();
    return RetrainedModels.open(folder);
  }

  private void requireOwn(Path folder, List<MatchedModel> models, boolean... ended) {
    for (int index = 0; index < ended.length; index++) {
      if (!ended[index] && !executor.isEmpty()) {
        throw new IllegalStateException(
            MatchedModel.name(models.get(index).without())
                + " is not in "
                + folder
                + ", whose models were trained by '"
                + executor
                + "' and are not trained here");
      }
    }
  }

  private List<MatchedModel> models(Rows items, DataSources sources, long... without) {
    List<MatchedModel> models = new ArrayList<>();
    LongStream.concat(
            LongStream.of(MatchedModel.NOBODY), LongStream.of(without).sorted().distinct())
        .forEach(
            source -> models.add(MatchedModel.of(training, replacement, items, sources, source)));
    return models;
  }

  /** All that bytes of models depend on, but for the release, in words and digests. */
  private Map<String, String> made(Rows items, DataSources sources) {
    Sha256 owners = Sha256.begin();
    for (long item = 0; item < sources.items(); item++) {
      owners.add(Math.toIntExact(sources.sourceOf(item)));
    }
    Map<String, String> made = new LinkedHashMap<>();
    made.put("images", EnsembleFolder.dataSha256(items));
    made.put("sources", owners.hex());
    made.put("replacement", replacement.text());
    made.put(TrainingIdentity.NETWORK, config.toString());
    made.put(TrainingIdentity.TRAINING, training.toString());
    if (!executor.isEmpty()) {
      made.put(TrainingIdentity.EXECUTOR, executor);
    }
    return made;
  }

  /** Which have ended: found to be whole before the first step of another is taken. */
  private boolean[] taken(List<MatchedModel> models, MatchedFolder place, Steps steps)
      throws IOException {
    boolean[] ended = new boolean[models.size()];
    boolean all = true;
    for (int index = 0; index < ended.length; index++) {
      conduct.execution().checkCancelled();
      ended[index] = place.take(models.get(index).without());
      all &= ended[index];
      if (ended[index]) {
        steps.taken(index);
      }
    }
    if (!all) {
      place.requireRelease();
    }
    steps.begin();
    return ended;
  }

  private void train(
      MatchedModel model,
      Map<String, String> made,
      MatchedFolder place,
      Execution silent,
      TrainingListener steps)
      throws IOException {
    Map<String, String> maker = new LinkedHashMap<>(made);
    // Of all images a checkpoint says nothing: some of them are none of this model's.
    maker.keySet().retainAll(List.of("sources", "replacement", TrainingIdentity.NETWORK));
    MemberIdentity whose = model.identity(training, maker);
    Network network = Network.of(config);
    InitialWeights.set(network, training.seed(), 0);
    TrainableNoiseModel trained = TrainableModels.PURE.of(network, training);
    conduct
        .trainer(training)
        .train(trained, whose, model.draws(), place.checkpoint(model.without()), silent, steps);
    place.finish(model.without(), MemberWeights.weights(network, trained.weights()));
  }
}
