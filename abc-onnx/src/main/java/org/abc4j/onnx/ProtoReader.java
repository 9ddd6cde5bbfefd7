package org.abc4j.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.abc4j.io.MalformedFileException;

/**
 * Reads protobuf's wire format from a file: field by field, in a window of fixed size, and never
 * beyond the message that a field stands in. What a handler does not ask for is skipped without
 * being read.
 */
final class ProtoReader {
  private static final int WINDOW = 1 << 13;
  private static final int DEEPEST = 48;
  private static final int VARINT_BYTES = 10;
  private static final int VARINT_BITS = 7;
  private static final int MOST_FIELD = (1 << 29) - 1;
  private static final int WIRE_BITS = 3;
  private static final int NUMBER = 0;
  private static final int LONG = 1;
  private static final int BYTES = 2;
  private static final int INT = 5;

  private final String file;
  private final FileChannel channel;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
  private long windowStart;
  private long position;
  private long end;
  private int depth;

  /** The field that a handler is asked about. */
  private int field;

  private int wire;
  private long fieldAt;

  /** Its value, or how many bytes it has. */
  private long value;

  /** Hears of each field of a message. */
  @FunctionalInterface
  interface Handler {
    void field(int number) throws IOException;
  }

  ProtoReader(String file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.end = channel.size();
  }

  /** Hands each field of the message that the file is to a handler. */
  void file(Handler handler) throws IOException {
    fields(handler);
  }

  private void fields(Handler handler) throws IOException {
    while (position < end) {
      fieldAt = position;
      long tag = varint();
      field = (int) Math.min(tag >>> WIRE_BITS, MOST_FIELD + 1L);
      wire = (int) tag & (1 << WIRE_BITS) - 1;
      if (field < 1 || field > MOST_FIELD) {
        throw fault("a field of number 1 to " + MOST_FIELD, "tag " + Long.toUnsignedString(tag));
      }
      value = size();
      long next = wire == NUMBER ? position : position + value;
      handler.field(field);
      position = next;
    }
  }

  /** A number's value, or how many bytes follow. */
  private long size() throws IOException {
    switch (wire) {
      case NUMBER:
        return varint();
      case BYTES:
        return within(varint());
      case LONG:
        return within(Long.BYTES);
      case INT:
        return within(Integer.BYTES);
      default:
        throw fault("a number, bytes, or 4 or 8 bytes", "wire type " + wire);
    }
  }

  private long within(long bytes) throws IOException {
    if (Long.compareUnsigned(bytes, end - position) > 0) {
      throw fault(
          "at most the "
              + (end - position)
              + " bytes that "
              + (depth == 0 ? "the file" : "its message")
              + " still has",
          Long.toUnsignedString(bytes) + " bytes");
    }
    return bytes;
  }

  /** The field as a whole number. */
  long number() throws IOException {
    require(NUMBER, "a number");
    return value;
  }

  /** How many bytes the field has. */
  long length() throws IOException {
    require(BYTES, "bytes");
    return value;
  }

  /** The field as text, of at most so many bytes. */
  String text(int most) throws IOException {
    long length = length();
    if (length > most) {
      throw fault("a text of at most " + most + " bytes", length + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = next();
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException noText) {
      throw fault("text in UTF-8", "bytes that are no text");
    }
  }

  /**
   * How many numbers the field has, one or packed, of so many bytes each; 0: of as many as each
   * takes.
   */
  long count(int bytes) throws IOException {
    int one = bytes == 0 ? NUMBER : bytes == Integer.BYTES ? INT : LONG;
    if (wire == one) {
      return 1;
    }
    long length = length();
    if (bytes > 0) {
      if (length % bytes != 0) {
        throw fault("numbers of " + bytes + " bytes", length + " bytes");
      }
      return length / bytes;
    }
    long outer = end;
    end = position + length;
    long count = 0;
    while (position < end) {
      varint();
      count++;
    }
    end = outer;
    return count;
  }

  /** The field as whole numbers behind those that are there, one or packed, at most so many. */
  long[] numbers(long[] before, int most) throws IOException {
    if (wire == NUMBER) {
      return with(before, value, most);
    }
    long stop = position + length();
    long outer = end;
    end = stop;
    long[] numbers = before;
    while (position < stop) {
      numbers = with(numbers, varint(), most);
    }
    end = outer;
    return numbers;
  }

  private long[] with(long[] before, long number, int most) throws IOException {
    if (before.length == most) {
      throw fault("at most " + most + " numbers", "more");
    }
    long[] numbers = Arrays.copyOf(before, before.length + 1);
    numbers[before.length] = number;
    return numbers;
  }

  /** The field as a message. */
  void message(Handler handler) throws IOException {
    long stop = position + length();
    if (++depth > DEEPEST) {
      throw fault("messages of at most " + DEEPEST + " levels", "deeper ones");
    }
    long outer = end;
    end = stop;
    fields(handler);
    end = outer;
    depth--;
  }

  private void require(int expected, String what) throws IOException {
    if (wire != expected) {
      throw fault(what, "wire type " + wire);
    }
  }

  private MalformedFileException fault(String expected, String found) {
    return new MalformedFileException(
        file, "field " + field + " at byte " + fieldAt, expected, found);
  }

  private long varint() throws IOException {
    long number = 0;
    for (int i = 0; i < VARINT_BYTES; i++) {
      if (position == end) {
        throw fault("a number that ends in its message", "none");
      }
      byte next = next();
      number |= (long) (next & (1 << VARINT_BITS) - 1) << VARINT_BITS * i;
      if (next >= 0) {
        return number;
      }
    }
    throw fault("a number of at most " + VARINT_BYTES + " bytes", "a longer one");
  }

  private byte next() throws IOException {
    long at = position - windowStart;
    if (at < 0 || at >= window.limit()) {
      fill();
      at = 0;
    }
    position++;
    return window.get((int) at);
  }

  private void fill() throws IOException {
    windowStart = position;
    window.clear();
    while (window.hasRemaining() && channel.read(window, windowStart + window.position()) > 0) {}
    window.flip();
    if (!window.hasRemaining()) {
      throw fault("a file of the size that it had", "one that was cut since");
    }
  }
}
