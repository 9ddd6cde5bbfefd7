package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.codebook.CostModel;
import org.abc4j.spark.plan.ClusterPlan;
import org.abc4j.spark.plan.ClusterShape;
import org.abc4j.spark.plan.ClusterWork;
import org.abc4j.spark.plan.EngineSpeed;
import org.abc4j.unet.UNetCost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSizingTest {

  @ParameterizedTest
  @CsvSource({"1,64,2", "1,63,2", "1,1000,2", "3,100,4", "7,33,1", "1000,64,2", "5,1,8"})
  void units_anySizes_coverEachSampleAndSourceOnce(int samples, int sources, int slots) {
    assertCovers(TaskSizing.units(samples, sources, slots), samples, sources);
    assertCovers(TaskSizing.halves(samples, sources, slots), samples, sources);
    assertCovers(TaskSizing.first(samples, sources, slots), samples, sources);
    for (double seconds : new double[] {0, 1e-3, 1, 5, 100, Double.NaN}) {
      List<Piece> tasks =
          TaskSizing.rest(List.of(new Piece(0, samples, 0, sources)), seconds, slots);
      assertCovers(tasks, samples, sources);
    }
  }

  private static void assertCovers(List<Piece> pieces, int samples, int sources) {
    int[][] seen = new int[samples][sources];
    for (Piece piece : pieces) {
      for (int s = piece.from(); s < piece.to(); s++) {
        for (int k = 0; k < piece.sources(); k++) {
          seen[s][piece.first() + k]++;
        }
      }
    }
    for (int[] sample : seen) {
      for (int times : sample) {
        assertEquals(1, times);
      }
    }
  }

  @Test
  void units_fewSamples_areCutButNotBelow32() {
    assertEquals(2, TaskSizing.units(1, 64, 2).size());
    assertEquals(31, TaskSizing.units(1, 1000, 2).size());
    assertEquals(32, TaskSizing.units(1, 5000, 2).size());
    assertEquals(7 * 100, TaskSizing.units(100, 2108, 40).size());
    assertEquals(1, TaskSizing.units(1, 63, 2).size());
    assertTrue(TaskSizing.units(3, 500, 8).stream().allMatch(p -> p.sources() >= TaskSizing.LEAST));
  }

  @Test
  void halves_manySamples_areFewAndEndShort() {
    List<Piece> tasks = TaskSizing.halves(1000, 64, 2);

    assertEquals(
        List.of(250, 250, 125, 125, 62, 62, 32, 32, 32, 30),
        tasks.stream().map(piece -> piece.to() - piece.from()).toList());
    assertEquals(new Piece(250, 500, 0, 64), tasks.get(1));
  }

  @Test
  void first_samplesOfHours_areOneATask() {
    assertEquals(31, TaskSizing.first(31, 40, 2).size());
    assertEquals(new Piece(0, 8, 0, 40), TaskSizing.first(32, 40, 2).get(0));
  }

  @Test
  void rest_isTasksOfTenSecondsOrASample() {
    List<Piece> left = List.of(new Piece(1, 50, 0, 64), new Piece(70, 100, 0, 64));

    assertEquals(79, TaskSizing.rest(left, 60, 2).size());
    assertEquals(10 + 6, TaskSizing.rest(left, 2, 2).size());
    assertEquals(new Piece(95, 100, 0, 64), TaskSizing.rest(left, 2, 2).get(15));
    assertEquals(List.of(), TaskSizing.rest(List.of(), Double.NaN, 2));
  }

  /** What is planned is what is done. */
  @Test
  void units_areThoseOfAClusterPlan() {
    for (int samples : new int[] {1, 6, 100, 5_000}) {
      for (int sources : new int[] {1, 40, 2_108, 50_000}) {
        for (int executors : new int[] {1, 10, 1_000}) {
          ClusterWork work =
              new ClusterWork(
                  "work", new UNetCost(1, 1, 1), new CostModel(sources, 22, 11, samples, 50), 1, 1);
          ClusterShape cluster = new ClusterShape(executors, 4, 1, 1, 1e9, 0);
          assertEquals(
              TaskSizing.units(samples, sources, cluster.slots()).size(),
              ClusterPlan.of(work, new EngineSpeed(1, 1, 1), cluster).landscapes().tasks());
        }
      }
    }
  }

  @Test
  void atMost_cutsSamplesAndKeepsSources() {
    List<Piece> pieces = List.of(new Piece(0, 5, 0, 64), new Piece(5, 6, 8, 4));
    assertEquals(
        List.of(
            new Piece(0, 2, 0, 64),
            new Piece(2, 4, 0, 64),
            new Piece(4, 5, 0, 64),
            new Piece(5, 6, 8, 4)),
        TaskSizing.atMost(pieces, 2));
    assertEquals(pieces, TaskSizing.atMost(pieces, Integer.MAX_VALUE));
  }
}
