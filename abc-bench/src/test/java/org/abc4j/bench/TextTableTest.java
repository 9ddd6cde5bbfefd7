package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void time_atTheBounds_picksTheLargestUnit() {
    assertEquals(List.of("999.00", "1.00", "ns"), TextTable.time(999, 1));
    assertEquals(List.of("1.00", "0.10", "us"), TextTable.time(1000, 100));
    assertEquals(List.of("5000.00", "?", "s"), TextTable.time(5e12, Double.NaN));
    assertEquals(List.of("?", "?", ""), TextTable.time(Double.NaN, 1));
  }

  @Test
  void add_otherNumberOfCells_namesBoth() {
    TextTable table = new TextTable(List.of("a", "b"), Set.of());
    assertEquals(
        "a row has a cell for each of [a, b], found [1]",
        assertThrows(IllegalArgumentException.class, () -> table.add(List.of("1"))).getMessage());
  }
}
