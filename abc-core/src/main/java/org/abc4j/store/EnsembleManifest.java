package org.abc4j.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.abc4j.codebook.Codeword;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.noise.NoiseSchedule;

/**
 * What an {@link EnsembleFolder} says of itself: enough to check it and to repeat it.
 *
 * @param library the release that made it, for people
 * @param schedule the noise schedule that the members were trained with
 * @param dataSha256 SHA-256 of the training data, 64 hexadecimal digits as all here, or {@link
 *     #UNKNOWN} if nobody knows them, as of members that others have trained
 * @param provenance what was made with what, in order: seeds, steps, settings
 * @param codebookSha256 digest of {@code codebook.json}
 * @param configSha256 digest of {@code config.json}
 * @param memberSha256 digest of each member's file, 2 to 1024, {@link #REMOVED} for a member that
 *     was removed and has none; one at least is there
 * @param splitSha256 digest of the images that each member was trained on, {@link #REMOVED} as
 *     above; none if nobody knows, as in folders of earlier releases
 * @param images how the images were made; empty if it was not said, as in folders of earlier
 *     releases: see {@link #preparation}
 * @param removalSha256 digest of {@code removal.json}, if sources were ever removed
 * @param memberConfigSha256 digest of the configuration of each member, {@code config-000.json} …,
 *     also of those that were removed; none if all have that of {@code config.json}
 */
public record EnsembleManifest(
    String library,
    NoiseSchedule schedule,
    String dataSha256,
    Map<String, String> provenance,
    String codebookSha256,
    String configSha256,
    List<String> memberSha256,
    List<String> splitSha256,
    Optional<ImagePreparation> images,
    Optional<String> removalSha256,
    List<String> memberConfigSha256) {
  /** What stands for the digest of training data that nobody knows. */
  public static final String UNKNOWN = "unknown";

  /** What stands for the digest of a member that was removed. */
  public static final String REMOVED = "removed";

  static final int FEWEST_MEMBERS = 2;

  /**
   * Copies the lists and checks the digests.
   *
   * @param library the release that made it
   * @param schedule the noise schedule that the members were trained with
   * @param dataSha256 SHA-256 of the training data, 64 hexadecimal digits as all here
   * @param provenance what was made with what, in order
   * @param codebookSha256 digest of {@code codebook.json}
   * @param configSha256 digest of {@code config.json}
   * @param memberSha256 digest of each member's file, 2 to 1024, or {@link #REMOVED}
   * @param splitSha256 digest of each member's images, or {@link #REMOVED}; or none
   * @param images how the images were made
   * @param removalSha256 digest of {@code removal.json}
   * @param memberConfigSha256 digest of each member's configuration; or none
   * @throws IllegalArgumentException if a digest is not 64 hexadecimal digits in lower case, the
   *     members are too few or too many, none is there, one is removed and there is no record of it
   *     or it has a split, or there are other than as many configurations as members
   */
  public EnsembleManifest {
    Objects.requireNonNull(library, "library");
    Objects.requireNonNull(schedule, "schedule");
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    provenance.forEach((name, value) -> Objects.requireNonNull(value, name));
    memberSha256 = List.copyOf(memberSha256);
    if (memberSha256.size() < FEWEST_MEMBERS || memberSha256.size() > Codeword.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "an ensemble has "
              + FEWEST_MEMBERS
              + " to "
              + Codeword.MAX_LENGTH
              + " members, found "
              + memberSha256.size());
    }
    splitSha256 = List.copyOf(splitSha256);
    Objects.requireNonNull(images, "images");
    if (!dataSha256.equals(UNKNOWN)) {
      requireDigest("data", dataSha256);
    }
    requireDigest("codebook", codebookSha256);
    requireDigest("config", configSha256);
    removalSha256.ifPresent(digest -> requireDigest("removal", digest));
    requireMembers(memberSha256, removalSha256.isPresent());
    if (!splitSha256.isEmpty()) {
      requireSplits(memberSha256, splitSha256);
    }
    memberConfigSha256 = List.copyOf(memberConfigSha256);
    if (!memberConfigSha256.isEmpty() && memberConfigSha256.size() != memberSha256.size()) {
      throw new IllegalArgumentException(
          "each of "
              + memberSha256.size()
              + " members has one configuration, found "
              + memberConfigSha256.size());
    }
    for (int i = 0; i < memberConfigSha256.size(); i++) {
      requireDigest("configuration " + i, memberConfigSha256.get(i));
    }
  }

  private static void requireMembers(List<String> members, boolean recorded) {
    int left = 0;
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).equals(REMOVED) && recorded) {
        continue;
      }
      requireDigest("member " + i, members.get(i));
      left++;
    }
    if (left == 0) {
      throw new IllegalArgumentException("at least one member is there, found all removed");
    }
  }

  private static void requireSplits(List<String> members, List<String> splits) {
    if (splits.size() != members.size()) {
      throw new IllegalArgumentException(
          "each of " + members.size() + " members has one split, found " + splits.size());
    }
    for (int i = 0; i < splits.size(); i++) {
      if (!members.get(i).equals(REMOVED)) {
        requireDigest("split " + i, splits.get(i));
      } else if (!splits.get(i).equals(REMOVED)) {
        throw new IllegalArgumentException(
            "member " + i + " is removed and so is its split, found " + splits.get(i));
      }
    }
  }

  /**
   * Of members that all have one configuration.
   *
   * @param library the release that made it
   * @param schedule the noise schedule that the members were trained with
   * @param dataSha256 SHA-256 of the training data
   * @param provenance what was made with what, in order
   * @param codebookSha256 digest of {@code codebook.json}
   * @param configSha256 digest of {@code config.json}
   * @param memberSha256 digest of each member's file, 2 to 1024, or {@link #REMOVED}
   * @param splitSha256 digest of each member's images, or {@link #REMOVED}; or none
   * @param images how the images were made
   * @param removalSha256 digest of {@code removal.json}
   * @throws IllegalArgumentException as of members that have several
   */
  public EnsembleManifest(
      String library,
      NoiseSchedule schedule,
      String dataSha256,
      Map<String, String> provenance,
      String codebookSha256,
      String configSha256,
      List<String> memberSha256,
      List<String> splitSha256,
      Optional<ImagePreparation> images,
      Optional<String> removalSha256) {
    this(
        library,
        schedule,
        dataSha256,
        provenance,
        codebookSha256,
        configSha256,
        memberSha256,
        splitSha256,
        images,
        removalSha256,
        List.of());
  }

  /**
   * Without splits, images and removal, as folders of earlier releases are.
   *
   * @param library the release that made it
   * @param schedule the noise schedule that the members were trained with
   * @param dataSha256 SHA-256 of the training data
   * @param provenance what was made with what, in order
   * @param codebookSha256 digest of {@code codebook.json}
   * @param configSha256 digest of {@code config.json}
   * @param memberSha256 digest of each member's file, 2 to 1024
   * @throws IllegalArgumentException if a digest is not 64 hexadecimal digits in lower case, or the
   *     members are too few or too many
   */
  public EnsembleManifest(
      String library,
      NoiseSchedule schedule,
      String dataSha256,
      Map<String, String> provenance,
      String codebookSha256,
      String configSha256,
      List<String> memberSha256) {
    this(
        library,
        schedule,
        dataSha256,
        provenance,
        codebookSha256,
        configSha256,
        memberSha256,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The members that were removed.
   *
   * @return a word of as many positions as there are members; empty if all are there
   */
  public Codeword removed() {
    int[] removed =
        IntStream.range(0, memberSha256.size())
            .filter(i -> memberSha256.get(i).equals(REMOVED))
            .toArray();
    return Codeword.of(memberSha256.size(), removed);
  }

  /**
   * How the images were made that members were trained on; its {@link ImagePreparation#toPixels}
   * shows a sample.
   *
   * @return what was said; if nothing was, values from −1 to 1, as those of IDX files that {@code
   *     scaledTo(-1, 1)} made, which is an assumption
   */
  public ImagePreparation preparation() {
    return images.orElseGet(() -> ImagePreparation.of(Normalisation.plusMinusOne()));
  }

  /**
   * Whether somebody knows what the members were trained on.
   *
   * @return false if there is no digest of all their data
   */
  public boolean knowsData() {
    return !dataSha256.equals(UNKNOWN);
  }

  /**
   * The files of the folder but for the manifest itself: codebook, configurations, the record of
   * removals, members that are there.
   *
   * @return SHA-256 of each by its name, in that order
   */
  public Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(FolderFiles.CODEBOOK, codebookSha256);
    files.put(FolderFiles.CONFIG, configSha256);
    for (int i = 0; i < memberConfigSha256.size(); i++) {
      files.put(FolderFiles.configName(i), memberConfigSha256.get(i));
    }
    removalSha256.ifPresent(digest -> files.put(FolderFiles.REMOVAL, digest));
    for (int i = 0; i < memberSha256.size(); i++) {
      if (!memberSha256.get(i).equals(REMOVED)) {
        files.put(FolderFiles.memberName(i), memberSha256.get(i));
      }
    }
    return Collections.unmodifiableMap(files);
  }

  /**
   * Reads a manifest by itself, wherever the files are that it speaks of.
   *
   * @param file a file as {@code manifest.json} of an {@link EnsembleFolder} is
   * @return the manifest
   * @throws org.abc4j.io.MalformedFileException if there is none, it is damaged, or of a newer
   *     version
   * @throws IOException if it cannot be read
   */
  public static EnsembleManifest read(Path file) throws IOException {
    return Uninterrupted.run(() -> ManifestFile.read(file));
  }

  /**
   * Reads the manifest of a folder and nothing else of it.
   *
   * @param folder the folder of an ensemble
   * @return the manifest
   * @throws org.abc4j.io.MalformedFileException as {@link #read} does
   * @throws IOException if it cannot be read
   */
  public static EnsembleManifest in(Path folder) throws IOException {
    return read(folder.resolve(FolderFiles.MANIFEST));
  }

  static void requireDigest(String of, String found) {
    if (!Sha256.isDigest(found)) {
      throw new IllegalArgumentException(
          "a SHA-256 digest is 64 hexadecimal digits, found " + found + " as that of " + of);
    }
  }
}
