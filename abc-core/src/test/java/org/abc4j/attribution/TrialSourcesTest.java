package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.abc4j.noise.Purpose;
import org.junit.jupiter.api.Test;

class TrialSourcesTest {

  @Test
  void draw_isDistinctSourcesInOrder_neverMoreThanThereAre() {
    for (int wanted = 0; wanted < 12; wanted++) {
      for (int seed = 0; seed < 50; seed++) {
        int[] drawn = TrialSources.draw(9, wanted, seed, Purpose.TRIAL_SOURCES);
        assertEquals(Math.min(9, wanted), drawn.length);
        assertArrayEquals(Arrays.stream(drawn).distinct().sorted().toArray(), drawn);
        assertTrue(Arrays.stream(drawn).allMatch(s -> s >= 0 && s < 9));
      }
    }
  }

  @Test
  void draw_more_includesTheFewer() {
    for (int seed = 0; seed < 50; seed++) {
      int[] few = TrialSources.draw(100, 4, seed, Purpose.TRIAL_SOURCES);
      int[] more = TrialSources.draw(100, 9, seed, Purpose.TRIAL_SOURCES);
      for (int source : few) {
        assertTrue(Arrays.binarySearch(more, source) >= 0);
      }
    }
  }

  /** 2,000 draws of 3 of 10: each source 600 times, give or take 4.5 deviations. */
  @Test
  void draw_eachSourceIsAsLikely() {
    int[] counts = new int[10];
    for (int seed = 0; seed < 2000; seed++) {
      IntStream.of(TrialSources.draw(10, 3, seed, Purpose.TRIAL_SOURCES))
          .forEach(source -> counts[source]++);
    }
    for (int count : counts) {
      assertEquals(600, count, 92);
    }
  }

  @Test
  void draw_ofBillions_takesNoTable() {
    assertEquals(3, TrialSources.draw(Integer.MAX_VALUE, 3, 1, Purpose.TRIAL_SOURCES).length);
  }

  /** From a Philox and a shuffle written in Python. */
  @Test
  void draw_ofOneSeed_isTheseForEver() {
    assertArrayEquals(
        new int[] {28, 46, 50, 60}, TrialSources.draw(64, 4, 0, Purpose.TRIAL_SOURCES));
    assertArrayEquals(
        new int[] {110, 717, 816, 850, 921}, TrialSources.draw(1000, 5, 7, Purpose.TRIAL_SOURCES));
  }
}
