package org.abc4j.data.picture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.abc4j.Shape;

/**
 * The pictures among the tests' resources, made by {@code make_pictures.py}, and one by formula.
 */
final class PictureFiles {
  private PictureFiles() {}

  static byte[] bytes(String name) {
    try (InputStream in = PictureFiles.class.getResourceAsStream("/pictures/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no picture " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fields of each line of a text. */
  static List<String[]> lines(String name) {
    return new String(bytes(name), UTF_8).lines().map(line -> line.split(" ")).toList();
  }

  /** The picture of the script's formula. */
  static Picture formula(int channels, int height, int width) {
    Shape shape = new Shape(channels, height, width);
    byte[] values = new byte[shape.size()];
    int next = 0;
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          values[next++] = (byte) (x * x * 31 + y * 17 * x + c * 91 + y * y * 7);
        }
      }
    }
    return Picture.of(shape, values);
  }
}
