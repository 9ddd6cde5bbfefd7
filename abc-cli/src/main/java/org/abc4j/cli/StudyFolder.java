package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.data.LatentPreparation;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.study.SampleOrigin;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;

/** Studies on the disk: files, and folders of them. */
final class StudyFolder {
  private static final String PREFIX = "study-";
  private static final String ENDING = ".safetensors";
  private static final Pattern SEED_AND_INDEX = Pattern.compile("-?\\d+-\\d+");

  private StudyFolder() {}

  /** Where the study of a sample is kept. */
  static Path file(Path folder, String sample) {
    return folder.resolve(PREFIX + sample.replaceFirst("^sample-", "") + ENDING);
  }

  /** The name of the sample whose study a file holds, as tables of samples have it. */
  static String sample(Path file) {
    String name = file.getFileName().toString();
    String bare = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    String own = bare.startsWith(PREFIX) ? bare.substring(PREFIX.length()) : bare;
    return SEED_AND_INDEX.matcher(own).matches() ? "sample-" + own : own;
  }

  /** Refuses a folder of something else. */
  static void requireUsable(Path folder) throws IOException {
    List<Path> inside = Files.isDirectory(folder) ? inside(folder) : List.of();
    String[] marks =
        inside.stream().limit(1).map(f -> f.getFileName().toString()).toArray(String[]::new);
    OutputFolder.requireUsable(folder, "studies", marks);
  }

  private static List<Path> inside(Path folder) throws IOException {
    List<Path> inside = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, PREFIX + "*" + ENDING)) {
      entries.forEach(inside::add);
    }
    Collections.sort(inside);
    return inside;
  }

  /** The studies that are named, alone or by their folder, in order. */
  static List<Path> files(List<Path> named) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : named) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      List<Path> inside = inside(path);
      if (inside.isEmpty()) {
        throw new MalformedFileException(
            path.toString(), "folder", "studies, as abc attribute writes them", "none");
      }
      files.addAll(inside);
    }
    return files;
  }

  /**
   * A study that an earlier run made, if it is of the same sample and says all that is asked;
   * counterfactuals' pictures are asked for only with counterfactuals.
   */
  static Optional<SampleStudy> earlier(
      Path file, SampleOrigin origin, Methods methods, int pictures, EnsembleFolder ensemble)
      throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    SampleStudy study = StudyFile.read(file);
    requireOf(study, origin, ensemble, file);
    return isEnough(study, methods, pictures, ensemble.code())
        ? Optional.of(study)
        : Optional.empty();
  }

  private static boolean isEnough(
      SampleStudy study, Methods methods, int pictures, CodeAssignment code) {
    int most = (int) Math.min(pictures, code.sources().count());
    return methods.areIn(study, code)
        && (!methods.ofLandscapes() || study.pictured().length >= most)
        && (!methods.calibrated() || pictured(study) >= most);
  }

  /** Of how many sources the predicted change is kept. */
  private static int pictured(SampleStudy study) {
    return study.calibrated().map(found -> found.pictured().length).orElse(0);
  }

  /**
   * Refuses to write a study over one of another sample, and over one that has what the new one
   * would not have: that would be lost. One that has all that is asked for is kept as it is.
   */
  static void requireFree(
      Path file, SampleOrigin origin, Methods methods, int pictures, EnsembleFolder ensemble)
      throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    CodeAssignment code = ensemble.code();
    SampleStudy study = StudyFile.read(file);
    requireOf(study, origin, ensemble, file);
    List<String> lost = new ArrayList<>(methods.missingOf(study, code));
    int pictured = Math.max(study.pictured().length, pictured(study));
    if (pictured > pictures) {
      lost.add(pictured + " sources' pictures (--top)");
    }
    if (!lost.isEmpty() && !isEnough(study, methods, pictures, code)) {
      throw new Refusal(
          Quoted.of(file.toString())
              + " is there, and has "
              + String.join(", ", lost)
              + ", which this command would not keep: ask for as much, or name a new folder");
    }
  }

  /** The digest of the codec by which an ensemble's samples are decoded; none for pictures. */
  private static Optional<String> codec(EnsembleFolder ensemble) {
    return ensemble.manifest().preparation().latents().map(LatentPreparation::normalisedSha256);
  }

  private static void requireOf(
      SampleStudy study, SampleOrigin origin, EnsembleFolder ensemble, Path file) {
    if (!study.origin().equals(origin)) {
      throw new Refusal(
          Quoted.of(file.toString())
              + " is there, and is a study of another "
              + difference(study, origin)
              + ": name a new folder");
    }
    requireCodecOf(study, ensemble, file);
  }

  private static void requireCodecOf(SampleStudy study, EnsembleFolder ensemble, Path file) {
    Optional<String> expected = codec(ensemble);
    if (!study.codec().equals(expected)) {
      throw new Refusal(
          Quoted.of(file.toString())
              + " is a study of "
              + (study.codec().isPresent()
                  ? "what another codec decodes to"
                  : "latents as they are")
              + ": that of this ensemble's autoencoder and normalisation has SHA-256 "
              + expected.orElse("none")
              + ", found "
              + study.codec().orElse("none"));
    }
  }

  /** What of a study's origin is another. */
  static String difference(SampleStudy study, SampleOrigin origin) {
    return study.origin().ensemble().equals(origin.ensemble()) ? "noise or sampler" : "ensemble";
  }

  /** Fails if a study is of another ensemble or codec, or nobody knows of which ensemble. */
  static void requireOf(SampleStudy study, EnsembleFolder ensemble, Path file)
      throws MalformedFileException {
    if (!study.origin().ensemble().equals(Optional.of(ensemble.manifestSha256()))
        || study.sources() != ensemble.code().sources().count()) {
      throw new MalformedFileException(
          file.toString(),
          "ensemble",
          "that in " + Quoted.of(ensemble.path().toString()) + " with " + ensemble.manifestSha256(),
          study.origin().ensemble().orElse("none"));
    }
    requireCodecOf(study, ensemble, file);
  }
}
