package org.abc4j.data.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostilePicturesTest {
  private static final PictureReader READER = PictureReader.standard();

  @TempDir Path temp;

  private static Picture read(byte[] content) throws MalformedFileException {
    return READER.read(content, "picture");
  }

  private static MalformedFileException refused(byte[] content) {
    return assertThrows(MalformedFileException.class, () -> read(content));
  }

  @ParameterizedTest
  @ValueSource(strings = {"baseline.jpg", "gray.jpg", "progressive.jpg", "cmyk.jpg"})
  void jpeg_withAProfile_isReadWithoutIt(String name) throws IOException {
    byte[] plain = PictureFiles.bytes(name);
    byte[] profile = HostileBytes.profile();
    byte[] data =
        ByteBuffer.allocate(14 + profile.length)
            .put("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII))
            .put((byte) 1)
            .put((byte) 1)
            .put(profile)
            .array();
    byte[] with =
        HostileBytes.inserted(
            plain, HostileBytes.marker(plain, 0xdb), HostileBytes.segment(0xe2, data));
    assertEquals(read(plain), read(with));
    assertEquals(read(plain), READER.withoutPlugins().read(with, "picture"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossless.webp", "alpha.webp"})
  void webp_withAProfile_isReadWithoutIt(String name) throws IOException {
    byte[] plain = PictureFiles.bytes(name);
    byte[] profile = HostileBytes.profile();
    profile = Arrays.copyOf(profile, (profile.length + 1) / 2 * 2);
    int at = new String(plain, StandardCharsets.ISO_8859_1).indexOf("VP8L");
    ByteBuffer extended =
        ByteBuffer.allocate(18 + 8 + profile.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("VP8X".getBytes(StandardCharsets.US_ASCII))
            .putInt(10)
            .putInt(0x20)
            .put(new byte[] {36, 0, 0, 22, 0, 0})
            .put("ICCP".getBytes(StandardCharsets.US_ASCII))
            .putInt(profile.length)
            .put(profile);
    byte[] with =
        HostileBytes.inserted(Arrays.copyOfRange(plain, at, plain.length), 0, extended.array());
    with = HostileBytes.inserted(with, 0, Arrays.copyOf(plain, 12));
    ByteBuffer.wrap(with).order(ByteOrder.LITTLE_ENDIAN).putInt(4, with.length - 8);
    assertEquals(read(plain), read(with));
  }

  /** Samples are those that the file stores; what is made of them is written out here. */
  @Test
  void jpeg_inYcck_hasTheColoursOfItsInks() throws IOException {
    byte[] ycck = PictureFiles.bytes("cmyk.jpg");
    int transform = HostileBytes.marker(ycck, 0xee) + 15;
    ycck[transform] = 2;
    Picture found = read(ycck);
    Raster stored = stored(PictureFiles.bytes("cmyk.jpg"));
    double[] pixel = new double[4];
    for (int y = 0; y < found.height(); y++) {
      for (int x = 0; x < found.width(); x++) {
        stored.getPixel(x, y, pixel);
        double blue = pixel[1] - 128;
        double red = pixel[2] - 128;
        double[] light = {
          pixel[0] + 1.402 * red,
          pixel[0] - 0.344136 * blue - 0.714136 * red,
          pixel[0] + 1.772 * blue
        };
        for (int c = 0; c < 3; c++) {
          double ink = Math.max(0, Math.min(255, light[c]));
          assertEquals((255 - ink) * pixel[3] / 255, found.value(c, y, x), 1.5, x + " " + y);
        }
      }
    }
    ycck[transform] = 1;
    assertEquals("transform of four components", refused(ycck).field());
  }

  private static Raster stored(byte[] jpeg) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith("com.sun")) {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))) {
          reader.setInput(in);
          return reader.readRaster(0, null);
        }
      }
    }
    throw new AssertionError("the JDK reads JPEG");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Inconsistent ICC profile", "Adobe marker", "Corrupt JPEG data"})
  void warnings_thatAreNotKnownWordForWord_areFaults(String text) {
    ReadWarnings warnings = new ReadWarnings();
    warnings.warningOccurred(null, text);
    assertThrows(
        MalformedFileException.class,
        () -> warnings.requireNone(new PictureBytes("picture", new byte[0])));
  }

  @ParameterizedTest
  @CsvSource({"1, 8000000", "1, 70000000", "65536, 1"})
  void extent_ofThousandsTimesAPictures_isRefused(int width, int height) {
    byte[] thin = HostileBytes.png(width, height, 1, 0, new byte[100]);
    assertEquals(
        "picture: size: expected at most 65535 columns and as many rows, found "
            + width
            + "×"
            + height,
        refused(thin).getMessage());
  }

  @Test
  void thinPicture_isResizedInTheMemoryOfItsPart() throws IOException {
    int height = 65_535;
    byte[] rows = new byte[2 * height];
    Arrays.fill(rows, (byte) 0);
    Path file = temp.resolve("thin.png");
    Files.write(file, HostileBytes.png(1, height, 8, 0, rows));
    PicturePreparation cropped = PicturePreparation.to(new Shape(3, 256, 256));
    PictureReader limited = READER.atMostPixels(70_000);
    assertEquals(256, limited.read(file, cropped, Execution.sequential()).width());
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> limited.read(file, cropped.with(Fit.STRETCH), Execution.sequential()));
    assertEquals(
        "one that is resized by way of at most 70000 pixels, the reader's limit", error.expected());
    assertEquals("1×65535, by way of 16776960", error.found());
  }

  @Test
  void jpeg_ofManyScans_isRefused() throws IOException {
    byte[] jpeg = PictureFiles.bytes("progressive.jpg");
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(jpeg, 0, jpeg.length - 2);
    byte[] scan = HostileBytes.segment(0xda, new byte[] {1, 1, 0, 0, 0, 0});
    for (int i = 0; i < 100; i++) {
      bomb.writeBytes(scan);
    }
    bomb.write(jpeg, jpeg.length - 2, 2);
    MalformedFileException error = refused(bomb.toByteArray());
    assertEquals("scans", error.field());
    assertEquals("at most 100", error.expected());
  }

  @ParameterizedTest
  @ValueSource(strings = {"progressive.jpg", "rgb.png", "lossless.webp", "lzw.tif", "cmyk.jpg"})
  void decoding_isCancelledWhenever(String name) throws IOException {
    Path file = Files.write(temp.resolve(name), PictureFiles.bytes(name));
    PicturePreparation preparation = PicturePreparation.to(new Shape(3, 8, 8));
    AtomicInteger asked = new AtomicInteger();
    READER.read(
        file,
        preparation,
        Execution.sequential().until(() -> asked.incrementAndGet() == Integer.MAX_VALUE));
    int all = asked.get();
    assertTrue(all > 3, "asked " + all + " times");
    for (int i = 1; i <= all; i++) {
      int last = i;
      asked.set(0);
      Execution cancelled = Execution.sequential().until(() -> asked.incrementAndGet() >= last);
      assertThrows(
          CancellationException.class, () -> READER.read(file, preparation, cancelled), "" + i);
    }
  }

  @Test
  void failure_ofOnePicture_isNamed() {
    ReadingCheck check = new ReadingCheck(() -> {});
    for (Throwable failure : List.of(new OutOfMemoryError("heap"), new ArithmeticException("x"))) {
      MalformedFileException error =
          assertThrows(
              MalformedFileException.class,
              () ->
                  check.named(
                      "a.png",
                      () -> {
                        if (failure instanceof Error e) {
                          throw e;
                        }
                        throw (RuntimeException) failure;
                      }));
      assertEquals(
          "a.png: picture: expected one that can be read, found '" + failure + "'",
          error.getMessage());
    }
  }

  @Test
  void failure_ofWhoeverIsAsked_isTheirs() throws IOException {
    Path file = Files.write(temp.resolve("a.png"), PictureFiles.bytes("rgb.png"));
    IllegalStateException own = new IllegalStateException();
    AtomicInteger asked = new AtomicInteger();
    Execution failing =
        Execution.sequential()
            .until(
                () -> {
                  if (asked.incrementAndGet() > 2) {
                    throw own;
                  }
                  return false;
                });
    PicturePreparation preparation = PicturePreparation.to(new Shape(3, 8, 8));
    assertEquals(
        own,
        assertThrows(IllegalStateException.class, () -> READER.read(file, preparation, failing)));
    assertEquals(3, asked.get());
  }

  @Test
  void tiff_whoseStripIsAnotherJpeg_isRefused() throws IOException {
    byte[] tiff = PictureFiles.bytes("jpeg.tif");
    read(tiff);
    int frame = HostileBytes.marker(tiff, 0xc0);
    tiff[frame + 5] = (byte) 0xea;
    assertEquals("strip or tile 0", refused(tiff).field());
  }

  @Test
  void tiff_ofOldJpeg_isRefused() {
    byte[] tiff = PictureFiles.bytes("jpeg.tif");
    MalformedFileException error =
        refused(HostileBytes.with(tiff, HostileBytes.entry(tiff, 259) + 8, 6));
    assertEquals("tag 259, compression", error.field());
  }

  @Test
  void tiff_ofManySamplesOrBits_isRefused() {
    byte[] colour = PictureFiles.bytes("raw.tif");
    assertEquals(
        "tag 277, samples",
        refused(HostileBytes.with(colour, HostileBytes.entry(colour, 277) + 8, 60_000)).field());
    byte[] tiff = PictureFiles.bytes("lzw.tif");
    assertEquals(
        "tag 258, bits",
        refused(HostileBytes.with(tiff, HostileBytes.entry(tiff, 258) + 8, 32)).field());
  }

  @Test
  void tiff_whoseTagsCanBeReadInTwoWays_isRefused() {
    byte[] tiff = PictureFiles.bytes("raw.tif");
    int width = HostileBytes.entry(tiff, 256);
    assertEquals(
        "whole numbers (types 1, 3, 4)", refused(HostileBytes.with(tiff, width + 2, 9)).expected());
    assertEquals(
        "once", refused(HostileBytes.with(tiff, HostileBytes.entry(tiff, 257), 256)).expected());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tiff_whoseFourthSampleIsUnknown_isOpaque(boolean plugins) throws IOException {
    PictureReader reader = plugins ? READER : READER.withoutPlugins();
    for (int extra : new int[] {0, 2}) {
      byte[] tiff =
          HostileBytes.tiff(
              new byte[] {10, 20, 30, 0, 40, 50, 60, 0},
              new int[] {256, 2},
              new int[] {257, 1},
              new int[] {258, 8},
              new int[] {259, 1},
              new int[] {262, 2},
              new int[] {273, 8},
              new int[] {277, 4},
              new int[] {278, 1},
              new int[] {279, 8},
              new int[] {338, extra});
      byte[] bits = eightBits(tiff, 4);
      Picture picture = reader.read(bits, "picture");
      assertEquals(extra == 0 ? 10 : 255, picture.value(0, 0, 0), "extra " + extra);
      assertEquals(extra == 0 ? 60 : 255, picture.value(2, 0, 1), "extra " + extra);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tiff_withAProfile_isReadWithoutIt(boolean plugins) throws IOException {
    PictureReader reader = plugins ? READER : READER.withoutPlugins();
    assertWithoutProfile(
        reader, 3, new byte[] {10, 20, 30, 40, 50, 60, 0, 0}, new int[] {34_675, 0});
    assertWithoutProfile(
        reader,
        4,
        new byte[] {10, 20, 30, 0, 40, 50, 60, 0},
        new int[] {338, 0},
        new int[] {34_675, 0});
  }

  private static void assertWithoutProfile(
      PictureReader reader, int samples, byte[] pixels, int[]... further) throws IOException {
    byte[] profile = HostileBytes.profile();
    List<int[]> entries = new ArrayList<>();
    entries.addAll(
        List.of(
            new int[] {256, 2},
            new int[] {257, 1},
            new int[] {258, 8},
            new int[] {259, 1},
            new int[] {262, 2},
            new int[] {273, 8},
            new int[] {277, samples},
            new int[] {278, 1},
            new int[] {279, 2 * samples}));
    entries.addAll(List.of(further));
    byte[] tiff = HostileBytes.tiff(pixels, entries.toArray(new int[0][]));
    byte[] bits = eightBits(tiff, samples);
    ByteBuffer whole =
        ByteBuffer.allocate(bits.length + profile.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(bits)
            .put(profile);
    int at = HostileBytes.entry(bits, 34_675);
    whole.putShort(at + 2, (short) 7).putInt(at + 4, profile.length).putInt(at + 8, bits.length);
    assertEquals(
        Picture.of(new Shape(3, 1, 2), new byte[] {10, 40, 20, 50, 30, 60}),
        reader.read(whole.array(), "picture"));
  }

  /** With a value of 8 bits for each sample at the end. */
  private static byte[] eightBits(byte[] tiff, int samples) {
    ByteBuffer out = ByteBuffer.allocate(tiff.length + 8).order(ByteOrder.LITTLE_ENDIAN).put(tiff);
    for (int i = 0; i < 4; i++) {
      out.putShort((short) 8);
    }
    int at = HostileBytes.entry(tiff, 258);
    out.putShort(at + 2, (short) 3).putInt(at + 4, samples).putInt(at + 8, tiff.length);
    return out.array();
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "4, 0", "8, 0", "16, 0", "8, 2", "16, 2"})
  void png_ofATransparentColour_liesOverWhite(int bits, int colours) throws IOException {
    int channels = colours == 0 ? 1 : 3;
    int width = 8;
    int most = (1 << bits) - 1;
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    row.write(0);
    int[] values = new int[width];
    int packed = 0;
    for (int x = 0; x < width; x++) {
      values[x] = (int) ((long) x * 9301 % (most + 1L));
      for (int c = 0; c < channels; c++) {
        packed = packed << bits | values[x];
        if (bits == 16) {
          row.write(values[x] >> 8);
        }
        if (bits >= 8 || (x + 1) * bits % 8 == 0) {
          row.write(packed);
          packed = 0;
        }
      }
    }
    int key = values[1];
    byte[] tRns = new byte[2 * channels];
    for (int c = 0; c < channels; c++) {
      tRns[2 * c] = (byte) (key >> 8);
      tRns[2 * c + 1] = (byte) key;
    }
    byte[] chunk = HostileBytes.chunk("tRNS", tRns);
    Picture found = read(HostileBytes.png(width, 1, bits, colours, row.toByteArray(), chunk));
    for (int x = 0; x < width; x++) {
      long level = (values[x] * 255L + most / 2) / most;
      assertEquals(values[x] == key ? 255 : level, found.value(0, 0, x), "column " + x);
    }
    chunk[chunk.length - 1] ^= 1;
    assertEquals(
        "chunk 'tRNS', sum",
        refused(HostileBytes.png(width, 1, bits, colours, row.toByteArray(), chunk)).field());
  }

  /** Texts are no pixels: nobody unpacks them. */
  @Test
  void png_whoseTextIsABomb_isReadWithoutIt() throws IOException {
    byte[] text = new byte[64 << 20];
    byte[] packed = HostileBytes.deflated(text);
    byte[] chunk =
        HostileBytes.chunk(
            "zTXt", HostileBytes.inserted(packed, 0, new byte[] {'a', 'b', 'c', 0, 0}));
    byte[] palette = HostileBytes.chunk("PLTE", new byte[] {1, 2, 3, 4, 5, 6});
    byte[] bomb = HostileBytes.png(2, 1, 8, 3, new byte[] {0, 0, 1}, palette, chunk);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertEquals(6, read(bomb).value(2, 0, 1));
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 8 << 20, "allocated " + allocated);
  }

  @Test
  void decoders_areThoseThatAreKnown() {
    List<String> lines = READER.decoders();
    assertEquals(6, lines.size());
    for (String line : lines) {
      String own = line.matches("(JPEG|WebP|TIFF): .*") ? "com.twelvemonkeys" : "com.sun";
      assertTrue(line.contains(": " + own + ".imageio.plugins."), line);
      assertTrue(line.matches(".*Reader \\d+.*"), line);
    }
    assertTrue(READER.withoutPlugins().decoders().contains("WebP: none"));
  }
}
