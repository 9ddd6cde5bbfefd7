package org.abc4j.data.picture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.abc4j.testing.Fuzz;
import org.junit.jupiter.api.Test;

class PictureFuzzTest {
  /** Decoders have buffers and tables; pixels are limited below. */
  private static final long MOST_BYTES = 8 << 20;

  private static final int MOST_PIXELS = 10_000;
  private static final int PNG_SIGNATURE = 8;

  private static List<byte[]> sound(String... names) {
    return Stream.of(names).map(PictureFiles::bytes).toList();
  }

  private static void fuzz(String name, boolean plugins, int percent, List<byte[]> sound)
      throws IOException {
    PictureReader limited = PictureReader.standard().atMostPixels(MOST_PIXELS);
    PictureReader reader = plugins ? limited : limited.withoutPlugins();
    Fuzz.run(
            name,
            percent,
            MOST_BYTES,
            sound,
            draws -> {
              byte[] spoilt = draws.bytes(draws.of(sound), draws.of(sound));
              return draws.oneIn(4) ? spoilt : withSums(spoilt);
            },
            file -> {
              Picture picture = reader.read(file);
              assertTrue(picture.height() * picture.width() <= MOST_PIXELS, picture.toString());
            })
        .assertDeep(2, 5);
  }

  /** Mends the sums of PNG's chunks, as far as there are chunks. */
  private static byte[] withSums(byte[] content) {
    if (content.length < PNG_SIGNATURE || content[1] != 'P' || content[2] != 'N') {
      return content;
    }
    byte[] mended = content.clone();
    ByteBuffer bytes = ByteBuffer.wrap(mended);
    int at = PNG_SIGNATURE;
    while (at + 12 <= mended.length) {
      int length = bytes.getInt(at);
      if (length < 0 || length > mended.length - at - 12) {
        break;
      }
      CRC32 sum = new CRC32();
      sum.update(mended, at + 4, length + 4);
      bytes.putInt(at + 8 + length, (int) sum.getValue());
      at += length + 12;
    }
    return mended;
  }

  @Test
  void read_spoiltFilesOfTheJdksFormats_areReadOrRefused() throws IOException {
    fuzz(
        "pictures",
        false,
        5,
        sound(
            "rgb.png",
            "palette-alpha.png",
            "rgb16.png",
            "exif6.png",
            "bit1.png",
            "subsampled.jpg",
            "gray.jpg",
            "part.gif",
            "animated.gif",
            "palette.bmp",
            "rgb.bmp",
            "lzw.tif",
            "deflate.tif"));
  }

  @Test
  void read_spoiltFilesWithPlugins_areReadOrRefused() throws IOException {
    fuzz(
        "plugins",
        true,
        5,
        sound(
            "exif5.jpg",
            "progressive.jpg",
            "cmyk.jpg",
            "lossless.webp",
            "alpha.webp",
            "exif6.webp",
            "raw.tif",
            "jpeg.tif",
            "cmyk.tif",
            "bit1.tif"));
  }
}
