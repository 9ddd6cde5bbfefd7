package org.abc4j.unet.layer;

import java.util.Arrays;
import org.abc4j.testing.Masks;

/**
 * Layers in double, each written from its definition: one value at a time, pixels after pixels, and
 * no code shared with the library.
 */
final class ReferenceLayers {
  private ReferenceLayers() {}

  /** The values of a layer, for all rows of a batch. */
  @FunctionalInterface
  interface Function {
    double[] apply(int rows, double[][] inputs, double[][] parameters);
  }

  /**
   * Σ w[o][i][ky][kx]·x[y·stride + ky − side/2][…][i] + b[o], zero outside the image; without b
   * where there is none.
   */
  static Function convolution(Node in, Node out, int side, int stride) {
    return convolution(in, out, side, stride, side / 2);
  }

  /** The same with so many zeros before the first row and column. */
  static Function convolution(Node in, Node out, int side, int stride, int before) {
    return (rows, inputs, parameters) -> {
      double[] y = new double[rows * out.size()];
      for (int row = 0; row < rows; row++) {
        for (int o = 0; o < out.channels(); o++) {
          for (int p = 0; p < out.pixels(); p++) {
            double sum = parameters.length > 1 ? parameters[1][o] : 0;
            for (int i = 0; i < in.channels(); i++) {
              for (int tap = 0; tap < side * side; tap++) {
                int line = p / out.width() * stride + tap / side - before;
                int column = p % out.width() * stride + tap % side - before;
                if (line >= 0 && line < in.height() && column >= 0 && column < in.width()) {
                  int pixel = line * in.width() + column;
                  sum +=
                      parameters[0][(o * in.channels() + i) * side * side + tap]
                          * inputs[0][row * in.size() + pixel * in.channels() + i];
                }
              }
            }
            y[row * out.size() + p * out.channels() + o] = sum;
          }
        }
      }
      return y;
    };
  }

  /**
   * Adds w[i][o][ky][kx]·x[y][…][i] to output y·stride + ky − side/2, where there is one, and b[o].
   */
  static Function transposedConvolution(Node in, Node out, int side, int stride) {
    return (rows, inputs, parameters) -> {
      double[] y = new double[rows * out.size()];
      Arrays.setAll(y, i -> parameters[1][i % out.channels()]);
      for (int at = 0; at < rows * in.size(); at++) {
        int row = at / in.size();
        int pixel = at % in.size() / in.channels();
        int i = at % in.channels();
        for (int o = 0; o < out.channels(); o++) {
          for (int tap = 0; tap < side * side; tap++) {
            int line = pixel / in.width() * stride + tap / side - side / 2;
            int column = pixel % in.width() * stride + tap % side - side / 2;
            if (line >= 0 && line < out.height() && column >= 0 && column < out.width()) {
              y[row * out.size() + (line * out.width() + column) * out.channels() + o] +=
                  parameters[0][(i * out.channels() + o) * side * side + tap] * inputs[0][at];
            }
          }
        }
      }
      return y;
    };
  }

  /** γ·(x − mean)/√(var + ε) + β by channel, of a given mean and variance. */
  static Function batchNorm(Node node, double[] mean, double[] variance, double epsilon) {
    return (rows, inputs, parameters) -> {
      double[] y = new double[rows * node.size()];
      Arrays.setAll(
          y,
          i -> {
            int c = i % node.channels();
            double n = (inputs[0][i] - mean[c]) / Math.sqrt(variance[c] + epsilon);
            return parameters[0][c] * n + parameters[1][c];
          });
      return y;
    };
  }

  /** γ·(x − mean)/√(var + ε) + β over pixels and the channels of a group. */
  static Function groupNorm(Node node, int groups, double epsilon) {
    int width = node.channels() / groups;
    return (rows, inputs, parameters) -> {
      double[] y = new double[rows * node.size()];
      for (int row = 0; row < rows; row++) {
        for (int g = 0; g < groups; g++) {
          int first = g * width;
          int start = row * node.size();
          int[] members = new int[node.pixels() * width];
          Arrays.setAll(members, m -> start + m / width * node.channels() + first + m % width);
          double[] x = Arrays.stream(members).mapToDouble(m -> inputs[0][m]).toArray();
          double mean = Arrays.stream(x).average().orElseThrow();
          double variance =
              Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
          for (int m = 0; m < members.length; m++) {
            int c = first + m % width;
            y[members[m]] =
                parameters[0][c] * (x[m] - mean) / Math.sqrt(variance + epsilon) + parameters[1][c];
          }
        }
      }
      return y;
    };
  }

  /** x/(1 + e^−x). */
  static Function silu() {
    return (rows, inputs, parameters) ->
        Arrays.stream(inputs[0]).map(x -> x / (1 + Math.exp(-x))).toArray();
  }

  /** softmax(qkᵀ/√d)·v for each head. */
  static Function attention(Node node, int headSize) {
    int n = node.pixels();
    int channels = node.channels();
    return (rows, inputs, parameters) -> {
      double[] y = new double[rows * node.size()];
      for (int row = 0; row < rows; row++) {
        for (int head = 0; head < channels; head += headSize) {
          int base = row * node.size() + head;
          for (int a = 0; a < n; a++) {
            double[] powers = new double[n];
            double sum = 0;
            for (int b = 0; b < n; b++) {
              double score = 0;
              for (int d = 0; d < headSize; d++) {
                score += inputs[0][base + a * channels + d] * inputs[1][base + b * channels + d];
              }
              powers[b] = Math.exp(score / Math.sqrt(headSize));
              sum += powers[b];
            }
            for (int b = 0; b < n; b++) {
              for (int d = 0; d < headSize; d++) {
                y[base + a * channels + d] += powers[b] / sum * inputs[2][base + b * channels + d];
              }
            }
          }
        }
      }
      return y;
    };
  }

  /** a + b. */
  static Function sum() {
    return (rows, inputs, parameters) -> {
      double[] y = inputs[0].clone();
      Arrays.setAll(y, i -> inputs[0][i] + inputs[1][i]);
      return y;
    };
  }

  /** A vector added to each pixel. */
  static Function sumToPixels(Node image) {
    int channels = image.channels();
    return (rows, inputs, parameters) -> {
      double[] y = inputs[0].clone();
      Arrays.setAll(y, i -> inputs[0][i] + inputs[1][i / image.size() * channels + i % channels]);
      return y;
    };
  }

  /** The channels of one image, then those of another. */
  static Function concatenation(Node first, Node second) {
    int left = first.channels();
    int right = second.channels();
    return (rows, inputs, parameters) -> {
      double[] y = new double[inputs[0].length + inputs[1].length];
      Arrays.setAll(
          y,
          i -> {
            int pixel = i / (left + right);
            int c = i % (left + right);
            return c < left ? inputs[0][pixel * left + c] : inputs[1][pixel * right + c - left];
          });
      return y;
    };
  }

  /** Pixel (y, x) is pixel (y/2, x/2). */
  static Function upsampling(Node in, Node out) {
    return (rows, inputs, parameters) -> {
      double[] y = new double[rows * out.size()];
      Arrays.setAll(
          y,
          i -> {
            int row = i / out.size();
            int pixel = i % out.size() / out.channels();
            int source = pixel / out.width() / 2 * in.width() + pixel % out.width() / 2;
            return inputs[0][row * in.size() + source * in.channels() + i % out.channels()];
          });
      return y;
    };
  }

  /** Values kept where the mask says so, and scaled; positions count in NCHW order. */
  static Function dropout(Node node, DropoutMask mask, int index, double probability) {
    return (rows, inputs, parameters) -> {
      double[] y = new double[rows * node.size()];
      Arrays.setAll(
          y,
          i -> {
            int row = i / node.size();
            int pixel = i % node.size() / node.channels();
            int c = i % node.channels();
            long position = (long) row * node.size() + c * node.pixels() + pixel;
            boolean kept = Masks.keeps(mask, index, position, probability);
            return kept ? inputs[0][i] / (1 - probability) : 0;
          });
      return y;
    };
  }
}
