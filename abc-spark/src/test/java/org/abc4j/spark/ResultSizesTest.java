package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultSizesTest {
  private static final int BESIDE = 1 << 14;

  @Test
  void jobs_haveAsManyPiecesAsTheDriverTakes() {
    ResultSizes sizes = new ResultSizes(3 * (BESIDE + 100), "1m");
    List<Long> each = List.of(100L, 100L, 100L, 101L, 100L, 98L, 200L, 0L);
    assertEquals(List.of(3, 6, 8), sizes.jobs("a job", each, Long::longValue));
    assertEquals(List.of(), sizes.jobs("a job", List.<Long>of(), Long::longValue));
  }

  @Test
  void jobs_aPieceOfMore_isRefusedWithTheSetting() {
    ResultSizes sizes = new ResultSizes(BESIDE + 100, "40k");
    assertEquals(List.of(1), sizes.jobs("a job", List.of(100L), Long::longValue));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> sizes.jobs("landscapes of 3 samples", List.of(100L, 101L), Long::longValue));
    assertEquals(
        "landscapes of 3 samples: what one task comes to may take 16485 bytes, and the driver takes"
            + " 16484 in a job, by spark.driver.maxResultSize 40k and its memory: raise both",
        refused.getMessage());
  }

  @Test
  void atOnce_isWhatOnePieceMayComeTo_andOneAtLeast() {
    ResultSizes sizes = new ResultSizes(BESIDE + 1000, "1m");
    int found = sizes.atOnce(300);
    assertEquals(3, found);
    assertEquals(List.of(1), sizes.jobs("a job", List.of(found), n -> 300L * n));
    assertEquals(1, sizes.atOnce(5000));
    assertEquals(Integer.MAX_VALUE, new ResultSizes(Long.MAX_VALUE, "0").atOnce(1));
  }

  @Test
  void of_noBound_isOfTheDriversMemory() {
    var spark = LocalSpark.session().sparkContext();
    long memory = Runtime.getRuntime().maxMemory() / 4;
    spark.conf().set(ResultSizes.SETTING, "0");
    try {
      assertEquals(memory, ResultSizes.of(spark).most());
      spark.conf().set(ResultSizes.SETTING, "300k");
      assertEquals(150 << 10, ResultSizes.of(spark).most());
      assertTrue(memory > 150 << 10);
    } finally {
      spark.conf().remove(ResultSizes.SETTING);
    }
  }
}
