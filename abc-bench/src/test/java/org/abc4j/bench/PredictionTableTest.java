package org.abc4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.kernel.ObservedKernels;
import org.abc4j.kernel.ObservedKernels.Kind;
import org.abc4j.unet.UNetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PredictionTableTest {
  @Test
  void format_rows_areSortedWithSharesOfTimeAndPeak() {
    List<PredictionTable.Row> rows =
        List.of(
            new PredictionTable.Row("Sum", "copies", 1000, 0),
            new PredictionTable.Row("Winograd 3x3", "product", 3000, 60_000));
    List<String> lines = PredictionTable.ofRows("net", rows, 40e9).format().lines().toList();
    assertEquals("net", lines.get(0));
    assertEquals("Winograd 3x3  product     3.00  us      75.0%     20.0    50.0%", lines.get(2));
    assertEquals("Sum           copies      1.00  us      25.0%", lines.get(3));
    assertEquals("all                       4.00  us     100.0%     15.0    37.5%", lines.get(4));
  }

  /** What is counted is what kernels do: of a direct convolution, its products. */
  @Test
  void tables_ofPasses_haveTheirLayersAndKernels() {
    UNetConfig config = UNetConfig.attendingOnce(new Shape(1, 8, 8), List.of(16, 16), 1, 8);
    List<String> tables =
        PassMeasurement.tables(
                List.of(
                    PredictionTable.measurement("tiny", config, 1).lasting(0, 0.05),
                    TrainingTable.measurement("tiny", config, 2).lasting(0, 0.05),
                    TangentsTable.measurement("tiny", config, 3).lasting(0, 0.05)),
                1e12)
            .stream()
            .map(PredictionTable::format)
            .toList();
    String table = tables.get(0);
    assertTrue(table.startsWith("tiny, prediction of 1; medians of passes over 0.1 s"), table);
    for (String part :
        List.of(
            "Winograd 3x3",
            "direct 3x3, stride 2",
            "Attention",
            "GroupNorm and SiLU",
            "winograd input",
            "attention powers")) {
      assertTrue(table.contains(part), table);
    }
    String training = tables.get(1);
    assertTrue(training.startsWith("tiny, training step on 2"), training);
    for (String line :
        List.of(
            "forward +product .*",
            "forward +normalise silu .*",
            "backward +product .*",
            "backward +winograd output adjoint .*",
            "backward +winograd kernel adjoint .*",
            "backward +attention adjoints .*",
            "backward +normal silu adjoint .*")) {
      assertTrue(training.lines().anyMatch(found -> found.matches(line)), line + training);
    }
    String tangents = tables.get(2);
    assertTrue(tangents.startsWith("tiny, 3 tangents of one image"), tangents);
    for (String line :
        List.of(
            "the prediction +product .*",
            "Winograd 3x3 +product .*",
            "GroupNorm and SiLU +.*",
            "Attention +product .*")) {
      assertTrue(tangents.lines().anyMatch(found -> found.matches(line)), line + tangents);
    }
  }

  /** The operations of an element are those that the table of kernels counts. */
  @ParameterizedTest
  @EnumSource
  void operations_ofKernels_areThoseOfTheirOwnTable(KernelWork work) {
    double[] operations = new double[1];
    Kernels observed =
        new ObservedKernels(
            Kernels.scalar(),
            (kind, elements, nanos) ->
                operations[0] += elements * PredictionTable.operations(kind));
    KernelCall call = work.call();
    call.run(observed);
    // Softmax divides once for each column, which is counted there.
    assertEquals(call.operations(), operations[0], 1e-3 * call.operations());
  }

  /** One product more for each element than the slope. */
  @Test
  void operations_ofTheAdjointOfSilu_areOneMoreThanOfItsSlope() {
    assertEquals(
        1,
        PredictionTable.operations(Kind.NORMAL_SILU_ADJOINT)
            - PredictionTable.operations(Kind.NORMAL_SILU_SLOPE));
  }
}
