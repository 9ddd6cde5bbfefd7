package org.abc4j.data.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.Test;

/** BMP and GIF files made by hand. */
class HostileBitmapsTest {
  private static final int RUNS = 1;
  private static final int CANVAS = 6;

  /** Four columns and two rows, from below: a row of 10, a row of 20, the end. */
  private static final int[] TWO_ROWS = {4, 1, 0, 0, 4, 2, 0, 1};

  private static byte[] bmp(int width, int height, int bits, int compression, int... data) {
    int[] grays = {0, 10, 20};
    int offset = 54 + 4 * grays.length;
    ByteBuffer file = ByteBuffer.allocate(offset + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(offset);
    file.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) bits);
    file.putInt(compression).putInt(data.length).putInt(0).putInt(0).putInt(3).putInt(0);
    for (int gray : grays) {
      file.putInt(gray * 0x010101);
    }
    for (int value : data) {
      file.put((byte) value);
    }
    return file.array();
  }

  private static byte[] withInt(byte[] bytes, int at, int value) {
    byte[] copy = bytes.clone();
    ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    return copy;
  }

  private static Picture read(byte[] content) throws MalformedFileException {
    return PictureReader.standard().read(content, "picture");
  }

  private static String refused(byte[] content) {
    MalformedFileException error = assertThrows(MalformedFileException.class, () -> read(content));
    assertEquals("picture", error.file());
    return error.field();
  }

  @Test
  void bmp_runs_areRead() throws IOException {
    byte[] expected = {20, 20, 20, 20, 10, 10, 10, 10};
    assertArrayEquals(expected, read(bmp(4, 2, 8, RUNS, TWO_ROWS)).toBytes());
    int[] small = {4, 0x11, 0, 0, 4, 0x22, 0, 1};
    assertArrayEquals(expected, read(bmp(4, 2, 4, 2, small)).toBytes());
    int[] asTheyAre = {0, 3, 1, 1, 1, 0, 1, 1, 0, 0, 4, 2, 0, 1};
    assertArrayEquals(expected, read(bmp(4, 2, 8, RUNS, asTheyAre)).toBytes());
  }

  @Test
  void bmp_hugeExtentsInATinyFile_areRefused() {
    assertEquals("pixels", refused(bmp(50_000, 50_000, 24, 0)));
    assertEquals("size", refused(bmp(50_000, 50_000, 8, RUNS, TWO_ROWS)));
    assertEquals("size", refused(bmp(70_000, 2, 8, RUNS, TWO_ROWS)));
  }

  /** The decoder leaves rows black that are missing. */
  @Test
  void bmp_runsCutOff_areRefused() {
    byte[] whole = bmp(4, 2, 8, RUNS, TWO_ROWS);
    for (int cut = 1; cut <= TWO_ROWS.length; cut++) {
      assertEquals("runs", refused(Arrays.copyOf(whole, whole.length - cut)));
    }
    assertEquals("runs", refused(bmp(4, 2, 8, RUNS, 4, 1, 0, 0, 4, 2)));
    assertEquals("runs", refused(bmp(4, 2, 8, RUNS, 0, 200, 1, 1)));
  }

  @Test
  void bmp_fieldsThatLie_areRefused() {
    byte[] whole = bmp(4, 2, 8, RUNS, TWO_ROWS);
    assertEquals("row 1, column 0", refused(bmp(4, 2, 8, RUNS, 4, 9, 0, 0, 4, 2, 0, 1)));
    assertEquals("runs", refused(withInt(whole, 10, Integer.MAX_VALUE)));
    assertEquals("pixels", refused(withInt(whole, 34, Integer.MAX_VALUE)));
    assertEquals("pixels", refused(withInt(whole, 34, -5)));
    assertEquals("compression", refused(withInt(whole, 30, 4)));
  }

  private static byte[] gif(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < width * height; i++) {
      image.getRaster().setSample(i % width, i / width, 0, i + 1);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "gif", out);
    return out.toByteArray();
  }

  /** Where the first image begins: left, top, width, height, flags. */
  private static int image(byte[] gif) {
    int at = 13 + (3 << ((gif[10] & 7) + 1));
    while (gif[at] != 0x2c) {
      assertEquals(0x21, gif[at]);
      at += 2;
      while (gif[at] != 0) {
        at += 1 + Byte.toUnsignedInt(gif[at]);
      }
      at++;
    }
    return at + 1;
  }

  /** The JDK's writer interlaces, and its decoder loses rows of those that have few. */
  @Test
  void gif_interlaced_isReadRightOrRefused() throws IOException {
    for (int height = 1; height <= 20; height++) {
      byte[] gif = gif(3, height);
      assertEquals(0x40, gif[image(gif) + 8] & 0x40);
      if (height > 1 && height < 5) {
        assertEquals("rows", refused(gif));
        continue;
      }
      byte[] values = read(gif).toBytes();
      for (int i = 0; i < values.length; i++) {
        assertEquals(i + 1, values[i]);
      }
    }
  }

  @Test
  void gif_frameOutsideItsCanvas_widensIt() throws IOException {
    byte[] gif = gif(2, 5);
    int image = image(gif);
    byte[] moved = HostileBytes.with(HostileBytes.with(gif, image, 100), image + 2, 50);
    Picture read = read(moved);
    assertEquals(new Shape(1, 55, 102), read.shape());
    assertEquals(255, read.value(0, 49, 100));
    assertEquals(1, read.value(0, 50, 100));
    assertEquals(10, read.value(0, 54, 101));
  }

  @Test
  void gif_hugeExtentsInATinyFile_areRefused() throws IOException {
    byte[] gif = gif(2, 5);
    int image = image(gif);
    for (int at : new int[] {CANVAS, image}) {
      assertEquals(
          "size", refused(HostileBytes.with(HostileBytes.with(gif, at, 65_535), at + 2, 65_535)));
    }
    assertEquals("size", refused(HostileBytes.with(gif, image + 4, 0)));
  }

  /** The decoder would give the rest the first colour. */
  @Test
  void gif_fewerPixelsThanItSays_isRefused() throws IOException {
    byte[] gif = gif(2, 5);
    int image = image(gif);
    read(gif);
    assertEquals("coded pixels", refused(HostileBytes.with(gif, image + 6, 6)));
    assertEquals("coded pixels", refused(HostileBytes.with(gif, image + 4, 8_000)));
    byte[] all = HostileBytes.with(HostileBytes.with(gif, image + 4, 65_535), image + 6, 65_535);
    assertEquals("coded pixels", refused(all));
  }

  /** Codes of all lengths, and a table that fills up and is begun anew. */
  @Test
  void gif_large_isRead() throws IOException {
    BufferedImage image = new BufferedImage(300, 200, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 60_000; i++) {
      image.getRaster().setSample(i % 300, i / 300, 0, i * (i / 7) % 251);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "gif", out);
    Picture read = read(out.toByteArray());
    for (int i = 0; i < 60_000; i++) {
      assertEquals(i * (i / 7) % 251, read.value(0, i / 300, i % 300));
    }
  }

  @Test
  void gif_cutOff_isRefused() throws IOException {
    byte[] gif = gif(2, 5);
    // The last byte, the trailer, and the one before it, which ends the image, say nothing more.
    for (int length = 0; length < gif.length - 2; length++) {
      refused(Arrays.copyOf(gif, length));
    }
  }
}
