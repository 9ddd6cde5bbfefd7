package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.abc4j.bench.PictureReading.Use;
import org.junit.jupiter.api.Test;

class PictureReadingTest {
  @Test
  void format_rounds_isMediansAndTheRatiosWithinRounds() {
    Use[] decoding = {new Use(1, 2), new Use(2, 4), new Use(4, 4)};
    Use[] reading = {new Use(1.5, 2), new Use(2, 3), new Use(8, 8)};
    List<String> lines = PictureReading.format(1_000, 2, decoding, reading).lines().toList();
    assertEquals(List.of("decoding", "2.00", "4.00", "2.00"), List.of(lines.get(2).split(" +")));
    assertEquals(List.of("reading", "2.00", "3.00", "1.50"), List.of(lines.get(3).split(" +")));
    assertEquals(
        "reading ÷ decoding: 1.50 (1.00 to 2.00) by the clock, 1.00 (0.75 to 2.00) of processor"
            + " time",
        lines.get(4));
  }

  @Test
  void print_aFewPictures_readsThem() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PictureReading.print(3, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertTrue(lines.get(0).startsWith("3 JPEG files of 256×256 to 3×32×32, "), lines.get(0));
    assertEquals(5, lines.size());
  }
}
