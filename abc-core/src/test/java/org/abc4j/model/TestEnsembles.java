package org.abc4j.model;

import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.testing.ElementwiseModel;

/** Small ensembles whose members are formulas. */
final class TestEnsembles {
  private TestEnsembles() {}

  /** A code in which member i sees source i alone. */
  static CodeAssignment code(int members) {
    return Codebook.allWords(members, 1).assignInOrder(DataSources.oneItemEach(members));
  }

  /** What member i makes of a value, before rounding to float. */
  static double member(int i, double x, int timestep) {
    return StrictMath.sin((i + 1) * x) + 0.1 * i + 0.01 * timestep;
  }

  static List<ElementwiseModel> members(Shape shape, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new ElementwiseModel(shape, (x, t) -> member(i, x, t)))
        .toList();
  }

  static Ensemble of(Shape shape, int members) {
    return Ensemble.of(code(members), members(shape, members));
  }

  /** A member that spoils what it is part of. */
  static NoiseModel notANumber(Shape shape) {
    return new ElementwiseModel(shape, (x, t) -> Double.NaN);
  }

  /** A member that fails whenever it is asked. */
  static NoiseModel failing(Shape shape) {
    return new ElementwiseModel(
        shape,
        (x, t) -> {
          throw new IllegalStateException("this member was evaluated");
        });
  }

  /** A member of one shape that answers with another batch. */
  static NoiseModel answering(Shape shape, Batch answer) {
    return new NoiseModel() {
      @Override
      public Shape shape() {
        return shape;
      }

      @Override
      public Batch predict(Batch x, int timestep) {
        return answer;
      }
    };
  }
}
