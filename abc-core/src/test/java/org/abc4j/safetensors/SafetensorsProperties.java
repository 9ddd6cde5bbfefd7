package org.abc4j.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.abc4j.io.MalformedFileException;

class SafetensorsProperties {
  /** Far above what a file of 500 bytes needs, far below what a trusted length would take. */
  private static final long MEMORY_BOUND = 4_000_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final FileSystem DISK = Jimfs.newFileSystem(Configuration.unix());
  private static final byte[] VALID = valid();

  @AfterContainer
  static void close() throws IOException {
    DISK.close();
  }

  private static byte[] valid() {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      SafetensorsWriter.create()
          .metadata("config", "{\"a\":1}")
          .put("conv.weight", new int[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6})
          .put("conv.bias", new int[] {2}, new float[] {7, 8})
          .put("d", new int[] {}, new double[] {9})
          .put("l", new int[] {2, 1}, new long[] {10, 11})
          .writeTo(out);
      return out.toByteArray();
    } catch (IOException cause) {
      throw new AssertionError(cause);
    }
  }

  /** Reads all there is; true if the file is valid. */
  private static boolean readsFine(byte[] content) throws IOException {
    Path path = Files.write(DISK.getPath("/fuzzed"), content);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      SafetensorsFile file = SafetensorsFile.read(path);
      long values = 0;
      for (String name : file.names()) {
        values +=
            switch (file.entry(name).dtype()) {
              case F32 -> file.floats(name).length;
              case F64 -> file.doubles(name).length;
              case F16, BF16, F8_E4M3, F8_E5M2, U64 -> 0;
              default -> file.longs(name).length;
            };
      }
      assertTrue(values <= content.length, "more values than bytes: " + values);
      return true;
    } catch (MalformedFileException expected) {
      assertTrue(expected.getMessage().startsWith("/fuzzed: "), expected.getMessage());
      return false;
    } finally {
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < MEMORY_BOUND, "allocated " + allocated + " bytes");
    }
  }

  @Property(tries = 4000)
  void read_bytesReplaced_isRefusedOrFine(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0, max = 10_000) Integer> places,
      @ForAll @Size(4) List<Byte> values)
      throws IOException {
    byte[] content = VALID.clone();
    for (int i = 0; i < places.size(); i++) {
      content[places.get(i) % content.length] = values.get(i);
    }
    readsFine(content);
  }

  @Property(tries = 4000)
  void read_headerTextReplaced_isRefusedOrFine(
      @ForAll @IntRange(min = 0, max = 10_000) int place, @ForAll("tokens") String token)
      throws IOException {
    // Header text only, so that the mutation meets the checks behind the JSON parser.
    int header = headerLength();
    int at = place % header;
    String json = new String(VALID, 8, header, UTF_8);
    String mutated = json.substring(0, at) + token + json.substring(at + 1);
    byte[] data = Arrays.copyOfRange(VALID, 8 + header, VALID.length);
    readsFine(Bytes.file(mutated.getBytes(UTF_8), data));
  }

  @Provide
  Arbitrary<String> tokens() {
    return Arbitraries.of(
        "0",
        "1",
        "8",
        "9",
        "00",
        "-1",
        "1e9",
        "99999999999",
        "9223372036854775807",
        "18446744073709551616",
        "[",
        "]",
        "{",
        "}",
        "\"",
        ",",
        ":",
        "[]",
        "null",
        "\\",
        "\u0000",
        "\u00e9",
        "4294967296,4294967296",
        "");
  }

  private static int headerLength() {
    return (VALID[0] & 0xff) | (VALID[1] & 0xff) << 8;
  }

  @Property(tries = 500)
  void read_cutShort_isRefused(@ForAll @IntRange(min = 0, max = 10_000) int length)
      throws IOException {
    byte[] content = Arrays.copyOf(VALID, length % VALID.length);
    assertTrue(!readsFine(content), "cut to " + content.length + " of " + VALID.length);
  }

  @Property(tries = 500)
  void read_bytesAppended_isRefused(@ForAll @Size(min = 1, max = 20) byte[] more)
      throws IOException {
    byte[] content = Arrays.copyOf(VALID, VALID.length + more.length);
    System.arraycopy(more, 0, content, VALID.length, more.length);
    assertTrue(!readsFine(content));
  }

  @Property(tries = 1000)
  void read_anyBytes_isRefusedOrFine(@ForAll @Size(max = 200) byte[] content) throws IOException {
    readsFine(content);
  }

  @Property(tries = 300)
  void write_thenRead_givesSameBits(
      @ForAll @Size(max = 40) float[] floats,
      @ForAll @Size(max = 40) double[] doubles,
      @ForAll @Size(max = 40) long[] longs)
      throws IOException {
    Path path = DISK.getPath("/written");
    SafetensorsWriter.create()
        .put("f", new int[] {floats.length}, floats)
        .put("d", new int[] {1, doubles.length}, doubles)
        .put("l", new int[] {longs.length, 1}, longs)
        .write(path);
    SafetensorsFile file = SafetensorsFile.read(path);
    assertArrayEquals(floats, file.floats("f"));
    assertArrayEquals(doubles, file.doubles("d"));
    assertArrayEquals(longs, file.longs("l"));
  }

  @Example
  void readsFine_unchangedFile_isTrue() throws IOException {
    assertTrue(readsFine(VALID));
  }
}
