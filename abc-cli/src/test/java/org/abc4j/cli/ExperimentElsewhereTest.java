package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.abc4j.io.Sha256;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.training.ImportedTraining;
import org.abc4j.training.RetrainedModels;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment whose models another program trains; a run of our own stands for it. */
class ExperimentElsewhereTest {
  private static final String NAME = "MNIST_384";
  private static final String MAKER = "a program on a machine";

  /** Of the run that stands for the other program. */
  @TempDir private static Path ours;

  @TempDir private Path folder;

  @BeforeAll
  static void run_once() {
    CommandRun.of("experiment", "run", NAME, "--scale=smoke", "--out", ours).well();
  }

  private JsonNode inputs() throws IOException {
    return CommandRun.of("experiment", "inputs", NAME, "--scale=smoke", "--out", folder, "--json")
        .well()
        .json();
  }

  private static List<String> names(JsonNode inputs) {
    List<String> names = new ArrayList<>();
    inputs.get("models").forEach(name -> names.add(name.asText()));
    return names;
  }

  private static SafetensorsWriter file(String steps, String maker) {
    return SafetensorsWriter.create()
        .metadata("format", "abc-trained-weights-1")
        .metadata("steps", steps)
        .metadata("made_by", maker);
  }

  private static SafetensorsWriter weights(String inputs, List<String> models) throws IOException {
    return put(file("2", MAKER), inputs, models);
  }

  /** Weights of some models, as the other program writes them. */
  private static SafetensorsWriter put(SafetensorsWriter writer, String inputs, List<String> models)
      throws IOException {
    for (String model : models) {
      SafetensorsFile one = SafetensorsFile.read(ours.resolve(model + ".safetensors"));
      for (String name : one.names()) {
        writer.put(inputs + "/" + model + "." + name, one.entry(name).shape(), one.floats(name));
      }
    }
    return writer;
  }

  private Path written(String name, SafetensorsWriter weights) throws IOException {
    Path file = Files.createDirectories(folder.resolve("weights/part-0")).resolve(name);
    weights.write(file);
    return file;
  }

  private String refused(int code) {
    return CommandRun.of("experiment", "take", folder, "--weights", folder.resolve("weights"))
        .failure(code);
  }

  @Test
  void run_goesOnWithWhatWasTaken_andSaysIt() throws IOException {
    JsonNode inputs = inputs();
    assertEquals(
        Sha256.of(folder.resolve("inputs/inputs.safetensors")), inputs.get("sha256").asText());
    List<String> names = names(inputs);
    assertTrue(names.containsAll(List.of("ensemble/member-000", "retrained/whole")), "" + names);
    Predicate<String> again = name -> name.startsWith("retrained-again");
    String sha256 = inputs.get("sha256").asText();
    written(
        "weights-000.safetensors", weights(sha256, names.stream().filter(again.negate()).toList()));
    String said =
        CommandRun.of("experiment", "take", folder, "--weights", folder.resolve("weights"))
            .well()
            .out();
    assertTrue(said.contains("no weights, " + names.stream().filter(again).count()), said);
    for (String name : List.of("ensemble/member-003", "retrained/without-00002")) {
      assertArrayEquals(
          Files.readAllBytes(ours.resolve(name + ".safetensors")),
          Files.readAllBytes(folder.resolve(name + ".safetensors")),
          name);
    }
    CommandRun.of("experiment", "run", NAME, "--scale=smoke", "--out", folder).well();
    String page = Files.readString(folder.resolve("report/index.html"));
    assertTrue(page.contains("What trained ensemble") && page.contains(MAKER), page);
    assertFalse(page.contains("What trained retrained-again"));
    CommandRun.of("experiment", "check", folder).well();
    String retrain = CommandRun.of("experiment", "check", folder, "--retrain").failure(4);
    assertTrue(retrain.contains("models in ensemble were trained by"), retrain);
    assertTrue(retrain.contains(MAKER), retrain);
  }

  @Test
  void take_refusesWeightsOfOtherInputsOrOfSomeModelsAlone() throws IOException {
    JsonNode inputs = inputs();
    List<String> names = names(inputs);
    String other = "0".repeat(64);
    written("a.safetensors", weights(other, names.subList(0, 2)));
    String said = refused(ExitCode.REFUSED);
    assertTrue(said.contains(inputs.get("sha256").asText()) && said.contains(other), said);
    written("a.safetensors", weights(inputs.get("sha256").asText(), names.subList(0, 2)));
    said = refused(ExitCode.REFUSED);
    assertTrue(said.contains("have no weights in these files, " + names.get(2)), said);
    assertFalse(Files.exists(folder.resolve("ensemble")));
  }

  @Test
  void take_refusesFilesThatAreNoneOfThese() throws IOException {
    JsonNode inputs = inputs();
    String sha256 = inputs.get("sha256").asText();
    List<String> names = names(inputs).stream().filter(n -> n.startsWith("ensemble")).toList();
    written("a.safetensors", put(file("1", MAKER), sha256, names));
    String said = refused(ExitCode.BAD_INPUT);
    assertTrue(said.contains("steps") && said.contains("expected 2, found 1"), said);
    written("a.safetensors", put(file("2", "a\nb"), sha256, names));
    said = refused(ExitCode.BAD_INPUT);
    assertTrue(said.contains("made_by"), said);
    written("a.safetensors", weights(sha256, names));
    written("b.safetensors", weights(sha256, names.subList(3, 4)));
    said = refused(ExitCode.BAD_INPUT);
    assertTrue(said.contains("a.safetensors too"), said);
    written(
        "b.safetensors",
        file("2", MAKER).put(sha256 + "/../up.conv_in.bias", new int[] {1}, new float[1]));
    said = refused(ExitCode.BAD_INPUT);
    assertTrue(said.contains("a model of these inputs"), said);
    written("a.safetensors", weights(sha256, names.subList(1, names.size())));
    written(
        "b.safetensors",
        file("2", MAKER)
            .put(sha256 + "/" + names.get(0) + ".conv_in.bias", new int[] {1}, new float[1]));
    said = refused(ExitCode.BAD_INPUT);
    assertTrue(said.contains(names.get(0)), said);
    assertFalse(Files.exists(folder.resolve("ensemble/manifest.json")));
    Files.writeString(folder.resolve("weights/part-0/b.safetensors"), "no tensors");
    assertTrue(refused(ExitCode.BAD_INPUT).contains("b.safetensors"));
  }

  /** All files of the folder but weights, and what is in them. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.startsWith(folder.resolve("weights"))) {
          files.put(folder.relativize(file).toString(), Sha256.of(file));
        }
      }
    }
    return files;
  }

  private static List<String> of(List<String> names, String folder) {
    return names.stream().filter(name -> name.startsWith(folder + "/")).toList();
  }

  /** The last folder's last model is at fault: of the first nothing is taken either. */
  @Test
  void take_looksAtAllWeightsBeforeItWritesAny() throws IOException {
    JsonNode inputs = inputs();
    String sha256 = inputs.get("sha256").asText();
    List<String> names = names(inputs).stream().filter(n -> !n.contains("again")).toList();
    String last = names.get(names.size() - 1);
    assertTrue(last.startsWith("retrained/"), last);
    SafetensorsFile one = SafetensorsFile.read(ours.resolve(last + ".safetensors"));
    String weight = "conv_out.bias";
    assertTrue(one.names().contains(weight), one.names().toString());
    float[] infinite = one.floats(weight);
    infinite[infinite.length - 1] = Float.POSITIVE_INFINITY;
    written("a.safetensors", weights(sha256, names.subList(0, names.size() - 1)));
    Map<String, String> before = files();
    String tensor = sha256 + "/" + last + "." + weight;
    Object[][] faults = {
      {infinite, null, "finite values, found Infinity at "},
      {new float[infinite.length + 1], null, "shape: expected "},
      {null, null, "beside the model's other weights"},
      {one.floats(weight), "stray", "a weight of the network"}
    };
    for (Object[] fault : faults) {
      SafetensorsWriter writer = file("2", MAKER);
      for (String name : one.names()) {
        float[] values = name.equals(weight) ? (float[]) fault[0] : one.floats(name);
        if (values != null) {
          long[] shape = name.equals(weight) ? new long[] {values.length} : one.entry(name).shape();
          writer.put(sha256 + "/" + last + "." + name, shape, values);
        }
      }
      if (fault[1] != null) {
        writer.put(sha256 + "/" + last + "." + fault[1], new int[] {1}, new float[1]);
      }
      written("b.safetensors", writer);
      String said = refused(ExitCode.BAD_INPUT);
      assertTrue(said.contains("b.safetensors") && said.contains((String) fault[2]), said);
      assertTrue(said.contains(fault[1] == null ? tensor : last + ".stray"), said);
      assertEquals(before, files());
    }
  }

  @Test
  void take_ofWhatIsThere_comparesAndSaysSo() throws IOException {
    JsonNode inputs = inputs();
    String sha256 = inputs.get("sha256").asText();
    List<String> ensemble = of(names(inputs), "ensemble");
    List<String> retrained = of(names(inputs), "retrained");
    written("a.safetensors", weights(sha256, ensemble));
    Path second = written("b.safetensors", put(file("2", "another one"), sha256, retrained));
    Object[] take = {"experiment", "take", folder, "--weights", folder.resolve("weights")};
    String said = CommandRun.of(take).well().out();
    assertTrue(said.contains(ensemble.size() + " models taken"), said);
    // Each folder says what trained its own.
    String executor = ImportedTraining.executor(folder.resolve("ensemble")).orElseThrow();
    assertTrue(executor.endsWith(": " + MAKER), executor);
    executor = RetrainedModels.open(folder.resolve("retrained")).executor().orElseThrow();
    assertTrue(executor.endsWith(": another one"), executor);
    Map<String, String> taken = files();
    said = CommandRun.of(take).well().out();
    assertTrue(said.contains(ensemble.size() + " models there already"), said);
    assertTrue(said.contains(retrained.size() + " models there already"), said);
    assertFalse(said.contains("taken"), said);
    // A file and a folder may be named, each with its option.
    CommandRun.of(
            "experiment",
            "take",
            "--weights",
            folder.resolve("weights/part-0/a.safetensors"),
            "--weights",
            second,
            folder)
        .well();
    // One model is another's: nothing is written, in the other folder neither.
    Files.delete(folder.resolve("ensemble/manifest.json"));
    taken.remove("ensemble/manifest.json");
    SafetensorsWriter swapped =
        put(file("2", "another one"), sha256, retrained.subList(2, retrained.size()));
    for (int k = 0; k < 2; k++) {
      SafetensorsFile other =
          SafetensorsFile.read(ours.resolve(retrained.get(1 - k) + ".safetensors"));
      for (String name : other.names()) {
        swapped.put(
            sha256 + "/" + retrained.get(k) + "." + name,
            other.entry(name).shape(),
            other.floats(name));
      }
    }
    written("b.safetensors", swapped);
    said = refused(ExitCode.REFUSED);
    assertTrue(said.contains("retrained/whole.safetensors is there already, with another"), said);
    assertEquals(taken, files());
    written("b.safetensors", put(file("2", "a third"), sha256, retrained));
    said = refused(ExitCode.REFUSED);
    assertTrue(said.contains("another one, those that are to be taken by"), said);
    assertEquals(taken, files());
  }

  @Test
  void inputs_ofFitsInClosedForm_areRefused() {
    String said =
        CommandRun.of(
                "experiment",
                "inputs",
                NAME,
                "--scale=smoke",
                "--members=gaussian",
                "--out",
                folder.resolve("x"))
            .failure(ExitCode.REFUSED);
    assertTrue(said.contains("fitted, not trained"), said);
    assertFalse(Files.exists(folder.resolve("x")));
  }
}
