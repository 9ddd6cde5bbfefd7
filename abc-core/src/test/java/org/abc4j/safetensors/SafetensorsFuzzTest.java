package org.abc4j.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.testing.Fuzz;
import org.junit.jupiter.api.Test;

class SafetensorsFuzzTest {
  private static final long MOST_BYTES = 1 << 20;

  /** Types that no method reads as numbers. */
  private static final List<Dtype> OPAQUE =
      List.of(Dtype.F8_E4M3, Dtype.F8_E5M2, Dtype.U64, Dtype.OTHER);

  private static byte[] small() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SafetensorsWriter.create()
        .metadata("config", "{\"a\":1}")
        .metadata("é", "")
        .put("conv.weight", new int[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6})
        .put("conv.bias", new int[] {2}, new float[] {7, 8})
        .put("d", new int[] {}, new double[] {9})
        .put("l", new int[] {2, 1}, new long[] {10, 11})
        .put("none", new int[] {0, 3}, new float[0])
        .writeTo(out);
    return out.toByteArray();
  }

  private static byte[] other() {
    String header =
        "{\"h\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"BOOL\",\"shape\":[1,2],\"data_offsets\":[12,14]},"
            + "\"i\":{\"data_offsets\":[8,12],\"shape\":[2],\"dtype\":\"I16\"}}";
    return Bytes.file(header, 14);
  }

  private static void readAll(Path path) throws IOException {
    SafetensorsFile file = SafetensorsFile.read(path);
    for (String name : file.names()) {
      TensorEntry entry = file.entry(name);
      if (OPAQUE.contains(entry.dtype())) {
        continue;
      }
      int values =
          switch (entry.dtype()) {
            case F32 -> file.floats(name, entry.shape()).length;
            case F64 -> file.doubles(name).length;
            case F16, BF16 -> file.nearestFloats(name).length;
            default -> file.longs(name).length;
          };
      assertEquals(entry.elements(), values, name);
    }
    file.metadata().forEach((key, value) -> assertEquals(value, file.metadata().get(key)));
  }

  @Test
  void read_spoiltFiles_areReadOrRefused() throws IOException {
    List<byte[]> sound = List.of(small(), other());
    Fuzz.run(
            "tensors",
            24,
            MOST_BYTES,
            sound,
            draws -> draws.safetensors(draws.of(sound), draws.of(sound)),
            SafetensorsFuzzTest::readAll)
        .assertDeep(2, 24);
  }
}
