package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ResultTableTest {

  private static String format(ResultTable.Row... rows) {
    return ResultTable.ofRows(List.of(rows)).format();
  }

  @Test
  void format_rows_alignsAndPicksUnits() {
    String expected =
        String.join(
            System.lineSeparator(),
            "benchmark      parameters    time/op  error  unit",
            "Codebook.rank  n=22            12.35   0.50  ns",
            "Gram.images    sources=4096     1.00      ?  us",
            "Jacobian.all   -              250.00  30.00  ms",
            "Exact.slow     a=1 b=2       7200.00   0.00  s",
            "");
    assertEquals(
        expected,
        format(
            new ResultTable.Row("Codebook.rank", "n=22", 12.345678, 0.5),
            new ResultTable.Row("Gram.images", "sources=4096", 1000, Double.NaN),
            new ResultTable.Row("Jacobian.all", "", 2.5e8, 3e7),
            new ResultTable.Row("Exact.slow", "a=1 b=2", 7.2e12, 0)));
  }

  @Test
  void format_otherLocale_keepsPoint() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      String row = format(new ResultTable.Row("A.b", "", 1.5, 0.25)).lines().toList().get(1);
      assertEquals("A.b        -              1.50   0.25  ns", row);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void shortName_qualified_isClassAndMethod() {
    assertEquals("Codebook.rank", ResultTable.shortName("org.abc4j.bench.CodebookBenchmark.rank"));
    assertEquals("Plain.run", ResultTable.shortName("Plain.run"));
  }
}
