package org.abc4j.cli.experiment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.abc4j.io.MalformedFileException;

/**
 * A part of single precision numbers, little endian, as many for each item: images, or features.
 *
 * @param width numbers of an item
 */
record FloatPart(int width) implements PartKind<float[]> {
  FloatPart {
    Checks.between("numbers of an item", 1, Integer.MAX_VALUE, width);
  }

  static byte[] bytes(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  @Override
  public String ending() {
    return "f32";
  }

  @Override
  public long mostBytes(int count) {
    return (long) count * width * Float.BYTES;
  }

  @Override
  public float[] read(String file, byte[] content, int from, int count)
      throws MalformedFileException {
    if (content.length != mostBytes(count)) {
      throw new MalformedFileException(
          file,
          "size",
          mostBytes(count) + " bytes, " + width + " numbers of each of " + count,
          content.length + " bytes");
    }
    float[] values = new float[count * width];
    ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    for (int j = 0; j < values.length; j++) {
      if (!Float.isFinite(values[j])) {
        throw new MalformedFileException(
            file, "number " + j % width + " of " + (from + j / width), "finite", values[j] + "");
      }
    }
    return values;
  }
}
