package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.Shape;
import org.abc4j.unet.UNetConfig;
import org.junit.jupiter.api.Test;

class PredictionTableTest {
  @Test
  void format_rows_areSortedWithSharesOfTimeAndPeak() {
    List<PredictionTable.Row> rows =
        List.of(
            new PredictionTable.Row("Sum", "copies", 1000, 0),
            new PredictionTable.Row("Winograd 3x3", "product", 3000, 60_000));
    List<String> lines = PredictionTable.ofRows("net", rows, 40e9).format().lines().toList();
    assertEquals("net", lines.get(0));
    assertEquals("Winograd 3x3  product     3.00  us      75.0%     20.0    50.0%", lines.get(2));
    assertEquals("Sum           copies      1.00  us      25.0%", lines.get(3));
    assertEquals("all                       4.00  us     100.0%     15.0    37.5%", lines.get(4));
  }

  /** What is counted is what kernels do: of a direct convolution, its products. */
  @Test
  void of_network_hasItsLayersAndNoShareOfTimeIsLost() {
    UNetConfig config = UNetConfig.attendingOnce(new Shape(1, 8, 8), List.of(16, 16), 1, 8);
    String table = PredictionTable.of("tiny", config, 1, 1e12).format();
    for (String part :
        List.of("Winograd 3x3", "direct 3x3, stride 2", "Attention", "GroupNorm and SiLU")) {
      assertTrue(table.contains(part), table);
    }
    assertTrue(table.contains("winograd input") && table.contains("attention powers"), table);
    assertTrue(table.lines().anyMatch(line -> line.matches("all .*100\\.0%.*")), table);
  }
}
