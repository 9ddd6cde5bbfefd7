package org.abc4j.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.abc4j.io.FolderLock;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A removal and whoever else writes to its folder. */
class HeldFolderTest {
  private static final Instant WHEN = Instant.parse("2026-11-26T12:00:00Z");

  @TempDir private Path disk;
  private Path target;
  private EnsembleRemoval removal;

  @BeforeEach
  void make() throws IOException {
    target = disk.resolve("target");
    Path whole = Files.createDirectory(disk.resolve("whole"));
    removal =
        EnsembleRemoval.of(
            TinyNetworks.folder(whole, TinyNetworks.config(), TinyNetworks.code()),
            WHEN,
            "a letter",
            1);
  }

  /** The lock is the one that trainings take. */
  @Test
  void to_folderThatIsHeld_isAnErrorAndWritesNothing() throws IOException {
    Path checkpoints = Files.createDirectories(target.resolve("checkpoints"));
    FolderLock training = FolderLock.hold(target, checkpoints.resolve("training.lock"));
    try (training) {
      IOException error = assertThrows(IOException.class, () -> removal.to(target));
      assertEquals(
          target + " is in use by this process: one process works in a folder at a time",
          error.getMessage());
      assertEquals(List.of(checkpoints), files(target));
    }
    // What was held and did not end is gone on with.
    assertTrue(HeldFolder.wasHeld(target));
    removal.to(target);
    assertFalse(Files.exists(checkpoints));
  }

  @Test
  void hold_twice_isAnErrorUntilItIsClosed() throws IOException {
    Files.createDirectory(target);
    try (HeldFolder held = HeldFolder.hold(target)) {
      assertEquals(target, held.path());
      assertThrows(IOException.class, () -> HeldFolder.hold(target));
    }
    HeldFolder.hold(target).close();
  }

  @Test
  void to_folderOfSomethingElse_isNotEvenHeld() throws IOException {
    Files.createDirectory(target);
    Path letter = Files.writeString(target.resolve("letter.txt"), "dear");
    assertThrows(IllegalArgumentException.class, () -> removal.to(target));
    assertEquals(List.of(letter), files(target));
    // Nor is what lies beside a lock taken for part of one.
    Path checkpoints = Files.createDirectory(target.resolve("checkpoints"));
    Files.delete(letter);
    Files.writeString(checkpoints.resolve("training.lock"), "");
    Files.writeString(checkpoints.resolve("member-000.safetensors"), "");
    assertThrows(IllegalArgumentException.class, () -> removal.to(target));
    assertTrue(Files.exists(checkpoints.resolve("member-000.safetensors")));
  }

  @Test
  void to_completeFolder_isOpenedWithoutATrace() throws IOException {
    removal.to(target);
    Map<String, String> complete = TinyNetworks.digests(target);
    removal.to(target);
    assertEquals(complete, TinyNetworks.digests(target));
    assertFalse(HeldFolder.wasHeld(target));
    HeldFolder.sweep(target);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
