package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.cli.UnusableInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnListTest {
  @TempDir Path folder;

  /** The scale tiny of those that come, under a name of its own. */
  private String scale;

  @BeforeEach
  void read() throws IOException {
    try (InputStream in = OwnListTest.class.getResourceAsStream("scales.json")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int begin = all.indexOf("{\"name\": \"tiny\"");
      String one = all.substring(begin, all.indexOf("{\"name\": \"smoke\"")).strip();
      scale = one.substring(0, one.length() - 1).replace("\"tiny\"", "\"tiny-long\"");
    }
  }

  private String refused(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("scales.json"), text);
    ExperimentRegistry paper = ExperimentRegistry.paper();
    String said = assertThrows(UnusableInput.class, () -> paper.withScales(file)).getMessage();
    String start = file.toString();
    assertEquals(start, said.substring(0, start.length()));
    return said.substring(start.length());
  }

  @Test
  void whole_isRead() throws IOException {
    Path file = Files.writeString(folder.resolve("scales.json"), "[" + scale + "]");
    Scale read = ExperimentRegistry.paper().withScales(file).scale("tiny-long");
    assertEquals(1e-3, read.rate());
    assertEquals(1900, read.steps());
  }

  @Test
  void fileOfNoText_ofTooMuch_orNoFile_isRefused() throws IOException {
    Path file = folder.resolve("scales.json");
    ExperimentRegistry paper = ExperimentRegistry.paper();
    Files.write(file, new byte[] {0, 0, (byte) 0xFF, (byte) 0xFE, 0, 0, 0, 0});
    String noText = assertThrows(UnusableInput.class, () -> paper.withScales(file)).getMessage();
    assertEquals(file + ": this is no text in UTF-8", noText);
    Files.write(file, new byte[ExperimentJson.MOST_BYTES + 1]);
    String much = assertThrows(UnusableInput.class, () -> paper.withScales(file)).getMessage();
    assertEquals(file + ": has more than 4194304 bytes", much);
    String none = assertThrows(UnusableInput.class, () -> paper.withScales(folder)).getMessage();
    assertEquals(folder + ": is a folder, and no list of scales", none);
  }

  @Test
  void deepNesting_isNotCalledNoJson() throws IOException {
    String said = refused("[".repeat(40) + "]".repeat(40));
    assertEquals(
        "this is nested too deeply", said.substring(said.indexOf("this"), said.indexOf(", or")));
  }

  @Test
  void nameOfAScaleThatIsThere_isRefused() throws IOException {
    assertEquals(
        ": scale 'tiny' is there already: take another name",
        refused("[" + scale.replace("tiny-long", "tiny") + "]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"side\": 16, | | has no 'side'",
        "\"layers\": 1, | | has no 'network.layers'",
        "\"side\": 16 | \"side\": 16, \"stepps\": 3"
            + " | has 'stepps', which no scale has: did you mean steps?",
        "\"groups\": 8 | \"groups\": 8, \"xyzzy\": 3 | has 'network.xyzzy', which no scale has",
        "\"side\": 16 | \"side\": 16.5 | 'side' is a whole number, not '16.5'",
        "\"side\": 16 | \"side\": \"16\" | 'side' is a whole number, not '16'",
        "\"side\": 16 | \"side\": 99999999999 | 'side' is a whole number, not '99999999999'",
        "\"seed\": 1 | \"seed\": null | 'seed' is a whole number, not 'null'",
        "\"rate\": 1e-3 | \"rate\": \"fast\" | 'rate' is a number, not 'fast'",
        "\"warmUp\": true | \"warmUp\": 1 | 'warmUp' is true or false, not '1'",
        "\"name\": \"tiny-long\" | \"name\": 7 | 'name' is a text in quotes, not '7'",
        "[16, 32, 32] | 16 | 'network.channels' is a list, [...], not '16'",
        "[16, 32, 32] | [16, \"a\"] | 'network.channels' is a whole number, not 'a'",
        "\"unipc\" | \"unipcc\" | 'sampler.kind' is one of ddim, unipc, not 'unipcc'",
        "\"radii\": 64 | \"radius\": 64 | has 'samples.radius', and 'samples' is of frechet,"
            + " differential, landscapes, classes, retraining, evaluation, radii, unattributable",
        "\"radii\": 64 | \"radii\": [] | 'samples.radii' is a whole number, not a list",
        "\"side\": 16 | \"side\": 3 | side of scale tiny-long must be from 4 to 64, found 3",
        "[16, 32, 32] | [16, 33, 32] | channels of a block are a multiple of the 8 groups, at most"
            + " 4096, found 33",
      })
  void faultsOfAScale_areNamedByScaleAndKey(String from, String to, String said)
      throws IOException {
    String changed = scale.replaceFirst(java.util.regex.Pattern.quote(from), to == null ? "" : to);
    String found = refused("[" + changed + "]");
    String title = from.contains("name") ? ": scale number 1" : ": scale 'tiny-long'";
    assertEquals(title, found.substring(0, title.length()));
    assertEquals(said, found.substring(title.length()).replaceFirst("^:? ", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | : is no list of scales, [{...}, ...], but an object",
        "7 | : is no list of scales, [{...}, ...], but '7'",
        "[7] | : scale number 1 is no object, {...}, but '7'",
        "`` | : is empty, and no list of scales, [{...}, ...]",
        "[{\"a\": 1 | , line 1, column 9: the file ends there, and something is not closed",
        "[{\"a\": 1;}] | , line 1, column 9: ';' is not expected there",
        "[{\"a\": 1, \"a\": 2}] | , line 1, column 14: 'a' stands there a second time",
        "[{\"a\": tru}] | , line 1, column 8: 'tru' is no value: texts have quotes",
        "[] x | , line 1, column 4: 'x' is no value: texts have quotes",
      })
  void whatIsNoList_isNamedByItsPlace(String text, String said) throws IOException {
    assertEquals(said, refused(text));
  }

  @Test
  void lines_areCounted() throws IOException {
    assertEquals(", line 3, column 3: '}' is not expected there", refused("[\n{\"a\": 1,\n  }]"));
  }
}
