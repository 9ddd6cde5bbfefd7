package org.abc4j.spark.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.abc4j.Execution;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.spark.store.StoreNames.Checkpoint;
import org.abc4j.spark.store.StoreNames.Claim;
import org.abc4j.spark.store.StoreNames.EndRecord;
import org.abc4j.store.HeldFolder;

/**
 * What a training keeps at an ensemble's place until the ensemble is published: checkpoints of
 * members, and the members that have ended with the record of whose training they are, as the
 * folder of a training keeps them.
 *
 * <p>A checkpoint's name says its step and its digest. So one that is half there, or shows late, is
 * passed over for the one before, from which a training comes to the same bytes, and several
 * attempts of one member do not disturb each other. A member's record is written after its file,
 * once that was read back: a member with a record is whole. Immutable and thread-safe.
 */
public final class TrainingStore {
  private static final long MOST_CHECKPOINT = 1L << 40;
  private static final long MOST_RECORD = 1 << 16;
  private static final String STEP = "step";
  private static final String TRAINING = "training.txt";
  private static final String SHA256 = "SHA-256";

  /** Of a record: before the digest of a member's weights. */
  private static final String TOLD = "sha256: ";

  private final EnsembleStore store;

  private TrainingStore(EnsembleStore store) {
    this.store = store;
  }

  /**
   * What a training keeps at a place.
   *
   * @param store the ensemble's place
   * @return the same place
   */
  public static TrainingStore of(EnsembleStore store) {
    return new TrainingStore(store);
  }

  private StoreFiles files() {
    return store.files();
  }

  /**
   * What machines need to join a training: the files that its folder begins with, by their digests.
   *
   * @param claimSha256 digest of {@code training.txt}, which says whose training it is
   * @param codebookSha256 digest of {@code codebook.json}
   * @param configSha256 digest of {@code config.json}
   * @serial exclude
   */
  public record Begun(String claimSha256, String codebookSha256, String configSha256)
      implements Serializable {}

  /**
   * Begins a training at the place, or goes on with the same.
   *
   * @param folder the training's folder at the driver, begun
   * @param execution asked whether to go on
   * @return what machines need to join it
   * @throws IOException if another training has begun there and is not published, or a file cannot
   *     be read or written
   */
  public Begun begin(Path folder, Execution execution) throws IOException {
    Path file = folder.resolve(TRAINING);
    Claim claim = new Claim(Sha256.of(file));
    for (String name : files().names(StoreNames.CHECKPOINTS)) {
      Optional<Claim> other = Claim.parse(name);
      if (other.isPresent() && !other.get().equals(claim)) {
        throw new IOException(
            "another training has begun at "
                + store
                + ", as "
                + files().shown(name)
                + " tells: train into a place of its own, or delete what it left");
      }
    }
    Begun begun =
        new Begun(
            claim.sha256(),
            Sha256.of(folder.resolve(StoreNames.CODEBOOK)),
            Sha256.of(folder.resolve(StoreNames.CONFIG)));
    StoreStreams.put(files(), claim.name(), file, claim.sha256(), execution);
    put(StoreNames.CODEBOOK, folder, begun.codebookSha256(), execution);
    put(StoreNames.CONFIG, folder, begun.configSha256(), execution);
    return begun;
  }

  private void put(String name, Path folder, String sha256, Execution execution)
      throws IOException {
    StoreStreams.put(files(), name, folder.resolve(name), sha256, execution);
  }

  /**
   * Brings what a machine needs to join a training to a folder of its own. Files that are there
   * stay.
   *
   * @param begun which training
   * @param folder a local folder, made if it is not there
   * @param execution asked whether to go on
   * @throws IOException if a file cannot be read or written
   */
  public void join(Begun begun, Path folder, Execution execution) throws IOException {
    Files.createDirectories(HeldFolder.checkpoints(folder));
    String claim = new Claim(begun.claimSha256()).name();
    fetch(claim, folder.resolve(TRAINING), begun.claimSha256(), MOST_RECORD, execution);
    fetch(
        StoreNames.CODEBOOK,
        folder.resolve(StoreNames.CODEBOOK),
        begun.codebookSha256(),
        EnsembleStore.MOST_CODEBOOK,
        execution);
    fetch(
        StoreNames.CONFIG,
        folder.resolve(StoreNames.CONFIG),
        begun.configSha256(),
        EnsembleStore.MOST_CONFIG,
        execution);
  }

  private void fetch(String name, Path target, String sha256, long most, Execution execution)
      throws IOException {
    if (!Files.isRegularFile(target) || !Sha256.of(target).equals(sha256)) {
      StoreStreams.fetch(files(), name, sha256, most, target, execution);
    }
  }

  /**
   * Keeps a checkpoint of a member, and drops those of earlier steps.
   *
   * @param member index of the member
   * @param file the checkpoint, as a training wrote it
   * @param execution asked whether to go on
   * @return the steps that the member has taken by it
   * @throws MalformedFileException if the file is no checkpoint
   * @throws IOException if it cannot be read or written; the checkpoints of before are then kept
   */
  public int keep(int member, Path file, Execution execution) throws IOException {
    Checkpoint checkpoint = new Checkpoint(member, step(file), Sha256.of(file));
    StoreStreams.put(files(), checkpoint.name(), file, checkpoint.sha256(), execution);
    for (Checkpoint other : checkpoints(member)) {
      if (other.step() < checkpoint.step()) {
        files().delete(other.name());
      }
    }
    return checkpoint.step();
  }

  /** The steps taken by a checkpoint, from 1. */
  static int step(Path file) throws IOException {
    String step = SafetensorsFile.read(file).metadata().getOrDefault(STEP, "nothing");
    try {
      int steps = Integer.parseInt(step);
      if (steps >= 1 && steps < 1_000_000_000) {
        return steps;
      }
    } catch (NumberFormatException none) {
      // said below
    }
    throw new MalformedFileException(file.toString(), STEP, "a number of steps", step);
  }

  /**
   * Brings the latest checkpoint of a member that is whole.
   *
   * @param member index of the member
   * @param target the local file, replaced if there is one
   * @param execution asked whether to go on
   * @return the steps taken by it; empty if there is none, and the local file is left alone
   * @throws IOException if it cannot be read or written
   */
  public OptionalInt restore(int member, Path target, Execution execution) throws IOException {
    return restoreAfter(-1, member, target, execution);
  }

  /** The same of those alone that came further than so many steps. */
  OptionalInt restoreAfter(int steps, int member, Path target, Execution execution)
      throws IOException {
    for (Checkpoint checkpoint : checkpoints(member)) {
      if (checkpoint.step() <= steps) {
        break;
      }
      try {
        StoreStreams.fetch(
            files(), checkpoint.name(), checkpoint.sha256(), MOST_CHECKPOINT, target, execution);
        return OptionalInt.of(checkpoint.step());
      } catch (MalformedFileException | FileNotFoundException | NoSuchFileException lost) {
        // Half written, or another attempt that came further has just deleted it.
        continue;
      } catch (IOException e) {
        // Another attempt deletes it once it has kept a later one.
        if (files().size(checkpoint.name()).isPresent()) {
          throw e;
        }
      }
    }
    return OptionalInt.empty();
  }

  /** Those of a member that are to be seen, the latest first. */
  private List<Checkpoint> checkpoints(int member) throws IOException {
    return files().names(StoreNames.CHECKPOINTS).stream()
        .map(Checkpoint::parse)
        .flatMap(Optional::stream)
        .filter(checkpoint -> checkpoint.member() == member)
        .sorted(
            Comparator.comparingInt(Checkpoint::step).reversed().thenComparing(Checkpoint::sha256))
        .toList();
  }

  /**
   * Keeps a member that has ended; its checkpoints go.
   *
   * @param member index of the member
   * @param weights its file
   * @param record the file that says whose training it is, at most 64 KiB
   * @param execution asked whether to go on
   * @throws IOException if a file cannot be read or written, or the member has ended there with
   *     another record: the same training gives the same bytes, so one of the two is another or a
   *     machine is at fault
   */
  public void end(int member, Path weights, Path record, Execution execution) throws IOException {
    if (Files.size(record) > MOST_RECORD) {
      throw new MalformedFileException(
          record.toString(), "size", "at most " + MOST_RECORD + " bytes", Files.size(record) + "");
    }
    EndRecord ended = new EndRecord(member, Sha256.of(record));
    Optional<EndRecord> before = ended(member, execution);
    if (before.isPresent() && !before.get().equals(ended)) {
      throw new MalformedFileException(
          files().shown(before.get().name()),
          "SHA-256",
          ended.sha256() + ", as of this training",
          before.get().sha256());
    }
    if (files().size(StoreNames.member(member)).isEmpty()) {
      deleteRecords(member);
    }
    StoreStreams.put(files(), StoreNames.member(member), weights, Sha256.of(weights), execution);
    StoreStreams.put(files(), ended.name(), record, ended.sha256(), execution);
    for (Checkpoint checkpoint : checkpoints(member)) {
      files().delete(checkpoint.name());
    }
  }

  /** Of a file that was deleted: beside a part of the next one they would say that it is whole. */
  private void deleteRecords(int member) throws IOException {
    for (String name : files().names(StoreNames.CHECKPOINTS)) {
      if (EndRecord.parse(name).filter(record -> record.member() == member).isPresent()) {
        files().delete(name);
      }
    }
  }

  /**
   * Whether a member has ended, by its record and its file.
   *
   * @param member index of the member
   * @return true if both are there
   * @throws IOException if the store cannot be asked
   */
  public boolean hasEnded(int member) throws IOException {
    return ended(member, Execution.sequential()).isPresent();
  }

  /** A record that is whole, of a member whose file is there. */
  private Optional<EndRecord> ended(int member, Execution execution) throws IOException {
    if (files().size(StoreNames.member(member)).isEmpty()) {
      return Optional.empty();
    }
    for (String name : files().names(StoreNames.CHECKPOINTS)) {
      Optional<EndRecord> found = EndRecord.parse(name).filter(record -> record.member() == member);
      if (found.isPresent()) {
        long size = StoreStreams.size(files(), name, MOST_RECORD);
        if (StoreStreams.has(files(), name, size, found.get().sha256(), execution)) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Brings a member that has ended. Its weights must have the digest that its record tells; whose
   * training it is, whoever takes it sees by the record.
   *
   * @param member index of the member
   * @param weights the local file of its weights, left alone if those of the store are damaged
   * @param record the local file of its record
   * @param execution asked whether to go on
   * @throws IncompleteEnsembleException if it has not ended
   * @throws MalformedFileException if its weights are not those of its record, naming the store's
   *     file: once that is deleted, the member has not ended and is trained again
   * @throws IOException if a file cannot be read or written
   */
  public void take(int member, Path weights, Path record, Execution execution) throws IOException {
    Optional<EndRecord> ended = ended(member, execution);
    if (ended.isEmpty()) {
      throw new IncompleteEnsembleException(
          files().shown(""),
          List.of(StoreNames.member(member)),
          "member " + member + " has not ended there");
    }
    StoreStreams.fetch(
        files(), ended.get().name(), ended.get().sha256(), MOST_RECORD, record, execution);
    String expected = weightsSha256(files().shown(ended.get().name()), record);
    String name = StoreNames.member(member);
    try {
      StoreStreams.fetch(files(), name, expected, MOST_CHECKPOINT, weights, execution);
    } catch (MalformedFileException damaged) {
      if (!damaged.field().equals(SHA256)) {
        throw damaged;
      }
      throw new MalformedFileException(
          damaged.file(),
          SHA256,
          expected + ", as its record tells",
          damaged.found() + "; deleted there, the member is trained again",
          damaged);
    }
  }

  /** What a record, of at most 64 KiB, tells of the weights that were in memory. */
  private static String weightsSha256(String shown, Path record) throws IOException {
    List<String> told =
        Files.readAllLines(record).stream()
            .filter(line -> line.startsWith(TOLD))
            .map(line -> line.substring(TOLD.length()))
            .toList();
    if (told.size() != 1 || !Sha256.isDigest(told.get(0))) {
      throw new MalformedFileException(
          shown,
          "sha256",
          "the digest of the member's weights",
          told.isEmpty() ? "none" : "" + told);
    }
    return told.get(0);
  }

  /**
   * Deletes what only the training needed, of an ensemble that is published.
   *
   * @throws IOException if the store cannot be asked, or not be written
   * @throws IllegalStateException if no ensemble is published there
   */
  public void sweep() throws IOException {
    if (!store.isPublished()) {
      throw new IllegalStateException(
          "nothing is deleted at " + store + " before its ensemble is published");
    }
    for (String name : files().names(StoreNames.CHECKPOINTS)) {
      if (Checkpoint.parse(name).isPresent()
          || EndRecord.parse(name).isPresent()
          || Claim.parse(name).isPresent()) {
        files().delete(name);
      }
    }
    files().sweep(StoreNames.CHECKPOINTS, EnsembleStore.ABANDONED);
  }
}
