package org.abc4j.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.Rows;
import org.abc4j.Stages;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.Separation;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Uninterrupted;

/**
 * Removes sources from a stored ensemble, for good: writes a folder of its own without any member
 * that saw them, and with a record of what was removed, when and why.
 *
 * <p>Members that are left keep their positions, file names and bytes. A sample of the new ensemble
 * is, to the bit, the counterfactual without those sources that the old one gives. Theorem 1 does
 * not hold for it: {@link org.abc4j.model.Ensemble#separation} says what can be told apart, and a
 * repair makes it whole.
 *
 * <p><b>The old folder is left as it is.</b> It still has members that were trained on data of the
 * removed sources: whoever owes a removal deletes it, and its copies, once the new one is there.
 * The names of removed sources stay in the record. Digests of data that theirs are part of stay
 * too, in the manifest, unless the removal is given the images ({@link #withImages}): it then has
 * those of the data that are left instead.
 *
 * <p>Immutable and thread-safe. A folder is written to by one removal at a time, and not while
 * members are trained into it.
 */
public final class EnsembleRemoval {
  /** Reading, hashing, writing and forcing to the disk, beside hashing twice. */
  private static final int COPYING = 4;

  private static final int HASHING = 2;

  private final EnsembleFolder before;
  private final long[] sources;
  private final Instant when;
  private final String reason;
  private final Optional<String> dataSha256;

  private EnsembleRemoval(
      EnsembleFolder before,
      long[] sources,
      Instant when,
      String reason,
      Optional<String> dataSha256) {
    this.before = before;
    this.sources = sources;
    this.when = Objects.requireNonNull(when, "when");
    this.reason = Objects.requireNonNull(reason, "reason");
    this.dataSha256 = dataSha256;
  }

  /**
   * The removal of some sources. Nothing is written yet.
   *
   * @param before the ensemble that has them
   * @param when the time that the record gives
   * @param reason for whom or why, for the record; may be empty
   * @param sources indices of the sources, at least one; some may be named twice
   * @return the removal
   * @throws IllegalArgumentException if a source is unknown, none is named, no source would be left
   *     or no member survive
   */
  public static EnsembleRemoval of(
      EnsembleFolder before, Instant when, String reason, long... sources) {
    before.code().without(sources);
    before.ensemble().ablation(sources);
    return new EnsembleRemoval(
        before,
        LongStream.of(sources).sorted().distinct().toArray(),
        when,
        reason,
        Optional.empty());
  }

  /**
   * The removal of some sources by their names. Nothing is written yet.
   *
   * @param before the ensemble that has them
   * @param when the time that the record gives
   * @param reason for whom or why, for the record; may be empty
   * @param names names of the sources, at least one
   * @return the removal
   * @throws IllegalArgumentException if nobody has a name or several have, none is named, no source
   *     would be left or no member survive
   */
  public static EnsembleRemoval named(
      EnsembleFolder before, Instant when, String reason, List<String> names) {
    return of(before, when, reason, before.code().sources().indicesOf(names));
  }

  /**
   * With the training data at hand: record and manifest then have the digest of those that are
   * left, by which a repair knows them, and none of what the removed were part of. Without, a
   * repair knows them by the digests of members' splits, which folders of earlier releases do not
   * have, and which tell nothing of a source that has no member left.
   *
   * @param images the images of the ensemble before, item i of its sources in row i
   * @return a copy
   * @throws IllegalArgumentException if they are not those, or nobody can tell
   */
  public EnsembleRemoval withImages(Rows images) {
    before.requireData(images);
    int[] left = before.code().sources().itemsWithout(sources).mapToInt(Math::toIntExact).toArray();
    String digest = EnsembleFolder.dataSha256(images.view(left));
    return new EnsembleRemoval(before, sources, when, reason, Optional.of(digest));
  }

  /**
   * The sources that are removed.
   *
   * @return their indices in the ensemble before, increasing
   */
  public long[] sources() {
    return sources.clone();
  }

  /**
   * The code without the sources.
   *
   * @return the assignment that the new folder will have
   */
  public CodeAssignment code() {
    return before.code().without(sources);
  }

  /**
   * The members that the new ensemble will not have: those that go, and those that had gone before.
   *
   * @return a word of weight less than n
   */
  public Codeword removed() {
    return before.ensemble().ablation(sources).removed();
  }

  /**
   * What the new ensemble will be able to tell apart, before anything is written.
   *
   * @return the separation of {@link #code} without {@link #removed}
   */
  public Separation separation() {
    return Separation.of(code(), removed());
  }

  /**
   * The record that the new folder will have.
   *
   * @return what was removed before, and this; looks at every source
   */
  public RemovalRecord record() {
    CodeAssignment code = code();
    Separation after = separation();
    Separation earlier = Separation.of(code, before.removed());
    long diminished = 0;
    long emptied = 0;
    for (long source = 0; source < code.sources().count(); source++) {
      int left = after.membersLeft(source);
      if (left < earlier.membersLeft(source)) {
        diminished++;
        emptied += left == 0 ? 1 : 0;
      }
    }
    SourceRemoval removal =
        new SourceRemoval(
            LongStream.of(sources).mapToObj(before.code().sources()::name).toList(),
            when,
            reason,
            removed().minus(before.removed()),
            diminished,
            emptied,
            before.manifestSha256(),
            dataSha256);
    return before
        .removal()
        .map(record -> record.and(removal))
        .orElseGet(() -> new RemovalRecord(List.of(removal)));
  }

  /**
   * Writes the new folder, whole or to be gone on with: each file is written whole, the manifest
   * last. A folder that such a removal was killed in is completed, to the same bytes, with the time
   * that its record has; one that it completed is opened.
   *
   * @param target the new folder, made if it is not there
   * @return the new folder, opened
   * @throws IllegalArgumentException if the folder holds something else, naming it
   * @throws MalformedFileException if a file of the ensemble before is not what it was when it was
   *     opened
   * @throws IOException if a file cannot be written or read, or another removal or a training is at
   *     work in the folder, naming it and the process. An interrupt does not stop it
   */
  public EnsembleFolder to(Path target) throws IOException {
    return Uninterrupted.run(() -> written(target, FolderFiles.UNHEARD));
  }

  /**
   * The same of an ensemble that may be large: its members' files are copied, and hashed twice
   * more.
   *
   * @param target the new folder, made if it is not there
   * @param execution who hears how far that is, and whether to go on: asked after each file. What
   *     was copied is kept for the next call
   * @return the new folder, opened
   * @throws IllegalArgumentException if the folder holds something else, naming it
   * @throws MalformedFileException as {@link #to(Path)} does
   * @throws IOException as {@link #to(Path)} does
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public EnsembleFolder to(Path target, Execution execution) throws IOException {
    return Uninterrupted.run(() -> written(target, FolderFiles.heardBy(execution)));
  }

  private EnsembleFolder written(Path target, ProgressListener listener) throws IOException {
    Files.createDirectories(target);
    RemovalRecord own = record();
    if (!HeldFolder.wasHeld(target)) {
      // Nothing is written to a folder of something else, not even a lock.
      AtomicFiles.deleteLeftovers(target);
      RemovalRecord record = begun(target, own);
      if (EnsembleFolder.isComplete(target)) {
        return complete(target, record, listener);
      }
    }
    EnsembleFolder whole;
    try (HeldFolder held = HeldFolder.hold(target)) {
      AtomicFiles.deleteLeftovers(held.path());
      RemovalRecord record = begun(target, own);
      whole =
          EnsembleFolder.isComplete(target)
              ? complete(target, record, listener)
              : written(target, record, listener);
    } catch (NoSuchFileException | FileAlreadyExistsException swept) {
      // Another that has just ended does away with its lock.
      if (!EnsembleFolder.isComplete(target)) {
        throw swept;
      }
      return complete(target, begun(target, own), listener);
    }
    HeldFolder.sweep(target);
    return whole;
  }

  private EnsembleFolder written(Path target, RemovalRecord record, ProgressListener listener)
      throws IOException {
    Stages stages = new Stages(listener, COPYING + HASHING);
    RemovalFile.write(target.resolve(FolderFiles.REMOVAL), record);
    Codeword removed = removed();
    EnsembleManifest manifest = before.manifest();
    List<String> members = new ArrayList<>(manifest.memberSha256());
    List<String> splits = new ArrayList<>(manifest.splitSha256());
    for (int member : removed.members()) {
      members.set(member, EnsembleManifest.REMOVED);
      if (!splits.isEmpty()) {
        splits.set(member, EnsembleManifest.REMOVED);
      }
    }
    int[] left = removed.complement().members();
    FolderFiles.forEach(left.length, i -> before.copyMember(left[i], target), stages.next(COPYING));
    EnsembleWriter writer =
        EnsembleWriter.of(
            before.config(), code(), manifest.schedule(), dataSha256.orElse(manifest.dataSha256()));
    return (before.ownConfigs().isEmpty() ? writer : writer.withConfigs(before.ownConfigs()))
        .withProvenance(provenance())
        .withMembers(members)
        .with(
            new EnsembleDetails(
                splits, manifest.images(), Optional.of(record), Optional.of(manifest.library())))
        .complete(target, stages.next(HASHING));
  }

  /** What members were made with; the digest of all data only if nobody knows that of the rest. */
  private Map<String, String> provenance() {
    EnsembleManifest manifest = before.manifest();
    Map<String, String> provenance = new LinkedHashMap<>(manifest.provenance());
    dataSha256.ifPresent(
        left ->
            provenance.replaceAll(
                (name, text) -> text.equals(manifest.dataSha256()) ? left : text));
    return provenance;
  }

  /** The record with the time of what was begun in the folder; fails if that is something else. */
  private RemovalRecord begun(Path target, RemovalRecord record) throws IOException {
    requireOnlyOwnFiles(target);
    Path file = target.resolve(FolderFiles.REMOVAL);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(target)) {
        for (Path other : files) {
          if (HeldFolder.isLock(other)) {
            continue;
          }
          throw occupied(
              target, Quoted.of(other.getFileName().toString()) + " and no record of a removal");
        }
      }
      return record;
    }
    FolderFiles.require(file, "a record of a removal");
    RemovalRecord found = RemovalFile.read(file);
    if (!Arrays.equals(RemovalFile.bytes(record.at(found)), RemovalFile.bytes(found))) {
      throw occupied(
          target, "the record of another removal, of " + Quoted.first(found.last().sources()));
    }
    return found;
  }

  private EnsembleFolder complete(Path target, RemovalRecord record, ProgressListener listener)
      throws IOException {
    EnsembleFolder found = EnsembleFolder.open(target, listener);
    boolean same =
        found.removal().equals(Optional.of(record))
            && found.removed().equals(removed())
            && found.manifest().codebookSha256().equals(AssignmentFile.sha256(code()));
    if (!same) {
      throw occupied(target, "another ensemble");
    }
    return found;
  }

  private void requireOnlyOwnFiles(Path target) throws IOException {
    Set<String> own =
        new HashSet<>(
            List.of(
                FolderFiles.MANIFEST,
                FolderFiles.CODEBOOK,
                FolderFiles.CONFIG,
                FolderFiles.REMOVAL));
    for (int member = 0; member < before.ownConfigs().size(); member++) {
      own.add(FolderFiles.configFile(target, member).getFileName().toString());
    }
    for (int member : removed().complement().members()) {
      own.add(EnsembleFolder.memberFile(target, member).getFileName().toString());
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(target)) {
      for (Path file : files) {
        if (!own.contains(file.getFileName().toString()) && !HeldFolder.isLock(file)) {
          throw occupied(target, Quoted.of(file.getFileName().toString()));
        }
      }
    }
  }

  private static IllegalArgumentException occupied(Path target, String by) {
    return new IllegalArgumentException(
        "a removal writes to a folder of its own, but " + target + " holds " + by);
  }
}
