package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.evidence.EvidencePower;
import org.abc4j.study.CalibratedInfluence;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who left a trace in samples, from the command line. */
class CalibratedTest {
  private static final String FIRST = "study-5-000000.safetensors";
  private static final String SECOND = "study-5-000001.safetensors";

  @TempDir private static Path shared;
  private static Path ensemble;
  private static Path samples;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    ensemble = Tiny.ensemble(shared);
    samples = Tiny.samples(shared, ensemble, 2);
  }

  private static CommandRun attribute(Path ensemble, Path samples, Path out, Object... more) {
    List<Object> args =
        new ArrayList<>(List.of("attribute", samples, "--ensemble=" + ensemble, "--out=" + out));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray());
  }

  private static CommandRun attribute(Path out, String method, Object... more) {
    List<Object> args = new ArrayList<>(List.of("--method=" + method, pictures()));
    args.addAll(List.of(more));
    return attribute(ensemble, samples, out, args.toArray());
  }

  private static String pictures() {
    return "--pictures=" + shared.resolve("pictures");
  }

  @Test
  void attribute_calibrated_saysWhoAndComputesNoCounterfactual() throws IOException {
    Path out = folder.resolve("who");
    JsonNode said = attribute(out, "calibrated", "--any-effect=4", "--json").well().json();
    SampleStudy study = StudyFile.read(out.resolve(FIRST));
    CalibratedInfluence found = study.calibrated().orElseThrow();
    assertFalse(study.hasLandscape());
    assertEquals(3, found.placebos());
    assertEquals(4, found.pictured().length);
    assertEquals(4, found.anyEffect().orElseThrow().permuted().size());
    assertEquals(2, found.anyEffect().orElseThrow().samples());
    assertEquals(3, said.get("influencePlacebos").asInt());
    JsonNode one = said.get("samples").get(0);
    assertEquals(0, one.get("named").size());
    int first = found.top(1)[0];
    assertEquals("" + (char) ('a' + first), one.get("influence").get(0).get("source").asText());
    assertEquals(
        found.size(first), one.get("influence").get(0).get("estimatedInfluence").asDouble());
    assertEquals(
        found.length(first).orElseThrow(),
        one.get("influence").get(0).get("estimatedLength").asDouble());
    assertEquals(found.pValue(first), one.get("influence").get(0).get("p").asDouble());
    assertEquals(found.anyEffect().orElseThrow().pValue(), one.get("anyEffectP").asDouble());
  }

  /** What was asked for is said, the test of all samples once. */
  @Test
  void attribute_allThatIsAsked_isSaid() throws IOException {
    List<String> said =
        attribute(folder.resolve("all"), "exact,calibrated,visual", "--screen=2", "--any-effect=4")
            .well()
            .lines();
    SampleStudy study = StudyFile.read(folder.resolve("all").resolve(FIRST));
    double p = study.calibrated().orElseThrow().anyEffect().orElseThrow().pValue();
    String together =
        String.format(Locale.ROOT, "Any effect: p %.2g (4 deals) in 2 samples together", p);
    assertEquals(1, said.stream().filter(together::equals).count(), said::toString);
    for (String start :
        List.of(
            "sample-5-000000: exactly, farthest of 4 that were generated: '",
            "sample-5-000000: looks like '")) {
      assertEquals(1, said.stream().filter(line -> line.startsWith(start)).count(), start);
    }
  }

  /** All samples that are named take part, whichever studies are there. */
  @Test
  void attribute_oneStudyMissing_isMadeToTheSameBytes() throws IOException {
    Path out = folder.resolve("who");
    List<String> said = attribute(out, "calibrated").well().lines();
    assertTrue(
        said.get(0).startsWith("sample-5-000000: no source stands out from chance, of greatest"),
        said.get(0));
    Map<String, String> before = Tiny.digests(out);
    assertEquals(2, before.size());
    Files.delete(out.resolve(SECOND));
    assertEquals(said, attribute(out, "calibrated").well().lines());
    assertEquals(before, Tiny.digests(out));
    assertEquals(said, attribute(out, "calibrated", "--threads=1").well().lines());
    assertEquals(before, Tiny.digests(out));
  }

  @Test
  void attribute_screen_computesSomeCounterfactuals() throws IOException {
    Path out = folder.resolve("some");
    attribute(out, "exact,calibrated", "--screen=2").well();
    SampleStudy study = StudyFile.read(out.resolve(FIRST));
    assertEquals(4, study.screened().orElseThrow().verified().length);
    assertEquals(2, study.screened().orElseThrow().drawn().length);
    assertEquals(3, study.placebos().length);
    // It is enough for as much, and for less.
    Map<String, String> before = Tiny.digests(out);
    attribute(out, "exact,calibrated", "--screen=1").well();
    assertEquals(before, Tiny.digests(out));
    assertTrue(
        attribute(out, "exact")
            .failure(ExitCode.USAGE)
            .contains("--method visual or calibrated and --pictures need each other"));
    String lost = attribute(ensemble, samples, out, "--method=exact").failure(ExitCode.REFUSED);
    assertTrue(lost.contains("has calibrated influence (--method calibrated), which"), lost);
    assertEquals(before, Tiny.digests(out));
    Path report = folder.resolve("report");
    CommandRun.of("report", out, "--ensemble=" + ensemble, pictures(), "--out=" + report).well();
    String page = Files.readString(report.resolve("report.html"));
    assertTrue(page.contains("of the 2 of greatest calibrated influence"), "no word of the screen");
  }

  /** Without pictures nothing is carried through the sampler, and it is said so. */
  @Test
  void attribute_topOfNone_ordersBySizeAlone() throws IOException {
    Path out = folder.resolve("sizes");
    CommandRun run = attribute(out, "calibrated", "--top=0").well();
    assertTrue(run.lines().get(0).contains(" by size alone (z "), run.out());
    CalibratedInfluence found = StudyFile.read(out.resolve(FIRST)).calibrated().orElseThrow();
    assertEquals(0, found.carried());
  }

  @Test
  void attribute_withoutReservedWords_saysThatNothingTellsChance() throws IOException {
    Path out = folder.resolve("uncalibrated");
    Path own = folder.resolve("ensemble");
    CommandRun.of(Tiny.training(shared.resolve("pictures"), own, "--placebos=0")).well();
    Path one = Tiny.samples(folder, own, 1);
    CommandRun run = attribute(own, one, out, "--method=calibrated", pictures()).well();
    assertTrue(run.lines().get(0).startsWith("Calibrated: no word of this code is reserved"));
    assertTrue(run.lines().get(1).contains("nothing said of chance"), run.out());
    SampleStudy study = StudyFile.read(out.resolve(FIRST));
    assertFalse(study.calibrated().orElseThrow().isCalibrated());
  }

  @Test
  void attribute_afterARemoval_isRefusedBeforePicturesAreRead() throws IOException {
    Path without = folder.resolve("without");
    CommandRun.of("remove", ensemble, "--source=a", "--out", without).well();
    Path after = Tiny.samples(folder, without, 1);
    String said =
        attribute(
                without,
                after,
                folder.resolve("out"),
                "--method=calibrated",
                "--pictures=" + folder.resolve("none"))
            .failure(ExitCode.REFUSED);
    assertTrue(said.contains("with all its members"), said);
    assertTrue(said.contains("abc repair"), said);
  }

  @Test
  void attribute_optionsOfOtherMethods_areUsage() {
    Path out = folder.resolve("out");
    assertEquals(
        "--screen is for --method exact,calibrated",
        attribute(out, "calibrated", "--screen=2").failure(ExitCode.USAGE));
    assertEquals(
        "--any-effect is for --method calibrated",
        attribute(out, "visual", "--any-effect=2").failure(ExitCode.USAGE));
    assertEquals(
        "--screen must be at least 0, found -1",
        attribute(out, "exact,calibrated", "--screen=-1").failure(ExitCode.USAGE));
    assertEquals(
        "--method visual or calibrated and --pictures need each other",
        attribute(ensemble, samples, out, "--method=calibrated").failure(ExitCode.USAGE));
  }

  @Test
  void scores_ofCalibratedStudies_haveInfluence() throws IOException {
    Path out = folder.resolve("who");
    attribute(out, "calibrated").well();
    Path scores = folder.resolve("scores.csv");
    CommandRun.of("export", out, "--ensemble=" + ensemble, "--scores=" + scores).well();
    List<String> lines = Files.readAllLines(scores);
    assertTrue(lines.get(0).endsWith("\"influence_place\""), lines.get(0));
    assertEquals(1 + 2 * Tiny.SOURCES, lines.size());
    assertTrue(lines.get(1).startsWith("\"sample-5-000000\",\"source\",0,\"a\",,"), lines.get(1));
  }

  /** What members say of pictures is kept beside them, once. */
  @Test
  void attribute_again_readsResidualsThatAreKept() throws IOException {
    attribute(folder.resolve("one"), "calibrated").well();
    Path kept = ensemble.resolve("residuals");
    Map<String, String> files = Tiny.digests(kept);
    assertEquals(1, files.size(), files::toString);
    attribute(folder.resolve("two"), "calibrated").well();
    assertEquals(files, Tiny.digests(kept));
    assertEquals(Tiny.digests(folder.resolve("one")), Tiny.digests(folder.resolve("two")));
    CommandRun.of("verify", ensemble).well();
  }

  @Test
  void plan_saysWhatCanBeSeenAndWhatItTakes() throws IOException {
    List<String> lines = CommandRun.of("plan", ensemble).well().lines();
    assertTrue(
        lines.contains(
            "Evidence:   3 placebos let calibrated influence name no source alone, whatever it did;"
                + " that takes 119"),
        lines::toString);
    JsonNode plan =
        CommandRun.of(
                "plan",
                shared.resolve("pictures"),
                "--size=8",
                "--gray",
                "--channels=8,8",
                "--batch=2",
                "--steps=3",
                "--see=0.5",
                "--json")
            .well()
            .json();
    EvidencePower power = Power.toSee(0.5, Tiny.SOURCES).orElseThrow();
    assertEquals(power.members(), plan.get("members").asInt());
    assertEquals(power.weight(), plan.get("weight").asInt());
    assertEquals(power.placebos(), plan.get("placebos").asInt());
    JsonNode found = plan.get("power");
    assertEquals(1, found.size());
    assertEquals(0.5, found.get(0).get("share").asDouble());
    assertEquals(power.calibrated(), found.get(0).get("estimatedByInfluence").asDouble());
    assertEquals(power.distance(), found.get(0).get("estimatedByDistance").asDouble());
    assertTrue(power.calibrated() >= Power.POWER);
    assertTrue(plan.get("estimatedResidualSeconds").asDouble() > 0);
  }
}
