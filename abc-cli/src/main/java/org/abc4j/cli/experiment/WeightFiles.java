package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.abc4j.cli.Refusal;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.training.TrainedWeights;

/**
 * Files of weights that another program has trained, of some inputs: a tensor {@code
 * DIGEST/FOLDER/MODEL.WEIGHT} each. What is of other inputs is passed over. Values are read as they
 * are asked for. Immutable.
 */
final class WeightFiles {
  private static final String FORMAT = "abc-trained-weights-1";
  private static final String ENDING = ".safetensors";
  private static final int MOST_FILES = 1000;
  private static final int MOST_MAKER = 200;

  private final String inputs;
  private final Map<String, SafetensorsFile> fileOf = new HashMap<>();

  /** Models of which there is a weight. */
  private final Set<String> models = new HashSet<>();

  private final Set<String> makers = new TreeSet<>();

  private WeightFiles(String inputs) {
    this.inputs = inputs;
  }

  /**
   * Reads what files have, not their values.
   *
   * @param paths files, or folders of them
   * @param inputs digest of what the models were trained from
   * @param known names of the models
   * @param steps steps of a training
   * @throws MalformedFileException if a file is none of these, of other steps, or has a model or a
   *     weight that another has too or that nobody knows
   * @throws Refusal if nothing is of these inputs
   */
  static WeightFiles read(List<Path> paths, String inputs, List<String> known, int steps)
      throws IOException {
    WeightFiles all = new WeightFiles(inputs);
    Set<String> others = new TreeSet<>();
    for (Path path : files(paths)) {
      all.add(SafetensorsFile.read(path), Set.copyOf(known), steps, others);
    }
    if (all.models.isEmpty()) {
      throw new Refusal(
          "weights are those of inputs of SHA-256 "
              + inputs
              + ", found "
              + (others.isEmpty() ? "none" : Quoted.of(others.iterator().next())));
    }
    return all;
  }

  private static List<Path> files(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        // Parts that were fetched one by one lie in folders of their own.
        try (Stream<Path> inside = Files.walk(path, 2)) {
          inside.filter(file -> file.toString().endsWith(ENDING)).sorted().forEach(files::add);
        }
      } else {
        files.add(path);
      }
    }
    if (files.size() > MOST_FILES) {
      throw new Refusal("weights come in at most " + MOST_FILES + " files, found " + files.size());
    }
    return files;
  }

  private void add(SafetensorsFile file, Set<String> known, int steps, Set<String> others)
      throws IOException {
    require(file, "format", FORMAT);
    boolean own = false;
    for (String name : file.names()) {
      int slash = name.indexOf('/');
      int dot = name.indexOf('.');
      if (!name.startsWith(inputs + "/")) {
        others.add(name.substring(0, Math.max(0, slash)));
        continue;
      }
      String model = dot < slash ? "" : name.substring(slash + 1, dot);
      if (!known.contains(model)) {
        throw fault(file, name, "a model of these inputs", Quoted.of(model));
      }
      SafetensorsFile other = fileOf.put(name, file);
      if (other != null) {
        throw fault(file, name, "in one file", "it in " + other.path() + " too");
      }
      models.add(model);
      own = true;
    }
    if (own) {
      require(file, "steps", Integer.toString(steps));
      String maker = file.metadata().getOrDefault("made_by", "");
      if (maker.isBlank()
          || maker.length() > MOST_MAKER
          || maker.chars().anyMatch(Character::isISOControl)) {
        throw new MalformedFileException(
            file.path().toString(),
            "made_by",
            "what trained the models, 1 to " + MOST_MAKER + " characters",
            Quoted.of(maker));
      }
      makers.add(maker);
    }
  }

  private static void require(SafetensorsFile file, String name, String expected)
      throws MalformedFileException {
    String found = file.metadata().getOrDefault(name, "nothing");
    if (!found.equals(expected)) {
      throw new MalformedFileException(file.path().toString(), name, expected, found);
    }
  }

  private static MalformedFileException fault(
      SafetensorsFile file, String name, String expected, String found) {
    return new MalformedFileException(
        file.path().toString(), "tensor '" + name + "'", expected, found);
  }

  /** Whether there are weights of a model. */
  boolean has(String model) {
    return models.contains(model);
  }

  /** What trained the models, in words. */
  String executor() {
    return "another program by inputs of SHA-256 " + inputs + ": " + String.join("; ", makers);
  }

  /** The weights of a folder's models. */
  TrainedWeights of(String folder) {
    return (model, parameter) -> {
      String name = inputs + "/" + folder + "/" + model + "." + parameter.name();
      SafetensorsFile file = fileOf.get(name);
      if (file == null) {
        throw new MalformedFileException(
            fileOf.values().iterator().next().path().toString(),
            "tensor '" + name + "'",
            "in one of the files",
            "nothing");
      }
      return file.floats(name, Arrays.stream(parameter.shape()).asLongStream().toArray());
    };
  }
}
