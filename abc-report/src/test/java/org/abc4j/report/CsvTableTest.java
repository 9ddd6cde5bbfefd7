package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
  @TempDir Path temp;

  private static String field(Object value) {
    String text = CsvTable.of("a").row(value).text();
    return text.substring("\"a\"\r\n".length(), text.length() - 2);
  }

  @Test
  void text_table_isQuotedAndHasNumbersPlain() {
    assertEquals(
        "\"a\",\"b, \"\"c\"\"\"\r\n\"x\",1.5\r\n,-3\r\n",
        CsvTable.of("a", "b, \"c\"").row("x", 1.5).row(null, -3).text());
  }

  @Test
  void text_linesWithin_stayInTheirQuotes() {
    assertEquals("\"a\nb\"", field("a\nb"));
    assertEquals("\"a\r\nb,\"\"c\"\"\"", field("a\r\nb,\"c\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1",
        "＋1",
        "－1",
        "＠x"
      })
  void text_nameLikeAFormula_isNone(String name) {
    assertEquals("\"'" + name + "\"", field(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=b", "'=1", "1-2", "ä", "", " "})
  void text_otherNames_areAsTheyAre(String name) {
    assertEquals('"' + name + '"', field(name));
  }

  @Test
  void text_numbers_areWholeAndNeverFormulas() {
    assertEquals("-0.25", field(-0.25));
    assertEquals("0", field(-0.0));
    assertEquals("", field(Double.NaN));
    assertEquals("-Infinity", field(Double.NEGATIVE_INFINITY));
    assertEquals("123456789012", field(123456789012L));
    for (double value : new double[] {0.1, Math.PI, 1e-300, 1.7976931348623157e308, 2e-7 / 3}) {
      assertEquals(value, Double.parseDouble(field(value)));
    }
    assertEquals(0.1f, Float.parseFloat(field(0.1f)));
  }

  @Test
  void jsonLines_table_hasTextsAsTheyAreAndOnlyWhatIsThere() {
    CsvTable table =
        CsvTable.of("a", "b")
            .row("=1", null)
            .row("say \"\\\n\u2028", 0.1)
            .row(7L, Double.NaN)
            .row(null, Double.POSITIVE_INFINITY);
    assertEquals(
        "{\"a\":\"=1\"}\n"
            + "{\"a\":\"say \\\"\\\\\\u000a\\u2028\",\"b\":0.10000000000000001}\n"
            + "{\"a\":7}\n"
            + "{\"b\":\"Infinity\"}\n",
        table.jsonLines());
    assertEquals(4, table.size());
  }

  @Test
  void row_anotherNumberOfFields_isRefused() {
    CsvTable table = CsvTable.of("a", "b");
    assertEquals(
        "a row of this table has 2 fields, found 1",
        assertThrows(IllegalArgumentException.class, () -> table.row(1)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> CsvTable.of());
  }

  @Test
  void write_table_isItsTextInUtf8() throws IOException {
    Path file = temp.resolve("a.csv");
    CsvTable.of("ä").write(file);
    assertEquals("\"ä\"\r\n", Files.readString(file));
  }
}
