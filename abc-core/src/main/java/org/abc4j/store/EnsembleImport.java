package org.abc4j.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.data.ImagePreparation;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Quoted;
import org.abc4j.io.Uninterrupted;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.unet.UNetCheckpoint;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetWeights;

/**
 * An ensemble's folder of members that others have trained, each by a checkpoint of its own, which
 * are left as they are.
 *
 * <p>Members may differ in all of their configuration but the images' shape. Whoever imports them
 * says, by the code, which member saw which source; nothing here can check it, and all that is
 * computed rests on it. What the members were trained on need not be known: without {@link
 * #withImages}, the manifest says so, and whatever needs the training data refuses them. Immutable
 * and thread-safe.
 */
public final class EnsembleImport {
  private static final String MEMBERS = "members";

  private final List<UNetCheckpoint> members;
  private final CodeAssignment code;
  private final Optional<NoiseSchedule> schedule;
  private final Optional<ImagePreparation> preparation;
  private final String dataSha256;

  private EnsembleImport(
      List<UNetCheckpoint> members,
      CodeAssignment code,
      Optional<NoiseSchedule> schedule,
      Optional<ImagePreparation> preparation,
      String dataSha256) {
    this.members = members;
    this.code = code;
    this.schedule = schedule;
    this.preparation = preparation;
    this.dataSha256 = dataSha256;
  }

  /**
   * Of checkpoints that know their schedule. Nothing is written yet.
   *
   * @param members the checkpoint of each member, in the order of the code's positions
   * @param code which source was seen by which of them
   * @return the import
   * @throws IllegalArgumentException if there is not one checkpoint for each member, or one is of
   *     images of another shape or predicts other than as many channels as it reads
   */
  public static EnsembleImport of(List<UNetCheckpoint> members, CodeAssignment code) {
    int n = code.codebook().length();
    if (members.size() != n) {
      throw new IllegalArgumentException(
          "a code of " + n + " members takes as many checkpoints, found " + members.size());
    }
    UNetConfig first = members.get(0).config();
    for (UNetCheckpoint member : members) {
      member.config().requireOutputsLikeInputs();
      if (!member.config().inputShape().equals(first.inputShape())) {
        throw new IllegalArgumentException(
            "members of one ensemble are of images of one shape, "
                + first.inputShape()
                + ", found "
                + member.config().inputShape()
                + " in "
                + member.path());
      }
    }
    return new EnsembleImport(
        List.copyOf(members), code, Optional.empty(), Optional.empty(), EnsembleManifest.UNKNOWN);
  }

  /**
   * With the schedule that all members were trained with, whatever their folders say.
   *
   * @param trained the noise schedule
   * @return a copy
   */
  public EnsembleImport withSchedule(NoiseSchedule trained) {
    return new EnsembleImport(members, code, Optional.of(trained), preparation, dataSha256);
  }

  /**
   * With a word on how the images were made, which shows samples as pictures.
   *
   * @param how how they were made
   * @return a copy
   * @throws IllegalArgumentException if images of the members' shape cannot have been made so
   */
  public EnsembleImport withPreparation(ImagePreparation how) {
    how.requireShape(members.get(0).config().inputShape());
    return new EnsembleImport(members, code, schedule, Optional.of(how), dataSha256);
  }

  /**
   * With the training data, whose digest the manifest then has.
   *
   * @param images item i of the code's sources in row i
   * @return a copy
   * @throws IllegalArgumentException if they are not those of the sources, or of another shape
   */
  public EnsembleImport withImages(Rows images) {
    if (images.rows() != code.sources().items()
        || !images.shape().equals(members.get(0).config().inputShape())) {
      throw new IllegalArgumentException(
          "the members are of images of shape "
              + members.get(0).config().inputShape()
              + " and the sources have "
              + code.sources().items()
              + " items, found "
              + images);
    }
    return new EnsembleImport(
        members, code, schedule, preparation, EnsembleFolder.dataSha256(images));
  }

  /** The schedule of all members. */
  private NoiseSchedule schedule() {
    if (schedule.isPresent()) {
      return schedule.get();
    }
    NoiseSchedule common = null;
    for (UNetCheckpoint member : members) {
      NoiseSchedule own =
          member
              .schedule()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          member.path() + " does not say which schedule it was trained with"));
      if (common != null && !common.equals(own)) {
        throw new IllegalArgumentException(
            "members of one ensemble have one schedule, "
                + Quoted.of(common.toString())
                + ", found "
                + Quoted.of(own.toString())
                + " in "
                + member.path());
      }
      common = own;
    }
    return Objects.requireNonNull(common);
  }

  /**
   * Writes the folder: each file whole, the manifest last. Stopped on the way it leaves a folder
   * that is no ensemble; the same import then goes on, to the same bytes.
   *
   * @param folder the folder, made if it is not there
   * @return the folder, opened
   * @throws org.abc4j.io.MalformedFileException if a checkpoint's weights are not those of its
   *     configuration
   * @throws IOException if a file cannot be read or written, or somebody else is at work in the
   *     folder
   * @throws IllegalArgumentException if the folder holds something else, or the members do not say
   *     one schedule
   */
  public EnsembleFolder into(Path folder) throws IOException {
    NoiseSchedule trained = schedule();
    return Uninterrupted.run(() -> written(folder, trained));
  }

  private EnsembleFolder written(Path folder, NoiseSchedule trained) throws IOException {
    Files.createDirectories(folder);
    AtomicFiles.deleteLeftovers(folder);
    requireOnlyOwnFiles(folder);
    EnsembleFolder whole;
    try (HeldFolder held = HeldFolder.hold(folder)) {
      Files.deleteIfExists(held.path().resolve(FolderFiles.MANIFEST));
      for (int i = 0; i < members.size(); i++) {
        UNetWeights.write(EnsembleFolder.memberFile(folder, i), members.get(i).network());
      }
      Map<String, String> provenance = new LinkedHashMap<>();
      provenance.put(MEMBERS, "trained by others, imported from checkpoints");
      whole =
          EnsembleWriter.of(members.get(0).config(), code, trained, dataSha256)
              .withConfigs(members.stream().map(UNetCheckpoint::config).toList())
              .withProvenance(provenance)
              .with(new EnsembleDetails(List.of(), preparation, Optional.empty()))
              .complete(folder);
    }
    HeldFolder.sweep(folder);
    return whole;
  }

  /** A folder of something else stays as it is. */
  private void requireOnlyOwnFiles(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!isOwn(folder, file) && !HeldFolder.isLock(file)) {
          throw new IllegalArgumentException(
              "an import writes to a folder of its own, but "
                  + folder
                  + " holds "
                  + Quoted.of(file.getFileName().toString()));
        }
      }
    }
  }

  private boolean isOwn(Path folder, Path file) {
    for (int i = 0; i < members.size(); i++) {
      if (file.equals(EnsembleFolder.memberFile(folder, i))
          || file.equals(FolderFiles.configFile(folder, i))) {
        return true;
      }
    }
    return List.of(FolderFiles.CODEBOOK, FolderFiles.CONFIG)
        .contains(file.getFileName().toString());
  }
}
