package org.abc4j.bench;

import org.abc4j.kernel.Kernels;
import org.abc4j.kernel.Winograd;

/**
 * The linear maps of Winograd's convolution over one image, laid out as the layers have them.
 *
 * <p>A map of squares is one of lines, along each column and then along each row of the result, so
 * its operations are those of a line, {@code LINE}, times the number of lines.
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

  private final int side;
  private final int channels;
  private final int across;
  private final int tiles;
  private final float[] work = new float[Winograd.WORK];

  private WinogradMaps(int side, int channels) {
    this.side = side;
    this.channels = channels;
    this.across = side / TILE;
    this.tiles = across * across;
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

  /** Where the first pixel of a tile is. */
  private int pixel(int tile, int width) {
    return (tile / across * width + tile % across) * TILE;
  }

  private float[] places(int placeSize) {
    return KernelCall.gaussians(0, SIDE * SIDE * placeSize);
  }

  private KernelCall input() {
    int width = side + KERNEL - 1;
    int place = tiles * channels + GAP;
    float[] padded = KernelCall.gaussians(0, width * width * channels);
    float[] out = new float[SIDE * SIDE * place];
    return new KernelCall(
        tiles * channels * square(INPUT_LINE, SIDE, SIDE, false),
        kernels -> {
          for (int tile = 0; tile < tiles; tile++) {
            kernels.winograd(
                Winograd.INPUT,
                channels,
                padded,
                pixel(tile, width) * channels,
                width * channels,
                channels,
                out,
                tile * channels,
                SIDE * place,
                place,
                false,
                work);
          }
        },
        out);
  }

  private KernelCall output() {
    int place = tiles * channels + GAP;
    float[] products = places(place);
    float[] out = new float[side * side * channels];
    return new KernelCall(
        tiles * channels * square(OUTPUT_LINE, SIDE, TILE, true),
        kernels -> {
          for (int tile = 0; tile < tiles; tile++) {
            kernels.winograd(
                Winograd.OUTPUT,
                channels,
                products,
                tile * channels,
                SIDE * place,
                place,
                out,
                pixel(tile, side) * channels,
                side * channels,
                channels,
                true,
                work);
          }
        },
        out);
  }

  private KernelCall outputAdjoint() {
    int place = tiles * channels + GAP;
    float[] adjoint = KernelCall.gaussians(0, side * side * channels);
    float[] out = new float[SIDE * SIDE * place];
    return new KernelCall(
        tiles * channels * square(ADJOINT_LINE, TILE, SIDE, false),
        kernels -> {
          for (int column = 0; column < channels; column += Kernels.PANEL) {
            for (int tile = 0; tile < tiles; tile++) {
              kernels.winograd(
                  Winograd.OUTPUT_ADJOINT,
                  Kernels.PANEL,
                  adjoint,
                  pixel(tile, side) * channels + column,
                  side * channels,
                  channels,
                  out,
                  column * tiles + tile * Kernels.PANEL,
                  SIDE * place,
                  place,
                  false,
                  work);
            }
          }
        },
        out);
  }

  private KernelCall kernel() {
    int place = channels * channels + GAP;
    float[] weights = KernelCall.gaussians(0, KERNEL * KERNEL * channels * channels);
    float[] out = new float[SIDE * SIDE * place];
    return new KernelCall(
        channels * channels * square(KERNEL_LINE, KERNEL, SIDE, false),
        kernels -> {
          for (int column = 0; column < channels; column += Kernels.PANEL) {
            for (int input = 0; input < channels; input++) {
              kernels.winograd(
                  Winograd.KERNEL,
                  Kernels.PANEL,
                  weights,
                  column * KERNEL * KERNEL * channels + input * Kernels.PANEL,
                  KERNEL * channels * Kernels.PANEL,
                  channels * Kernels.PANEL,
                  out,
                  column * channels + input * Kernels.PANEL,
                  SIDE * place,
                  place,
                  false,
                  work);
            }
          }
        },
        out);
  }

  private KernelCall kernelAdjoint() {
    int place = channels * channels + GAP;
    float[] sums = places(place);
    float[] gradient = new float[KERNEL * KERNEL * channels * channels];
    return new KernelCall(
        channels * channels * square(KERNEL_ADJOINT_LINE, SIDE, KERNEL, true),
        kernels -> {
          for (int column = 0; column < channels; column += Kernels.PANEL) {
            for (int input = 0; input < channels; input++) {
              kernels.winograd(
                  Winograd.KERNEL_ADJOINT,
                  Kernels.PANEL,
                  sums,
                  column * channels + input * Kernels.PANEL,
                  SIDE * place,
                  place,
                  gradient,
                  column * KERNEL * KERNEL * channels + input * Kernels.PANEL,
                  KERNEL * channels * Kernels.PANEL,
                  channels * Kernels.PANEL,
                  true,
                  work);
            }
          }
        },
        gradient);
  }
}
