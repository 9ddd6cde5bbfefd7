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

  @Test
  void leastPlacebos_letOneBeNamed() {
    assertEquals(1279, BenjaminiHochberg.leastPlacebos(64, 0.05));
    assertEquals(19, BenjaminiHochberg.leastPlacebos(1, 0.05));
    for (long sources : new long[] {1, 3, 64, 1000, 100_000_000}) {
      for (double level : new double[] {0.01, 0.05, 0.3, 0.9999}) {
        long least = BenjaminiHochberg.leastPlacebos(sources, level);
        assertTrue(sources / (least + 1.0) <= level);
        assertTrue(least == 0 || sources / (double) least > level, sources + " at " + level);
      }
    }
    assertThrows(IllegalArgumentException.class, () -> BenjaminiHochberg.leastPlacebos(0, 0.05));
    assertThrows(
        IllegalArgumentException.class, () -> BenjaminiHochberg.leastPlacebos(5, Double.NaN));
  }
}
