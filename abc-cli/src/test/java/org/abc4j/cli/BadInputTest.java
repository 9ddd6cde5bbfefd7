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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.abc4j.data.Normalisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** Each in a sentence that names the option, before a picture is read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--steps=0      | --steps must be at least 1, found 0",
        "--batch=0      | --batch must be at least 1, found 0",
        "--size=7       | --size must be from 8 to 64, found 7",
        "--size=100000  | --size must be from 8 to 64, found 100000",
        "--size=-1      | --size must be from 8 to 64, found -1",
        "--rate=0       | --rate must be above 0 and below 1, found 0.0",
        "--rate=NaN     | --rate must be above 0 and below 1, found NaN",
        "--average=1    | --average must be at least 0 and below 1, found 1.0",
        "--average=NaN  | --average must be at least 0 and below 1, found NaN",
        "--placebos=-1  | --placebos must be at least 0, found -1",
        "--members=1    | --members must be from 2 to 1024, found 1",
        "--weight=0     | --weight must be from 1 to 1023, found 0",
        "--threads=0    | --threads must be at least 1, found 0",
        "--channels=7,7 | --network, --channels and --size do not go together: the first block's"
            + " channels are even, found 7",
        "--size=9       | --network, --channels and --size do not go together: sides lie from 8 to"
            + " 256 and are divisible by 2, found 9"
      })
  void train_anOptionOutOfRange_isUsageAndNamed(String option, String message) {
    Object[] args = {"train", folder.resolve("nowhere"), "--out=" + out(), "--channels=8,8"};
    Object[] all = option.startsWith("--channels") ? Arrays.copyOf(args, 3) : args;
    all = Arrays.copyOf(all, all.length + 1);
    all[all.length - 1] = option;
    assertEquals(message, CommandRun.of(all).failure(ExitCode.USAGE));
    assertFalse(Files.exists(out()));
  }

  @Test
  void train_aChoiceThatThereIsNot_isUsage() {
    assertTrue(
        CommandRun.of("train", folder, "--out=" + out(), "--fit=bend")
            .failure(ExitCode.USAGE)
            .contains("(see abc train --help)"));
  }

  @Test
  void train_aCodeThatThereIsNot_isUsageAndNamesTheOptions() throws IOException {
    Path pictures = Tiny.pictures(folder.resolve("pictures"));
    String said = trainingFails(ExitCode.USAGE, pictures, "--members=3", "--weight=1");
    assertTrue(said.startsWith("--members, --weight and --placebos do not go together: "), said);
  }

  @Test
  void sample_anOptionOutOfRange_isUsageAndNamed() throws IOException {
    Path ensemble = Tiny.ensemble(folder);
    Path samples = folder.resolve("samples");
    Map<String, String> messages = new LinkedHashMap<>();
    messages.put("--count=0", "--count must be from 1 to 1000000, found 0");
    messages.put("--first=-1", "--first must be from 0 to 9223372036854775799, found -1");
    messages.put("--enlarge=0", "--enlarge must be from 1 to 64, found 0");
    messages.put("--sampling-steps=0", "--sampling-steps must be from 1 to 1000, found 0");
    messages.put("--sampling-steps=1001", "--sampling-steps must be from 1 to 1000, found 1001");
    messages.put("--eta=2", "--eta must be from 0 to 1, found 2.0");
    messages.put("--eta=NaN", "--eta must be from 0 to 1, found NaN");
    messages.put("--eta=0.5", "--eta is for --sampler ddim alone, found it with unipc");
    for (Map.Entry<String, String> one : messages.entrySet()) {
      assertEquals(
          one.getValue(),
          CommandRun.of("sample", ensemble, "--out", samples, one.getKey())
              .failure(ExitCode.USAGE));
      assertFalse(Files.exists(samples));
    }
  }

  @Test
  void otherCommands_anOptionOutOfRange_isUsageAndNamed() {
    Path no = folder.resolve("nowhere");
    assertEquals(
        "--samples must be at least 1, found 0",
        CommandRun.of("plan", no, "--samples=0").failure(ExitCode.USAGE));
    assertEquals(
        "--top must be at least 0, found -1",
        CommandRun.of("attribute", no, "--ensemble", no, "--out", no, "--top=-1")
            .failure(ExitCode.USAGE));
    assertEquals(
        "--show must be at least 1, found 0",
        CommandRun.of("report", no, "--ensemble", no, "--pictures", no, "--out", no, "--show=0")
            .failure(ExitCode.USAGE));
    assertEquals(
        "--enlarge must be from 1 to 64, found 65",
        CommandRun.of("export", no, "--ensemble", no, "--png", no, "--enlarge=65")
            .failure(ExitCode.USAGE));
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

  /** The options that differ, with both values, and no records of the library. */
  @Test
  void train_otherArguments_areNamedWithBothValues() throws IOException {
    Path ensemble = Tiny.ensemble(folder);
    Path pictures = folder.resolve("pictures");
    var before = Tiny.digests(ensemble);
    String begin = "'" + ensemble + "' belongs to another training: ";
    String end = ". Give the same arguments to go on with it, or name a new folder";
    assertEquals(
        begin + "--steps is 3 there and 4 here" + end,
        CommandRun.of(Tiny.training(pictures, ensemble, "--steps=4")).failure(ExitCode.REFUSED));
    assertEquals(
        begin + "--seed is 1 there and 2 here" + end,
        CommandRun.of(Tiny.training(pictures, ensemble, "--seed=2")).failure(ExitCode.REFUSED));
    assertEquals(
        begin + "--rate is 0.001 there and 0.01 here; --average is 0.999 there and 0.5 here" + end,
        CommandRun.of(Tiny.training(pictures, ensemble, "--rate=0.01", "--average=0.5"))
            .failure(ExitCode.REFUSED));
    assertEquals(
        begin + "--shared-draws is false there and true here" + end,
        CommandRun.of(Tiny.training(pictures, ensemble, "--shared-draws"))
            .failure(ExitCode.REFUSED));
    assertEquals(
        begin + "--random-flips is false there and true here" + end,
        CommandRun.of(Tiny.training(pictures, ensemble, "--random-flips"))
            .failure(ExitCode.REFUSED));
    Object[] args = Tiny.training(pictures, ensemble);
    args[Arrays.asList(args).indexOf("--placebos=3")] = "--placebos=2";
    String placebos = CommandRun.of(args).failure(ExitCode.REFUSED);
    assertTrue(placebos.contains("--placebos is 3 there and 2 here"), placebos);
    String flips =
        CommandRun.of(Tiny.training(pictures, ensemble, "--flips")).failure(ExitCode.REFUSED);
    assertTrue(flips.startsWith(begin), flips);
    assertTrue(flips.contains("the pictures, or how they are read (--layout, "), flips);
    assertEquals(
        begin
            + "--normalise is "
            + Normalisation.plusMinusOne().text()
            + " there and "
            + Normalisation.cifarAsPrinted().text()
            + " here; the pictures, or how they are read (--layout, --part, --table, --sources,"
            + " --first, --each-its-own, --flips, --skip-unreadable, --fit, --resampling,"
            + " --normalise), are others"
            + end,
        CommandRun.of(Tiny.training(pictures, ensemble, "--normalise=cifar"))
            .failure(ExitCode.REFUSED));
    String fit =
        CommandRun.of(Tiny.training(pictures, ensemble, "--fit=pad")).failure(ExitCode.REFUSED);
    assertTrue(fit.contains("how pictures are prepared (--size, "), fit);
    for (String said : List.of(placebos, flips)) {
      assertFalse(said.contains("["), said);
    }
    assertEquals(before, Tiny.digests(ensemble));
  }

  /** Of a training that was begun: nothing is timed, and by settings no picture is decoded. */
  @Test
  void train_otherArgumentsWhereOneIsUnfinished_areRefusedBeforeAnythingIsTimed()
      throws IOException {
    Path ensemble = Tiny.ensemble(folder);
    Path pictures = folder.resolve("pictures");
    Files.delete(ensemble.resolve("manifest.json"));
    Files.createDirectory(ensemble.resolve("checkpoints"));
    var before = Tiny.digests(ensemble);
    Path first = pictures.resolve("a").resolve("0.png");
    Tiny.picture(first, 99);
    CommandRun run = CommandRun.of(Tiny.training(pictures, ensemble));
    assertTrue(
        run.failure(ExitCode.REFUSED)
            .startsWith(
                "'" + ensemble + "' belongs to another training: the pictures, or how they are"));
    assertTrue(run.out().startsWith("Pictures:"), run.out());
    assertFalse(run.out().contains("Training:"), run.out());
    Files.writeString(first, "no picture");
    run = CommandRun.of(Tiny.training(pictures, ensemble, "--steps=4", "--seed=2"));
    assertEquals(
        "'"
            + ensemble
            + "' belongs to another training: --seed is 1 there and 2 here; --steps is 3 there and"
            + " 4 here. Give the same arguments to go on with it, or name a new folder",
        run.failure(ExitCode.REFUSED));
    assertEquals("", run.out());
    assertEquals(before, Tiny.digests(ensemble));
  }

  /** As by somebody else's --size, whose images, network and code are all others. */
  @Test
  void train_otherSize_isNamedAndNotItsDigests() throws IOException {
    Path ensemble = Tiny.ensemble(folder);
    Object[] args = Tiny.training(folder.resolve("pictures"), ensemble);
    args[Arrays.asList(args).indexOf("--size=8")] = "--size=16";
    assertEquals(
        "'"
            + ensemble
            + "' belongs to another training: the images' shape (--size, --gray or --color) is"
            + " 1×8×8 there and 1×16×16 here. Give the same arguments to go on with it, or name a"
            + " new folder",
        CommandRun.of(args).failure(ExitCode.REFUSED));
  }
}
