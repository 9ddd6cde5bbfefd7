package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.UnusableInput;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.training.TrainedWeights;
import org.abc4j.unet.layer.Parameter;

/**
 * Files of weights that another program has trained, of some inputs: a tensor {@code
 * DIGEST/FOLDER/MODEL.WEIGHT} each. What is of other inputs is passed over; of these inputs there
 * is nothing but weights of the network, and of a model all or none. Values are read as they are
 * asked for. Immutable.
 */
final class WeightFiles {
  private static final String FORMAT = "abc-trained-weights-1";
  private static final String ENDING = ".safetensors";
  private static final int MOST_FILES = 1000;
  private static final int MOST_MAKER = 200;

  private final String inputs;
  private final Map<String, Parameter> parameters;
  private final Map<String, SafetensorsFile> fileOf = new TreeMap<>();

  /** Models of which there is a weight, and what trained them. */
  private final Map<String, Set<String>> makers = new TreeMap<>();

  private WeightFiles(String inputs, Map<String, Parameter> parameters) {
    this.inputs = inputs;
    this.parameters = parameters;
  }

  /**
   * Reads what files have, not their values.
   *
   * @param paths files, or folders of them
   * @param inputs digest of what the models were trained from
   * @param known names of the models
   * @param parameters weights of their network, by name
   * @param steps steps of a training
   * @throws MalformedFileException if a file is none of these, of other steps, or has a model or a
   *     weight that another has too or that nobody knows, or of another shape; or if a model has a
   *     weight too few
   * @throws UnusableInput if there is no such file
   * @throws Refusal if nothing is of these inputs
   */
  static WeightFiles read(
      List<Path> paths,
      String inputs,
      List<String> known,
      Map<String, Parameter> parameters,
      int steps)
      throws IOException {
    WeightFiles all = new WeightFiles(inputs, parameters);
    Set<String> others = new TreeSet<>();
    for (Path path : files(paths)) {
      all.add(SafetensorsFile.read(path), Set.copyOf(known), steps, others);
    }
    if (all.makers.isEmpty()) {
      throw new Refusal(
          "weights are those of inputs of SHA-256 "
              + inputs
              + ", found "
              + (others.isEmpty() ? "none" : "those of " + Quoted.of(others.iterator().next()))
              + ": they were trained from the inputs of another experiment, scale or data set");
    }
    for (String model : all.makers.keySet()) {
      all.requireWhole(model);
    }
    return all;
  }

  private void requireWhole(String model) throws MalformedFileException {
    SafetensorsFile some = null;
    String missing = null;
    for (String parameter : parameters.keySet()) {
      String name = name(model, parameter);
      SafetensorsFile file = fileOf.get(name);
      some = file == null ? some : file;
      missing = file == null ? name : missing;
    }
    if (missing != null) {
      throw fault(some, missing, "beside the model's other weights", "nothing");
    }
  }

  private String name(String model, String parameter) {
    return inputs + "/" + model + "." + parameter;
  }

  /**
   * Reads all values of these inputs.
   *
   * @throws MalformedFileException if one is not finite, naming file and weight
   */
  void requireFinite() throws IOException {
    for (Map.Entry<String, SafetensorsFile> one : fileOf.entrySet()) {
      float[] values = one.getValue().floats(one.getKey());
      for (int at = 0; at < values.length; at++) {
        if (!Float.isFinite(values[at])) {
          throw fault(one.getValue(), one.getKey(), "finite values", values[at] + " at " + at);
        }
      }
    }
  }

  /** In folders and in folders of these: files that were fetched one by one lie in their parts. */
  private static List<Path> files(List<Path> paths) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        int before = files.size();
        try (Stream<Path> inside = Files.walk(path, 2)) {
          inside.filter(file -> file.toString().endsWith(ENDING)).sorted().forEach(files::add);
        }
        if (files.size() == before) {
          throw new UnusableInput(
              Quoted.of(path.toString())
                  + " has no weights: expected files *.safetensors in it or in its folders (part-0,"
                  + " ...), as docs/experiments/retraining/train.py writes them into its --out");
        }
      } else if (!Files.exists(path)) {
        throw new UnusableInput(
            Quoted.of(path.toString())
                + " is not there: weights are a file *.safetensors or a folder of such, as"
                + " docs/experiments/retraining/train.py writes them into its --out");
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
    Set<String> own = new HashSet<>();
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
      Parameter parameter = parameters.get(name.substring(dot + 1));
      if (parameter == null) {
        throw fault(file, name, "a weight of the network", "none of its weights");
      }
      file.requireFloats(name, shape(parameter));
      SafetensorsFile other = fileOf.put(name, file);
      if (other != null) {
        throw fault(file, name, "in one file", "it in " + other.path() + " too");
      }
      own.add(model);
    }
    if (!own.isEmpty()) {
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
      own.forEach(model -> makers.computeIfAbsent(model, none -> new TreeSet<>()).add(maker));
    }
  }

  private static long[] shape(Parameter parameter) {
    return Arrays.stream(parameter.shape()).asLongStream().toArray();
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
    return makers.containsKey(model);
  }

  /** What trained some models, in words. */
  String executor(List<String> models) {
    Set<String> by = new TreeSet<>();
    models.forEach(model -> by.addAll(makers.getOrDefault(model, Set.of())));
    return "another program by inputs of SHA-256 " + inputs + ": " + String.join("; ", by);
  }

  /** The weights of a folder's models. */
  TrainedWeights of(String folder) {
    return (model, parameter) -> {
      String name = name(folder + "/" + model, parameter.name());
      SafetensorsFile file = fileOf.get(name);
      if (file == null) {
        throw new MalformedFileException(
            "files of weights", "tensor '" + name + "'", "in one of them", "nothing");
      }
      return file.floats(name, shape(parameter));
    };
  }
}
