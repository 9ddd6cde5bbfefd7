package org.abc4j.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.model.Ensemble;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetConfigFile;
import org.abc4j.unet.UNetWeights;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.Network;

/**
 * An ensemble of U-Nets as a folder: {@code manifest.json}, {@code codebook.json}, {@code
 * config.json} and {@code member-000.safetensors} …
 *
 * <p>The manifest holds the SHA-256 of every other file and is written last, so a folder with a
 * manifest is whole. Where sources were removed, the files of the members that saw them are not
 * there, the manifest says which, and {@code removal.json} tells of it ({@link EnsembleRemoval}).
 * {@link EnsembleWriter} writes it, and {@link EnsembleImport} one of members that others have
 * trained. Where members have different configurations, {@code config-000.json} … have them.
 * Opening checks all files; a member is read when it is first asked for, and may be dropped again
 * when memory is short, so the members need not all fit in memory. A computation keeps those that
 * fit in half of the Java heap; where they do not all, each of its steps may read the others again,
 * check them and set up their networks, which the log says once. File names are fixed and links out
 * of the folder refused, so nothing is read from outside of it; the folder itself may be a link.
 * Immutable and thread-safe.
 */
public final class EnsembleFolder {
  private static final String MANIFEST = FolderFiles.MANIFEST;
  private static final String CODEBOOK = FolderFiles.CODEBOOK;
  private static final String CONFIG = FolderFiles.CONFIG;

  private final Path folder;
  private final EnsembleManifest manifest;
  private final String manifestSha256;
  private final List<UNetConfig> configs;
  private final CodeAssignment code;
  private final Optional<RemovalRecord> removal;
  private final Codeword removed;

  private EnsembleFolder(
      Path folder,
      EnsembleManifest manifest,
      String manifestSha256,
      List<UNetConfig> configs,
      CodeAssignment code,
      Optional<RemovalRecord> removal) {
    this.folder = folder;
    this.manifest = manifest;
    this.manifestSha256 = manifestSha256;
    this.configs = List.copyOf(configs);
    this.code = code;
    this.removal = removal;
    this.removed = manifest.removed();
  }

  /**
   * Whether a folder holds a whole ensemble.
   *
   * @param folder the folder
   * @return true if there is a manifest
   */
  public static boolean isComplete(Path folder) {
    return Files.isRegularFile(folder.resolve(MANIFEST));
  }

  /**
   * The file of a member's weights.
   *
   * @param folder the folder
   * @param member index of the member
   * @return its path; the file need not exist
   */
  public static Path memberFile(Path folder, int member) {
    return folder.resolve(FolderFiles.memberName(member));
  }

  /**
   * Opens a folder and checks every file of it against the manifest. The members' weights are
   * counted, so that no configuration asks for more memory than there are weights in the files;
   * their shapes are checked when they are read.
   *
   * @param folder the folder
   * @return the folder
   * @throws MalformedFileException if a file is missing, changed, malformed or of a newer version,
   *     naming it
   * @throws IOException if a file cannot be read. An interrupt does not stop it, and stays for
   *     whoever asks next whether to go on
   */
  public static EnsembleFolder open(Path folder) throws IOException {
    return open(folder, FolderFiles.UNHEARD);
  }

  /**
   * The same of a folder that may be large: all of its files are hashed, which takes its time.
   *
   * @param folder the folder
   * @param execution who hears how many members' files are checked, and whether to go on: asked
   *     after each of them
   * @return the folder
   * @throws MalformedFileException as {@link #open(Path)} does
   * @throws IOException if a file cannot be read
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public static EnsembleFolder open(Path folder, Execution execution) throws IOException {
    return open(folder, FolderFiles.heardBy(execution));
  }

  /** The same for somebody who is told and asked as one. */
  static EnsembleFolder open(Path folder, ProgressListener members) throws IOException {
    return Uninterrupted.run(() -> checked(folder, members));
  }

  private static EnsembleFolder checked(Path folder, ProgressListener members) throws IOException {
    Path file = folder.resolve(MANIFEST);
    FolderFiles.require(file, "a manifest");
    FileIdentity manifestFile = FileIdentity.of(file);
    EnsembleManifest manifest = ManifestFile.read(file);
    String manifestSha256 = Sha256.of(file);
    manifestFile.requireUnchanged("content");
    FileIdentity codeFile = FolderFiles.check(folder.resolve(CODEBOOK), manifest.codebookSha256());
    FileIdentity configFile = FolderFiles.check(folder.resolve(CONFIG), manifest.configSha256());
    CodeAssignment code = AssignmentFile.read(folder.resolve(CODEBOOK));
    UNetConfig config = UNetConfigFile.read(folder.resolve(CONFIG));
    codeFile.requireUnchanged("content");
    configFile.requireUnchanged("content");
    int n = code.codebook().length();
    if (manifest.memberSha256().size() != n) {
      throw new MalformedFileException(
          folder.resolve(MANIFEST).toString(),
          "members",
          n + " members, as the codebook has",
          manifest.memberSha256().size() + " members");
    }
    requireOfANoiseModel(folder.resolve(CONFIG), config);
    List<UNetConfig> configs = configs(folder, manifest, config, n);
    Optional<RemovalRecord> removal = FolderFiles.readRemoval(folder, manifest);
    FolderFiles.forEach(
        n,
        i -> {
          String sha256 = manifest.memberSha256().get(i);
          FolderFiles.checkMember(memberFile(folder, i), sha256);
          FolderFiles.checkSize(memberFile(folder, i), sha256, configs.get(i));
        },
        members);
    return new EnsembleFolder(folder, manifest, manifestSha256, configs, code, removal);
  }

  /** That of each member, all of images of one shape. */
  private static List<UNetConfig> configs(
      Path folder, EnsembleManifest manifest, UNetConfig config, int members) throws IOException {
    List<String> digests = manifest.memberConfigSha256();
    if (digests.isEmpty()) {
      return Collections.nCopies(members, config);
    }
    List<UNetConfig> configs = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      Path file = FolderFiles.configFile(folder, i);
      FileIdentity identity = FolderFiles.check(file, digests.get(i));
      UNetConfig own = UNetConfigFile.read(file);
      identity.requireUnchanged("content");
      requireOfANoiseModel(file, own);
      if (!own.inputShape().equals(config.inputShape())) {
        throw new MalformedFileException(
            file.toString(),
            "configuration",
            "images of shape " + config.inputShape() + ", as " + CONFIG + " has",
            "" + own.inputShape());
      }
      if (i == 0 && !own.equals(config)) {
        throw new MalformedFileException(
            file.toString(), "configuration", "that of " + CONFIG, "another");
      }
      configs.add(own);
    }
    return configs;
  }

  private static void requireOfANoiseModel(Path file, UNetConfig config)
      throws MalformedFileException {
    if (config.outputChannels() != config.inputShape().channels()) {
      throw new MalformedFileException(
          file.toString(),
          "out_channels",
          "as many as in_channels, " + config.inputShape().channels(),
          "" + config.outputChannels());
    }
  }

  /**
   * The digest of training data as a manifest has it: of the images' shape and values.
   *
   * @param images training data, in the order of the code's items
   * @return 64 hexadecimal digits
   */
  public static String dataSha256(Rows images) {
    Sha256 digest = Sha256.begin().add(images.shape().toString());
    float[] image = new float[images.shape().size()];
    for (int i = 0; i < images.rows(); i++) {
      images.copyRow(i, image);
      digest.add(image);
    }
    return digest.hex();
  }

  /**
   * The folder itself.
   *
   * @return its path, as it was opened
   */
  public Path path() {
    return folder;
  }

  /**
   * Which source is seen by which members.
   *
   * @return the code of the sources that are there, removed ones left out
   */
  public CodeAssignment code() {
    return code;
  }

  /**
   * SHA-256 of the file of the manifest, which stands for all that the folder holds.
   *
   * @return 64 hexadecimal digits
   */
  public String manifestSha256() {
    return manifestSha256;
  }

  /**
   * The members that were removed, as they saw sources that were removed.
   *
   * @return a word; empty if all members are there
   */
  public Codeword removed() {
    return removed;
  }

  /**
   * What was ever removed from the ensemble, also if it was repaired since.
   *
   * @return the record, or empty if nothing was
   */
  public Optional<RemovalRecord> removal() {
    return removal;
  }

  /**
   * How many reserved words no source ever held. They stand before those that removed sources gave
   * up, which were chosen by somebody and may be no placebos for it.
   *
   * @return from 0 to the code's number of reserved words
   */
  public long neverHeld() {
    long givenUp =
        removal.stream()
            .flatMap(record -> record.removals().stream())
            .mapToLong(of -> of.sources().size())
            .sum();
    return Math.max(0, code.reserved() - givenUp);
  }

  /**
   * Fails unless images are those that the ensemble was trained on, less those of sources that were
   * removed. They are known by their digest; where members are missing and the data were not at
   * hand when they were removed, by the digests of the splits of the members that are there.
   *
   * @param images item i of the sources of {@link #code} in row i
   * @throws IllegalArgumentException if they are others, or nobody can tell, as the folder is of an
   *     earlier release or a source has no member left
   */
  public void requireData(Rows images) {
    DataCheck.require(this, images);
  }

  /**
   * Copies a member's file to another folder, to the bit, whole or not at all. A file that is there
   * with the right content stays.
   *
   * @param member index of the member
   * @param target the other folder, which exists
   * @throws MalformedFileException if the file has changed since this folder was opened
   * @throws IllegalStateException if the member was removed
   * @throws IOException if a file cannot be read or written
   */
  public void copyMember(int member, Path target) throws IOException {
    requireThere(member);
    String sha256 = manifest.memberSha256().get(member);
    Path copy = memberFile(target, member);
    Uninterrupted.finish(
        () -> {
          if (!Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)
              || !Sha256.of(copy).equals(sha256)) {
            FolderFiles.copy(memberFile(folder, member), sha256, copy);
          }
        });
  }

  private void requireThere(int member) {
    if (manifest.memberSha256().get(member).equals(EnsembleManifest.REMOVED)) {
      throw new IllegalStateException(
          "member "
              + member
              + " of "
              + folder
              + " was removed, and nobody may ask it: it saw a removed source");
    }
  }

  /**
   * What the folder says of itself.
   *
   * @return the manifest
   */
  public EnsembleManifest manifest() {
    return manifest;
  }

  /**
   * The configuration of every member, or of the first where they have different ones; all are of
   * images of one shape.
   *
   * @return the configuration
   */
  public UNetConfig config() {
    return configs.get(0);
  }

  /**
   * The configuration of a member, whether it was removed or not.
   *
   * @param member index of the member
   * @return the configuration
   * @throws IndexOutOfBoundsException if there is no such member
   */
  public UNetConfig config(int member) {
    return configs.get(member);
  }

  /** Those of the members, if they have different ones; else none. */
  List<UNetConfig> ownConfigs() {
    return manifest.memberConfigSha256().isEmpty() ? List.of() : configs;
  }

  /**
   * The ensemble, what its members derive from their weights kept within {@link
   * DerivedWeights#shared}. Members are read when they are first asked for, whole: an interrupt
   * meanwhile stays for whoever asks next whether to go on. {@link Ensemble#held} keeps as many as
   * fit in half of the Java heap; if the others are dropped and read again, the log says so once.
   *
   * @return the ensemble; asking it for a member throws {@link UncheckedIOException} if the file
   *     can no longer be read, has been changed since the folder was opened, or holds weights of
   *     another network
   */
  public Ensemble ensemble() {
    return ensemble(DerivedWeights.shared());
  }

  /**
   * The ensemble, with another bound on what is kept of what its members derive from their weights.
   *
   * @param derived the bound, for all members together
   * @return the ensemble, as {@link #ensemble()}
   */
  public Ensemble ensemble(DerivedWeights derived) {
    return new StoredEnsemble(this, derived);
  }

  /**
   * Reads a member, for an executor of its own. An interrupt does not stop it.
   *
   * @param index index of the member
   * @return a new network of the member's weights
   * @throws UncheckedIOException if the file can no longer be read, has been changed since the
   *     folder was opened, or holds weights of another network
   * @throws IndexOutOfBoundsException if there is no such member
   * @throws IllegalStateException if it was removed
   */
  public Network network(int index) {
    requireThere(index);
    String sha256 = manifest.memberSha256().get(index);
    Path file = memberFile(folder, index);
    try {
      return Uninterrupted.run(
          () -> {
            FileIdentity identity = FolderFiles.check(file, sha256);
            Network network = Network.of(configs.get(index));
            UNetWeights.read(file, network);
            identity.requireUnchanged("weights");
            return network;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
