package org.abc4j.io;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.abc4j.testing.Jvm;
import org.abc4j.testing.Logs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
  private static final String RULE = ": one process works in a folder at a time";

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name_theFile() {
    file = folder.resolve("lock");
  }

  private void assertHeldBy(String holder, Path folder) {
    assertFails(
        IOException.class,
        folder + " is in use by " + holder + RULE,
        () -> FolderLock.hold(folder, folder.resolve("lock")));
  }

  @Test
  void hold_heldByThisProcess_isAnErrorUntilItIsClosed() throws IOException {
    for (int k = 0; k < 3; k++) {
      try (FolderLock lock = FolderLock.hold(folder, file)) {
        assertHeldBy("this process", folder);
        assertHeldBy("this process", folder);
      }
    }
    assertEquals("process " + ProcessHandle.current().pid() + "\n", Files.readString(file));
  }

  @Test
  void hold_byAnotherPath_isAnErrorToo() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    try (FolderLock lock = FolderLock.hold(folder, file)) {
      assertHeldBy("this process", link);
    }
  }

  @Test
  void hold_otherFolder_isFree(@TempDir Path other) throws IOException {
    try (FolderLock lock = FolderLock.hold(folder, file);
        FolderLock second = FolderLock.hold(other, other.resolve("lock"))) {
      assertTrue(Files.exists(other.resolve("lock")));
    }
  }

  private Process start() throws IOException {
    Process process = Jvm.start(LockingProcess.class, List.of(), file.toString());
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    while (line != null && !line.equals(LockingProcess.HELD)) {
      line = output.readLine();
    }
    assertEquals(LockingProcess.HELD, line);
    return process;
  }

  /** Failed tries must not free what they could not get. */
  @Test
  void hold_heldByAnotherProcess_isAnErrorNamingItUntilItIsKilled() throws Exception {
    Process process = start();
    try {
      for (int k = 0; k < 3; k++) {
        assertHeldBy("process " + process.pid(), folder);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    FolderLock.hold(folder, file).close();
  }

  /** A try of a second thread of the process that holds it must not free it for others. */
  @Test
  void hold_triedTwiceHere_staysHeldAgainstOtherProcesses() throws Exception {
    try (FolderLock lock = FolderLock.hold(folder, file)) {
      assertHeldBy("this process", folder);
      Process process = Jvm.start(LockingProcess.class, List.of(), file.toString());
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(1, process.waitFor(), said);
      assertTrue(
          said.contains("is in use by process " + ProcessHandle.current().pid() + RULE), said);
    }
  }

  @Test
  void hold_fileOfSomebodyWhoSaysNothing_isAnErrorAllTheSame() throws Exception {
    Process process = start();
    try {
      Files.writeString(file, "who knows\n");
      assertHeldBy("another process", folder);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void hold_overlappingLockOfThisProcess_isAnError() throws IOException {
    assertThrows(
        IOException.class,
        () ->
            FolderLock.hold(
                folder,
                file,
                channel -> {
                  throw new OverlappingFileLockException();
                }));
    FolderLock.hold(folder, file).close();
  }

  @Test
  void hold_fileSystemWithoutLocks_saysSoAndKeepsThisProcessOut() throws Exception {
    for (Exception without :
        List.of(
            new IOException("No locks available"), new UnsupportedOperationException("no locks"))) {
      List<String> said =
          Logs.of(
              FolderLock.class,
              () -> {
                try (FolderLock lock = FolderLock.hold(folder, file, failing(without))) {
                  assertHeldBy("this process", folder);
                }
                return folder;
              });
      assertEquals(
          List.of(
              "WARNING: The file system of "
                  + folder
                  + " has no locks ("
                  + without.getMessage()
                  + "): see to it that no other process works in that folder."),
          said);
    }
  }

  private static FolderLock.Locking failing(Exception failure) {
    return channel -> {
      if (failure instanceof IOException e) {
        throw e;
      }
      throw (RuntimeException) failure;
    };
  }

  @Test
  void hold_fileSystemInMemory_isHeldHere() throws IOException {
    try (FileSystem disk = Jimfs.newFileSystem(Configuration.unix());
        FileSystem other = Jimfs.newFileSystem(Configuration.unix())) {
      Path root = disk.getPath("/");
      try (FolderLock lock = FolderLock.hold(root, root.resolve("lock"));
          FolderLock second = FolderLock.hold(other.getPath("/"), other.getPath("/lock"))) {
        assertHeldBy("this process", root);
      }
    }
  }

  @Test
  void hold_archive_hasNoLocksAndIsHeldHere() throws Exception {
    URI archive = URI.create("jar:" + folder.resolve("a.zip").toUri());
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path root = zip.getPath("/");
      List<String> said =
          Logs.of(
              FolderLock.class,
              () -> {
                try (FolderLock lock = FolderLock.hold(root, root.resolve("lock"))) {
                  assertHeldBy("this process", root);
                }
                return root;
              });
      assertEquals(1, said.size(), said.toString());
      String line = "WARNING: The file system of / has no locks (java.lang.";
      assertTrue(said.get(0).startsWith(line), said.get(0));
    }
  }

  /** Closing the channel that could not be locked would free the other's lock. */
  @Test
  void hold_lockedByAnotherClassLoader_isAnErrorAndLeavesItsLock() throws Exception {
    try (FileChannel other =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertNotNull(other.tryLock(1 << 30, 1, false));
      assertHeldBy("this process", folder);
      Process process = Jvm.start(LockingProcess.class, List.of(), file.toString());
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(1, process.waitFor(), said);
    }
    FolderLock.hold(folder, file).close();
  }

  @Test
  void hold_interrupted_holdsAndStaysInterrupted() throws IOException {
    Thread.currentThread().interrupt();
    try (FolderLock lock = FolderLock.hold(folder, file)) {
      assertTrue(Thread.interrupted(), "the thread is left interrupted");
      assertHeldBy("this process", folder);
    }
  }

  /** A link could point at a file that is worth something. */
  @Test
  void hold_fileThatIsALink_isAnErrorAndLeavesItsTarget(@TempDir Path other) throws IOException {
    Path target = Files.writeString(other.resolve("target"), "worth something");
    Files.createSymbolicLink(file, target);
    assertThrows(IOException.class, () -> FolderLock.hold(folder, file));
    assertEquals("worth something", Files.readString(target));
    Files.delete(file);
    FolderLock.hold(folder, file).close();
  }

  @Test
  void hold_fileThatCannotBeMade_isAnErrorAndHoldsNothing() throws IOException {
    assertThrows(IOException.class, () -> FolderLock.hold(folder, folder.resolve("nowhere/lock")));
    FolderLock.hold(folder, file).close();
  }
}
