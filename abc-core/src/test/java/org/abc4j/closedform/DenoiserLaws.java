package org.abc4j.closedform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.BiFunction;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Linearization;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Reference;

/** What holds of any differentiable noise model, as checks that properties call. */
final class DenoiserLaws {
  private DenoiserLaws() {}

  /** Noisy states of blends of two items, where a posterior is neither flat nor certain. */
  static Batch states(Batch items, int timestep, int rows, long seed) {
    double bar = Reference.alphaBar(timestep);
    int m = items.shape().size();
    float[] noise = Draws.gaussians(seed, 11, rows * m);
    float[] states = new float[rows * m];
    for (int row = 0; row < rows; row++) {
      int a = Draws.below(items.rows(), seed, 12, row);
      int b = Draws.below(items.rows(), seed, 13, row);
      for (int j = 0; j < m; j++) {
        double clean = (items.get(a, j) + items.get(b, j)) / 2.0;
        states[row * m + j] =
            (float) (Math.sqrt(bar) * clean + Math.sqrt(1 - bar) * noise[row * m + j]);
      }
    }
    return Batch.of(items.shape(), states);
  }

  static void predictsAs(
      Reference.Model twin, DifferentiableNoiseModel model, Batch x, int timestep) {
    Batch predicted = model.predict(x, timestep);
    assertEquals(x.rows(), predicted.rows());
    for (int row = 0; row < x.rows(); row++) {
      double[] expected = twin.predict(Reference.toDouble(x.row(row)), timestep);
      assertClose(expected, predicted.row(row), 1e-6);
    }
  }

  /** Tangents against the derivative of a twin: (x, ẋ) ↦ ∂ₓε̂·ẋ. */
  static void tangentsAre(
      BiFunction<double[], double[], double[]> derivative,
      DifferentiableNoiseModel model,
      Batch x,
      Batch tangents,
      int timestep,
      double tolerance) {
    Linearization linear = model.linearize(x, timestep, tangents);
    assertEquals(model.predict(x, timestep), linear.value());
    assertEquals(tangents.rows(), linear.tangents().rows());
    int perRow = tangents.rows() / x.rows();
    for (int k = 0; k < tangents.rows(); k++) {
      double[] expected =
          derivative.apply(
              Reference.toDouble(x.row(k / perRow)), Reference.toDouble(tangents.row(k)));
      assertClose(expected, linear.tangents().row(k), tolerance);
    }
  }

  static void tangentsAreLinear(DifferentiableNoiseModel model, Batch x, int timestep, long seed) {
    Shape shape = x.shape();
    Batch a = Draws.batch(seed, 14, shape, x.rows());
    Batch b = Draws.batch(seed, 15, shape, x.rows());
    float[] blend = new float[a.rows() * shape.size()];
    for (int j = 0; j < blend.length; j++) {
      // Exact in float but for rounding in the last place.
      blend[j] = 0.5f * a.toArray()[j] - 2 * b.toArray()[j];
    }
    Batch ofA = model.linearize(x, timestep, a).tangents();
    Batch ofB = model.linearize(x, timestep, b).tangents();
    Batch ofBlend = model.linearize(x, timestep, Batch.of(shape, blend)).tangents();
    for (int row = 0; row < x.rows(); row++) {
      double[] expected = new double[shape.size()];
      double scale = 0;
      for (int j = 0; j < expected.length; j++) {
        expected[j] = 0.5 * ofA.get(row, j) - 2.0 * ofB.get(row, j);
        scale = Math.max(scale, Math.abs(ofA.get(row, j)) + Math.abs(ofB.get(row, j)));
      }
      for (int j = 0; j < expected.length; j++) {
        assertEquals(
            expected[j], ofBlend.get(row, j), 5e-6 * Math.max(scale, amplification(timestep)));
      }
    }
  }

  /** Up to this a rounding error of a tangent can grow: the models' largest slope. */
  private static double amplification(int timestep) {
    return 1 / Math.sqrt(1 - Reference.alphaBar(timestep));
  }

  static void rowsDoNotDependOnTheBatch(
      DifferentiableNoiseModel model, Batch x, Batch tangents, int timestep) {
    int perRow = tangents.rows() / x.rows();
    Linearization all = model.linearize(x, timestep, tangents);
    for (int row = 0; row < x.rows(); row++) {
      int[] own = new int[perRow];
      for (int k = 0; k < perRow; k++) {
        own[k] = row * perRow + k;
      }
      Linearization alone = model.linearize(x.select(row), timestep, tangents.select(own));
      assertEquals(all.value().select(row), alone.value());
      assertEquals(all.tangents().select(own), alone.tangents());
    }
  }

  private static void assertClose(double[] expected, float[] actual, double tolerance) {
    double scale = Math.max(1, Reference.largest(expected));
    for (int j = 0; j < expected.length; j++) {
      assertEquals(expected[j], actual[j], tolerance * scale, "element " + j);
    }
  }
}
