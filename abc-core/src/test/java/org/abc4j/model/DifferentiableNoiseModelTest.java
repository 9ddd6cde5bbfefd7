package org.abc4j.model;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.abc4j.Batch;
import org.abc4j.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every model checks of its arguments, and what it answers with. */
class DifferentiableNoiseModelTest {
  private static final Shape SHAPE = new Shape(1, 1, 2);
  private static final Batch OTHER = Batch.of(new Shape(2, 1, 1), 1, 2);

  /** The derivative of nothing: asked for its shape alone. */
  private static final DifferentiableNoiseModel MODEL =
      new DifferentiableNoiseModel() {
        @Override
        public Shape shape() {
          return SHAPE;
        }

        @Override
        public Batch predict(Batch x, int timestep) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Linearization linearize(Batch x, int timestep, Batch tangents) {
          throw new UnsupportedOperationException();
        }
      };

  private static Batch rows(int rows) {
    return Batch.of(SHAPE, new float[rows * SHAPE.size()]);
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "1, 1, 1", "1, 5, 5", "3, 0, 0", "3, 3, 1", "3, 6, 2", "0, 0, 0"})
  void requireTangents_asManyForEachRow_isTheirNumber(int rows, int tangents, int each) {
    assertEquals(each, DifferentiableNoiseModel.requireTangents(MODEL, rows(rows), rows(tangents)));
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "3, 4", "2, 5", "0, 1"})
  void requireTangents_moreForSomeRows_isAnErrorNamingBoth(int rows, int tangents) {
    assertIllegal(
        "each of " + rows + " rows has as many tangents, found " + tangents + " tangents",
        () -> DifferentiableNoiseModel.requireTangents(MODEL, rows(rows), rows(tangents)));
  }

  @Test
  void requireTangents_otherShape_isAnErrorNamingBoth() {
    String message = "this model denoises samples of shape 1×1×2, found 2×1×1";
    assertIllegal(message, () -> DifferentiableNoiseModel.requireTangents(MODEL, OTHER, rows(1)));
    assertIllegal(message, () -> DifferentiableNoiseModel.requireTangents(MODEL, rows(1), OTHER));
    assertIllegal(message, () -> NoiseModel.requireShape(MODEL, OTHER));
    NoiseModel.requireShape(MODEL, rows(1));
  }

  @Test
  void linearization_isAValueWithItsTangents() {
    Batch value = rows(1);
    Batch tangents = rows(3);
    Linearization line = Linearization.of(value, tangents);
    assertSame(value, line.value());
    assertSame(tangents, line.tangents());
    assertFails(NullPointerException.class, "value", () -> Linearization.of(null, tangents));
    assertFails(NullPointerException.class, "tangents", () -> Linearization.of(value, null));
  }
}
