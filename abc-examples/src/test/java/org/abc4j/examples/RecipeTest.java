package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
  void shipped_code_isOfNineMembersWithPlacebos() {
    CodeAssignment code = shipped.code();
    assertEquals(9, code.codebook().length());
    assertEquals(4, code.codebook().weight());
    assertEquals(64, code.sources().count());
    assertEquals(256, code.sources().items());
    assertEquals(16, code.reserved());
    Commands.requireAnImageForEachMember(code, shipped.seed());
  }

  @Test
  void shipped_network_fitsIntoSixteenMegabytes() {
    UNetConfig network = shipped.network(new Shape(1, 32, 32));
    assertEquals(
        UNetConfig.attendingAt(2, new Shape(1, 32, 32), List.of(16, 32, 32, 32), 1, 8), network);
    long parameters = UNetCost.of(network).parameters();
    assertEquals(383_505, parameters);
    assertTrue(9 * Float.BYTES * parameters < 16_000_000);
  }

  @Test
  void shipped_training_isAsDocumented() {
    assertEquals(
        new TrainingConfig(
            1, 5000, 32, AdamConfig.pytorch(1e-3), false, 0.999, NoiseSchedule.linear()),
        shipped.training());
    assertEquals(1000, shipped.training().schedule().steps());
  }

  @Test
  void dataSources_areConsecutiveImages() {
    assertArrayEquals(new long[] {0, 1, 2, 3}, shipped.dataSources().itemsOf(0));
    assertArrayEquals(new long[] {252, 253, 254, 255}, shipped.dataSources().itemsOf(63));
  }

  @Test
  void images_moreThanAnArrayHolds_isRefused() {
    Recipe huge = new Recipe(1 << 20, 1 << 20, List.of(8), 1, 1, 1);
    assertThrows(ArithmeticException.class, huge::images);
  }
}
