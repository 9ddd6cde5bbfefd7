package org.abc4j.unet.layer;

import java.util.List;

/**
 * The greatest value under a window, of each channel, as PyTorch's {@code MaxPool2d}: what lies
 * outside of the image is never the greatest. Of equal values the first counts, line after line;
 * NaN is greater than all.
 */
final class MaxPooling extends Layer {
  private final Node input;
  private final ImageMap map;

  MaxPooling(ImageMap map) {
    super(map.to());
    this.input = map.from();
    this.map = map;
  }

  @Override
  List<Node> inputs() {
    return List.of(input);
  }

  @Override
  void forward(Pass pass) {
    float[] x = pass.value(input);
    float[] y = pass.value(output);
    int channels = output.channels();
    for (int pixel = 0; pixel < pass.rows() * output.pixels(); pixel++) {
      int to = pixel * channels;
      int from = first(pixel) * channels;
      System.arraycopy(x, from, y, to, channels);
      int lines = lines(pixel);
      int columns = columns(pixel);
      for (int tap = 1; tap < lines * columns; tap++) {
        int at = from + (tap / columns * input.width() + tap % columns) * channels;
        for (int c = 0; c < channels; c++) {
          float value = x[at + c];
          y[to + c] = value > y[to + c] || value != value ? value : y[to + c];
        }
      }
    }
  }

  /** The first pixel of the batch under a window. */
  private int first(int pixel) {
    int line = Math.max(0, line(pixel));
    int column = Math.max(0, column(pixel));
    return (pixel / output.pixels() * input.height() + line) * input.width() + column;
  }

  private int line(int pixel) {
    return pixel % output.pixels() / output.width() * map.stride() - map.before();
  }

  private int column(int pixel) {
    return pixel % output.width() * map.stride() - map.before();
  }

  /** Lines of a window that lie in the image. */
  private int lines(int pixel) {
    return inside(line(pixel), input.height());
  }

  private int columns(int pixel) {
    return inside(column(pixel), input.width());
  }

  private int inside(int first, int extent) {
    return Math.min(extent, first + map.side()) - Math.max(0, first);
  }

  /** Where in a batch of inputs the greatest value of a window is, for a place of the outputs. */
  private int greatest(float[] x, float[] y, int place) {
    int channels = output.channels();
    int pixel = place / channels;
    int from = first(pixel) * channels + place % channels;
    int columns = columns(pixel);
    for (int tap = 0; tap < lines(pixel) * columns; tap++) {
      int at = from + (tap / columns * input.width() + tap % columns) * channels;
      if (x[at] == y[place] || x[at] != x[at]) {
        return at;
      }
    }
    throw new IllegalStateException("a greatest value is one of its window");
  }

  @Override
  void tangents(Pass pass) {
    float[] x = pass.value(input);
    float[] y = pass.value(output);
    float[] in = pass.tangent(input);
    float[] out = pass.tangent(output);
    for (int t = 0; t < pass.tangentRows(); t++) {
      int row = pass.rowOfTangent(t);
      for (int i = 0; i < output.size(); i++) {
        int at = greatest(x, y, row * output.size() + i);
        out[t * output.size() + i] = in[(t - row) * input.size() + at];
      }
    }
  }

  @Override
  void backward(Pass pass) {
    float[] x = pass.value(input);
    float[] y = pass.value(output);
    float[] out = pass.adjoint(output);
    float[] in = pass.adjoint(input);
    for (int i = 0; i < pass.rows() * output.size(); i++) {
      in[greatest(x, y, i)] += out[i];
    }
  }
}
