package org.abc4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.io.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSetTest {
  private static final Shape SHAPE = new Shape(2, 2, 3);

  /** Two images with the values 0 to 23. */
  private static ImageSet counting() {
    float[] values = new float[24];
    for (int i = 0; i < 24; i++) {
      values[i] = i;
    }
    return ImageSet.of(Batch.of(SHAPE, values), -1, 23);
  }

  private static void assertRefused(String message, Runnable action) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, action::run);
    assertEquals(message, error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity", "1.0000001", "-1.0000001"})
  void of_badPixel_isRefusedNamingItsPlace(float bad) {
    float[] values = new float[24];
    values[12 + 6 + 3 + 2] = bad;
    assertRefused(
        "pixels must lie in [-1.0, 1.0], image 1, channel 1, row 1, column 2 is " + bad,
        () -> ImageSet.of(Batch.of(SHAPE, values), -1, 1));
  }

  @Test
  void of_badRange_isRefused() {
    Batch none = Batch.of(SHAPE);
    String message = "a range of values needs finite low < high, found ";
    assertRefused(message + "[1.0, 1.0]", () -> ImageSet.of(none, 1, 1));
    assertRefused(message + "[NaN, 1.0]", () -> ImageSet.of(none, Float.NaN, 1));
    assertRefused(message + "[0.0, Infinity]", () -> ImageSet.of(none, 0, Float.POSITIVE_INFINITY));
  }

  @Test
  void padTo_largerExtents_centresWithLowAround() {
    ImageSet padded = counting().withLabels(4, 5).padTo(5, 4);
    assertEquals(new Shape(2, 5, 4), padded.shape());
    assertArrayEquals(
        new float[] {
          -1, -1, -1, -1, 12, 13, 14, -1, 15, 16, 17, -1, -1, -1, -1, -1, -1, -1, -1, -1,
          -1, -1, -1, -1, 18, 19, 20, -1, 21, 22, 23, -1, -1, -1, -1, -1, -1, -1, -1, -1
        },
        padded.image(1));
    assertEquals(5, padded.label(1));
  }

  @Test
  void padTo_paperExtents_isTwoPixelBorder() {
    float[] ones = new float[28 * 28];
    Arrays.fill(ones, 1);
    float[] padded = ImageSet.of(Batch.of(new Shape(1, 28, 28), ones), 0, 1).padTo(32, 32).image(0);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        boolean inside = y >= 2 && y < 30 && x >= 2 && x < 30;
        assertEquals(inside ? 1 : 0, padded[y * 32 + x], "row " + y + " column " + x);
      }
    }
  }

  @Test
  void padTo_smallerExtent_isRefused() {
    assertRefused("images of shape 2×2×3 cannot be padded to 1×3", () -> counting().padTo(1, 3));
    assertRefused("images of shape 2×2×3 cannot be padded to 2×2", () -> counting().padTo(2, 2));
    assertEquals(counting(), counting().padTo(2, 3));
  }

  @Test
  void scaledTo_bytesToPlusMinusOne_isExactAtBothEnds() {
    float[] bytes = new float[256];
    for (int i = 0; i < 256; i++) {
      bytes[i] = i;
    }
    ImageSet scaled =
        ImageSet.of(Batch.of(new Shape(1, 16, 16), bytes), 0, 255).withLabels(3).scaledTo(-1, 1);
    assertEquals(-1, scaled.low());
    assertEquals(1, scaled.high());
    assertEquals(3, scaled.label(0));
    float[] values = scaled.image(0);
    assertEquals(-1, values[0]);
    assertEquals(1, values[255]);
    for (int i = 0; i < 256; i++) {
      assertEquals(i / 127.5 - 1, values[i], 6e-8, "byte " + i);
    }
    assertArrayEquals(bytes, scaled.scaledTo(0, 255).image(0), 1e-5f);
  }

  @Test
  void scaledTo_endsOfUnlikeSize_staysInRange() {
    float high = 0.1f;
    ImageSet set = ImageSet.of(Batch.of(new Shape(1, 1, 2), -0.3f, high), -0.3f, high);
    ImageSet scaled = set.scaledTo(-1e-30f, 3e7f);
    assertArrayEquals(new float[] {-1e-30f, 3e7f}, scaled.image(0));
    assertEquals(scaled, ImageSet.of(scaled.batch(), -1e-30f, 3e7f));
  }

  @Test
  void scaledTo_badRange_isRefused() {
    assertRefused(
        "a range of values needs finite low < high, found [1.0, -1.0]",
        () -> counting().scaledTo(1, -1));
  }

  @Test
  void select_withLabels_takesBoth() {
    ImageSet set = counting().withLabels(7, 8).select(1, 0, 1);
    assertEquals(3, set.count());
    assertEquals(12, set.image(0)[0]);
    assertEquals(0, set.image(1)[0]);
    assertEquals(8, set.label(2));
    assertEquals(-1, set.low());
    assertFalse(counting().select(1).hasLabels());
  }

  @Test
  void first_some_areTheFirst() {
    assertEquals(counting().select(0), counting().first(1));
    assertEquals(0, counting().withLabels(1, 2).first(0).count());
    assertRefused("the first 3 of 2 images", () -> counting().first(3));
    assertRefused("the first -1 of 2 images", () -> counting().first(-1));
  }

  @Test
  void withLabels_badLabels_areRefused() {
    assertRefused("2 images need as many labels, found 1", () -> counting().withLabels(0));
    assertRefused("labels must be at least 0, label 1 is -3", () -> counting().withLabels(0, -3));
  }

  @Test
  void withLabels_arrayChangedLater_isNotSeen() {
    int[] labels = {1, 2};
    ImageSet set = counting().withLabels(labels);
    labels[0] = 9;
    assertEquals(1, set.label(0));
  }

  @Test
  void label_withoutLabels_isAnError() {
    assertThrows(IllegalStateException.class, () -> counting().label(1));
    assertThrows(IndexOutOfBoundsException.class, () -> counting().withLabels(0, 0).label(2));
  }

  @Test
  void flippedHorizontally_mirrorsEachRow() {
    ImageSet flipped = counting().withLabels(0, 1).flippedHorizontally();
    assertArrayEquals(
        new float[] {14, 13, 12, 17, 16, 15, 20, 19, 18, 23, 22, 21}, flipped.image(1));
    assertEquals(counting().withLabels(0, 1), flipped.flippedHorizontally());
  }

  @Test
  void sha256_isDigestOfShapeCountValuesAndLabels() {
    ImageSet set = ImageSet.of(Batch.of(new Shape(1, 1, 2), 0.5f, 1f), 0, 1).withLabels(6);
    ByteBuffer bytes = ByteBuffer.allocate(49).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(13).put("abc image set".getBytes(StandardCharsets.UTF_8));
    bytes.putInt(1).putInt(1).putInt(2).putInt(1);
    bytes.putFloat(0.5f).putFloat(1f).putInt(1).putInt(6);
    assertEquals(Sha256.of(bytes.array()), set.sha256());
  }

  @Test
  void sha256_ofOtherContent_differs() {
    String digest = counting().sha256();
    assertEquals(digest, counting().sha256());
    assertNotEquals(digest, counting().withLabels(0, 0).sha256());
    assertNotEquals(digest, counting().select(1, 0).sha256());
    float[] values = counting().batch().toArray();
    assertNotEquals(digest, ImageSet.of(Batch.of(new Shape(2, 3, 2), values), -1, 23).sha256());
    values[23] = 22;
    assertNotEquals(digest, ImageSet.of(Batch.of(SHAPE, values), -1, 23).sha256());
  }

  @Test
  void equals_differentRangeOrLabels_isFalse() {
    assertEquals(counting().hashCode(), counting().hashCode());
    assertNotEquals(counting(), ImageSet.of(counting().batch(), -2, 23));
    assertNotEquals(counting(), ImageSet.of(counting().batch(), -1, 24));
    assertNotEquals(counting(), counting().withLabels(0, 0));
    assertEquals("ImageSet[2 of 2×2×3 in [-1.0, 23.0]]", counting().toString());
    assertTrue(counting().withLabels(0, 0).toString().endsWith(", labelled]"));
  }
}
