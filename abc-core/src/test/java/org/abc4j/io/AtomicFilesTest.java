package org.abc4j.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  private static final byte[] OLD = "old".getBytes(UTF_8);

  @TempDir Path temp;

  @Test
  void write_newFile_holdsTheBytesAndNothingElseIsLeft() throws IOException {
    Path target = temp.resolve("a.bin");
    byte[] content = new byte[200_001];
    content[200_000] = 7;
    AtomicFiles.write(target, content);
    assertArrayEquals(content, Files.readAllBytes(target));
    assertEquals(List.of(target), list(temp));
  }

  @Test
  void write_existingFile_isReplacedOnlyAtTheEnd() throws IOException {
    Path target = Files.write(temp.resolve("a.bin"), OLD);
    AtomicFiles.write(
        target,
        out -> {
          out.write('n');
          out.flush();
          assertArrayEquals(OLD, Files.readAllBytes(target));
          out.write(new byte[] {'e', 'w'});
          out.close();
        });
    assertEquals("new", Files.readString(target));
    assertEquals(List.of(target), list(temp));
  }

  @Test
  void write_stepBeforeTheRename_findsAllOnTheDiskAndTheTargetAsItWas() throws IOException {
    Path target = Files.write(temp.resolve("a.bin"), OLD);
    byte[] content = new byte[200_001];
    AtomicFiles.Step step =
        () -> {
          assertArrayEquals(OLD, Files.readAllBytes(target));
          try (Stream<Path> files = Files.list(temp)) {
            for (Path file : files.filter(one -> !one.equals(target)).toList()) {
              assertEquals(content.length, Files.size(file));
              Files.write(temp.resolve("seen"), OLD);
            }
          }
        };
    AtomicFiles.write(target, out -> out.write(content), step);
    assertArrayEquals(content, Files.readAllBytes(target));
    Files.delete(temp.resolve("seen"));
    assertThrows(
        IOException.class,
        () ->
            AtomicFiles.write(
                target,
                out -> out.write(OLD),
                () -> {
                  throw new IOException("not yet");
                }));
    assertArrayEquals(content, Files.readAllBytes(target));
    try (Stream<Path> files = Files.list(temp)) {
      assertEquals(List.of(target), files.toList());
    }
  }

  @Test
  void requireWritable_newFolder_isMadeAndEmpty() throws IOException {
    Path folder = temp.resolve("a/b/c");
    AtomicFiles.requireWritable(folder, "a report");
    AtomicFiles.requireWritable(folder, "a report");
    assertEquals(List.of(), list(folder));
  }

  @Test
  void requireWritable_atOrBelowAFile_namesTheFolder() throws IOException {
    Path file = Files.writeString(temp.resolve("notes"), "mine");
    for (Path folder : List.of(file, file.resolve("report"))) {
      IOException failure =
          assertThrows(IOException.class, () -> AtomicFiles.requireWritable(folder, "a report"));
      String message = failure.getMessage();
      assertTrue(message.startsWith("cannot write a report to " + folder + ": "), message);
      assertEquals(1, message.lines().count());
      assertEquals(folder.equals(file), message.endsWith("it is not a folder"), message);
      assertEquals(folder.equals(file), failure.getCause() == null, "its cause, if it has one");
    }
    assertEquals(List.of(file), list(temp));
  }

  @Test
  void deleteLeftovers_ofAKilledWrite_deletesItAndNothingElse() throws IOException {
    String[] temporary = new String[1];
    AtomicFiles.write(
        temp.resolve("a.bin"), out -> temporary[0] = list(temp).get(0).getFileName().toString());
    Files.write(temp.resolve(temporary[0]), OLD);
    Files.write(temp.resolve(".member-012.safetensors.1-2.tmp"), OLD);
    Files.write(temp.resolve(".manifest.json-1-2.tmp"), OLD);
    Files.write(temp.resolve(".codebook.json.1-2.tmp"), OLD);
    Files.write(temp.resolve(".config.json.1-2.tmp"), OLD);
    Files.write(temp.resolve(".training.txt.1-2.tmp"), OLD);
    List<Path> others =
        List.of(
            Files.createDirectory(temp.resolve(".abc-1-2.tmp")),
            Files.write(temp.resolve(".letter.odt.1-2.tmp"), OLD),
            Files.write(temp.resolve(".mine.tmp"), OLD),
            temp.resolve("a.bin"),
            Files.write(temp.resolve("a.bin.1-2.tmp"), OLD));
    AtomicFiles.deleteLeftovers(temp);
    assertEquals(others, list(temp).stream().sorted().toList());
    assertThrows(
        NoSuchFileException.class, () -> AtomicFiles.deleteLeftovers(temp.resolve("nowhere")));
  }

  @Test
  void write_temporaryNameTaken_takesAnother() throws IOException {
    Path stale = temp.resolve("stale");
    String[] next = new String[1];
    AtomicFiles.write(
        stale,
        out -> {
          String name = list(temp).get(0).getFileName().toString();
          int number = Integer.parseInt(name.replaceAll(".*-([0-9]+)[.]tmp", "$1"));
          next[0] = name.replace("-" + number + ".tmp", "-" + (number + 1) + ".tmp");
        });
    // What a killed process of this process id would leave.
    Path left = Files.write(temp.resolve(next[0]), OLD);
    AtomicFiles.write(stale, "new".getBytes(UTF_8));
    assertEquals("new", Files.readString(stale));
    assertArrayEquals(OLD, Files.readAllBytes(left));
  }

  @Test
  void write_contentFails_leavesOldFileAndNamesTargetAndCause() throws IOException {
    Path target = Files.write(temp.resolve("a.bin"), OLD);
    IOException cause = new IOException("the source ran dry");
    IOException error =
        assertThrows(
            IOException.class,
            () ->
                AtomicFiles.write(
                    target,
                    out -> {
                      out.write(new byte[100_000]);
                      throw cause;
                    }));
    assertEquals("no content for " + target + ": the source ran dry", error.getMessage());
    assertSame(cause, error.getCause());
    assertUntouched(target);
  }

  @Test
  void write_contentThrowsUnchecked_leavesOldFileAndThrowsIt() throws IOException {
    Path target = Files.write(temp.resolve("a.bin"), OLD);
    RuntimeException unchecked = new UncheckedIOException(new IOException("x"));
    Error fatal = new OutOfMemoryError("made up");
    assertSame(
        unchecked,
        assertThrows(
            RuntimeException.class,
            () ->
                AtomicFiles.write(
                    target,
                    out -> {
                      throw unchecked;
                    })));
    assertSame(
        fatal,
        assertThrows(
            OutOfMemoryError.class,
            () ->
                AtomicFiles.write(
                    target,
                    out -> {
                      throw fatal;
                    })));
    assertUntouched(target);
  }

  @Test
  void write_fullDisk_leavesOldFileAndNamesTargetAndCause() throws IOException {
    Configuration small =
        Configuration.unix().toBuilder()
            .setBlockSize(512)
            .setMaxSize(64 * 512)
            .setWorkingDirectory("/home")
            .build();
    try (FileSystem disk = Jimfs.newFileSystem(small)) {
      Path target = Files.write(disk.getPath("/home/a.bin"), OLD);
      IOException error =
          assertThrows(IOException.class, () -> AtomicFiles.write(target, new byte[65 * 512]));
      assertEquals("cannot write /home/a.bin: no space left in /home", error.getMessage());
      assertUntouched(target);
      // A producer that reports the failure in words of its own is not to blame for it either.
      error =
          assertThrows(
              IOException.class,
              () ->
                  AtomicFiles.write(
                      target,
                      out -> {
                        try {
                          out.write(new byte[65 * 512]);
                          out.flush();
                        } catch (IOException cause) {
                          throw new IOException("row 3", cause);
                        }
                      }));
      assertEquals("cannot write /home/a.bin: no space left in /home", error.getMessage());
      // What was taken is free again.
      AtomicFiles.write(target, new byte[60 * 512]);
      assertEquals(60 * 512, Files.size(target));
    }
  }

  @Test
  void write_relativePath_goesToTheWorkingFolder() throws IOException {
    Configuration unix = Configuration.unix().toBuilder().setWorkingDirectory("/home").build();
    try (FileSystem disk = Jimfs.newFileSystem(unix)) {
      AtomicFiles.write(disk.getPath("a.bin"), OLD);
      assertArrayEquals(OLD, Files.readAllBytes(disk.getPath("/home/a.bin")));
    }
  }

  @Test
  void write_missingFolder_isNamed() {
    Path target = temp.resolve("none").resolve("a.bin");
    IOException error = assertThrows(IOException.class, () -> AtomicFiles.write(target, OLD));
    assertEquals(
        "cannot write " + target + ": there is no folder " + target.getParent(),
        error.getMessage());
    assertFalse(Files.exists(target.getParent()));
  }

  @Test
  void write_folderAsTarget_isRefused() throws IOException {
    Path target = Files.createDirectory(temp.resolve("folder"));
    IOException error = assertThrows(IOException.class, () -> AtomicFiles.write(target, OLD));
    assertEquals("cannot write " + target + ": it is a folder", error.getMessage());
    assertTrue(Files.isDirectory(target));
  }

  @Test
  void write_unwritableFolder_isAnErrorNamingTargetAndCause() {
    // The JDK's own classes as a file system: read-only for every user, root included.
    Path target = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/a.bin");
    IOException error = assertThrows(IOException.class, () -> AtomicFiles.write(target, OLD));
    assertEquals("cannot write /modules/a.bin: the file system is read-only", error.getMessage());
  }

  private static void assertUntouched(Path target) throws IOException {
    assertArrayEquals(OLD, Files.readAllBytes(target));
    assertEquals(List.of(target), list(target.getParent()));
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
