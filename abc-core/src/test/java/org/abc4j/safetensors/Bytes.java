package org.abc4j.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes safetensors files by hand, valid or not. */
final class Bytes {
  private Bytes() {}

  static byte[] file(String header, int dataBytes) {
    return file(header.getBytes(UTF_8), new byte[dataBytes]);
  }

  static byte[] file(byte[] header, byte[] data) {
    return ByteBuffer.allocate(8 + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(data)
        .array();
  }

  static Path write(Path folder, byte[] content) throws IOException {
    return Files.write(folder.resolve("t.safetensors"), content);
  }
}
