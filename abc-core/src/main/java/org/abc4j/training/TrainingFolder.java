package org.abc4j.training;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleWriter;
import org.abc4j.store.HeldFolder;

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
  private static final String DIGEST = "sha256";
  private static final String STATES = "states";

  private final Path folder;
  private final TrainingIdentity identity;
  private final HeldFolder held;

  /** Whether the checkpoint of a member stays where it has ended. */
  private final boolean keepsStates;

  /** Of the members that have ended. */
  private final String[] digests;

  /** Of their splits. */
  private final String[] splits;

  private TrainingFolder(
      Path folder, TrainingIdentity identity, HeldFolder held, boolean keepsStates) {
    this.folder = folder;
    this.identity = identity;
    this.held = held;
    this.keepsStates = keepsStates;
    this.digests = new String[identity.code().codebook().length()];
    this.splits = new String[digests.length];
  }

  /** Holds a folder, which is made if need be. */
  static TrainingFolder hold(Path folder, TrainingIdentity identity, boolean keepsStates)
      throws IOException {
    return new TrainingFolder(folder, identity, HeldFolder.hold(folder), keepsStates);
  }

  /** Makes it this training's, or fails if it is another's; what killed processes left goes. */
  void begin() throws IOException {
    Uninterrupted.finish(
        () -> {
          identity.requireOwned(folder);
          deleteLeftovers(folder);
          EnsembleWriter.begin(folder, identity.config(), identity.code());
          identity.claim(folder);
        });
  }

  /** The file of a member's checkpoint. */
  Path checkpoint(int member) {
    return checkpoint(folder, member);
  }

  static Path checkpoint(Path folder, int member) {
    return HeldFolder.checkpoints(folder)
        .resolve(EnsembleFolder.memberFile(folder, member).getFileName());
  }

  private static Path record(Path folder, int member) {
    String name = EnsembleFolder.memberFile(folder, member).getFileName().toString();
    return HeldFolder.checkpoints(folder).resolve(name.replace(".safetensors", ".txt"));
  }

  private Path file(int member) {
    return EnsembleFolder.memberFile(folder, member);
  }

  /** Whether there is a file of a member, to be {@linkplain #take taken}. */
  boolean hasFile(int member) {
    return Files.exists(file(member));
  }

  /** Fails if there is no file of a member that is said to have ended. */
  void requireFile(int member) throws MalformedFileException {
    if (!hasFile(member)) {
      throw new MalformedFileException(
          file(member).toString(), "file", "member " + member + ", said to have ended", "none");
    }
  }

  /** Whether a member has ended, here or before. */
  boolean hasEnded(int member) {
    return digests[member] != null;
  }

  /** Takes a member's file from another folder as it is, to the bit, if it saw that split. */
  void keep(int member, String split, EnsembleFolder from) throws IOException {
    List<String> known = from.manifest().splitSha256();
    if (!known.isEmpty() && !known.get(member).equals(split)) {
      throw new IllegalArgumentException(
          "member "
              + member
              + " of "
              + from.path()
              + " was trained on images of SHA-256 "
              + known.get(member)
              + ", its split of these has "
              + split);
    }
    from.copyMember(member, folder);
    digests[member] = from.manifest().memberSha256().get(member);
    splits[member] = split;
    if (keepsStates && hasState(from.path(), member)) {
      states();
      AtomicFiles.write(state(folder, member), out -> Files.copy(state(from.path(), member), out));
    }
  }

  /** Takes a member's file as it is, or fails if it is not the one that its record tells of. */
  void take(MemberIdentity member) throws IOException {
    Path file = file(member.member());
    splits[member.member()] = member.split();
    digests[member.member()] =
        Uninterrupted.run(
            () -> {
              FileIdentity.requireInItsFolder(file);
              Map<String, String> recorded = recorded(file, record(folder, member.member()));
              member.require(file, recorded, DIGEST);
              String found = Sha256.of(file);
              String expected = recorded.getOrDefault(DIGEST, "nothing");
              if (!found.equals(expected)) {
                throw new MalformedFileException(file.toString(), "SHA-256", expected, found);
              }
              return found;
            });
    endCheckpoint(member.member());
  }

  /** Of a member that has ended: its checkpoint becomes its state, or goes. */
  private void endCheckpoint(int member) throws IOException {
    Path checkpoint = checkpoint(member);
    if (!keepsStates) {
      Files.deleteIfExists(checkpoint);
    } else if (Files.exists(checkpoint)) {
      states();
      Files.move(checkpoint, state(folder, member), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Makes the folder of states, if need be. */
  private void states() throws IOException {
    Path states = Files.createDirectories(folder.resolve(STATES));
    if (!Files.isDirectory(states, LinkOption.NOFOLLOW_LINKS)) {
      throw new MalformedFileException(
          states.toString(), "file", "a folder", "a link to " + states.toRealPath());
    }
  }

  /** Whether the state that a member ended in is kept in a folder, and not elsewhere by a link. */
  static boolean hasState(Path folder, int member) {
    return Files.isDirectory(folder.resolve(STATES), LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(state(folder, member), LinkOption.NOFOLLOW_LINKS);
  }

  /** Says of which members of a complete folder no state is kept, if there are such. */
  static void sayMissingStates(Path folder, int members) {
    List<Integer> without =
        IntStream.range(0, members).filter(member -> !hasState(folder, member)).boxed().toList();
    if (!without.isEmpty()) {
      System.getLogger(UNetEnsembleTrainer.class.getName())
          .log(
              Level.WARNING,
              "No training can go on from "
                  + folder
                  + ": the states of members "
                  + without
                  + " are not kept, as these ended where none were.");
    }
  }

  /** Where a member's state is kept, apart from what is swept. */
  static Path state(Path folder, int member) {
    return folder.resolve(STATES).resolve(EnsembleFolder.memberFile(folder, member).getFileName());
  }

  private static Map<String, String> recorded(Path file, Path record) throws IOException {
    if (Files.notExists(record, LinkOption.NOFOLLOW_LINKS)) {
      throw new MalformedFileException(
          file.toString(),
          "record",
          "its digest and training in " + record,
          "none, so nobody knows what it was trained on; without the member's file, it is trained"
              + " again");
    }
    return Entries.read(record);
  }

  /** Writes a member that has ended: its record, its weights; its checkpoint goes. */
  void finish(MemberIdentity member, SafetensorsWriter weights) throws IOException {
    splits[member.member()] = member.split();
    digests[member.member()] = write(folder, member, weights);
    endCheckpoint(member.member());
  }

  /** Writes the record and the weights of a member that has ended; returns their digest. */
  static String write(Path folder, MemberIdentity member, SafetensorsWriter weights)
      throws IOException {
    return Uninterrupted.run(
        () -> {
          String digest = Sha256.of(weights::writeTo);
          Map<String, String> record = new LinkedHashMap<>(member.entries());
          record.put(DIGEST, digest);
          Entries.write(record(folder, member.member()), record);
          weights.write(EnsembleFolder.memberFile(folder, member.member()));
          return digest;
        });
  }

  /** Writes the manifest over members that still have the digests of their records. */
  EnsembleFolder complete() throws IOException {
    return Uninterrupted.run(
        () -> identity.complete(folder, Arrays.asList(digests), Arrays.asList(splits)));
  }

  @Override
  public void close() throws IOException {
    held.close();
  }

  /**
   * Deletes what a complete folder needs no more, which a killed process may have left, whatever it
   * was writing. Nobody trains there, so no lock is needed; the lock's own file goes too. An
   * attempt of a member that comes late may still write: its file is left to it, and to the next
   * time. The ensemble is whole: what cannot be deleted is left for the next time, which the log
   * says.
   */
  static void sweep(Path folder, int members) {
    if (!Files.isWritable(folder)) {
      return;
    }
    try {
      Uninterrupted.finish(() -> delete(folder, members));
    } catch (IOException left) {
      System.getLogger(UNetEnsembleTrainer.class.getName())
          .log(
              Level.WARNING,
              folder + " is whole, but not all that its training left is gone",
              left);
    }
  }

  private static void delete(Path folder, int members) throws IOException {
    deleteLeftovers(folder);
    Path checkpoints = HeldFolder.checkpoints(folder);
    if (!Files.isDirectory(checkpoints, LinkOption.NOFOLLOW_LINKS)
        || !Files.isWritable(checkpoints)) {
      return;
    }
    for (int member = 0; member < members; member++) {
      Files.deleteIfExists(checkpoint(folder, member));
      Files.deleteIfExists(record(folder, member));
    }
    HeldFolder.sweep(folder);
  }

  /** Of processes that are no more, wherever in the folder a training writes. */
  private static void deleteLeftovers(Path folder) throws IOException {
    AtomicFiles.deleteLeftovers(folder);
    for (Path inner : List.of(HeldFolder.checkpoints(folder), folder.resolve(STATES))) {
      if (Files.isDirectory(inner, LinkOption.NOFOLLOW_LINKS)) {
        AtomicFiles.deleteLeftovers(inner);
      }
    }
  }
}
