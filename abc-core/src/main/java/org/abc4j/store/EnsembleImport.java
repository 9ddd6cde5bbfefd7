package org.abc4j.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.Rows;
import org.abc4j.Stages;
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
  private static final Map<String, String> PROVENANCE =
      Map.of("members", "trained by others, imported from checkpoints");

  /** Reading, converting, writing and forcing to the disk, beside hashing twice. */
  private static final int COPYING = 4;

  private static final int HASHING = 2;

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
   * that is no ensemble; the same import then goes on, to the same bytes. A folder that it
   * completed is opened, once all checkpoints are found to be those in it.
   *
   * @param folder the folder, made if it is not there
   * @return the folder, opened
   * @throws org.abc4j.io.MalformedFileException if a checkpoint's weights are not those of its
   *     configuration
   * @throws IOException if a file cannot be read or written, or somebody else is at work in the
   *     folder. An interrupt does not stop it
   * @throws IllegalArgumentException if the folder holds something else, or the members do not say
   *     one schedule
   */
  public EnsembleFolder into(Path folder) throws IOException {
    NoiseSchedule trained = schedule();
    return Uninterrupted.run(() -> into(folder, trained, FolderFiles.UNHEARD));
  }

  /**
   * The same of members that may be large: each is read, written, and hashed twice.
   *
   * @param folder the folder, made if it is not there
   * @param execution who hears how far that is, and whether to go on: asked after each file
   * @return the folder, opened
   * @throws org.abc4j.io.MalformedFileException as {@link #into(Path)} does
   * @throws IOException as {@link #into(Path)} does
   * @throws IllegalArgumentException as {@link #into(Path)} does
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public EnsembleFolder into(Path folder, Execution execution) throws IOException {
    NoiseSchedule trained = schedule();
    return Uninterrupted.run(() -> into(folder, trained, FolderFiles.heardBy(execution)));
  }

  private EnsembleFolder into(Path folder, NoiseSchedule trained, ProgressListener listener)
      throws IOException {
    Files.createDirectories(folder);
    if (!HeldFolder.wasHeld(folder)) {
      // Nothing is written to a folder of something else, not even a lock.
      AtomicFiles.deleteLeftovers(folder);
      requireOnlyOwnFiles(folder);
      if (EnsembleFolder.isComplete(folder)) {
        return complete(folder, trained, listener);
      }
    }
    EnsembleFolder whole;
    try (HeldFolder held = HeldFolder.hold(folder)) {
      AtomicFiles.deleteLeftovers(held.path());
      requireOnlyOwnFiles(folder);
      whole =
          EnsembleFolder.isComplete(folder)
              ? complete(folder, trained, listener)
              : written(folder, trained, listener);
    } catch (NoSuchFileException | FileAlreadyExistsException swept) {
      // Another that has just ended does away with its lock.
      if (!EnsembleFolder.isComplete(folder)) {
        throw swept;
      }
      return complete(folder, trained, listener);
    }
    HeldFolder.sweep(folder);
    return whole;
  }

  private EnsembleFolder written(Path folder, NoiseSchedule trained, ProgressListener listener)
      throws IOException {
    Stages stages = new Stages(listener, COPYING + HASHING);
    FolderFiles.forEach(
        members.size(),
        i -> UNetWeights.write(EnsembleFolder.memberFile(folder, i), members.get(i).network()),
        stages.next(COPYING));
    return EnsembleWriter.of(members.get(0).config(), code, trained, dataSha256)
        .withConfigs(configs())
        .withProvenance(PROVENANCE)
        .with(new EnsembleDetails(List.of(), preparation, Optional.empty()))
        .complete(folder, stages.next(HASHING));
  }

  private List<UNetConfig> configs() {
    return members.stream().map(UNetCheckpoint::config).toList();
  }

  /** A folder that is whole, if it is what this import would have written. */
  private EnsembleFolder complete(Path folder, NoiseSchedule trained, ProgressListener listener)
      throws IOException {
    Stages stages = new Stages(listener, HASHING + COPYING);
    EnsembleFolder found = EnsembleFolder.open(folder, stages.next(HASHING));
    EnsembleManifest manifest = found.manifest();
    requireSame(folder, "code", manifest.codebookSha256().equals(AssignmentFile.sha256(code)));
    requireSame(folder, "schedule", manifest.schedule().equals(trained));
    requireSame(folder, "training data", manifest.dataSha256().equals(dataSha256));
    requireSame(folder, "preparation", manifest.images().equals(preparation));
    requireSame(folder, "origin", manifest.provenance().equals(PROVENANCE));
    List<UNetConfig> configs = configs();
    FolderFiles.forEach(
        members.size(),
        i -> {
          requireSame(
              folder, "configuration of member " + i, found.config(i).equals(configs.get(i)));
          String sha256 = UNetWeights.sha256(members.get(i).network());
          requireSame(folder, "member " + i, manifest.memberSha256().get(i).equals(sha256));
        },
        stages.next(COPYING));
    return found;
  }

  private static void requireSame(Path folder, String what, boolean same) {
    if (!same) {
      throw new IllegalArgumentException(
          "an import writes to a folder of its own, but "
              + folder
              + " holds an ensemble of another "
              + what);
    }
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
    return List.of(FolderFiles.MANIFEST, FolderFiles.CODEBOOK, FolderFiles.CONFIG)
        .contains(file.getFileName().toString());
  }
}
