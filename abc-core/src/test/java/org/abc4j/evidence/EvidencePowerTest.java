package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.codebook.DesignedCode;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    // The level of the test itself, 1/1280; of dependent placebos by approximation.
    assertEquals(1 / 1280.0, power(13, 0, 8).calibrated(), 2e-4);
    assertEquals(1 / 1280.0, power(13, 0, 8).distance(), 1e-5);
  }

  /** Numbers of scipy.stats 1.10: chi2, ncx2, t and nct. */
  @Test
  void tails_areThoseOfScipy() {
    assertEquals(0.19688440592047318, Tails.noncentralChiSquare(30, 2.5, 20), 1e-9);
    assertEquals(21.26744196476537, Tails.chiSquareQuantile(7.8e-4, 5.09), 1e-8);
    assertEquals(0.40818590772112184, Tails.noncentralStudent(3.9, 11, 3.5), 1e-8);
    assertEquals(7.8e-4, Tails.student(4.1710306683043665, 11), 1e-12);
    assertEquals(1 - 7.8e-4, Tails.student(-4.1710306683043665, 11), 1e-12);
    // 1 − (1 − v)^(1/P), and by symmetry.
    assertEquals(1 - Math.pow(0.7, 1e-6), Tails.orderStatisticQuantile(0.3, 1, 1_000_000), 1e-15);
    assertEquals(0.5, Tails.orderStatisticQuantile(0.5, 3, 5), 1e-12);
    assertEquals(0.3771280355397183, Tails.noncentralStudent(2, 1, 1), 1e-6);
  }

  /** The test that is made: b_i = √(a·k·r/(1 − r))·c_i + Gaussian noise, p by reserved words. */
  @ParameterizedTest
  @CsvSource({"13, 6, 64, 0.2", "14, 6, 64, 0.2", "13, 6, 64, 0.3", "9, 4, 3, 0.25"})
  void calibrated_isHowOftenReservedWordsLetItBeNamed(int n, int w, int sources, double share) {
    EffectSize effect = new EffectSize(share, 8, 0.75);
    double signal = Math.sqrt(0.75 * share * 8 / (1 - share));
    Codebook words = Codebook.allWords(n, w);
    long placebos = words.size() - sources;
    EvidencePower power = new EvidencePower(sources, n, w, placebos, effect, 0.05);
    double deviation = Math.sqrt((double) w / n * (1 - (double) w / n));
    int found = 0;
    int trials = 2000;
    for (int trial = 0; trial < trials; trial++) {
      CodeAssignment code = words.assign(DataSources.oneItemEach(sources), trial);
      double[][] along = new double[sources][n];
      along[0] = Draws.doubles(17, trial, n);
      for (int member : code.word(0).members()) {
        along[0][member] += signal / deviation;
      }
      double p = SourceEvidence.of(along, WordTable.of(code)).pValue(0);
      found += p * sources <= 0.05 ? 1 : 0;
    }
    double error = Math.sqrt(0.25 / trials);
    assertEquals(power.calibrated(), found / (double) trials, 3 * error + 0.01);
  }

  /** Within the multiples of 1,280 the level falls, and with it the power. */
  @Test
  void calibrated_placebosBetweenMultiples_cost() {
    EffectSize effect = new EffectSize(0.2, 8, 0.75);
    double[] power =
        LongStream.of(1279, 2500, 2559)
            .mapToDouble(p -> new EvidencePower(64, 14, 6, p, effect, 0.05).calibrated())
            .toArray();
    assertTrue(power[1] < power[0] - 0.05, power[1] + " after " + power[0]);
    assertTrue(power[2] > power[0], power[2] + " after " + power[0]);
  }

  @Test
  void leastMembers_isTheFirstThatSuffices() {
    EffectSize effect = new EffectSize(0.2, 8, 0.7);
    EvidencePower found = EvidencePower.leastMembers(64, effect, 0.05, 0.8, 40).orElseThrow();
    assertTrue(found.calibrated() >= 0.8);
    assertEquals(5 * 1280 - 1, found.placebos());
    assertEquals((found.members() - 1) / 2, found.weight());
    int fewer = found.members() - 1;
    assertTrue(EvidencePower.leastMembers(64, effect, 0.05, 0.8, fewer).isEmpty());
    // Of few members there are not words enough for five times as many.
    EvidencePower strong =
        EvidencePower.leastMembers(64, new EffectSize(0.6, 8, 1), 0.05, 0.5, 40).orElseThrow();
    assertTrue(strong.placebos() < 5 * 1280 - 1, strong.toString());
    assertEquals(0, (strong.placebos() + 1) % 1280, strong.toString());
  }

  /** Evidence and its power know of as many placebos. */
  @Test
  void canNameOne_ofManySources_onlyWithPlacebosThatAreUsed() {
    EffectSize effect = new EffectSize(0.2, 8, 0.7);
    assertTrue(new EvidencePower(1000, 18, 8, 19_999, effect, 0.05).canNameOne());
    EvidencePower many = new EvidencePower(60_000, 30, 14, 5_000_000, effect, 0.05);
    assertFalse(many.canNameOne());
    assertEquals(0, many.calibrated());
    String words = many.inWords();
    assertTrue(words.contains("1048576 placebos let none of 60000 sources"), words);
    assertTrue(words.contains("it takes 1199999, more than are ever used"), words);
    assertTrue(EvidencePower.leastMembers(60_000, effect, 0.05, 0.5, 40).isEmpty());
  }

  /** Thresholds below the middle: one source at a level above a half. */
  @Test
  void power_levelAboveAHalf_isTheLevelWithoutEffect() {
    EvidencePower power = new EvidencePower(1, 9, 4, 99, new EffectSize(0, 4, 1), 0.9);
    assertEquals(0.9, power.distance(), 0.01);
    assertEquals(0.9, power.calibrated(), 0.02);
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
  void leastShare_isTheFirstThatSuffices() {
    EvidencePower power = power(20, 0, 8).withEffect(EffectSize.ofShare(0));
    double least = power.leastShare(0.8).orElseThrow();
    assertTrue(power.withEffect(EffectSize.ofShare(least)).calibrated() >= 0.8);
    assertTrue(power.withEffect(EffectSize.ofShare(least - 2e-3)).calibrated() < 0.8);
    assertTrue(power.leastShare(0.5).orElseThrow() < least);
    // Nothing is found where no p-value is low enough.
    EvidencePower few = new EvidencePower(64, 9, 4, 62, EffectSize.ofShare(0), 0.05);
    assertTrue(few.leastShare(0.8).isEmpty());
    assertMessage("found 1.0", () -> power.leastShare(1));
  }

  @Test
  void design_isACodeOfThatPower() {
    EvidencePower power =
        EvidencePower.leastMembers(64, EffectSize.ofShare(0.2), 0.05, 0.8, 64).orElseThrow();
    DesignedCode code = power.design().withSeed(3).design();
    assertEquals(power.members(), code.length());
    assertEquals(power.weight(), code.weight());
    assertEquals(64 + power.placebos(), code.size());
    assertEquals(0.2, power.effect().share());
    assertMessage(
        "N = 1000000",
        () ->
            new EvidencePower(1_000_000, 24, 11, 1_000_000, EffectSize.ofShare(0.1), 0.05)
                .design());
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
