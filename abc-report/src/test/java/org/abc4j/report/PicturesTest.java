package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PicturesTest {
  private static final Tones RGB = Tones.of(Normalisation.plusMinusOne(), 3);
  private static final Shape PIXEL = new Shape(1, 1, 1);

  private static int rgb(BufferedImage picture, int x, int y) {
    return picture.getRGB(x, y) & 0xffffff;
  }

  private static int difference(double full, float... fromThenTo) {
    int channels = fromThenTo.length / 2;
    float[] from = new float[channels];
    float[] to = new float[channels];
    System.arraycopy(fromThenTo, 0, from, 0, channels);
    System.arraycopy(fromThenTo, channels, to, 0, channels);
    return rgb(Pictures.difference(from, to, new Shape(channels, 1, 1), full), 0, 0);
  }

  /** Says the digest of a picture. */
  static final class PngProcess {
    private PngProcess() {}

    static String said() {
      return Sha256.of(Pictures.png(new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB)));
    }

    public static void main(String[] arguments) {
      System.out.println(said());
    }
  }

  /** As in a container that can be written to nowhere but where reports go. */
  @Test
  void png_machineWithoutATemporaryFolder_isWritten() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + Path.of("target", "no such folder").toAbsolutePath(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                PngProcess.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains(PngProcess.said()), said);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0",
    "1, 255",
    "0, 128",
    "-0.5, 64",
    "0.5, 191",
    "-7, 0",
    "7, 255",
    "Infinity, 255",
    "-Infinity, 0",
    "NaN, 0"
  })
  void image_value_isAGrey(float value, int grey) {
    assertEquals(
        grey * 0x10101,
        rgb(Pictures.image(new float[] {value}, PIXEL, Studies.TONES), 0, 0),
        "" + value);
  }

  @Test
  void image_everyLevel_isItself() {
    float[] levels = new float[256];
    for (int i = 0; i < 256; i++) {
      levels[i] = (float) (i / 255.0 * 2 - 1);
    }
    BufferedImage picture = Pictures.image(levels, new Shape(1, 16, 16), Studies.TONES);
    for (int i = 0; i < 256; i++) {
      assertEquals(i * 0x10101, rgb(picture, i % 16, i / 16));
    }
  }

  @Test
  void image_threeChannels_areRedGreenAndBlue() {
    Shape shape = new Shape(3, 1, 2);
    BufferedImage picture = Pictures.image(new float[] {1, -1, 0, 1, -1, -1}, shape, RGB);
    assertEquals(0xff8000, rgb(picture, 0, 0));
    assertEquals(0x00ff00, rgb(picture, 1, 0));
  }

  @Test
  void image_rows_runDown() {
    BufferedImage picture =
        Pictures.image(new float[] {-1, -1, -1, 1, -1, -1}, new Shape(1, 2, 3), Studies.TONES);
    assertEquals(3, picture.getWidth());
    assertEquals(2, picture.getHeight());
    assertEquals(0xffffff, rgb(picture, 0, 1));
    assertEquals(0, rgb(picture, 0, 0));
  }

  @Test
  void difference_none_isAMiddleGrey() {
    assertEquals(0x808080, difference(0.5, 0.3f, 0.3f));
  }

  @Test
  void difference_brighter_isLighterTowardsYellow() {
    assertEquals(0xffe082, difference(0.5, 0, 0.5f));
    assertEquals(0xc0b081, difference(0.5, 0, 0.25f));
    assertEquals(0xffe082, difference(0.5, -1, 1));
  }

  @Test
  void difference_darker_isDarkerTowardsBlue() {
    assertEquals(0x0d1b6b, difference(0.5, 0, -0.5f));
    assertEquals(0x474e76, difference(0.5, 0, -0.25f));
    assertEquals(0x0d1b6b, difference(0.5, 1, -1));
  }

  /** In a print without colours it still tells brighter from darker, and how much. */
  @Test
  void difference_withoutColours_risesFromDarkerToBrighter() {
    double before = -1;
    for (int i = -10; i <= 10; i++) {
      int rgb = difference(1, 0, i / 10f);
      double grey = 0.299 * (rgb >> 16) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff);
      assertTrue(grey > before + 5, grey + " at " + i);
      before = grey;
    }
  }

  @Test
  void difference_ofNothing_isNoPicture() {
    assertEquals(0xe8e8e8, difference(0.5, 0, Float.NaN));
    assertEquals(0xe8e8e8, difference(Double.POSITIVE_INFINITY, -Float.MAX_VALUE, Float.MAX_VALUE));
  }

  @Test
  void difference_severalChannels_isTheirMean() {
    assertEquals(0x808080, difference(0.5, 0, 0, 0.4f, -0.4f));
    assertEquals(0xc0b081, difference(0.5, 0, 0, 0.5f, 0));
  }

  @Test
  void source_threeImages_leavesALightPlace() {
    Batch images = Batch.of(new Shape(1, 1, 1), 1, -1, 1);
    SourceImages data =
        SourceImages.of(images, DataSources.ofItems(0, 0, 0), Normalisation.plusMinusOne());
    BufferedImage square = Pictures.source(data, 0);
    assertEquals(2, square.getWidth());
    assertEquals(0xffffff, rgb(square, 0, 0));
    assertEquals(0, rgb(square, 1, 0));
    assertEquals(0xffffff, rgb(square, 0, 1));
    assertEquals(0xe8e8e8, rgb(square, 1, 1));
  }

  @Test
  void sheet_rows_areEnlargedWithGaps() {
    BufferedImage white = Pictures.image(new float[] {1, 1}, new Shape(1, 1, 2), Studies.TONES);
    BufferedImage grey = Pictures.image(new float[] {0, -1}, new Shape(1, 1, 2), Studies.TONES);
    BufferedImage sheet = Pictures.sheet(List.of(List.of(white), List.of(white, grey)), 2);
    assertEquals(2 * 3 * 2, sheet.getWidth());
    assertEquals(2 * 2 * 2, sheet.getHeight());
    String[] expected = {
      "wwww........", "wwww........", "............", "............",
      "wwww..gg....", "wwww..gg....", "............", "............",
    };
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 12; x++) {
        char c = expected[y].charAt(x);
        int colour = c == 'w' ? 0xffffff : c == 'g' ? 0x808080 : 0;
        assertEquals(colour, rgb(sheet, x, y), x + ", " + y);
      }
    }
  }

  @Test
  void png_readBack_isThePicture() throws IOException {
    BufferedImage picture =
        Pictures.image(
            new float[] {-1, -0.3f, 0.2f, 1, 0.9f, 0}, new Shape(1, 2, 3), Studies.TONES);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(Pictures.png(picture)));
    assertEquals(3, read.getWidth());
    assertEquals(2, read.getHeight());
    for (int p = 0; p < 6; p++) {
      assertEquals(rgb(picture, p % 3, p / 3), rgb(read, p % 3, p / 3));
    }
  }
}
