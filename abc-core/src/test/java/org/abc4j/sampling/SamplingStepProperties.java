package org.abc4j.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.testing.ScalarStep;

class SamplingStepProperties {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  @Provide
  Arbitrary<SamplingStep> steps() {
    Arbitrary<Double> weights = Arbitraries.doubles().between(-2, 2);
    return Combinators.combine(
            Arbitraries.doubles().between(0.01, 0.99),
            weights,
            weights,
            weights,
            Arbitraries.of(0.0, 0.25, 1.0),
            Arbitraries.of(0.5, 1.0, 3.0, INFINITE))
        .as((alphaBar, a, b, c, s, clip) -> new SamplingStep(3, alphaBar, a, b, c, s, clip));
  }

  private static SamplingStep unclipped(SamplingStep step) {
    return new SamplingStep(
        step.timestep(),
        step.alphaBar(),
        step.cleanWeight(),
        step.stateWeight(),
        step.predictionWeight(),
        step.noiseWeight(),
        INFINITE);
  }

  private static double clean(SamplingStep step, double x, double predicted) {
    return (x - Math.sqrt(1 - step.alphaBar()) * predicted) / Math.sqrt(step.alphaBar());
  }

  @Property(tries = 300)
  void next_unclipped_isAffine(
      @ForAll("steps") SamplingStep any,
      @ForAll @DoubleRange(min = -3, max = 3) double x,
      @ForAll @DoubleRange(min = -3, max = 3) double predicted,
      @ForAll @DoubleRange(min = -3, max = 3) double fresh) {
    SamplingStep step = unclipped(any);
    assertEquals(step.next(1, 0, 0), step.a(), 1e-14 * (1 + Math.abs(step.a())));
    assertEquals(step.next(0, 1, 0), step.b(), 1e-14 * (1 + Math.abs(step.b())));
    assertEquals(step.next(0, 0, 1), step.noiseWeight());
    double byParts =
        x * step.next(1, 0, 0) + predicted * step.next(0, 1, 0) + fresh * step.next(0, 0, 1);
    assertEquals(byParts, step.next(x, predicted, fresh), 1e-12);
    double byFormula =
        step.cleanWeight() * clean(step, x, predicted)
            + step.stateWeight() * x
            + step.predictionWeight() * predicted
            + step.noiseWeight() * fresh;
    assertEquals(byFormula, step.next(x, predicted, fresh), 1e-11);
  }

  @Property(tries = 300)
  void next_clipped_isTheUnclippedOneWithinTheBound(
      @ForAll("steps") SamplingStep step,
      @ForAll @DoubleRange(min = -3, max = 3) double x,
      @ForAll @DoubleRange(min = -3, max = 3) double predicted) {
    double clean = clean(step, x, predicted);
    double held = Math.signum(clean) * Math.min(Math.abs(clean), step.clip());
    assertEquals(
        unclipped(step).next(x, predicted, 0.5) + step.cleanWeight() * (held - clean),
        step.next(x, predicted, 0.5),
        1e-10);
  }

  @Property(tries = 500)
  void tangent_awayFromKinks_equalsCentralDifference(
      @ForAll("steps") SamplingStep step,
      @ForAll @DoubleRange(min = -3, max = 3) double x,
      @ForAll @DoubleRange(min = -3, max = 3) double predicted,
      @ForAll @DoubleRange(min = -1, max = 1) double xTangent,
      @ForAll @DoubleRange(min = -1, max = 1) double predictedTangent) {
    double h = 1e-5;
    Assume.that(Math.abs(Math.abs(clean(step, x, predicted)) - step.clip()) > 1e-3);
    double ahead = step.next(x + h * xTangent, predicted + h * predictedTangent, 0.7);
    double behind = step.next(x - h * xTangent, predicted - h * predictedTangent, 0.7);
    assertEquals(
        (ahead - behind) / (2 * h),
        ScalarStep.tangent(step, x, predicted, xTangent, predictedTangent),
        1e-8);
  }

  private static Batch batch(int m, int rows, long stream) {
    Shape shape = new Shape(1, 1, m);
    return Batch.of(shape, CounterRandom.of(1, Purpose.EXAMPLE).gaussians(stream, 0, rows * m));
  }

  @Property(tries = 200)
  void next_ofBatch_equalsScalarTwinBitForBit(
      @ForAll("steps") SamplingStep step,
      @ForAll @IntRange(min = 1, max = 5) int m,
      @ForAll @IntRange(min = 0, max = 4) int rows,
      @ForAll long stream) {
    Batch x = batch(m, rows, stream);
    Batch predicted = batch(m, rows, ~stream);
    Batch fresh = batch(m, rows, stream ^ 0x5555);
    Batch next = step.next(x, predicted, fresh);
    assertEquals(rows, next.rows());
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < m; j++) {
        assertEquals(
            (float) step.next(x.get(r, j), predicted.get(r, j), fresh.get(r, j)), next.get(r, j));
      }
    }
  }

  @Property(tries = 200)
  void next_tangents_equalScalarTwinInOrder(
      @ForAll("steps") SamplingStep step,
      @ForAll @IntRange(min = 1, max = 4) int m,
      @ForAll @IntRange(min = 0, max = 3) int directions,
      @ForAll long stream) {
    double[] x = batch(m, 1, stream).toDoubleArray();
    double[] predicted = batch(m, 1, ~stream).toDoubleArray();
    double[] xTangents = batch(m, directions, stream ^ 0x5555).toDoubleArray();
    double[] predictedTangents = batch(m, directions, stream ^ 0x3333).toDoubleArray();
    LinearizedState next =
        step.next(
            new LinearizedState(x, xTangents, List.of(), List.of()),
            predicted,
            predictedTangents,
            new float[m]);
    double[] found = next.xTangents();
    assertEquals(directions * m, found.length);
    for (int at = 0; at < found.length; at++) {
      assertEquals(
          ScalarStep.tangent(
              step, x[at % m], predicted[at % m], xTangents[at], predictedTangents[at]),
          found[at]);
    }
    for (int j = 0; j < m; j++) {
      assertEquals(step.next(x[j], predicted[j], 0), next.x()[j]);
    }
  }
}
