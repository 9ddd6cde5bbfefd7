package org.abc4j.unet.layer;

import java.util.Arrays;
import org.abc4j.kernel.Kernels;
import org.abc4j.kernel.Winograd;

/**
 * Convolution of side 3 and stride 1 by Winograd's F(4×4, 3×3), {@link Winograd}.
 *
 * <p>An image is cut into tiles of 4×4 outputs. Each tile's 6×6 inputs are transformed, at every
 * one of the 36 places the tiles of some images are multiplied by the transformed kernel, and the
 * products are transformed back. The gradient of the kernel goes the same way in reverse. Which
 * images share a product changes no result.
 */
final class WinogradConvolution {
  private static final int SIDE = Winograd.SIDE;
  private static final int PLACES = WinogradKernel.PLACES;

  /** Tiles of one product, where images have fewer than so many. */
  private static final int TILES = 64;

  private static final int INPUT_SLOT = 1;
  private static final int OUTPUT_SLOT = 2;
  private static final int GRADIENT_SLOT = 4;
  private static final int LINES_SLOT = 5;
  private static final int EDGE_SLOT = 6;

  private final Pass pass;
  private final Kernels kernels;
  private final ImageMap map;
  private final int tilesAcross;
  private final int tiles;
  private final int block;
  private final int inputs;
  private final int outputs;

  private WinogradConvolution(Pass pass, ImageMap map, int rows) {
    this.pass = pass;
    this.kernels = pass.kernels;
    this.map = map;
    this.tilesAcross = map.to().width() / Winograd.TILE;
    this.tiles = map.to().height() / Winograd.TILE * tilesAcross;
    this.block = Math.min(rows, Math.max(1, TILES / tiles));
    this.inputs = map.from().channels();
    this.outputs = map.to().channels();
  }

  /**
   * Convolves rows.
   *
   * @param kernel the transformed kernel, {@link WinogradKernel#transform}
   * @param biasOrNull added to each pixel
   */
  static void apply(
      Pass pass,
      ImageMap map,
      float[] kernel,
      float[] in,
      float[] out,
      int rows,
      float[] biasOrNull) {
    WinogradConvolution convolution = new WinogradConvolution(pass, map, rows);
    for (int first = 0; first < rows; first += convolution.block) {
      int images = Math.min(convolution.block, rows - first);
      convolution.convolve(kernel, in, out, first, images, biasOrNull, false);
    }
  }

  /**
   * Convolves an adjoint by the adjoint's kernel, and adds that to another.
   *
   * @param map from the output's adjoint to the input's
   * @param kernel the transformed kernel of the adjoint convolution
   * @param node whose adjoint is added to
   * @param isNew whether that is new, {@link Pass#isAdjointNew}
   */
  static void addAdjoint(
      Pass pass, ImageMap map, float[] kernel, float[] adjoint, Node node, boolean isNew) {
    float[] sum = isNew ? pass.adjointToSet(node) : pass.adjoint(node);
    WinogradConvolution convolution = new WinogradConvolution(pass, map, pass.rows());
    for (int first = 0; first < pass.rows(); first += convolution.block) {
      int images = Math.min(convolution.block, pass.rows() - first);
      if (isNew) {
        convolution.clear(sum, first, images);
      }
      convolution.convolve(kernel, adjoint, sum, first, images, null, true);
    }
  }

  /** Sets the pixels of some images to 0, which are then near when they are added to. */
  private void clear(float[] out, int first, int images) {
    int size = map.to().size();
    Arrays.fill(out, first * size, (first + images) * size, 0);
  }

  private void convolve(
      float[] kernel,
      float[] in,
      float[] out,
      int first,
      int images,
      float[] biasOrNull,
      boolean add) {
    int all = images * tiles;
    int productPlace = WinogradKernel.placeSize(all, outputs);
    float[] transformed = transformedInputs(in, first, images);
    float[] products = pass.scratch(OUTPUT_SLOT, PLACES * productPlace);
    for (int place = 0; place < PLACES; place++) {
      Panels.multiply(
          kernels,
          all,
          inputs,
          outputs,
          transformed,
          place * WinogradKernel.placeSize(all, inputs),
          inputs,
          new Panels.Matrix(kernel, place * WinogradKernel.placeSize(inputs, outputs), inputs, 0),
          products,
          place * productPlace,
          false);
    }
    for (int tile = 0; tile < all; tile += tilesAcross) {
      transformOutputs(products, productPlace, tile, out, pixel(first, tile), biasOrNull, add);
    }
  }

  /** Takes a row of tiles from its places to its pixels. */
  private void transformOutputs(
      float[] products,
      int place,
      int tile,
      float[] out,
      int pixel,
      float[] biasOrNull,
      boolean add) {
    int width = tilesAcross * outputs;
    float[] lines = pass.scratch(LINES_SLOT, Winograd.TILE * SIDE * width);
    kernels.winograd(
        Winograd.OUTPUT,
        SIDE,
        width,
        products,
        tile * outputs,
        place,
        SIDE * place,
        lines,
        0,
        width,
        SIDE * width,
        false);
    int row = map.to().width() * outputs;
    for (int y = 0; y < Winograd.TILE; y++) {
      int at = y * SIDE * width;
      int to = pixel * outputs + y * row;
      int tileStep = Winograd.TILE * outputs;
      if (biasOrNull == null) {
        kernels.winograd(
            Winograd.OUTPUT,
            tilesAcross,
            outputs,
            lines,
            at,
            outputs,
            width,
            out,
            to,
            tileStep,
            outputs,
            add);
      } else {
        kernels.winogradOutput(
            tilesAcross,
            outputs,
            lines,
            at,
            outputs,
            width,
            biasOrNull,
            out,
            to,
            tileStep,
            outputs);
      }
    }
  }

  /** The first pixel of a tile of some images. */
  private int pixel(int firstImage, int tile) {
    int y = tile % tiles / tilesAcross * Winograd.TILE;
    int x = tile % tilesAcross * Winograd.TILE;
    return (firstImage + tile / tiles) * map.to().pixels() + y * map.to().width() + x;
  }

  /** By place, tile and channel. */
  private float[] transformedInputs(float[] in, int first, int images) {
    int placeSize = WinogradKernel.placeSize(images * tiles, inputs);
    float[] transformed = pass.scratch(INPUT_SLOT, PLACES * placeSize);
    int row = map.from().width() * inputs;
    float[] lines = pass.scratch(LINES_SLOT, linesSize(map.from()));
    for (int line = 0; line < SIDE; line++) {
      // The map of a border of zeros is zeros.
      int at = line * (row + 2 * inputs);
      Arrays.fill(lines, at, at + inputs, 0);
      Arrays.fill(lines, at + inputs + row, at + inputs + row + inputs, 0);
    }
    for (int tile = 0; tile < images * tiles; tile += tilesAcross) {
      transformInputs(in, pixel(first, tile), lines, transformed, tile * inputs, placeSize);
    }
    return transformed;
  }

  /** Takes a row of tiles to its places; columns that neighbours share are taken once. */
  private void transformInputs(
      float[] in, int pixel, float[] lines, float[] out, int to, int place) {
    int row = map.from().width() * inputs;
    int padded = row + 2 * inputs;
    int above = pixel * inputs - row;
    int y = pixel / map.from().width() % map.from().height();
    if (y == 0 || y + Winograd.TILE == map.from().height()) {
      float[] edge = pass.scratch(EDGE_SLOT, SIDE * row);
      int zeros = y == 0 ? 0 : SIDE - 1;
      Arrays.fill(edge, zeros * row, (zeros + 1) * row, 0);
      System.arraycopy(in, y == 0 ? above + row : above, edge, y == 0 ? row : 0, (SIDE - 1) * row);
      kernels.winograd(Winograd.INPUT, 1, row, edge, 0, 0, row, lines, inputs, 0, padded, false);
    } else {
      kernels.winograd(Winograd.INPUT, 1, row, in, above, 0, row, lines, inputs, 0, padded, false);
    }
    for (int line = 0; line < SIDE; line++) {
      kernels.winograd(
          Winograd.INPUT,
          tilesAcross,
          inputs,
          lines,
          line * padded,
          Winograd.TILE * inputs,
          inputs,
          out,
          to + line * SIDE * place,
          inputs,
          place,
          false);
    }
  }

  /** Adds the gradient of a kernel that is kept in panels. */
  static void addGradient(
      Pass pass, ImageMap map, float[] in, float[] adjoint, float[] gradient, int rows) {
    WinogradConvolution convolution = new WinogradConvolution(pass, map, rows);
    int inputs = convolution.inputs;
    int outputs = convolution.outputs;
    int place = WinogradKernel.placeSize(inputs, outputs);
    float[] sums = pass.scratch(GRADIENT_SLOT, PLACES * place);
    for (int first = 0; first < rows; first += convolution.block) {
      convolution.addProducts(in, adjoint, sums, first, Math.min(convolution.block, rows - first));
    }
    WinogradKernel.addGradient(pass.kernels, inputs, outputs, sums, gradient);
  }

  /** At every place, inputs × outputs in panels: the sums over some images' tiles. */
  private void addProducts(float[] in, float[] adjoint, float[] sums, int first, int images) {
    int all = images * tiles;
    float[] transformed = transformedInputs(in, first, images);
    float[] adjoints = transformedAdjoints(adjoint, first, all);
    for (int place = 0; place < PLACES; place++) {
      Panels.outer(
          kernels,
          inputs,
          all,
          outputs,
          transformed,
          place * WinogradKernel.placeSize(all, inputs),
          inputs,
          new Panels.Matrix(adjoints, place * WinogradKernel.placeSize(all, outputs), all, 0),
          new Panels.Matrix(sums, place * WinogradKernel.placeSize(inputs, outputs), inputs, 0),
          first > 0);
    }
  }

  /** By place, panel of channels and tile. */
  private float[] transformedAdjoints(float[] adjoint, int first, int all) {
    int placeSize = WinogradKernel.placeSize(all, outputs);
    int row = map.to().width() * outputs;
    float[] transformed = pass.scratch(OUTPUT_SLOT, PLACES * placeSize);
    float[] lines = pass.scratch(LINES_SLOT, SIDE * row);
    for (int tile = 0; tile < all; tile += tilesAcross) {
      kernels.winograd(
          Winograd.OUTPUT_ADJOINT,
          1,
          row,
          adjoint,
          pixel(first, tile) * outputs,
          0,
          row,
          lines,
          0,
          0,
          row,
          false);
      for (int column = 0; column < outputs; column += Kernels.PANEL) {
        int width = Panels.width(outputs, column);
        int to = column * all + tile * width;
        for (int y = 0; y < SIDE; y++) {
          kernels.winograd(
              Winograd.OUTPUT_ADJOINT,
              tilesAcross,
              width,
              lines,
              y * row + column,
              Winograd.TILE * outputs,
              outputs,
              transformed,
              to + y * SIDE * placeSize,
              width,
              placeSize,
              false);
        }
      }
    }
    return transformed;
  }

  /** Numbers of working space for the tiles of one product, and a row of them. */
  static long scratchSize(ImageMap map) {
    int tiles = map.to().pixels() / (Winograd.TILE * Winograd.TILE);
    int all = Math.max(TILES, tiles);
    int inputs = WinogradKernel.placeSize(all, map.from().channels());
    int outputs = WinogradKernel.placeSize(all, map.to().channels());
    long lines = Math.max(linesSize(map.from()), linesSize(map.to()));
    return (long) PLACES * (inputs + outputs) + 2 * lines;
  }

  /** Numbers of a row of tiles, with a border, between the maps of columns and of rows. */
  private static int linesSize(Node image) {
    return SIDE * (image.width() + 2) * image.channels();
  }
}
