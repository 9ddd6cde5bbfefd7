package org.abc4j.unet.layer;

import java.util.Arrays;
import java.util.List;
import org.abc4j.kernel.Kernels;

/**
 * A convolution of side 1 or 3 with bias; side 1 is also the linear map of each pixel.
 *
 * <p>Direct: in a padded image the pixels under a row of the kernel are one run of memory, so an
 * output row is three products of matrices, of depth 3 · inputs. Each output is the sum of three
 * chains over (kx, input), which rounds less than one long chain. Narrow images gather those runs
 * first, so that all pixels are rows of one product; that changes no chain.
 */
final class Convolution extends Layer {
  /** Output rows of fewer pixels than this are gathered. */
  private static final int NARROW = 8;

  private static final int PADDED_SLOT = 0;
  private static final int GATHERED_SLOT = 1;
  private static final int WIDE_SLOT = 2;
  private static final int SPREAD_SLOT = 3;
  private static final int GRADIENT_SLOT = 4;

  private final Node input;
  private final Parameter weight;
  private final Parameter bias;
  private final int side;
  private final int stride;

  Convolution(Node input, Node output, Parameter weight, Parameter bias, int side, int stride) {
    super(output);
    this.input = input;
    this.weight = weight;
    this.bias = bias;
    this.side = side;
    this.stride = stride;
  }

  @Override
  List<Node> inputs() {
    return List.of(input);
  }

  @Override
  List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  @Override
  void forward(Pass pass) {
    convolve(
        pass,
        new Map(input, output, side, stride, weight.values()),
        pass.value(input),
        pass.value(output),
        pass.rows(),
        bias.values(),
        false);
  }

  @Override
  void tangents(Pass pass) {
    convolve(
        pass,
        new Map(input, output, side, stride, weight.values()),
        pass.tangent(input),
        pass.tangent(output),
        pass.tangentRows(),
        null,
        false);
  }

  @Override
  void backward(Pass pass) {
    float[] adjoint = pass.adjoint(output);
    addBiasGradient(pass, adjoint);
    addWeightGradient(pass, adjoint);
    if (stride == 1) {
      Map back = new Map(output, input, side, 1, weight.adjoint());
      convolve(pass, back, adjoint, pass.adjoint(input), pass.rows(), null, true);
    } else {
      // The adjoint of leaving out pixels is putting zeros between them.
      Node spread = new Node(-1, input.height(), input.width(), output.channels(), true);
      float[] spreadAdjoint = pass.scratch(SPREAD_SLOT, pass.rows() * spread.size());
      spread(adjoint, spreadAdjoint, pass.rows());
      Map back = new Map(spread, input, side, 1, weight.adjoint());
      convolve(pass, back, spreadAdjoint, pass.adjoint(input), pass.rows(), null, true);
    }
  }

  /** A linear map of images: from, to, and the kernel between them. */
  private record Map(Node from, Node to, int side, int stride, float[] kernel) {
    int paddedWidth() {
      return from.width() + side - 1;
    }

    int run() {
      return side * from.channels();
    }

    int columns() {
      return Parameter.padded(to.channels());
    }
  }

  private static void convolve(
      Pass pass,
      Map map,
      float[] in,
      float[] out,
      int rows,
      float[] biasOrNull,
      boolean addToOutput) {
    int columns = map.columns();
    int size = map.to.pixels() * columns;
    boolean direct = columns == map.to.channels();
    float[] wide = direct ? out : pass.scratch(WIDE_SLOT, rows * size);
    if (!direct || !addToOutput) {
      fill(wide, rows * map.to.pixels(), columns, biasOrNull);
    }
    if (map.side == 1) {
      pass.kernels.multiplyAdd(
          rows * map.to.pixels(),
          map.from.channels(),
          columns,
          in,
          0,
          map.from.channels(),
          1,
          map.kernel,
          0,
          columns,
          wide,
          0,
          columns);
    } else if (map.to.width() >= NARROW) {
      for (int row = 0; row < rows; row++) {
        float[] padded = padded(pass, map, in, row);
        for (int y = 0; y < map.to.height(); y++) {
          for (int ky = 0; ky < map.side; ky++) {
            pass.kernels.multiplyAdd(
                map.to.width(),
                map.run(),
                columns,
                padded,
                (y * map.stride + ky) * map.paddedWidth() * map.from.channels(),
                map.stride * map.from.channels(),
                1,
                map.kernel,
                ky * map.run() * columns,
                columns,
                wide,
                row * size + y * map.to.width() * columns,
                columns);
          }
        }
      }
    } else {
      int depth = map.side * map.run();
      float[] gathered = gathered(pass, map, in, rows, depth);
      for (int ky = 0; ky < map.side; ky++) {
        pass.kernels.multiplyAdd(
            rows * map.to.pixels(),
            map.run(),
            columns,
            gathered,
            ky * map.run(),
            depth,
            1,
            map.kernel,
            ky * map.run() * columns,
            columns,
            wide,
            0,
            columns);
      }
    }
    if (!direct) {
      narrow(wide, out, rows * map.to.pixels(), columns, map.to.channels(), addToOutput);
    }
  }

  private static void fill(float[] out, int pixels, int columns, float[] biasOrNull) {
    if (biasOrNull == null) {
      Arrays.fill(out, 0, pixels * columns, 0);
    } else {
      for (int p = 0; p < pixels; p++) {
        System.arraycopy(biasOrNull, 0, out, p * columns, columns);
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

  /** A row's image with a border of zeros. */
  private static float[] padded(Pass pass, Map map, float[] in, int row) {
    int border = map.side / 2;
    int channels = map.from.channels();
    int width = map.from.width() * channels;
    int paddedWidth = map.paddedWidth() * channels;
    int size = (map.from.height() + 2 * border) * paddedWidth;
    float[] padded = pass.scratch(PADDED_SLOT, size);
    Arrays.fill(padded, 0, size, 0);
    for (int y = 0; y < map.from.height(); y++) {
      System.arraycopy(
          in,
          row * map.from.size() + y * width,
          padded,
          (y + border) * paddedWidth + border * channels,
          width);
    }
    return padded;
  }

  /** For each output pixel, the inputs under the kernel. */
  private static float[] gathered(Pass pass, Map map, float[] in, int rows, int depth) {
    float[] gathered = pass.scratch(GATHERED_SLOT, rows * map.to.pixels() * depth);
    for (int row = 0; row < rows; row++) {
      float[] padded = padded(pass, map, in, row);
      for (int y = 0; y < map.to.height(); y++) {
        for (int x = 0; x < map.to.width(); x++) {
          int to = ((row * map.to.height() + y) * map.to.width() + x) * depth;
          for (int ky = 0; ky < map.side; ky++) {
            int from =
                ((y * map.stride + ky) * map.paddedWidth() + x * map.stride) * map.from.channels();
            System.arraycopy(padded, from, gathered, to + ky * map.run(), map.run());
          }
        }
      }
    }
    return gathered;
  }

  private void spread(float[] adjoint, float[] spreadAdjoint, int rows) {
    int channels = output.channels();
    Arrays.fill(spreadAdjoint, 0, rows * input.pixels() * channels, 0);
    for (int row = 0; row < rows; row++) {
      for (int y = 0; y < output.height(); y++) {
        for (int x = 0; x < output.width(); x++) {
          System.arraycopy(
              adjoint,
              ((row * output.height() + y) * output.width() + x) * channels,
              spreadAdjoint,
              ((row * input.height() + y * stride) * input.width() + x * stride) * channels,
              channels);
        }
      }
    }
  }

  private void addBiasGradient(Pass pass, float[] adjoint) {
    float[] gradient = pass.gradient(bias);
    int channels = output.channels();
    for (int p = 0; p < pass.rows() * output.pixels(); p++) {
      for (int c = 0; c < channels; c++) {
        gradient[c] += adjoint[p * channels + c];
      }
    }
  }

  private void addWeightGradient(Pass pass, float[] adjoint) {
    Map map = new Map(input, output, side, stride, weight.values());
    int columns = map.columns();
    float[] wide = adjoint;
    if (columns != output.channels()) {
      wide = pass.scratch(GRADIENT_SLOT, pass.rows() * output.pixels() * columns);
      widen(adjoint, wide, pass.rows() * output.pixels(), output.channels(), columns);
    }
    float[] in = pass.value(input);
    float[] gradient = pass.gradient(weight);
    Kernels kernels = pass.kernels;
    int channels = input.channels();
    if (side == 1) {
      kernels.multiplyAdd(
          channels,
          pass.rows() * output.pixels(),
          columns,
          in,
          0,
          1,
          channels,
          wide,
          0,
          columns,
          gradient,
          0,
          columns);
      return;
    }
    for (int row = 0; row < pass.rows(); row++) {
      float[] padded = padded(pass, map, in, row);
      for (int y = 0; y < output.height(); y++) {
        for (int ky = 0; ky < side; ky++) {
          kernels.multiplyAdd(
              map.run(),
              output.width(),
              columns,
              padded,
              (y * stride + ky) * map.paddedWidth() * channels,
              1,
              stride * channels,
              wide,
              (row * output.height() + y) * output.width() * columns,
              columns,
              gradient,
              ky * map.run() * columns,
              columns);
        }
      }
    }
  }

  private static void widen(float[] in, float[] wide, int pixels, int channels, int columns) {
    Arrays.fill(wide, 0, pixels * columns, 0);
    for (int p = 0; p < pixels; p++) {
      System.arraycopy(in, p * channels, wide, p * columns, channels);
    }
  }
}
