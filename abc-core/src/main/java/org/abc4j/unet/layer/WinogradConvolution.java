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
  private static final int KERNEL = 3;
  private static final int PLACES = Winograd.SIDE * Winograd.SIDE;

  /** Tiles of one product, where images have fewer than so many. */
  private static final int TILES = 64;

  /** Numbers between places, so that a tile's 36 places do not share a set of the cache. */
  private static final int GAP = 16;

  private static final int INPUT_SLOT = 1;
  private static final int OUTPUT_SLOT = 2;
  private static final int GRADIENT_SLOT = 4;
  private static final int WORK_SLOT = 5;

  private final Pass pass;
  private final Kernels kernels;
  private final ImageMap map;
  private final int tilesAcross;
  private final int tiles;
  private final int block;
  private final int inputs;
  private final int outputs;
  private final float[] work;

  private WinogradConvolution(Pass pass, ImageMap map, int rows) {
    this.pass = pass;
    this.kernels = pass.kernels;
    this.map = map;
    this.tilesAcross = map.to().width() / Winograd.TILE;
    this.tiles = map.to().height() / Winograd.TILE * tilesAcross;
    this.block = Math.min(rows, Math.max(1, TILES / tiles));
    this.inputs = map.from().channels();
    this.outputs = map.to().channels();
    this.work = pass.scratch(WORK_SLOT, Winograd.WORK);
  }

  /**
   * Convolves rows.
   *
   * @param kernel the transformed kernel, {@link #transform}
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
    int productPlace = placeSize(all, outputs);
    float[] transformed = transformedInputs(in, first, images);
    float[] products = pass.scratch(OUTPUT_SLOT, PLACES * productPlace);
    for (int place = 0; place < PLACES; place++) {
      Panels.multiply(
          kernels,
          all,
          inputs,
          outputs,
          transformed,
          place * placeSize(all, inputs),
          inputs,
          new Panels.Matrix(kernel, place * placeSize(inputs, outputs), inputs, 0),
          products,
          place * productPlace,
          false);
    }
    int row = Winograd.SIDE * productPlace;
    int outRow = map.to().width() * outputs;
    for (int tile = 0; tile < all; tile++) {
      int at = tile * outputs;
      int to = pixel(first, tile) * outputs;
      if (biasOrNull == null) {
        kernels.winograd(
            Winograd.OUTPUT,
            outputs,
            products,
            at,
            row,
            productPlace,
            out,
            to,
            outRow,
            outputs,
            add,
            work);
      } else {
        kernels.winogradOutput(
            outputs, products, at, row, productPlace, biasOrNull, out, to, outRow, outputs, work);
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
    int placeSize = placeSize(images * tiles, inputs);
    float[] transformed = pass.scratch(INPUT_SLOT, PLACES * placeSize);
    for (int image = 0; image < images; image++) {
      float[] padded = PaddedImage.of(pass, map, in, first + image);
      for (int tile = 0; tile < tiles; tile++) {
        int y = tile / tilesAcross * Winograd.TILE;
        int x = tile % tilesAcross * Winograd.TILE;
        kernels.winograd(
            Winograd.INPUT,
            inputs,
            padded,
            (y * map.paddedWidth() + x) * inputs,
            map.paddedWidth() * inputs,
            inputs,
            transformed,
            (image * tiles + tile) * inputs,
            Winograd.SIDE * placeSize,
            placeSize,
            false,
            work);
      }
    }
    return transformed;
  }

  /** Adds the gradient of a kernel that is kept in panels. */
  static void addGradient(
      Pass pass, ImageMap map, float[] in, float[] adjoint, float[] gradient, int rows) {
    WinogradConvolution convolution = new WinogradConvolution(pass, map, rows);
    int inputs = convolution.inputs;
    int outputs = convolution.outputs;
    int size = placeSize(inputs, outputs);
    float[] sums = pass.scratch(GRADIENT_SLOT, PLACES * size);
    for (int first = 0; first < rows; first += convolution.block) {
      convolution.addProducts(in, adjoint, sums, first, Math.min(convolution.block, rows - first));
    }
    for (int column = 0; column < outputs; column += Kernels.PANEL) {
      int width = Panels.width(outputs, column);
      for (int input = 0; input < inputs; input++) {
        pass.kernels.winograd(
            Winograd.KERNEL_ADJOINT,
            width,
            sums,
            column * inputs + input * width,
            Winograd.SIDE * size,
            size,
            gradient,
            column * KERNEL * KERNEL * inputs + input * width,
            KERNEL * inputs * width,
            inputs * width,
            true,
            convolution.work);
      }
    }
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
          place * placeSize(all, inputs),
          inputs,
          new Panels.Matrix(adjoints, place * placeSize(all, outputs), all, 0),
          new Panels.Matrix(sums, place * placeSize(inputs, outputs), inputs, 0),
          first > 0);
    }
  }

  /** By place, panel of channels and tile. */
  private float[] transformedAdjoints(float[] adjoint, int first, int all) {
    int placeSize = placeSize(all, outputs);
    float[] transformed = pass.scratch(OUTPUT_SLOT, PLACES * placeSize);
    for (int column = 0; column < outputs; column += Kernels.PANEL) {
      int width = Panels.width(outputs, column);
      for (int tile = 0; tile < all; tile++) {
        kernels.winograd(
            Winograd.OUTPUT_ADJOINT,
            width,
            adjoint,
            pixel(first, tile) * outputs + column,
            map.to().width() * outputs,
            outputs,
            transformed,
            column * all + tile * width,
            Winograd.SIDE * placeSize,
            placeSize,
            false,
            work);
      }
    }
    return transformed;
  }

  /**
   * Transforms a kernel of 9 · inputs rows in panels.
   *
   * @param transformed 36 matrices of inputs × outputs in panels
   */
  static void transform(
      Kernels kernels, int inputs, int outputs, float[] kernel, float[] transformed) {
    float[] work = new float[Winograd.WORK];
    int size = placeSize(inputs, outputs);
    for (int column = 0; column < outputs; column += Kernels.PANEL) {
      int width = Panels.width(outputs, column);
      for (int input = 0; input < inputs; input++) {
        kernels.winograd(
            Winograd.KERNEL,
            width,
            kernel,
            column * KERNEL * KERNEL * inputs + input * width,
            KERNEL * inputs * width,
            inputs * width,
            transformed,
            column * inputs + input * width,
            Winograd.SIDE * size,
            size,
            false,
            work);
      }
    }
  }

  /** Numbers of working space for the tiles of one product, and an image. */
  static long scratchSize(ImageMap map) {
    int tiles = map.to().pixels() / (Winograd.TILE * Winograd.TILE);
    int all = Math.max(TILES, tiles);
    return (long) PLACES
            * (placeSize(all, map.from().channels()) + placeSize(all, map.to().channels()))
        + PaddedImage.size(map);
  }

  /** Numbers of a transformed kernel. */
  static int transformedSize(int inputs, int outputs) {
    return PLACES * placeSize(inputs, outputs);
  }

  /** From the matrix of one place to that of the next. */
  private static int placeSize(int rows, int columns) {
    return rows * columns + GAP;
  }
}
