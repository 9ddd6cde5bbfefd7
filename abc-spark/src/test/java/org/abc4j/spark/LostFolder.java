package org.abc4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Rows;
import org.abc4j.Shape;

/**
 * Items in whose midst a folder is lost: from the hundredth row on it is not there.
 *
 * @param of the items
 * @param folder the folder
 */
record LostFolder(RowsRecipe of, String folder) implements RowsRecipe {
  private static final AtomicInteger ASKED = new AtomicInteger();

  @Override
  public Rows open() throws IOException {
    Rows all = of.open();
    return new Rows() {
      @Override
      public Shape shape() {
        return all.shape();
      }

      @Override
      public int rows() {
        return all.rows();
      }

      @Override
      public void copyRow(int row, float[] into) {
        all.copyRow(row, into);
        if (ASKED.incrementAndGet() >= 100) {
          lose(Path.of(folder));
        }
      }
    };
  }

  private static synchronized void lose(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      // In one step, so that nobody writes into what is half gone.
      Files.move(folder, folder.resolveSibling(folder.getFileName() + ".gone"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
