package org.abc4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIdentityTest {
  @TempDir private Path temp;

  private Path file() throws IOException {
    return Files.write(temp.resolve("a.bin"), new byte[7]);
  }

  /** A folder, and what this machine has of devices and pipes. */
  private List<Path> oddFiles() throws IOException, InterruptedException {
    List<Path> odd = new ArrayList<>(List.of(temp));
    if (Files.exists(Path.of("/dev/zero"))) {
      odd.add(Path.of("/dev/zero"));
      Path pipe = temp.resolve("pipe");
      Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
      if (mkfifo.waitFor(10, TimeUnit.SECONDS) && mkfifo.exitValue() == 0) {
        odd.add(pipe);
      }
    }
    return odd;
  }

  @Test
  void of_folderDeviceOrPipe_isRefusedWithoutWaiting() throws IOException, InterruptedException {
    for (Path odd : oddFiles()) {
      MalformedFileException error =
          assertTimeoutPreemptively(
              Duration.ofSeconds(10),
              () -> assertThrows(MalformedFileException.class, () -> FileIdentity.of(odd)));
      assertEquals(
          odd
              + ": file: expected a regular file, found "
              + (odd.equals(temp) ? "a folder" : "a device or a pipe"),
          error.getMessage());
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> {
            assertThrows(MalformedFileException.class, () -> Sha256.of(odd));
            StrictJson rules = StrictJson.nesting(3);
            assertThrows(MalformedFileException.class, () -> rules.tree(odd, 100));
            assertThrows(MalformedFileException.class, () -> rules.read(odd, 100, tokens -> 1));
          });
    }
    assertThrows(NoSuchFileException.class, () -> FileIdentity.of(temp.resolve("none")));
  }

  @Test
  void requireUnchanged_untouchedFile_holds() throws IOException {
    FileIdentity identity = FileIdentity.of(file());
    assertEquals(7, identity.size());
    Files.readAllBytes(temp.resolve("a.bin"));
    identity.requireUnchanged("content");
  }

  @Test
  void requireUnchanged_fileWrittenReplacedOrGone_isAnError() throws IOException {
    Path file = file();
    FileIdentity identity = FileIdentity.of(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> identity.requireUnchanged("row 3"));
    assertEquals(
        file
            + ": row 3: expected the file as it was when its reading began, found one that was"
            + " replaced or written since",
        error.getMessage());
    FileIdentity touched = FileIdentity.of(file);
    Files.write(file, new byte[8]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertThrows(MalformedFileException.class, () -> touched.requireUnchanged("row 3"));
    FileIdentity longer = FileIdentity.of(file);
    Files.delete(file);
    assertThrows(NoSuchFileException.class, () -> longer.requireUnchanged("row 3"));
  }

  /** Whatever grows, shrinks or is replaced while it is read is not taken for what it was. */
  @Test
  void read_fileWrittenMeanwhile_isRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("a.json"), "[1]");
    StrictJson rules = StrictJson.nesting(3);
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () ->
                rules.read(
                    file,
                    100,
                    tokens -> {
                      Files.writeString(file, "[1,2]");
                      return tokens.next();
                    }));
    assertEquals("one that was replaced or written since", error.found());
  }
}
