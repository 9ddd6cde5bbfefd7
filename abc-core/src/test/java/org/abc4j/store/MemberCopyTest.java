package org.abc4j.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of members' files. */
class MemberCopyTest {
  @TempDir private Path disk;

  private EnsembleFolder whole() throws IOException {
    return TinyNetworks.folder(
        Files.createDirectory(disk.resolve("whole")), TinyNetworks.config(), TinyNetworks.code());
  }

  @Test
  void copyMember_isTheSameBytes() throws IOException {
    EnsembleFolder whole = whole();
    whole.copyMember(1, disk);
    Path copy = EnsembleFolder.memberFile(disk, 1);
    assertArrayEquals(
        Files.readAllBytes(EnsembleFolder.memberFile(whole.path(), 1)), Files.readAllBytes(copy));
  }

  /** Also where the copy is there and only looked at. */
  @Test
  void copyMember_interrupted_isDoneAndStaysInterrupted() throws IOException {
    EnsembleFolder whole = whole();
    for (int time = 0; time < 2; time++) {
      Thread.currentThread().interrupt();
      whole.copyMember(1, disk);
      assertTrue(Thread.interrupted());
      assertTrue(Files.exists(EnsembleFolder.memberFile(disk, 1)));
    }
  }

  /** The file is hashed as it is copied: there is no time at which it could change unseen. */
  @Test
  void copy_otherBytesThanThoseOfTheDigest_areNeverInPlace() throws IOException {
    Path file = Files.write(disk.resolve("member-000.safetensors"), new byte[9]);
    Path copy = disk.resolve("copy");
    String digest = Sha256.of(new byte[] {1});
    for (boolean before : new boolean[] {false, true}) {
      if (before) {
        Files.write(copy, new byte[] {2});
      }
      MalformedFileException error =
          assertThrows(MalformedFileException.class, () -> FolderFiles.copy(file, digest, copy));
      assertEquals(file.toString(), error.file());
      assertEquals(digest, error.expected());
      if (before) {
        assertArrayEquals(new byte[] {2}, Files.readAllBytes(copy));
      } else {
        assertFalse(Files.exists(copy));
      }
    }
  }

  @Test
  void copyWhileHashing_givesTheDigestOfWhatItCopied() throws IOException {
    byte[] bytes = new byte[200_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 >> 3);
    }
    Path file = Files.write(disk.resolve("file"), bytes);
    ByteArrayOutputStream copied = new ByteArrayOutputStream();
    assertEquals(Sha256.of(bytes), Sha256.copy(file, copied));
    assertArrayEquals(bytes, copied.toByteArray());
  }
}
