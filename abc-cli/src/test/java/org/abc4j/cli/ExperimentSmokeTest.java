package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Six experiments that differ in kind, from made-up data to a page, with networks. */
class ExperimentSmokeTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CIFAR-10_500",
        "MetFaces",
        "MNIST_classes",
        "FASHION_384",
        "CelebA_BA_96",
        "MNIST_binary"
      })
  void run_endsWithAPageThatStatesItsPlan(String name) throws IOException {
    CommandRun run =
        CommandRun.of("experiment", "run", name, "--scale", "smoke", "--out", folder, "--json")
            .well();
    Path page = Path.of(run.json().get("report").asText());
    assertEquals(folder.resolve("report").resolve("index.html").toRealPath(), page.toRealPath());
    String text = Files.readString(page);
    assertTrue(text.contains(name + " at scale smoke"), text.substring(0, 500));
    assertTrue(text.contains("stand-in data"), name);
    assertTrue(text.contains("<p>Data: stand-in for "), name);
    boolean frechet = Files.exists(folder.resolve("results/frechet.csv"));
    assertEquals(frechet, text.contains("no more samples than features"), name);
    assertEquals(frechet, text.contains("made-up images beside the training set"), name);
    assertTrue(Files.isRegularFile(folder.resolve("report/comparison.csv")));
  }

  @Test
  void check_withoutTheEnsemble_saysSoAndTrainsNone_andByRetrainingNeedsNone() throws IOException {
    CommandRun.of("experiment", "run", "MNIST_classes", "--scale=smoke", "--out", folder).well();
    Path ensemble = folder.resolve("ensemble");
    Path elsewhere = Files.move(ensemble, folder.resolve("elsewhere"));
    CommandRun missing = CommandRun.of("experiment", "check", folder);
    assertEquals(ExitCode.REFUSED, missing.exitCode());
    assertTrue(
        missing.out().startsWith("Differs:    ensemble is missing, or not complete: a run trains"),
        missing.out());
    assertTrue(Files.notExists(ensemble));

    String same = CommandRun.of("experiment", "check", folder, "--retrain").well().out();
    assertTrue(same.startsWith("Same: "), same);
    assertTrue(Files.notExists(ensemble));
    assertEquals(Tiny.digests(elsewhere), Tiny.digests(folder.resolve("check/ensemble")));

    // What lies there is not taken for what is trained now.
    Path last = Files.writeString(folder.resolve("check/ensemble/last"), "time");
    CommandRun.of("experiment", "check", folder, "--retrain").well();
    assertTrue(Files.notExists(last));
    assertEquals(Tiny.digests(elsewhere), Tiny.digests(folder.resolve("check/ensemble")));
  }

  @Test
  void check_ofARunWithNetworks_findsTheSameBytesAndAnotherMember() throws IOException {
    CommandRun.of("experiment", "run", "MNIST_classes", "--scale=smoke", "--out", folder).well();
    String same = CommandRun.of("experiment", "check", folder, "--threads=1").well().out();
    assertTrue(same.startsWith("Same: "), same);
    Path table = folder.resolve("results/classes.csv");
    List<String> lines = Files.readAllLines(table);
    Files.writeString(table, Files.readString(table).replaceFirst("class 0", "class O"));
    CommandRun other = CommandRun.of("experiment", "check", folder);
    assertEquals(ExitCode.REFUSED, other.exitCode());
    assertTrue(
        other.out().contains("classes.csv differs in line 2: expected " + lines.get(1)),
        other.out());
    assertTrue(other.out().contains("abc experiment run writes it again from them"), other.out());
  }
}
