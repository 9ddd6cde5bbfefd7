package org.abc4j.data.picture;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureReaderTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final PictureReader READER = PictureReader.standard();

  @TempDir Path temp;

  static List<String> pictures() {
    return PictureFiles.lines("pictures.txt").stream().map(line -> String.join(" ", line)).toList();
  }

  /** Those for which no plugin is needed. */
  static List<String> picturesOfTheJdk() {
    return pictures().stream().filter(line -> !line.contains(".webp")).toList();
  }

  private static void assertRead(String line, PictureReader reader) throws IOException {
    String[] fields = line.split(" ");
    Picture picture = reader.read(PictureFiles.bytes(fields[0]), fields[0]);
    assertEquals(
        fields[1] + "×" + fields[2] + "×" + fields[3], picture.shape().toString(), fields[0]);
    assertEquals(fields[4], Sha256.of(picture.toBytes()), fields[0]);
  }

  private static MalformedFileException refused(byte[] content) {
    return refused(READER, content);
  }

  private static MalformedFileException refused(PictureReader reader, byte[] content) {
    return assertThrows(MalformedFileException.class, () -> reader.read(content, "picture"));
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void read_eachFormat_isWhatPillowReads(String line) throws IOException {
    assertRead(line, READER);
  }

  @ParameterizedTest
  @MethodSource("picturesOfTheJdk")
  void read_withoutPlugins_isWhatPillowReads(String line) throws IOException {
    assertRead(line, READER.withoutPlugins());
  }

  @Test
  void read_whatNeedsAPlugin_isRefusedWithoutIt() {
    PictureReader plain = READER.withoutPlugins();
    assertEquals(
        "picture: format: expected one that the JDK decodes, or"
            + " com.twelvemonkeys.imageio:imageio-webp on the class path, found a WebP picture",
        refused(plain, PictureFiles.bytes("lossless.webp")).getMessage());
  }

  /** The short way through a raster's array, and the general one. */
  @Test
  void pixels_eachByteLayout_areThoseOfTheGeneralWay() throws IOException {
    Picture expected = PictureFiles.formula(3, 5, 7);
    int[][] orders = {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}};
    for (int[] offsets : orders) {
      for (int stride : new int[] {3, 4}) {
        for (int corner : new int[] {0, 2}) {
          WritableRaster whole =
              Raster.createInterleavedRaster(
                  DataBuffer.TYPE_BYTE, 11, 9, 11 * stride + 1, stride, offsets, null);
          for (int i = 0; i < 5 * 7 * 3; i++) {
            int y = i / 21;
            int x = i / 3 % 7;
            whole.setSample(corner + x, corner + y, i % 3, expected.value(i % 3, y, x));
          }
          WritableRaster part = whole.createWritableChild(corner, corner, 7, 5, 0, 0, null);
          ComponentColorModel model =
              new ComponentColorModel(
                  ColorSpace.getInstance(ColorSpace.CS_sRGB),
                  false,
                  false,
                  Transparency.OPAQUE,
                  DataBuffer.TYPE_BYTE);
          BufferedImage image = new BufferedImage(model, part, false, null);
          assertEquals(
              expected,
              RasterPixels.of(
                  new PictureBytes("raster", new byte[0]),
                  image,
                  StoredSamples.of(3, 8),
                  Rgb.WHITE));
        }
      }
    }
  }

  @Test
  void read_cmykJpeg_isWhatPillowReads() throws IOException {
    Picture found = READER.read(PictureFiles.bytes("cmyk.jpg"), "cmyk.jpg");
    assertEquals(found, READER.withoutPlugins().read(PictureFiles.bytes("cmyk.jpg"), "cmyk.jpg"));
    Picture expected = READER.read(PictureFiles.bytes("cmyk-jpg.png"), "cmyk-jpg.png");
    assertEquals(expected, found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossy.webp", "lossy-alpha.webp"})
  void read_lossyWebp_isRefused(String name) {
    assertEquals(
        "picture: compression: expected lossless, since lossy ones are not decoded right: save it"
            + " as PNG, found lossy",
        refused(PictureFiles.bytes(name)).getMessage());
  }

  @Test
  void read_animatedWebp_isRefused() {
    assertEquals(
        "picture: flags: expected a still picture, found an animation",
        refused(PictureFiles.bytes("animated.webp")).getMessage());
  }

  @Test
  void read_transparent_liesOverTheColour() throws IOException {
    Rgb colour = new Rgb(10, 200, 30);
    Picture gray = READER.over(colour).read(PictureFiles.bytes("la.png"), "la");
    assertEquals(3, gray.channels());
    Picture levels = PictureFiles.formula(2 + 1, 23, 37);
    for (int y = 0; y < 23; y++) {
      for (int x = 0; x < 37; x++) {
        int value = levels.value(0, y, x);
        int alpha = levels.value(1, y, x);
        for (int c = 0; c < 3; c++) {
          int behind = c == 0 ? 10 : c == 1 ? 200 : 30;
          int expected = Math.round((value * alpha + behind * (255 - alpha)) / 255f);
          assertEquals(expected, gray.value(c, y, x), c + " " + y + " " + x);
        }
      }
    }
    Picture part = READER.over(colour).read(PictureFiles.bytes("part.gif"), "part");
    assertEquals(200, part.value(1, 8, 9));
    assertEquals(colour, READER.over(colour).background());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "rgb.png",
        "palette.png",
        "first.gif",
        "rgb.bmp",
        "gray.bmp",
        "lossless.webp",
        "raw.tif",
        "deflate.tif",
        "lzw.tif",
        "jpeg.tif"
      })
  void read_cutOff_isAnErrorWhereverItIsCut(String name) {
    byte[] whole = PictureFiles.bytes(name);
    // The last bytes may be padding or an end mark that decoders do without.
    for (int percent : new int[] {1, 10, 30, 50, 70, 90}) {
      byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
      refused(cut);
      if (!name.contains("webp")) {
        refused(READER.withoutPlugins(), cut);
      }
    }
  }

  @Test
  void read_damagedPng_isRefusedByItsSum() {
    byte[] damaged = PictureFiles.bytes("rgb.png");
    damaged[damaged.length / 2] ^= 1;
    MalformedFileException error = refused(damaged);
    assertEquals("chunk 'IDAT', sum", error.field());
    assertEquals("that of its data", error.expected());
  }

  /** A PNG of one colour and any size, packed small. */
  private static byte[] png(int width, int height, int rows) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (DeflaterOutputStream packed = new DeflaterOutputStream(data)) {
      byte[] row = new byte[1 + width / 8];
      for (int y = 0; y < rows; y++) {
        packed.write(row);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    chunk(out, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 1).array());
    chunk(out, "IDAT", data.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data)
      throws IOException {
    byte[] body = ByteBuffer.allocate(4 + data.length).put(type.getBytes()).put(data).array();
    CRC32 sum = new CRC32();
    sum.update(body);
    out.write(ByteBuffer.allocate(4).putInt(data.length).array());
    out.write(body);
    out.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }

  @Test
  void read_bomb_isRefusedBeforeMemoryIsTaken() throws IOException {
    byte[] bomb = png(50_000, 50_000, 3_000);
    assertTrue(bomb.length < 25_000, "a bomb of " + bomb.length);
    Path file = Files.write(temp.resolve("bomb.png"), bomb);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> READER.read(file));
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 1_000_000, "allocated " + allocated);
    assertEquals(
        file + ": size: expected at most 100000000 pixels, the reader's limit, found 50000×50000",
        error.getMessage());
  }

  @Test
  void limits_exceeded_areNamed() throws IOException {
    byte[] content = PictureFiles.bytes("rgb.png");
    assertEquals(37, READER.atMostPixels(37 * 23).read(content, "picture").width());
    assertEquals(
        "picture: size: expected at most 850 pixels, the reader's limit, found 37×23",
        refused(READER.atMostPixels(850), content).getMessage());
    assertEquals(37, READER.atMostBytes(content.length).read(content, "picture").width());
    String tooLarge =
        ": file size: expected at most 100 bytes, the reader's limit, found "
            + content.length
            + " bytes";
    assertEquals("picture" + tooLarge, refused(READER.atMostBytes(100), content).getMessage());
    Path file = Files.write(temp.resolve("large.png"), content);
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> READER.atMostBytes(100).read(file));
    assertEquals(file + tooLarge, error.getMessage());
    assertIllegal(
        "a limit on the pixels of a picture is from 1 to 715827879, found 0",
        () -> READER.atMostPixels(0));
    assertIllegal(
        "a limit on the pixels of a picture is from 1 to 715827879, found 715827880",
        () -> READER.atMostPixels(715_827_880));
    assertIllegal(
        "a limit on the bytes of a picture is from 1 to 2147483639, found -1",
        () -> READER.atMostBytes(-1));
  }

  @Test
  void read_noPicture_saysWhatItLooksLike() throws IOException {
    assertEquals(
        "picture: format: expected one of PNG, JPEG, GIF, BMP, WebP, TIFF, found a beginning of"
            + " 0x3c 0x68 0x74 0x6d; it looks like an HTML page, as a server sends it in the place"
            + " of a file",
        refused("<html>".getBytes()).getMessage());
    assertTrue(refused(new byte[0]).getMessage().endsWith("found no byte; it is empty"));
    assertThrows(NoSuchFileException.class, () -> READER.read(temp.resolve("missing.png")));
    assertEquals(
        temp + ": file: expected a regular file, found a folder",
        assertThrows(MalformedFileException.class, () -> READER.read(temp)).getMessage());
  }

  @Test
  void read_hostileName_isQuotedOnOneLine() throws IOException {
    Path file = Files.write(temp.resolve("a\nb.png"), new byte[] {1, 2});
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> READER.read(file));
    assertFalse(error.getMessage().contains("\n"), error.getMessage());
    assertTrue(error.getMessage().contains("a\\u000ab.png: format"), error.getMessage());
  }

  @Test
  void read_orientationThatIsNone_isAsStored() throws IOException {
    byte[] content = PictureFiles.bytes("exif6.jpg");
    for (int i = 0; i + 1 < content.length; i++) {
      // Tag 274, type short, either byte order.
      boolean big = content[i] == 1 && content[i + 1] == 0x12 && content[i + 3] == 3;
      if (big) {
        content[i + 9] = 77;
        break;
      }
    }
    assertEquals(37, READER.read(content, "picture").width());
  }

  @Test
  void read_manyThreads_giveTheSameAndDoNotStall() throws Exception {
    // Each is as large as all may be together.
    PictureReader tight = READER.atMostPixels(37 * 23);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String name = i % 2 == 0 ? "rgb.png" : "baseline.jpg";
        results.add(
            pool.submit(() -> Sha256.of(tight.read(PictureFiles.bytes(name), name).toBytes())));
      }
      for (int i = 0; i < 40; i++) {
        assertEquals(results.get(i % 2).get(), results.get(i).get());
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      pool.shutdownNow();
    }
  }
}
