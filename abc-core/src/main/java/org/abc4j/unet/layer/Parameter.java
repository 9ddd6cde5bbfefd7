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
 * <p>What is derived from the weights is made when a pass asks for it. If the pass's {@link
 * DerivedWeights} have room it is kept until the weights change, else it is made in the pass's
 * working space each time. Thread-safe but for changes of the weights.
 */
public final class Parameter {
  private static final int WINOGRAD_SLOT = 12;
  private static final int ADJOINT_SLOT = 13;

  private final String name;
  private final int[] shape;
  private final int outputs;
  private final int inputs;
  private final int taps;
  private final int paddedOutputs;
  private final float[] values;
  private final DerivedWeights.Kept adjoint = new DerivedWeights.Kept();
  private final DerivedWeights.Kept parts = new DerivedWeights.Kept();
  private final DerivedWeights.Kept winograd = new DerivedWeights.Kept();
  private final DerivedWeights.Kept winogradAdjoint = new DerivedWeights.Kept();

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

  /**
   * Values of this parameter's size under a name.
   *
   * @param state values by name
   * @param key the name
   * @return the values
   * @throws IllegalArgumentException if there are none, or another number of them
   */
  public float[] checked(Map<String, float[]> state, String key) {
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
  void changed() {
    adjoint.outdate();
    parts.outdate();
    winograd.outdate();
    winogradAdjoint.outdate();
  }

  /**
   * The kernel of the adjoint convolution: outputs and inputs exchanged, taps turned round.
   *
   * @return values in the layout of a parameter of {@code inputs} outputs
   */
  float[] adjoint(Pass pass) {
    return adjoint.get(pass, ADJOINT_SLOT, adjointSize(), this::turn);
  }

  /** The kernel as {@link Transposition} takes it: one for a parameter, the same each time. */
  float[] parts(Pass pass, Transposition transposition) {
    return parts.get(
        pass, ADJOINT_SLOT, transposition.kernelSize(), to -> transposition.split(this, to));
  }

  /** One weight. */
  float value(int output, int input, int tap) {
    return values[packed(output, input, tap)];
  }

  /** The kernel as {@link WinogradConvolution} takes it. */
  float[] winograd(Pass pass) {
    return winograd.get(
        pass,
        WINOGRAD_SLOT,
        winogradSize(),
        to -> WinogradKernel.transform(pass.kernels, inputs, outputs, values, to));
  }

  /** The kernel of the adjoint convolution as {@link WinogradConvolution} takes it. */
  float[] winogradAdjoint(Pass pass) {
    return winogradAdjoint.get(
        pass,
        WINOGRAD_SLOT,
        winogradAdjointSize(),
        to -> {
          // Only a step on the way, so it is never kept.
          float[] turned = pass.scratch(ADJOINT_SLOT, adjointSize());
          turn(turned);
          WinogradKernel.transform(pass.kernels, outputs, inputs, turned, to);
        });
  }

  int winogradSize() {
    return WinogradKernel.size(inputs, outputs);
  }

  int winogradAdjointSize() {
    return WinogradKernel.size(outputs, inputs);
  }

  int adjointSize() {
    return taps * outputs * padded(inputs);
  }

  /** Writes every number of the adjoint's kernel, padding too. */
  private void turn(float[] turned) {
    int width = padded(inputs);
    for (int first = 0; first < width; first += Kernels.PANEL) {
      int columns = Panels.width(width, first);
      int filled = Math.max(0, Math.min(columns, inputs - first));
      for (int t = 0; t < taps; t++) {
        for (int o = 0; o < outputs; o++) {
          int row = (taps - 1 - t) * outputs + o;
          int to = Panels.index(taps * outputs, width, row, first);
          int from = packed(o, first, t);
          int step = Panels.width(paddedOutputs, o - o % Kernels.PANEL);
          for (int i = 0; i < filled; i++) {
            turned[to + i] = values[from + i * step];
          }
          Arrays.fill(turned, to + filled, to + columns, 0);
        }
      }
    }
  }
}
