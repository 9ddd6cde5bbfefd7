package org.abc4j.cli.experiment;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.abc4j.cli.Refusal;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;
import org.abc4j.store.LibraryVersion;

/**
 * The folder of a run. {@code plan.json} says what it is of and comes first; {@code digests.json}
 * what data and models were; {@code parts} has each sample's numbers, {@code results} the tables,
 * {@code report} page and figures; {@code stages} says what of this is done. Models, and features
 * of training images by perceptual metrics, lie beside them.
 */
public final class ExperimentFolder {
  /** Folder of the ensemble. */
  public static final String ENSEMBLE = "ensemble";

  /** Folder of single models, and among digests those without a source. */
  public static final String RETRAINED = "retrained";

  /** Folder, and digest, of single models that were trained a second time. */
  public static final String AGAIN = "retrained-again";

  /** The single model of everything, among digests. */
  static final String SINGLE = "single";

  /** A trained classifier, among digests. */
  static final String CLASSIFIER = "classifier";

  /** Folders of models, which may be there before a run begins and are taken as they are. */
  public static final Set<String> MODELS = Set.of(ENSEMBLE, RETRAINED, AGAIN);

  private static final String DIGESTS = "digests.json";
  private static final String STAGES = "stages";

  /** What made a folder's numbers, among its digests. */
  static final String RELEASE = "release";

  /** Raised with any change of what a stage computes or writes, or a page says. */
  private static final int RESULTS = 5;

  /** Features of training images by perceptual metrics. */
  static final String FEATURES = "features";

  /** Where the page is. */
  static final String REPORT = "report";

  private final Path path;

  ExperimentFolder(Path path) {
    this.path = path;
  }

  /**
   * What a finished stage says of itself.
   *
   * @param inputs digest of all that its files depend on
   * @param parts how many parts it was made of
   * @param files SHA-256 of the results by name
   */
  record Statement(String inputs, long parts, Map<String, String> files) {
    Statement {
      files = new TreeMap<>(files);
    }
  }

  Path path() {
    return path;
  }

  FolderOutput output() {
    return new FolderOutput(path);
  }

  void writeDigests(Map<String, String> digests) throws IOException {
    if (Files.exists(path.resolve(DIGESTS), LinkOption.NOFOLLOW_LINKS)
        && !digests.get(RELEASE).equals(readDigests().get(RELEASE))) {
      // What stages of another release say may be of another form.
      for (Protocol protocol : Protocol.values()) {
        Files.deleteIfExists(statement(protocol));
      }
    }
    ExperimentJson.write(path.resolve(DIGESTS), digests);
  }

  /**
   * What data, models and release were.
   *
   * @throws Refusal if no run has got so far
   */
  Map<String, String> readDigests() throws IOException {
    if (!Files.exists(path.resolve(DIGESTS), LinkOption.NOFOLLOW_LINKS)) {
      throw new Refusal(
          Quoted.of(path.toString())
              + " has no numbers yet, as its run ended before all models were trained: run it again,"
              + " and it goes on");
    }
    return ExperimentJson.read(path.resolve(DIGESTS), new TypeReference<>() {});
  }

  /**
   * Refuses to compute numbers anew without the classifier that they were made with, if there are
   * such: where it lies is not said.
   *
   * @throws Refusal if they were made with one
   */
  void requireNoClassifier() throws IOException {
    if (Files.exists(path.resolve(DIGESTS), LinkOption.NOFOLLOW_LINKS)
        && readDigests().containsKey(CLASSIFIER)) {
      throw new Refusal(
          "numbers in "
              + Quoted.of(path.toString())
              + " were made with the classifier beside the data sets, which are not named: give"
              + " --data as before, or another folder of data sets to compute all anew without it");
    }
  }

  /** The release that computes, and the form of its results: numbers of two are not mixed. */
  static String release() {
    return LibraryVersion.text() + ", results " + RESULTS;
  }

  /**
   * Refuses to compare with numbers of another release.
   *
   * @param digests those of the folder
   */
  void requireSameRelease(Map<String, String> digests) {
    String made = digests.getOrDefault(RELEASE, "a release before " + release());
    if (!made.equals(release())) {
      throw new Refusal(
          Quoted.of(path.toString())
              + " has numbers of "
              + Quoted.of(made)
              + ", this is "
              + release()
              + ": check it with that release, or run it again, which computes all numbers anew"
              + " from the models that are there");
    }
  }

  /** A digest of plan, data, models and release. */
  static String inputs(ExperimentPlan plan, Map<String, String> digests) {
    Sha256 sha = Sha256.begin().add(Sha256.of(PlanFile.bytes(plan)));
    new TreeMap<>(digests).forEach((name, digest) -> sha.add(name).add(digest));
    return sha.hex();
  }

  /**
   * Whether a stage is done, of these inputs, its parts are there and its results as it left them.
   */
  boolean isDone(Protocol protocol, String inputs) throws IOException {
    Path file = statement(protocol);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Statement said = ExperimentJson.read(file, new TypeReference<>() {});
    if (!said.inputs().equals(inputs) || parts(protocol, inputs) != said.parts()) {
      return false;
    }
    for (Map.Entry<String, String> one : said.files().entrySet()) {
      Path result = path.resolve(Parts.RESULTS).resolve(plainName(file, one.getKey()));
      if (!Files.isRegularFile(result, LinkOption.NOFOLLOW_LINKS)
          || !Sha256.of(result).equals(one.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static String plainName(Path file, String name) throws MalformedFileException {
    if (!name.matches("[a-z0-9][a-z0-9-]*\\.csv")) {
      throw new MalformedFileException(
          file.toString(), "files", "a name of a table", Quoted.of(name));
    }
    return name;
  }

  /** How many parts of a stage are there. */
  long parts(Protocol protocol, String inputs) throws IOException {
    Path folder = path.resolve(Parts.folder(protocol, inputs));
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  /** Notes that a stage is done; results that it made before and not now are deleted first. */
  void done(Protocol protocol, Statement said) throws IOException {
    for (String earlier : named(protocol)) {
      if (!said.files().containsKey(earlier)) {
        Files.deleteIfExists(path.resolve(Parts.RESULTS).resolve(earlier));
      }
    }
    Files.createDirectories(path.resolve(STAGES));
    ExperimentJson.write(statement(protocol), said);
  }

  /**
   * Deletes tables by metrics that no stage names: those of a metric that is no more, of which a
   * run that was killed, or an earlier release, has left tables.
   */
  void sweep(ExperimentPlan plan) throws IOException {
    Set<String> named = new TreeSet<>();
    for (Stage stage : ExperimentStages.of(plan)) {
      named.addAll(named(stage.protocol()));
    }
    for (String table : PerceptualTables.ALL) {
      for (String file : List.of(table + ".csv", table + PerceptualTables.SUMMARY + ".csv")) {
        if (!named.contains(file)) {
          Files.deleteIfExists(path.resolve(Parts.RESULTS).resolve(file));
        }
      }
    }
  }

  /** Results that a stage's last statement names. */
  private Set<String> named(Protocol protocol) throws IOException {
    Path file = statement(protocol);
    Set<String> names = new TreeSet<>();
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      Statement said = ExperimentJson.read(file, new TypeReference<>() {});
      for (String name : said.files().keySet()) {
        names.add(plainName(file, name));
      }
    }
    return names;
  }

  private Path statement(Protocol protocol) {
    return path.resolve(STAGES).resolve(protocol + ".json");
  }
}
