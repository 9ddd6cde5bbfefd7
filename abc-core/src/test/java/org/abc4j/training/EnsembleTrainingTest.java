package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnsembleTrainingTest {
  private static final int STEPS = 3;
  private static final int BATCH = 2;
  private static final CodeAssignment CODE = TinyNetworks.code();
  private static final Batch IMAGES = TinyNetworks.images();

  @TempDir private Path folder;

  /** Counts the rows that are asked for. */
  private static final class CountedRows implements Rows {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public Shape shape() {
      return IMAGES.shape();
    }

    @Override
    public int rows() {
      return IMAGES.rows();
    }

    @Override
    public void copyRow(int row, float[] into) {
      asked.incrementAndGet();
      IMAGES.copyRow(row, into);
    }
  }

  /** From a mapped file each reading may go to the disk. */
  @Test
  void train_newFolder_readsAllImagesOnceEachSplitOnceAndWhatStepsDraw() throws IOException {
    TrainingConfig config = TrainingConfig.paper(2, STEPS).withBatchSize(BATCH);
    CountedRows counted = new CountedRows();
    UNetEnsembleTrainer.of(TinyNetworks.config(), config).train(counted, CODE, folder);
    int splits = 0;
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      splits += CODE.splits().indices(member).length;
    }
    int drawn = TinyNetworks.MEMBERS * STEPS * BATCH;
    assertEquals(IMAGES.rows() + splits + drawn, counted.asked.get());
  }
}
