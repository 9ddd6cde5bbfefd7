package org.abc4j.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.Test;

/** The harness itself: it sees what it is there to see. */
class FuzzTest {
  private static final byte[] JSON =
      "{\"a\":[1,2,{\"b\":\"text\"}],\"c\":null}".getBytes(StandardCharsets.UTF_8);

  private static final List<byte[]> SOUND = List.of(new byte[8]);

  private static Fuzz run(long mostBytes, Fuzz.Reader reader) throws IOException {
    return Fuzz.run(
        "harness", 1, mostBytes, SOUND, draws -> draws.bytes(new byte[8], new byte[3]), reader);
  }

  private static void assertSeen(String expected, long mostBytes, Fuzz.Reader reader) {
    Fuzz.Reader onlySpoilt =
        file -> {
          if (!Arrays.equals(SOUND.get(0), Files.readAllBytes(file))) {
            reader.read(file);
          }
        };
    String message =
        assertThrows(AssertionError.class, () -> run(mostBytes, onlySpoilt)).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void run_readerThatFailsOtherwise_isSeen() {
    assertSeen(
        "fails with java.lang.IllegalStateException: x",
        1 << 20,
        file -> {
          throw new IllegalStateException("x");
        });
    assertSeen(
        "fails with java.io.IOException: x",
        1 << 20,
        file -> {
          throw new IOException("x");
        });
    assertSeen(
        "fails with java.io.UncheckedIOException",
        1 << 20,
        file -> {
          throw new UncheckedIOException(new IOException("x"));
        });
    assertSeen(
        "refused without naming a file",
        1 << 20,
        file -> {
          throw new MalformedFileException("x", "x", "x", "x");
        });
  }

  @Test
  void run_readerThatTakesMuchMemory_isSeen() {
    assertSeen("bytes took ", 1 << 20, file -> assertEquals(1 << 20, new byte[1 << 20].length));
  }

  @Test
  void assertDeep_allReadOrAllRefusedForOneReason_isSeen() throws IOException {
    Fuzz all = run(1 << 20, file -> {});
    assertThrows(AssertionError.class, () -> all.assertDeep(1, 0));
    Fuzz one =
        run(
            1 << 20,
            file -> {
              if (!Arrays.equals(SOUND.get(0), Files.readAllBytes(file))) {
                throw new MalformedFileException(file.toString(), "x", "x", "x");
              }
            });
    assertThrows(AssertionError.class, () -> one.assertDeep(0, 2));
    one.assertDeep(0, 1);
  }

  @Test
  void mutations_sameIndex_areTheSame() {
    Set<String> different = new HashSet<>();
    for (int k = 0; k < 200; k++) {
      byte[] once = Mutations.of(1, k).jsonFile(JSON, JSON);
      assertArrayEquals(once, Mutations.of(1, k).jsonFile(JSON, JSON));
      different.add(new String(once, StandardCharsets.ISO_8859_1));
    }
    assertTrue(different.size() > 150, "different files: " + different.size());
    assertFalse(Arrays.equals(Mutations.of(1, 3).jsonFile(JSON, JSON), JSON));
  }
}
