package org.abc4j.training;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.FolderLock;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.store.EnsembleFolder;

/**
 * A folder that an ensemble is trained into, held against every other training until it is closed.
 *
 * <p>Members end one by one. Of each that has, {@code checkpoints} keeps a record: whose training
 * it was, and the SHA-256 of the bytes that were in memory. The record is written before the
 * member's file and the checkpoint goes after it, so wherever a process is killed, a member's file
 * without a record is none of this training's, and one with a record is taken only if it has that
 * digest. The manifest then takes over the digests, and the records go.
 *
 * <p>No method is stopped by an interrupt. Thread-safe, one thread a member.
 */
final class TrainingFolder implements AutoCloseable {
  private static final String CHECKPOINTS = "checkpoints";
  private static final String LOCK = "training.lock";
  private static final String DIGEST = "sha256";
  private static final int MAX_RECORD_BYTES = 1 << 16;

  private final Path folder;
  private final TrainingIdentity identity;
  private final FolderLock lock;

  /** Of the members that have ended. */
  private final String[] digests;

  private TrainingFolder(Path folder, TrainingIdentity identity, FolderLock lock) {
    this.folder = folder;
    this.identity = identity;
    this.lock = lock;
    this.digests = new String[identity.code().codebook().length()];
  }

  /** Holds a folder, which is made if need be. */
  static TrainingFolder hold(Path folder, TrainingIdentity identity) throws IOException {
    Path checkpoints = Files.createDirectories(folder.resolve(CHECKPOINTS));
    return new TrainingFolder(folder, identity, FolderLock.hold(folder, checkpoints.resolve(LOCK)));
  }

  /** Makes it this training's, or fails if it is another's; what killed processes left goes. */
  void begin() throws IOException {
    Uninterrupted.run(
        () -> {
          identity.requireOwned(folder);
          AtomicFiles.deleteLeftovers(folder);
          AtomicFiles.deleteLeftovers(folder.resolve(CHECKPOINTS));
          EnsembleFolder.begin(folder, identity.config(), identity.code());
          identity.claim(folder);
          return folder;
        });
  }

  /** The file of a member's checkpoint. */
  Path checkpoint(int member) {
    return checkpoint(folder, member);
  }

  private static Path checkpoint(Path folder, int member) {
    return folder
        .resolve(CHECKPOINTS)
        .resolve(EnsembleFolder.memberFile(folder, member).getFileName());
  }

  private static Path record(Path folder, int member) {
    String name = EnsembleFolder.memberFile(folder, member).getFileName().toString();
    return folder.resolve(CHECKPOINTS).resolve(name.replace(".safetensors", ".txt"));
  }

  private Path file(int member) {
    return EnsembleFolder.memberFile(folder, member);
  }

  /** Whether there is a file of a member, to be {@linkplain #take taken}. */
  boolean hasFile(int member) {
    return Files.exists(file(member));
  }

  /** Whether a member has ended, here or before. */
  boolean hasEnded(int member) {
    return digests[member] != null;
  }

  /** Takes a member's file as it is, or fails if it is not the one that its record tells of. */
  void take(MemberIdentity member) throws IOException {
    Path file = file(member.member());
    digests[member.member()] =
        Uninterrupted.run(
            () -> {
              Map<String, String> recorded = recorded(file, record(folder, member.member()));
              member.require(file, recorded);
              String found = Sha256.of(file);
              String expected = recorded.getOrDefault(DIGEST, "nothing");
              if (!found.equals(expected)) {
                throw new MalformedFileException(file.toString(), "SHA-256", expected, found);
              }
              return found;
            });
    Files.deleteIfExists(checkpoint(member.member()));
  }

  private static Map<String, String> recorded(Path file, Path record) throws IOException {
    if (!Files.isRegularFile(record)) {
      throw new MalformedFileException(
          file.toString(),
          "record",
          "its digest and training in " + record,
          "none, so nobody knows what it was trained on; without the member's file, it is trained"
              + " again");
    }
    String text;
    try (InputStream in = Files.newInputStream(record)) {
      text = new String(in.readNBytes(MAX_RECORD_BYTES), StandardCharsets.UTF_8);
    }
    Map<String, String> recorded = new HashMap<>();
    text.lines()
        .map(line -> line.split(": ", 2))
        .filter(parts -> parts.length == 2)
        .forEach(parts -> recorded.putIfAbsent(parts[0], parts[1]));
    return recorded;
  }

  /** Writes a member that has ended: its record, its weights; its checkpoint goes. */
  void finish(MemberIdentity member, SafetensorsWriter weights) throws IOException {
    digests[member.member()] =
        Uninterrupted.run(
            () -> {
              String digest = Sha256.of(weights::writeTo);
              StringBuilder record = new StringBuilder();
              member.entries().forEach((name, value) -> line(record, name, value));
              line(record, DIGEST, digest);
              AtomicFiles.write(
                  record(folder, member.member()),
                  record.toString().getBytes(StandardCharsets.UTF_8));
              weights.write(file(member.member()));
              return digest;
            });
    Files.deleteIfExists(checkpoint(member.member()));
  }

  private static void line(StringBuilder record, String name, String value) {
    record.append(name).append(": ").append(value).append('\n');
  }

  /** Writes the manifest over members that still have the digests of their records. */
  EnsembleFolder complete() throws IOException {
    return Uninterrupted.run(() -> identity.complete(folder, Arrays.asList(digests)));
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  /**
   * Deletes what a complete folder needs no more, which a killed process may have left. Nobody
   * trains there, so no lock is needed; the lock's own file goes too.
   */
  static void sweep(Path folder, int members) throws IOException {
    Path checkpoints = folder.resolve(CHECKPOINTS);
    if (!Files.isWritable(checkpoints)) {
      return;
    }
    for (int member = 0; member < members; member++) {
      Files.deleteIfExists(checkpoint(folder, member));
      Files.deleteIfExists(record(folder, member));
    }
    Files.deleteIfExists(checkpoints.resolve(LOCK));
    try {
      Files.deleteIfExists(checkpoints);
    } catch (DirectoryNotEmptyException somebodyElsesFile) {
      return;
    }
  }
}
