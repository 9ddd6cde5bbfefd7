package org.abc4j.spark;

import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.abc4j.io.MalformedFileException;
import org.apache.spark.SparkEnv;

/** Where a task failed, which is said beside its failure: a file is not there on every machine. */
final class OnExecutor extends Exception {
  private static final long serialVersionUID = 1;

  /** What Spark calls the driver's own tasks. */
  private static final String DRIVER = "driver";

  private OnExecutor(String where) {
    super(where, null, false, false);
  }

  /** Says of a failure of this task where it was. The driver's own tasks are where everybody is. */
  static void note(Exception failure) {
    var id = SparkEnv.get().blockManager().blockManagerId();
    if (!id.executorId().equals(DRIVER)) {
      note(failure, id.executorId(), id.host());
    }
  }

  static void note(Exception failure, String executor, String host) {
    failure.addSuppressed(new OnExecutor("executor " + executor + " on " + host));
  }

  /** What to say after a failure; empty if it was the driver's. */
  static String remark(Throwable failure) {
    boolean missing =
        failure instanceof NoSuchFileException
            || failure instanceof MalformedFileException malformed
                && malformed.found().equals("none");
    return Arrays.stream(failure.getSuppressed())
        .filter(OnExecutor.class::isInstance)
        .findFirst()
        .map(
            where ->
                " ("
                    + where.getMessage()
                    + (missing ? ": all machines have to see the folder by this path" : "")
                    + ")")
        .orElse("");
  }
}
