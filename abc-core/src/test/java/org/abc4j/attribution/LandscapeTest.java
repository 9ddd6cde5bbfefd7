package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LandscapeTest {
  private static final Landscape LANDSCAPE = Landscape.of(0.5, 2, 0, 2, 1);

  @Test
  void radius_isTheGreatestDistance() {
    assertEquals(2, LANDSCAPE.radius());
    assertEquals(0, Landscape.of(0, 0).radius());
  }

  @Test
  void isUnattributable_radiusAtTheThreshold_isFalse() {
    assertFalse(LANDSCAPE.isUnattributable(2));
    assertTrue(LANDSCAPE.isUnattributable(Math.nextUp(2.0)));
    assertTrue(Landscape.of(0).isUnattributable(Double.MIN_VALUE));
  }

  @Test
  void sourcesAtLeast_countsThoseAtTheThreshold() {
    assertEquals(2, LANDSCAPE.sourcesAtLeast(2));
    assertEquals(3, LANDSCAPE.sourcesAtLeast(1));
    assertEquals(2, LANDSCAPE.sourcesAtLeast(Math.nextUp(1.0)));
    assertEquals(4, LANDSCAPE.sourcesAtLeast(Double.MIN_VALUE));
    assertEquals(0, LANDSCAPE.sourcesAtLeast(Double.POSITIVE_INFINITY));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, -1, Double.NaN})
  void isUnattributable_thresholdThatIsNotPositive_isAnErrorNamingIt(double tau) {
    String expected = "a threshold τ is positive, found " + tau;
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> LANDSCAPE.isUnattributable(tau))
            .getMessage());
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> LANDSCAPE.sourcesAtLeast(tau))
            .getMessage());
  }

  @Test
  void isTrulyUnattributable_withoutQuantization_isUnknown() {
    assertEquals(Optional.empty(), LANDSCAPE.isTrulyUnattributable());
    assertTrue(LANDSCAPE.sourcesThatChangeIt().isEmpty());
  }

  @Test
  void isTrulyUnattributable_noSourceChangesIt_isTrue() {
    BitSet changed = new BitSet();
    Landscape landscape = Landscape.of(new double[] {1, 2}, changed);
    changed.set(1);
    assertEquals(Optional.of(true), landscape.isTrulyUnattributable());
    assertArrayEquals(new int[] {}, landscape.sourcesThatChangeIt().orElseThrow());
    Landscape other = Landscape.of(new double[] {1, 2}, changed);
    assertEquals(Optional.of(false), other.isTrulyUnattributable());
    assertArrayEquals(new int[] {1}, other.sourcesThatChangeIt().orElseThrow());
  }

  @Test
  void equals_sameDistancesAndChanges_areEqual() {
    Landscape same = Landscape.of(0.5, 2, -0.0, 2, 1);
    assertEquals(LANDSCAPE, same);
    assertEquals(LANDSCAPE.hashCode(), same.hashCode());
    assertNotEquals(LANDSCAPE, Landscape.of(0.5, 2, 0, 2));
    assertNotEquals(LANDSCAPE, Landscape.of(0.5, 2, 0, 1, 2));
    assertNotEquals(LANDSCAPE, Landscape.of(0.5, 2, Double.MIN_VALUE, 2, 1));
    assertNotEquals(LANDSCAPE, "");
    double[] distances = LANDSCAPE.distances();
    BitSet none = new BitSet(100);
    BitSet first = BitSet.valueOf(new long[] {1});
    Landscape unchanged = Landscape.of(distances, none);
    assertNotEquals(LANDSCAPE, unchanged);
    assertNotEquals(unchanged, Landscape.of(distances, first));
    assertEquals(unchanged, Landscape.of(distances, new BitSet()));
    assertEquals(unchanged.hashCode(), Landscape.of(distances, new BitSet()).hashCode());
    assertNotEquals(unchanged.hashCode(), Landscape.of(distances, first).hashCode());
    assertNotEquals(LANDSCAPE.hashCode(), Landscape.of(0.5, 2, 0, 1, 2).hashCode());
  }

  @Test
  void toString_statesSourcesAndRadius() {
    assertEquals("Landscape[5 sources, radius 2.0]", LANDSCAPE.toString());
  }
}
