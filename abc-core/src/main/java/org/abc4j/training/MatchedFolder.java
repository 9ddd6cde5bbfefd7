package org.abc4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.HeldFolder;
import org.abc4j.store.LibraryVersion;
import org.abc4j.training.AnotherTrainingException.Difference;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetConfigFile;

/**
 * A folder that models are retrained into, held against every other training until it is closed.
 *
 * <p>Of a model that ends, the file is written first, then the manifest with its digest, and then
 * its checkpoint goes. So wherever a process is killed, a file that the manifest does not name is
 * written again, from the checkpoint. No method is stopped by an interrupt. Thread-safe, one thread
 * a model.
 */
final class MatchedFolder implements AutoCloseable {
  static final String CONFIG = "config.json";

  private final Path folder;
  private final HeldFolder held;
  private final Map<String, String> made;
  private final String library;
  private final SortedMap<Long, String> digests = new TreeMap<>();

  private MatchedFolder(
      Path folder, HeldFolder held, Map<String, String> made, RetrainingFile manifest) {
    this.folder = folder;
    this.held = held;
    this.made = made;
    this.library = manifest.library();
    this.digests.putAll(manifest.models());
  }

  /**
   * Holds a folder and makes it that of a training, or fails if it is another's.
   *
   * @param made what the training's models are made from
   */
  static MatchedFolder hold(Path folder, UNetConfig config, Map<String, String> made)
      throws IOException {
    requireFree(folder);
    requireOwn(folder, made);
    HeldFolder held = HeldFolder.hold(folder);
    try {
      return Uninterrupted.run(
          () -> {
            requireOwn(folder, made);
            AtomicFiles.deleteLeftovers(folder);
            AtomicFiles.deleteLeftovers(HeldFolder.checkpoints(folder));
            if (!Files.exists(RetrainingFile.in(folder))) {
              UNetConfigFile.write(folder.resolve(CONFIG), config);
              new RetrainingFile(made, LibraryVersion.text(), new TreeMap<>()).write(folder);
            }
            return new MatchedFolder(folder, held, made, RetrainingFile.read(folder));
          });
    } catch (IOException | RuntimeException | Error failure) {
      held.close();
      throw failure;
    }
  }

  /** Before anything is written: an ensemble, or a part of one, is another training. */
  private static void requireFree(Path folder) {
    boolean ensemble = EnsembleFolder.isComplete(folder) || TrainingIdentity.isClaimed(folder);
    if (ensemble && !Files.exists(RetrainingFile.in(folder))) {
      throw new AnotherTrainingException(
          folder + " belongs to another training: an ensemble's", List.of(), null);
    }
  }

  private static void requireOwn(Path folder, Map<String, String> made) throws IOException {
    if (!Files.exists(RetrainingFile.in(folder))) {
      return;
    }
    Map<String, String> found = RetrainingFile.read(folder).made();
    try {
      Entries.require(RetrainingFile.in(folder), made, found);
    } catch (MalformedFileException difference) {
      List<Difference> all =
          made.keySet().stream()
              .filter(name -> !made.get(name).equals(found.get(name)))
              .map(
                  name -> new Difference(name, made.get(name), found.getOrDefault(name, "nothing")))
              .toList();
      throw new AnotherTrainingException(
          folder + " belongs to another training: " + difference.getMessage(), all, difference);
    }
  }

  /** The file of a model's checkpoint. */
  Path checkpoint(long without) {
    return HeldFolder.checkpoints(folder).resolve(MatchedModel.file(folder, without).getFileName());
  }

  /**
   * Whether a model has ended.
   *
   * @throws MalformedFileException if its file is not the one that it had then
   */
  boolean take(long without) throws IOException {
    Path file = MatchedModel.file(folder, without);
    if (!hasEnded(without) || !Files.exists(file)) {
      return false;
    }
    Uninterrupted.finish(
        () -> {
          requireDigest(file, digest(without));
          Files.deleteIfExists(checkpoint(without));
        });
    return true;
  }

  private synchronized boolean hasEnded(long without) {
    return digests.containsKey(without);
  }

  private synchronized String digest(long without) {
    return digests.get(without);
  }

  /** Fails unless a file has a digest; returns it as it was before. */
  static FileIdentity requireDigest(Path file, String expected) throws IOException {
    FileIdentity identity = FileIdentity.of(file);
    FileIdentity.requireInItsFolder(file);
    String found = Sha256.of(file);
    if (!found.equals(expected)) {
      throw new MalformedFileException(file.toString(), "SHA-256", expected, found);
    }
    return identity;
  }

  /** Fails if models that are to be trained would not be made by the release that made others. */
  synchronized void requireRelease() {
    if (!digests.isEmpty() && !library.equals(LibraryVersion.text())) {
      throw new AnotherTrainingException(
          folder
              + " belongs to another training: its models were made by "
              + library
              + ", those that are missing would be by "
              + LibraryVersion.text(),
          List.of(new Difference("library", LibraryVersion.text(), library)),
          null);
    }
  }

  /** Writes a model that has ended; its checkpoint goes. */
  void finish(long without, SafetensorsWriter weights) throws IOException {
    Uninterrupted.finish(
        () -> {
          String digest = Sha256.of(weights::writeTo);
          weights.write(MatchedModel.file(folder, without));
          record(without, digest);
          Files.deleteIfExists(checkpoint(without));
        });
  }

  private synchronized void record(long without, String digest) throws IOException {
    digests.put(without, digest);
    new RetrainingFile(made, LibraryVersion.text(), digests).write(folder);
  }

  @Override
  public void close() throws IOException {
    held.close();
  }
}
