package org.abc4j.unet.layer;

import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import org.abc4j.kernel.Kernels;
import org.abc4j.unet.layer.Workspace.Use;

/**
 * One pass of a batch through a network: where its layers find their arrays, and which rows it is
 * of.
 *
 * <p>Not thread-safe: one thread at a time.
 */
final class Pass {
  final Kernels kernels;
  private final Workspace workspace;
  private final DerivedWeights derived;
  private final Slots kept;
  private final Slots passing;
  private final Slots tangents;
  private final Slots adjoints;
  private final boolean[] adjointBegun;
  private final Map<Parameter, float[]> gradients = new IdentityHashMap<>();
  private boolean keeps = true;
  private boolean wantsGradients = true;
  private int firstRow;
  private int rows;
  private DropoutMask mask;
  private int tangentRows;

  /** Passes through single layers, of arrays that no two values share. */
  Pass(Kernels kernels, int nodes) {
    this(kernels, new Workspace(), DerivedWeights.none(), nodes, Slots.own(nodes));
  }

  private Pass(
      Kernels kernels, Workspace workspace, DerivedWeights derived, int nodes, Slots slots) {
    this(kernels, workspace, derived, nodes, slots, slots, slots, slots);
  }

  /**
   * Passes through a network.
   *
   * @param nodes number of values
   * @param kept where values are if derivatives are to follow
   * @param passing where values are if not
   */
  Pass(
      Kernels kernels,
      Workspace workspace,
      DerivedWeights derived,
      int nodes,
      Slots kept,
      Slots passing,
      Slots tangents,
      Slots adjoints) {
    this.kernels = kernels;
    this.workspace = workspace;
    this.derived = derived;
    this.kept = kept;
    this.passing = passing;
    this.tangents = tangents;
    this.adjoints = adjoints;
    this.adjointBegun = new boolean[nodes];
  }

  /** Begins a pass of some rows, in training if there is a mask of dropout. */
  void begin(int first, int rowCount, DropoutMask maskOrNull) {
    firstRow = first;
    rows = rowCount;
    tangentRows = 0;
    mask = maskOrNull;
    keeps = true;
    wantsGradients = true;
    clearAdjoints();
  }

  /** Begins a pass of some rows whose adjoints are wanted, and no gradients of weights. */
  void beginWithoutGradients(int rowCount) {
    begin(0, rowCount, null);
    wantsGradients = false;
  }

  /** Whether layers add to the gradients of their weights on the way back. */
  boolean wantsGradients() {
    return wantsGradients;
  }

  /** Begins a pass of some rows whose values are gone as soon as no layer needs them. */
  void beginPassing(int rowCount) {
    begin(0, rowCount, null);
    keeps = false;
  }

  /** Whether what derivatives need of this pass is kept. */
  boolean keeps() {
    return keeps;
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
    return workspace.array(
        Use.VALUE, (keeps ? kept : passing).of(node), arraySize(rows, node.size()));
  }

  float[] tangent(Node node) {
    return workspace.array(Use.TANGENT, tangents.of(node), arraySize(tangentRows, node.size()));
  }

  /** The sum of what the layers that were pulled back so far have added, 0 before the first. */
  float[] adjoint(Node node) {
    int size = arraySize(rows, node.size());
    float[] adjoint = workspace.array(Use.ADJOINT, adjoints.of(node), size);
    if (!adjointBegun[node.index()]) {
      Arrays.fill(adjoint, 0, size, 0);
      adjointBegun[node.index()] = true;
    }
    return adjoint;
  }

  /**
   * Whether a layer that adds to an adjoint is the first to. It then may take {@link #adjointToSet}
   * and set all of it, to 0 plus what it adds.
   */
  boolean isAdjointNew(Node node) {
    return !adjointBegun[node.index()];
  }

  /** The array of an adjoint that is new: it holds anything, and all of it is to be set. */
  float[] adjointToSet(Node node) {
    adjointBegun[node.index()] = true;
    return workspace.array(Use.ADJOINT, adjoints.of(node), arraySize(rows, node.size()));
  }

  /** Memory of its workspace and gradients. */
  long bytes() {
    long numbers = gradients.values().stream().mapToLong(array -> array.length).sum();
    return workspace.bytes() + Float.BYTES * numbers;
  }

  void clearAdjoints() {
    Arrays.fill(adjointBegun, false);
  }

  float[] gradient(Parameter parameter) {
    return gradients.computeIfAbsent(parameter, p -> new float[p.values().length]);
  }

  /** Sets the gradients of all weights to 0, and finds room for them if there is none yet. */
  void clearGradients(Collection<Parameter> parameters) {
    parameters.forEach(parameter -> Arrays.fill(gradient(parameter), 0));
  }

  /**
   * What a layer keeps from {@link Layer#forward} for what comes after, in a pass that {@link
   * #keeps} it.
   *
   * @param output the layer's output
   */
  float[] saved(Node output, int size) {
    if (!keeps) {
      throw new IllegalStateException("nothing is kept of a pass that no derivative follows");
    }
    return workspace.array(Use.SAVED, output.index(), size);
  }

  /** Working space of a layer; holds anything. Slots are told apart by small numbers. */
  float[] scratch(int slot, int size) {
    return workspace.array(Use.SCRATCH, slot, size);
  }

  /** Who decides whether what is derived from weights is kept beyond this pass. */
  DerivedWeights derived() {
    return derived;
  }

  private static int arraySize(int rows, int size) {
    return Math.multiplyExact(rows, size);
  }
}
