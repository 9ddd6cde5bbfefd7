package org.abc4j.data;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.data.picture.PicturePreparation;
import org.junit.jupiter.api.Test;

class ImagePreparationTest {
  private static final Shape SHAPE = new Shape(3, 2, 2);
  private static final ImageSet IMAGES =
      ImageSet.of(
          Batch.of(
              SHAPE, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 255, 0, 10, 20, 30, 40, 50, 60, 70,
              80, 90, 100, 255),
          0,
          255);
  private static final ImagePreparation ALL =
      ImagePreparation.of(Normalisation.standardisingChannels(IMAGES))
          .with(PicturePreparation.to(SHAPE))
          .with(DuplicateRemoval.of(IMAGES))
          .with(new Binarisation(0.3))
          .with(ImageOrigin.of(DataLayout.CELEBA));

  @Test
  void parse_texts_isTheSame() {
    assertEquals(ALL, ImagePreparation.parse(ALL.texts()));
    assertEquals(
        List.of("picture", "duplicates", "binarisation", "normalisation", "origin"),
        List.copyOf(ALL.texts().keySet()));
    ImagePreparation plain = ImagePreparation.of(Normalisation.cifarAsPrinted());
    assertEquals(plain, ImagePreparation.parse(plain.texts()));
    assertEquals(List.of("normalisation"), List.copyOf(plain.texts().keySet()));
  }

  @Test
  void parse_anythingElse_isRefused() {
    Map<String, String> texts = new HashMap<>(ALL.texts());
    texts.put("colour", "red");
    String message =
        assertThrows(IllegalArgumentException.class, () -> ImagePreparation.parse(texts))
            .getMessage();
    assertTrue(message.endsWith("normalisation, origin, found [colour]"), message);
    assertIllegal(
        "a preparation of images has a normalisation, found none",
        () -> ImagePreparation.parse(Map.of("binarisation", "binarisation threshold=0x1.0p-1")));
    assertThrows(
        IllegalArgumentException.class,
        () -> ImagePreparation.parse(Map.of("normalisation", "normalisation shift=1 scale=0")));
  }

  @Test
  void withoutOrigin_isWhatWasDone() {
    assertEquals(
        List.of("picture", "duplicates", "binarisation", "normalisation"),
        List.copyOf(ALL.withoutOrigin().texts().keySet()));
    assertEquals(ALL, ALL.withoutOrigin().with(ImageOrigin.of(DataLayout.CELEBA)));
  }

  @Test
  void toPixels_normalisedImages_areTheBytesOfBefore() {
    Batch normalised = ALL.normalisation().apply(IMAGES).batch();
    byte[] expected = new byte[SHAPE.size()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) IMAGES.image(1)[i];
    }
    assertArrayEquals(expected, ALL.toPixels(normalised, 1).toBytes());
  }

  @Test
  void latents_ofACodec_areKeptAndCheckedByItsDigest() {
    LatentPreparation latents =
        new LatentPreparation(
            "c".repeat(64),
            new Shape(2, 4, 4),
            Normalisation.standardisingChannels(
                Batch.of(new Shape(2, 1, 2), 1, 2, 3, 5, 0, 1, 9, 7), 0, 1));
    ImagePreparation preparation =
        ImagePreparation.of(Normalisation.plusMinusOne())
            .with(PicturePreparation.to(new Shape(1, 16, 16)))
            .with(latents)
            .with(ImageOrigin.of(DataLayout.CELEBA));
    assertEquals(preparation, ImagePreparation.parse(preparation.texts()));
    assertEquals(
        List.of("picture", "normalisation", "latents", "origin"),
        List.copyOf(preparation.texts().keySet()));
    assertEquals(Optional.of(latents), preparation.withoutOrigin().latents());
    preparation.requireShape(new Shape(2, 4, 4));
    assertIllegal(
        "latents have shape 2×4×4, the network takes 1×16×16",
        () -> preparation.requireShape(new Shape(1, 16, 16)));
    latents.requireCodec("c".repeat(64));
    assertIllegal(
        "the ensemble is one of latents by the codec of SHA-256 "
            + "c".repeat(64)
            + ", the codec that was given has "
            + "d".repeat(64),
        () -> latents.requireCodec("d".repeat(64)));
  }

  @Test
  void latents_thatCannotBe_areRefused() {
    LatentPreparation latents =
        new LatentPreparation("c".repeat(64), new Shape(2, 4, 4), Normalisation.affine(0, 3));
    assertIllegal(
        "a codec takes images normalised by "
            + Normalisation.plusMinusOne()
            + ", found "
            + Normalisation.cifarAsPrinted(),
        () -> ImagePreparation.of(Normalisation.cifarAsPrinted()).with(latents));
    assertIllegal(
        "a SHA-256 digest is 64 hexadecimal digits, found 'x'",
        () -> new LatentPreparation("x", latents.shape(), latents.normalisation()));
    assertIllegal(
        "this normalisation is for 2 channels, found shape 3×4×4",
        () ->
            LatentPreparation.parse(
                "latents codec="
                    + "c".repeat(64)
                    + " channels=3 height=4 width=4 shift=0x0.0p0,0x0.0p0 scale=0x1.0p0,0x1.0p0"));
    for (String text :
        List.of("", "latents codec=c", latents.text() + " ", latents.text() + "0x")) {
      assertThrows(IllegalArgumentException.class, () -> LatentPreparation.parse(text), text);
    }
  }

  @Test
  void requireShape_otherShape_isRefused() {
    ALL.requireShape(SHAPE);
    assertIllegal(
        "pictures were brought to shape " + SHAPE + ", the images have shape " + new Shape(3, 2, 3),
        () -> ALL.requireShape(new Shape(3, 2, 3)));
    assertThrows(
        IllegalArgumentException.class,
        () -> ImagePreparation.of(ALL.normalisation()).requireShape(new Shape(1, 2, 2)));
  }
}
