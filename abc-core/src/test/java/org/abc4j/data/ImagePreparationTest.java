package org.abc4j.data;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
