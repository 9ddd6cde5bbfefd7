package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.abc4j.data.IdxWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the demo says of bad files and arguments, and that it leaves nothing behind. */
class DemoErrorsTest {
  private static final String IMAGES = "t10k-images-idx3-ubyte";
  private static final String LABELS = "t10k-labels-idx1-ubyte";

  @TempDir Path temp;

  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = temp.resolve(IMAGES);
    IdxWriter.plain().images(data, BundledImages.fashionMnist256().first(12));
  }

  /** The one line on standard error. */
  private String failure(int exitCode, Path out, String... args) {
    StringWriter written = new StringWriter();
    StringWriter err = new StringWriter();
    Stream<String> all = Stream.concat(Stream.of("--out", out.toString()), Arrays.stream(args));
    int found =
        Demo.commandLine()
            .setOut(new PrintWriter(written, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    assertEquals(exitCode, found, err.toString());
    assertEquals("", written.toString());
    List<String> lines = err.toString().lines().toList();
    assertFalse(lines.isEmpty());
    if (exitCode == 1) {
      assertEquals(1, lines.size(), err.toString());
    }
    return lines.get(0);
  }

  private String failure(int exitCode, String... args) {
    Path out = temp.resolve("out");
    String line = failure(exitCode, out, args);
    assertFalse(Files.exists(out), "a run that fails before it begins makes no folder");
    return line;
  }

  private String dataFailure(Path file) {
    return failure(1, "--sources", "12", "--data", file.toString());
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(temp.resolve(name), bytes);
  }

  private static byte[] header(int... fields) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * fields.length);
    Arrays.stream(fields).forEach(bytes::putInt);
    return bytes.array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  private static void assertNames(String line, Object... things) {
    for (Object thing : things) {
      assertTrue(line.contains(thing.toString()), () -> "no " + thing + " in: " + line);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--samples, 0, '--samples must be at least 1, found 0'",
    "--samples, -3, '--samples must be at least 1, found -3'",
    "--sources, 1, '--sources must be at least 4, found 1'",
    "--sources, 3, '--sources must be at least 4, found 3'",
    "--threads, 0, '--threads must be at least 1, found 0'",
    "--steps, 0, 'sampling steps lie from 1 to the 1000 training steps, found 0'",
    "--steps, 1001, 'sampling steps lie from 1 to the 1000 training steps, found 1001'",
  })
  void run_numberOutOfRange_isNamed(String option, String value, String line) {
    assertEquals(line, failure(1, option, value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--sorces=12 | Unknown option: '--sorces=12'",
        "--samples=many | Invalid value for option '--samples': 'many' is not an int",
        "--steps=99999999999 | Invalid value for option '--steps': '99999999999' is not an int",
        "stray | Unmatched argument at index 2: 'stray'",
      })
  void run_badCommandLine_isNamedAndPointsToTheHelp(String argument, String line) {
    assertEquals(line + " (see --help)", failure(2, argument));
  }

  @Test
  void run_moreSourcesThanImages_namesBoth() {
    assertEquals(
        "13 training images are needed, " + IMAGES + " has 12",
        failure(1, "--sources", "13", "--data", data.toString()));
    assertNames(failure(1, "--sources", "257"), "257 training images", "256");
  }

  @Test
  void run_memberWithoutAnImage_saysWhatToChange() {
    // Four random words of seven members, three each: here, none of them has member 4.
    assertEquals(
        "--sources 4 with --seed 1 leaves member 4 without an image: more sources are needed,"
            + " or another seed",
        failure(1, "--sources", "4"));
  }

  @Test
  void run_missingFile_isNamed() {
    Path missing = temp.resolve("missing");
    assertEquals("no such file or folder: " + missing, dataFailure(missing));
  }

  @Test
  void run_folderWithoutImages_isNamed() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    assertNames(dataFailure(empty), empty + " holds none of", IMAGES);
  }

  @Test
  void run_truncatedFile_isNamedWithBothSizes() throws IOException {
    byte[] whole = Files.readAllBytes(data);
    Path cut = write("cut", Arrays.copyOf(whole, whole.length - 1));
    assertNames(dataFailure(cut), cut, "file size", whole.length + " bytes", whole.length - 1);
  }

  @Test
  void run_truncatedInItsHeader_isNamed() throws IOException {
    Path cut = write("cut", Arrays.copyOf(Files.readAllBytes(data), 10));
    assertNames(dataFailure(cut), cut, "extent of dimension 1");
    Path empty = write("nothing", new byte[0]);
    assertNames(dataFailure(empty), empty, "magic number", "the end after 0");
  }

  @Test
  void run_truncatedGzip_isNamed() throws IOException {
    byte[] whole = gzip(Files.readAllBytes(data));
    for (int length : new int[] {5, whole.length / 2, whole.length - 1}) {
      Path cut = write("cut.gz", Arrays.copyOf(whole, length));
      assertNames(dataFailure(cut), cut + ": gzip stream");
    }
  }

  @Test
  void run_fileOfAnotherKind_isNamed() throws IOException {
    Path text = write("text", "no images, but long enough".getBytes(StandardCharsets.UTF_8));
    assertNames(dataFailure(text), text, "magic number", "0x00000803", "0x6e6f2069");
    Path zipped = write("text.gz", gzip(Files.readAllBytes(text)));
    assertNames(dataFailure(zipped), zipped, "magic number");
    Path labels = temp.resolve("labels");
    IdxWriter.plain().labels(labels, 1, 2, 3);
    assertNames(dataFailure(labels), labels, "magic number", "0x00000801");
  }

  @Test
  void run_oversizedHeader_isNamedBeforeMemoryIsTaken() throws IOException {
    Path huge = write("huge", header(0x803, Integer.MAX_VALUE, 28, 28));
    assertNames(dataFailure(huge), huge, "extent of dimension 0", "2147483647 or more");
    Path many = write("many", header(0x803, 1 << 20, 1 << 12, 28));
    assertNames(dataFailure(many), many, "extent of dimension 1", "4294967296 or more");
    Path large = write("large", header(0x803, 300_000, 28, 28));
    assertNames(dataFailure(large), large, "file size", "235200016 bytes", "16 bytes");
    Path zipped = write("large.gz", gzip(header(0x803, 300_000, 28, 28)));
    assertNames(dataFailure(zipped), zipped, "file size");
    Path negative = write("negative", header(0x803, -1, 28, 28));
    assertNames(dataFailure(negative), negative, "extent of dimension 0", "4294967295");
  }

  @Test
  void run_anotherNumberOfLabels_namesFilesAndCounts() throws IOException {
    IdxWriter.plain().labels(temp.resolve(LABELS), 1, 2, 3, 4, 5);
    assertNames(dataFailure(data), temp.resolve(LABELS), data, "12, one for each", "found 5");
  }

  @Test
  void run_damagedLabels_areNamed() throws IOException {
    Path labels = write(LABELS, header(0x801, 12));
    assertNames(dataFailure(data), labels, "file size");
  }

  @Test
  void run_outIsAFile_isNamedAndStaysAsItIs() throws IOException {
    Path file = Files.writeString(temp.resolve("notes"), "mine");
    assertNames(failure(1, file), "cannot write a report to " + file + ": ");
    assertEquals("mine", Files.readString(file));
  }

  @Test
  void run_outBelowAFile_isNamed() throws IOException {
    Path below = Files.writeString(temp.resolve("notes"), "mine").resolve("report");
    assertNames(failure(1, below), "cannot write a report to " + below + ": ");
  }
}
