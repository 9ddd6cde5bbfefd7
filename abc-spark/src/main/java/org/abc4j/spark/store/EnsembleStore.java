package org.abc4j.spark.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleManifest;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetConfigFile;
import org.abc4j.unet.UNetCost;

/**
 * An ensemble's folder at a place that many machines reach: a folder they mount, HDFS, or an object
 * store. The files and their names are those of an {@link EnsembleFolder}.
 *
 * <p>The manifest names every other file by its digest and is written last, once each of them has
 * been read back. So a place with a manifest is whole, whether or not the store renames in one
 * step; nothing of a place without one is believed; and what is read is believed only if it has its
 * digest. What is published stays: a place takes the ensemble that it has once more, and refuses
 * another. Two that publish different ensembles to one place at once are not kept apart, but
 * whoever reads then finds a file that is not the manifest's.
 *
 * <p>Immutable and thread-safe.
 */
public final class EnsembleStore {
  private static final long MOST_MANIFEST = 4L << 20;
  static final long MOST_CONFIG = 1L << 20;
  static final long MOST_CODEBOOK = 1L << 30;

  /** Beside the weights of a member: names, shapes and what its file says of itself. */
  private static final long MOST_HEADER = 100L << 20;

  /** After that nobody is taken to write what has another name than it will have. */
  static final Duration ABANDONED = Duration.ofDays(1);

  private final StoreLocation location;
  private final StoreFiles files;

  private EnsembleStore(StoreLocation location, StoreFiles files) {
    this.location = location;
    this.files = files;
  }

  /**
   * The store at a place. Nothing is read.
   *
   * @param location where it is
   * @return the store
   * @throws IOException if there is no file system of such a scheme, or it cannot be reached
   */
  public static EnsembleStore at(StoreLocation location) throws IOException {
    return new EnsembleStore(location, location.files());
  }

  /** The same of a place that is reached in another way. */
  static EnsembleStore of(StoreLocation location, StoreFiles files) {
    return new EnsembleStore(location, files);
  }

  /**
   * Where it is.
   *
   * @return the location
   */
  public StoreLocation location() {
    return location;
  }

  StoreFiles files() {
    return files;
  }

  /**
   * Whether a whole ensemble was ever published here.
   *
   * @return true if there is a manifest; files may have been lost since, see {@link #requireWhole}
   * @throws IOException if the store cannot be asked
   */
  public boolean isPublished() throws IOException {
    return files.size(StoreNames.MANIFEST).isPresent();
  }

  /**
   * What the ensemble says of itself.
   *
   * @return its manifest, with its digest
   * @throws IncompleteEnsembleException if there is none
   * @throws MalformedFileException if it is damaged
   * @throws IOException if it cannot be read
   */
  public Published published() throws IOException {
    if (!isPublished()) {
      throw new IncompleteEnsembleException(
          files.shown(""), List.of(StoreNames.MANIFEST), "it is written last, and " + there());
    }
    Path copy = Files.createTempFile("abc-manifest", ".json");
    try {
      StoreStreams.fetch(files, StoreNames.MANIFEST, MOST_MANIFEST, copy, Execution.sequential());
      return new Published(
          EnsembleManifest.read(copy), new EnsembleAddress(location, Sha256.of(copy)));
    } catch (MalformedFileException e) {
      throw new MalformedFileException(
          files.shown(StoreNames.MANIFEST), e.field(), e.expected(), e.found(), e);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /**
   * An ensemble that is published.
   *
   * @param manifest what it says of itself
   * @param address which it is and where: what executors are sent
   */
  public record Published(EnsembleManifest manifest, EnsembleAddress address) {}

  private String there() throws IOException {
    long members = files.names("").stream().filter(StoreNames::isMember).count();
    return members == 0 ? "there is no member either" : "members that are there: " + members;
  }

  /**
   * Makes sure that all files are there that the manifest names, by their sizes alone: nothing but
   * the manifest is read.
   *
   * @return the ensemble
   * @throws IncompleteEnsembleException if there is no manifest, or files of it are lost, naming
   *     them
   * @throws IOException if the store cannot be asked
   */
  public Published requireWhole() throws IOException {
    Published published = published();
    List<String> missing = new ArrayList<>();
    for (String name : published.manifest().files().keySet()) {
      OptionalLong size = files.size(name);
      if (size.isEmpty() || size.getAsLong() == 0) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw new IncompleteEnsembleException(
          files.shown(""),
          missing,
          "the manifest names " + published.manifest().files().size() + " files: some were lost");
    }
    return published;
  }

  /**
   * Reads every file and compares its digest with the manifest.
   *
   * @param execution hears of each file, and is asked whether to go on
   * @return the ensemble
   * @throws IncompleteEnsembleException as {@link #requireWhole} does
   * @throws MalformedFileException if a file is another, naming it
   * @throws IOException if one cannot be read
   */
  public Published verify(Execution execution) throws IOException {
    Published published = requireWhole();
    Map<String, String> all = published.manifest().files();
    long done = 0;
    for (Map.Entry<String, String> file : all.entrySet()) {
      String name = file.getKey();
      long size = files.size(name).orElse(0);
      String found = StoreStreams.sha256(files, name, size, execution);
      if (!found.equals(file.getValue())) {
        throw new MalformedFileException(files.shown(name), "SHA-256", file.getValue(), found);
      }
      execution.progress(++done, all.size());
    }
    return published;
  }

  /**
   * Publishes an ensemble: every file that is not there yet, then its manifest. One that was
   * stopped goes on where it was.
   *
   * @param folder the ensemble, all of whose files are checked once more on their way
   * @param execution hears of each file, and is asked whether to go on
   * @return the ensemble as it is published
   * @throws IOException if this place has another ensemble, or a manifest that cannot be read and
   *     is no part of this one's, or a file cannot be read or written; there is then no manifest
   *     but that of before
   */
  public Published publish(EnsembleFolder folder, Execution execution) throws IOException {
    boolean there = requireNoOther(folder);
    Map<String, String> all = folder.manifest().files();
    long done = 0;
    for (Map.Entry<String, String> file : all.entrySet()) {
      StoreStreams.put(
          files, file.getKey(), folder.path().resolve(file.getKey()), file.getValue(), execution);
      execution.progress(++done, all.size() + 1L);
    }
    if (!there) {
      files.put(
          StoreNames.MANIFEST,
          folder.path().resolve(StoreNames.MANIFEST),
          folder.manifestSha256(),
          execution);
    }
    execution.progress(done + 1, all.size() + 1L);
    files.sweep("", ABANDONED);
    return new Published(folder.manifest(), new EnsembleAddress(location, folder.manifestSha256()));
  }

  /**
   * Whether the manifest is there already. Only a part of it is none, as a copy leaves it that was
   * stopped: what else cannot be read may be another's, of a newer release too.
   */
  private boolean requireNoOther(EnsembleFolder folder) throws IOException {
    if (!isPublished()) {
      return false;
    }
    Path copy = Files.createTempFile("abc-manifest", ".json");
    try {
      StoreStreams.fetch(files, StoreNames.MANIFEST, MOST_MANIFEST, copy, Execution.sequential());
      long differs = Files.mismatch(copy, folder.path().resolve(StoreNames.MANIFEST));
      if (differs < 0 || differs == Files.size(copy)) {
        return differs < 0;
      }
      EnsembleManifest.read(copy);
      throw new IOException(
          files.shown("")
              + " has another ensemble, whose manifest has SHA-256 "
              + Sha256.of(copy)
              + ", not "
              + folder.manifestSha256()
              + ": publish to a place of its own");
    } catch (MalformedFileException e) {
      throw new IOException(
          files.shown(StoreNames.MANIFEST)
              + " is there and cannot be read: "
              + e.field()
              + ": expected "
              + e.expected()
              + ", found "
              + e.found()
              + "; delete it, or publish to a place of its own",
          e);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /**
   * Which source is seen by which members.
   *
   * @param address which ensemble
   * @return its code
   * @throws IncompleteEnsembleException if it is not whole
   * @throws MalformedFileException if the place has another ensemble, or the code is damaged
   * @throws IOException if a file cannot be read
   */
  public CodeAssignment code(EnsembleAddress address) throws IOException {
    String sha256 = requireWhole(address).codebookSha256();
    return read(StoreNames.CODEBOOK, sha256, MOST_CODEBOOK, AssignmentFile::read);
  }

  /** The shape of an ensemble's samples. */
  Shape shape(EnsembleAddress address) throws IOException {
    String sha256 = requireWhole(address).configSha256();
    return read(StoreNames.CONFIG, sha256, MOST_CONFIG, UNetConfigFile::read).inputShape();
  }

  /** Reads a file. */
  private interface Reading<T> {
    T of(Path file) throws IOException;
  }

  private <T> T read(String name, String sha256, long most, Reading<T> reading) throws IOException {
    Path copy = Files.createTempFile("abc-", "-" + name);
    try {
      StoreStreams.fetch(files, name, sha256, most, copy, Execution.sequential());
      return reading.of(copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** The bytes that all files of an ensemble take. */
  long bytes(EnsembleManifest manifest) throws IOException {
    long bytes = 0;
    for (String name : manifest.files().keySet()) {
      bytes = Math.addExact(bytes, StoreStreams.size(files, name, Long.MAX_VALUE));
    }
    return bytes;
  }

  /**
   * What {@link #requireWhole} says, of one ensemble alone.
   *
   * @throws MalformedFileException if the place has another
   */
  EnsembleManifest requireWhole(EnsembleAddress address) throws IOException {
    Published published = requireWhole();
    if (!published.address().manifestSha256().equals(address.manifestSha256())) {
      throw new MalformedFileException(
          files.shown(StoreNames.MANIFEST),
          "SHA-256",
          address.manifestSha256() + ", as when this work was planned",
          published.address().manifestSha256());
    }
    return published.manifest();
  }

  /**
   * Brings an ensemble to a local folder, which is then whole. Files that are there with the right
   * digest stay, so what was stopped goes on.
   *
   * @param address which ensemble
   * @param folder a local folder, made if it is not there
   * @param execution hears of each member, and is asked whether to go on
   * @return the folder, opened
   * @throws IncompleteEnsembleException if files are missing, naming them
   * @throws MalformedFileException if a file is another or larger than the ensemble's can be, or
   *     the place has another ensemble
   * @throws IOException if one cannot be read or written
   */
  public EnsembleFolder fetch(EnsembleAddress address, Path folder, Execution execution)
      throws IOException {
    return fetch(requireWhole(address), address.manifestSha256(), folder, execution);
  }

  /** The same where the manifest is at hand. */
  EnsembleFolder fetch(
      EnsembleManifest manifest, String manifestSha256, Path folder, Execution execution)
      throws IOException {
    fetchFrame(manifest, folder, execution);
    long done = 0;
    for (int member = 0; member < manifest.memberSha256().size(); member++) {
      if (!manifest.memberSha256().get(member).equals(EnsembleManifest.REMOVED)) {
        fetchMember(manifest, member, folder, execution);
      }
      execution.progress(++done, manifest.memberSha256().size());
    }
    fetch(StoreNames.MANIFEST, manifestSha256, MOST_MANIFEST, folder, execution);
    return EnsembleFolder.open(folder, execution);
  }

  /** Brings all files but members and manifest. */
  void fetchFrame(EnsembleManifest manifest, Path folder, Execution execution) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : manifest.files().entrySet()) {
      String name = file.getKey();
      if (!StoreNames.isMember(name)) {
        long most = name.startsWith("config") ? MOST_CONFIG : MOST_CODEBOOK;
        fetch(name, file.getValue(), most, folder, execution);
      }
    }
  }

  /** Brings a member's weights to a folder in which its configuration is. */
  Path fetchMember(EnsembleManifest manifest, int member, Path folder, Execution execution)
      throws IOException {
    UNetConfig config = config(manifest, member, folder);
    long most =
        Math.addExact(MOST_HEADER, Math.multiplyExact(8L, UNetCost.of(config).parameters()));
    String name = StoreNames.member(member);
    fetch(name, manifest.memberSha256().get(member), most, folder, execution);
    return folder.resolve(name);
  }

  /** A member's configuration, of a folder that has the frame. */
  static UNetConfig config(EnsembleManifest manifest, int member, Path folder) throws IOException {
    return UNetConfigFile.read(
        folder.resolve(
            manifest.memberConfigSha256().isEmpty()
                ? StoreNames.CONFIG
                : StoreNames.config(member)));
  }

  private void fetch(String name, String sha256, long most, Path folder, Execution execution)
      throws IOException {
    Path target = folder.resolve(name);
    if (!Files.isRegularFile(target) || !Sha256.of(target).equals(sha256)) {
      StoreStreams.fetch(files, name, sha256, most, target, execution);
    }
  }

  @Override
  public String toString() {
    return location.toString();
  }
}
