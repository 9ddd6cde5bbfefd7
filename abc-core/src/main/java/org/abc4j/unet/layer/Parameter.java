package org.abc4j.unet.layer;

import java.util.Arrays;
import java.util.Map;
import org.abc4j.kernel.Kernels;

/**
 * Weights under a name of diffusers' {@code state_dict}, stored as the kernels read them: input
 * channels in rows, output channels in columns, the columns filled up with zeros to a multiple of
 * the kernels' group and kept in {@link Panels}. Gradients have the same layout, so that an
 * optimizer works on plain arrays.
 *
 * <p>What is derived from the weights is made when it is first asked for, and anew when they have
 * changed.
 */
public final class Parameter {
  private final String name;
  private final int[] shape;
  private final int outputs;
  private final int inputs;
  private final int taps;
  private final int paddedOutputs;
  private final float[] values;
  private final Derived adjoint = new Derived();
  private final Derived winograd = new Derived();
  private final Derived winogradAdjoint = new Derived();

  private Parameter(String name, int[] shape, int outputs, int inputs, int taps) {
    this.name = name;
    this.shape = shape;
    this.outputs = outputs;
    this.inputs = inputs;
    this.taps = taps;
    this.paddedOutputs = padded(outputs);
    this.values = new float[taps * inputs * paddedOutputs];
  }

  static Parameter matrix(String name, int outputs, int inputs) {
    return new Parameter(name, new int[] {outputs, inputs}, outputs, inputs, 1);
  }

  static Parameter kernel(String name, int outputs, int inputs, int side) {
    return new Parameter(
        name, new int[] {outputs, inputs, side, side}, outputs, inputs, side * side);
  }

  static Parameter vector(String name, int size) {
    return new Parameter(name, new int[] {size}, size, 1, 1);
  }

  /** The least multiple of the kernels' group of columns that holds a number of channels. */
  static int padded(int channels) {
    int group = Kernels.COLUMN_GROUP;
    return (channels + group - 1) / group * group;
  }

  /**
   * Its name in diffusers' {@code state_dict}.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Its shape in diffusers' {@code state_dict}.
   *
   * @return a copy of the extents
   */
  public int[] shape() {
    return shape.clone();
  }

  /** The weights themselves, in the kernels' layout. */
  float[] values() {
    return values;
  }

  int paddedOutputs() {
    return paddedOutputs;
  }

  /**
   * Sets the weights.
   *
   * @param diffusers values in the order of diffusers, {@code [outputs, inputs, kernel, kernel]}
   * @throws IllegalArgumentException if their number is another
   */
  public void set(float[] diffusers) {
    if (diffusers.length != size()) {
      throw new IllegalArgumentException(
          "weight "
              + name
              + " of shape "
              + Arrays.toString(shape)
              + " has "
              + size()
              + " values, found "
              + diffusers.length);
    }
    pack(diffusers, values);
    changed();
  }

  /** Values of this parameter's size under a name. */
  float[] checked(Map<String, float[]> state, String key) {
    float[] found = state.get(key);
    if (found == null || found.length != size()) {
      throw new IllegalArgumentException(
          "the state has "
              + size()
              + " values under "
              + key
              + ", found "
              + (found == null ? "nothing" : found.length + " values"));
    }
    return found;
  }

  private int size() {
    return outputs * inputs * taps;
  }

  /**
   * Number of values that a weight's output depends on.
   *
   * @return inputs · kernel²
   */
  public int fanIn() {
    return inputs * taps;
  }

  void pack(float[] diffusers, float[] packed) {
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        for (int t = 0; t < taps; t++) {
          packed[packed(o, i, t)] = diffusers[(o * inputs + i) * taps + t];
        }
      }
    }
  }

  /**
   * The weights in the order of diffusers.
   *
   * @return a copy, {@code [outputs, inputs, kernel, kernel]}
   */
  public float[] toArray() {
    return unpacked(values);
  }

  /**
   * Weights or gradients in the order of diffusers.
   *
   * @param packed values in the layout of this parameter
   * @return the values, without the zeros
   */
  public float[] unpacked(float[] packed) {
    float[] diffusers = new float[size()];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        for (int t = 0; t < taps; t++) {
          diffusers[(o * inputs + i) * taps + t] = packed[packed(o, i, t)];
        }
      }
    }
    return diffusers;
  }

  private int packed(int output, int input, int tap) {
    return Panels.index(taps * inputs, paddedOutputs, tap * inputs + input, output);
  }

  /** To be called whenever {@link #values} has been written to. */
  synchronized void changed() {
    adjoint.stale = true;
    winograd.stale = true;
    winogradAdjoint.stale = true;
  }

  /**
   * The kernel of the adjoint convolution: outputs and inputs exchanged, taps turned round.
   *
   * @return values in the layout of a parameter of {@code inputs} outputs
   */
  synchronized float[] adjoint() {
    int width = padded(inputs);
    if (adjoint.mustBeMade(taps * outputs * width)) {
      for (int first = 0; first < inputs; first += Kernels.PANEL) {
        int columns = Panels.width(inputs, first);
        for (int t = 0; t < taps; t++) {
          for (int o = 0; o < outputs; o++) {
            int row = (taps - 1 - t) * outputs + o;
            int to = Panels.index(taps * outputs, width, row, first);
            int from = packed(o, first, t);
            int step = Panels.width(paddedOutputs, o - o % Kernels.PANEL);
            for (int i = 0; i < columns; i++) {
              adjoint.values[to + i] = values[from + i * step];
            }
          }
        }
      }
    }
    return adjoint.values;
  }

  /** The kernel as {@link WinogradConvolution} takes it. */
  synchronized float[] winograd(Kernels kernels) {
    if (winograd.mustBeMade(WinogradConvolution.transformedSize(inputs, outputs))) {
      WinogradConvolution.transform(kernels, inputs, outputs, values, winograd.values);
    }
    return winograd.values;
  }

  /** The kernel of the adjoint convolution as {@link WinogradConvolution} takes it. */
  synchronized float[] winogradAdjoint(Kernels kernels) {
    if (winogradAdjoint.mustBeMade(WinogradConvolution.transformedSize(outputs, inputs))) {
      float[] turned = adjoint();
      WinogradConvolution.transform(kernels, outputs, inputs, turned, winogradAdjoint.values);
    }
    return winogradAdjoint.values;
  }

  /** Something made from the weights. */
  private static final class Derived {
    private float[] values = new float[0];
    private boolean stale = true;

    boolean mustBeMade(int size) {
      boolean must = stale;
      stale = false;
      if (values.length != size) {
        values = new float[size];
      }
      return must;
    }
  }
}
