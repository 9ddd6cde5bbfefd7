package org.abc4j.autoencoder;

import java.io.IOException;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.epochs.EpochSize;
import org.abc4j.epochs.EpochWork;
import org.abc4j.epochs.Progress;
import org.abc4j.epochs.UnitImages;

/** What the steps and epochs of an autoencoder's training are. */
record AutoencoderWork(
    AutoencoderTraining training,
    Rows images,
    EpochSize size,
    AutoencoderModel model,
    AutoencoderCheckpoint checkpoint,
    int every,
    Execution execution,
    AutoencoderListener listener)
    implements EpochWork<Double> {

  @Override
  public int[] order(int epoch) {
    return EpochOrder.of(training.seed(), epoch, images.rows());
  }

  @Override
  public double step(int epoch, int[] rows, Runnable changing) {
    changing.run();
    ReconstructionLoss loss =
        epoch < training.epochs()
            ? ReconstructionLoss.meanSquared(images.shape())
            : ReconstructionLoss.withPatches(images.shape());
    Execution silent = execution.reportingTo((done, total) -> {});
    return model.step(UnitImages.of(images, rows), loss, silent) * rows.length;
  }

  /** The mean loss of its images. */
  @Override
  public Double judge(Progress<Double> progress, Runnable changing) {
    return progress.sum() / images.rows();
  }

  @Override
  public boolean judgesApart() {
    return false;
  }

  @Override
  public int checkpointEvery(int epoch) {
    return every;
  }

  @Override
  public void keep(Progress<Double> progress) throws IOException {
    checkpoint.write(model, progress);
  }

  @Override
  public void tellEpoch(int epoch, Double result) {
    listener.trained(epoch, training.allEpochs(), result);
  }

  @Override
  public void tell(Progress<Double> progress) {
    execution.progress(progress.step(), size.steps());
  }
}
