package org.abc4j.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.testing.Draws;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateSumsTest {
  private static final int SOURCES = 2500;
  private static final int MEMBERS = 14;
  private static final Batch ITEMS = Draws.images(1, 0, new Shape(1, 1, 1), SOURCES);
  private static final CodeAssignment CODE =
      Codebook.allWords(MEMBERS, 6).assign(DataSources.oneItemEach(SOURCES), 3);

  /** A block of one value's templates has 2²⁰ sources, times folds more than an int holds. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 2047, 2048, 2500})
  void remainder_anyNumberOfFolds_isWhatAllSourcesLeave(int folds) {
    double[] state = {0.3};
    double[][] predictions = new double[MEMBERS][];
    Arrays.setAll(predictions, i -> Draws.doubles(2, i, 1));
    FactualStep step = FactualStep.of(0, 100, 0.5, Double.POSITIVE_INFINITY, state, predictions);
    TemplateFields fields =
        TemplateFields.of(
            step, TrainingPoints.of(ITEMS, CODE.sources()), ITEMS, List.of(new One()), null);
    double[][] remainder =
        TemplateSums.of(fields, WordTable.ofHeld(CODE), folds, Execution.sequential())
            .remainder(step.differences(), new double[] {0.1});
    double[][] expected = new double[MEMBERS][];
    Arrays.setAll(expected, i -> step.differences()[i].clone());
    for (int s = 0; s < SOURCES; s++) {
      for (int i = 0; i < MEMBERS; i++) {
        double word = (CODE.word(s).contains(i) ? 1 : 0) - 6.0 / MEMBERS;
        expected[i][0] -= 0.1 * ITEMS.get(s, 0) * word;
      }
    }
    for (int i = 0; i < MEMBERS; i++) {
      assertArrayEquals(expected[i], remainder[i], 1e-9, "member " + i);
    }
  }

  /** The residual itself. */
  private record One() implements Template {
    @Override
    public Direction direction() {
      return Direction.RESIDUAL;
    }

    @Override
    public double[] weights(SeenPoints seen) {
      double[] ones = new double[SOURCES];
      Arrays.fill(ones, 1);
      return ones;
    }
  }
}
