package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.data.ImageOrigin;
import org.abc4j.store.EnsembleFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was asked for when an ensemble was trained need not be said again. */
class KnownOptionsTest {
  @TempDir private static Path shared;
  private static Path pictures;
  private static Path table;
  private static Path ensemble;
  private static Path without;

  @TempDir private Path folder;

  /** By a table beside the pictures, with mirrored copies, without one that is no picture. */
  @BeforeAll
  static void train() throws IOException {
    pictures = Tiny.pictures(shared.resolve("pictures"));
    Files.writeString(pictures.resolve("a").resolve("spoilt.png"), "no picture");
    StringBuilder rows = new StringBuilder("painted by,picture\n");
    for (char source = 'a'; source <= 'f'; source++) {
      rows.append("the ").append(source).append(',').append(source).append("/0.png\n");
    }
    table =
        Files.writeString(
            shared.resolve("who painted.csv"), rows.append("the a,a/spoilt.png\n").toString());
    ensemble = shared.resolve("ensemble");
    CommandRun.of(
            Tiny.training(
                pictures,
                ensemble,
                "--table=" + table,
                "--file-column=picture",
                "--source-column=painted by",
                "--flips",
                "--skip-unreadable"))
        .well();
    without = shared.resolve("without");
    CommandRun.of("remove", ensemble, "--source=the c", "--out", without, "--pictures", pictures)
        .well();
  }

  @Test
  void manifest_hasWhatWasAskedForAndNoPlaceOfTheMachine() throws IOException {
    ImageOrigin origin =
        EnsembleFolder.open(ensemble).manifest().preparation().origin().orElseThrow();
    assertTrue(origin.mirrored() && origin.skippingUnreadable(), origin::text);
    assertEquals("../who painted.csv", origin.table().orElseThrow().path().orElseThrow());
    assertFalse(
        Files.readString(ensemble.resolve("manifest.json")).contains(shared.toString()),
        "a place of the machine");
  }

  @Test
  void repairAndReport_theFolderAlone_readTheSamePictures() throws IOException {
    Path repaired = folder.resolve("repaired");
    CommandRun.of("repair", without, pictures, "--out", repaired).well();
    assertEquals(10, EnsembleFolder.open(repaired).code().sources().items());

    Path samples = Tiny.samples(folder, ensemble, 1);
    Path studies = folder.resolve("studies");
    CommandRun.of(
            "attribute",
            samples,
            "--ensemble=" + ensemble,
            "--out=" + studies,
            "--method=exact,visual",
            "--pictures=" + pictures)
        .well();
    Path report = folder.resolve("report");
    CommandRun.of(
            "report",
            studies,
            "--ensemble=" + ensemble,
            "--pictures=" + pictures,
            "--out=" + report)
        .well();
    String page = Files.readString(report.resolve("report.html"));
    assertTrue(page.contains("layout=table"), "layout");
    assertFalse(page.contains("painted.csv"), "where the table lies is no reader's business");
  }

  private String repairFails(Object... more) {
    Path out = folder.resolve("repaired");
    List<Object> args = new ArrayList<>(List.of("repair", without, pictures));
    args.addAll(List.of("--out", out));
    args.addAll(List.of(more));
    String said = CommandRun.of(args.toArray()).failure(ExitCode.REFUSED);
    assertFalse(Files.exists(out), said);
    return said;
  }

  @Test
  void repair_otherOptions_isRefusedWithBothValues() {
    assertEquals(
        "the ensemble was trained with --source-column 'painted by', found --source-column"
            + " 'artist': leave it out, its manifest has it",
        repairFails("--source-column=artist"));
    assertEquals(
        "the ensemble was trained with --layout 'table', found --layout 'celeba': leave it out, its"
            + " manifest has it",
        repairFails("--layout=celeba"));
    assertTrue(
        repairFails("--first=3").startsWith("the ensemble was trained with --first 'all', found"));
    assertTrue(repairFails("--each-its-own").contains("--each-its-own 'false', found"));
  }

  /** What would be taken silently is not understood. */
  @Test
  void options_withoutWhatTheyAreOf_areUsage() throws IOException {
    Path out = folder.resolve("out");
    assertEquals(
        "--source-column names a column of a table, found no --table",
        CommandRun.of(Tiny.training(pictures, out, "--source-column=painted by"))
            .failure(ExitCode.USAGE));
    Path plain = Tiny.ensemble(folder);
    assertEquals(
        "--file-column names a column of a table, the ensemble was trained without one",
        CommandRun.of(
                "remove",
                plain,
                "--source=c",
                "--out=" + out,
                "--pictures=" + folder.resolve("pictures"),
                "--file-column=picture")
            .failure(ExitCode.USAGE));
    for (String option : List.of("--flips", "--cache=" + out, "--layout=celeba", "--first=3")) {
      String said = option.split("=", 2)[0] + " is of --pictures, found none";
      assertEquals(
          said,
          CommandRun.of("remove", plain, "--source=c", "--out=" + out, option)
              .failure(ExitCode.USAGE));
      assertEquals(
          said,
          CommandRun.of("attribute", out, "--ensemble=" + plain, "--out=" + out, option)
              .failure(ExitCode.USAGE));
    }
    assertFalse(Files.exists(out));
  }

  @Test
  void report_anotherTable_isRefusedWithBothDigests() throws IOException {
    String kept =
        EnsembleFolder.open(ensemble)
            .manifest()
            .preparation()
            .origin()
            .orElseThrow()
            .table()
            .orElseThrow()
            .sha256();
    Path other =
        Files.writeString(
            folder.resolve("other.csv"),
            Files.readString(table).replace("the b,b/0.png", "the a,b/0.png"));
    Path samples = Tiny.samples(folder, ensemble, 1);
    String said =
        CommandRun.of(
                "attribute",
                samples,
                "--ensemble=" + ensemble,
                "--out=" + folder.resolve("studies"),
                "--method=visual",
                "--pictures=" + pictures,
                "--table=" + other)
            .failure(ExitCode.REFUSED);
    assertTrue(said.contains("the SHA-256 of that is " + kept + ", found "), said);
  }

  @Test
  void repair_theTableIsElsewhere_asksForIt() throws IOException {
    Path copy = folder.resolve("elsewhere");
    Path moved = Files.createDirectories(copy).resolve("pictures");
    copy(pictures, moved);
    Path out = folder.resolve("repaired");
    assertEquals(
        "the ensemble was trained with a table of files and sources that is not in '"
            + copy.resolve("who painted.csv")
            + "': name it by --table",
        CommandRun.of("repair", without, moved, "--out", out).failure(ExitCode.REFUSED));
    CommandRun.of("repair", without, moved, "--table", table, "--out", out).well();
  }

  /** Rows of who was removed, and their files, may be gone. */
  @Test
  void repair_rowsAndFilesOfTheRemovedAreGone_isTheSame() throws IOException {
    Path moved = folder.resolve("pictures");
    copy(pictures, moved);
    Files.delete(moved.resolve("c").resolve("0.png"));
    Files.writeString(
        folder.resolve("who painted.csv"), Files.readString(table).replace("the c,c/0.png\n", ""));
    Path thinned = folder.resolve("thinned");
    CommandRun.of("repair", without, moved, "--out", thinned).well();
    Path repaired = folder.resolve("repaired");
    CommandRun.of("repair", without, pictures, "--out", repaired).well();
    assertEquals(Tiny.digests(repaired), Tiny.digests(thinned));
  }

  @Test
  void train_theTableElsewhere_isTheSameTraining() throws IOException {
    var before = Tiny.digests(ensemble);
    Path copy = Files.copy(table, folder.resolve("copy.csv"));
    CommandRun.of(
            Tiny.training(
                pictures,
                ensemble,
                "--table=" + copy,
                "--file-column=picture",
                "--source-column=painted by",
                "--flips",
                "--skip-unreadable"))
        .well();
    assertEquals(before, Tiny.digests(ensemble));
  }

  /** The same images, told to be of others. */
  @Test
  void attribute_picturesOfOtherSources_isRefused() throws IOException {
    Path plain = Tiny.pictures(folder.resolve("pictures"));
    Path trained = folder.resolve("ensemble");
    CommandRun.of(Tiny.training(plain, trained)).well();
    Files.move(plain.resolve("f"), plain.resolve("g"));
    Path samples = Tiny.samples(folder, trained, 1);
    String said =
        CommandRun.of(
                "attribute",
                samples,
                "--ensemble=" + trained,
                "--out=" + folder.resolve("studies"),
                "--method=visual",
                "--pictures=" + plain)
            .failure(ExitCode.REFUSED);
    assertTrue(said.endsWith("picture 15 is of 'f', found one of 'g'"), said);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
