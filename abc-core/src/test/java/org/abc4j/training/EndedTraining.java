package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;

/** Trainings that fail between the end of the last member and the manifest. */
final class EndedTraining {
  private EndedTraining() {}

  /** Leaves a folder of members that have all ended, of their records, and of no manifest. */
  static void into(Path folder, UNetEnsembleTrainer trainer, Batch images) throws IOException {
    Path codebook = folder.resolve("codebook.json");
    assertThrows(
        IOException.class,
        () ->
            trainer
                .reportingTo((member, step, steps, loss) -> block(codebook))
                .train(images, TinyNetworks.code(), folder));
    Files.delete(codebook.resolve("in the way"));
    Files.delete(codebook);
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      assertTrue(Files.exists(EnsembleFolder.memberFile(folder, member)), "member " + member);
    }
    assertFalse(EnsembleFolder.isComplete(folder));
  }

  /** A file cannot be renamed over a folder. */
  private static void block(Path file) {
    try {
      if (!Files.isDirectory(file)) {
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Copies all files of a folder. */
  static void copy(Path from, Path to) throws IOException {
    for (String name : TinyNetworks.digests(from).keySet()) {
      Path file = to.resolve(name);
      Files.createDirectories(file.getParent());
      Files.copy(from.resolve(name), file);
    }
  }

  /** The record of a member. */
  static Path record(Path folder, int member) {
    return folder.resolve("checkpoints/member-00" + member + ".txt");
  }

  /** What a folder holds without its lock. */
  static Map<String, String> digests(Path folder) throws IOException {
    Map<String, String> digests = TinyNetworks.digests(folder);
    digests.remove("checkpoints/training.lock");
    return digests;
  }
}
