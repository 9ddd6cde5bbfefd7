package org.abc4j.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;

/**
 * A {@code TensorProto} of a graph's constants, whose values are asked for when they are written: a
 * network's weights are never in memory twice.
 */
final class Initializer {
  private static final int CHUNK = 1 << 14;

  private final String name;
  private final OnnxType type;
  private final long[] extents;
  private final Supplier<Object> values;

  private Initializer(String name, OnnxType type, long[] extents, Supplier<Object> values) {
    this.name = name;
    this.type = type;
    this.extents = extents;
    this.values = values;
  }

  static Initializer of(String name, long[] values, long... extents) {
    return new Initializer(name, OnnxType.INT64, extents, () -> values);
  }

  /** Real numbers, rounded if the type is {@code float}. */
  static Initializer of(String name, OnnxType type, double[] values, long... extents) {
    return new Initializer(name, type, extents, () -> values);
  }

  /** Values that were made in {@code float}, as such or as doubles. */
  static Initializer of(String name, OnnxType type, Supplier<float[]> values, long... extents) {
    return new Initializer(name, type, extents, values::get);
  }

  String name() {
    return name;
  }

  private long dataBytes() {
    return OnnxArray.size(extents) * type.bytes();
  }

  private ProtoWriter header() {
    ProtoWriter proto = new ProtoWriter();
    for (long extent : extents) {
      proto.number(1, extent);
    }
    return proto.number(2, type.number()).text(8, name).beginning(9, dataBytes());
  }

  /** Bytes of the message. */
  long size() {
    return header().size() + dataBytes();
  }

  void writeTo(OutputStream out) throws IOException {
    header().writeTo(out);
    Object all = values.get();
    int count = Math.toIntExact(OnnxArray.size(extents));
    if (Array.getLength(all) != count) {
      throw new IllegalStateException(
          "'" + name + "' has " + count + " values, found " + Array.getLength(all));
    }
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      if (chunk.remaining() < type.bytes()) {
        out.write(chunk.array(), 0, chunk.position());
        chunk.clear();
      }
      put(all, i, chunk);
    }
    out.write(chunk.array(), 0, chunk.position());
  }

  private void put(Object all, int i, ByteBuffer into) {
    if (all instanceof long[] longs) {
      into.putLong(longs[i]);
      return;
    }
    double value = all instanceof float[] floats ? floats[i] : ((double[]) all)[i];
    if (type == OnnxType.DOUBLE) {
      into.putDouble(value);
    } else {
      into.putFloat((float) value);
    }
  }
}
