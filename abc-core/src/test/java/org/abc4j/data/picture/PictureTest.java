package org.abc4j.data.picture;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.abc4j.Shape;
import org.junit.jupiter.api.Test;

class PictureTest {
  private static final Picture GRAY = gray(2, 3, 1, 2, 3, 4, 5, 6);

  private static Picture gray(int height, int width, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Picture.of(new Shape(1, height, width), bytes);
  }

  @Test
  void of_values_areCopiedInAndOut() {
    byte[] values = {(byte) 200};
    Picture picture = Picture.of(new Shape(1, 1, 1), values);
    values[0] = 0;
    picture.toBytes()[0] = 0;
    assertEquals(200, picture.value(0, 0, 0));
    assertArrayEquals(new float[] {200}, picture.toFloats());
    assertEquals("Picture[1×1×1]", picture.toString());
  }

  @Test
  void of_anotherShape_isRefused() {
    assertIllegal(
        "a picture has 1 or 3 channels, found 2",
        () -> Picture.of(new Shape(2, 1, 1), new byte[2]));
    assertIllegal(
        "a picture of shape 3×1×2 has 6 values, found 5",
        () -> Picture.of(new Shape(3, 1, 2), new byte[5]));
    assertIllegal(
        "channels of a colour lie in 0 to 255, found 0, 256, 0", () -> new Rgb(0, 256, 0));
    assertIllegal("channels of a colour lie in 0 to 255, found -1, 0, 0", () -> new Rgb(-1, 0, 0));
  }

  @Test
  void value_outside_isRefused() {
    assertThrows(IndexOutOfBoundsException.class, () -> GRAY.value(1, 0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> GRAY.value(0, 2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> GRAY.value(0, 0, 3));
  }

  @Test
  void equals_shapeOrValueOrClass_differs() {
    assertEquals(gray(2, 3, 1, 2, 3, 4, 5, 6), GRAY);
    assertEquals(gray(2, 3, 1, 2, 3, 4, 5, 6).hashCode(), GRAY.hashCode());
    assertNotEquals(gray(3, 2, 1, 2, 3, 4, 5, 6), GRAY);
    assertNotEquals(gray(2, 3, 1, 2, 3, 4, 5, 7), GRAY);
    assertNotEquals(GRAY, "a picture");
  }

  @Test
  void centreCrop_oddRest_isLargerBelowAndRight() {
    assertEquals(gray(1, 2, 1, 2), GRAY.centreCrop(1, 2));
    assertSame(GRAY, GRAY.centreCrop(2, 3));
    assertEquals(gray(2, 1, 3, 6), GRAY.crop(0, 2, 2, 1));
    assertIllegal("3×3 from row 0, column 0 of Picture[1×2×3]", () -> GRAY.centreCrop(3, 3));
    assertIllegal("2×2 from row 0, column 2 of Picture[1×2×3]", () -> GRAY.crop(0, 2, 2, 2));
    assertIllegal("0×2 from row 0, column 0 of Picture[1×2×3]", () -> GRAY.crop(0, 0, 0, 2));
  }

  @Test
  void padTo_oddBorder_isLargerBelowAndRight() {
    assertEquals(
        gray(3, 4, 1, 2, 3, 9, 4, 5, 6, 9, 9, 9, 9, 9), GRAY.padTo(3, 4, new Rgb(9, 9, 9)));
    Picture colour = gray(1, 1, 7).withChannels(3).padTo(1, 2, new Rgb(1, 2, 3));
    assertArrayEquals(new byte[] {7, 1, 7, 2, 7, 3}, colour.toBytes());
    assertSame(GRAY, GRAY.padTo(2, 3, Rgb.WHITE));
    assertIllegal(
        "Picture[1×2×3] cannot be padded to 1×5, which is smaller",
        () -> GRAY.padTo(1, 5, Rgb.WHITE));
  }

  @Test
  void flippedHorizontally_rows_areReversed() {
    assertEquals(gray(2, 3, 3, 2, 1, 6, 5, 4), GRAY.flippedHorizontally());
  }

  @Test
  void withChannels_grayAndBack_isTheSame() {
    Picture colour = GRAY.withChannels(3);
    assertArrayEquals(
        new byte[] {1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6}, colour.toBytes());
    assertEquals(GRAY, colour.withChannels(1));
    assertSame(GRAY, GRAY.withChannels(1));
    assertIllegal("a picture has 1 or 3 channels, found 4", () -> GRAY.withChannels(4));
    for (int level = 0; level <= 255; level++) {
      assertEquals(level, new Rgb(level, level, level).luma());
    }
    assertEquals(76, new Rgb(255, 0, 0).luma());
    assertEquals(150, new Rgb(0, 255, 0).luma());
    assertEquals(29, new Rgb(0, 0, 255).luma());
  }

  /** As Python rounds halves of 0.5, 1, 1.5, 2.5 and 3.5. */
  @Test
  void centreCrop_whoseBorderIsOdd_beginsAtTheEvenHalf() {
    int[] borders = {1, 2, 3, 5, 7};
    int[] tops = {0, 1, 2, 2, 4};
    for (int i = 0; i < borders.length; i++) {
      Picture picture = PictureFiles.formula(3, 4 + borders[i], 3 + borders[i]);
      assertEquals(picture.crop(tops[i], tops[i], 4, 3), picture.centreCrop(4, 3));
    }
  }
}
