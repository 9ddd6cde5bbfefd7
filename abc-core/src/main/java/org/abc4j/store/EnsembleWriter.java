package org.abc4j.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.ProgressListener;
import org.abc4j.Stages;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.Sha256;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetConfigFile;

/**
 * Writes the folder of an ensemble around its members, whose files are written already: codebook,
 * configuration, the record of removals if there is one and, last, the manifest.
 *
 * <p>{@link #of} makes one, of which others are copies that say more. Immutable and thread-safe.
 */
public final class EnsembleWriter {
  private final UNetConfig config;
  private final List<UNetConfig> configs;
  private final CodeAssignment code;
  private final NoiseSchedule schedule;
  private final String dataSha256;
  private final Map<String, String> provenance;
  private final Optional<List<String>> members;
  private final EnsembleDetails details;

  private EnsembleWriter(
      UNetConfig config,
      List<UNetConfig> configs,
      CodeAssignment code,
      NoiseSchedule schedule,
      String dataSha256,
      Map<String, String> provenance,
      Optional<List<String>> members,
      EnsembleDetails details) {
    this.config = Objects.requireNonNull(config, "config");
    this.configs = configs;
    this.code = Objects.requireNonNull(code, "code");
    this.schedule = Objects.requireNonNull(schedule, "schedule");
    this.dataSha256 = Objects.requireNonNull(dataSha256, "dataSha256");
    this.provenance = provenance;
    this.members = members;
    this.details = Objects.requireNonNull(details, "details");
  }

  /**
   * A writer that takes the members as their files are, and says nothing besides.
   *
   * @param config configuration of every member
   * @param code which source is seen by which members
   * @param schedule the noise schedule that the members were trained with
   * @param dataSha256 SHA-256 of the training data, 64 hexadecimal digits
   * @return the writer
   */
  public static EnsembleWriter of(
      UNetConfig config, CodeAssignment code, NoiseSchedule schedule, String dataSha256) {
    return new EnsembleWriter(
        config,
        List.of(),
        code,
        schedule,
        dataSha256,
        Map.of(),
        Optional.empty(),
        EnsembleDetails.NONE);
  }

  /**
   * The same of members of whose training data nobody knows the digest.
   *
   * @param config configuration of every member
   * @param code which source is seen by which members
   * @param schedule the noise schedule that the members were trained with
   * @return the writer
   */
  public static EnsembleWriter of(UNetConfig config, CodeAssignment code, NoiseSchedule schedule) {
    return of(config, code, schedule, EnsembleManifest.UNKNOWN);
  }

  /**
   * With members of different configurations, of images of one shape.
   *
   * @param own configuration of each member, the first as that of this writer
   * @return a copy, the same if all are that
   * @throws IllegalArgumentException if there is not one for each member, the first is another or
   *     one is of images of another shape
   */
  public EnsembleWriter withConfigs(List<UNetConfig> own) {
    int n = code.codebook().length();
    if (own.size() != n) {
      throw new IllegalArgumentException(
          n + " members have a configuration each, found " + own.size());
    }
    for (int i = 0; i < n; i++) {
      if (!own.get(i).inputShape().equals(config.inputShape())) {
        throw new IllegalArgumentException(
            "members of one ensemble are of images of one shape, "
                + config.inputShape()
                + ", found "
                + own.get(i).inputShape()
                + " of member "
                + i);
      }
    }
    if (!own.get(0).equals(config)) {
      throw new IllegalArgumentException(
          "the first member's configuration is the ensemble's, "
              + config
              + ", found "
              + own.get(0));
    }
    boolean alike = own.stream().allMatch(config::equals);
    return new EnsembleWriter(
        config,
        alike ? List.of() : List.copyOf(own),
        code,
        schedule,
        dataSha256,
        provenance,
        members,
        details);
  }

  /**
   * With a word on what was made with what.
   *
   * @param provenance texts by their names
   * @return a copy
   */
  public EnsembleWriter withProvenance(Map<String, String> provenance) {
    return new EnsembleWriter(
        config,
        configs,
        code,
        schedule,
        dataSha256,
        Collections.unmodifiableMap(new LinkedHashMap<>(provenance)),
        members,
        details);
  }

  /**
   * With members that are known by their digests.
   *
   * @param sha256 the digest that each member's file must have, {@link EnsembleManifest#REMOVED}
   *     for a member that was removed, whose file must not be there
   * @return a copy
   * @throws IllegalArgumentException if there is not one digest for each member
   */
  public EnsembleWriter withMembers(List<String> sha256) {
    int n = code.codebook().length();
    if (sha256.size() != n) {
      throw new IllegalArgumentException(n + " members have a digest each, found " + sha256.size());
    }
    return new EnsembleWriter(
        config,
        configs,
        code,
        schedule,
        dataSha256,
        provenance,
        Optional.of(List.copyOf(sha256)),
        details);
  }

  /**
   * With more that the folder says: how images were made, what was removed, what members were
   * trained on.
   *
   * @param details what it says
   * @return a copy
   */
  public EnsembleWriter with(EnsembleDetails details) {
    return new EnsembleWriter(
        config, configs, code, schedule, dataSha256, provenance, members, details);
  }

  /**
   * Begins a folder: writes codebook and configuration, before any member is trained, so that what
   * cannot be stored shows at once. A manifest of before goes first: a folder that has one is
   * whole.
   *
   * @param folder the folder, which exists
   * @param config configuration of every member
   * @param code which source is seen by which members
   * @throws IllegalArgumentException if the configuration or the code cannot be stored
   * @throws IOException if a file cannot be written
   */
  public static void begin(Path folder, UNetConfig config, CodeAssignment code) throws IOException {
    Files.deleteIfExists(folder.resolve(FolderFiles.MANIFEST));
    UNetConfigFile.write(folder.resolve(FolderFiles.CONFIG), config);
    AssignmentFile.write(folder.resolve(FolderFiles.CODEBOOK), code);
  }

  /**
   * Completes a folder whose members' files are written. {@link #begin} need not have been called.
   *
   * @param folder the folder
   * @return the folder, opened
   * @throws org.abc4j.io.MalformedFileException if a member's file is missing, has another digest,
   *     or is not one of this configuration, or a removed member has one; there is then no manifest
   * @throws IOException if a file cannot be written or read
   * @throws IllegalArgumentException if something cannot be stored
   */
  public EnsembleFolder complete(Path folder) throws IOException {
    return complete(folder, FolderFiles.UNHEARD);
  }

  /** The same, telling how many members' files have been hashed, each of them twice. */
  EnsembleFolder complete(Path folder, ProgressListener hashing) throws IOException {
    begin(folder, config, code);
    List<String> configDigests = new ArrayList<>();
    for (int i = 0; i < configs.size(); i++) {
      Path file = FolderFiles.configFile(folder, i);
      UNetConfigFile.write(file, configs.get(i));
      configDigests.add(Sha256.of(file));
    }
    Stages stages = new Stages(hashing, 2);
    List<String> digests =
        members.isPresent()
            ? checked(folder, members.get(), stages.next(1))
            : found(folder, stages.next(1));
    for (int i = 0; i < digests.size(); i++) {
      FolderFiles.checkSize(
          EnsembleFolder.memberFile(folder, i),
          digests.get(i),
          configs.isEmpty() ? config : configs.get(i));
    }
    Optional<String> removal = FolderFiles.writeRemoval(folder, details.removal());
    ManifestFile.write(
        folder.resolve(FolderFiles.MANIFEST),
        new EnsembleManifest(
            details.library().orElseGet(LibraryVersion::text),
            schedule,
            dataSha256,
            provenance,
            Sha256.of(folder.resolve(FolderFiles.CODEBOOK)),
            Sha256.of(folder.resolve(FolderFiles.CONFIG)),
            digests,
            details.splitSha256(),
            details.images(),
            removal,
            configDigests));
    return EnsembleFolder.open(folder, stages.next(1));
  }

  private static List<String> checked(Path folder, List<String> digests, ProgressListener listener)
      throws IOException {
    FolderFiles.forEach(
        digests.size(),
        i -> FolderFiles.checkMember(EnsembleFolder.memberFile(folder, i), digests.get(i)),
        listener);
    return digests;
  }

  private List<String> found(Path folder, ProgressListener listener) throws IOException {
    List<String> digests = new ArrayList<>();
    FolderFiles.forEach(
        code.codebook().length(),
        i -> {
          Path file = EnsembleFolder.memberFile(folder, i);
          FolderFiles.require(file, "the weights of member " + i);
          digests.add(Sha256.of(file));
        },
        listener);
    return digests;
  }
}
