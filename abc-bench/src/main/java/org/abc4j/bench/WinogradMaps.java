package org.abc4j.bench;

import org.abc4j.kernel.Kernels;
import org.abc4j.kernel.Winograd;

/**
 * The linear maps of Winograd's convolution over one image, laid out as the layers have them.
 *
 * <p>A map of squares is one of lines, along each column and then along each row of the result, so
 * its operations are those of a line, {@code LINE}, times the number of lines. Columns that
 * neighbouring tiles share count once.
 */
final class WinogradMaps {
  private static final int INPUT_LINE = 24;
  private static final int OUTPUT_LINE = 16;
  private static final int ADJOINT_LINE = 16;
  private static final int KERNEL_LINE = 17;
  private static final int KERNEL_ADJOINT_LINE = 18;

  private static final int KERNEL = 3;
  private static final int SIDE = Winograd.SIDE;
  private static final int TILE = Winograd.TILE;

  /** What the layers leave between the places. */
  private static final int GAP = 16;

  /** What the layers take of a kernel in one go. */
  private static final int RUN = 256;

  private final int side;
  private final int channels;
  private final int across;
  private final int tiles;
  private final float[] lines;

  private WinogradMaps(int side, int channels) {
    this.side = side;
    this.channels = channels;
    this.across = side / TILE;
    this.tiles = across * across;
    this.lines = new float[SIDE * Math.max(KERNEL * RUN, (side + KERNEL - 1) * channels)];
  }

  /** Over the tiles of an image of so many pixels a side, or all inputs of a kernel. */
  static KernelCall of(Winograd map, int side, int channels) {
    WinogradMaps maps = new WinogradMaps(side, channels);
    return switch (map) {
      case INPUT -> maps.input();
      case OUTPUT -> maps.output();
      case OUTPUT_ADJOINT -> maps.outputAdjoint();
      case KERNEL -> maps.kernel();
      case KERNEL_ADJOINT -> maps.kernelAdjoint();
    };
  }

  /**
   * Operations of one channel of one square.
   *
   * @param line of the map of a line
   * @param from side of the squares that it takes
   * @param to side of those that it gives
   * @param add whether the results are added to something
   */
  private static double square(int line, int from, int to, boolean add) {
    return line * (from + to) + (add ? to * to : 0);
  }

  private float[] places(int placeSize) {
    return KernelCall.gaussians(0, SIDE * SIDE * placeSize);
  }

  private KernelCall input() {
    int width = side + KERNEL - 1;
    int row = width * channels;
    int place = tiles * channels + GAP;
    float[] padded = KernelCall.gaussians(0, width * row);
    float[] out = new float[SIDE * SIDE * place];
    return new KernelCall(
        (double) INPUT_LINE * across * (width + SIDE * across) * channels,
        kernels -> {
          for (int y = 0; y < across; y++) {
            kernels.winograd(
                Winograd.INPUT, 1, row, padded, y * TILE * row, 0, row, lines, 0, 0, row, false);
            int to = y * across * channels;
            for (int k = 0; k < SIDE; k++) {
              lines(kernels, Winograd.INPUT, channels, k * row, out, to + k * SIDE * place, place);
            }
          }
        },
        out);
  }

  /** From lines of an image's channels, as they lie, to tiles of places. */
  private void lines(
      Kernels kernels, Winograd map, int width, int at, float[] out, int to, int place) {
    kernels.winograd(
        map, across, width, lines, at, TILE * channels, channels, out, to, width, place, false);
  }

  private KernelCall output() {
    int width = across * channels;
    int place = tiles * channels + GAP;
    float[] products = places(place);
    float[] out = new float[side * side * channels];
    return new KernelCall(
        tiles * channels * square(OUTPUT_LINE, SIDE, TILE, true),
        kernels -> {
          for (int y = 0; y < across; y++) {
            columns(kernels, Winograd.OUTPUT, SIDE, width, products, y * width, place);
            for (int k = 0; k < TILE; k++) {
              kernels.winograd(
                  Winograd.OUTPUT,
                  across,
                  channels,
                  lines,
                  k * SIDE * width,
                  channels,
                  width,
                  out,
                  (y * TILE + k) * side * channels,
                  TILE * channels,
                  channels,
                  true);
            }
          }
        },
        out);
  }

  /** The columns of squares of so many places a side. */
  private void columns(
      Kernels kernels, Winograd map, int from, int width, float[] in, int at, int place) {
    kernels.winograd(
        map, from, width, in, at, place, from * place, lines, 0, width, from * width, false);
  }

  /** The rows of what {@link #columns} gives. */
  private void rows(
      Kernels kernels,
      Winograd map,
      int from,
      int to,
      int width,
      float[] out,
      int outAt,
      int place) {
    kernels.winograd(
        map, to, width, lines, 0, from * width, width, out, outAt, to * place, place, map.adds());
  }

  private KernelCall outputAdjoint() {
    int row = side * channels;
    int place = tiles * channels + GAP;
    float[] adjoint = KernelCall.gaussians(0, side * row);
    float[] out = new float[SIDE * SIDE * place];
    return new KernelCall(
        tiles * channels * square(ADJOINT_LINE, TILE, SIDE, false),
        kernels -> {
          for (int y = 0; y < across; y++) {
            Winograd map = Winograd.OUTPUT_ADJOINT;
            kernels.winograd(map, 1, row, adjoint, y * TILE * row, 0, row, lines, 0, 0, row, false);
            for (int column = 0; column < channels; column += Kernels.PANEL) {
              int to = column * tiles + y * across * Kernels.PANEL;
              for (int k = 0; k < SIDE; k++) {
                int at = k * row + column;
                lines(kernels, map, Kernels.PANEL, at, out, to + k * SIDE * place, place);
              }
            }
          }
        },
        out);
  }

  private KernelCall kernel() {
    int tap = channels * channels;
    int place = tap + GAP;
    float[] weights = KernelCall.gaussians(0, KERNEL * KERNEL * tap);
    float[] out = new float[SIDE * SIDE * place];
    return new KernelCall(
        tap * square(KERNEL_LINE, KERNEL, SIDE, false),
        kernels -> {
          for (int at = 0; at < tap; at += RUN) {
            columns(kernels, Winograd.KERNEL, KERNEL, RUN, weights, at, tap);
            rows(kernels, Winograd.KERNEL, KERNEL, SIDE, RUN, out, at, place);
          }
        },
        out);
  }

  private KernelCall kernelAdjoint() {
    int tap = channels * channels;
    int place = tap + GAP;
    float[] sums = places(place);
    float[] gradient = new float[KERNEL * KERNEL * tap];
    return new KernelCall(
        tap * square(KERNEL_ADJOINT_LINE, SIDE, KERNEL, true),
        kernels -> {
          for (int at = 0; at < tap; at += RUN) {
            columns(kernels, Winograd.KERNEL_ADJOINT, SIDE, RUN, sums, at, place);
            rows(kernels, Winograd.KERNEL_ADJOINT, SIDE, KERNEL, RUN, gradient, at, tap);
          }
        },
        gradient);
  }
}
