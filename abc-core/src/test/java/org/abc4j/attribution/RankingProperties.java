package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RankingProperties {

  @Property(tries = 300)
  void top_anyScores_isSelectionOfTheMostAttributed(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 9) Integer> scores) {
    double[] distances = scores.stream().mapToDouble(score -> score / 3.0).toArray();
    assertArrayEquals(selected(distances, 1), Landscape.of(distances).top(distances.length));
    assertArrayEquals(
        selected(distances, -1),
        new VisualAttribution(distances, new long[distances.length]).top(distances.length));
  }

  @Property(tries = 300)
  void top_anyNumber_isTheBeginningOfAll(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 5) Integer> scores) {
    double[] distances = scores.stream().mapToDouble(Integer::doubleValue).toArray();
    Landscape landscape = Landscape.of(distances);
    VisualAttribution visual = new VisualAttribution(distances, new long[distances.length]);
    for (int k = 0; k <= distances.length; k++) {
      assertArrayEquals(Arrays.copyOf(selected(distances, 1), k), landscape.top(k));
      assertArrayEquals(Arrays.copyOf(selected(distances, -1), k), visual.top(k));
    }
  }

  /** Takes the greatest of what is left, the first among equals, until none is left. */
  private static int[] selected(double[] scores, int sign) {
    List<Integer> order = new ArrayList<>();
    while (order.size() < scores.length) {
      int best = -1;
      for (int s = 0; s < scores.length; s++) {
        if (!order.contains(s) && (best < 0 || sign * scores[s] > sign * scores[best])) {
          best = s;
        }
      }
      order.add(best);
    }
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  @Property(tries = 300)
  void rank_anyScores_isTheMeanPlaceOfEquals(
      @ForAll @Size(min = 2, max = 30) List<@IntRange(max = 9) Integer> scores) {
    double[] distances = scores.stream().mapToDouble(Integer::doubleValue).toArray();
    List<Integer> sorted = scores.stream().sorted().toList();
    double sum = 0;
    for (int s = 0; s < distances.length; s++) {
      double place = (sorted.indexOf(scores.get(s)) + sorted.lastIndexOf(scores.get(s))) / 2.0;
      double rank = Landscape.of(distances).rank(s);
      assertEquals(place / (distances.length - 1), rank, 1e-12);
      sum += rank;
    }
    assertEquals(distances.length / 2.0, sum, 1e-9);
  }
}
