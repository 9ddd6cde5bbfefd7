package org.abc4j.unet.layer;

import java.util.Arrays;
import java.util.List;

/**
 * Group normalisation: y = γ·x̂ + β with x̂ = r·(x − μ), r = 1/√(var + ε), over the pixels and the
 * channels of a group.
 *
 * <p>Its derivative is ẏ = γ·P(ẋ) with P(v) = r·(v − mean(v) − x̂·mean(v·x̂)); P is symmetric, so
 * adjoints go back as P(γ·ȳ). Sums are {@link ChannelSums}, and in {@code double} over the channels
 * of a group.
 *
 * <p>A SiLU that follows is taken in the same go and to the same bits; what lies between the two is
 * then nowhere kept.
 */
final class GroupNorm extends Layer {
  /** Pixels that are worked on in one go. */
  private static final int BLOCK = ChannelSums.BLOCK;

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
      ChannelSums.sums(pass, input, x, at, sums);
      perGroup(sums);
      store(sums, 1, mean);
      ChannelSums.squares(pass, input, x, at, mean, sums);
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
        pass.kernels
            .norms()
            .normalise(
                input.pixels(), channels, at, x, mean, gain, scale.values(), shift.values(), n, y);
      }
    }
  }

  /** Block by block: what the activation takes is then still in the nearest cache. */
  private void normaliseSilu(
      Pass pass, float[] x, int at, float[] mean, float[] gain, float[] normal, float[] y) {
    int channels = input.channels();
    for (int first = 0; first < input.pixels(); first += BLOCK) {
      pass.kernels
          .norms()
          .normaliseSilu(
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
    Projection projection = new Projection(input.channels());
    double[] dots = new double[input.channels()];
    double[] sums = new double[input.channels()];
    for (int t = 0; t < pass.tangentRows(); t++) {
      int row = pass.rowOfTangent(t);
      int at = t * input.size();
      int normalAt = row * input.size();
      ChannelSums.sums(pass, input, in, at, sums);
      ChannelSums.dots(pass, input, in, at, saved(pass), normalAt, dots);
      projection.set(pass, row, dots, sums, one, scale.values());
      if (activated) {
        pass.kernels
            .norms()
            .projectSilu(
                input.pixels(),
                input.channels(),
                in,
                at,
                projection.mean,
                saved(pass),
                normalAt,
                projection.slope,
                projection.gain,
                slopes,
                out);
      } else {
        project(pass, row, in, at, projection, one, out, false);
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
    Projection projection = new Projection(channels);
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
      projection.set(pass, row, dots, sums, scale.values(), one);
      project(pass, row, adjoint, at, projection, scale.values(), inputAdjoint, true);
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
        pass.kernels
            .norms()
            .normalSiluAdjoint(
                count, channels, from, normal, scale.values(), shift.values(), adjoint);
      }
      pass.kernels.columnDots(count, channels, adjoint, from, normal, from, block);
      ChannelSums.add(1, block, dots);
      pass.kernels.columnSums(count, channels, adjoint, from, block);
      ChannelSums.add(1, block, sums);
    }
  }

  /** Slopes of the SiLU, of all rows. */
  private float[] slopes(Pass pass) {
    float[] slopes = pass.scratch(SLOPE_SLOT, pass.rows() * input.size());
    pass.kernels
        .norms()
        .normalSiluSlope(
            pass.rows() * input.pixels(),
            input.channels(),
            0,
            saved(pass),
            scale.values(),
            shift.values(),
            slopes);
    return slopes;
  }

  /** What after·P(before·v) of a row takes of each channel. */
  private final class Projection {
    private final float[] mean;
    private final float[] slope;
    private final float[] gain;

    Projection(int channels) {
      mean = new float[channels];
      slope = new float[channels];
      gain = new float[channels];
    }

    /**
     * That of a row.
     *
     * @param dots sums of products of v and the normalised values; holds anything afterwards
     * @param sums of v; holds anything afterwards
     */
    void set(Pass pass, int row, double[] dots, double[] sums, float[] before, float[] after) {
      multiply(sums, before);
      perGroup(sums);
      store(sums, 1, mean);
      multiply(dots, before);
      perGroup(dots);
      store(dots, -1, slope);
      float[] saved = saved(pass);
      for (int c = 0; c < gain.length; c++) {
        gain[c] = saved[gains(pass, row) + c] * after[c];
      }
    }
  }

  private void project(
      Pass pass,
      int row,
      float[] in,
      int at,
      Projection projection,
      float[] before,
      float[] out,
      boolean add) {
    pass.kernels
        .norms()
        .project(
            input.pixels(),
            input.channels(),
            in,
            at,
            before,
            projection.mean,
            saved(pass),
            row * input.size(),
            projection.slope,
            projection.gain,
            out,
            add);
  }

  /** The normalised values of all rows, then the gains of all rows. */
  private float[] saved(Pass pass) {
    return pass.saved(output, pass.rows() * savedSize());
  }

  private int gains(Pass pass, int row) {
    return pass.rows() * input.size() + row * input.channels();
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
