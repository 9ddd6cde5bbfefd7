package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.apache.spark.SparkEnv;

/**
 * Items that leave a byte in a file each time that an executor asks for one, and take their time.
 *
 * @param items their file
 * @param log where bytes are left
 * @param millis time of each row
 * @param slowest the executor on which rows take ten times as long, none if empty
 */
record LoggedRows(String items, String log, int millis, String slowest) implements RowsRecipe {

  LoggedRows(String items, String log, int millis) {
    this(items, log, millis, "");
  }

  @Override
  public Rows open() throws IOException {
    Batch all = ItemTensor.read(Path.of(items));
    String executor = SparkEnv.get().executorId();
    if (executor.equals("driver")) {
      return all;
    }
    int each = executor.equals(slowest) ? 10 * millis : millis;
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
        try {
          Files.write(
              Path.of(log), new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          Thread.sleep(each);
        } catch (IOException | InterruptedException e) {
          throw new AssertionError(e);
        }
        all.copyRow(row, into);
      }
    };
  }
}
