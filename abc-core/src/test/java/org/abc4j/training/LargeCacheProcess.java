package org.abc4j.training;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.Normalisation;
import org.abc4j.data.cache.ImageCache;
import org.abc4j.testing.Networks;

/** A training on a cache of more images than its heap holds. */
final class LargeCacheProcess {
  private LargeCacheProcess() {}

  /** Trains two members of two steps on the images of a cache, into a folder. */
  public static void main(String[] arguments) throws IOException {
    ImageCache cache = ImageCache.open(Path.of(arguments[0]));
    Rows images = Normalisation.plusMinusOne().apply(cache, 0, 255);
    int[] sources = new int[cache.rows()];
    for (int item = 0; item < sources.length; item++) {
      sources[item] = item % 2;
    }
    CodeAssignment code = Codebook.allWords(2, 1).assign(DataSources.ofItems(sources), 1);
    TrainingConfig config = TrainingConfig.paper(3, 2).withBatchSize(2);
    String data =
        UNetEnsembleTrainer.of(Networks.tiny(cache.shape()), config)
            .train(images, code, Path.of(arguments[1]))
            .manifest()
            .dataSha256();
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      peak += pool.getType() == MemoryType.HEAP ? pool.getPeakUsage().getUsed() : 0;
    }
    System.out.println("trained on " + data + ", peak " + (peak >> 20) + " MiB");
  }
}
