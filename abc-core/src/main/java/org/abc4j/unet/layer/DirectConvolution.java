package org.abc4j.unet.layer;

import java.util.Arrays;

/**
 * Convolution as products of matrices of the image itself.
 *
 * <p>In a padded image the pixels under a row of the kernel are one run of memory, so an output row
 * is three products of matrices, of depth 3 · inputs. Each output is the sum of three chains over
 * (kx, input), which rounds less than one long chain. Narrow images gather those runs first, so
 * that all pixels are rows of one product; that changes no chain.
 */
final class DirectConvolution {
  /** Output rows of fewer pixels than this are gathered. */
  private static final int NARROW = 8;

  /** Pixels of a linear map that are worked on in one go. */
  private static final int BLOCK = 128;

  private static final int GATHERED_SLOT = 1;
  private static final int WIDE_SLOT = 2;
  private static final int GRADIENT_SLOT = 4;

  private DirectConvolution() {}

  /**
   * Convolves rows.
   *
   * @param kernel side² · inputs rows in panels
   * @param biasOrNull added to each pixel of an output that is not added to
   */
  static void apply(
      Pass pass,
      ImageMap map,
      float[] kernel,
      float[] in,
      float[] out,
      int rows,
      float[] biasOrNull,
      boolean addToOutput) {
    int columns = map.columns();
    boolean plain = columns == map.to().channels();
    float[] wide = plain ? out : pass.scratch(WIDE_SLOT, rows * map.wideSize());
    boolean fills = !plain || !addToOutput;
    if (fills && !map.isOfPixels()) {
      fill(wide, 0, rows * map.to().pixels(), columns, biasOrNull);
    }
    if (map.isOfPixels()) {
      // Block by block, so that what one goes through several times is near.
      int pixels = rows * map.to().pixels();
      for (int first = 0; first < pixels; first += BLOCK) {
        int count = Math.min(BLOCK, pixels - first);
        if (fills) {
          fill(wide, first, count, columns, biasOrNull);
        }
        addRun(
            pass, map, kernel, 0, count, in, first * map.run(), map.run(), wide, first * columns);
      }
    } else if (map.to().width() >= NARROW) {
      for (int row = 0; row < rows; row++) {
        addRows(pass, map, kernel, PaddedImage.of(pass, map, in, row), wide, row * map.wideSize());
      }
    } else {
      int depth = map.side() * map.run();
      float[] gathered = gathered(pass, map, in, rows, depth);
      for (int ky = 0; ky < map.side(); ky++) {
        int from = ky * map.run();
        addRun(pass, map, kernel, ky, rows * map.to().pixels(), gathered, from, depth, wide, 0);
      }
    }
    if (!plain) {
      narrow(wide, out, rows * map.to().pixels(), columns, map.to().channels(), addToOutput);
    }
  }

  /** Numbers of working space for each row. */
  static long scratchSize(ImageMap map) {
    long wide = map.columns() == map.to().channels() ? 0 : map.wideSize();
    boolean gathers = !map.isOfPixels() && map.to().width() < NARROW;
    return wide + (gathers ? (long) map.to().pixels() * map.side() * map.run() : 0);
  }

  /** Adds the products of every output row of one image. */
  private static void addRows(
      Pass pass, ImageMap map, float[] kernel, float[] padded, float[] wide, int wideAt) {
    int width = map.to().width();
    int channels = map.from().channels();
    for (int y = 0; y < map.to().height(); y++) {
      for (int ky = 0; ky < map.side(); ky++) {
        int from = (y * map.stride() + ky) * map.paddedWidth() * channels;
        int to = wideAt + y * width * map.columns();
        addRun(pass, map, kernel, ky, width, padded, from, map.stride() * channels, wide, to);
      }
    }
  }

  /** Adds the product of pixels' runs and one row of the kernel. */
  private static void addRun(
      Pass pass,
      ImageMap map,
      float[] kernel,
      int ky,
      int pixels,
      float[] runs,
      int runsAt,
      int runsRow,
      float[] wide,
      int wideAt) {
    Panels.Matrix weights = new Panels.Matrix(kernel, 0, map.side() * map.run(), ky * map.run());
    Panels.multiply(
        pass.kernels,
        pixels,
        map.run(),
        map.columns(),
        runs,
        runsAt,
        runsRow,
        weights,
        wide,
        wideAt,
        true);
  }

  /** Sets each of some pixels to a bias, or to zero. */
  static void fill(float[] out, int first, int pixels, int columns, float[] biasOrNull) {
    if (biasOrNull == null) {
      Arrays.fill(out, first * columns, (first + pixels) * columns, 0);
    } else if (pixels > 0) {
      int at = first * columns;
      int size = pixels * columns;
      System.arraycopy(biasOrNull, 0, out, at, columns);
      // What is filled doubles: few long copies.
      for (int filled = columns; filled < size; filled += Math.min(filled, size - filled)) {
        System.arraycopy(out, at, out, at + filled, Math.min(filled, size - filled));
      }
    }
  }

  private static void narrow(
      float[] wide, float[] out, int pixels, int columns, int channels, boolean add) {
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        float value = wide[p * columns + c];
        int at = p * channels + c;
        out[at] = add ? out[at] + value : value;
      }
    }
  }

  /** For each output pixel, the inputs under the kernel. */
  private static float[] gathered(Pass pass, ImageMap map, float[] in, int rows, int depth) {
    float[] gathered = pass.scratch(GATHERED_SLOT, rows * map.to().pixels() * depth);
    int height = map.to().height();
    int width = map.to().width();
    for (int row = 0; row < rows; row++) {
      float[] padded = PaddedImage.of(pass, map, in, row);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int to = ((row * height + y) * width + x) * depth;
          for (int ky = 0; ky < map.side(); ky++) {
            int pixel = (y * map.stride() + ky) * map.paddedWidth() + x * map.stride();
            int from = pixel * map.from().channels();
            System.arraycopy(padded, from, gathered, to + ky * map.run(), map.run());
          }
        }
      }
    }
    return gathered;
  }

  /** Adds the gradient of a kernel that is kept in panels. */
  static void addGradient(
      Pass pass, ImageMap map, float[] in, float[] adjoint, float[] gradient, int rows) {
    int columns = map.columns();
    int pixels = map.to().pixels();
    float[] packed = pass.scratch(GRADIENT_SLOT, rows * pixels * columns);
    Panels.pack(adjoint, rows * pixels, map.to().channels(), columns, packed);
    if (map.isOfPixels()) {
      addOuter(pass, map, in, 0, map.run(), packed, rows * pixels, 0, rows * pixels, gradient, 0);
    } else if (map.to().width() >= NARROW) {
      for (int row = 0; row < rows; row++) {
        addRowsGradient(pass, map, PaddedImage.of(pass, map, in, row), packed, rows, row, gradient);
      }
    } else {
      int depth = map.side() * map.run();
      float[] gathered = gathered(pass, map, in, rows, depth);
      for (int ky = 0; ky < map.side(); ky++) {
        int from = ky * map.run();
        addOuter(
            pass,
            map,
            gathered,
            from,
            depth,
            packed,
            rows * pixels,
            0,
            rows * pixels,
            gradient,
            ky);
      }
    }
  }

  /** Adds what every output row of one image gives. */
  private static void addRowsGradient(
      Pass pass,
      ImageMap map,
      float[] padded,
      float[] packed,
      int rows,
      int row,
      float[] gradient) {
    int width = map.to().width();
    int channels = map.from().channels();
    int pixels = map.to().pixels();
    for (int y = 0; y < map.to().height(); y++) {
      for (int ky = 0; ky < map.side(); ky++) {
        int from = (y * map.stride() + ky) * map.paddedWidth() * channels;
        int first = row * pixels + y * width;
        addOuter(
            pass,
            map,
            padded,
            from,
            map.stride() * channels,
            packed,
            rows * pixels,
            first,
            width,
            gradient,
            ky);
      }
    }
  }

  /** Adds the product of some pixels' runs and their adjoints to one row of the kernel. */
  private static void addOuter(
      Pass pass,
      ImageMap map,
      float[] runs,
      int runsAt,
      int runsRow,
      float[] packed,
      int allPixels,
      int firstPixel,
      int pixels,
      float[] gradient,
      int ky) {
    Panels.outer(
        pass.kernels,
        map.run(),
        pixels,
        map.columns(),
        runs,
        runsAt,
        runsRow,
        new Panels.Matrix(packed, 0, allPixels, firstPixel),
        new Panels.Matrix(gradient, 0, map.side() * map.run(), ky * map.run()),
        true);
  }
}
