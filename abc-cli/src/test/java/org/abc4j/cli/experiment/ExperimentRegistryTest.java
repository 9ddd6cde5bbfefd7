package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.cli.UnusableInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ExperimentRegistryTest {
  /** Table 2 as the paper prints it: name, training set size, landscape size. */
  private static final String TABLE_2 =
      """
      MNIST_256 256 256
      MNIST_512 512 512
      MNIST_1024 1024 1024
      MNIST_2048 2048 2048
      MNIST_4096 4096 4096
      MNIST_8192 8192 8192
      FASHION_256 256 256
      FASHION_512 512 512
      FASHION_1024 1024 1024
      FASHION_2048 2048 2048
      FASHION_4096 4096 4096
      FASHION_8192 8192 8192
      CIFAR-10_500 500 500
      CIFAR-10_50000 50000 50000
      CIFAR-100_500 500 500
      CIFAR-100_50000 50000 50000
      CelebA_BA_512 15363 512
      CelebA_BA_8192 162770 8192
      CelebA_SD_512 15365 512
      CelebA_SD_8192 162770 8192
      MetFaces 1336 744
      Landscapes 6414 946
      ArtBench 50000 2108
      """;

  private final ExperimentRegistry registry = ExperimentRegistry.paper();

  @Test
  void all_areTheRowsOfTable2AndSevenMore() {
    StringBuilder found = new StringBuilder();
    registry.all().stream()
        .filter(one -> one.table().equals("Table 2"))
        .forEach(one -> found.append(one.name() + " " + one.items() + " " + one.sources() + "\n"));
    assertEquals(TABLE_2, found.toString());
    assertEquals(7, registry.all().stream().filter(one -> one.table().equals("B.3")).count());
    assertEquals(30, registry.all().size());
  }

  @Test
  void codes_areThePaper() {
    for (Experiment one : registry.all()) {
      if (one.table().equals("Table 2")) {
        boolean larger = List.of("MetFaces", "Landscapes").contains(one.name());
        assertEquals(larger ? 24 : 22, one.members(), one.name());
        assertEquals(one.members() / 2, one.weight(), one.name());
      }
    }
    assertEquals(20, registry.get("MNIST_binary").members());
    assertEquals(2, registry.get("MNIST_binary").weight());
    assertEquals(190, registry.get("MNIST_binary").sources());
    assertEquals(14, registry.get("CelebA_BA_96").members());
    assertEquals(16, registry.get("FASHION_384").members());
    assertEquals(6, registry.get("MNIST_classes").members());
  }

  @Test
  void figures_haveThePapersNumbersOfSamples() {
    for (Experiment one : registry.all()) {
      if (one.table().equals("Table 2")) {
        assertEquals(10_240, one.figures().get(Protocol.FRECHET), one.name());
        assertEquals(1000, one.figures().get(Protocol.DIFFERENTIAL), one.name());
        int landscapes =
            one.name().matches("(MNIST|FASHION)_8192")
                ? 50
                : one.name().matches("CIFAR-10+_50000") ? 6 : 100;
        assertEquals(landscapes, one.figures().get(Protocol.LANDSCAPES), one.name());
        assertEquals(4, one.paper().size(), one.name());
      }
    }
    assertEquals(3731, registry.get("MNIST_binary").figures().get(Protocol.UNATTRIBUTABLE));
    assertEquals(5100, registry.get("FASHION_classes").figures().get(Protocol.CLASSES));
    assertEquals(1024, registry.get("MNIST_384").figures().get(Protocol.RETRAINING));
    assertEquals(838, registry.get("MNIST_384").paper().get("top8.differential.euclidean"));
    assertEquals(1.532, registry.get("ArtBench").paper().get("log10Radius.mean"));
  }

  @Test
  void flipsNormalisationAndDropout_areThoseOfB2() {
    assertEquals(Flips.RANDOM, registry.get("FASHION_512").flips());
    assertEquals(Flips.NONE, registry.get("CelebA_SD_512").flips());
    assertEquals(Flips.MIRRORED, registry.get("Landscapes").flips());
    assertEquals(0.1, registry.get("ArtBench").dropout());
    assertEquals(0, registry.get("Landscapes").dropout());
    assertEquals(NetworkSize.SMALL, registry.get("Landscapes").network());
    assertEquals(NetworkSize.LARGE, registry.get("CIFAR-100_500").network());
    assertEquals(NormalisationRule.CIFAR, registry.get("CIFAR-10_500").normalisation());
    assertEquals(NormalisationRule.STANDARD_CHANNELS, registry.get("CelebA_BA_96").normalisation());
    assertEquals(NormalisationRule.STANDARD, registry.get("MetFaces").normalisation());
  }

  @Test
  void noTwoPlansAreEqual_butForTheirNames() {
    for (String scale : List.of("paper", "small", "tiny", "smoke")) {
      for (MemberKind kind : MemberKind.values()) {
        Map<String, String> seen = new HashMap<>();
        for (Experiment one : registry.all()) {
          Map<String, String> lines =
              new HashMap<>(new ExperimentPlan(one, registry.scale(scale), kind).lines());
          lines.remove("Experiment");
          lines.remove("Note");
          // These say the experiment's own numbers, which a run at this scale may not have.
          lines.replaceAll((key, text) -> text.replaceAll(" of the paper's \\d+", ""));
          String other = seen.put(lines.toString(), one.name());
          boolean capped = !scale.equals("paper") && !scale.equals("smoke");
          assertTrue(
              other == null || capped && kind == MemberKind.UNET,
              one.name() + " and " + other + " at " + scale + " of " + kind);
        }
      }
    }
  }

  @Test
  void everyPlan_hasANetworkACodeAndACost() {
    for (Experiment one : registry.all()) {
      for (String scale : List.of("paper", "small", "tiny", "smoke")) {
        ExperimentPlan plan = new ExperimentPlan(one, registry.scale(scale), MemberKind.UNET);
        assertEquals(plan.diffusedShape(), plan.network().inputShape());
        assertTrue(plan.sources() >= 2 && plan.items() >= plan.sources(), plan.toString());
        assertTrue(ExperimentCost.of(plan).predictions() > 0);
      }
    }
  }

  @Test
  void read_refusesWhatIsNotWhole(@TempDir Path folder) throws Exception {
    byte[] good;
    try (var in = ExperimentRegistry.class.getResourceAsStream("experiments.json")) {
      good = in.readAllBytes();
    }
    String text = new String(good, StandardCharsets.UTF_8);
    refuses(folder, text.replaceFirst("\"members\": 22", "\"members\": 22.5"), "members");
    refuses(folder, text.replaceFirst("\"members\": 22, ", ""), "members");
    refuses(folder, text.replaceFirst("\"members\": 22", "\"members\": 22, \"more\": 1"), "more");
    refuses(
        folder, text.replaceFirst("\"members\": 22", "\"members\": 12"), "word for each of 256");
    refuses(folder, text.replaceFirst("\"MNIST_256\"", "\"../up\""), "../up");
    refuses(folder, text.replaceFirst("\"plus-minus-one\"", "\"plus\""), "plus");
    refuses(folder, text + "x", "'x' is no value");
    refuses(folder, "null", "no list of experiments");
    refuses(folder, "[null]", "null");
    refuses(folder, text.replaceFirst("6.245", "null"), "null");
    refuses(folder, text.replaceFirst("\"frechet\": 10240", "\"frechet\": null"), "null");
    Path file = folder.resolve("good.json");
    Files.write(file, good);
    assertEquals(registry.all(), ExperimentRegistry.read(file).all());
  }

  private static void refuses(Path folder, String text, String said) throws Exception {
    Path file = folder.resolve("bad.json");
    Files.writeString(file, text);
    Exception refused = assertThrows(UnusableInput.class, () -> ExperimentRegistry.read(file));
    assertTrue(refused.getMessage().contains(said), refused.getMessage());
  }

  @Test
  void json_isReadAgainAsItWas() throws Exception {
    Experiment one = registry.get("CelebA_BA_512");
    byte[] bytes = ExperimentJson.bytes(one);
    assertEquals(one, ExperimentJson.parse("x", bytes, new TypeReference<Experiment>() {}));
  }

  @Test
  void get_saysWhatIsWrongFirstAndNamesTheNearest() {
    assertEquals(
        "there is no experiment 'MNIST_257': did you mean MNIST_256? (abc experiment list names"
            + " all 30)",
        said(() -> registry.get("MNIST_257")));
    assertEquals(
        "there is no experiment '../up' (abc experiment list names all 30)",
        said(() -> registry.get("../up")));
    assertEquals(
        "there is no scale 'tyni': did you mean tiny? (scales are paper, small, tiny, smoke)",
        said(() -> registry.scale("tyni")));
  }

  private static String said(Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }
}
