package org.abc4j.unet.layer;

import java.util.Arrays;

/**
 * The adjoint of a convolution with a stride, as PyTorch's {@code ConvTranspose2d} is: output o is
 * Σ w[k]·x[y] over all taps and inputs with stride·y + k − side/2 = o.
 *
 * <p>Outputs of one remainder by the stride take the same taps, so each remainder, down and across,
 * is a small convolution of its own, of neighbouring inputs, and nothing is multiplied by the zeros
 * that would stand between the inputs. The kernel is kept in such parts, one after another. An
 * output is the sum of a chain for each line of its taps. Immutable and thread-safe.
 */
final class Transposition {
  private static final int WIDE_SLOT = 2;

  /** The convolution, from the large image to the small one. */
  private final ImageMap map;

  /** Its small image with the border that the taps reach into. */
  private final ImageMap bordered;

  /** By remainder: how many taps there are, and where the first input lies, from the quotient. */
  private final int[] taps;

  private final int[] first;

  Transposition(ImageMap map) {
    int stride = map.stride();
    if (!map.isDivided()) {
      throw new IllegalArgumentException(
          "an image of a convolution's stride "
              + stride
              + " is as many times larger, found "
              + map);
    }
    this.map = map;
    this.taps = new int[stride];
    this.first = new int[stride];
    int border = 0;
    for (int r = 0; r < stride; r++) {
      int last = (r + map.side() / 2) / stride;
      taps[r] = (map.side() - leastTap(r) + stride - 1) / stride;
      first[r] = last - taps[r] + 1;
      border = Math.max(border, Math.max(last, -first[r]));
    }
    this.bordered = new ImageMap(map.to(), map.to(), 2 * border + 1, 1);
  }

  /**
   * The least tap of a remainder; the others follow by the stride, from later inputs to earlier.
   */
  private int leastTap(int remainder) {
    return (remainder + map.side() / 2) % map.stride();
  }

  private int columns() {
    return Parameter.padded(map.from().channels());
  }

  private int rows(int down, int across) {
    return taps[down] * taps[across] * map.to().channels();
  }

  /** Numbers of the kernel in parts. */
  int kernelSize() {
    return map.side() * map.side() * map.to().channels() * columns();
  }

  /** Numbers of working space, whatever the rows. */
  long scratchSize() {
    return PaddedImage.size(bordered) + (long) map.to().width() * columns();
  }

  /** Writes every number of the kernel in parts, padding too. */
  void split(Parameter weight, float[] to) {
    Arrays.fill(to, 0, kernelSize(), 0);
    int at = 0;
    for (int down = 0; down < map.stride(); down++) {
      for (int across = 0; across < map.stride(); across++) {
        int rows = rows(down, across);
        for (int row = 0; row < rows; row++) {
          int channel = row % map.to().channels();
          int tap = row / map.to().channels();
          int ky = tap(down, tap / taps[across]);
          int kx = tap(across, tap % taps[across]);
          for (int o = 0; o < map.from().channels(); o++) {
            to[at + Panels.index(rows, columns(), row, o)] =
                weight.value(channel, o, ky * map.side() + kx);
          }
        }
        at += rows * columns();
      }
    }
  }

  /** The tap that an input meets, inputs in ascending order. */
  private int tap(int remainder, int input) {
    return leastTap(remainder) + map.stride() * (taps[remainder] - 1 - input);
  }

  /**
   * Applies it to rows.
   *
   * @param kernel in parts
   * @param biasOrNull added to each pixel of an output that is not added to
   */
  void apply(
      Pass pass,
      float[] kernel,
      float[] in,
      float[] out,
      int rows,
      float[] biasOrNull,
      boolean addToOutput) {
    int width = map.to().width();
    float[] wide = pass.scratch(WIDE_SLOT, width * columns());
    for (int row = 0; row < rows; row++) {
      float[] padded = PaddedImage.of(pass, bordered, in, row);
      int part = 0;
      for (int down = 0; down < map.stride(); down++) {
        for (int across = 0; across < map.stride(); across++) {
          for (int y = 0; y < map.to().height(); y++) {
            DirectConvolution.fill(wide, 0, width, columns(), addToOutput ? null : biasOrNull);
            addLines(pass, kernel, part, padded, y, down, across, wide);
            int line = row * map.from().height() + y * map.stride() + down;
            put(wide, out, line * map.from().width() + across, addToOutput);
          }
          part += rows(down, across) * columns();
        }
      }
    }
  }

  /** Adds the products of every line of taps to one line of outputs of a remainder. */
  private void addLines(
      Pass pass,
      float[] kernel,
      int part,
      float[] padded,
      int y,
      int down,
      int across,
      float[] wide) {
    int channels = map.to().channels();
    int border = bordered.side() / 2;
    int depth = taps[across] * channels;
    for (int tap = 0; tap < taps[down]; tap++) {
      int line = y + first[down] + tap + border;
      int from = (line * bordered.paddedWidth() + first[across] + border) * channels;
      Panels.multiply(
          pass.kernels,
          map.to().width(),
          depth,
          columns(),
          padded,
          from,
          channels,
          new Panels.Matrix(kernel, part, rows(down, across), tap * depth),
          wide,
          0,
          true);
    }
  }

  /** Puts a line of outputs where those of its remainder are, from a pixel on. */
  private void put(float[] wide, float[] out, int pixel, boolean add) {
    int channels = map.from().channels();
    for (int x = 0; x < map.to().width(); x++) {
      int from = x * columns();
      int to = (pixel + x * map.stride()) * channels;
      if (add) {
        for (int c = 0; c < channels; c++) {
          out[to + c] += wide[from + c];
        }
      } else {
        System.arraycopy(wide, from, out, to, channels);
      }
    }
  }
}
