package org.abc4j.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** The draws that spoil one input, one after another: a function of seed and index. */
public final class Mutations {
  private static final int[] BYTES = {0, 1, 0x7f, 0x80, 0xff, 0x1f, 0x8b, '"', '{', '[', '9', '-'};

  private static final int CHUNK = 48;

  private final long seed;
  private final int index;
  private int drawn;

  private Mutations(long seed, int index) {
    this.seed = seed;
    this.index = index;
  }

  /** The draws of one input. */
  public static Mutations of(long seed, int index) {
    return new Mutations(seed, index);
  }

  /** A uniform value from 0 to bound − 1. */
  public int below(int bound) {
    return Draws.below(bound, seed, index, drawn++);
  }

  /** True in one of so many cases. */
  public boolean oneIn(int cases) {
    return below(cases) == 0;
  }

  /** One of some. */
  public <T> T of(List<T> some) {
    return some.get(below(some.size()));
  }

  /** Spoils bytes once: a bit, a byte, a chunk, an end, or the end of another file. */
  public byte[] bytes(byte[] content, byte[] other) {
    int at = below(content.length + 1);
    int end = Math.min(content.length, at + 1 + below(CHUNK));
    byte[] chunk = Arrays.copyOfRange(content, at, end);
    return switch (below(9)) {
      case 0 -> at == content.length ? content : set(content, at, content[at] ^ 1 << below(8));
      case 1 -> at == content.length ? content : set(content, at, BYTES[below(BYTES.length)]);
      case 2 -> Arrays.copyOf(content, at);
      case 3 -> replaced(content, at, at, random(1 + below(CHUNK)));
      case 4 -> replaced(content, at, at, chunk);
      case 5 -> replaced(content, below(at + 1), at, chunk);
      case 6 -> replaced(content, at, end, new byte[0]);
      case 7 -> replaced(content, at, content.length, suffix(other, below(other.length + 1)));
      default -> number(content);
    };
  }

  /** Sets four or eight bytes at once to an integer that is seldom meant. */
  private byte[] number(byte[] content) {
    long value = oneIn(2) ? below(1 << 20) - (1 << 19) : -1L >>> below(64);
    byte[] bytes =
        oneIn(2)
            ? ByteBuffer.allocate(4).putInt((int) value).array()
            : ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    int at = oneIn(2) ? 4 * below(1 + Math.min(content.length, 32) / 4) : below(content.length + 1);
    at = Math.min(at, content.length);
    return replaced(content, at, Math.min(content.length, at + bytes.length), bytes);
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) below(256);
    }
    return bytes;
  }

  private static byte[] suffix(byte[] content, int from) {
    return Arrays.copyOfRange(content, from, content.length);
  }

  private static byte[] set(byte[] content, int at, int value) {
    byte[] copy = content.clone();
    copy[at] = (byte) value;
    return copy;
  }

  /** The bytes with others in the place of those from {@code from} to {@code to}. */
  public static byte[] replaced(byte[] content, int from, int to, byte... by) {
    byte[] result = new byte[content.length - (to - from) + by.length];
    System.arraycopy(content, 0, result, 0, from);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(content, to, result, from + by.length, content.length - to);
    return result;
  }

  /** Spoils a JSON file: mostly its structure, at times its bytes. */
  public byte[] jsonFile(byte[] content, byte[] other) {
    return oneIn(5)
        ? bytes(content, other)
        : JsonMutations.spoil(this, new String(content, UTF_8)).getBytes(UTF_8);
  }

  /**
   * Spoils a safetensors file: its bytes; or its header as JSON, after which in half of the cases
   * the header's length is mended; or that length alone.
   */
  public byte[] safetensors(byte[] content, byte[] other) {
    int kind = below(8);
    if (kind == 0) {
      return bytes(content, other);
    }
    int header = (int) ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte[] data = suffix(content, Long.BYTES + header);
    byte[] json = Arrays.copyOfRange(content, Long.BYTES, Long.BYTES + header);
    long length = header;
    if (kind == 1) {
      length = oneIn(2) ? header + below(32) - 16L : -1L >>> below(64);
    } else {
      json = JsonMutations.spoil(this, new String(json, UTF_8)).getBytes(UTF_8);
      length = oneIn(2) ? json.length : length;
      data = oneIn(4) ? bytes(data, data) : data;
    }
    return ByteBuffer.allocate(Long.BYTES + json.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(json)
        .put(data)
        .array();
  }
}
