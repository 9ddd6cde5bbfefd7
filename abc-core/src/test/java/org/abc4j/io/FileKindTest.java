package org.abc4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileKindTest {
  private static final byte[] POINTER =
      bytes("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");

  @TempDir private Path temp;

  private final Set<FileKind> seen = EnumSet.noneOf(FileKind.class);

  private static byte[] bytes(String oneCharacterAByte) {
    return oneCharacterAByte.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void assertKind(FileKind expected, String oneCharacterAByte) {
    assertKind(expected, bytes(oneCharacterAByte));
  }

  private void assertKind(FileKind expected, byte[] beginning) {
    assertEquals(Optional.of(expected), FileKind.of(beginning));
    seen.add(expected);
  }

  @Test
  void of_wellKnownBeginnings_areTheirKinds() throws IOException {
    assertKind(FileKind.EMPTY, "");
    assertKind(FileKind.ZEROS, "\0\0\0\0\0\0\0\0");
    assertKind(FileKind.GIT_LFS, POINTER);
    assertKind(FileKind.GIT_ANNEX, "/annex/objects/SHA256E-s31390--f50d7ac4c6b9.gz\n");
    assertKind(FileKind.GIT_ANNEX, "../.git/annex/objects/Zx/9K/SHA256E-s1--f5/SHA256E-s1--f5");
    assertKind(FileKind.HTML, "<!DOCTYPE html>\n<html>");
    assertKind(FileKind.HTML, "\357\273\277\r\n <HTML lang='en'>");
    assertKind(FileKind.XML, "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>");
    assertKind(FileKind.JSON, "{ \"format\" : \"abc-ensemble\" }");
    assertKind(FileKind.JSON, "{}");
    assertKind(FileKind.JSON, "[\n 1, 2 ]");
    assertKind(FileKind.BYTE_ORDER_MARK, "\357\273\277{}");
    for (String charset : new String[] {"UTF-16", "x-UTF-16LE-BOM", "X-UTF-32BE-BOM"}) {
      assertKind(FileKind.UTF_16, "{\"a\":1}".getBytes(Charset.forName(charset)));
    }
    assertKind(FileKind.PNG, "\211PNG\r\n\32\n\0\0\0\rIHDR");
    assertKind(FileKind.JPEG, "\377\330\377\340\0\20JFIF");
    assertKind(FileKind.GIF, "GIF89a");
    assertKind(FileKind.GIF, "GIF87a");
    assertKind(FileKind.PDF, "%PDF-1.7");
    assertKind(FileKind.HDF5, "\211HDF\r\n\32\n");
    assertKind(FileKind.NUMPY, "\223NUMPY\1\0v\0{'descr': '<f4'");
    // What torch.save wrote before 1.6, and pickle.dumps of today.
    assertKind(FileKind.PICKLE, "\200\2\212\nl\374\234F\371 j\250P\31.");
    assertKind(FileKind.PICKLE, "\200\4\225\13\0\0\0\0\0\0\0K");
    assertKind(FileKind.IDX, "\0\0\10\3\0\0\1");
    assertKind(FileKind.IDX, "\0\0\15\1");
    assertKind(FileKind.ONNX, "\10\7\22\7pytorch");
    assertKind(FileKind.ONNX, "\10\12:\0");
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("archive/data.pkl"));
    }
    assertKind(FileKind.ZIP, zip.toByteArray());
    zip.reset();
    new ZipOutputStream(zip).close();
    assertKind(FileKind.ZIP, zip.toByteArray());
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    new GZIPOutputStream(gzip).close();
    assertKind(FileKind.GZIP, gzip.toByteArray());
    assertKind(FileKind.SAFETENSORS, "\2\0\0\0\0\0\0\0{}");
    assertEquals(EnumSet.allOf(FileKind.class), seen, "kinds without an example");
  }

  @Test
  void of_whatNobodyKnows_isNone() {
    for (String other :
        new String[] {
          "x",
          "hello",
          "[INFO] done",
          "{x",
          "<",
          "\200\2\0\0",
          "\0\0\10\0",
          "\0\0\12\1",
          "\0\0\1\1",
          "PK",
          "\37x",
          "version 2",
          "\200\1K"
        }) {
      assertEquals(Optional.empty(), FileKind.of(bytes(other)), other);
    }
  }

  /** The header's length, whose bytes may be those of anything, does not tell. */
  @Test
  void of_safetensorsOfEveryHeaderLength_isSafetensors() {
    for (int length = 0; length < 1 << 20; length++) {
      byte[] beginning =
          ByteBuffer.allocate(16)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(length)
              .put((byte) '{')
              .array();
      assertSame(FileKind.SAFETENSORS, FileKind.of(beginning).orElseThrow());
    }
  }

  @Test
  void insteadIn_anotherKind_isSaidAtTheEnd() throws IOException {
    Path file = Files.write(temp.resolve("a.bin"), POINTER);
    IOException cause = new IOException("x");
    MalformedFileException refusal = new MalformedFileException("a.bin", "b", "c", "d", cause);
    MalformedFileException said = FileKind.IDX.insteadIn(refusal, file);
    assertEquals(
        "a.bin: b: expected c, found d; it looks like a Git LFS pointer: run `git lfs pull`",
        said.getMessage());
    assertEquals(
        Optional.of("it looks like a Git LFS pointer: run `git lfs pull`"), said.looksLike());
    assertSame(cause, said.getCause());
    assertEquals(Arrays.asList(refusal.getStackTrace()), Arrays.asList(said.getStackTrace()));
    assertEquals("a.bin", said.file());
    assertEquals("b", said.field());
    assertEquals("c", said.expected());
    assertEquals("d", said.found());
    // Once is enough.
    assertSame(said, FileKind.IDX.insteadIn(said, bytes("%PDF-")));
  }

  @Test
  void insteadIn_theKindThatIsExpectedOrNone_isTheRefusal() {
    MalformedFileException refusal = new MalformedFileException("a.bin", "b", "c", "d");
    assertSame(refusal, FileKind.GIT_LFS.insteadIn(refusal, POINTER));
    assertSame(refusal, FileKind.IDX.insteadIn(refusal, bytes("something")));
    assertEquals(Optional.empty(), refusal.looksLike());
    // A file that has gone meanwhile.
    assertSame(refusal, FileKind.IDX.insteadIn(refusal, temp.resolve("none")));
    assertEquals(NoSuchFileException.class, refusal.getSuppressed()[0].getClass());
  }
}
