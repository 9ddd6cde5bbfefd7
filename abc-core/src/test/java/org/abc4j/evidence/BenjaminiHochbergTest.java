package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

class BenjaminiHochbergTest {
  /** The example of Benjamini and Hochberg (1995): four of fifteen are named at 0.05. */
  @Test
  void qValues_ofTheirExample_nameFour() {
    double[] p = {
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
      0.5719, 0.6528, 0.7590, 1
    };
    double[] q = BenjaminiHochberg.qValues(p);
    for (int s = 0; s < p.length; s++) {
      assertEquals(s < 4, q[s] <= 0.05, "number " + s + ": " + q[s]);
    }
    assertEquals(15 * 0.0001, q[0], 1e-15);
  }

  /** By the definition: the least level at which the step-up procedure names it. */
  @Test
  void qValues_areLeastLevels() {
    double[] p = new double[30];
    for (int s = 0; s < p.length; s++) {
      p[s] = (1 + Draws.below(40, 3, 1, s)) / 41.0;
    }
    double[] q = BenjaminiHochberg.qValues(p);
    for (int s = 0; s < p.length; s++) {
      double least = 1;
      for (double bound : p) {
        long below = java.util.Arrays.stream(p).filter(value -> value <= bound).count();
        if (bound >= p[s]) {
          least = Math.min(least, bound * p.length / below);
        }
      }
      assertEquals(least, q[s], 1e-12);
    }
  }

  @Test
  void qValues_noPValue_isNamed() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> BenjaminiHochberg.qValues(new double[] {0.5, Double.NaN}));
    assertTrue(error.getMessage().contains("number 1 is NaN"), error.getMessage());
    assertArrayEquals(new double[0], BenjaminiHochberg.qValues(new double[0]));
  }

  /** The q-value of one source whose p-value is the least that there is, all others' being 1. */
  private static double alone(int sources, long placebos) {
    double[] p = new double[sources];
    java.util.Arrays.fill(p, 1);
    p[0] = 1.0 / (placebos + 1.0);
    return BenjaminiHochberg.qValues(p)[0];
  }

  @Test
  void rankBelow_isTheLastThatIsNamedAlone() {
    for (long placebos : new long[] {1278, 1279, 1652, 2500, 2559, 16_384}) {
      long rank = BenjaminiHochberg.rankBelow(64, placebos, 0.05);
      assertEquals((placebos + 1) / 1280, rank, placebos + " placebos");
    }
    assertEquals(4, BenjaminiHochberg.rankBelow(1, 4, 0.9));
  }

  @Test
  void leastPlacebos_letOneBeNamed() {
    assertEquals(1279, BenjaminiHochberg.leastPlacebos(64, 0.05));
    assertEquals(19, BenjaminiHochberg.leastPlacebos(1, 0.05));
    assertEquals(1_999_999_999, BenjaminiHochberg.leastPlacebos(100_000_000, 0.05));
    // Those where N/(P + 1) and N·(1/(P + 1)) round to either side of a level, and others.
    for (int sources : new int[] {1, 2, 3, 6, 64, 1000, 1307, 2601, 2614}) {
      for (double level : new double[] {0.01, 0.05, 0.3, 0.9999}) {
        long least = BenjaminiHochberg.leastPlacebos(sources, level);
        String of = sources + " at " + level;
        assertTrue(alone(sources, least) <= level, of);
        assertTrue(least == 0 || alone(sources, least - 1) > level, of);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> BenjaminiHochberg.leastPlacebos(0, 0.05));
    assertThrows(
        IllegalArgumentException.class, () -> BenjaminiHochberg.leastPlacebos(5, Double.NaN));
  }
}
