package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.Execution;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.SampleFile;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an ensemble to a removal, a repair and a report. */
class RemovalTest {
  private static final String GONE = "c";

  @TempDir private static Path shared;
  private static Path pictures;
  private static Path ensemble;
  private static Path samples;
  private static Path without;
  private static Path repaired;

  @TempDir private Path folder;

  @BeforeAll
  static void removeAndRepair() throws IOException {
    ensemble = Tiny.ensemble(shared);
    pictures = shared.resolve("pictures");
    samples = Tiny.samples(shared, ensemble, 2);
    without = shared.resolve("without");
    repaired = shared.resolve("repaired");
    CommandRun.of("remove", ensemble, "--source", GONE, "--out", without, "--reason=a letter")
        .well();
    // What was removed need not be readable: not one byte of it is read.
    for (int k = 0; k < Tiny.PICTURES; k++) {
      Files.writeString(pictures.resolve(GONE).resolve(k + ".png"), "no picture any more");
    }
    CommandRun.of("repair", without, pictures, "--out", repaired).well();
  }

  private static Sample sample(Path of, Path file) throws IOException {
    return SampleFile.read(file)
        .regenerate(EnsembleFolder.open(of), file.toString(), Execution.sequential());
  }

  @Test
  void sample_ofWhatIsLeft_isToTheBitTheCounterfactualOfBefore() throws IOException {
    Path after = Tiny.samples(folder, without, 2);
    for (String name : List.of("sample-5-000000.json", "sample-5-000001.json")) {
      Sample before = sample(ensemble, samples.resolve(name));
      Ablation ablation = Ablation.ofSources(before.ensemble().code(), 2L);
      float[] counterfactual = ExactCounterfactuals.of(before).images(List.of(ablation)).row(0);
      assertArrayEquals(counterfactual, sample(without, after.resolve(name)).image());
    }
  }

  @Test
  void remove_again_changesNothingAndSaysTheSame() throws IOException {
    var before = Tiny.digests(without);
    JsonNode said =
        CommandRun.of(
                "remove",
                ensemble,
                "--source",
                GONE,
                "--out",
                without,
                "--reason=a letter",
                "--json")
            .well()
            .json();
    assertEquals(before, Tiny.digests(without));
    assertEquals(GONE, said.get("removed").get(0).textValue());
    assertEquals("a letter", said.get("reason").textValue());
  }

  @Test
  void remove_asJson_hasNamesBesideIndices() throws IOException {
    JsonNode said =
        CommandRun.of(
                "remove",
                ensemble,
                "--source=c",
                "--source=a",
                "--out",
                folder.resolve("x"),
                "--json")
            .well()
            .json();
    assertEquals("[\"a\",\"c\"]", said.get("removed").toString());
    assertEquals("[0,2]", said.get("removedIndices").toString());
    EnsembleFolder after = EnsembleFolder.open(folder.resolve("x"));
    for (String list : List.of("emptied", "inseparable")) {
      JsonNode names = said.get(list);
      JsonNode indices = said.get(list + "Indices");
      assertEquals(names.size(), indices.size(), said::toString);
      for (int i = 0; i < names.size(); i++) {
        assertEquals(
            after.code().sources().name(indices.get(i).longValue()), names.get(i).textValue());
      }
    }
    assertArrayEquals(
        after.ensemble().separation().inseparable(),
        new ObjectMapper().convertValue(said.get("inseparableIndices"), long[].class));
    assertEquals(after.removed().weight(), said.get("removedMembers").size(), said::toString);
  }

  /** A folder that holds something else is refused, whatever it holds, and loses nothing. */
  @Test
  void remove_intoAnotherRemovalsFolder_isRefused() throws IOException {
    var before = Tiny.digests(without);
    String said =
        CommandRun.of("remove", ensemble, "--source=d", "--out", without).failure(ExitCode.REFUSED);
    assertTrue(
        said.startsWith("a removal writes to a folder of its own, but " + without + " holds "),
        said);
    assertEquals(
        "a removal writes to a folder of its own, but "
            + without
            + " holds the record of another removal, of 'c'",
        CommandRun.of("remove", ensemble, "--source", GONE, "--out", without)
            .failure(ExitCode.REFUSED));
    assertEquals(before, Tiny.digests(without));
  }

  /** Copies take a disk's space, so it is asked first. */
  @Test
  void remove_ontoADiskWithoutSpace_isRefusedBeforeAnythingIsCopied() throws IOException {
    try (FileSystem small = disk(20)) {
      String said =
          CommandRun.on(small, "/small", "remove", ensemble, "--source=d", "--out", "/small/out")
              .failure(ExitCode.REFUSED);
      assertTrue(
          said.matches(
              "the ensemble takes [0-9.]+ MB more on the disk of '/small/out', which has 0\\.0 MB"),
          said);
      assertFalse(Files.exists(small.getPath("/small/out")));
    }
  }

  private static FileSystem disk(int blocks) throws IOException {
    FileSystem small =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder().setBlockSize(512).setMaxSize(blocks * 512L).build());
    Files.createDirectory(small.getPath("/small"));
    return small;
  }

  /** It fills up while samples are written: words, and the exit code of what cannot be written. */
  @Test
  void sample_ontoADiskThatFillsUp_saysWhichFolderHasNoSpace() throws IOException {
    try (FileSystem small = disk(3)) {
      assertEquals(
          "cannot write /small/out/sample-1-000001.png: no space left in /small/out",
          CommandRun.on(
                  small,
                  "/small",
                  "sample",
                  ensemble,
                  "--out=/small/out",
                  "--sampling-steps=2",
                  "--threads=1")
              .failure(ExitCode.FAILURE)
              .replaceFirst("sample-1-0\\d+\\.(png|json)", "sample-1-000001.png"));
    }
  }

  @Test
  void plan_ofAnEnsembleThatLostMembers_countsThoseThatAreLeft() throws IOException {
    JsonNode before = CommandRun.of("plan", ensemble, "--json").well().json();
    JsonNode after = CommandRun.of("plan", without, "--json").well().json();
    int members = before.get("members").intValue();
    int left = members - EnsembleFolder.open(without).removed().weight();
    assertEquals(members, before.get("membersLeft").intValue());
    assertEquals(left, after.get("membersLeft").intValue());
    assertEquals(3, before.get("placebos").intValue());
    assertEquals(0, after.get("placebos").intValue());
    List<String> lines = CommandRun.of("plan", without).well().lines();
    assertTrue(
        lines
            .get(0)
            .matches(
                "Code: +"
                    + left
                    + " of "
                    + members
                    + " members are left, each source was seen by \\d; no placebos until abc"
                    + " repair"),
        lines::toString);
    assertTrue(lines.stream().noneMatch(line -> line.startsWith("Naming:")), lines::toString);
  }

  @Test
  void remove_nobody_isUsageAndWritesNothing() {
    Path out = folder.resolve("out");
    assertEquals(
        "none of the 6 sources is called 'z'",
        CommandRun.of("remove", ensemble, "--source=z", "--out", out).failure(ExitCode.USAGE));
    assertFalse(Files.exists(out));
  }

  @Test
  void attribute_whatIsLeft_saysFirstWhoCannotBeToldApartAndHasNoPlacebos() throws IOException {
    Path after = Tiny.samples(folder, without, 1);
    Path studies = folder.resolve("studies");
    CommandRun run =
        CommandRun.of("attribute", after, "--ensemble", without, "--out", studies).well();
    List<String> lines = run.lines();
    int placebos =
        lines.indexOf("Placebos:   none until abc repair, as words have different weights now");
    assertTrue(placebos >= 0, run.out());
    assertEquals(
        EnsembleFolder.open(without).ensemble().separation().inseparable().length,
        lines.subList(0, placebos).stream().filter(line -> line.startsWith("Together:")).count());
    SampleStudy study = StudyFile.read(studies.resolve("study-5-000000.safetensors"));
    assertEquals(0, study.placebos().length);
    assertEquals(5, study.sources());
  }

  @Test
  void repair_ofAllButTheSource_leavesOthersUntouchedAndIsWhole() throws IOException {
    EnsembleFolder whole = EnsembleFolder.open(repaired);
    EnsembleFolder before = EnsembleFolder.open(ensemble);
    assertEquals(0, whole.removed().weight());
    int trained = 0;
    for (int i = 0; i < before.manifest().memberSha256().size(); i++) {
      boolean same =
          before.manifest().memberSha256().get(i).equals(whole.manifest().memberSha256().get(i));
      assertEquals(before.code().word(2).contains(i), !same, "member " + i);
      trained += same ? 0 : 1;
    }
    assertEquals(before.code().codebook().weight(), trained);
    assertEquals(
        "no member of '" + repaired + "' is missing, there is nothing to repair",
        CommandRun.of("repair", repaired, pictures, "--out", folder.resolve("more"))
            .failure(ExitCode.REFUSED));
  }

  @Test
  void repair_onOtherPictures_isRefusedBeforeAnyTraining() throws IOException {
    Path others = Tiny.pictures(folder.resolve("others"));
    Tiny.picture(others.resolve("a").resolve("0.png"), 77);
    Path out = folder.resolve("out");
    String said = CommandRun.of("repair", without, others, "--out", out).failure(ExitCode.REFUSED);
    assertTrue(said.startsWith("'" + others + "' does not hold what '" + without + "'"), said);
    assertFalse(Files.exists(out));
  }

  @Test
  void report_ofStudies_isAPageWithAComparison() throws IOException {
    Path own = Tiny.pictures(folder.resolve("pictures"));
    Path studies = folder.resolve("studies");
    CommandRun.of(
            "attribute",
            samples,
            "--ensemble",
            ensemble,
            "--out",
            studies,
            "--method=exact,differential,visual",
            "--pictures",
            own)
        .well();
    Path out = folder.resolve("report");
    CommandRun.of(
            "report",
            studies,
            "--ensemble",
            ensemble,
            "--pictures",
            own,
            "--beside",
            without,
            "--beside",
            repaired,
            "--out",
            out)
        .well();
    String page = Files.readString(out.resolve("report.html"));
    for (Path beside : List.of(without, repaired)) {
      String digest = EnsembleFolder.open(beside).manifestSha256();
      assertTrue(page.contains(beside.getFileName() + " (" + digest.substring(0, 8) + ")"));
      assertFalse(page.contains(beside.toString()), "where folders lie is no reader's business");
    }
    assertTrue(page.contains("The same noise, other ensembles"));
    assertTrue(Files.exists(out.resolve("samples-sample-1.png")));

    String other =
        CommandRun.of(
                "report",
                studies,
                "--ensemble",
                repaired,
                "--pictures",
                own,
                "--out",
                folder.resolve("no"))
            .failure(ExitCode.BAD_INPUT);
    assertTrue(other.contains(": ensemble: expected that in '" + repaired), other);

    Path scores = folder.resolve("scores.csv");
    CommandRun.of("export", studies, "--ensemble", ensemble, "--scores", scores).well();
    List<String> rows = new ArrayList<>(Files.readAllLines(scores));
    SampleStudy first = StudyFile.read(studies.resolve("study-5-000000.safetensors"));
    String[] row = rows.get(1).split(",");
    assertEquals(
        List.of("\"sample-5-000000\"", "\"source\"", "0", "\"a\""), List.of(row).subList(0, 4));
    assertEquals(first.exact().orElseThrow().distance(0), Double.parseDouble(row[4]));
    assertEquals(first.differential().orElseThrow().distance(0), Double.parseDouble(row[5]));
    assertEquals(first.visual().orElseThrow().distance(0), Double.parseDouble(row[11]));
    assertEquals(first.visual().orElseThrow().nearestItem(0), Long.parseLong(row[12]));
  }
}
