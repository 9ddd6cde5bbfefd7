package org.abc4j.classifier;

import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Execution;
import org.abc4j.epochs.EpochWork;
import org.abc4j.epochs.Progress;
import org.abc4j.epochs.UnitImages;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/** What the steps of a classifier's training are, and after each epoch the look at test images. */
record ClassifierWork(
    ClassifierTraining training,
    LabelledImages images,
    LabelledImages test,
    ClassifierModel model,
    ClassifierCheckpoint checkpoint,
    int every,
    Execution execution,
    ClassifierListener listener)
    implements EpochWork<EpochResult> {

  private Execution silent() {
    return execution.reportingTo((done, total) -> {});
  }

  @Override
  public int[] order(int epoch) {
    return CounterRandom.of(training.seed(), Purpose.CLASSIFIER_ORDER)
        .order(0, epoch, images.count());
  }

  @Override
  public double step(int epoch, int[] rows, Runnable changing) {
    int[] labels = Arrays.stream(rows).map(images::label).toArray();
    float[] batch = UnitImages.of(images.images(), rows);
    if (training.isAdversarial(epoch)) {
      long[] items = Arrays.stream(rows).asLongStream().toArray();
      float[] perturbed = perturbed(batch, labels, epoch, items);
      batch = joined(batch, perturbed);
      labels = Arrays.copyOf(labels, 2 * rows.length);
      System.arraycopy(labels, 0, labels, rows.length, rows.length);
    }
    changing.run();
    return model.step(batch, labels, silent()) / (labels.length / rows.length);
  }

  private float[] perturbed(float[] batch, int[] labels, int epoch, long[] items) {
    return training
        .attack()
        .perturb(model.network(), batch, labels, training.seed(), epoch, items, silent());
  }

  private static float[] joined(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, Math.addExact(first.length, second.length));
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Shows the test images to what an epoch came to, and chooses. */
  @Override
  public EpochResult judge(Progress<EpochResult> progress, Runnable changing) {
    int epoch = progress.ended().size();
    double accuracy = accuracy(epoch, false);
    OptionalDouble adversarial =
        training.isAdversarial(epoch)
            ? OptionalDouble.of(accuracy(epoch, true))
            : OptionalDouble.empty();
    EpochResult result = new EpochResult(progress.sum() / images.count(), accuracy, adversarial);
    int begin = training.isAdversarial(epoch) ? training.epochs() : 0;
    boolean isBest =
        progress.ended().subList(begin, epoch).stream()
            .allMatch(before -> result.score() > before.score());
    changing.run();
    if (isBest) {
      model.keepAsBest();
    }
    if (epoch + 1 == training.epochs()) {
      model.beginAgainFromBest();
    }
    return result;
  }

  private double accuracy(int epoch, boolean perturbed) {
    AtomicInteger right = new AtomicInteger();
    ClassifierNetwork network = model.network();
    Blocks.forEach(
        test.count(),
        silent(),
        (from, count) -> {
          int[] rows = new int[count];
          Arrays.setAll(rows, i -> from + i);
          int[] labels = Arrays.stream(rows).map(test::label).toArray();
          float[] batch = UnitImages.of(test.images(), rows);
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

  @Override
  public boolean judgesApart() {
    return true;
  }

  @Override
  public int checkpointEvery(int epoch) {
    return training.isAdversarial(epoch) ? Math.max(1, every / training.attack().steps()) : every;
  }

  @Override
  public void keep(Progress<EpochResult> progress) throws IOException {
    checkpoint.write(model, progress);
  }

  @Override
  public void tellEpoch(int epoch, EpochResult result) {
    listener.trained(epoch, training.allEpochs(), result);
  }

  @Override
  public void tell(Progress<EpochResult> progress) {
    ClassifierPasses passes = new ClassifierPasses(training, images.count(), test.count());
    execution.progress(passes.done(progress.step(), progress.ended().size()), passes.all());
  }
}
