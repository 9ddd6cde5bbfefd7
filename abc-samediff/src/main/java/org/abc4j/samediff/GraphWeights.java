package org.abc4j.samediff;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network's weights as ND4J's convolutions read them: [kernel, kernel, inputs, outputs], linear
 * maps with kernel 1, and vectors. Outside they have diffusers' names and order. Not thread-safe.
 */
final class GraphWeights {
  private final Map<String, Weight> weights = new LinkedHashMap<>();

  private GraphWeights() {}

  /** A weight: its array, and diffusers' extents [outputs, inputs, kernel, kernel]. */
  private record Weight(INDArray array, int outputs, int inputs, int taps) {
    int size() {
      return outputs * inputs * taps;
    }
  }

  /** A copy of a network's weights as they are. */
  static GraphWeights of(Network network) {
    GraphWeights weights = new GraphWeights();
    for (Parameter parameter : network.parameters().values()) {
      int[] shape = parameter.shape();
      int inputs = shape.length > 1 ? shape[1] : 1;
      int kernel = shape.length > 2 ? shape[2] : 1;
      long[] extents =
          shape.length == 1 ? new long[] {shape[0]} : new long[] {kernel, kernel, inputs, shape[0]};
      INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, extents);
      weights.weights.put(parameter.name(), new Weight(array, shape[0], inputs, kernel * kernel));
      weights.set(parameter.name(), parameter.toArray());
    }
    return weights;
  }

  /** As many zeros under the same names. */
  GraphWeights zeros() {
    GraphWeights zeros = new GraphWeights();
    weights.forEach(
        (name, w) ->
            zeros.weights.put(
                name,
                new Weight(
                    Nd4j.zeros(DataType.FLOAT, w.array().shape()),
                    w.outputs(),
                    w.inputs(),
                    w.taps())));
    return zeros;
  }

  /** Frees the arrays; nothing may use them any more. */
  void close() {
    weights.values().stream()
        .map(Weight::array)
        .filter(array -> !array.wasClosed())
        .forEach(INDArray::close);
  }

  /** The arrays themselves, by diffusers' names, in the order of the layers. */
  Map<String, INDArray> arrays() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    weights.forEach((name, weight) -> arrays.put(name, weight.array()));
    return Collections.unmodifiableMap(arrays);
  }

  /**
   * The weights in diffusers' order, each under a prefix and its name.
   *
   * @return copies
   */
  Map<String, float[]> toArrays(String prefix) {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    for (Map.Entry<String, Weight> entry : weights.entrySet()) {
      Weight w = entry.getValue();
      float[] stored = w.array().data().asFloat();
      float[] values = new float[w.size()];
      for (int o = 0; o < w.outputs(); o++) {
        for (int i = 0; i < w.inputs(); i++) {
          for (int t = 0; t < w.taps(); t++) {
            values[(o * w.inputs() + i) * w.taps() + t] =
                stored[(t * w.inputs() + i) * w.outputs() + o];
          }
        }
      }
      arrays.put(prefix + entry.getKey(), values);
    }
    return arrays;
  }

  /**
   * Sets all weights.
   *
   * @param state values in diffusers' order, each under the prefix and its name
   * @param prefix the prefix
   * @throws IllegalArgumentException if one is missing or of another size, naming it
   */
  void set(Map<String, float[]> state, String prefix) {
    requireAll(state, prefix);
    weights.keySet().forEach(name -> set(name, state.get(prefix + name)));
  }

  /** Checks that {@link #set(Map, String)} would find what it needs. */
  void requireAll(Map<String, float[]> state, String prefix) {
    weights.forEach(
        (name, weight) -> {
          float[] values = state.get(prefix + name);
          if (values == null || values.length != weight.size()) {
            throw new IllegalArgumentException(
                "the state has "
                    + weight.size()
                    + " values under "
                    + prefix
                    + name
                    + ", found "
                    + (values == null ? "nothing" : values.length + " values"));
          }
        });
  }

  private void set(String name, float[] values) {
    Weight w = weights.get(name);
    float[] stored = new float[w.size()];
    for (int o = 0; o < w.outputs(); o++) {
      for (int i = 0; i < w.inputs(); i++) {
        for (int t = 0; t < w.taps(); t++) {
          stored[(t * w.inputs() + i) * w.outputs() + o] =
              values[(o * w.inputs() + i) * w.taps() + t];
        }
      }
    }
    w.array().data().setData(stored);
  }
}
