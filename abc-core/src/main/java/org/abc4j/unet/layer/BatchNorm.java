package org.abc4j.unet.layer;

import java.util.List;

/**
 * Batch normalisation (Ioffe and Szegedy 2015) of each channel, as PyTorch's {@code BatchNorm2d}: y
 * = γ·x̂ + β with x̂ = r·(x − μ), r = 1/√(var + ε).
 *
 * <p>In training, μ and var are those of all rows and pixels of a batch, and move the running ones
 * on. Otherwise they are the running ones, and rows do not meet. {@link #forward(Pass)}, tangents
 * and {@link #backward(Pass)} are those of a network that is trained; {@link #forward(Passes)} and
 * {@link #backward(Passes)} are those of training.
 */
final class BatchNorm extends Layer {
  private static final double EPSILON = 1e-5;

  /** How far the running statistics follow those of a batch. */
  private static final double MOMENTUM = 0.1;

  private final Node input;
  private final Parameter scale;
  private final Parameter shift;
  private final Parameter runningMean;
  private final Parameter runningVariance;

  BatchNorm(
      Node input,
      Node output,
      Parameter scale,
      Parameter shift,
      Parameter runningMean,
      Parameter runningVariance) {
    super(output);
    this.input = input;
    this.scale = scale;
    this.shift = shift;
    this.runningMean = runningMean;
    this.runningVariance = runningVariance;
  }

  @Override
  List<Node> inputs() {
    return List.of(input);
  }

  @Override
  List<Parameter> parameters() {
    return List.of(scale, shift);
  }

  @Override
  List<Parameter> statistics() {
    return List.of(runningMean, runningVariance);
  }

  @Override
  int savedSize() {
    return input.size() + input.channels();
  }

  @Override
  void forward(Pass pass) {
    normalise(pass, runningMean.values(), gain(runningVariance.values()));
  }

  @Override
  void forward(Passes batch) {
    int channels = input.channels();
    double count = (double) batch.rows() * input.pixels();
    double[] sums = batch.sum(channels, (pass, own) -> addSums(pass, pass.value(input), own));
    float[] mean = new float[channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) (sums[c] / count);
    }
    double[] squares = batch.sum(channels, (pass, own) -> addSquares(pass, mean, own));
    float[] variance = new float[channels];
    for (int c = 0; c < channels; c++) {
      variance[c] = (float) (squares[c] / count);
      // PyTorch's running variance is that of a sample.
      move(runningMean.values(), c, mean[c]);
      move(runningVariance.values(), c, squares[c] / Math.max(1, count - 1));
    }
    float[] gain = gain(variance);
    batch.forEach(pass -> normalise(pass, mean, gain));
  }

  private static void move(float[] running, int channel, double found) {
    running[channel] = (float) ((1 - MOMENTUM) * running[channel] + MOMENTUM * found);
  }

  private float[] gain(float[] variance) {
    float[] gain = new float[input.channels()];
    for (int c = 0; c < gain.length; c++) {
      // Of an infinite variance the gain would be 0 and the output finite: 0·∞ is not a number.
      gain[c] = (float) (1 / Math.sqrt(variance[c] + 0 * variance[c] + EPSILON));
    }
    return gain;
  }

  private void normalise(Pass pass, float[] mean, float[] gain) {
    float[] y = pass.value(output);
    float[] n = pass.keeps() ? saved(pass) : y;
    if (pass.keeps()) {
      System.arraycopy(gain, 0, n, pass.rows() * input.size(), gain.length);
    }
    pass.kernels
        .norms()
        .normalise(
            pass.rows() * input.pixels(),
            input.channels(),
            0,
            pass.value(input),
            mean,
            gain,
            scale.values(),
            shift.values(),
            n,
            y);
  }

  /** The normalised values of all rows, then the gains. */
  private float[] saved(Pass pass) {
    return pass.saved(output, pass.rows() * savedSize());
  }

  /** γ·r of each channel. */
  private float[] slopes(Pass pass) {
    float[] saved = saved(pass);
    float[] slopes = new float[input.channels()];
    for (int c = 0; c < slopes.length; c++) {
      slopes[c] = saved[pass.rows() * input.size() + c] * scale.values()[c];
    }
    return slopes;
  }

  @Override
  void tangents(Pass pass) {
    float[] slopes = slopes(pass);
    float[] in = pass.tangent(input);
    float[] out = pass.tangent(output);
    for (int i = 0; i < pass.tangentRows() * input.size(); i++) {
      out[i] = in[i] * slopes[i % slopes.length];
    }
  }

  @Override
  void backward(Pass pass) {
    float[] slopes = slopes(pass);
    float[] adjoint = pass.adjoint(output);
    if (pass.wantsGradients()) {
      addGradients(pass, new double[input.channels()], new double[input.channels()]);
    }
    float[] in = pass.adjoint(input);
    for (int i = 0; i < pass.rows() * input.size(); i++) {
      in[i] += adjoint[i] * slopes[i % slopes.length];
    }
  }

  /** Adds a block's part to the gradients of γ and β: sums of products with x̂, and of adjoints. */
  private void addGradients(Pass pass, double[] dots, double[] sums) {
    addDots(pass, dots);
    addSums(pass, pass.adjoint(output), sums);
    add(pass.gradient(scale), dots);
    add(pass.gradient(shift), sums);
  }

  /** x̄ = γ·r·(ȳ − mean(ȳ) − x̂·mean(ȳ·x̂)), the means those of the batch. */
  @Override
  void backward(Passes batch) {
    int channels = input.channels();
    double count = (double) batch.rows() * input.pixels();
    double[] both =
        batch.sum(
            2 * channels,
            (pass, own) -> {
              double[] dots = new double[channels];
              double[] sums = new double[channels];
              addGradients(pass, dots, sums);
              System.arraycopy(dots, 0, own, 0, channels);
              System.arraycopy(sums, 0, own, channels, channels);
            });
    float[] one = new float[channels];
    float[] mean = new float[channels];
    float[] slope = new float[channels];
    for (int c = 0; c < channels; c++) {
      one[c] = 1;
      slope[c] = (float) (-both[c] / count);
      mean[c] = (float) (both[channels + c] / count);
    }
    batch.forEach(
        pass ->
            pass.kernels
                .norms()
                .project(
                    pass.rows() * input.pixels(),
                    channels,
                    pass.adjoint(output),
                    0,
                    one,
                    mean,
                    saved(pass),
                    0,
                    slope,
                    slopes(pass),
                    pass.adjoint(input),
                    true));
  }

  private void addSums(Pass pass, float[] values, double[] sums) {
    eachRow(pass, sums, (at, row) -> ChannelSums.sums(pass, input, values, at, row));
  }

  private void addSquares(Pass pass, float[] mean, double[] sums) {
    float[] x = pass.value(input);
    eachRow(pass, sums, (at, row) -> ChannelSums.squares(pass, input, x, at, mean, row));
  }

  private void addDots(Pass pass, double[] sums) {
    float[] adjoint = pass.adjoint(output);
    float[] n = saved(pass);
    eachRow(pass, sums, (at, row) -> ChannelSums.dots(pass, input, adjoint, at, n, at, row));
  }

  /** Sets the sums of the row that begins at a place. */
  private interface RowSums {
    void set(int at, double[] sums);
  }

  private void eachRow(Pass pass, double[] sums, RowSums ofRow) {
    double[] own = new double[input.channels()];
    for (int row = 0; row < pass.rows(); row++) {
      ofRow.set(row * input.size(), own);
      for (int c = 0; c < own.length; c++) {
        sums[c] += own[c];
      }
    }
  }

  private static void add(float[] gradient, double[] sums) {
    for (int c = 0; c < sums.length; c++) {
      gradient[c] += (float) sums[c];
    }
  }
}
