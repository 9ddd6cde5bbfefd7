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
 */
final class GroupNorm extends Layer {
  /** Pixels that are summed in float before the sum goes to double. */
  private static final int BLOCK = 32;

  private final Node input;
  private final Parameter scale;
  private final Parameter shift;
  private final int groups;
  private final double epsilon;

  GroupNorm(Node input, Node output, Parameter scale, Parameter shift, int groups, double epsilon) {
    super(output);
    this.input = input;
    this.scale = scale;
    this.shift = shift;
    this.groups = groups;
    this.epsilon = epsilon;
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
  void forward(Pass pass) {
    int channels = input.channels();
    float[] x = pass.value(input);
    float[] y = pass.value(output);
    float[] normal = pass.saved(this, pass.rows() * (input.size() + channels));
    float[] mean = new float[channels];
    float[] gain = new float[channels];
    double[] sums = new double[channels];
    for (int row = 0; row < pass.rows(); row++) {
      int at = row * input.size();
      sum(x, at, null, 0, sums);
      perGroup(sums);
      for (int c = 0; c < channels; c++) {
        mean[c] = (float) sums[c];
      }
      for (int p = 0; p < input.pixels(); p++) {
        int pixel = at + p * channels;
        for (int c = 0; c < channels; c++) {
          normal[pixel + c] = x[pixel + c] - mean[c];
        }
      }
      sum(normal, at, normal, at, sums);
      perGroup(sums);
      int gains = pass.rows() * input.size() + row * channels;
      for (int c = 0; c < channels; c++) {
        gain[c] = (float) (1 / Math.sqrt(sums[c] + epsilon));
        normal[gains + c] = gain[c];
      }
      for (int p = 0; p < input.pixels(); p++) {
        int pixel = at + p * channels;
        for (int c = 0; c < channels; c++) {
          normal[pixel + c] *= gain[c];
        }
      }
      scaleAndShift(normal, y, at);
    }
  }

  private void scaleAndShift(float[] normal, float[] y, int at) {
    int channels = input.channels();
    float[] gamma = scale.values();
    float[] beta = shift.values();
    for (int p = 0; p < input.pixels(); p++) {
      int pixel = at + p * channels;
      for (int c = 0; c < channels; c++) {
        y[pixel + c] = Math.fma(normal[pixel + c], gamma[c], beta[c]);
      }
    }
  }

  @Override
  void tangents(Pass pass) {
    int channels = input.channels();
    float[] xTangents = pass.tangent(input);
    float[] yTangents = pass.tangent(output);
    float[] gamma = scale.values();
    for (int t = 0; t < pass.tangentRows(); t++) {
      int at = t * input.size();
      project(pass, pass.rowOfTangent(t), xTangents, yTangents, at);
      for (int p = 0; p < input.pixels(); p++) {
        int pixel = at + p * channels;
        for (int c = 0; c < channels; c++) {
          yTangents[pixel + c] *= gamma[c];
        }
      }
    }
  }

  @Override
  void backward(Pass pass) {
    int channels = input.channels();
    float[] adjoint = pass.adjoint(output);
    float[] inputAdjoint = pass.adjoint(input);
    float[] normal = pass.saved(this, pass.rows() * (input.size() + channels));
    float[] gamma = scale.values();
    float[] scaled = pass.scratch(0, input.size());
    float[] projected = pass.scratch(1, input.size());
    double[] sums = new double[channels];
    for (int row = 0; row < pass.rows(); row++) {
      int at = row * input.size();
      sum(adjoint, at, normal, at, sums);
      add(pass.gradient(scale), sums);
      sum(adjoint, at, null, 0, sums);
      add(pass.gradient(shift), sums);
      for (int p = 0; p < input.pixels(); p++) {
        for (int c = 0; c < channels; c++) {
          scaled[p * channels + c] = gamma[c] * adjoint[at + p * channels + c];
        }
      }
      projectRow(pass, row, scaled, 0, projected, 0);
      for (int i = 0; i < input.size(); i++) {
        inputAdjoint[at + i] += projected[i];
      }
    }
  }

  private void project(Pass pass, int row, float[] in, float[] out, int at) {
    projectRow(pass, row, in, at, out, at);
  }

  /** P of one row. */
  private void projectRow(Pass pass, int row, float[] in, int inAt, float[] out, int outAt) {
    int channels = input.channels();
    int size = input.size();
    float[] normal = pass.saved(this, pass.rows() * (size + channels));
    int normalAt = row * size;
    int gains = pass.rows() * size + row * channels;
    double[] sums = new double[channels];
    float[] mean = new float[channels];
    float[] slope = new float[channels];
    float[] gain = Arrays.copyOfRange(normal, gains, gains + channels);
    sum(in, inAt, null, 0, sums);
    perGroup(sums);
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) sums[c];
    }
    sum(in, inAt, normal, normalAt, sums);
    perGroup(sums);
    for (int c = 0; c < channels; c++) {
      slope[c] = (float) -sums[c];
    }
    for (int p = 0; p < input.pixels(); p++) {
      int from = p * channels;
      for (int c = 0; c < channels; c++) {
        float centred = in[inAt + from + c] - mean[c];
        out[outAt + from + c] = gain[c] * Math.fma(normal[normalAt + from + c], slope[c], centred);
      }
    }
  }

  /** Sums of a row by channel; of products with another, if there is one. */
  private void sum(float[] a, int aAt, float[] bOrNull, int bAt, double[] sums) {
    int channels = input.channels();
    float[] block = new float[channels];
    Arrays.fill(sums, 0);
    for (int first = 0; first < input.pixels(); first += BLOCK) {
      int last = Math.min(input.pixels(), first + BLOCK);
      Arrays.fill(block, 0);
      for (int p = first; p < last; p++) {
        int aPixel = aAt + p * channels;
        int bPixel = bAt + p * channels;
        if (bOrNull == null) {
          for (int c = 0; c < channels; c++) {
            block[c] += a[aPixel + c];
          }
        } else {
          for (int c = 0; c < channels; c++) {
            block[c] = Math.fma(a[aPixel + c], bOrNull[bPixel + c], block[c]);
          }
        }
      }
      for (int c = 0; c < channels; c++) {
        sums[c] += block[c];
      }
    }
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
