package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CancellationException;
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

  @Test
  void of_anApplicationThatEnded_isAFailure() {
    SparkException spark =
        new SparkException("Job 3 cancelled because SparkContext was shut down\nmore of it");
    assertEquals(
        "landscapes failed on the cluster: Job 3 cancelled because SparkContext was shut down",
        ClusterFailure.of("landscapes", spark).getMessage());
  }
}
