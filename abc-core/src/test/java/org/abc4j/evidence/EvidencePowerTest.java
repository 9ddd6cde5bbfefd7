package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;

class EvidencePowerTest {
  private static EvidencePower power(int members, double share, double dimensions) {
    return new EvidencePower(
        64, members, (members - 1) / 2, 1279, new EffectSize(share, dimensions, 1), 0.05);
  }

  @Test
  void calibrated_growsWithMembersShareAndDimensions() {
    assertTrue(power(20, 0.1, 8).calibrated() > power(13, 0.1, 8).calibrated());
    assertTrue(power(13, 0.2, 8).calibrated() > power(13, 0.1, 8).calibrated());
    assertTrue(power(13, 0.1, 16).calibrated() > power(13, 0.1, 8).calibrated());
    assertTrue(power(13, 0.1, 8).calibrated() > power(13, 0.1, 8).distance());
    assertEquals(0.05 / 64, power(13, 0, 8).calibrated(), 1e-6);
    assertEquals(0.05 / 64, power(13, 0, 8).distance(), 1e-6);
  }

  /** Numbers of scipy.stats 1.10: chi2, ncx2, t and nct. */
  @Test
  void tails_areThoseOfScipy() {
    assertEquals(0.19688440592047318, Tails.noncentralChiSquare(30, 2.5, 20), 1e-9);
    assertEquals(21.26744196476537, Tails.chiSquareQuantile(7.8e-4, 5.09), 1e-8);
    assertEquals(0.40818590772112184, Tails.noncentralStudent(3.9, 11, 3.5), 1e-8);
    assertEquals(4.1710306683043665, Tails.studentQuantile(7.8e-4, 11), 1e-8);
    assertEquals(0.3771280355397183, Tails.noncentralStudent(2, 1, 1), 1e-6);
  }

  /** By simulation: b_i = √(a·k·r/(1 − r))·c_i + Gaussian noise, tested by Student's t. */
  @Test
  void calibrated_isTheShareOfSimulatedTestsThatFind() {
    int n = 14;
    int w = 7;
    EffectSize effect = new EffectSize(0.15, 6, 0.8);
    EvidencePower power = new EvidencePower(4, n, w, 79, effect, 0.05);
    double threshold = Tails.studentQuantile(0.05 / 4, n - 2);
    double signal = Math.sqrt(0.8 * 0.15 * 6 / 0.85);
    int found = 0;
    int trials = 20_000;
    for (int trial = 0; trial < trials; trial++) {
      double[] b = Draws.doubles(17, trial, n);
      double mean = 0;
      for (int i = 0; i < n; i++) {
        b[i] += i < w ? signal : -signal;
        mean += b[i] / n;
      }
      double squares = 0;
      double product = 0;
      for (int i = 0; i < n; i++) {
        squares += (b[i] - mean) * (b[i] - mean);
        product += i < w ? b[i] : -b[i];
      }
      double r = product / Math.sqrt(squares * n);
      found += r * Math.sqrt((n - 2) / (1 - r * r)) >= threshold ? 1 : 0;
    }
    assertEquals(power.calibrated(), found / (double) trials, 3 * Math.sqrt(0.25 / trials));
  }

  @Test
  void leastMembers_isTheFirstThatSuffices() {
    EffectSize effect = new EffectSize(0.2, 8, 0.7);
    EvidencePower found = EvidencePower.leastMembers(64, effect, 0.05, 0.8, 100).orElseThrow();
    assertTrue(found.calibrated() >= 0.8);
    assertEquals(1279, found.placebos());
    assertEquals((found.members() - 1) / 2, found.weight());
    int fewer = found.members() - 1;
    assertTrue(
        new EvidencePower(64, fewer, (fewer - 1) / 2, 1279, effect, 0.05).calibrated() < 0.8);
    assertTrue(EvidencePower.leastMembers(64, effect, 0.05, 0.8, fewer).isEmpty());
  }

  @Test
  void inWords_tooFewWordsOrMembers_saysSo() {
    EvidencePower shipped = new EvidencePower(64, 9, 4, 62, new EffectSize(0.1, 4, 0.5), 0.05);
    assertFalse(shipped.canNameOne());
    assertEquals(0, shipped.calibrated());
    assertEquals(0, shipped.distance());
    assertTrue(shipped.inWords().contains("not with so few words: 62 placebos"));
    assertTrue(shipped.inWords().contains("it takes 1279"));
    assertTrue(power(13, 0.01, 2).inWords().startsWith("not with so few members: "));
    assertTrue(power(40, 0.3, 8).inWords().startsWith("a source that explains 0.3 of"));
  }

  @Test
  void badArguments_areNamed() {
    EffectSize effect = new EffectSize(0.1, 4, 0.5);
    assertMessage("need 127 words", () -> new EvidencePower(64, 9, 4, 63, effect, 0.05));
    assertMessage("n = 2", () -> new EvidencePower(1, 2, 1, 0, effect, 0.05));
    assertMessage("found NaN", () -> new EvidencePower(1, 5, 2, 0, effect, Double.NaN));
    assertMessage("found NaN", () -> new EffectSize(Double.NaN, 1, 1));
    assertMessage("found 1.0", () -> new EffectSize(1, 1, 1));
    assertMessage("found 0.5", () -> new EffectSize(0, 0.5, 1));
    assertMessage("found NaN", () -> new EffectSize(0, 1, Double.NaN));
    assertMessage("found 1.0", () -> EvidencePower.leastMembers(1, effect, 0.05, 1, 10));
  }

  private static void assertMessage(String part, Runnable run) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, run::run);
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }
}
