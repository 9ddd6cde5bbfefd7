package org.abc4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.Shape;
import org.abc4j.data.picture.Picture;
import org.abc4j.data.picture.PngPicture;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Uninterrupted;

/**
 * Pictures as PNG files, gray or in colour, each pixel a square of so many: small ones are dots on
 * today's screens.
 */
final class PngFile {
  /** Pixels for a pixel, at most. */
  static final int MOST_ENLARGED = 64;

  /** The longer side that a picture should have to be seen. */
  private static final int VISIBLE = 128;

  /** Bytes before the width: the signature, and the length and name of the first chunk. */
  private static final int BEFORE_WIDTH = 16;

  private PngFile() {}

  /** Pixels for a pixel that make an image large enough to be seen. */
  static int enough(Shape shape) {
    int longer = Math.max(shape.width(), shape.height());
    return Math.min(MOST_ENLARGED, (VISIBLE + longer - 1) / longer);
  }

  static void write(Path file, Picture picture, int enlarged) throws IOException {
    byte[] bytes = PngPicture.bytes(picture, enlarged);
    Uninterrupted.finish(() -> AtomicFiles.write(file, bytes));
  }

  /** Whether a file is there and, by what it says of itself, as wide as that. */
  static boolean isThere(Path file, int width) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] beginning = in.readNBytes(BEFORE_WIDTH + Integer.BYTES);
      return beginning.length == BEFORE_WIDTH + Integer.BYTES
          && ByteBuffer.wrap(beginning).getInt(BEFORE_WIDTH) == width;
    }
  }
}
