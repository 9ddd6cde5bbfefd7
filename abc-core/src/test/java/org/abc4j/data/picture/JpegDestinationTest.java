package org.abc4j.data.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JpegDestinationTest {
  private static final int WIDTH = 37;
  private static final int HEIGHT = 21;

  private static byte[] jpeg(int type, boolean progressive) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
    Random random = new Random(3);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      image.setRGB(i % WIDTH, i / WIDTH, random.nextInt(1 << 24));
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setProgressiveMode(
        progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** The decoder's own way is the slow twin. */
  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void read_colours_areThoseOfTheDecodersOwnWay(boolean progressive, boolean plugins)
      throws IOException {
    byte[] file = jpeg(BufferedImage.TYPE_INT_RGB, progressive);
    PictureHeader header = PictureHeader.read(new PictureBytes("a", file));
    assertEquals(progressive, header.samples().progressive());
    BufferedImage own;
    ImageReader reader = Decoders.reader(PictureFormat.JPEG, plugins).orElseThrow();
    try (ImageInputStream in = new DecoderStream(file, () -> {})) {
      reader.setInput(in, false, true);
      ImageReadParam how = JpegDestination.of(reader, header);
      assertNotNull(how, "of colours in another order");
      own = reader.read(0);
      assertEquals(BufferedImage.TYPE_3BYTE_BGR, own.getType());
      assertArrayEquals(
          new int[] {0, 1, 2},
          ((ComponentSampleModel) how.getDestination().getSampleModel()).getBandOffsets());
    } finally {
      reader.dispose();
    }
    PictureReader pictures =
        plugins ? PictureReader.standard() : PictureReader.standard().withoutPlugins();
    Picture found = pictures.read(file, "a");
    for (int i = 0; i < 3 * WIDTH * HEIGHT; i++) {
      int channel = i % 3;
      int x = i / 3 % WIDTH;
      int y = i / 3 / WIDTH;
      assertEquals(own.getRaster().getSample(x, y, channel), found.value(channel, y, x));
    }
  }

  @Test
  void of_gray_isTheDecodersOwnWay() throws IOException {
    byte[] file = jpeg(BufferedImage.TYPE_BYTE_GRAY, false);
    ImageReader reader = Decoders.reader(PictureFormat.JPEG, true).orElseThrow();
    try (ImageInputStream in = new DecoderStream(file, () -> {})) {
      reader.setInput(in, false, true);
      assertNull(JpegDestination.of(reader, PictureHeader.read(new PictureBytes("a", file))));
    } finally {
      reader.dispose();
    }
  }
}
