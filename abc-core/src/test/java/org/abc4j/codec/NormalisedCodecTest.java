package org.abc4j.codec;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.Normalisation;
import org.abc4j.testing.Draws;
import org.abc4j.testing.SmoothCodec;
import org.junit.jupiter.api.Test;

class NormalisedCodecTest {
  private static final Shape LATENTS = new Shape(2, 3, 4);
  private static final SmoothCodec CODEC = SmoothCodec.of(LATENTS, 0.5);
  private static final Batch IMAGES = Draws.batch(2, 0, CODEC.imageShape(), 9);
  private static final Batch RAW = CODEC.encode(IMAGES);
  private static final Normalisation BY = Normalisation.standardisingChannels(RAW, 0, 1);
  private static final NormalisedCodec NORMALISED = NormalisedCodec.of(CODEC, BY);

  @Test
  void encode_standardised_hasMeanZeroAndDeviationOneInEachChannel() {
    Batch latents = NORMALISED.encode(IMAGES);
    for (int c = 0; c < 2; c++) {
      double sum = 0;
      double squares = 0;
      for (int row = 0; row < latents.rows(); row++) {
        for (int p = 12 * c; p < 12 * (c + 1); p++) {
          sum += latents.get(row, p);
          squares += latents.get(row, p) * latents.get(row, p);
        }
      }
      assertEquals(0, sum / (9 * 12), 1e-6);
      assertEquals(1, squares / (9 * 12), 1e-6);
    }
  }

  @Test
  void decode_anEncodedImage_isThatOfTheCodec() {
    Batch expected = CODEC.decode(RAW);
    Batch found = NORMALISED.decode(NORMALISED.encode(IMAGES));
    for (int row = 0; row < expected.rows(); row++) {
      for (int p = 0; p < expected.shape().size(); p++) {
        assertEquals(expected.get(row, p), found.get(row, p), 2e-6);
      }
    }
  }

  @Test
  void tangents_alongADirection_areThoseOfTheUnnormalisedOne() {
    Batch latent = NORMALISED.encode(IMAGES).select(4);
    Batch directions = Draws.batch(2, 1, LATENTS, 3);
    DecoderTangents exact = NORMALISED.tangents(latent, directions, Execution.sequential());
    DecoderTangents differences =
        DecoderTangents.byDifferences(NORMALISED, latent, directions, Execution.sequential());
    for (int k = 0; k < 3; k++) {
      double apart = 0;
      for (int p = 0; p < NORMALISED.imageShape().size(); p++) {
        apart += Math.pow(exact.tangents().get(k, p) - differences.tangents().get(k, p), 2);
      }
      assertEquals(0, Math.sqrt(apart), differences.error(k));
    }
  }

  @Test
  void sha256_anotherNormalisation_isAnother() {
    assertNotEquals(CODEC.sha256(), NORMALISED.sha256());
    assertNotEquals(
        NORMALISED.sha256(), NormalisedCodec.of(CODEC, Normalisation.affine(0, 2)).sha256());
    assertEquals(NORMALISED.sha256(), NormalisedCodec.of(CODEC, BY).sha256());
  }

  @Test
  void of_otherChannels_isRefused() {
    assertIllegal(
        "this normalisation is for 2 channels, found shape 3×3×4",
        () -> NormalisedCodec.of(SmoothCodec.of(new Shape(3, 3, 4), 0), BY));
  }
}
