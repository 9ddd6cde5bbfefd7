package org.abc4j.codec;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Reference;
import org.abc4j.testing.SmoothCodec;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;

class DecoderTangentsTest {
  private static final Shape LATENTS = new Shape(2, 3, 4);
  private static final SmoothCodec CODEC = SmoothCodec.of(LATENTS, 5).withoutForwardMode();
  private static final Batch LATENT = Draws.batch(1, 0, LATENTS, 1);
  private static final Batch DIRECTIONS = Draws.batch(1, 1, LATENTS, 7);

  @Test
  void byDifferences_aSmoothDecoder_liesWithinTheErrorThatIsStated() {
    liesWithinTheError(LATENT);
  }

  @Test
  void byDifferences_aLatentOfZeros_liesWithinTheErrorThatIsStated() {
    liesWithinTheError(Batch.of(LATENTS, new float[LATENTS.size()]));
  }

  private static void liesWithinTheError(Batch latent) {
    DecoderTangents tangents = CODEC.tangents(latent, DIRECTIONS, Execution.sequential());
    assertEquals(CODEC.decode(latent), tangents.image());
    assertFalse(tangents.isExact());
    for (int k = 0; k < DIRECTIONS.rows(); k++) {
      double[] direction = Reference.toDouble(DIRECTIONS.row(k));
      double apart = 0;
      double length = 0;
      for (int p = 0; p < CODEC.imageShape().size(); p++) {
        double expected = CODEC.slope(latent.row(0), direction, p);
        apart += Math.pow(expected - tangents.tangents().get(k, p), 2);
        length += expected * expected;
      }
      assertTrue(Math.sqrt(apart) <= tangents.error(k), "direction " + k);
      assertTrue(tangents.error(k) <= 1e-3 * Math.sqrt(length), "error " + tangents.error(k));
    }
  }

  @Test
  void byDifferences_anyLengthOfADirection_areOfItsLength() {
    float[] small = DIRECTIONS.row(0);
    float[] large = small.clone();
    for (int i = 0; i < small.length; i++) {
      small[i] *= 0x1p-40f;
      large[i] *= 0x1p40f;
    }
    Batch both = Batch.ofRows(LATENTS, List.of(DIRECTIONS.row(0), small, large));
    Batch found = CODEC.tangents(LATENT, both, Execution.sequential()).tangents();
    for (int p = 0; p < CODEC.imageShape().size(); p++) {
      assertEquals(found.get(0, p) * 0x1p-40f, found.get(1, p));
      assertEquals(found.get(0, p) * 0x1p40f, found.get(2, p));
    }
  }

  @Test
  void byDifferences_noDirection_isNoChange() {
    Batch none = Batch.of(LATENTS, new float[LATENTS.size()]);
    DecoderTangents tangents = CODEC.tangents(LATENT, none, Execution.sequential());
    assertEquals(
        Batch.of(CODEC.imageShape(), new float[CODEC.imageShape().size()]), tangents.tangents());
    assertEquals(0, tangents.error(0));
  }

  @Test
  void byDifferences_manyThreads_areTheSame() {
    DecoderTangents one = CODEC.tangents(LATENT, DIRECTIONS, Execution.sequential());
    Threads.with(
        3,
        execution ->
            assertEquals(one.tangents(), CODEC.tangents(LATENT, DIRECTIONS, execution).tangents()));
  }

  @Test
  void byDifferences_whatCannotBe_isRefused() {
    assertIllegal(
        "derivatives are those at 1 latent, found 7",
        () -> CODEC.tangents(DIRECTIONS, DIRECTIONS, Execution.sequential()));
    assertIllegal(
        "the directions of this codec have shape 2×3×4, found 2×6×8",
        () -> CODEC.tangents(LATENT, CODEC.decode(LATENT), Execution.sequential()));
    float[] odd = new float[LATENTS.size()];
    odd[3] = Float.NaN;
    assertIllegal(
        "directions are finite, that of row 0 is not",
        () -> CODEC.tangents(LATENT, Batch.of(LATENTS, odd), Execution.sequential()));
  }
}
