package org.abc4j.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeLeftTest {
  private final TimeLeft timeLeft = new TimeLeft();

  private Optional<Duration> at(double seconds, double share) {
    return timeLeft.at((long) (seconds * 1e9), share);
  }

  @Test
  void at_evenPace_isWhatIsLeftAtThatPace() {
    for (int second = 0; second < 40; second++) {
      at(100 + second, second / 100.0);
    }
    assertEquals(60, at(140, 0.4).orElseThrow().toMillis() / 1000.0, 0.01);
  }

  @Test
  void at_begin_saysNothing() {
    assertEquals(Optional.empty(), at(0, 0));
    assertEquals(Optional.empty(), at(1, 0.001));
  }

  @Test
  void at_nothingDoneOfLate_saysNothing() {
    at(0, 0);
    assertEquals(Optional.empty(), at(10, 0));
  }

  /** Ten seconds for the first hundredth, then a hundredth a second. */
  @Test
  void at_slowBeginning_isForgotten() {
    at(0, 0);
    for (int second = 10; second <= 30; second++) {
      at(second, 0.01 * (second - 9));
    }
    double left = at(31, 0.22).orElseThrow().toMillis() / 1000.0;
    assertTrue(left < 80, "78 s are left, said are " + left);
  }

  /** A hundredth in the first five seconds, and then a hundredth a second: 80 s, not 500. */
  @Test
  void at_whileThePaceRises_saysNothing() {
    at(0, 0);
    for (int tick = 1; tick <= 50; tick++) {
      double seconds = 0.1 * tick;
      assertEquals(Optional.empty(), at(seconds, 0.002 * seconds * seconds / 5), seconds + " s");
    }
    double longest = 0;
    for (int tick = 51; tick <= 300; tick++) {
      double seconds = 0.1 * tick;
      longest =
          Math.max(
              longest,
              at(seconds, 0.01 + 0.01 * (seconds - 5)).map(Duration::toMillis).orElse(0L) / 1000.0);
    }
    assertTrue(longest > 0 && longest < 130, "at most " + longest + " s were said of 99");
  }

  /** What never settles is said in the end. */
  @Test
  void at_paceThatRisesForLong_isSaid() {
    at(0, 0);
    for (int second = 1; second <= 40; second++) {
      at(second, second * second / 10_000.0);
    }
    assertTrue(at(41, 41 * 41 / 10_000.0).isPresent());
  }

  @Test
  void restart_afterAJump_isThePaceSince() {
    at(0, 0);
    at(10, 0.1);
    timeLeft.restart();
    at(11, 0.8);
    at(20, 0.85);
    assertEquals(30, at(21, 0.85).orElseThrow().toSeconds(), 1);
  }

  @Test
  void at_longWork_isThePaceOfItsLaterHalf() {
    for (int tick = 0; tick < 100_000; tick++) {
      at(tick * 0.5, tick / 200_000.0);
    }
    assertEquals(50_000, at(50_000, 0.5).orElseThrow().toSeconds(), 500);
  }
}
