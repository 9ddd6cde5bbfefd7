package org.abc4j.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A message in protobuf's wire format, written field by field into memory. */
final class ProtoWriter {
  private static final int NUMBER = 0;
  private static final int BYTES = 2;
  private static final int INT = 5;
  private static final int WIRE_BITS = 3;
  private static final int VARINT_BITS = 7;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  ProtoWriter number(int field, long value) {
    varint((long) field << WIRE_BITS | NUMBER);
    varint(value);
    return this;
  }

  ProtoWriter real(int field, float value) {
    varint((long) field << WIRE_BITS | INT);
    int bits = Float.floatToIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bytes.write(bits >>> shift);
    }
    return this;
  }

  ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoWriter message(int field, ProtoWriter value) {
    return bytes(field, value.bytes.toByteArray());
  }

  ProtoWriter bytes(int field, byte[] value) {
    beginning(field, value.length);
    bytes.writeBytes(value);
    return this;
  }

  /** The beginning of a field whose content is written by somebody else. */
  ProtoWriter beginning(int field, long length) {
    varint((long) field << WIRE_BITS | BYTES);
    varint(length);
    return this;
  }

  private void varint(long value) {
    long left = value;
    while ((left & -1L << VARINT_BITS) != 0) {
      bytes.write((int) left & (1 << VARINT_BITS) - 1 | 1 << VARINT_BITS);
      left >>>= VARINT_BITS;
    }
    bytes.write((int) left);
  }

  int size() {
    return bytes.size();
  }

  void writeTo(OutputStream out) throws IOException {
    bytes.writeTo(out);
  }
}
