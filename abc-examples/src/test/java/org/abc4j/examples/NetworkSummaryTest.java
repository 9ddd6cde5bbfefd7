package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.junit.jupiter.api.Test;

class NetworkSummaryTest {
  /** Three sources of which the second matters most; an estimate that has them in reverse order. */
  @Test
  void trials_knownSizes_areCorrelatedAndCounted() {
    List<String> lines = new ArrayList<>();
    double[] truth = {2, 3, 1};
    for (int seed = 1; seed <= 2; seed++) {
      for (int sample = 0; sample < 2; sample++) {
        for (int s = 0; s < 3; s++) {
          String same = "," + 2 * truth[s] + ",0.5";
          String reversed = "," + (4 - truth[s]) + ",-1";
          lines.add(
              "own," + seed + "," + sample + "," + s + "," + truth[s] + same + reversed + same
                  + reversed + reversed + same + ",1,0.5");
        }
      }
    }
    List<String> text = NetworkSummary.trials(lines);
    assertEquals("own starts: 3 sources, 2 samples, 2 seeds", text.get(0));
    assertEquals(
        "  retraining    Spearman 1.000 ± 0.000, of all samples 1.00; first 1.000 ± 0.000,"
            + " among 3 1.000 ± 0.000; of the first 5 1.000 ± 0.000; cosine 0.500 ± 0.000",
        text.get(1));
    // −(2·2 + 1·3 + 3·1)/14.
    assertEquals(
        "  exact         Spearman -1.000 ± 0.000, of all samples -1.00; first 0.000 ± 0.000,"
            + " among 3 1.000 ± 0.000; of the first 5 1.000 ± 0.000; cosine -0.714 ± 0.000",
        text.get(2));
    assertEquals(7, text.size());
  }

  /** Of the five that matter most, the estimate has the last two, as its first and third. */
  @Test
  void trials_firstFive_areCountedWhereTheyAreAmongFive() {
    List<String> lines = new ArrayList<>();
    double[] truth = {10, 9, 8, 7, 6, 5, 4, 3};
    double[] found = {1, 2, 3, 9, 7, 8, 6, 5};
    for (int s = 0; s < truth.length; s++) {
      String estimate = "," + found[s] + ",0";
      lines.add("own,1,0," + s + "," + truth[s] + estimate.repeat(6) + ",1,0.5");
    }
    String text = NetworkSummary.trials(lines).get(1);
    assertTrue(text.contains("among 3 0.000; of the first 5 0.400; cosine"), text);
  }

  @Test
  void evidence_dealtAnew_isCountedByDeals() {
    List<String> lines =
        List.of(
            "own,1,0,0,0.5,0.01,2",
            "own,1,0,1,0.25,0.2,0",
            "own,1,0,together,0.5,0.02,3",
            "own,1,1,0,0,0.5,0",
            "own,1,1,1,0.5,0.05,0",
            "own,1,1,together,0,0.5,0",
            "own,1,2,0,0,0.5,0",
            "own,1,2,1,0,0.6,0",
            "own,1,2,together,0,0.7,0");
    List<String> text = NetworkSummary.evidence(lines);
    assertEquals("own starts, seed 1", text.get(0));
    assertTrue(text.get(1).contains("as trained : first by size beyond chance in 0.500 ± "));
    assertTrue(text.get(1).endsWith("p of the first 0.020, found 3.000"), text.get(1));
    // Deals have a half and none.
    assertTrue(text.get(2).contains("beyond chance in 0.250 ± 3.177 of"), text.get(2));
    assertTrue(text.get(2).contains("P(p <= .05) 0.125 ± "), text.get(2));
  }

  @Test
  void planted_areCounted() {
    String text =
        NetworkSummary.planted(
                List.of(
                    "own,1,watermark,2,0,-0.9,1.0,2.5,0.05,0.3",
                    "own,1,watermark,2,1,-0.8,3.0,1.0,0.2,0.9",
                    "own,1,watermark,2,together,-0.85,1.0,2.9,0.002,0.032"))
            .get(0);
    assertEquals(
        "own starts, seed 1, source 2, watermark: first by size in 1 of 2 samples, p <= .05 in 1;"
            + " together rank 1.0, z 2.9, p 0.002, q 0.032",
        text);
  }

  @Test
  void cosine_ofChanges_isThatOfTheirPixels() {
    SourceChanges one = SourceChanges.of(new double[][][] {{{3, 4}, {0, 0}}});
    SourceChanges other = SourceChanges.of(new double[][][] {{{4, 3}, {1, 0}}});
    assertEquals(5, one.size(0, 0));
    assertEquals(24 / 25.0, one.cosine(other, 0, 0), 1e-15);
    assertEquals(0, one.cosine(other, 0, 1));
  }

  @Test
  void planted_changesItsSourceAlone() {
    Shape shape = new Shape(1, 8, 8);
    float[] dark = new float[4 * 2 * 64];
    Arrays.fill(dark, -1);
    Batch images = Batch.of(shape, dark);
    Batch planted = PlantedImages.into(images, 4);
    for (int row = 0; row < 8; row++) {
      double inverted = PlantedImages.INVERTED.shown(shape, planted.row(row));
      double marked = PlantedImages.WATERMARK.shown(shape, planted.row(row));
      assertEquals(row / 2 == 2 ? 1 : row / 2 == 1 ? 1 : -1, marked, "row " + row);
      if (row / 2 != 2) {
        assertEquals(row / 2 == 1 ? 1 : -1, inverted, "row " + row);
      }
      assertEquals(row / 2 == 2 ? -1 : planted.get(row, 63), planted.get(row, 63));
    }
    assertEquals(1, planted.get(2, 63));
  }
}
