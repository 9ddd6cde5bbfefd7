package org.abc4j.unet.layer;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.abc4j.kernel.Kernels;

/**
 * The arrays of one pass of a batch through a network, kept from pass to pass.
 *
 * <p>Not thread-safe: one thread at a time.
 */
final class Pass {
  final Kernels kernels;
  private final float[][] values;
  private final float[][] tangents;
  private final float[][] adjoints;
  private final Map<Parameter, float[]> gradients = new IdentityHashMap<>();
  private final Map<Object, float[]> saved = new IdentityHashMap<>();
  private float[][] scratch = new float[16][0];
  private int firstRow;
  private int rows;
  private DropoutMask mask;
  private int tangentRows;

  Pass(Kernels kernels, int nodes) {
    this.kernels = kernels;
    this.values = new float[nodes][0];
    this.tangents = new float[nodes][0];
    this.adjoints = new float[nodes][0];
  }

  /** Begins a pass of some rows, in training if there is a mask of dropout. */
  void begin(int first, int rowCount, DropoutMask maskOrNull) {
    firstRow = first;
    rows = rowCount;
    tangentRows = 0;
    mask = maskOrNull;
  }

  /** Where these rows begin in their batch. */
  int firstRow() {
    return firstRow;
  }

  /** The mask of dropout; null outside training. */
  DropoutMask dropoutMask() {
    return mask;
  }

  /** Begins a pass of K tangents of each row. */
  void beginTangents(int tangentsPerRow) {
    tangentRows = rows * tangentsPerRow;
  }

  int rows() {
    return rows;
  }

  int tangentRows() {
    return tangentRows;
  }

  /** The row that a tangent belongs to. */
  int rowOfTangent(int tangent) {
    return tangent / (tangentRows / rows);
  }

  float[] value(Node node) {
    return values[node.index()] = grown(values[node.index()], rows * node.size());
  }

  float[] tangent(Node node) {
    return tangents[node.index()] = grown(tangents[node.index()], tangentRows * node.size());
  }

  float[] adjoint(Node node) {
    return adjoints[node.index()] = grown(adjoints[node.index()], rows * node.size());
  }

  float[] gradient(Parameter parameter) {
    return gradients.computeIfAbsent(parameter, p -> new float[p.values().length]);
  }

  void clearAdjoints() {
    for (float[] adjoint : adjoints) {
      Arrays.fill(adjoint, 0);
    }
  }

  void clearGradients() {
    gradients.values().forEach(gradient -> Arrays.fill(gradient, 0));
  }

  /** What a layer keeps from {@link Layer#forward} for what comes after. */
  float[] saved(Object owner, int size) {
    float[] kept = grown(saved.getOrDefault(owner, new float[0]), size);
    saved.put(owner, kept);
    return kept;
  }

  /** Working space of a layer; holds anything. Slots are told apart by small numbers. */
  float[] scratch(int slot, int size) {
    return scratch[slot] = grown(scratch[slot], size);
  }

  private static float[] grown(float[] array, int size) {
    return array.length >= size ? array : new float[size];
  }
}
