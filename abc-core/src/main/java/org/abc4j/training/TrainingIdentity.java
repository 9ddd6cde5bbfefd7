package org.abc4j.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.abc4j.Rows;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.ImagePreparation;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleDetails;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleManifest;
import org.abc4j.store.EnsembleWriter;
import org.abc4j.training.AnotherTrainingException.Difference;
import org.abc4j.unet.UNetConfig;

/**
 * All that an ensemble's bytes depend on, in words and digests. It stands in the folder from before
 * the first step on, so that a folder belongs to the training that first wrote to it.
 */
final class TrainingIdentity {
  static final String FILE = "training.txt";
  private static final String IMAGES = "images";
  static final String CODEBOOK = "codebook";
  static final String NETWORK = "network";
  static final String EXECUTOR = "executor";
  static final String TRAINING = "training";
  static final String PREPARATION = "preparation";
  private static final String REPAIR = "repair";
  private static final String EXTENSION = "extension";

  /** Entries whose own texts are shown, or tell nothing. */
  private static final Set<String> DIGESTS =
      Set.of(IMAGES, CODEBOOK, NETWORK, EXECUTOR, TRAINING, PREPARATION, REPAIR, EXTENSION);

  /** Entries that no image enters. */
  private static final Set<String> SETTINGS = Set.of(NETWORK, TRAINING, EXECUTOR);

  private final Map<String, String> entries = new LinkedHashMap<>();
  private final UNetConfig config;
  private final TrainingConfig training;
  private final CodeAssignment code;
  private final Optional<ImagePreparation> preparation;

  /** The ensemble of which some members are trained and the others kept, if there is one. */
  private final Optional<EnsembleFolder> before;

  /** Which are trained then. */
  private final Codeword anew;

  private TrainingIdentity(
      UNetConfig config,
      TrainingConfig training,
      Rows images,
      CodeAssignment code,
      String executor,
      Optional<ImagePreparation> preparation,
      Optional<EnsembleFolder> before,
      Codeword anew) {
    this.config = config;
    this.training = training;
    this.code = code;
    this.preparation = preparation;
    this.before = before;
    this.anew = anew;
    entries.put(IMAGES, EnsembleFolder.dataSha256(images));
    entries.put(CODEBOOK, AssignmentFile.sha256(code));
    putSettings(entries, config, training, executor);
    // Some of its texts may be long. Where images came from makes no bit of a member.
    preparation.ifPresent(
        how -> {
          Sha256 digest = Sha256.begin();
          how.withoutOrigin().texts().forEach((name, text) -> digest.add(name).add(text));
          entries.put(PREPARATION, digest.hex());
        });
    before.ifPresent(
        folder -> entries.put(folder.removed().weight() > 0 ? REPAIR : EXTENSION, others(folder)));
    Entries.requireRoom(entries);
  }

  /** Of a training on a named executor; empty for the pure-JVM engine. */
  static TrainingIdentity of(
      UNetConfig config,
      TrainingConfig training,
      Rows images,
      CodeAssignment code,
      String executor,
      Optional<ImagePreparation> preparation) {
    Codeword none = Codeword.of(code.codebook().length());
    return new TrainingIdentity(
        config, training, images, code, executor, preparation, Optional.empty(), none);
  }

  /**
   * Of a training of those members that an ensemble has lost.
   *
   * @throws IllegalArgumentException if it has lost none, or its members were made otherwise
   */
  static TrainingIdentity ofRepair(
      EnsembleFolder before,
      UNetConfig config,
      TrainingConfig training,
      Rows images,
      String executor,
      Optional<ImagePreparation> preparation) {
    if (before.removed().weight() == 0) {
      throw new IllegalArgumentException(
          before.path() + " has all its members, so there is nothing to repair");
    }
    return of(
        before, before.code(), before.removed(), config, training, images, executor, preparation);
  }

  /**
   * Of a training of those members that sources which come later are given to.
   *
   * @throws IllegalArgumentException if members are missing, or were made otherwise
   */
  static TrainingIdentity ofExtension(
      EnsembleFolder before,
      CodeAssignment code,
      UNetConfig config,
      TrainingConfig training,
      Rows images,
      String executor,
      Optional<ImagePreparation> preparation) {
    if (before.removed().weight() > 0) {
      throw new IllegalArgumentException(
          before.path() + " has lost members: repair it before sources are added");
    }
    long earlier = before.code().sources().count();
    int[] members =
        LongStream.range(earlier, code.sources().count())
            .mapToObj(code::word)
            .flatMapToInt(word -> Arrays.stream(word.members()))
            .distinct()
            .toArray();
    Codeword anew = Codeword.of(code.codebook().length(), members);
    return of(before, code, anew, config, training, images, executor, preparation);
  }

  /**
   * How the images of all sources were made. Where they came from is not what the ensemble before
   * says: only another word on it is one on all of them.
   */
  private static Optional<ImagePreparation> extended(
      Optional<ImagePreparation> known, Optional<ImagePreparation> own) {
    Optional<ImageOrigin> before = known.flatMap(ImagePreparation::origin);
    return own.filter(how -> !how.origin().equals(before))
        .or(() -> known.map(ImagePreparation::withoutOrigin));
  }

  private static TrainingIdentity of(
      EnsembleFolder before,
      CodeAssignment code,
      Codeword anew,
      UNetConfig config,
      TrainingConfig training,
      Rows images,
      String executor,
      Optional<ImagePreparation> preparation) {
    Map<String, String> texts = before.manifest().provenance();
    requireMade(before, NETWORK, config, before.config());
    requireMade(before, TRAINING, training, training(before));
    requireMade(before, EXECUTOR, executor, texts.getOrDefault(EXECUTOR, ""));
    Optional<ImagePreparation> known = before.manifest().images();
    if (preparation.isPresent()) {
      requireMade(
          before,
          PREPARATION,
          preparation.get().withoutOrigin(),
          known.isPresent() ? known.get().withoutOrigin() : "nobody knows which");
    }
    // What is left of images comes from where all of them did.
    Optional<ImagePreparation> made =
        before.removed().weight() > 0 ? known : extended(known, preparation);
    return new TrainingIdentity(
        config, training, images, code, executor, made, Optional.of(before), anew);
  }

  /** How the members of a folder were trained, as its manifest says. */
  static TrainingConfig training(EnsembleFolder folder) {
    String text = folder.manifest().provenance().get(TRAINING);
    if (text == null) {
      throw new IllegalArgumentException(
          "the manifest of " + folder.path() + " does not say how its members were trained");
    }
    return TrainingConfig.parse(text);
  }

  /** What a folder's members were trained on; empty for the pure-JVM engine. */
  static String executor(EnsembleFolder folder) {
    return folder.manifest().provenance().getOrDefault(EXECUTOR, "");
  }

  private static void requireMade(EnsembleFolder before, String what, Object own, Object expected) {
    if (!own.equals(expected)) {
      throw new IllegalArgumentException(
          "members are trained as those of "
              + before.path()
              + " were made, "
              + what
              + " "
              + shown(expected)
              + ", found "
              + shown(own));
    }
  }

  private static String shown(Object what) {
    return what.equals("") ? "none" : what.toString();
  }

  private String others(EnsembleFolder before) {
    String members =
        Arrays.stream(anew.members()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    Map<String, String> made = before.manifest().provenance();
    String earlier =
        Stream.of(REPAIR, EXTENSION)
            .map(made::get)
            .filter(Objects::nonNull)
            .reduce((first, second) -> first + "; " + second)
            .orElse(null);
    return "members "
        + members
        + " trained, the others of manifest "
        + before.manifestSha256()
        + " by "
        + before.manifest().library()
        // In words it would grow with each.
        + (earlier == null ? "" : "; what this says of earlier repairs has SHA-256 " + of(earlier));
  }

  private static String of(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The folder that a member's file is taken from as it is, if it is not to be trained. */
  Optional<EnsembleFolder> keptFrom(int member) {
    return before.filter(folder -> !anew.contains(member));
  }

  UNetConfig config() {
    return config;
  }

  TrainingConfig training() {
    return training;
  }

  CodeAssignment code() {
    return code;
  }

  Optional<ImagePreparation> preparation() {
    return preparation;
  }

  /** What makes the members, apart from their own split and how they are trained. */
  Map<String, String> maker() {
    Map<String, String> maker = new LinkedHashMap<>(entries);
    maker.keySet().retainAll(List.of(NETWORK, EXECUTOR));
    return maker;
  }

  /** The folder if it is complete and of this training. */
  EnsembleFolder openComplete(Path folder) throws IOException {
    EnsembleFolder complete = EnsembleFolder.open(folder);
    EnsembleManifest manifest = complete.manifest();
    requireOwn(folder, folder, entries, manifest.provenance(), manifest.images());
    // What it says it was made from must also be what is there.
    requireOwn(
        folder,
        folder,
        made(entries.get(IMAGES), entries.get(CODEBOOK), training.schedule().toString(), config),
        made(
            manifest.dataSha256(),
            manifest.codebookSha256(),
            manifest.schedule().toString(),
            complete.config()),
        manifest.images());
    return complete;
  }

  private static Map<String, String> made(
      String images, String codebook, String schedule, UNetConfig config) {
    Map<String, String> made = new LinkedHashMap<>();
    made.put(IMAGES, images);
    made.put(CODEBOOK, codebook);
    made.put("schedule", schedule);
    made.put(NETWORK, config.toString());
    return made;
  }

  /** Writes the manifest over members and splits of these digests, and opens the folder. */
  EnsembleFolder complete(Path folder, List<String> memberSha256, List<String> splitSha256)
      throws IOException {
    return EnsembleWriter.of(config, code, training.schedule(), entries.get(IMAGES))
        .withProvenance(entries)
        .withMembers(memberSha256)
        .with(
            new EnsembleDetails(splitSha256, preparation, before.flatMap(EnsembleFolder::removal)))
        .complete(folder);
  }

  /** Whether a folder says which training has begun in it. */
  static boolean isClaimed(Path folder) {
    return Files.exists(folder.resolve(FILE), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Fails if a folder belongs to a training of other settings: of what is known before any image
   * is.
   */
  static void requireSettings(
      Path folder, UNetConfig config, TrainingConfig training, String executor) throws IOException {
    Path file = folder.resolve(FILE);
    Map<String, String> found = Entries.read(file);
    found.keySet().retainAll(SETTINGS);
    Map<String, String> expected = new LinkedHashMap<>();
    putSettings(expected, config, training, executor);
    requireOwn(
        folder,
        file,
        expected,
        found,
        () -> TrainingDifferences.ofSettings(config, training, expected, folder, found));
  }

  private static void putSettings(
      Map<String, String> entries, UNetConfig config, TrainingConfig training, String executor) {
    entries.put(NETWORK, config.toString());
    entries.put(TRAINING, training.toString());
    if (!executor.isEmpty()) {
      entries.put(EXECUTOR, executor);
    }
  }

  /** Fails if the folder belongs to another training, or to nobody knows which. */
  void requireOwned(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      requireOwn(folder, file, entries, Entries.read(file), Optional.empty());
      return;
    }
    for (int member = 0; member < code.codebook().length(); member++) {
      if (Files.exists(EnsembleFolder.memberFile(folder, member))) {
        throw new AnotherTrainingException(
            another(folder, "member " + member + " without " + FILE), List.of(), null);
      }
    }
  }

  void claim(Path folder) throws IOException {
    Entries.write(folder.resolve(FILE), entries);
  }

  private void requireOwn(
      Path folder,
      Path file,
      Map<String, String> expected,
      Map<String, String> found,
      Optional<ImagePreparation> there) {
    requireOwn(
        folder,
        file,
        expected,
        found,
        () -> TrainingDifferences.between(this, expected, folder, found, there));
  }

  private static void requireOwn(
      Path folder,
      Path file,
      Map<String, String> expected,
      Map<String, String> found,
      Supplier<List<Difference>> differences) {
    try {
      Entries.require(file, expected, found);
    } catch (MalformedFileException difference) {
      List<Difference> all = differences.get();
      throw new AnotherTrainingException(
          another(folder, difference.getMessage()) + inWords(all), all, difference);
    }
  }

  /** The settings that differ, where texts are long and the digests of others tell nothing. */
  private static String inWords(List<Difference> differences) {
    String settings =
        differences.stream()
            .filter(one -> !DIGESTS.contains(one.name()))
            .map(one -> one.name() + " " + one.there() + " there, " + one.asked() + " here")
            .collect(Collectors.joining("; "));
    return settings.isEmpty() ? "" : ". What differs: " + settings;
  }

  private static String another(Path folder, String how) {
    return folder + " belongs to another training: " + how;
  }
}
