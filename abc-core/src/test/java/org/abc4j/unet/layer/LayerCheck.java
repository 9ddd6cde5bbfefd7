package org.abc4j.unet.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.kernel.Kernels;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Reference;

/**
 * One layer alone, against its reference in double: values, tangents, adjoints and gradients, on
 * both kinds of kernels and to the same bits.
 */
final class LayerCheck {
  /** Step of central differences in double. */
  private static final double STEP = 1e-4;

  /** Relative to the largest value; a float's own rounding is 6e-8. */
  private static final double TOLERANCE = 5e-6;

  private static final int DIRECTIONS = 2;

  private final Layer layer;
  private final ReferenceLayers.Function reference;
  private final int rows;
  private final int perRow;
  private final long seed;
  private final float[][] inputs;
  private final float[][] parameters;
  private DropoutMask mask;
  private double allowed = TOLERANCE;

  private LayerCheck(
      Layer layer, ReferenceLayers.Function reference, int rows, int perRow, long seed) {
    this.layer = layer;
    this.reference = reference;
    this.rows = rows;
    this.perRow = perRow;
    this.seed = seed;
    inputs = draws(0, rows);
    parameters = new float[layer.parameters().size()][];
    for (int i = 0; i < parameters.length; i++) {
      Parameter parameter = layer.parameters().get(i);
      parameters[i] = Draws.gaussians(seed, 50 + i, parameter.toArray().length);
      for (int j = 0; j < parameters[i].length; j++) {
        parameters[i][j] /= (float) Math.sqrt(parameter.fanIn());
      }
      parameter.set(parameters[i]);
    }
  }

  /** A layer with random inputs and weights. */
  static LayerCheck of(
      Layer layer, ReferenceLayers.Function reference, int rows, int perRow, long seed) {
    return new LayerCheck(layer, reference, rows, perRow, seed);
  }

  /** With dropout, which has no tangents. */
  LayerCheck withMask(DropoutMask trainingMask) {
    mask = trainingMask;
    return this;
  }

  /** With another tolerance, relative to the largest value. */
  LayerCheck withTolerance(double tolerance) {
    allowed = tolerance;
    return this;
  }

  private float[][] draws(int stream, int count) {
    float[][] values = new float[layer.inputs().size()][];
    for (int i = 0; i < values.length; i++) {
      // The same value twice among the inputs is one value.
      int first = layer.inputs().indexOf(layer.inputs().get(i));
      int size = count * layer.inputs().get(i).size();
      values[i] = Draws.gaussians(seed, stream + first, size);
    }
    return values;
  }

  /** Everything that a pass computes. */
  private record Results(
      float[] value, float[] tangents, float[][] adjoints, float[][] gradients) {}

  void check() {
    Results results = run(Kernels.get());
    Results twin = run(Kernels.scalar());
    assertArrayEquals(twin.value, results.value, "value");
    assertArrayEquals(twin.tangents, results.tangents, "tangents");
    for (int i = 0; i < twin.adjoints.length; i++) {
      assertArrayEquals(twin.adjoints[i], results.adjoints[i], "adjoint " + i);
    }
    for (int i = 0; i < twin.gradients.length; i++) {
      assertArrayEquals(twin.gradients[i], results.gradients[i], "gradient " + i);
    }
    double[][] x = doubles(inputs);
    double[][] w = doubles(parameters);
    assertNear(reference.apply(rows, x, w), results.value, "value");
    if (mask == null) {
      checkTangents(x, w, results.tangents);
    }
    checkAdjoints(x, w, results);
  }

  private void checkTangents(double[][] x, double[][] w, float[] found) {
    float[][] tangents = tangents();
    int size = layer.output.size();
    for (int k = 0; k < perRow; k++) {
      double[][] direction = new double[inputs.length][];
      float[] part = new float[rows * size];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(found, (row * perRow + k) * size, part, row * size, size);
      }
      for (int i = 0; i < inputs.length; i++) {
        int inputSize = layer.inputs().get(i).size();
        double[] tangent = new double[rows * inputSize];
        for (int j = 0; j < tangent.length; j++) {
          int row = j / inputSize;
          tangent[j] = tangents[i][(row * perRow + k) * inputSize + j % inputSize];
        }
        direction[i] = tangent;
      }
      assertNear(derivative(x, w, direction, null), part, "tangent " + k);
    }
  }

  /** Tangents of the inputs; 0 for those that do not depend on the image. */
  private float[][] tangents() {
    float[][] tangents = draws(100, rows * perRow);
    for (int i = 0; i < tangents.length; i++) {
      if (!layer.inputs().get(i).dependsOnInput()) {
        Arrays.fill(tangents[i], 0);
      }
    }
    return tangents;
  }

  /** ⟨ȳ, ∂y⟩ is ⟨x̄, ∂x⟩ + ⟨w̄, ∂w⟩ for random directions of one input or parameter at a time. */
  private void checkAdjoints(double[][] x, double[][] w, Results results) {
    double[] adjoint = Reference.toDouble(outputAdjoint());
    for (int d = 0; d < DIRECTIONS; d++) {
      for (int i = 0; i < x.length; i++) {
        int first = layer.inputs().indexOf(layer.inputs().get(i));
        double[][] direction = new double[x.length][];
        double[] some = Draws.doubles(seed, 200 + 10 * d + first, x[i].length);
        for (int j = 0; j < x.length; j++) {
          boolean moves = layer.inputs().get(j).equals(layer.inputs().get(i));
          direction[j] = moves ? some : new double[x[j].length];
        }
        assertSameInner(
            adjoint, derivative(x, w, direction, null), results.adjoints[i], some, "adjoint " + i);
      }
      for (int i = 0; i < w.length; i++) {
        double[][] direction = new double[w.length][];
        Arrays.setAll(direction, j -> new double[w[j].length]);
        direction[i] = Draws.doubles(seed, 300 + 10 * d + i, w[i].length);
        assertSameInner(
            adjoint,
            derivative(x, w, null, direction),
            results.gradients[i],
            direction[i],
            "gradient " + i);
      }
    }
  }

  private void assertSameInner(
      double[] adjoint, double[] change, float[] gradient, double[] direction, String what) {
    double expected = 0;
    double size = 0;
    for (int i = 0; i < adjoint.length; i++) {
      expected += adjoint[i] * change[i];
      size += Math.abs(adjoint[i] * change[i]);
    }
    double found = 0;
    for (int i = 0; i < direction.length; i++) {
      found += gradient[i] * direction[i];
      size += Math.abs(gradient[i] * direction[i]);
    }
    // What is 0 in truth, in a group of one value, keeps the rounding of terms of order ten.
    assertEquals(expected, found, allowed * size + 2e-6, what);
  }

  private double[] derivative(
      double[][] x, double[][] w, double[][] xDirection, double[][] wDirection) {
    double[] up = reference.apply(rows, moved(x, xDirection, STEP), moved(w, wDirection, STEP));
    double[] down = reference.apply(rows, moved(x, xDirection, -STEP), moved(w, wDirection, -STEP));
    return Arrays.stream(Reference.minus(up, down, 1)).map(v -> v / (2 * STEP)).toArray();
  }

  private static double[][] moved(double[][] values, double[][] direction, double step) {
    if (direction == null) {
      return values;
    }
    double[][] moved = new double[values.length][];
    Arrays.setAll(moved, i -> Reference.minus(values[i], direction[i], -step));
    return moved;
  }

  private float[] outputAdjoint() {
    return Draws.gaussians(seed, 400, rows * layer.output.size());
  }

  private Results run(Kernels kernels) {
    Pass pass = new Pass(kernels, 10);
    // Another pass first, of more rows and of NaN: nothing of it may be left.
    pass.begin(0, rows + 2, mask);
    for (Node input : layer.inputs()) {
      Arrays.fill(pass.value(input), Float.NaN);
    }
    layer.forward(pass);
    pass.begin(0, rows, mask);
    fill(pass::value, inputs);
    layer.forward(pass);
    float[] value = Arrays.copyOf(pass.value(layer.output), rows * layer.output.size());
    float[] tangents = new float[0];
    if (mask == null) {
      pass.beginTangents(perRow);
      fill(pass::tangent, tangents());
      layer.tangents(pass);
      tangents = Arrays.copyOf(pass.tangent(layer.output), rows * perRow * layer.output.size());
    }
    spoilAdjoints(pass);
    float[] out = outputAdjoint();
    System.arraycopy(out, 0, pass.adjoint(layer.output), 0, out.length);
    layer.backward(pass);
    List<float[]> adjoints = new ArrayList<>();
    for (Node input : layer.inputs()) {
      adjoints.add(Arrays.copyOf(pass.adjoint(input), rows * input.size()));
    }
    List<float[]> gradients = new ArrayList<>();
    for (Parameter parameter : layer.parameters()) {
      gradients.add(parameter.unpacked(pass.gradient(parameter)));
    }
    checkAccumulation(pass, adjoints, gradients);
    return new Results(
        value, tangents, adjoints.toArray(float[][]::new), gradients.toArray(float[][]::new));
  }

  /** An adjoint that is new may hold anything. */
  private void spoilAdjoints(Pass pass) {
    for (Node input : layer.inputs()) {
      Arrays.fill(pass.adjointToSet(input), Float.NaN);
    }
    pass.clearAdjoints();
  }

  /** Backward a second time, from the same adjoint, doubles what was there. */
  private void checkAccumulation(Pass pass, List<float[]> adjoints, List<float[]> gradients) {
    float[] out = outputAdjoint();
    System.arraycopy(out, 0, pass.adjoint(layer.output), 0, out.length);
    layer.backward(pass);
    for (int i = 0; i < adjoints.size(); i++) {
      float[] twice = Arrays.copyOf(pass.adjoint(layer.inputs().get(i)), adjoints.get(i).length);
      assertDoubled(adjoints.get(i), twice, "adjoint " + i);
    }
    for (int i = 0; i < gradients.size(); i++) {
      Parameter parameter = layer.parameters().get(i);
      assertDoubled(
          gradients.get(i), parameter.unpacked(pass.gradient(parameter)), "gradient " + i);
    }
  }

  private void assertDoubled(float[] once, float[] twice, String what) {
    // What cancels in a long sum leaves the rounding of its terms.
    double largest = Math.max(4, Reference.largest(Reference.toDouble(once)));
    for (int i = 0; i < once.length; i++) {
      assertEquals(2.0 * once[i], twice[i], allowed * largest, what + " doubled");
    }
  }

  private interface Place {
    float[] of(Node node);
  }

  private void fill(Place place, float[][] values) {
    for (int i = 0; i < values.length; i++) {
      System.arraycopy(values[i], 0, place.of(layer.inputs().get(i)), 0, values[i].length);
    }
  }

  private static double[][] doubles(float[][] values) {
    return Arrays.stream(values).map(Reference::toDouble).toArray(double[][]::new);
  }

  private void assertNear(double[] expected, float[] found, String what) {
    assertEquals(expected.length, found.length, "size of " + what);
    double tolerance = allowed * Math.max(1, Reference.largest(expected));
    for (int i = 0; i < found.length; i++) {
      if (!(Math.abs(expected[i] - found[i]) <= tolerance)) {
        fail(what + "[" + i + "]: " + expected[i] + " within " + tolerance + ", found " + found[i]);
      }
    }
  }
}
