package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankingTest {
  private static final double[] TIED = {2, 0, 3, 2, 0, 2};

  private static Attribution farthestFirst(double... distances) {
    return Landscape.of(distances);
  }

  private static Attribution nearestFirst(double... distances) {
    return new VisualAttribution(distances, new long[distances.length]);
  }

  /** Of more than 2³⁰ sources two places add up to more than an int holds. */
  @Test
  void mean_placesOfManySources_doesNotOverflow() {
    assertEquals(0x1p30 + 1.5, Ranking.mean((1 << 30) + 1, (1 << 30) + 2));
    assertEquals(Integer.MAX_VALUE, Ranking.mean(Integer.MAX_VALUE, Integer.MAX_VALUE));
    assertEquals(0.5, Ranking.mean(0, 1));
  }

  @Test
  void top_ties_goToTheLeastIndex() {
    assertArrayEquals(new int[] {2, 0, 3, 5, 1, 4}, farthestFirst(TIED).top(6));
    assertArrayEquals(new int[] {1, 4, 0, 3, 5, 2}, nearestFirst(TIED).top(6));
    assertArrayEquals(new int[] {2, 0}, farthestFirst(TIED).top(2));
    assertArrayEquals(new int[] {}, nearestFirst(TIED).top(0));
  }

  @Test
  void top_negativeZero_isTiedWithZero() {
    assertArrayEquals(new int[] {0, 1, 2}, farthestFirst(-0.0, 0.0, -0.0).top(3));
    assertArrayEquals(new int[] {0, 1, 2}, nearestFirst(0.0, -0.0, 0.0).top(3));
    assertEquals(0.0, farthestFirst(-0.0).distance(0));
  }

  @Test
  void rank_ties_shareTheMeanOfTheirPlaces() {
    double[] expected = {0.6, 0.1, 1, 0.6, 0.1, 0.6};
    for (Attribution attribution : List.of(farthestFirst(TIED), nearestFirst(TIED))) {
      for (int s = 0; s < 6; s++) {
        assertEquals(expected[s], attribution.rank(s), 1e-15, attribution + ", source " + s);
      }
    }
  }

  @Test
  void rank_singleSource_isThatOfTheMostAttributed() {
    assertEquals(1, farthestFirst(0.5).rank(0));
    assertEquals(0, nearestFirst(0.5).rank(0));
    assertArrayEquals(new int[] {0}, farthestFirst(0.5).top(1));
  }

  @Test
  void rank_infiniteDistance_isTheLast() {
    Attribution attribution = farthestFirst(1, Double.POSITIVE_INFINITY, 2);
    assertEquals(1, attribution.rank(1));
    assertArrayEquals(new int[] {1, 2, 0}, attribution.top(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 7, Integer.MIN_VALUE})
  void top_countOutOfRange_isAnErrorNamingIt(int k) {
    for (Attribution attribution : List.of(farthestFirst(TIED), nearestFirst(TIED))) {
      assertEquals(
          "top k of 6 sources takes k from 0 to that, found " + k,
          assertThrows(IllegalArgumentException.class, () -> attribution.top(k)).getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 6})
  void distance_unknownSource_isAnErrorNamingIt(int source) {
    String expected = "unknown source " + source + ", sources are numbered 0 to 5";
    VisualAttribution visual = new VisualAttribution(TIED, new long[6]);
    for (Attribution attribution : List.of(farthestFirst(TIED), visual)) {
      assertEquals(
          expected,
          assertThrows(IllegalArgumentException.class, () -> attribution.distance(source))
              .getMessage());
      assertEquals(
          expected,
          assertThrows(IllegalArgumentException.class, () -> attribution.rank(source))
              .getMessage());
    }
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> visual.nearestItem(source))
            .getMessage());
  }

  @Test
  void of_distanceThatIsNoDistance_isAnErrorNamingTheSource() {
    assertEquals(
        "a counterfactual distance is at least 0, but that of source 2 is NaN",
        assertThrows(
                IllegalArgumentException.class, () -> farthestFirst(0, 1, Double.NaN, Double.NaN))
            .getMessage());
    assertEquals(
        "a visual distance is at least 0, but that of source 1 is -0.5",
        assertThrows(IllegalArgumentException.class, () -> nearestFirst(0, -0.5)).getMessage());
  }

  @Test
  void of_noSource_isAnError() {
    assertEquals(
        "a counterfactual distance needs at least 1 source, found none",
        assertThrows(IllegalArgumentException.class, () -> farthestFirst()).getMessage());
  }

  @Test
  void of_arrayChangedLater_staysAsItWas() {
    double[] distances = {1, 2};
    Landscape landscape = Landscape.of(distances);
    distances[0] = 9;
    landscape.distances()[1] = 9;
    assertArrayEquals(new double[] {1, 2}, landscape.distances());
  }
}
