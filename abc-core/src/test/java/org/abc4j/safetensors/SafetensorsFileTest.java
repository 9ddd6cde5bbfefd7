package org.abc4j.safetensors;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
  private static final String EVERY_INTEGER =
      "{'i8':{'dtype':'I8','shape':[2],'data_offsets':[0,2]},"
          + "'u8':{'dtype':'U8','shape':[2],'data_offsets':[2,4]},"
          + "'i16':{'dtype':'I16','shape':[1,2],'data_offsets':[4,8]},"
          + "'u16':{'dtype':'U16','shape':[2,1],'data_offsets':[8,12]},"
          + "'i32':{'dtype':'I32','shape':[2],'data_offsets':[12,20]},"
          + "'u32':{'dtype':'U32','shape':[2],'data_offsets':[20,28]},"
          + "'i64':{'dtype':'I64','shape':[2],'data_offsets':[28,44]},"
          + "'bool':{'dtype':'BOOL','shape':[2],'data_offsets':[44,46]},"
          + "'u64':{'dtype':'U64','shape':[],'data_offsets':[46,54]}}";

  @TempDir Path temp;

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private SafetensorsFile read(String header, int dataBytes) throws IOException {
    return SafetensorsFile.read(Bytes.write(temp, Bytes.file(json(header), dataBytes)));
  }

  private MalformedFileException fault(byte[] content) throws IOException {
    Path file = Bytes.write(temp, content);
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> SafetensorsFile.read(file));
    assertEquals(file.toString(), error.file());
    assertEquals(
        file
            + ": "
            + error.field()
            + ": expected "
            + error.expected()
            + ", found "
            + error.found()
            + error.looksLike().map(instead -> "; " + instead).orElse(""),
        error.getMessage());
    return error;
  }

  private void assertFault(
      String header, int dataBytes, String field, String expected, String found)
      throws IOException {
    MalformedFileException error = fault(Bytes.file(json(header), dataBytes));
    assertEquals(field, error.field());
    assertEquals(expected, error.expected());
    assertEquals(found, error.found());
  }

  private static String one(String dtype, String shape, String offsets) {
    return "{'w':{'dtype':'" + dtype + "','shape':" + shape + ",'data_offsets':" + offsets + "}}";
  }

  @Test
  void longs_everyIntegerType_widensExactly() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(54).order(ByteOrder.LITTLE_ENDIAN);
    data.put((byte) -128).put((byte) 127).put((byte) 0).put((byte) 255);
    data.putShort(Short.MIN_VALUE).putShort((short) 258).putShort((short) 0).putShort((short) -1);
    data.putInt(Integer.MIN_VALUE).putInt(66_051).putInt(0).putInt(-1);
    data.putLong(Long.MIN_VALUE).putLong(72_623_859_790_382_856L).put((byte) 0).put((byte) 1);
    Path path =
        Bytes.write(
            temp, Bytes.file(json(EVERY_INTEGER).getBytes(StandardCharsets.UTF_8), data.array()));
    SafetensorsFile file = SafetensorsFile.read(path);
    assertEquals(
        List.of("i8", "u8", "i16", "u16", "i32", "u32", "i64", "bool", "u64"),
        List.copyOf(file.names()));
    assertArrayEquals(new long[] {-128, 127}, file.longs("i8"));
    assertArrayEquals(new long[] {0, 255}, file.longs("u8"));
    assertArrayEquals(new long[] {-32768, 0x0102}, file.longs("i16"));
    assertArrayEquals(new long[] {0, 65535}, file.longs("u16"));
    assertArrayEquals(new long[] {Integer.MIN_VALUE, 0x010203}, file.longs("i32"));
    assertArrayEquals(new long[] {0, 4_294_967_295L}, file.longs("u32"));
    assertArrayEquals(new long[] {Long.MIN_VALUE, 0x0102030405060708L}, file.longs("i64"));
    assertArrayEquals(new long[] {0, 1}, file.longs("bool"));
    assertArrayEquals(new long[] {1, 2}, file.entry("i16").shape());
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> file.longs("u64"));
    assertEquals("tensor 'u64', dtype", error.field());
    assertEquals("U64", error.found());
  }

  @Test
  void doubles_ofF32_areWidened() throws IOException {
    Path path =
        Bytes.write(
            temp,
            Bytes.file(
                json(one("F32", "[1]", "[0,4]")).getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xcd, (byte) 0xcc, (byte) 0xcc, 0x3d}));
    SafetensorsFile file = SafetensorsFile.read(path);
    assertArrayEquals(new double[] {0.1f}, file.doubles("w"));
    assertArrayEquals(new float[] {0.1f}, file.floats("w", 1));
    assertEquals("TensorEntry[w F32 [1]]", file.entry("w").toString());
  }

  @Test
  void floats_ofOtherType_isAnErrorNamingBoth() throws IOException {
    SafetensorsFile file = read(one("F64", "[2]", "[0,16]"), 16);
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> file.floats("w"));
    assertEquals("tensor 'w', dtype", error.field());
    assertEquals("F32", error.expected());
    assertEquals("F64", error.found());
  }

  @Test
  void floats_ofOtherShape_isAnErrorNamingBoth() throws IOException {
    SafetensorsFile file = read(one("F32", "[2,3]", "[0,24]"), 24);
    assertEquals(6, file.floats("w", 2, 3).length);
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> file.floats("w", 3, 2));
    assertEquals("tensor 'w', shape", error.field());
    assertEquals("[3, 2]", error.expected());
    assertEquals("[2, 3]", error.found());
  }

  @Test
  void entry_unknownName_isAnErrorNamingIt() throws IOException {
    SafetensorsFile file = read(one("F32", "[]", "[0,4]"), 4);
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> file.entry("v"));
    assertEquals("tensor 'v'", error.field());
    assertEquals("1 others", error.found());
  }

  @Test
  void read_noTensors_isEmpty() throws IOException {
    SafetensorsFile file = read("{'__metadata__':{'a':'b'}}   ", 0);
    assertTrue(file.names().isEmpty());
    assertEquals(Map.of("a", "b"), file.metadata());
  }

  @Test
  void read_emptyTensorsBetweenOthers_areFine() throws IOException {
    SafetensorsFile file =
        read(
            "{'z':{'dtype':'F32','shape':[0,7],'data_offsets':[4,4]},"
                + "'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]},"
                + "'a':{'dtype':'F32','shape':[],'data_offsets':[0,4]}}",
            8);
    assertEquals(List.of("a", "z", "b"), List.copyOf(file.names()));
    assertEquals(0, file.floats("z").length);
    assertEquals(1, file.floats("a").length);
  }

  @Test
  void read_missingFile_isNoSuchFile() {
    Path missing = temp.resolve("missing");
    assertThrows(NoSuchFileException.class, () -> SafetensorsFile.read(missing));
  }

  @Test
  void read_folder_isRefused() {
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> SafetensorsFile.read(temp));
    assertEquals("a regular file", error.expected());
  }

  @Test
  void read_badLengths_areRefusedBeforeAllocation() throws IOException {
    assertEquals("5 bytes", fault(new byte[5]).found());
    byte[] content = Bytes.file("{}", 0);
    content[7] = (byte) 0xff;
    MalformedFileException error = fault(content);
    assertEquals("header length", error.field());
    assertEquals("at most 2 bytes", error.expected());
    assertEquals("18374686479671623682 bytes", error.found());
    content = Bytes.file("{}", 0);
    content[0] = 3;
    assertEquals("3 bytes", fault(content).found());
    assertEquals("nothing", fault(new byte[8]).found());
  }

  @Test
  void read_anotherKindOfFile_saysWhatItLooksLike() throws IOException {
    String[][] cases = {
      {
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
        "it looks like a Git LFS pointer: run `git lfs pull`"
      },
      {
        "<!DOCTYPE html><html><body>404</body></html>",
        "it looks like an HTML page, as a server sends it in the place of a file"
      },
      {
        "PK\3\4\24\0\0\0\10\0archive/data.pkl",
        "it looks like a zip archive, which PyTorch's .pt and NumPy's .npz files are too"
      },
      {"{\"format\": \"abc-ensemble\"}", "it looks like JSON"}
    };
    for (String[] one : cases) {
      MalformedFileException error = fault(one[0].getBytes(StandardCharsets.ISO_8859_1));
      assertEquals("header length", error.field());
      assertEquals(Optional.of(one[1]), error.looksLike());
    }
    assertEquals(Optional.of("it is empty"), fault(new byte[0]).looksLike());
    // A safetensors file with a fault is one, whatever the length of its header looks like.
    String header = json(one("F32", "[2]", "[0,8]"));
    String padded = header + " ".repeat(0x280 - header.length());
    assertEquals(Optional.empty(), fault(Bytes.file(padded, 4)).looksLike());
  }

  @Test
  void longs_boolThatIsNeither_isRefused() throws IOException {
    byte[] content = Bytes.file(json(one("BOOL", "[3]", "[0,3]")), 3);
    content[content.length - 1] = 2;
    SafetensorsFile file = SafetensorsFile.read(Bytes.write(temp, content));
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> file.longs("w"));
    assertEquals(file.path() + ": tensor 'w': expected 0 or 1, found 2", error.getMessage());
  }

  @Test
  void read_headerLongerThanTheFormatAllows_isRefused() throws IOException {
    Path path = temp.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(200_000_000);
      file.writeLong(Long.reverseBytes(100_000_001));
    }
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> SafetensorsFile.read(path));
    assertEquals("at most 100000000 bytes", error.expected());
    assertEquals("100000001 bytes", error.found());
  }

  @Test
  void longs_besideATensorLargerThanAnArray_readsOnlyWhatIsAsked() throws IOException {
    String header =
        json(
            "{'huge':{'dtype':'U8','shape':[2147483648],'data_offsets':[0,2147483648]},"
                + "'last':{'dtype':'U8','shape':[1],'data_offsets':[2147483648,2147483649]}}");
    byte[] head = Bytes.file(header, 0);
    Path path = temp.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(head);
      file.setLength(head.length + 2147483649L);
      file.seek(head.length + 2147483648L);
      file.write(9);
    }
    SafetensorsFile file = SafetensorsFile.read(path);
    assertArrayEquals(new long[] {9}, file.longs("last"));
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> file.longs("huge"));
    assertEquals("2147483648 values", error.found());
  }

  @Test
  void halves_largerThanAMapping_areRefused() throws IOException {
    byte[] head =
        Bytes.file(
            json("{'huge':{'dtype':'F16','shape':[1073741824],'data_offsets':[0,2147483648]}}"), 0);
    Path path = temp.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(head);
      file.setLength(head.length + 2147483648L);
    }
    SafetensorsFile file = SafetensorsFile.read(path);
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> file.halves("huge", 1073741824));
    assertEquals("at most 2147483647 bytes to be mapped", error.expected());
    assertEquals("2147483648 bytes", error.found());
  }

  /** Behind one byte, as other writers may leave it. */
  @Test
  void halves_atAnOddPlace_areRead() throws IOException {
    String header =
        "{'b':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},"
            + "'h':{'dtype':'F16','shape':[2],'data_offsets':[1,5]}}";
    Path path =
        Bytes.write(
            temp,
            Bytes.file(json(header).getBytes(StandardCharsets.UTF_8), new byte[] {9, 1, 2, 3, 4}));
    SafetensorsFile file = SafetensorsFile.read(path);
    assertEquals(0x0201, file.halves("h", 2).get(0));
    assertEquals(0x0403, file.halves("h", 2).get(1));
    assertRefused("tensor 'h', shape: expected [3], found [2]", file, "h", 3);
    assertRefused("tensor 'b', dtype: expected F16, found U8", file, "b", 1);
    assertRefused("tensor 'x': expected a tensor of that name, found 2 others", file, "x", 1);
    Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000));
    assertRefused(
        "tensor 'h': expected the file as it was when its reading began, found one that was"
            + " replaced or written since",
        file,
        "h",
        2);
  }

  @Test
  void mappedFloats_areThoseThatAreRead() throws IOException {
    float[] values = {1, -2.5f, Float.MIN_VALUE, Float.NaN, 7, 8};
    Path path = temp.resolve("floats");
    SafetensorsWriter.create()
        .put("w", new int[] {2, 3}, values)
        .put("d", new int[] {1}, new double[1])
        .write(path);
    SafetensorsFile file = SafetensorsFile.read(path);
    float[] mapped = new float[6];
    file.mappedFloats("w", 2, 3).get(mapped);
    assertArrayEquals(values, mapped);
    assertTrue(file.mappedFloats("w", 2, 3).isReadOnly());
    assertEquals(
        path + ": tensor 'w', shape: expected [6], found [2, 3]",
        assertThrows(MalformedFileException.class, () -> file.mappedFloats("w", 6)).getMessage());
    assertEquals(
        path + ": tensor 'd', dtype: expected F32, found F64",
        assertThrows(MalformedFileException.class, () -> file.mappedFloats("d", 1)).getMessage());
  }

  private static void assertRefused(
      String message, SafetensorsFile file, String name, long... shape) {
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> file.halves(name, shape));
    assertEquals(file.path() + ": " + message, error.getMessage());
  }

  @Test
  void read_badOffsets_areRefused() throws IOException {
    String range = "[begin, end] with begin <= end <= 4, the bytes behind the header";
    String field = "tensor 'w', data_offsets";
    assertFault(one("F32", "[1]", "[4,0]"), 4, field, range, "[4, 0]");
    assertFault(one("F32", "[2]", "[0,8]"), 4, field, range, "[0, 8]");
    assertFault(one("F32", "[1]", "[0]"), 4, field, "2 numbers", "[0]");
    assertFault(one("F32", "[1]", "[0,4,4]"), 4, field, "at most 2 numbers", "more");
    assertFault(one("F32", "[1]", "[-4,0]"), 4, field, "numbers from 0 to 2^63 - 1", "-4");
    assertFault(one("F32", "[1]", "[0,4.0]"), 4, field, "whole numbers", "'4.0'");
    assertFault(
        one("F32", "[1]", "[0,9223372036854775808]"),
        4,
        field,
        "numbers from 0 to 2^63 - 1",
        "9223372036854775808");
  }

  @Test
  void read_sizeThatIsNotShapeTimesType_isRefused() throws IOException {
    String field = "tensor 'w', data_offsets";
    assertFault(one("F64", "[1]", "[0,4]"), 4, field, "8 bytes for F64 [1]", "4 bytes");
    assertFault(one("F32", "[0]", "[0,4]"), 4, field, "0 bytes for F32 [0]", "4 bytes");
    String limit = "at most 2^63 - 1 bytes";
    // 2^32 · 2^32 · 4 is 0 modulo 2^64.
    assertFault(
        one("F32", "[4294967296,4294967296]", "[0,0]"),
        0,
        "tensor 'w', shape",
        limit,
        "[4294967296, 4294967296]");
    assertFault(
        one("F32", "[4611686018427387904]", "[0,0]"),
        0,
        "tensor 'w', shape",
        limit,
        "[4611686018427387904]");
  }

  @Test
  void read_gapOverlapOrRest_isRefused() throws IOException {
    assertFault(
        one("F32", "[1]", "[4,8]"),
        8,
        "tensor 'w', data_offsets",
        "data that begins at 0, where the tensor before it ends",
        "data that begins at 4");
    assertFault(
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},"
            + "'b':{'dtype':'U8','shape':[4],'data_offsets':[2,6]}}",
        6,
        "tensor 'b', data_offsets",
        "data that begins at 4, where the tensor before it ends",
        "data that begins at 2");
    assertFault(
        one("F32", "[1]", "[0,4]"),
        5,
        "file size",
        "tensors that cover all 5 bytes behind the header",
        "tensors that cover 4");
  }

  @Test
  void read_wrongFields_areRefused() throws IOException {
    String three = "dtype, shape and data_offsets";
    assertFault("{'w':{'dtype':'F32','shape':[]}}", 4, "tensor 'w'", three, "no data_offsets");
    assertFault("{'w':{'shape':[],'data_offsets':[0,4]}}", 4, "tensor 'w'", three, "no dtype");
    assertFault("{'w':{'dtype':'F32','data_offsets':[0,4]}}", 4, "tensor 'w'", three, "no shape");
    assertFault("{'w':{'type':'F32'}}", 4, "tensor 'w'", three, "'type'");
    assertFault("{'w':7}", 0, "tensor 'w'", "a JSON object", "'7'");
    assertFault("{'w':{'dtype':7}}", 0, "tensor 'w', dtype", "a string", "'7'");
    assertFault("{'w':{'shape':7}}", 0, "tensor 'w', shape", "an array of numbers", "'7'");
    assertFault("{'w':{'shape':['7']}}", 0, "tensor 'w', shape", "whole numbers", "'7'");
    assertFault("{'__metadata__':{'k':7}}", 0, "__metadata__, key 'k'", "a string", "'7'");
    assertFault("{'__metadata__':[]}", 0, "__metadata__", "a JSON object", "'['");
    assertFault("{} {}", 0, "header", "nothing after the JSON object", "START_OBJECT");
    assertFault(" {}", 0, "header", "a JSON object that begins with '{'", "byte 0x20");
  }

  /** The rest of the file is read as if it were not there; it must keep to its place. */
  @Test
  void read_typeThatIsNotKnown_refusesThatTensorAlone() throws IOException {
    SafetensorsFile file =
        read(
            "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                + "'w':{'dtype':'F6_E2M3','shape':[4],'data_offsets':[4,7]},"
                + "'o':{'dtype':'OTHER','shape':[],'data_offsets':[7,8]},"
                + "'z':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}}",
            12);
    assertEquals(Set.of("a", "w", "o", "z"), file.names());
    assertEquals(1, file.floats("z").length);
    TensorEntry entry = file.entry("w");
    assertEquals(Dtype.OTHER, entry.dtype());
    assertEquals("F6_E2M3", entry.dtypeName());
    assertEquals(4, entry.elements());
    assertEquals(3, entry.byteCount());
    assertEquals("TensorEntry[w F6_E2M3 [4]]", entry.toString());
    assertEquals(0, Dtype.OTHER.bytes());
    for (Executable reading :
        List.<Executable>of(
            () -> file.floats("w"),
            () -> file.doubles("w"),
            () -> file.longs("w"),
            () -> file.halves("w", 4),
            () -> file.nearestFloats("w"),
            () -> file.requireFloating("w", 4))) {
      MalformedFileException error = assertThrows(MalformedFileException.class, reading);
      assertEquals("tensor 'w', dtype", error.field());
      assertEquals("F6_E2M3", error.found());
    }
    assertFault(
        "{'w':{'dtype':'F31','shape':[1],'data_offsets':[0,5]}}",
        4,
        "tensor 'w', data_offsets",
        "[begin, end] with begin <= end <= 4, the bytes behind the header",
        "[0, 5]");
  }

  /** Of the three narrower types each number is one of float; of doubles the nearest. */
  @Test
  void nearestFloats_ofEveryFloatingType_areTheNumbers() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(2 * 4 + 2 * 2 + 3 * 2 + 3 * 8);
    data.order(ByteOrder.LITTLE_ENDIAN);
    data.putFloat(0.1f).putFloat(Float.NaN);
    data.putShort((short) 0x3c01).putShort((short) 0xfc00);
    data.putShort((short) 0x3f81).putShort((short) 0x8001).putShort((short) 0x7f80);
    data.putDouble(0.1).putDouble(1 + 0x1p-24).putDouble(Double.NEGATIVE_INFINITY);
    Path path =
        Bytes.write(
            temp,
            Bytes.file(
                json("{'f':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
                        + "'h':{'dtype':'F16','shape':[2],'data_offsets':[8,12]},"
                        + "'b':{'dtype':'BF16','shape':[3],'data_offsets':[12,18]},"
                        + "'d':{'dtype':'F64','shape':[3],'data_offsets':[18,42]}}")
                    .getBytes(StandardCharsets.UTF_8),
                data.array()));
    SafetensorsFile file = SafetensorsFile.read(path);
    assertArrayEquals(new float[] {0.1f, Float.NaN}, file.nearestFloats("f"));
    assertArrayEquals(new float[] {1 + 0x1p-10f, Float.NEGATIVE_INFINITY}, file.nearestFloats("h"));
    assertArrayEquals(
        new float[] {1 + 0x1p-7f, -0x1p-133f, Float.POSITIVE_INFINITY}, file.nearestFloats("b"));
    assertArrayEquals(new float[] {0.1f, 1, Float.NEGATIVE_INFINITY}, file.nearestFloats("d"));
    file.requireFloating("b", 3);
    assertEquals(
        "tensor 'b', shape",
        assertThrows(MalformedFileException.class, () -> file.requireFloating("b", 2)).field());
  }

  @Test
  void nearestFloats_ofADoubleThatFloatDoesNotHold_isRefused() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(1e300);
    Path path =
        Bytes.write(
            temp,
            Bytes.file(
                json(one("F64", "[1]", "[0,8]")).getBytes(StandardCharsets.UTF_8), data.array()));
    assertFails(
        MalformedFileException.class,
        path + ": tensor 'w': expected values that a float holds, found 1.0E300",
        () -> SafetensorsFile.read(path).nearestFloats("w"));
  }

  @Test
  void read_duplicateKeys_areRefused() throws IOException {
    String entry = "'w':{'dtype':'U8','shape':[0],'data_offsets':[0,0]}";
    for (String header :
        List.of(
            "{" + entry + "," + entry + "}",
            "{'__metadata__':{},'__metadata__':{}}",
            "{'__metadata__':{'w':'a','w':'b'}}",
            "{'w':{'dtype':'U8','dtype':'U8','shape':[0],'data_offsets':[0,0]}}")) {
      MalformedFileException error = fault(Bytes.file(json(header), 0));
      assertTrue(error.found().startsWith("Duplicate field"), error.getMessage());
    }
  }

  @Test
  void read_badJson_isRefused() throws IOException {
    for (String header :
        List.of("{", "{'w'", "{'w':{'shape':[", "{'w':{'shape':[[", "{'w':{'shape':[{'a':1}]}}")) {
      fault(Bytes.file(json(header), 0));
    }
    assertEquals(
        "UTF-8", fault(Bytes.file(new byte[] {'{', '"', -1, '"'}, new byte[0])).expected());
    fault(Bytes.file("{}".getBytes(StandardCharsets.UTF_16LE), new byte[0]));
  }

  @Test
  void read_longName_isQuotedInPart() throws IOException {
    String name = "n".repeat(100_000);
    MalformedFileException error = fault(Bytes.file(json("{'" + name + "':7}"), 0));
    assertTrue(error.getMessage().length() < 1000, "length " + error.getMessage().length());
  }

  @Test
  void floats_fileChangedSinceItsHeaderWasRead_isRefused() throws IOException {
    SafetensorsFile file = read(one("F32", "[1]", "[0,4]"), 4);
    file.floats("w");
    Files.setLastModifiedTime(file.path(), FileTime.fromMillis(1_000_000));
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> file.floats("w"));
    assertEquals("one that was replaced or written since", error.found());
    Files.write(file.path(), new byte[3]);
    error = assertThrows(MalformedFileException.class, () -> file.floats("w"));
    assertEquals("tensor 'w'", error.field());
  }

  @Test
  void requireFloats_otherShapeOrTypeOrNone_isNamedWithoutReading() throws IOException {
    SafetensorsFile file =
        read(
            "{'f':{'dtype':'F32','shape':[2,1],'data_offsets':[0,8]},"
                + "'d':{'dtype':'F64','shape':[1],'data_offsets':[8,16]}}",
            16);
    // Nothing of this needs the file, so it may be gone.
    Files.delete(file.path());
    file.requireFloats("f", 2, 1);
    assertRequired("tensor 'f', shape: expected [1, 2], found [2, 1]", file, "f", 1, 2);
    assertRequired("tensor 'd', shape: expected [2], found [1]", file, "d", 2);
    assertRequired("tensor 'd', dtype: expected F32, found F64", file, "d", 1);
    assertRequired("tensor 'x': expected a tensor of that name, found 2 others", file, "x", 1);
  }

  private static void assertRequired(
      String message, SafetensorsFile file, String name, long... shape) {
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> file.requireFloats(name, shape));
    assertEquals(file.path() + ": " + message, error.getMessage());
  }
}
