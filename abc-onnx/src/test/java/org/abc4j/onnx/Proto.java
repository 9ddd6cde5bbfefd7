package org.abc4j.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A message of protobuf's wire format as a tree: a second reader, written for tests alone. */
final class Proto {
  private record Field(int number, long value, byte[] bytes) {}

  private final List<Field> fields = new ArrayList<>();

  static Proto parse(byte[] content) {
    Proto proto = new Proto();
    ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = varint(in);
      int number = (int) (tag >>> 3);
      switch ((int) tag & 7) {
        case 0 -> proto.fields.add(new Field(number, varint(in), null));
        case 5 -> proto.fields.add(new Field(number, in.getInt(), null));
        case 2 -> {
          byte[] bytes = new byte[(int) varint(in)];
          in.get(bytes);
          proto.fields.add(new Field(number, 0, bytes));
        }
        default -> throw new AssertionError("wire type of tag " + tag);
      }
    }
    return proto;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = in.get();
      value |= (next & 0x7fL) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  boolean has(int number) {
    return fields.stream().anyMatch(field -> field.number == number);
  }

  List<Long> numbers(int number) {
    return fields.stream().filter(f -> f.number == number).map(Field::value).toList();
  }

  long number(int number) {
    List<Long> all = numbers(number);
    if (all.size() != 1) {
      throw new AssertionError("field " + number + " has " + all);
    }
    return all.get(0);
  }

  List<byte[]> bytes(int number) {
    return fields.stream().filter(f -> f.number == number).map(Field::bytes).toList();
  }

  List<String> texts(int number) {
    return bytes(number).stream().map(b -> new String(b, StandardCharsets.UTF_8)).toList();
  }

  String text(int number) {
    List<String> all = texts(number);
    if (all.size() != 1) {
      throw new AssertionError("field " + number + " has " + all);
    }
    return all.get(0);
  }

  List<Proto> messages(int number) {
    return bytes(number).stream().map(Proto::parse).toList();
  }

  Proto message(int number) {
    List<Proto> all = messages(number);
    if (all.size() != 1) {
      throw new AssertionError("field " + number + " is there " + all.size() + " times");
    }
    return all.get(0);
  }
}
