package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is there is written over only by the same again; what was begun goes on. */
class NothingLostTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir private static Path shared;
  private static Path ensemble;
  private static Path other;
  private static Path samples;
  private static Path studies;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    ensemble = Tiny.ensemble(shared);
    other = shared.resolve("other");
    CommandRun.of(Tiny.training(shared.resolve("pictures"), other, "--seed=2")).well();
    samples = Tiny.samples(shared, ensemble, 2);
    studies = shared.resolve("studies");
    attribute(samples, ensemble, studies).well();
  }

  private static CommandRun attribute(Path samples, Path of, Path out) {
    return CommandRun.of("attribute", samples, "--ensemble", of, "--out", out);
  }

  private static CommandRun sample(Path of, Path out, Object steps) {
    return CommandRun.of(
        "sample", of, "--out", out, "--count=2", "--seed=5", "--sampling-steps=" + steps);
  }

  private CommandRun report(Object... more) {
    Object[] args = {
      "report",
      studies,
      "--ensemble",
      ensemble,
      "--pictures",
      shared.resolve("pictures"),
      "--out",
      folder.resolve("report")
    };
    Object[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return CommandRun.of(all);
  }

  @Test
  void report_stoppedBeforeItsPage_hasNoOldPageAndBeginsAgain() throws IOException {
    Path out = folder.resolve("report");
    report().well();
    var whole = Tiny.digests(out);
    Path table = out.resolve("samples.csv");
    Files.delete(table);
    Files.createDirectory(table);
    report().failure(ExitCode.FAILURE);
    assertFalse(Files.exists(out.resolve("report.html")), "the old page lies beside new sheets");

    Files.delete(table);
    report().well();
    assertEquals(whole.keySet(), Tiny.digests(out).keySet());
  }

  @Test
  void report_withoutAnEarlierComparison_leavesNothingOfIt() throws IOException {
    Path out = folder.resolve("report");
    report("--beside=" + other).well();
    assertTrue(Files.exists(out.resolve("ensembles.png")));
    report().well();
    assertFalse(Files.exists(out.resolve("ensembles.png")));
    assertFalse(Files.exists(out.resolve("ensembles.csv")));
  }

  @Test
  void report_ofMoreThanStudiesShow_saysSo() {
    assertTrue(
        report("--show=5")
            .well()
            .lines()
            .contains("Shown:      4 sources of each sample, as studies have no more"));
  }

  @Test
  void report_ofStudiesWithoutPictures_isRefusedBeforePicturesAreRead() throws IOException {
    Path bare = folder.resolve("bare");
    attribute(bare, "--top=0").well();
    assertEquals(
        "'"
            + bare.resolve("study-5-000000.safetensors")
            + "' has no source's pictures, a report shows at least one: make it by abc attribute"
            + " with --top 1 or more",
        CommandRun.of(
                "report",
                bare,
                "--ensemble=" + ensemble,
                "--pictures=" + folder.resolve("nowhere"),
                "--out=" + folder.resolve("report"))
            .failure(ExitCode.REFUSED));
  }

  @Test
  void report_besideNoEnsemble_isRefusedBeforePicturesAreRead() {
    assertTrue(
        CommandRun.of(
                "report",
                studies,
                "--ensemble=" + ensemble,
                "--pictures=" + folder.resolve("nowhere"),
                "--beside=" + folder.resolve("no-ensemble"),
                "--out=" + folder.resolve("report"))
            .failure(ExitCode.BAD_INPUT)
            .contains("no-ensemble"));
  }

  /** Beside a file, too, and nothing but what killed processes left. */
  @Test
  void landscapeAndExport_besideAKilledRunsTemporaryFile_deleteIt() throws IOException {
    Path place = Files.createDirectory(folder.resolve("place"));
    Path half = place.resolve(".abc-9-1.tmp");
    Files.writeString(place.resolve(".abc-9-1.txt"), "mine");
    Files.writeString(half, "half");
    landscape(place.resolve("table.csv")).well();
    assertFalse(Files.exists(half));
    Files.writeString(half, "half");
    CommandRun.of("export", samples, "--ensemble", ensemble, "--npy", place.resolve("array.npy"))
        .well();
    assertFalse(Files.exists(half));
    assertEquals(3, Tiny.digests(place).size());
  }

  @Test
  void sample_intoAFolderWithAKilledRunsTemporaryFile_goesOn() throws IOException {
    Path out = Files.createDirectory(folder.resolve("samples"));
    Files.writeString(out.resolve(".abc-9-1.tmp"), "half");
    sample(ensemble, out, 3).well();
    assertEquals(4, Tiny.digests(out).size());
  }

  @Test
  void sample_overThoseOfAnotherEnsembleOrSampler_isRefused() throws IOException {
    var before = Tiny.digests(samples);
    assertEquals(
        "'"
            + samples.resolve("sample-5-000000.json")
            + "' is there, and is a sample of another ensemble: name a new folder",
        sample(other, samples, 3).failure(ExitCode.REFUSED));
    assertTrue(
        sample(ensemble, samples, 4)
            .failure(ExitCode.REFUSED)
            .endsWith("is a sample of another noise or sampler: name a new folder"));
    assertEquals(before, Tiny.digests(samples));
  }

  @Test
  void sample_startedAgain_makesThoseThatAreMissing() throws IOException {
    Path out = folder.resolve("samples");
    sample(ensemble, out, 3).well();
    var whole = Tiny.digests(out);
    Path first = out.resolve("sample-5-000000.json");
    Files.setLastModifiedTime(first, LONG_AGO);
    Files.delete(out.resolve("sample-5-000001.json"));
    CommandRun again = sample(ensemble, out, 3).well();
    assertEquals("Kept:       1 samples that are there", again.lines().get(0));
    assertEquals(whole, Tiny.digests(out));
    assertEquals(LONG_AGO, Files.getLastModifiedTime(first));

    Files.delete(out.resolve("sample-5-000000.png"));
    sample(ensemble, out, 3).well();
    assertEquals(whole, Tiny.digests(out));
  }

  @Test
  void attribute_overStudiesOfAnotherEnsemble_isRefused() throws IOException {
    Path others = folder.resolve("samples");
    sample(other, others, 3).well();
    var before = Tiny.digests(studies);
    assertTrue(
        attribute(others, other, studies)
            .failure(ExitCode.REFUSED)
            .endsWith("is a study of another ensemble: name a new folder"));
    assertEquals(before, Tiny.digests(studies));
  }

  private static CommandRun attribute(Path out, String... more) {
    Object[] args = {"attribute", samples, "--ensemble", ensemble, "--out", out};
    Object[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return CommandRun.of(all);
  }

  /** What is lost is named, with the option that asks for it. */
  @Test
  void attribute_lessThanStudiesHave_isRefusedAndLosesNothing() throws IOException {
    String pictures = "--pictures=" + shared.resolve("pictures");
    Path out = folder.resolve("studies");
    attribute(out, "--method=exact,visual", pictures, "--top=5").well();
    var before = Tiny.digests(out);
    Map<String, String[]> lost = new LinkedHashMap<>();
    lost.put(
        "exact counterfactuals (--method exact), what looks alike (--method visual), 5 sources'"
            + " pictures (--top)",
        new String[] {"--method=differential"});
    lost.put(
        "3 placebos (--placebos)",
        new String[] {"--method=exact,visual", pictures, "--top=5", "--placebos=1"});
    lost.put(
        "what looks alike (--method visual), 5 sources' pictures (--top)",
        new String[] {"--method=exact,differential"});
    for (Map.Entry<String, String[]> one : lost.entrySet()) {
      assertEquals(
          "'"
              + out.resolve("study-5-000000.safetensors")
              + "' is there, and has "
              + one.getKey()
              + ", which this command would not keep: ask for as much, or name a new folder",
          attribute(out, one.getValue()).failure(ExitCode.REFUSED));
      assertEquals(before, Tiny.digests(out));
    }
    // All that is asked for is there.
    attribute(out, "--method=exact", "--top=4").well();
    assertEquals(before, Tiny.digests(out));
  }

  /** More of something else does not make up for fewer counterfactuals. */
  @Test
  void attribute_fewerScreened_isRefusedAndLosesNothing() throws IOException {
    String pictures = "--pictures=" + shared.resolve("pictures");
    String method = "--method=exact,calibrated";
    Path out = folder.resolve("studies");
    attribute(out, method, pictures, "--screen=2").well();
    var before = Tiny.digests(out);
    assertEquals(
        "'"
            + out.resolve("study-5-000000.safetensors")
            + "' is there, and has 4 exact counterfactuals (--screen), which this command would not"
            + " keep: ask for as much, or name a new folder",
        attribute(out, method, pictures, "--screen=1", "--any-effect=2").failure(ExitCode.REFUSED));
    assertEquals(before, Tiny.digests(out));
    attribute(out, method, pictures, "--screen=2", "--any-effect=2").well();
    assertEquals(
        4,
        StudyFile.read(out.resolve("study-5-000000.safetensors"))
            .screened()
            .orElseThrow()
            .verified()
            .length);
  }

  @Test
  void attribute_moreThanStudiesHave_makesThemAgain() throws IOException {
    Path out = folder.resolve("studies");
    attribute(out, "--method=differential", "--placebos=1", "--top=1").well();
    attribute(out, "--placebos=2", "--top=2").well();
    SampleStudy study = StudyFile.read(out.resolve("study-5-000001.safetensors"));
    assertTrue(study.exact().isPresent() && study.differential().isPresent());
    assertEquals(2, study.pictured().length);
    assertEquals(2, study.placebos().length);
  }

  @Test
  void attribute_twoSamplesWithOneStudy_isBadInput() throws IOException {
    Path first = samples.resolve("sample-5-000000.json");
    Path second = folder.resolve("5-000000.json");
    Files.copy(samples.resolve("sample-5-000001.json"), second);
    Path out = folder.resolve("studies");
    assertTrue(
        CommandRun.of("attribute", first, second, "--ensemble", ensemble, "--out", out)
            .failure(ExitCode.BAD_INPUT)
            .contains("'study-5-000000.safetensors'"));
    assertFalse(Files.exists(out));
  }

  @Test
  void attribute_noMethodOfItsOwn_isSaidBeforeTheEnsembleIsOpened() {
    CommandRun.of(
            "attribute",
            samples,
            "--ensemble=" + folder.resolve("nowhere"),
            "--top=-1",
            "--out=" + folder.resolve("studies"))
        .failure(ExitCode.USAGE);
  }

  @Test
  void train_fewerThanNoPlacebos_isSaidBeforePicturesAreRead() {
    assertEquals(
        "--placebos must be at least 0, found -1",
        CommandRun.of(
                "train",
                folder.resolve("nowhere"),
                "--size=8",
                "--placebos=-1",
                "--out=" + folder.resolve("ensemble"))
            .failure(ExitCode.USAGE));
  }

  @Test
  void landscape_overAFileOfAnEnsemble_isRefused() throws IOException {
    var before = Tiny.digests(ensemble);
    landscape(ensemble.resolve("manifest.json")).failure(ExitCode.REFUSED);
    landscape(ensemble.resolve("new.csv")).failure(ExitCode.REFUSED);
    assertEquals(before, Tiny.digests(ensemble));
  }

  private static CommandRun landscape(Path out) {
    return CommandRun.of(
        "landscape", samples, "--ensemble", ensemble, "--out", out, "--method=differential");
  }

  @Test
  void landscapeAndExport_overAnotherFile_areRefusedAndOverTheirOwnNot() throws IOException {
    Path letter = Files.writeString(folder.resolve("letter.csv"), "dear,kind\n");
    assertEquals(
        "'" + letter + "' is there and is not a table of scores: name a new file",
        landscape(letter).failure(ExitCode.REFUSED));
    String scores = "--scores=" + letter;
    CommandRun.of("export", studies, "--ensemble", ensemble, scores).failure(ExitCode.REFUSED);
    String npy = "--npy=" + letter;
    CommandRun.of("export", samples, "--ensemble", ensemble, npy).failure(ExitCode.REFUSED);
    assertEquals("dear,kind\n", Files.readString(letter));

    Path table = folder.resolve("table");
    for (String form : new String[] {"csv", "jsonl", "csv"}) {
      CommandRun.of(
              "export", studies, "--ensemble", ensemble, "--scores=" + table, "--form=" + form)
          .well();
    }
    Path array = folder.resolve("array.npy");
    CommandRun.of("export", samples, "--ensemble", ensemble, "--npy=" + array).well();
    CommandRun.of("export", samples, "--ensemble", ensemble, "--npy=" + array).well();
  }

  @Test
  void export_picturesUnderOtherNames_twiceButNotOverOtherPictures() throws IOException {
    Path sample = Files.copy(samples.resolve("sample-5-000000.json"), folder.resolve("foo.json"));
    Path out = folder.resolve("png");
    Object[] export = {"export", sample, "--ensemble", ensemble, "--png", out};
    CommandRun.of(export).well();
    CommandRun.of(export).well();

    Path picture = out.resolve("foo.png");
    Tiny.picture(picture, 1);
    byte[] own = Files.readAllBytes(picture);
    CommandRun.of(export).failure(ExitCode.REFUSED);
    assertEquals(own.length, Files.size(picture));
  }

  @Test
  void export_ofNoEnsemble_makesNoFolder() {
    Path out = folder.resolve("png");
    CommandRun.of("export", samples, "--ensemble", folder.resolve("nowhere"), "--png", out)
        .failure(ExitCode.BAD_INPUT);
    assertFalse(Files.exists(out));
  }

  @Test
  void requireSpace_whatIsThereAlready_isNotAskedForAgain() throws IOException {
    long more = Files.getFileStore(folder).getUsableSpace() + 50_000_000_000L;
    Path checkpoints = Files.createDirectory(folder.resolve("checkpoints"));
    try (RandomAccessFile sparse =
        new RandomAccessFile(checkpoints.resolve("member").toFile(), "rw")) {
      sparse.setLength(100_000_000_000L);
    }
    OutputFolder.requireSpace(folder, more, "the ensemble");
  }

  @Test
  void failures_withNamesFromOutside_areQuotedOnOneLine() {
    assertEquals(
        "no such file or folder: 'a\\u001b[31m\\u202eb'",
        Failures.of(new NoSuchFileException("a\u001b[31m\u202eb")).orElseThrow().message());
    assertEquals(
        "two\\u000alines\\u001b",
        Failures.of(new IllegalArgumentException("two\nlines\u001b")).orElseThrow().message());
  }

  /** Every kind of exception that files give: no name of a class, no "null", one line. */
  @Test
  void failures_ofEveryKind_areWords() {
    Path file = folder.resolve("f");
    String name = file.toString();
    for (Exception failure :
        List.of(
            new NoSuchFileException(name),
            new AccessDeniedException(name),
            new NotDirectoryException(name),
            new FileAlreadyExistsException(name),
            new DirectoryNotEmptyException(name),
            new FileSystemLoopException(name),
            new NotLinkException(name),
            new AtomicMoveNotSupportedException(name, name, null),
            new FileSystemException(name),
            new FileSystemException(name, null, "File name too long"),
            new FileSystemException(name, null, "No space left on device"),
            new FileSystemException(null),
            new IOException(),
            new IOException("No space left on device"),
            new EOFException(),
            new CharacterCodingException(),
            new ClosedByInterruptException(),
            new ReadOnlyFileSystemException(),
            new UncheckedIOException(new EOFException()),
            new UndeclaredThrowableException(new EOFException()))) {
      String said = Failures.of(failure).orElseThrow().message();
      assertFalse(said.contains("Exception") || said.contains("null"), failure + ": " + said);
      assertFalse(said.isBlank(), failure::toString);
    }
    Failures.Said full =
        Failures.of(new FileSystemException(name, null, "No space left on device")).orElseThrow();
    assertEquals("no space left in '" + folder + "'", full.message());
    assertEquals(ExitCode.FAILURE, full.exitCode());
  }

  @Test
  void failures_ofListingAndWriting_haveTheirCodes() {
    Failures.Said listing =
        Failures.of(new DirectoryIteratorException(new NoSuchFileException("x"))).orElseThrow();
    assertEquals(ExitCode.BAD_INPUT, listing.exitCode());
    Failures.Said writing =
        Failures.of(OutputFolder.notWritten(new AccessDeniedException("x"))).orElseThrow();
    assertEquals(ExitCode.FAILURE, writing.exitCode());
    assertTrue(EnsembleFolder.isComplete(ensemble));
  }
}
