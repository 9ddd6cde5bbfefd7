package org.abc4j.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  @TempDir Path temp;

  @Test
  void of_knownTexts_areFips180Examples() {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        Sha256.of("abc".getBytes(UTF_8)));
    assertEquals(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Sha256.begin().hex());
  }

  @Test
  void of_file_isDigestOfItsBytes() throws IOException {
    byte[] bytes = new byte[150_000];
    bytes[149_999] = 1;
    assertEquals(Sha256.of(bytes), Sha256.of(Files.write(temp.resolve("f"), bytes)));
  }

  @Test
  void of_floats_areLittleEndianBits() {
    float[] values = {1.5f, -0.0f, Float.NaN};
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    assertEquals(Sha256.of(bytes.array()), Sha256.of(values));
    assertNotEquals(Sha256.of(new float[] {0f}), Sha256.of(new float[] {-0f}));
  }

  @Test
  void add_shorts_areLittleEndianBits() {
    short[] values = new short[70_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) (3 * i);
    }
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(values);
    ShortBuffer all = ShortBuffer.wrap(values);
    assertEquals(Sha256.of(bytes.array()), Sha256.begin().add(all).hex());
    assertEquals(values.length, all.remaining());
    ShortBuffer some = bytes.asShortBuffer().position(2).limit(5);
    assertEquals(
        Sha256.of(Arrays.copyOfRange(bytes.array(), 4, 10)), Sha256.begin().add(some).hex());
    assertEquals(Sha256.begin().hex(), Sha256.begin().add(ShortBuffer.allocate(0)).hex());
  }

  @Test
  void add_parts_areOneAfterAnother() {
    byte[] parts = {1, 2, 0, 0, 2, 0, 0, 0, (byte) 0xc3, (byte) 0xa9, 0, 0, (byte) 0x80, 0x3f};
    assertEquals(Sha256.of(parts), Sha256.begin().add(513).add("é").add(new float[] {1f}).hex());
  }

  @Test
  void isDigest_anythingElse_isNone() {
    String digest = Sha256.begin().hex();
    assertTrue(Sha256.isDigest(digest));
    assertFalse(Sha256.isDigest(digest.toUpperCase(Locale.ROOT)));
    assertFalse(Sha256.isDigest(digest + "0"));
    assertFalse(Sha256.isDigest(digest + "\n"));
    assertFalse(Sha256.isDigest(digest.substring(1)));
    assertFalse(Sha256.isDigest("g" + digest.substring(1)));
    assertFalse(Sha256.isDigest(""));
  }

  @Test
  void hex_twice_isAnError() {
    Sha256 digest = Sha256.begin();
    digest.hex();
    assertThrows(IllegalStateException.class, digest::hex);
  }
}
