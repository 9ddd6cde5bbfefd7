package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.attribution.Quantization;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.UnusableInput;
import org.abc4j.cli.Work;
import org.abc4j.io.Sha256;
import org.abc4j.sampling.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentRunTest {
  private static final ExperimentRegistry REGISTRY = ExperimentRegistry.paper();
  private static final WorldMaker MADE_UP = (plan, data, folder, work) -> new MadeUpWorld(plan);

  private static final int SLOWLY = 3;

  @TempDir Path folder;

  private static ExperimentPlan plan(String name) {
    return new ExperimentPlan(REGISTRY.get(name), REGISTRY.scale("smoke"), MemberKind.GAUSSIAN);
  }

  private static Path run(ExperimentPlan plan, Path out, WorldMaker worlds) throws IOException {
    try (Work work = new Work(2, true)) {
      return new ExperimentRun(plan, Optional.empty(), worlds, work).into(out);
    }
  }

  private static ExperimentCheck check(Path out) throws IOException {
    try (Work work = new Work(1, true)) {
      return new ExperimentRun(ExperimentRun.planOf(out), Optional.empty(), MADE_UP, work)
          .check(out, false);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MNIST_256", "MNIST_classes", "FASHION_384", "MNIST_96", "MNIST_binary"})
  void run_isFoundAgainByACheck(String name) throws IOException {
    Path page = run(plan(name), folder, MADE_UP);
    assertTrue(Files.readString(page).contains(name));
    ExperimentCheck found = check(folder);
    assertEquals(Optional.empty(), found.difference());
    assertTrue(found.files() > 4, found.toString());
  }

  @Test
  void check_namesTheDigitThatDiffers() throws IOException {
    run(plan("MNIST_96"), folder, MADE_UP);
    Path table = folder.resolve("results/radii.csv");
    String text = Files.readString(table);
    String[] lines = text.split("\r\n");
    String flipped =
        lines[1].substring(0, 4) + (lines[1].charAt(4) == '5' ? '6' : '5') + lines[1].substring(5);
    Files.writeString(table, text.replace(lines[1], flipped));
    String said = check(folder).difference().orElseThrow();
    assertEquals(
        "results/radii.csv differs in line 2: expected " + lines[1] + ", found " + flipped, said);
  }

  @Test
  void check_namesAFileThatIsMissingOrTooMany() throws IOException {
    run(plan("MNIST_96"), folder, MADE_UP);
    Path table = folder.resolve("results/radii.csv");
    byte[] kept = Files.readAllBytes(table);
    Files.delete(table);
    assertEquals(
        new ExperimentCheck(
            check(folder).files(), Optional.of("results/radii.csv is missing"), true),
        check(folder));
    Files.write(table, kept);
    Files.writeString(folder.resolve("results/more.csv"), "a\r\n");
    ExperimentCheck more = check(folder);
    assertEquals(
        Optional.of("results/more.csv is of no stage of this experiment"), more.difference());
    assertFalse(more.isWrittenAgain());
  }

  @Test
  void run_ofAFolderThatLostAPart_computesItAgain() throws IOException {
    run(plan("MNIST_96"), folder, MADE_UP);
    Path part;
    try (Stream<Path> all = Files.walk(folder.resolve("parts"))) {
      part = all.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
    }
    byte[] kept = Files.readAllBytes(part);
    Files.delete(part);
    ExperimentCheck without = check(folder);
    assertTrue(without.difference().orElseThrow().endsWith("is missing"));
    assertFalse(without.isWrittenAgain());
    run(plan("MNIST_96"), folder, MADE_UP);
    assertArrayEquals(kept, Files.readAllBytes(part));
    assertEquals(Optional.empty(), check(folder).difference());
  }

  @Test
  void check_ofAPageThatWasChanged_namesItsLine_andARunWritesItAnew() throws IOException {
    run(plan("MNIST_96"), folder, MADE_UP);
    int whole = check(folder).files();
    Path page = folder.resolve("report/index.html");
    String text = Files.readString(page);
    Files.writeString(page, text.replace("radii", "radiuses"));
    ExperimentCheck found = check(folder);
    int at = text.indexOf("radii");
    long line = 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
    String said = found.difference().orElseThrow();
    assertTrue(said.startsWith("report/index.html differs in line " + line + ", at byte "), said);
    assertTrue(found.isWrittenAgain());
    run(plan("MNIST_96"), folder, MADE_UP);
    assertEquals(text, Files.readString(page));
    assertEquals(whole, check(folder).files());
  }

  @Test
  void run_thatWasStopped_goesOnToTheSameBytes() throws IOException {
    Path whole = folder.resolve("whole");
    Path stopped = folder.resolve("stopped");
    ExperimentPlan plan = plan("FASHION_384");
    run(plan, whole, MADE_UP);
    int[] calls = {0};
    WorldMaker stopping =
        (of, data, out, work) ->
            new StoppingWorld(
                new MadeUpWorld(of),
                () -> {
                  if (++calls[0] == 5) {
                    throw new CancellationException("stopped");
                  }
                });
    assertThrows(CancellationException.class, () -> run(plan, stopped, stopping));
    assertTrue(new FolderOutput(stopped).names("parts").size() > 2);
    assertEquals(List.of("results/data-size.csv"), new FolderOutput(stopped).names("results"));
    Path first = stopped.resolve(new FolderOutput(stopped).names("parts").get(0));
    var written = Files.getLastModifiedTime(first);
    run(plan, stopped, MADE_UP);
    assertEquals(written, Files.getLastModifiedTime(first));
    FolderOutput a = new FolderOutput(whole);
    FolderOutput b = new FolderOutput(stopped);
    for (String of : List.of("parts", "results", "report", "stages")) {
      assertEquals(a.names(of), b.names(of));
      for (String name : a.names(of)) {
        assertArrayEquals(a.get(name).orElseThrow(), b.get(name).orElseThrow(), name);
      }
    }
  }

  @Test
  void run_thatIsDone_leavesStagesAsTheyAre() throws IOException {
    run(plan("MNIST_96"), folder, MADE_UP);
    Path statement = folder.resolve("stages/radii.json");
    var written = Files.getLastModifiedTime(statement);
    run(plan("MNIST_96"), folder, MADE_UP);
    assertEquals(written, Files.getLastModifiedTime(statement));
  }

  /** A stage of an older release says nothing of this one, though plan, data and models agree. */
  @Test
  void run_ofAFolderOfAnOlderRelease_computesItsNumbersAgain() throws IOException {
    ExperimentPlan plan = plan("MNIST_96");
    run(plan, folder, MADE_UP);
    Path table = folder.resolve("results/radii.csv");
    Path summary = folder.resolve("results/radii-summary.csv");
    byte[] right = Files.readAllBytes(table);
    Files.writeString(table, "sample,radius,farthest\r\n0,1.5,2\r\n");
    String older = ExperimentFolder.inputs(plan, new MadeUpWorld(plan).digests());
    new ExperimentFolder(folder)
        .done(
            Protocol.RADII,
            new ExperimentFolder.Statement(
                older,
                0,
                Map.of("radii.csv", Sha256.of(table), "radii-summary.csv", Sha256.of(summary))));
    run(plan, folder, MADE_UP);
    assertArrayEquals(right, Files.readAllBytes(table));
  }

  @Test
  void check_ofAFolderOfAnOlderRelease_isRefused() throws IOException {
    run(plan("MNIST_96"), folder, MADE_UP);
    Path digests = folder.resolve("digests.json");
    String kept = Files.readString(digests);
    assertTrue(kept.contains(ExperimentFolder.release()), kept);
    Files.writeString(digests, kept.replace(ExperimentFolder.release(), "abc 0.0.1, results 1"));
    String said = assertThrows(Refusal.class, () -> check(folder)).getMessage();
    assertTrue(said.contains("has numbers of 'abc 0.0.1, results 1', this is abc "), said);
    run(plan("MNIST_96"), folder, MADE_UP);
    assertEquals(Optional.empty(), check(folder).difference());
  }

  /** The slow twin generates all counterfactuals of each sample. */
  @Test
  void unattributable_stopsAtTheFirstCounterfactualThatDiffers() throws IOException {
    ExperimentPlan plan = plan("MNIST_binary");
    run(plan, folder, MADE_UP);
    byte[] written = Files.readAllBytes(folder.resolve("results/unattributable.csv"));
    NumberTable table = NumberTable.read("unattributable", written);
    Quantization black = Quantization.threshold(0);
    boolean[] early = {false};
    try (Work work = new Work(2, true)) {
      Study study = new Study(plan, new MadeUpWorld(plan), Optional.empty(), List.of(), work);
      for (int k = 0; k < Math.min(SLOWLY, table.size()); k++) {
        Sample sample =
            study
                .sampler()
                .samples(study.world().ensemble(), study.noises(k, 1), study.execution())
                .get(0);
        long[] first = {-1};
        ExactCounterfactuals.of(sample)
            .forEachSource(
                (source, ablation, image) -> {
                  if (first[0] < 0 && !black.same(sample.image(), image)) {
                    first[0] = source;
                  }
                });
        assertEquals(first[0], (long) table.number(k, "witness"), "sample " + k);
        double all = plan.sources();
        early[0] |= table.number(k, "tried") < all;
        assertTrue(table.number(k, "tried") > first[0]);
      }
    }
    assertTrue(early[0], "no search ended before all sources");
  }

  @Test
  void run_refusesAnotherExperimentsFolder() throws IOException {
    run(plan("MNIST_96"), folder, MADE_UP);
    Exception refused =
        assertThrows(Refusal.class, () -> run(plan("MNIST_binary"), folder, MADE_UP));
    assertTrue(
        refused
            .getMessage()
            .contains("holds MNIST_96 at scale smoke of gaussian, not MNIST_binary at scale smoke"),
        refused.getMessage());
  }

  @Test
  void planOf_refusesWhatIsNoneOrDamaged() throws IOException {
    Exception none = assertThrows(UnusableInput.class, () -> ExperimentRun.planOf(folder));
    assertTrue(none.getMessage().contains("plan.json"), none.getMessage());
    Files.write(folder.resolve("plan.json"), "{\"format\": 1}".getBytes(StandardCharsets.UTF_8));
    assertThrows(IOException.class, () -> ExperimentRun.planOf(folder));
  }
}
