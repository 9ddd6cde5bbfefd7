package org.abc4j.store;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestFileTest {
  static final String A = digest("a");
  static final String B = digest("b");
  static final String C = digest("c");

  /** What version 1 looks like, for ever, but for its own digest. */
  private static final String UNSIGNED =
      """
      {
        "format" : "abc-ensemble",
        "version" : 1,
        "library" : "abc 1.2.3",
        "schedule" : "linear(1000, 1.0E-4, 0.02)",
        "data" : "%s",
        "codebook" : "%s",
        "config" : "%s",
        "members" : [ "%s", "%s", "%s" ],
        "provenance" : {
          "zoë" : "first\\n\\"second\\"",
          "a" : ""
        }
      }
      """
          .formatted(A, B, C, C, A, A);

  private static final String TEXT =
      UNSIGNED.replace("\n  }\n}\n", "\n  },\n  \"sha256\" : \"" + digest(UNSIGNED) + "\"\n}\n");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write_theText() throws IOException {
    file = folder.resolve("manifest.json");
    Files.writeString(file, TEXT);
  }

  static String digest(String of) {
    return Sha256.of(of.getBytes(StandardCharsets.UTF_8));
  }

  static EnsembleManifest manifest() {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("zoë", "first\n\"second\"");
    provenance.put("a", "");
    return new EnsembleManifest(
        "abc 1.2.3", NoiseSchedule.linear(), A, provenance, B, C, List.of(C, A, A));
  }

  @Test
  void write_manifest_isThisText() throws IOException {
    ManifestFile.write(file, manifest());
    assertEquals(TEXT, Files.readString(file));
  }

  @Test
  void read_whatWasWritten_isTheSame() throws IOException {
    EnsembleManifest read = ManifestFile.read(file);
    assertEquals(manifest(), read);
    assertEquals(List.of("zoë", "a"), List.copyOf(read.provenance().keySet()));
  }

  @Test
  void write_manifestTooLargeToRead_isRefusedAndLeavesTheOldFile() throws IOException {
    EnsembleManifest large =
        new EnsembleManifest(
            "abc 1.2.3",
            NoiseSchedule.linear(),
            A,
            Map.of("a", "x".repeat(1 << 22)),
            B,
            C,
            List.of(A, B));
    String message =
        assertThrows(IllegalArgumentException.class, () -> ManifestFile.write(file, large))
            .getMessage();
    assertTrue(message.startsWith("a manifest has at most 4194304 bytes, "), message);
    assertEquals(TEXT, Files.readString(file));
  }

  @Test
  void read_otherProvenance_namesBothDigests() throws IOException {
    MalformedFileException error = assertMalformed(TEXT.replace("first", "worst"));
    assertEquals("SHA-256", error.field());
    assertEquals(digest(UNSIGNED), error.expected());
    assertEquals(digest(UNSIGNED.replace("first", "worst")), error.found());
  }

  private MalformedFileException assertMalformed(String text) throws IOException {
    Files.writeString(file, text);
    return assertMalformed();
  }

  private MalformedFileException assertMalformed() {
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> ManifestFile.read(file));
    assertEquals(file.toString(), error.file());
    return error;
  }

  /** Replaces a part of the text, and expects an error of a field with what stands there now. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"abc-ensemble\"|\"abc-code-assignment\"|format|\"abc-code-assignment\"",
        "\"abc-ensemble\"|7|format|7",
        "\"format\"|\"form\"|format|nothing",
        "1,|2,|version|2",
        "1,|1.0,|version|1.0",
        "1,|\"1\",|version|\"1\"",
        "1,|99999999999,|version|99999999999",
        "\"version\"|\"vers\"|version|nothing",
        "\"linear(1000, 1.0E-4, 0.02)\"|null|schedule|null",
        "\"schedule\"|\"sched\"|schedule|nothing",
        "\"data\"|\"date\"|data|nothing",
        "\"codebook\"|\"code\"|codebook|nothing",
        "\"config\"|\"conf\"|config|nothing",
        "\"members\"|\"limbs\"|members|0 entries",
        "\"provenance\"|\"origin\"|provenance|MISSING",
        ": \"\"|: 5|provenance.a|5",
        ": \"\"|: [[]]|provenance.a|[[]]"
      })
  void read_fieldThatIsWrong_isAnErrorNamingIt(
      String part, String other, String field, String found) throws IOException {
    assertTrue(TEXT.contains(part), part);
    MalformedFileException error = assertMalformed(TEXT.replace(part, other));
    assertEquals(field, error.field());
    assertEquals(found, error.found());
  }

  @ParameterizedTest
  @ValueSource(strings = {"note", "licence", "Format", "sha256 ", "", "members\\u0000"})
  void read_fieldThatTheDigestDoesNotCover_isRefusedWhereverItStands(String key)
      throws IOException {
    String more = "\"" + key + "\" : \"x\"";
    for (String text :
        List.of(
            TEXT.replaceFirst("\\{", "{ " + more.replace("\\", "\\\\") + ","),
            TEXT.replaceFirst("\\}\\s*$", ", " + more.replace("\\", "\\\\") + " }"))) {
      MalformedFileException error = assertMalformed(text);
      assertEquals("content", error.field());
      assertEquals(
          "no field but format, version, library, schedule, data, codebook, config, members,"
              + " provenance, sha256",
          error.expected());
      assertEquals("\"" + key + "\"", error.found());
    }
  }

  /** The digest takes half a surrogate pair for a question mark. */
  @Test
  void readAndWrite_halfACharacter_areRefused() throws IOException {
    EnsembleManifest asked =
        new EnsembleManifest("abc ?", NoiseSchedule.linear(), A, Map.of(), B, C, List.of(C, A, A));
    ManifestFile.write(file, asked);
    String text = Files.readString(file).replace("abc ?", "abc \\ud800");
    MalformedFileException error = assertMalformed(text);
    assertEquals("whole characters", error.expected());
    EnsembleManifest half =
        new EnsembleManifest(
            "abc \ud800", NoiseSchedule.linear(), A, Map.of(), B, C, List.of(C, A, A));
    assertIllegal(
        "a manifest is of whole characters, found half of one",
        () -> ManifestFile.write(file, half));
  }

  @Test
  void read_newerVersion_isAnErrorThatSaysSo() throws IOException {
    MalformedFileException error =
        assertMalformed(TEXT.replace("\"version\" : 1", "\"version\" : 4"));
    assertEquals("1 to 3, the newest that this release reads", error.expected());
  }

  @Test
  void read_versionThatIsNotOfItsContent_isRefused() throws IOException {
    MalformedFileException error =
        assertMalformed(TEXT.replace("\"version\" : 1", "\"version\" : 2"));
    assertEquals("version", error.field());
    assertEquals("1, by what the manifest says", error.expected());
  }

  @Test
  void read_digestThatIsNone_isAnErrorNamingTheField() throws IOException {
    for (String bad :
        List.of("", A.substring(1), A + "0", A.toUpperCase(Locale.ROOT), "g" + A.substring(1))) {
      MalformedFileException error =
          assertMalformed(TEXT.replace(": \"" + B + "\"", ": \"" + bad + "\""));
      assertEquals("codebook", error.field());
      assertEquals("\"" + bad + "\"", error.found());
      error = assertMalformed(TEXT.replace("[ \"" + C + "\"", "[ \"" + bad + "\""));
      assertEquals("members[0]", error.field());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1025})
  void read_membersTooFewOrTooMany_isAnErrorNamingTheirNumber(int count) throws IOException {
    String list = String.join(", ", Collections.nCopies(count, "\"" + A + "\""));
    MalformedFileException error =
        assertMalformed(TEXT.replaceAll("\\[ .* \\]", "[ " + list + " ]"));
    assertEquals("members", error.field());
    assertEquals("2 to 1024 digests", error.expected());
    assertEquals(count + " entries", error.found());
  }

  @Test
  void read_scheduleThatIsNone_isAnErrorThatSaysWhy() throws IOException {
    MalformedFileException error =
        assertMalformed(TEXT.replace("linear(1000", "linear(2000000000"));
    assertEquals("schedule", error.field());
    assertTrue(error.found().startsWith("a schedule is linear("), error.found());
    error = assertMalformed(TEXT.replace("0.02", "1.5"));
    assertEquals("a variance β lies in (0, 1), found 1.5", error.found());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "7",
        "\"abc-ensemble\"",
        "{",
        "{}x",
        "\uFEFF{}",
        "{\"format\" : \"abc-ensemble\", \"format\" : \"abc-ensemble\"}"
      })
  void read_otherContent_isMalformed(String text) throws IOException {
    assertMalformed(text);
  }

  @Test
  void read_somethingAfterTheObject_isMalformed() throws IOException {
    assertEquals("content", assertMalformed(TEXT + "{}").field());
  }

  @Test
  void read_deepNesting_isMalformed() throws IOException {
    String deep = "[".repeat(100_000);
    assertEquals("content", assertMalformed(TEXT.replace("\"\"", deep)).field());
  }

  @Test
  void read_otherEncodings_areMalformed() throws IOException {
    for (Charset charset :
        List.of(
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16,
            Charset.forName("UTF-32"),
            StandardCharsets.ISO_8859_1)) {
      Files.write(file, TEXT.getBytes(charset));
      assertEquals("content", assertMalformed().field(), charset.name());
    }
  }

  @Test
  void read_fileTooLarge_isAnErrorNamingItsSize() throws IOException {
    byte[] large = Arrays.copyOf(TEXT.getBytes(StandardCharsets.UTF_8), (4 << 20) + 1);
    Arrays.fill(large, TEXT.getBytes(StandardCharsets.UTF_8).length, large.length, (byte) ' ');
    Files.write(file, large);
    MalformedFileException error = assertMalformed();
    assertEquals("size", error.field());
    assertEquals("4194305 bytes", error.found());
    Files.write(file, Arrays.copyOf(large, 4 << 20));
    assertEquals(manifest(), ManifestFile.read(file));
  }

  @Test
  void read_noFile_isMalformed() throws IOException {
    Files.delete(file);
    assertEquals("none", assertMalformed().found());
    Files.createDirectory(file);
    assertEquals("none", assertMalformed().found());
  }

  /** Bytes changed, cut, repeated and moved: an answer or a {@link MalformedFileException}. */
  @Test
  void read_mutatedFiles_areReadOrMalformed() throws IOException {
    byte[] original = TEXT.getBytes(StandardCharsets.UTF_8);
    byte[] signs = "{}[]\":,0-9eE.\\u\n\0nulltrue".getBytes(StandardCharsets.UTF_8);
    int malformed = 0;
    int tries = 3000;
    for (int k = 0; k < tries; k++) {
      byte[] bytes = original;
      int mutations = 1 + Draws.below(3, 1, k, 0);
      for (int m = 0; m < mutations; m++) {
        bytes = mutated(bytes, k, 1 + 5 * m, signs);
      }
      Files.write(file, bytes);
      try {
        ManifestFile.read(file);
      } catch (MalformedFileException e) {
        assertEquals(file.toString(), e.file());
        assertFalse(e.getMessage().length() > 2000, "length of the message");
        malformed++;
      }
    }
    assertTrue(malformed > tries / 2, "malformed " + malformed);
  }

  private static byte[] mutated(byte[] bytes, int k, int draw, byte[] signs) {
    int at = Draws.below(bytes.length, 1, k, draw);
    int end = Math.min(bytes.length, at + 1 + Draws.below(40, 1, k, draw + 1));
    int to = Draws.below(bytes.length, 1, k, draw + 2);
    byte[] part = Arrays.copyOfRange(bytes, at, end);
    byte sign = signs[Draws.below(signs.length, 1, k, draw + 3)];
    return switch (Draws.below(5, 1, k, draw + 4)) {
      case 0 -> replaced(bytes, at, at + 1, (byte) (bytes[at] ^ 1 << to % 8));
      case 1 -> replaced(bytes, at, at + 1, sign);
      case 2 -> replaced(bytes, at, end);
      case 3 -> replaced(bytes, at, at, sign);
      default -> replaced(bytes, to, to, part);
    };
  }

  /** The bytes with others in the place of those from {@code from} to {@code to}. */
  private static byte[] replaced(byte[] bytes, int from, int to, byte... by) {
    byte[] result = new byte[bytes.length - (to - from) + by.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
    return result;
  }
}
