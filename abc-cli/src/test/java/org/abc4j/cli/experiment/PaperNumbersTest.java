package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PaperNumbersTest {
  private static final ExperimentRegistry REGISTRY = ExperimentRegistry.paper();

  @Test
  void lines_areWords() {
    assertEquals(
        List.of(
            "FID of the ensemble: 6.245",
            "FID of one member: 5.474",
            "FID of a single model trained on everything: 4.512",
            "mean of log10 of counterfactual radii: 2.015"),
        PaperNumbers.lines(REGISTRY.get("MNIST_256")));
    List<String> intersections = PaperNumbers.lines(REGISTRY.get("MNIST_384"));
    assertTrue(
        intersections.contains(
            "samples where one of the 8 first sources by differential ablation is among the 8 that"
                + " look most alike, by Euclidean distance: 838 of 1024"),
        intersections::toString);
    assertTrue(
        PaperNumbers.lines(REGISTRY.get("MNIST_binary")).get(0).endsWith(" of 3731"),
        () -> PaperNumbers.lines(REGISTRY.get("MNIST_binary")).toString());
  }

  @Test
  void noNumberOfThePaper_goesByItsKey() {
    for (Experiment one : REGISTRY.all()) {
      List<String> lines = PaperNumbers.lines(one);
      assertEquals(one.paper().size(), lines.size());
      for (String key : one.paper().keySet()) {
        assertFalse(lines.stream().anyMatch(line -> line.startsWith(key + ":")), key);
      }
    }
  }
}
