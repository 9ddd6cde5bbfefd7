package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import org.abc4j.io.MalformedFileException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class ClusterFailureTest {

  @Test
  void of_aJobThatSomebodyCancelled_isACancellation() {
    SparkException spark = new SparkException("Job 3 cancelled part of cancelled job group 7");
    CancellationException found =
        assertThrows(CancellationException.class, () -> ClusterFailure.of("landscapes", spark));
    assertEquals("cancelled: landscapes", found.getMessage());
  }

  /** As Spark brings a task's failure to the driver. */
  @Test
  void of_aTasksFailure_saysOnWhichMachine() throws Exception {
    MalformedFileException none =
        new MalformedFileException("/shared/e/manifest.json", "file", "a manifest", "none");
    OnExecutor.note(none, "3", "worker-7");
    NoSuchFileException lost = new NoSuchFileException("/shared/e/training.txt");
    OnExecutor.note(lost, "0", "worker-7");
    IOException full = new IOException("no space left");
    OnExecutor.note(full, "1", "worker-8");
    String everywhere = ": all machines have to see the folder by this path)";
    assertEquals(" (executor 3 on worker-7" + everywhere, OnExecutor.remark(brought(none)));
    assertEquals(" (executor 0 on worker-7" + everywhere, OnExecutor.remark(brought(lost)));
    assertEquals(" (executor 1 on worker-8)", OnExecutor.remark(brought(full)));
    assertEquals("", OnExecutor.remark(new IOException("the driver's")));
  }

  private static IOException brought(IOException failure) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new UncheckedIOException(failure));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return ClusterFailure.of("a job", (Throwable) in.readObject());
    }
  }

  @Test
  void of_anApplicationThatEnded_isAFailure() {
    SparkException spark =
        new SparkException("Job 3 cancelled because SparkContext was shut down\nmore of it");
    assertEquals(
        "landscapes failed on the cluster: Job 3 cancelled because SparkContext was shut down",
        ClusterFailure.of("landscapes", spark).getMessage());
  }
}
