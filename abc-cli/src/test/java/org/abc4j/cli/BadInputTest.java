package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One clear line, a documented exit code, and nothing lost. */
class BadInputTest {
  @TempDir private Path folder;

  private Path out() {
    return folder.resolve("ensemble");
  }

  private String trainingFails(int exitCode, Path pictures, Object... more) {
    String said = CommandRun.of(Tiny.training(pictures, out(), more)).failure(exitCode);
    assertFalse(Files.exists(out()), said);
    return said;
  }

  @Test
  void train_anEmptyFolder_isBadInput() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    String said = trainingFails(ExitCode.BAD_INPUT, empty);
    assertTrue(said.startsWith(empty + ": "), said);
  }

  @Test
  void train_noFolder_isBadInput() {
    Path missing = folder.resolve("missing");
    assertTrue(trainingFails(ExitCode.BAD_INPUT, missing).contains(missing.toString()));
  }

  @Test
  void train_oneSource_isRefused() throws IOException {
    Path pictures = folder.resolve("pictures");
    Tiny.picture(Files.createDirectories(pictures.resolve("only")).resolve("1.png"), 1);
    assertEquals(
        "'"
            + pictures
            + "' has pictures of one source, 'only': what a picture would be without it needs at"
            + " least 2, each in a subfolder of its own, or named by --table, or --each-its-own",
        trainingFails(ExitCode.REFUSED, pictures));
  }

  private Path table(String text) throws IOException {
    return Files.writeString(folder.resolve("table.csv"), text);
  }

  @Test
  void train_aTableThatNamesAMissingFile_isBadInput() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Path table = table("file,source\na/0.png,x\na/9.png,y\n");
    String said = trainingFails(ExitCode.BAD_INPUT, pictures, "--table=" + table);
    assertTrue(said.contains("a/9.png"), said);
  }

  @Test
  void train_aTableWithoutTheColumn_namesThoseThatItHas() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Path table = table("file,painter\na/0.png,x\n");
    assertEquals(
        table + ": columns: expected one named 'artist', found file, painter",
        trainingFails(ExitCode.BAD_INPUT, pictures, "--table=" + table, "--source-column=artist"));
  }

  @Test
  void train_aTableThatLeadsOutOfItsFolder_namesTheLine() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Path table = table("file,source\na/0.png,x\n../secret.png,y\n");
    String said = trainingFails(ExitCode.BAD_INPUT, pictures, "--table=" + table);
    assertTrue(said.startsWith(table + ": line 3: expected a file inside the folder"), said);
    assertTrue(said.contains("'../secret.png'"), said);
  }

  @Test
  void train_anUnclosedQuoteOrAShortRow_isBadInput() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Path unclosed = table("file,source\n\"a/0.png,x\n");
    assertTrue(
        trainingFails(ExitCode.BAD_INPUT, pictures, "--table=" + unclosed)
            .startsWith(unclosed + ": content: expected CSV"));
    Path shortRow = table("file,source,more\na/0.png,x\n");
    assertEquals(
        shortRow + ": line 2: expected 3 values, found 2",
        trainingFails(ExitCode.BAD_INPUT, pictures, "--table=" + shortRow));
  }

  @Test
  void train_aDecompressionBomb_isNamedAndNotDecoded() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Path bomb = pictures.resolve("a").resolve("bomb.png");
    Files.write(bomb, bomb());
    assertTrue(Files.size(bomb) < 30_000, "bytes: " + Files.size(bomb));
    String said = trainingFails(ExitCode.BAD_INPUT, pictures);
    assertTrue(said.contains("a/bomb.png") && said.contains("1 of 19"), said);

    CommandRun skipping =
        CommandRun.of(Tiny.training(pictures, out(), "--skip-unreadable", "--json")).well();
    assertEquals("a/bomb.png", skipping.json().get("skipped").get(0).textValue());
    assertEquals(18, skipping.json().get("pictures").intValue());
  }

  /** A PNG of 50,000×50,000 that says so and holds little. */
  private static byte[] bomb() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(50_000);
    fields.writeInt(50_000);
    fields.write(new byte[] {1, 0, 0, 0, 0});
    chunk(file, "IHDR", header.toByteArray());
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      byte[] row = new byte[1 + 50_000 / 8];
      for (int y = 0; y < 3_000; y++) {
        deflater.write(row);
      }
    }
    chunk(file, "IDAT", packed.toByteArray());
    chunk(file, "IEND", new byte[0]);
    return file.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream file, String type, byte[] content)
      throws IOException {
    DataOutputStream out = new DataOutputStream(file);
    out.writeInt(content.length);
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    out.write(name);
    out.write(content);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(content);
    out.writeInt((int) sum.getValue());
  }

  @Test
  void train_aCorruptPictureWithANewlineInItsName_isOneLine() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Files.writeString(pictures.resolve("b").resolve("two\nlines.png"), "no picture");
    String said = trainingFails(ExitCode.BAD_INPUT, pictures);
    assertTrue(said.contains("b/two\\u000alines.png"), said);
  }

  @Test
  void train_anOptionOutOfRange_isUsage() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    assertEquals(
        "--steps and --batch must be at least 1, found 0 and 2",
        trainingFails(ExitCode.USAGE, pictures, "--steps=0"));
    assertTrue(
        CommandRun.of("train", pictures, "--out=" + out(), "--size=7")
            .failure(ExitCode.USAGE)
            .startsWith("sides lie from 8 to 64"));
    assertTrue(
        CommandRun.of("train", pictures, "--out=" + out(), "--fit=bend")
            .failure(ExitCode.USAGE)
            .contains("(see abc train --help)"));
  }

  @Test
  void train_intoAFolderOfSomethingElse_isRefusedAndLosesNothing() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    Files.writeString(Files.createDirectory(out()).resolve("letter.txt"), "dear");
    assertEquals(
        "'"
            + out()
            + "' holds something else than an ensemble, such as 'letter.txt': name a new folder",
        CommandRun.of(Tiny.training(pictures, out())).failure(ExitCode.REFUSED));
    assertEquals("dear", Files.readString(out().resolve("letter.txt")));
    assertEquals(1, Tiny.digests(out()).size());

    Path file = Files.writeString(folder.resolve("file"), "a file");
    assertTrue(
        CommandRun.of(Tiny.training(pictures, file))
            .failure(ExitCode.REFUSED)
            .contains("is a file, not a folder"));
  }

  @Test
  void train_otherPicturesIntoAnEnsemble_isRefusedAndLosesNothing() throws IOException {
    Path ensemble = Tiny.ensemble(folder);
    var before = Tiny.digests(ensemble);
    Path pictures = folder.resolve("pictures");
    Tiny.picture(pictures.resolve("a").resolve("0.png"), 99);
    String said = CommandRun.of(Tiny.training(pictures, ensemble)).failure(ExitCode.REFUSED);
    assertTrue(said.contains("belongs to another training"), said);
    assertEquals(before, Tiny.digests(ensemble));
  }

  @Test
  void sample_noEnsemble_isBadInput() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertTrue(
        CommandRun.of("sample", empty, "--out", folder.resolve("samples"))
            .failure(ExitCode.BAD_INPUT)
            .contains("manifest.json"));
    assertFalse(Files.exists(folder.resolve("samples")));
  }

  @Test
  void sample_moreStepsThanTheScheduleHas_isUsageAndWritesNothing() throws IOException {
    Path ensemble = Tiny.ensemble(folder);
    Path samples = folder.resolve("samples");
    assertEquals(
        "sampling steps lie from 1 to the 1000 training steps, found 1001",
        CommandRun.of("sample", ensemble, "--out", samples, "--sampling-steps=1001")
            .failure(ExitCode.USAGE));
    assertFalse(Files.exists(samples));
  }

  @Test
  void landscapeAndExport_samplesOfAnotherEnsemble_areBadInputBeforeAnyWork() throws IOException {
    Path ensemble = Tiny.ensemble(folder);
    Path samples = Tiny.samples(folder, ensemble, 1);
    Path other = folder.resolve("other");
    CommandRun.of(Tiny.training(folder.resolve("pictures"), other, "--seed=2")).well();
    Path table = folder.resolve("table.csv");
    String landscape =
        CommandRun.of("landscape", samples, "--ensemble", other, "--out", table)
            .failure(ExitCode.BAD_INPUT);
    assertTrue(landscape.contains(": ensemble: expected one with a manifest of"), landscape);
    assertFalse(Files.exists(table));
    CommandRun.of("export", samples, "--ensemble", other, "--npy", table)
        .failure(ExitCode.BAD_INPUT);
    assertFalse(Files.exists(table));
    CommandRun.of("verify", samples, "--ensemble", other).failure(ExitCode.REFUSED);
  }

  @Test
  void landscape_intoNoFolder_isRefusedBeforeAnyWork() throws IOException {
    Path ensemble = Tiny.ensemble(folder);
    Path samples = Tiny.samples(folder, ensemble, 1);
    Path table = folder.resolve("no").resolve("table.csv");
    assertTrue(
        CommandRun.of("landscape", samples, "--ensemble", ensemble, "--out", table)
            .failure(ExitCode.REFUSED)
            .endsWith("is no folder that can be written to"));
  }

  @Test
  void sample_onNoThread_isUsage() {
    assertEquals(
        "--threads must be at least 1, found 0",
        CommandRun.of("sample", folder, "--out", out(), "--threads=0").failure(ExitCode.USAGE));
  }
}
