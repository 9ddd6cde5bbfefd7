package org.abc4j.data.picture;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.Shape;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngPictureTest {
  @TempDir private Path folder;

  private static Picture picture(int channels) {
    byte[] values = new byte[channels * 5 * 7];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) Draws.below(256, 1, i, 0);
    }
    return Picture.of(new Shape(channels, 5, 7), values);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void bytes_readAgain_areThePictureEachPixelASquare(int channels) throws IOException {
    Picture picture = picture(channels);
    for (int enlarged : new int[] {1, 2, 5}) {
      Path file = folder.resolve(enlarged + ".png");
      Files.write(file, PngPicture.bytes(picture, enlarged));
      Picture read = PictureReader.standard().read(file);
      assertEquals(new Shape(channels, 5 * enlarged, 7 * enlarged), read.shape());
      for (int channel = 0; channel < channels; channel++) {
        for (int y = 0; y < read.height(); y++) {
          for (int x = 0; x < read.width(); x++) {
            assertEquals(
                picture.value(channel, y / enlarged, x / enlarged),
                read.value(channel, y, x),
                "row " + y + ", column " + x);
          }
        }
      }
    }
  }

  @Test
  void bytes_enlargedToNothing_isRefused() {
    assertIllegal(
        "a pixel is enlarged to at least 1 pixel, found 0", () -> PngPicture.bytes(picture(1), 0));
  }
}
