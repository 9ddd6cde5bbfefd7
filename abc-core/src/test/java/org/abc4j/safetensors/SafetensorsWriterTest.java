package org.abc4j.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ShortBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.abc4j.testing.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsWriterTest {
  private static final int[] SCALAR = {};

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"stats", "landscape"})
  void writeTo_tensorsOfAFileMadeInPython_givesItsBytes(String kind) throws IOException {
    Path folder = Fixtures.folders(kind).get(0);
    SafetensorsFile file = Fixtures.tensors(folder, kind);
    assertArrayEquals(Files.readAllBytes(file.path()), bytes(copy(file)));
  }

  private static SafetensorsWriter copy(SafetensorsFile file) throws IOException {
    SafetensorsWriter writer = SafetensorsWriter.create();
    file.metadata().forEach(writer::metadata);
    for (String name : file.names()) {
      long[] shape = file.entry(name).shape();
      switch (file.entry(name).dtype()) {
        case F32 -> writer.put(name, shape, file.floats(name));
        case F64 -> writer.put(name, shape, file.doubles(name));
        default -> writer.put(name, shape, file.longs(name));
      }
    }
    return writer;
  }

  private static byte[] bytes(SafetensorsWriter writer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.writeTo(out);
    return out.toByteArray();
  }

  @Test
  void write_thenRead_givesSameBits() throws IOException {
    float[] floats = {Float.intBitsToFloat(0x7fc12345), -0f, Float.MIN_VALUE, 1.5f};
    double[] doubles = {Double.longBitsToDouble(0xfff0000000000001L), Double.MAX_VALUE};
    long[] longs = {Long.MIN_VALUE};
    float[] many = new float[100_003];
    for (int i = 0; i < many.length; i++) {
      many[i] = i;
    }
    Path path = temp.resolve("t");
    SafetensorsWriter.create()
        .put("f", new int[] {2, 2}, floats)
        .put("d \"é\ud83d\ude00\n", new int[] {1, 2}, doubles)
        .put("l", SCALAR, longs)
        .put("many", new long[] {100_003}, many)
        .put("none", new long[] {3, 0}, new double[0])
        .metadata("config", "{\"a\": [1]}")
        .write(path);
    SafetensorsFile file = SafetensorsFile.read(path);
    assertEquals(Map.of("config", "{\"a\": [1]}"), file.metadata());
    assertEquals(0x7fc12345, Float.floatToRawIntBits(file.floats("f")[0]));
    assertArrayEquals(floats, file.floats("f", 2, 2));
    assertEquals(
        0xfff0000000000001L, Double.doubleToRawLongBits(file.doubles("d \"é\ud83d\ude00\n")[0]));
    assertArrayEquals(longs, file.longs("l"));
    assertArrayEquals(many, file.floats("many"));
    assertEquals(0, file.doubles("none").length);
    assertArrayEquals(new long[] {3, 0}, file.entry("none").shape());
  }

  @Test
  void putHalves_thenMapped_givesSameBits() throws IOException {
    short[] values = new short[100_002];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) i;
    }
    short[] given = values.clone();
    Path path = temp.resolve("t");
    SafetensorsWriter writer =
        SafetensorsWriter.create()
            .put("f", SCALAR, new float[1])
            .putHalves("h", new long[] {50_001, 2}, given)
            .putHalves("none", new long[] {0}, new short[0]);
    given[7] = 3;
    writer.write(path);
    SafetensorsFile file = SafetensorsFile.read(path);
    ShortBuffer mapped = file.halves("h", 50_001, 2);
    assertEquals(ShortBuffer.wrap(values), mapped);
    assertTrue(mapped.isReadOnly());
    assertEquals(0, file.halves("none", 0).limit());
    // What is mapped stays what it was when another file takes the file's place.
    SafetensorsWriter.create().write(path);
    assertEquals(ShortBuffer.wrap(values), mapped);
  }

  @Test
  void writeTo_anyOrderOfCalls_givesSameBytes() throws IOException {
    float[] a = {1};
    double[] b = {2};
    long[] c = {3};
    byte[] one =
        bytes(
            SafetensorsWriter.create()
                .put("a", SCALAR, a)
                .put("b", SCALAR, b)
                .put("c", SCALAR, c)
                .metadata("k", "v")
                .metadata("j", "w"));
    byte[] other =
        bytes(
            SafetensorsWriter.create()
                .metadata("j", "w")
                .put("c", SCALAR, c)
                .metadata("k", "v")
                .put("b", SCALAR, b)
                .put("a", SCALAR, a));
    assertArrayEquals(one, other);
    assertEquals(0, (one.length - 20) % 8);
  }

  @Test
  void put_arrayChangedLater_isNotSeen() throws IOException {
    float[] values = {1};
    SafetensorsWriter writer = SafetensorsWriter.create().put("a", SCALAR, values);
    values[0] = 2;
    writer.write(temp.resolve("t"));
    assertEquals(1, SafetensorsFile.read(temp.resolve("t")).floats("a")[0]);
  }

  @Test
  void put_badArguments_areRefusedWithTheirValues() {
    SafetensorsWriter writer = SafetensorsWriter.create().put("a", SCALAR, new float[1]);
    assertMessage("tensor 'a' is put twice", () -> writer.put("a", SCALAR, new long[1]));
    assertMessage(
        "tensor 'b' of shape [2, 3] has 5 values",
        () -> writer.put("b", new int[] {2, 3}, new float[5]));
    assertMessage("[-1, -1]", () -> writer.put("b", new int[] {-1, -1}, new float[1]));
    long half = 1L << 32;
    assertMessage("has 0 values", () -> writer.put("b", new long[] {half, half}, new float[0]));
    assertMessage(
        "no tensor can be named '__metadata__'",
        () -> writer.put("__metadata__", SCALAR, new float[1]));
    assertMessage("no valid Unicode", () -> writer.put("\ud800", SCALAR, new float[1]));
    assertMessage("metadata key", () -> writer.metadata("\udc00", ""));
    writer.metadata("k", "v");
    assertMessage("metadata 'k' is put twice", () -> writer.metadata("k", "v"));
  }

  private static void assertMessage(String part, Runnable action) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, action::run);
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  @Test
  void write_fullDisk_leavesNothing() throws IOException {
    Configuration small =
        Configuration.unix().toBuilder().setBlockSize(512).setMaxSize(8 * 512).build();
    try (FileSystem disk = Jimfs.newFileSystem(small)) {
      Path target = disk.getPath("/w.safetensors");
      SafetensorsWriter writer =
          SafetensorsWriter.create().put("w", new int[] {2000}, new float[2000]);
      IOException error = assertThrows(IOException.class, () -> writer.write(target));
      assertTrue(error.getMessage().startsWith("cannot write " + target), error.getMessage());
      assertFalse(Files.exists(target));
      SafetensorsWriter.create().put("w", new int[] {500}, new float[500]).write(target);
      assertEquals(500, SafetensorsFile.read(target).floats("w").length);
    }
  }
}
