package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ThreadScalingTest {
  @Test
  void threads_processors_arePowersOfTwoAndAll() {
    assertEquals(List.of(1), ThreadScaling.threads(1));
    assertEquals(List.of(1, 2), ThreadScaling.threads(2));
    assertEquals(List.of(1, 2, 4, 6), ThreadScaling.threads(6));
    assertEquals(List.of(1, 2, 4, 8), ThreadScaling.threads(8));
  }

  @Test
  void format_times_areSpeedAndEfficiency() {
    List<String> lines =
        ThreadScaling.format(List.of(1, 2), new double[] {6e6, 4e6}).lines().toList();
    assertEquals(List.of("", "1", "6.00", "ms", "1.00", "100%"), cells(lines.get(2)));
    assertEquals(List.of("", "2", "4.00", "ms", "1.50", "75%"), cells(lines.get(3)));
  }

  private static List<String> cells(String line) {
    return List.of((" " + line.strip()).split(" +"));
  }
}
