package org.abc4j.unet.layer;

import java.util.Arrays;
import java.util.List;

/**
 * Group normalisation: y = γ·x̂ + β with x̂ = r·(x − μ), r = 1/√(var + ε), over the pixels and the
 * channels of a group.
 *
 * <p>Its derivative is ẏ = γ·P(ẋ) with P(v) = r·(v − mean(v) − x̂·mean(v·x̂)); P is symmetric, so
 * adjoints go back as P(γ·ȳ). Sums run down the pixels, a lane for each channel: blocks of pixels
 * in {@code float}, the blocks and the channels of a group in {@code double}.
 *
 * <p>A SiLU that follows is taken in the same go and to the same bits; what lies between the two is
 * then nowhere kept.
 */
final class GroupNorm extends Layer {
  /** Pixels that are summed in float before the sum goes to double, and worked on in one go. */
  private static final int BLOCK = 32;

  private static final int SLOPE_SLOT = 1;

  private final Node input;
  private final Parameter scale;
  private final Parameter shift;
  private final int groups;
  private final double epsilon;
  private final boolean activated;

  GroupNorm(Node input, Node output, Parameter scale, Parameter shift, int groups, double epsilon) {
    this(input, output, scale, shift, groups, epsilon, false);
  }

  private GroupNorm(
      Node input,
      Node output,
      Parameter scale,
      Parameter shift,
      int groups,
      double epsilon,
      boolean activated) {
    super(output);
    this.input = input;
    this.activated = activated;
    this.scale = scale;
    this.shift = shift;
    this.groups = groups;
    this.epsilon = epsilon;
  }

  /** With a SiLU of its output. */
  GroupNorm withSilu(Node activatedOutput) {
    return new GroupNorm(input, activatedOutput, scale, shift, groups, epsilon, true);
  }

  @Override
  List<Node> inputs() {
    return List.of(input);
  }

  @Override
  String kind() {
    return activated ? "GroupNorm and SiLU" : "GroupNorm";
  }

  @Override
  List<Parameter> parameters() {
    return List.of(scale, shift);
  }

  @Override
  int savedSize() {
    return input.size() + input.channels();
  }

  @Override
  void forward(Pass pass) {
    int channels = input.channels();
    float[] x = pass.value(input);
    float[] y = pass.value(output);
    // What no derivative will read goes where the output is about to be: a third less to write.
    float[] n = pass.keeps() ? saved(pass) : y;
    float[] mean = new float[channels];
    float[] gain = new float[channels];
    double[] sums = new double[channels];
    for (int row = 0; row < pass.rows(); row++) {
      int at = row * input.size();
      sums(pass, x, at, sums);
      perGroup(sums);
      store(sums, 1, mean);
      squares(pass, x, at, mean, sums);
      perGroup(sums);
      for (int c = 0; c < channels; c++) {
        // Of infinite squares the gain would be 0 and the output finite: 0·∞ is not a number.
        gain[c] = (float) (1 / Math.sqrt(sums[c] + 0 * sums[c] + epsilon));
      }
      if (pass.keeps()) {
        System.arraycopy(gain, 0, n, gains(pass, row), channels);
      }
      if (activated) {
        normaliseSilu(pass, x, at, mean, gain, n, y);
      } else {
        pass.kernels.normalise(
            input.pixels(), channels, at, x, mean, gain, scale.values(), shift.values(), n, y);
      }
    }
  }

  /** Block by block: what the activation takes is then still in the nearest cache. */
  private void normaliseSilu(
      Pass pass, float[] x, int at, float[] mean, float[] gain, float[] normal, float[] y) {
    int channels = input.channels();
    for (int first = 0; first < input.pixels(); first += BLOCK) {
      pass.kernels.normaliseSilu(
          Math.min(BLOCK, input.pixels() - first),
          channels,
          at + first * channels,
          x,
          mean,
          gain,
          scale.values(),
          shift.values(),
          normal,
          y);
    }
  }

  @Override
  void tangents(Pass pass) {
    float[] one = ones(input.channels());
    float[] in = pass.tangent(input);
    float[] out = pass.tangent(output);
    float[] slopes = activated ? slopes(pass) : null;
    double[] dots = new double[input.channels()];
    double[] sums = new double[input.channels()];
    for (int t = 0; t < pass.tangentRows(); t++) {
      int row = pass.rowOfTangent(t);
      int at = t * input.size();
      sums(pass, in, at, sums);
      dots(pass, in, at, saved(pass), row * input.size(), dots);
      project(pass, row, in, at, dots, sums, one, scale.values(), out, false);
      if (activated) {
        multiply(out, at, slopes, row * input.size(), out);
      }
    }
  }

  @Override
  void backward(Pass pass) {
    int channels = input.channels();
    float[] adjoint = pass.adjoint(output);
    boolean isNew = pass.isAdjointNew(input);
    float[] inputAdjoint = isNew ? pass.adjointToSet(input) : pass.adjoint(input);
    float[] one = ones(channels);
    double[] dots = new double[channels];
    double[] sums = new double[channels];
    for (int row = 0; row < pass.rows(); row++) {
      int at = row * input.size();
      if (isNew) {
        // Row by row, so that it is still near when it is added to.
        Arrays.fill(inputAdjoint, at, at + input.size(), 0);
      }
      adjointSums(pass, adjoint, at, dots, sums);
      add(pass.gradient(scale), dots);
      add(pass.gradient(shift), sums);
      project(pass, row, adjoint, at, dots, sums, scale.values(), one, inputAdjoint, true);
    }
  }

  /**
   * Takes a row of adjoints back through the SiLU, in place, as nobody wants them afterwards; and
   * sums by channel its products with the normalised values, and itself. Block by block, so that
   * memory is gone through once.
   */
  private void adjointSums(Pass pass, float[] adjoint, int at, double[] dots, double[] sums) {
    int channels = input.channels();
    float[] normal = saved(pass);
    float[] block = pass.scratch(0, channels);
    Arrays.fill(dots, 0);
    Arrays.fill(sums, 0);
    for (int first = 0; first < input.pixels(); first += BLOCK) {
      int count = Math.min(BLOCK, input.pixels() - first);
      int from = at + first * channels;
      if (activated) {
        pass.kernels.normalSiluAdjoint(
            count, channels, from, normal, scale.values(), shift.values(), adjoint);
      }
      pass.kernels.columnDots(count, channels, adjoint, from, normal, from, block);
      accumulate(block, dots);
      pass.kernels.columnSums(count, channels, adjoint, from, block);
      accumulate(block, sums);
    }
  }

  /** Slopes of the SiLU, of all rows. */
  private float[] slopes(Pass pass) {
    float[] slopes = pass.scratch(SLOPE_SLOT, pass.rows() * input.size());
    pass.kernels.normalSiluSlope(
        pass.rows() * input.pixels(),
        input.channels(),
        0,
        saved(pass),
        scale.values(),
        shift.values(),
        slopes);
    return slopes;
  }

  /** Products of one row of a, from where it begins, and one of b. */
  private void multiply(float[] a, int at, float[] b, int bAt, float[] product) {
    for (int i = 0; i < input.size(); i++) {
      product[at + i] = a[at + i] * b[bAt + i];
    }
  }

  /**
   * after·P(before·in) of one row, by channel.
   *
   * @param dots sums of products of in and the normalised values; holds anything afterwards
   * @param sums of in; holds anything afterwards
   */
  private void project(
      Pass pass,
      int row,
      float[] in,
      int at,
      double[] dots,
      double[] sums,
      float[] before,
      float[] after,
      float[] out,
      boolean add) {
    int channels = input.channels();
    float[] normal = saved(pass);
    int normalAt = row * input.size();
    float[] mean = new float[channels];
    float[] slope = new float[channels];
    float[] gain = new float[channels];
    multiply(sums, before);
    perGroup(sums);
    store(sums, 1, mean);
    multiply(dots, before);
    perGroup(dots);
    store(dots, -1, slope);
    for (int c = 0; c < channels; c++) {
      gain[c] = normal[gains(pass, row) + c] * after[c];
    }
    pass.kernels.project(
        input.pixels(), channels, in, at, before, mean, normal, normalAt, slope, gain, out, add);
  }

  /** The normalised values of all rows, then the gains of all rows. */
  private float[] saved(Pass pass) {
    return pass.saved(output, pass.rows() * savedSize());
  }

  private int gains(Pass pass, int row) {
    return pass.rows() * input.size() + row * input.channels();
  }

  /** Sums of a row by channel. */
  private void sums(Pass pass, float[] a, int at, double[] sums) {
    int channels = input.channels();
    float[] block = pass.scratch(0, channels);
    Arrays.fill(sums, 0);
    for (int first = 0; first < input.pixels(); first += BLOCK) {
      int count = Math.min(BLOCK, input.pixels() - first);
      pass.kernels.columnSums(count, channels, a, at + first * channels, block);
      accumulate(block, sums);
    }
  }

  /** Sums of squares of a row about a mean, by channel. */
  private void squares(Pass pass, float[] a, int at, float[] mean, double[] sums) {
    int channels = input.channels();
    float[] block = pass.scratch(0, channels);
    Arrays.fill(sums, 0);
    for (int first = 0; first < input.pixels(); first += BLOCK) {
      int count = Math.min(BLOCK, input.pixels() - first);
      pass.kernels.columnSquares(count, channels, a, at + first * channels, mean, block);
      accumulate(block, sums);
    }
  }

  /** Sums of products of two rows by channel. */
  private void dots(Pass pass, float[] a, int aAt, float[] b, int bAt, double[] sums) {
    int channels = input.channels();
    float[] block = pass.scratch(0, channels);
    Arrays.fill(sums, 0);
    for (int first = 0; first < input.pixels(); first += BLOCK) {
      int count = Math.min(BLOCK, input.pixels() - first);
      int from = first * channels;
      pass.kernels.columnDots(count, channels, a, aAt + from, b, bAt + from, block);
      accumulate(block, sums);
    }
  }

  private static void accumulate(float[] block, double[] sums) {
    for (int c = 0; c < sums.length; c++) {
      sums[c] += block[c];
    }
  }

  private static void multiply(double[] sums, float[] factors) {
    for (int c = 0; c < sums.length; c++) {
      sums[c] *= factors[c];
    }
  }

  private static void store(double[] sums, int sign, float[] out) {
    for (int c = 0; c < sums.length; c++) {
      out[c] = (float) (sign * sums[c]);
    }
  }

  private static float[] ones(int channels) {
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Replaces each channel's sum by the mean over its group. */
  private void perGroup(double[] sums) {
    int width = input.channels() / groups;
    for (int first = 0; first < sums.length; first += width) {
      double total = 0;
      for (int c = first; c < first + width; c++) {
        total += sums[c];
      }
      Arrays.fill(sums, first, first + width, total / ((double) width * input.pixels()));
    }
  }

  private static void add(float[] gradient, double[] sums) {
    for (int c = 0; c < sums.length; c++) {
      gradient[c] += (float) sums[c];
    }
  }
}
