package org.abc4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.abc4j.Batch;
import org.abc4j.Shape;

/** NumPy's format for one array, version 1.0: little-endian float32 in C order. */
final class Npy {
  private static final int ALIGNMENT = 64;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private Npy() {}

  /** Writes an array of shape (rows, channels, height, width). */
  static void write(OutputStream out, Batch batch) throws IOException {
    Shape shape = batch.shape();
    String dictionary =
        "{'descr': '<f4', 'fortran_order': False, 'shape': ("
            + batch.rows()
            + ", "
            + shape.channels()
            + ", "
            + shape.height()
            + ", "
            + shape.width()
            + "), }";
    int used = MAGIC.length + Short.BYTES + dictionary.length() + 1;
    int padding = (ALIGNMENT - used % ALIGNMENT) % ALIGNMENT;
    byte[] header = (dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    out.write(MAGIC);
    out.write(header.length & 0xff);
    out.write(header.length >> 8);
    out.write(header);
    ByteBuffer row = ByteBuffer.allocate(shape.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < batch.rows(); i++) {
      row.asFloatBuffer().put(batch.row(i));
      out.write(row.array());
    }
  }
}
