package org.abc4j.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.Shape;
import org.abc4j.testing.Fixtures;
import org.junit.jupiter.api.Test;

class UNetCostTest {
  /** In units of 10⁹ multiply-adds, as published: two digits after the point. */
  private static void assertGiga(double expected, UNetCost cost) {
    assertEquals(expected, cost.multiplyAdds() / 1e9, 0.005);
  }

  @Test
  void of_paper_isThePublishedCost() {
    UNetCost cost = UNetCost.of(UNetConfig.paper());
    assertEquals(97_177_345, cost.parameters());
    assertGiga(8.89, cost);
  }

  @Test
  void of_paperLargeOnOneChannel_isThePublishedCost() {
    UNetCost cost =
        UNetCost.of(
            UNetConfig.attendingOnce(new Shape(1, 32, 32), List.of(192, 384, 768, 768), 2, 32));
    assertEquals(218_584_705, cost.parameters());
    assertGiga(19.88, cost);
  }

  @Test
  void of_paperLarge_hasFourMoreConvolutionsOfOneChannel() {
    // Three channels for one, in and out, and two biases more.
    assertEquals(218_584_705 + 4 * 9 * 192 + 2, UNetCost.of(UNetConfig.paperLarge()).parameters());
  }

  @Test
  void of_fixtures_areTheirNumberOfWeights() throws IOException {
    for (Path folder : Fixtures.unets()) {
      UNetCost cost = UNetCost.of(UNetConfigFile.read(folder.resolve("config.json")));
      switch (folder.getFileName().toString()) {
        case "unet-paper-shaped" -> {
          assertEquals(1_527_777, cost.parameters());
          assertEquals(0.158, cost.multiplyAdds() / 1e9, 0.0005);
        }
        case "unet-tiny" -> assertEquals(701_345, cost.parameters());
        case "unet-rgb-dropout" -> assertEquals(1_527_777 + 4 * 9 * 16 + 2, cost.parameters());
        default -> {}
      }
    }
  }

  @Test
  void of_smallestNetwork_isCountedByHand() {
    UNetConfig config =
        new UNetConfig(
            new Shape(1, 8, 8),
            1,
            List.of(2),
            List.of(false),
            List.of(false),
            false,
            1,
            0,
            1,
            1e-5,
            0);
    // Time: 2→8→8. In: 1→2. Residual layers: down 2→2, middle 2→2 twice, up 4→2 twice. Out: 2→1.
    long time = (2 * 8 + 8) + (8 * 8 + 8);
    long in = 9 * 2 + 2;
    long same = 4 + (9 * 4 + 2) + (8 * 2 + 2) + 4 + (9 * 4 + 2);
    long halved = 8 + (9 * 8 + 2) + (8 * 2 + 2) + 4 + (9 * 4 + 2) + (4 * 2 + 2);
    long out = 4 + (9 * 2 + 1);
    UNetCost cost = UNetCost.of(config);
    assertEquals(time + in + 3 * same + 2 * halved + out, cost.parameters());
    long pixels = 64;
    long timeWork = 2 * 8 + 8 * 8 + 5 * 8 * 2;
    long work = 9 * 2 + 3 * 9 * (4 + 4) + 2 * (9 * (8 + 4) + 8) + 9 * 2;
    assertEquals(timeWork + pixels * work, cost.multiplyAdds());
  }

  @Test
  void of_attention_addsItsProjectionsAndProducts() {
    UNetConfig with = config(true);
    UNetConfig without = config(false);
    long pixels = 16 * 8;
    UNetCost a = UNetCost.of(with);
    UNetCost b = UNetCost.of(without);
    assertEquals(2 * 8 + 4 * (8 * 8 + 8), a.parameters() - b.parameters());
    assertEquals(pixels * 4 * 8 * 8 + 2 * pixels * pixels * 8, a.multiplyAdds() - b.multiplyAdds());
    // Norm, three projections, attention, projection, sum.
    assertEquals(7 * pixels * 8, a.activations() - b.activations());
  }

  private static UNetConfig config(boolean midAttention) {
    return new UNetConfig(
        new Shape(2, 16, 8),
        2,
        List.of(8),
        List.of(false),
        List.of(false),
        midAttention,
        1,
        8,
        4,
        1e-5,
        0);
  }
}
