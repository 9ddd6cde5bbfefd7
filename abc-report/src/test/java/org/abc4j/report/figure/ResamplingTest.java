package org.abc4j.report.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.abc4j.Shape;
import org.abc4j.data.picture.Picture;
import org.junit.jupiter.api.Test;

class ResamplingTest {

  @Test
  void means_ownSize_areThePixels() {
    Picture colour = Picture.of(new Shape(3, 1, 2), new byte[] {1, 2, 3, 4, 5, (byte) 200});
    assertArrayEquals(new int[] {0x010305, 0x0204c8}, Resampling.means(colour, 2, 1));
    Picture gray = Picture.of(new Shape(1, 1, 1), (byte) 9);
    assertArrayEquals(new int[] {0x090909}, Resampling.means(gray, 1, 1));
  }

  @Test
  void means_largerAndSmaller_shareOutPixels() {
    Picture two = Picture.of(new Shape(1, 1, 2), (byte) 0, (byte) 90);
    assertArrayEquals(new int[] {0, 0x2d2d2d, 0x5a5a5a}, Resampling.means(two, 3, 1));
    Picture four = Picture.of(new Shape(1, 2, 2), (byte) 0, (byte) 10, (byte) 20, (byte) 30);
    assertArrayEquals(new int[] {0x0f0f0f}, Resampling.means(four, 1, 1));
  }

  @Test
  void atMost_largePicture_keepsItsForm() {
    Picture wide = Picture.of(new Shape(3, 10, 40), new byte[1200]);
    assertEquals(new Shape(3, 5, 20), Resampling.atMost(wide, 20).shape());
    assertSame(wide, Resampling.atMost(wide, 40));
  }
}
