package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.abc4j.kernel.ObservedKernels.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelPartsTest {
  private static final double PASS = 500;

  /** Two passes, of a layer and of another. */
  private static KernelParts called() {
    KernelParts parts = new KernelParts();
    for (int pass = 0; pass < 2; pass++) {
      parts.begin("Attention");
      parts.called(Kind.PRODUCT, 10, 200);
      parts.called(Kind.PRODUCT, 20, 100);
      parts.called(Kind.SCALE, 7, 100);
      parts.begin("Sum");
      parts.called(Kind.SCALE, 1000, 1000);
    }
    return parts;
  }

  @Test
  void parts_ofALayer_divideItsTimeAsItsCallsDid() {
    List<PredictionTable.Row> rows = called().parts("Attention", 512, 1024, 0, 2);
    assertEquals(
        List.of(
            new PredictionTable.Row("Attention", "product", 300, 60),
            new PredictionTable.Row("Attention", "scale", 100, 7),
            new PredictionTable.Row("Attention", KernelParts.REST, 112, 0)),
        rows);
  }

  /** Of 1000 ns, 6 calls cost 20 each; half of that lies inside of what a call says. */
  @Test
  void parts_watchingCosts_isTakenOff() {
    List<PredictionTable.Row> rows = called().parts("Attention", PASS, 1000, 20, 2);
    assertEquals(PASS * 560 / 880, rows.get(0).nanos(), 1e-9);
    assertEquals(PASS * 180 / 880, rows.get(1).nanos(), 1e-9);
    assertEquals(PASS * 140 / 880, rows.get(2).nanos(), 1e-9);
  }

  /** Whatever the cost was taken for, and where the calls say more than the whole. */
  @ParameterizedTest
  @CsvSource({"1000, 0", "1000, 20", "1000, 150", "1000, 170", "1000, 1e6", "700, 0", "1, 5"})
  void parts_ofALayer_sumToItsTime(double watched, double cost) {
    for (String kind : List.of("Attention", "no calls")) {
      List<PredictionTable.Row> rows = called().parts(kind, PASS, watched, cost, 2);
      double sum = rows.stream().mapToDouble(PredictionTable.Row::nanos).sum();
      assertEquals(PASS, sum, 1e-9, rows.toString());
    }
  }
}
