package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.model.AdamConfig;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.training.TrainingConfig;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;
import org.junit.jupiter.api.Test;

class RecipeTest {
  private final Recipe shipped = Recipe.shipped();

  @Test
  void shipped_code_isOfSixteenMembersWithPlacebosEnoughToNameOneOf64() {
    CodeAssignment code = shipped.code(TinyEnsemble.data(shipped).sources());
    assertEquals(16, code.codebook().length());
    assertEquals(8, code.codebook().weight());
    assertEquals(64, code.sources().count());
    assertEquals(256, code.sources().items());
    assertEquals(2559, code.reserved());
    // The least p-value that several tests allow is q/N, and p is a multiple of 1/(P + 1).
    assertEquals(2, Math.floor(0.05 / 64 * (code.reserved() + 1)));
    Commands.requireAnImageForEachMember(code, shipped.seed());
  }

  @Test
  void shipped_network_fitsIntoEighteenMegabytes() {
    UNetConfig network = shipped.network(new Shape(1, 32, 32));
    assertEquals(
        UNetConfig.attendingAt(2, new Shape(1, 32, 32), List.of(8, 16, 32, 32), 1, 8), network);
    long parameters = UNetCost.of(network).parameters();
    assertEquals(273_465, parameters);
    assertTrue(16 * Float.BYTES * parameters < 18_000_000);
  }

  @Test
  void shipped_training_isAsDocumented() {
    assertEquals(
        new TrainingConfig(
                1, 4000, 16, AdamConfig.pytorch(1e-3), false, 0.999, NoiseSchedule.linear())
            .withSharedDraws(),
        shipped.training());
    assertEquals(1000, shipped.training().schedule().steps());
  }

  @Test
  void recipe_oddMembers_isAnErrorNamingThem() {
    assertEquals(
        "members are an even number, for half of them to see a source, found 7",
        assertThrows(
                IllegalArgumentException.class, () -> new Recipe(6, 2, 7, 0, List.of(8), 1, 1, 1))
            .getMessage());
  }

  @Test
  void images_moreThanAnArrayHolds_isRefused() {
    Recipe huge = new Recipe(1 << 20, 1 << 20, 2, 0, List.of(8), 1, 1, 1);
    assertThrows(ArithmeticException.class, huge::images);
  }
}
