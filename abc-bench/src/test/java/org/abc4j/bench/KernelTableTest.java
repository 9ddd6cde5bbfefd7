package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelTableTest {

  private static String format(double peak, KernelTable.Row... rows) {
    return KernelTable.ofRows(List.of(rows), peak).format();
  }

  @Test
  void format_rows_hasRateShareAndRatio() {
    // 2·10⁶ operations in 25 µs are 80 GFLOP/s, a quarter of 320.
    String expected =
        String.join(
            System.lineSeparator(),
            "kernel   time/op  error  unit  GFLOP/s  of peak  scalar  s. unit  scalar/vector",
            "product    25.00   0.50  us       80.0    25.0%    1.50  ms                60.0",
            "SiLU      100.00      ?  ns        2.5     0.8%       ?                       ?",
            "sums           ?      ?              ?        ?  250.00  ns                   ?",
            "");
    assertEquals(
        expected,
        format(
            320e9,
            new KernelTable.Row("product", 2e6, 25e3, 500, 1.5e6),
            new KernelTable.Row("SiLU", 250, 100, Double.NaN, Double.NaN),
            new KernelTable.Row("sums", 250, Double.NaN, Double.NaN, 250)));
  }

  @Test
  void work_benchmark_isFoundByItsClass() {
    assertEquals(
        KernelWork.SILU, KernelTable.work("org.abc4j.bench.KernelBenchmark.scalar", "SILU"));
    assertEquals(
        NetworkWork.WHOLE_1,
        KernelTable.work("org.abc4j.bench.NetworkBenchmark.vector", "WHOLE_1"));
  }

  @Test
  void work_otherBenchmark_isNamed() {
    assertEquals(
        "nothing counts the operations of org.abc4j.bench.GramBenchmark.gram",
        assertThrows(
                IllegalArgumentException.class,
                () -> KernelTable.work("org.abc4j.bench.GramBenchmark.gram", "SILU"))
            .getMessage());
  }
}
