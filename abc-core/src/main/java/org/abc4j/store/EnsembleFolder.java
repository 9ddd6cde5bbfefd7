package org.abc4j.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.FileKind;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetConfigFile;
import org.abc4j.unet.UNetCost;
import org.abc4j.unet.UNetWeights;
import org.abc4j.unet.layer.DerivedWeights;
import org.abc4j.unet.layer.Network;

/**
 * An ensemble of U-Nets as a folder: {@code manifest.json}, {@code codebook.json}, {@code
 * config.json} and {@code member-000.safetensors} …
 *
 * <p>The manifest holds the SHA-256 of every other file and is written last, so a folder with a
 * manifest is whole. Opening checks all of them; a member is read when it is first asked for, and
 * may be dropped again when memory is short, so the members need not all fit in memory. A
 * computation keeps those that fit in half of the Java heap; where they do not all, each of its
 * steps may read the others again, check them and set up their networks, which the log says once.
 * File names are fixed and links out of the folder refused, so nothing is read from outside of it;
 * the folder itself may be a link. Immutable and thread-safe.
 */
public final class EnsembleFolder {
  private static final String MANIFEST = "manifest.json";
  private static final String CODEBOOK = "codebook.json";
  private static final String CONFIG = "config.json";

  private final Path folder;
  private final EnsembleManifest manifest;
  private final UNetConfig config;
  private final CodeAssignment code;

  private EnsembleFolder(
      Path folder, EnsembleManifest manifest, UNetConfig config, CodeAssignment code) {
    this.folder = folder;
    this.manifest = manifest;
    this.config = config;
    this.code = code;
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
    return folder.resolve(String.format(Locale.ROOT, "member-%03d.safetensors", member));
  }

  /**
   * Begins a folder: writes codebook and configuration, before any member is trained, so that what
   * cannot be stored shows at once. A manifest of before goes first: a folder that has one is
   * whole.
   *
   * @param folder the folder, which exists
   * @param config configuration of every member, of square images
   * @param code which source is seen by which members
   * @throws IllegalArgumentException if the configuration or the code cannot be stored
   * @throws IOException if a file cannot be written
   */
  public static void begin(Path folder, UNetConfig config, CodeAssignment code) throws IOException {
    Files.deleteIfExists(folder.resolve(MANIFEST));
    UNetConfigFile.write(folder.resolve(CONFIG), config);
    AssignmentFile.write(folder.resolve(CODEBOOK), code);
  }

  /**
   * Completes a folder whose members' files are written: writes codebook, configuration and, last,
   * the manifest.
   *
   * @param folder the folder
   * @param config configuration of every member
   * @param code which source is seen by which members
   * @param schedule the noise schedule that the members were trained with
   * @param dataSha256 SHA-256 of the training data, 64 hexadecimal digits
   * @param provenance what was made with what
   * @return the folder, opened
   * @throws MalformedFileException if a member's file is missing or not one of this configuration
   * @throws IOException if a file cannot be written or read
   * @throws IllegalArgumentException if something cannot be stored
   */
  public static EnsembleFolder complete(
      Path folder,
      UNetConfig config,
      CodeAssignment code,
      NoiseSchedule schedule,
      String dataSha256,
      Map<String, String> provenance)
      throws IOException {
    begin(folder, config, code);
    List<String> members = new ArrayList<>();
    for (int i = 0; i < code.codebook().length(); i++) {
      Path file = memberFile(folder, i);
      requireFile(file, "the weights of member " + i);
      members.add(Sha256.of(file));
    }
    return whole(folder, config, code, schedule, dataSha256, provenance, members);
  }

  /**
   * Completes a folder whose members' files are known by their digests, as {@link #complete(Path,
   * UNetConfig, CodeAssignment, NoiseSchedule, String, Map)} does.
   *
   * @param folder the folder
   * @param config configuration of every member
   * @param code which source is seen by which members
   * @param schedule the noise schedule that the members were trained with
   * @param dataSha256 SHA-256 of the training data, 64 hexadecimal digits
   * @param provenance what was made with what
   * @param memberSha256 the digest that each member's file must have
   * @return the folder, opened
   * @throws MalformedFileException if a member's file is missing, has another digest, or is not one
   *     of this configuration; there is then no manifest
   * @throws IOException if a file cannot be written or read
   * @throws IllegalArgumentException if something cannot be stored, or there is not one digest for
   *     each member
   */
  public static EnsembleFolder complete(
      Path folder,
      UNetConfig config,
      CodeAssignment code,
      NoiseSchedule schedule,
      String dataSha256,
      Map<String, String> provenance,
      List<String> memberSha256)
      throws IOException {
    int n = code.codebook().length();
    if (memberSha256.size() != n) {
      throw new IllegalArgumentException(
          n + " members have a digest each, found " + memberSha256.size());
    }
    begin(folder, config, code);
    for (int i = 0; i < n; i++) {
      check(memberFile(folder, i), memberSha256.get(i));
    }
    return whole(folder, config, code, schedule, dataSha256, provenance, memberSha256);
  }

  private static EnsembleFolder whole(
      Path folder,
      UNetConfig config,
      CodeAssignment code,
      NoiseSchedule schedule,
      String dataSha256,
      Map<String, String> provenance,
      List<String> members)
      throws IOException {
    for (int i = 0; i < members.size(); i++) {
      checkSize(memberFile(folder, i), config);
    }
    ManifestFile.write(
        folder.resolve(MANIFEST),
        new EnsembleManifest(
            LibraryVersion.text(),
            schedule,
            dataSha256,
            provenance,
            Sha256.of(folder.resolve(CODEBOOK)),
            Sha256.of(folder.resolve(CONFIG)),
            members));
    return open(folder);
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
    return Uninterrupted.run(() -> checked(folder));
  }

  private static EnsembleFolder checked(Path folder) throws IOException {
    requireFile(folder.resolve(MANIFEST), "a manifest");
    EnsembleManifest manifest = ManifestFile.read(folder.resolve(MANIFEST));
    FileIdentity codeFile = check(folder.resolve(CODEBOOK), manifest.codebookSha256());
    FileIdentity configFile = check(folder.resolve(CONFIG), manifest.configSha256());
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
    if (config.outputChannels() != config.inputShape().channels()) {
      throw new MalformedFileException(
          folder.resolve(CONFIG).toString(),
          "out_channels",
          "as many as in_channels, " + config.inputShape().channels(),
          "" + config.outputChannels());
    }
    for (int i = 0; i < n; i++) {
      Path file = memberFile(folder, i);
      check(file, manifest.memberSha256().get(i));
      checkSize(file, config);
    }
    return new EnsembleFolder(folder, manifest, config, code);
  }

  /** The file as it was before its digest was found to be right. */
  private static FileIdentity check(Path file, String sha256) throws IOException {
    requireFile(file, "one with SHA-256 " + sha256);
    FileIdentity identity = FileIdentity.of(file);
    String found = Sha256.of(file);
    if (!found.equals(sha256)) {
      FileKind kind = file.toString().endsWith(".json") ? FileKind.JSON : FileKind.SAFETENSORS;
      throw kind.insteadIn(
          new MalformedFileException(file.toString(), "SHA-256", sha256, found), file);
    }
    return identity;
  }

  private static void requireFile(Path file, String expected) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new MalformedFileException(file.toString(), "file", expected, "none");
    }
    FileIdentity.requireInItsFolder(file);
  }

  private static void checkSize(Path file, UNetConfig config) throws IOException {
    SafetensorsFile tensors = SafetensorsFile.read(file);
    long expected = UNetCost.of(config).parameters();
    long found = 0;
    for (String name : tensors.names()) {
      found += tensors.entry(name).elements();
    }
    if (found != expected) {
      throw new MalformedFileException(
          file.toString(),
          "weights",
          expected + " values, as a network of " + CONFIG + " has",
          found + " values");
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

  /** The folder itself. */
  Path path() {
    return folder;
  }

  /** Which source is seen by which members. */
  CodeAssignment code() {
    return code;
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
   * The configuration of every member.
   *
   * @return the configuration
   */
  public UNetConfig config() {
    return config;
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
   */
  public Network network(int index) {
    String sha256 = manifest.memberSha256().get(index);
    Path file = memberFile(folder, index);
    try {
      return Uninterrupted.run(
          () -> {
            FileIdentity identity = check(file, sha256);
            Network network = Network.of(config);
            UNetWeights.read(file, network);
            identity.requireUnchanged("weights");
            return network;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
