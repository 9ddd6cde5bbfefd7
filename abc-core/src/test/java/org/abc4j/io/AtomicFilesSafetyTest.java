package org.abc4j.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.abc4j.testing.Jvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read what is written, where it goes, and what killed processes leave. */
class AtomicFilesSafetyTest {
  private static final byte[] NEW = "new".getBytes(UTF_8);

  @TempDir private Path temp;

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static boolean hasPermissions(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static Set<PosixFilePermission> permissions(Path file) throws IOException {
    return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
  }

  // Permissions.

  private static void assertKeepsPermissions(Path folder, String permissions) throws IOException {
    Set<PosixFilePermission> expected = PosixFilePermissions.fromString(permissions);
    Path target = Files.writeString(folder.resolve("a.bin"), "old");
    Files.setPosixFilePermissions(target, expected);
    AtomicFiles.write(
        target,
        out -> {
          for (Path file : list(folder)) {
            // While it is written, nobody else can read it either.
            assertTrue(expected.containsAll(permissions(file)), file + " " + permissions(file));
          }
          out.write(NEW);
        });
    assertEquals(expected, permissions(target));
    assertEquals(List.of(target), list(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "rw-r-----", "rw-rw-rw-", "r--r--r--", "rwxr-x--x"})
  void write_existingFile_keepsItsPermissions(String permissions) throws IOException {
    if (hasPermissions(temp)) {
      assertKeepsPermissions(temp, permissions);
      assertEquals("new", Files.readString(temp.resolve("a.bin")));
    }
    Configuration posix =
        Configuration.unix().toBuilder().setAttributeViews("basic", "owner", "posix").build();
    try (FileSystem disk = Jimfs.newFileSystem(posix)) {
      assertKeepsPermissions(Files.createDirectory(disk.getPath("/folder")), permissions);
    }
  }

  @Test
  void write_newFile_hasThePermissionsThatTheProcessGives() throws IOException {
    if (hasPermissions(temp)) {
      Path other = Files.createFile(temp.resolve("other"));
      Path target = temp.resolve("a.bin");
      AtomicFiles.write(target, NEW);
      assertEquals(permissions(other), permissions(target));
    }
  }

  // Names and kinds of targets.

  @ParameterizedTest
  @ValueSource(ints = {1, 200, 250, 255})
  void write_nameOfAnyLength_isWritten(int length) throws IOException {
    Path target = temp.resolve("n".repeat(length));
    AtomicFiles.write(target, NEW);
    AtomicFiles.write(target, NEW);
    assertEquals(List.of(target), list(temp));
  }

  @Test
  void write_linkToAFile_replacesTheLinkAlone() throws IOException {
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Path secret = Files.writeString(elsewhere.resolve("secret"), "old");
    Path folder = Files.createDirectory(temp.resolve("folder"));
    Path target = Files.createSymbolicLink(folder.resolve("a.bin"), secret);
    Path fresh = Files.createFile(folder.resolve("fresh"));
    AtomicFiles.write(target, NEW);
    assertTrue(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS));
    assertEquals("new", Files.readString(target));
    assertEquals("old", Files.readString(secret));
    if (hasPermissions(temp)) {
      assertEquals(permissions(fresh), permissions(target));
    }
    assertEquals(List.of(secret), list(elsewhere));
  }

  @Test
  void write_linkToNothing_replacesIt() throws IOException {
    Path nothing = temp.resolve("nothing");
    Path target = Files.createSymbolicLink(temp.resolve("a.bin"), nothing);
    AtomicFiles.write(target, NEW);
    assertTrue(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS));
    assertFalse(Files.exists(nothing));
  }

  @Test
  void write_linkToAFolderOrADevice_isRefused() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("folder"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), folder);
    IOException error = assertThrows(IOException.class, () -> AtomicFiles.write(link, NEW));
    assertEquals("cannot write " + link + ": it is a folder", error.getMessage());
    Path device = Path.of("/dev/null");
    if (Files.exists(device)) {
      Path toDevice = Files.createSymbolicLink(temp.resolve("device"), device);
      error = assertThrows(IOException.class, () -> AtomicFiles.write(toDevice, NEW));
      assertEquals("cannot write " + toDevice + ": it is a device or a pipe", error.getMessage());
      assertTrue(Files.isSymbolicLink(toDevice));
      Files.delete(toDevice);
    }
  }

  @Test
  void write_pipe_isRefusedAndLeftAlone() throws IOException, InterruptedException {
    Path pipe = temp.resolve("pipe");
    if (Files.exists(Path.of("/dev/null"))
        && new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0) {
      IOException error = assertThrows(IOException.class, () -> AtomicFiles.write(pipe, NEW));
      assertEquals("cannot write " + pipe + ": it is a device or a pipe", error.getMessage());
      assertFalse(Files.isRegularFile(pipe));
      assertEquals(List.of(pipe), list(temp));
    }
  }

  // What killed processes leave.

  @Test
  void deleteLeftovers_ofAFileInTheMaking_leavesItAlone() throws IOException {
    Path target = temp.resolve("a.bin");
    Path sameFolder = Files.createSymbolicLink(temp.resolve("link"), temp);
    AtomicFiles.write(
        target,
        out -> {
          out.write(NEW);
          int files = list(temp).size();
          AtomicFiles.deleteLeftovers(temp);
          AtomicFiles.deleteLeftovers(sameFolder);
          assertEquals(files, list(temp).size());
        });
    assertEquals("new", Files.readString(target));
    assertEquals(List.of(target, sameFolder), list(temp));
  }

  private static void awaitBegun(Process process) throws IOException {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = said.readLine();
    while (line != null && !line.equals(WritingProcess.BEGUN)) {
      line = said.readLine();
    }
    assertEquals(WritingProcess.BEGUN, line);
  }

  @Test
  void deleteLeftovers_ofAnotherProcess_deletesThemOnceItIsKilled() throws Exception {
    Path target = temp.resolve("a.bin");
    Process process = Jvm.start(WritingProcess.class, List.of(), target.toString());
    try {
      awaitBegun(process);
      assertEquals(1, list(temp).size());
      for (int again = 0; again < 3; again++) {
        AtomicFiles.deleteLeftovers(temp);
        assertEquals(1, list(temp).size(), "the file that the other process writes");
      }
      process.destroyForcibly().waitFor();
      assertEquals(1, list(temp).size());
      AtomicFiles.deleteLeftovers(temp);
      assertEquals(List.of(), list(temp));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void deleteLeftovers_ofAnotherProcess_doNotHinderIt() throws Exception {
    Path target = temp.resolve("a.bin");
    Process process = Jvm.start(WritingProcess.class, List.of(), target.toString());
    try {
      awaitBegun(process);
      AtomicFiles.deleteLeftovers(temp);
      process.getOutputStream().close();
      assertEquals(0, process.waitFor());
      assertEquals(List.of(target), list(temp));
      assertEquals(100_000, Files.size(target));
    } finally {
      process.destroyForcibly();
    }
  }

  /** Where locks are mandatory, it can be read, by its new name too. */
  @Test
  void write_meanwhile_leavesAllBytesOfTheFileUnlocked() throws Exception {
    Path target = temp.resolve("a.bin");
    Process process = Jvm.start(WritingProcess.class, List.of(), target.toString());
    try {
      awaitBegun(process);
      try (FileChannel channel = FileChannel.open(list(temp).get(0), StandardOpenOption.READ)) {
        assertNotNull(channel.tryLock(0, Long.MAX_VALUE >> 1, true));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void deleteLeftovers_lockedByAnotherClassLoader_leavesItAndItsLock() throws Exception {
    Path left = Files.createFile(temp.resolve(".abc-1-1.tmp"));
    try (FileChannel other = FileChannel.open(left, StandardOpenOption.WRITE)) {
      assertNotNull(other.tryLock(Long.MAX_VALUE - 1, 1, false));
      AtomicFiles.deleteLeftovers(temp);
      assertEquals(List.of(left), list(temp));
      Process process = Jvm.start(CleaningProcess.class, List.of(), temp.toString());
      assertEquals(0, process.waitFor());
      assertEquals(List.of(left), list(temp), "another process finds it locked still");
    }
    AtomicFiles.deleteLeftovers(temp);
    assertEquals(List.of(), list(temp));
  }

  /** As in a folder that several people write to. */
  @Test
  void deleteLeftovers_somebodyElses_leavesItAndCleansOn() throws IOException {
    Path others = Files.createFile(temp.resolve(".abc-1-2.tmp"));
    for (int number = 1; number <= 3; number += 2) {
      Files.createFile(temp.resolve(".abc-1-" + number + ".tmp"));
    }
    AtomicFiles.deleteLeftovers(
        temp,
        file -> {
          if (file.equals(others)) {
            throw new AccessDeniedException(file.toString());
          }
          return FileChannel.open(file, StandardOpenOption.READ);
        });
    assertEquals(List.of(others), list(temp));
  }

  // Archives.

  @Test
  void write_intoAnArchive_isThereAndWhole() throws IOException {
    URI archive = URI.create("jar:" + temp.resolve("a.zip").toUri());
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path target = zip.getPath("/a.bin");
      AtomicFiles.write(target, "old".getBytes(UTF_8));
      AtomicFiles.write(target, NEW);
      AtomicFiles.deleteLeftovers(zip.getPath("/"));
      assertEquals("new", Files.readString(target));
      assertEquals(List.of(target), list(zip.getPath("/")));
    }
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of())) {
      assertEquals("new", Files.readString(zip.getPath("/a.bin")));
    }
  }

  // The folder.

  @Test
  void forceFolder_failureOfTheDisk_isThrown() throws IOException {
    IOException broken = new IOException("Input/output error");
    assertSame(
        broken,
        assertThrows(
            IOException.class,
            () -> AtomicFiles.forceFolder(temp, folder -> new FailingChannel(broken))));
    FileSystemException tooMany = new FileSystemException("x", null, "Too many open files");
    assertSame(
        tooMany,
        assertThrows(
            IOException.class,
            () ->
                AtomicFiles.forceFolder(
                    temp,
                    folder -> {
                      throw tooMany;
                    })));
  }

  /** Messages of the system are in its user's language. */
  @Test
  void isRefusal_comparesWithWhatTheSystemSaysOfADevice() {
    AtomicFiles.Opener french =
        path -> new FailingChannel(new IOException("Argument invalide de " + path));
    assertTrue(AtomicFiles.isRefusal(new IOException("Argument invalide de /dev/null"), french));
    assertFalse(AtomicFiles.isRefusal(new IOException("Erreur d'entrée/sortie"), french));
    assertFalse(AtomicFiles.isRefusal(new IOException("x"), path -> new FailingChannel(null)));
    IOException silent = new IOException();
    assertFalse(AtomicFiles.isRefusal(silent, path -> new FailingChannel(silent)));
  }

  @Test
  void forceFolder_platformThatForcesNone_isNoFailure() throws IOException {
    AtomicFiles.forceFolder(temp, folder -> new FailingChannel(null));
    AtomicFiles.forceFolder(
        temp, folder -> new FailingChannel(new IOException("Invalid argument")));
    AtomicFiles.forceFolder(
        temp,
        folder -> {
          throw new AccessDeniedException("as Windows says");
        });
    AtomicFiles.forceFolder(
        temp,
        folder -> {
          throw new UnsupportedOperationException();
        });
    AtomicFiles.Opener opener = folder -> FileChannel.open(folder, StandardOpenOption.READ);
    AtomicFiles.forceFolder(temp, opener);
    try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix())) {
      Path folder = Files.createDirectory(disk.getPath("/folder"));
      assertThrows(FileSystemException.class, () -> opener.open(folder));
      AtomicFiles.forceFolder(folder, opener);
    }
    // Linux shows itself as files that no disk has.
    Path system = Path.of("/proc");
    if (Files.isDirectory(system)) {
      AtomicFiles.forceFolder(system, opener);
    }
  }
}
