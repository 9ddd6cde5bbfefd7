package org.abc4j.epochs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.abc4j.io.AtomicFiles;
import org.abc4j.store.HeldFolder;
import org.abc4j.store.LibraryVersion;

/**
 * Trains a network into a folder where nobody else can write, or opens what is there. Immutable.
 *
 * @param <F> the folder, opened
 * @param kind what it is
 * @param lines what its bytes depend on, but for the release
 * @param opening opens a folder, and checks all of it
 * @param linesOf what the bytes of one depend on that is there
 * @param training trains, or goes on
 */
public record FolderTraining<F>(
    NetworkFiles kind,
    Map<String, String> lines,
    NetworkFiles.Reading<F> opening,
    Function<F, Map<String, String>> linesOf,
    Training<F> training) {

  /** Trains to the end, from a checkpoint, if there is one, that must be its owner's. */
  public interface Training<F> {
    /** Trains into a folder that is held. */
    F run(Path folder, Path checkpoint, Map<String, String> owner) throws IOException;
  }

  /** Trains, or goes on, or opens what is trained already; refuses what is another's. */
  public F into(Path folder) throws IOException {
    F there = kind.isComplete(folder) ? openComplete(folder) : trained(folder);
    sweep(folder);
    return there;
  }

  private F trained(Path folder) throws IOException {
    try {
      return holding(folder);
    } catch (NoSuchFileException | FileAlreadyExistsException swept) {
      // Another training that has just ended does away with its checkpoints.
      if (!kind.isComplete(folder)) {
        throw swept;
      }
      return openComplete(folder);
    }
  }

  /** Trains where nobody else can write, or opens what somebody else has ended meanwhile. */
  public F holding(Path folder) throws IOException {
    try (HeldFolder held = HeldFolder.hold(folder)) {
      if (kind.isComplete(folder)) {
        return openComplete(folder);
      }
      AtomicFiles.deleteLeftovers(folder);
      AtomicFiles.deleteLeftovers(HeldFolder.checkpoints(held.path()));
      Path checkpoint = kind.checkpoint(held.path());
      if (kind.hasLooseWeights(folder) && Files.notExists(checkpoint)) {
        throw new IllegalArgumentException(
            folder + " holds weights that nobody knows the training of");
      }
      Map<String, String> owner = new LinkedHashMap<>(lines);
      owner.put("library", LibraryVersion.text());
      return training.run(folder, checkpoint, owner);
    }
  }

  private F openComplete(Path folder) throws IOException {
    F there = opening.read(folder);
    Map<String, String> found = linesOf.apply(there);
    lines.forEach(
        (name, value) -> {
          if (!value.equals(found.get(name))) {
            throw new IllegalArgumentException(
                String.format(
                    "%s holds another %s: its %s is %s, not %s",
                    folder, kind.noun(), name, found.get(name), value));
          }
        });
    return there;
  }

  /** Deletes what a complete folder needs no more, which a killed process may have left. */
  private void sweep(Path folder) throws IOException {
    if (Files.isDirectory(HeldFolder.checkpoints(folder), LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(kind.checkpoint(folder));
      HeldFolder.sweep(folder);
    }
  }
}
