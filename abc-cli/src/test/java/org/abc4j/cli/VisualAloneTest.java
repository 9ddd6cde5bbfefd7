package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What looks like a sample, without any counterfactual. */
class VisualAloneTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir private static Path shared;
  private static Path ensemble;
  private static Path samples;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    ensemble = Tiny.ensemble(shared);
    samples = Tiny.samples(shared, ensemble, 1);
  }

  private CommandRun attribute(Path out, String method, Object... more) {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "attribute",
                samples,
                "--ensemble=" + ensemble,
                "--out=" + out,
                "--method=" + method));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray());
  }

  private static String pictures() {
    return "--pictures=" + shared.resolve("pictures");
  }

  @Test
  void attribute_visualAlone_isWhatTheOthersSayBeside() throws IOException {
    Path alone = folder.resolve("alone");
    JsonNode said = attribute(alone, "visual", pictures(), "--json").well().json();
    assertEquals(3, said.get("samples").get(0).get("looksLike").size());
    SampleStudy study = StudyFile.read(alone.resolve("study-5-000000.safetensors"));
    assertFalse(study.hasLandscape());
    Path both = folder.resolve("both");
    attribute(both, "exact,visual", pictures()).well();
    SampleStudy beside = StudyFile.read(both.resolve("study-5-000000.safetensors"));
    for (int source = 0; source < Tiny.SOURCES; source++) {
      assertEquals(
          beside.visual().orElseThrow().distance(source),
          study.visual().orElseThrow().distance(source));
    }
    Path kept = alone.resolve("study-5-000000.safetensors");
    Files.setLastModifiedTime(kept, LONG_AGO);
    assertTrue(
        attribute(alone, "visual", pictures())
            .well()
            .lines()
            .get(0)
            .startsWith("sample-5-000000: looks like '"));
    assertEquals(LONG_AGO, Files.getLastModifiedTime(kept), "it is not made again");

    Path scores = folder.resolve("scores.csv");
    CommandRun.of("export", alone, "--ensemble", ensemble, "--scores", scores).well();
    List<String> rows = Files.readAllLines(scores);
    assertEquals(1 + Tiny.SOURCES, rows.size());
    String[] row = rows.get(1).split(",", -1);
    assertEquals("", row[4]);
    assertEquals(study.visual().orElseThrow().distance(0), Double.parseDouble(row[11]));
  }

  @Test
  void report_ofVisualAlone_isRefused() {
    Path alone = folder.resolve("alone");
    attribute(alone, "visual", pictures()).well();
    String said =
        CommandRun.of(
                "report",
                alone,
                "--ensemble=" + ensemble,
                pictures(),
                "--out=" + folder.resolve("report"))
            .failure(ExitCode.REFUSED);
    assertTrue(said.contains("says only what looks like the sample"), said);
    assertFalse(Files.exists(folder.resolve("report")));
  }

  @Test
  void attribute_visualAloneOverCounterfactuals_isRefusedAndLosesNothing() throws IOException {
    Path studies = folder.resolve("studies");
    attribute(studies, "exact").well();
    var before = Tiny.digests(studies);
    String said = attribute(studies, "visual", pictures()).failure(ExitCode.REFUSED);
    assertTrue(said.contains("has exact counterfactuals (--method exact), 4 sources' pict"), said);
    assertEquals(before, Tiny.digests(studies));
  }

  /** All that is asked for is there, and more: it is said, and stays. */
  @Test
  void attribute_visualAloneOverBoth_keepsBoth() throws IOException {
    Path studies = folder.resolve("studies");
    attribute(studies, "exact,visual", pictures()).well();
    var before = Tiny.digests(studies);
    attribute(studies, "visual", pictures()).well();
    assertEquals(before, Tiny.digests(studies));
  }

  @Test
  void attribute_visualWithoutPictures_isUsage() {
    assertEquals(
        "--method visual or calibrated and --pictures need each other",
        attribute(folder.resolve("out"), "visual").failure(ExitCode.USAGE));
  }

  /** Where nothing can be told apart, what looks alike can be. */
  @Test
  void attribute_visualAlone_needsNoCounterfactual() throws IOException {
    Path without = folder.resolve("without");
    CommandRun.of("remove", ensemble, "--source=a", "--source=b", "--out", without).well();
    Path after = Tiny.samples(folder, without, 1);
    CommandRun run =
        CommandRun.of(
                "attribute",
                after,
                "--ensemble=" + without,
                "--out=" + folder.resolve("alike"),
                "--method=visual",
                pictures())
            .well();
    assertTrue(run.lines().stream().noneMatch(line -> line.startsWith("Placebos:")), run.out());
  }
}
