package org.abc4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.abc4j.testing.Fuzz;
import org.abc4j.testing.Mutations;
import org.junit.jupiter.api.Test;

class IdxFuzzTest {
  /** DEFLATE makes at most 1032 bytes of one, and a pixel is read as a float. */
  private static final long MOST_BYTES = 4 << 20;

  private static byte[] idx(int magic, int values, int... extents) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * extents.length + values).putInt(magic);
    for (int extent : extents) {
      bytes.putInt(extent);
    }
    for (int i = 0; i < values; i++) {
      bytes.put((byte) (31 * i));
    }
    return bytes.array();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
      zipped.write(content);
    }
    return out.toByteArray();
  }

  /** Plain, gzipped after, or gzipped before it is spoilt; in several members, with a rest. */
  private static byte[] spoilt(Mutations draws, List<byte[]> sound) throws IOException {
    byte[] one = draws.of(sound);
    byte[] other = draws.of(sound);
    return switch (draws.below(6)) {
      case 0 -> draws.bytes(one, other);
      case 1 -> gzip(draws.bytes(one, other));
      case 2 -> draws.bytes(gzip(one), gzip(other));
      case 3 -> members(draws, one);
      case 4 -> draws.bytes(members(draws, one), members(draws, other));
      default -> joined(draws.oneIn(2) ? gzip(one) : members(draws, one), rest(draws, other));
    };
  }

  /** Cut into members, some of them empty. */
  private static byte[] members(Mutations draws, byte[] content) throws IOException {
    byte[] members = new byte[0];
    int from = 0;
    while (from < content.length) {
      int to = Math.min(content.length, from + draws.below(1 + content.length));
      members = joined(members, gzip(Arrays.copyOfRange(content, from, to)));
      from = to;
    }
    int empty = draws.oneIn(4) ? draws.below(100) : 0;
    byte[] nothing = gzip(new byte[0]);
    for (int k = 0; k < empty; k++) {
      members = draws.oneIn(2) ? joined(members, nothing) : joined(nothing, members);
    }
    return members;
  }

  /** What is no part of a stream: padding, other bytes, the beginning of another one. */
  private static byte[] rest(Mutations draws, byte[] other) throws IOException {
    return switch (draws.below(4)) {
      case 0 -> new byte[1 + draws.below(10_000)];
      case 1 -> draws.bytes(new byte[1 + draws.below(600)], other);
      case 2 -> Arrays.copyOf(gzip(other), 1 + draws.below(30));
      default -> draws.bytes(other, other);
    };
  }

  private static byte[] joined(byte[] one, byte[] other) {
    return Mutations.replaced(one, one.length, one.length, other);
  }

  @Test
  void read_spoiltImages_areReadOrRefused() throws IOException {
    List<byte[]> sound = List.of(idx(0x803, 24, 2, 4, 3), idx(0x803, 400, 1, 20, 20));
    Fuzz.run(
            "images",
            6,
            MOST_BYTES,
            sound,
            draws -> spoilt(draws, sound),
            file -> {
              ImageSet images = IdxImages.read(file);
              assertEquals(images.count() * images.shape().size(), images.batch().toArray().length);
            })
        .assertDeep(5, 8);
  }

  @Test
  void read_spoiltLabels_areReadOrRefused() throws IOException {
    List<byte[]> sound = List.of(idx(0x801, 10, 10), idx(0x801, 1, 1));
    Fuzz.run(
            "labels",
            4,
            MOST_BYTES,
            sound,
            draws -> spoilt(draws, sound),
            file -> {
              for (int label : IdxLabels.read(file)) {
                assertTrue(label >= 0 && label <= 255, "label " + label);
              }
            })
        .assertDeep(5, 8);
  }
}
