package org.abc4j.classifier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Execution;
import org.abc4j.classifier.ClassifierCheckpoint.Progress;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/** A training under way: steps, and after each epoch a look at the test images. */
final class ClassifierRun {
  private final ClassifierTraining training;
  private final LabelledImages images;
  private final LabelledImages test;
  private final ClassifierCheckpoint checkpoint;
  private final int checkpointEvery;
  private final Execution execution;
  private final Execution silent;
  private final ClassifierListener listener;
  private final ClassifierModel model;
  private final ClassifierPasses passes;
  private final int stepsOfEpoch;
  private Progress progress;
  private int kept;
  private int judged;
  private int[] order = {};

  /** False while the model is no longer what the progress says, and not yet what is next. */
  private boolean isWhole = true;

  ClassifierRun(
      ResNet config,
      ClassifierTraining training,
      LabelledImages images,
      LabelledImages test,
      ClassifierCheckpoint checkpoint,
      int checkpointEvery,
      Execution execution,
      ClassifierListener listener)
      throws IOException {
    this.training = training;
    this.images = images;
    this.test = test;
    this.checkpoint = checkpoint;
    this.checkpointEvery = checkpointEvery;
    this.execution = execution;
    this.silent = execution.reportingTo((done, total) -> {});
    this.listener = listener;
    this.model = ClassifierModel.of(config, training);
    this.passes = new ClassifierPasses(training, images.count(), test.count());
    this.stepsOfEpoch = training.steps(images.count());
    this.progress = checkpoint.read(model);
    this.kept = progress.step();
    this.judged = progress.results().size();
  }

  /** The weights that were best. */
  Map<String, float[]> best() {
    return model.best();
  }

  List<EpochResult> results() {
    return progress.results();
  }

  private boolean isJudged() {
    return progress.results().size() == progress.step() / stepsOfEpoch;
  }

  void toTheEnd() throws IOException {
    int steps = training.allEpochs() * stepsOfEpoch;
    try {
      tell();
      while (progress.step() < steps || !isJudged()) {
        execution.checkCancelled();
        if (isJudged()) {
          progress = step();
          isWhole = true;
        } else {
          progress = judge();
          isWhole = true;
          keep();
          int epoch = progress.results().size();
          listener.trained(epoch, training.allEpochs(), progress.results().get(epoch - 1));
        }
        if (progress.step() % every() == 0) {
          keep();
        }
        tell();
      }
    } catch (RuntimeException | Error stop) {
      keepAfter(stop);
      throw stop;
    }
  }

  private boolean isAdversarial() {
    return training.isAdversarial(progress.results().size());
  }

  private int every() {
    return isAdversarial()
        ? Math.max(1, checkpointEvery / training.attack().steps())
        : checkpointEvery;
  }

  private void tell() {
    execution.progress(passes.done(progress.step(), progress.results().size()), passes.all());
  }

  /** Takes the next step, to its end: a state that is half new must not be kept. */
  private Progress step() {
    int epoch = progress.step() / stepsOfEpoch;
    int first = progress.step() % stepsOfEpoch * training.batchSize();
    if (order.length == 0 || first == 0) {
      order =
          CounterRandom.of(training.seed(), Purpose.CLASSIFIER_ORDER)
              .order(0, epoch, images.count());
    }
    int last = (int) Math.min(images.count(), (long) first + training.batchSize());
    int[] rows = Arrays.copyOfRange(order, first, last);
    int[] labels = Arrays.stream(rows).map(images::label).toArray();
    float[] batch = batch(images, rows);
    if (training.isAdversarial(epoch)) {
      long[] items = Arrays.stream(rows).asLongStream().toArray();
      float[] perturbed = perturbed(batch, labels, epoch, items);
      batch = joined(batch, perturbed);
      labels = Arrays.copyOf(labels, 2 * rows.length);
      System.arraycopy(labels, 0, labels, rows.length, rows.length);
    }
    isWhole = false;
    double sum = model.step(batch, labels, silent) / (labels.length / rows.length);
    int step = progress.step() + 1;
    if (!Double.isFinite(sum)) {
      throw new ArithmeticException(
          "the classifier diverges: the loss of step " + step + " is " + sum / rows.length);
    }
    return new Progress(step, progress.results(), progress.sum() + sum);
  }

  private float[] perturbed(float[] batch, int[] labels, int epoch, long[] items) {
    return training
        .attack()
        .perturb(model.network(), batch, labels, training.seed(), epoch, items, silent);
  }

  private static float[] joined(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, Math.addExact(first.length, second.length));
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Images with values from 0 to 1. */
  private static float[] batch(LabelledImages images, int[] rows) {
    int size = images.images().shape().size();
    float[] batch = new float[Math.multiplyExact(rows.length, size)];
    float[] image = new float[size];
    for (int i = 0; i < rows.length; i++) {
      images.images().copyRow(rows[i], image);
      System.arraycopy(image, 0, batch, i * size, size);
    }
    return ClassifierNetwork.toUnit(batch);
  }

  /** Shows the test images to what an epoch came to, and chooses. */
  private Progress judge() {
    int epoch = progress.results().size();
    double accuracy = accuracy(epoch, false);
    OptionalDouble adversarial =
        training.isAdversarial(epoch)
            ? OptionalDouble.of(accuracy(epoch, true))
            : OptionalDouble.empty();
    EpochResult result = new EpochResult(progress.sum() / images.count(), accuracy, adversarial);
    List<EpochResult> results = new ArrayList<>(progress.results());
    int begin = training.isAdversarial(epoch) ? training.epochs() : 0;
    boolean isBest =
        results.subList(begin, results.size()).stream()
            .allMatch(before -> result.score() > before.score());
    results.add(result);
    isWhole = false;
    if (isBest) {
      model.keepAsBest();
    }
    if (results.size() == training.epochs()) {
      model.beginAgainFromBest();
    }
    return new Progress(progress.step(), List.copyOf(results), 0);
  }

  private double accuracy(int epoch, boolean perturbed) {
    AtomicInteger right = new AtomicInteger();
    ClassifierNetwork network = model.network();
    Blocks.forEach(
        test.count(),
        silent,
        (from, count) -> {
          int[] rows = new int[count];
          Arrays.setAll(rows, i -> from + i);
          int[] labels = Arrays.stream(rows).map(test::label).toArray();
          float[] batch = batch(test, rows);
          // Numbers of test images are told from those of training images by their sign.
          long[] items = Arrays.stream(rows).mapToLong(row -> ~(long) row).toArray();
          float[] seen = perturbed ? perturbed(batch, labels, epoch, items) : batch;
          int[] found =
              ClassifierNetwork.classes(network.logits(count, seen), network.config().classes());
          for (int i = 0; i < count; i++) {
            right.addAndGet(found[i] == labels[i] ? 1 : 0);
          }
        });
    return (double) right.get() / test.count();
  }

  private void keep() throws IOException {
    if (progress.step() > kept || progress.results().size() > judged) {
      checkpoint.write(model, progress);
      kept = progress.step();
      judged = progress.results().size();
    }
  }

  /** Nobody who stops a training between two steps loses those that have been taken. */
  private void keepAfter(Throwable stop) throws IOException {
    try {
      if (isWhole) {
        keep();
      }
    } catch (IOException | RuntimeException | Error failure) {
      failure.addSuppressed(stop);
      throw failure;
    }
  }
}
