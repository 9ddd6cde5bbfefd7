package org.abc4j.spark.store;

import java.io.IOException;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.abc4j.Execution;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleManifest;

/**
 * A folder of a machine's own disk for ensembles that are stored elsewhere: each is brought once,
 * for all processes of the machine, and its files are checked by their digests.
 *
 * <p>Ensembles are kept by the digests of their manifests, so equal ones of two places are one.
 * What a process has opened stays for as long as somebody there has it, its ensemble or a member;
 * of the others, those that were brought first go when more space is needed than allowed. Folders
 * of trainings count too, and go like them. A process that is killed leaves files that the next one
 * goes on with. Immutable, thread-safe, and serializable: it names a folder of whichever machine it
 * comes to.
 *
 * @param folder an absolute path, made where it is not there
 * @param mostBytes that all ensembles and trainings in it may take together, at least 1
 * @serial exclude
 */
public record Scratch(String folder, long mostBytes) implements Serializable {
  private static final long serialVersionUID = 1;

  /** What this process has opened, by folder, for as long as somebody has it. */
  private static final Map<Path, WeakReference<EnsembleFolder>> OPENED = new ConcurrentHashMap<>();

  /**
   * Checks the values.
   *
   * @param folder an absolute path, made where it is not there
   * @param mostBytes that all ensembles and trainings in it may take together, at least 1
   * @throws IllegalArgumentException if one is out of range
   */
  public Scratch {
    if (!Path.of(folder).isAbsolute()) {
      throw new IllegalArgumentException(
          "a scratch folder has an absolute path, as it is made on other machines, found "
              + folder);
    }
    if (mostBytes < 1) {
      throw new IllegalArgumentException(
          "a scratch folder holds at least 1 byte, found " + mostBytes);
    }
  }

  /**
   * Brings an ensemble to this machine, if no process of it has yet.
   *
   * @param address which ensemble
   * @param execution hears of each file that is brought, and is asked whether to go on, also while
   *     another process brings it
   * @return its folder, the same for each call of this process for as long as somebody has it
   * @throws IncompleteEnsembleException if files are missing at its place, naming them
   * @throws org.abc4j.io.MalformedFileException if a file there is not the ensemble's
   * @throws IOException if it takes more space than is allowed or left, or a file cannot be read or
   *     written
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public EnsembleFolder bring(EnsembleAddress address, Execution execution) throws IOException {
    Path place = Path.of(folder, address.manifestSha256());
    EnsembleFolder opened = opened(place);
    if (opened != null) {
      return opened;
    }
    try (ScratchLock lock = ScratchLock.of(Path.of(folder), execution)) {
      opened = opened(place);
      return opened != null ? opened : bring(address, place, lock, execution);
    }
  }

  /** Null if nobody has it any more. */
  private static EnsembleFolder opened(Path place) {
    WeakReference<EnsembleFolder> opened = OPENED.get(place);
    return opened == null ? null : opened.get();
  }

  private EnsembleFolder bring(
      EnsembleAddress address, Path place, ScratchLock lock, Execution execution)
      throws IOException {
    EnsembleStore store = EnsembleStore.at(address.location());
    EnsembleManifest manifest = store.requireWhole(address);
    lock.use(place);
    try {
      lock.makeRoom(place, store.bytes(manifest), mostBytes);
      EnsembleFolder brought = store.fetch(manifest, address.manifestSha256(), place, execution);
      OPENED.put(place, new WeakReference<>(brought));
      lock.usedFor(place, brought);
      return brought;
    } catch (IOException | RuntimeException e) {
      // What is half there stays for the next, unless somebody needs its room.
      lock.release(place);
      throw e;
    }
  }

  /** Forgets what this process has opened: tests are machines one after the other. */
  static void forget() {
    OPENED.clear();
    ScratchLock.forget();
  }

  /** The bytes of the files in a folder, which others may write to meanwhile. */
  static long bytes(Path place) throws IOException {
    long[] bytes = {0};
    Files.walkFileTree(
        place,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return bytes[0];
  }
}
