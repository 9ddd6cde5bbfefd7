package org.abc4j.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.abc4j.kernel.ObservedKernels.Kind;
import org.abc4j.unet.UNetConfig;

/**
 * Where the time of a pass goes, by kind of layer and kernel, and what share of the peak each
 * reaches with the arithmetic that it really does: a Winograd convolution's own products and maps,
 * columns that are filled up, {@code exp} as the operations of its polynomial.
 *
 * <p>{@link PassMeasurement} tells how the times are got. Immutable.
 */
final class PredictionTable {
  private static final List<String> HEADER =
      List.of("layers", "part", "time/op", "unit", "of time", "GFLOP/s", "of peak");
  private static final Set<String> NUMBERS = Set.of("time/op", "of time", "GFLOP/s", "of peak");
  private static final int TIMESTEP = 500;
  private static final double PERCENT = 100;
  private static final double GIGA = 1e9;

  private final String title;
  private final List<Row> rows;
  private final double peak;

  private PredictionTable(String title, List<Row> rows, double peak) {
    this.title = title;
    this.rows = List.copyOf(rows);
    this.peak = peak;
  }

  /**
   * A part of a pass.
   *
   * @param layers kind of layer
   * @param part kind of kernel, or what is in none
   * @param nanos time of a pass that goes there
   * @param operations floating-point operations of it
   */
  record Row(String layers, String part, double nanos, double operations) {}

  /**
   * A table of parts, largest first.
   *
   * @param peak floating-point operations a second that the machine can do, NaN for unknown
   */
  static PredictionTable ofRows(String title, List<Row> rows, double peak) {
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort((a, b) -> Double.compare(b.nanos(), a.nanos()));
    return new PredictionTable(title, sorted, peak);
  }

  /** Measurements of predictions of so many images. */
  static PassMeasurement measurement(String network, UNetConfig config, int images) {
    float[] x = KernelCall.gaussians(0, images * config.inputShape().size());
    int[] timesteps = new int[images];
    Arrays.fill(timesteps, TIMESTEP);
    return new PassMeasurement(
        network + ", prediction of " + images,
        config,
        (pass, observer) -> pass.predict(images, x, timesteps, observer));
  }

  /** Operations of an element: see {@link KernelWork}. */
  static double operations(Kind kind) {
    return switch (kind) {
      case PRODUCT, DOTS -> 2;
      case WINOGRAD_INPUT -> 24;
      // Two lines of five end a square, and are added to something.
      case WINOGRAD_OUTPUT -> 16 + 4 * 2 / 5.0;
      case WINOGRAD_OUTPUT_ADJOINT -> 16;
      case WINOGRAD_KERNEL -> 17;
      // So does one of three.
      case WINOGRAD_KERNEL_ADJOINT -> 18 + 3 / 3.0;
      case SILU -> 25;
      case SILU_SLOPE -> 28;
      case SOFTMAX -> 24;
      case SCALE, SUMS, ADD_TO_ROWS -> 1;
      case SQUARES -> 3;
      case SOFTMAX_SLOPE, NORMALISE -> 4;
      case NORMALISE_SILU -> 29;
      case NORMAL_SILU_SLOPE -> 30;
      case NORMAL_SILU_ADJOINT -> 31;
      case PROJECT -> 5;
      case PROJECT_SILU -> 6;
      // A multiply-add each; softmax's part of a score is divided among the 8 channels of a head.
      case ATTENTION_POWERS -> 2 + 24.0 / 8;
      case ATTENTION_ADJOINTS -> 2 + 5.0 / 16;
      case ATTENTION_OUTER -> 2;
    };
  }

  String format() {
    double all = rows.stream().mapToDouble(Row::nanos).sum();
    TextTable table = new TextTable(HEADER, NUMBERS);
    for (Row row : rows) {
      table.add(cells(row, all));
    }
    double operations = rows.stream().mapToDouble(Row::operations).sum();
    table.add(cells(new Row("all", "", all, operations), all));
    return title + System.lineSeparator() + table.format();
  }

  private List<String> cells(Row row, double all) {
    List<String> time = TextTable.time(row.nanos(), Double.NaN);
    boolean counted = row.operations() > 0;
    double rate = row.operations() / row.nanos();
    return List.of(
        row.layers(),
        row.part(),
        time.get(0),
        time.get(2),
        TextTable.number(PERCENT * row.nanos() / all, 1) + "%",
        counted ? TextTable.number(rate, 1) : "",
        counted ? TextTable.number(PERCENT * rate * GIGA / peak, 1) + "%" : "");
  }
}
