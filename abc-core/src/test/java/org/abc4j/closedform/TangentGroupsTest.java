package org.abc4j.closedform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.Linearization;
import org.abc4j.model.PreciseLinearization;
import org.abc4j.model.PreciseNoiseModel;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.testing.Draws;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Closed-form members take tangents in groups of 16 and ask before each whether to go on. */
class TangentGroupsTest {
  private static final Shape SHAPE = new Shape(1, 2, 3);
  private static final int M = SHAPE.size();
  private static final int TIMESTEP = 300;

  static Stream<Arguments> modelsAndTangents() {
    Batch items = Draws.images(1, 1, SHAPE, 5);
    NoiseSchedule schedule = NoiseSchedule.linear();
    List<PreciseNoiseModel> models =
        List.of(
            GaussianDenoiser.fit(items, 0.1, schedule), PosteriorMeanDenoiser.of(items, schedule));
    return models.stream()
        .flatMap(model -> Stream.of(0, 1, 5, 16, 17, 35).map(k -> Arguments.of(model, k)));
  }

  /** What an execution gives that is asked once and before each group, and ends at any of these. */
  private static <T> T asking(int tangents, Function<Execution, T> computation) {
    AtomicInteger asked = new AtomicInteger();
    T result = computation.apply(Execution.sequential().until(() -> asked.incrementAndGet() < 0));
    int questions = 1 + (tangents + 15) / 16;
    assertEquals(questions, asked.get());
    for (int last = 1; last <= questions; last++) {
      int stop = last;
      asked.set(0);
      Execution ending = Execution.sequential().until(() -> asked.incrementAndGet() == stop);
      assertThrows(CancellationException.class, () -> computation.apply(ending));
      assertEquals(last, asked.get());
    }
    return result;
  }

  @ParameterizedTest
  @MethodSource("modelsAndTangents")
  void linearize_inDouble_asksBeforeEachGroupAndGivesTheBitsOfEachAlone(
      PreciseNoiseModel model, int count) {
    double[] x = Draws.doubles(2, 0, M);
    double[] tangents = Draws.doubles(2, 1, count * M);
    PreciseLinearization found =
        asking(count, execution -> model.linearize(x, TIMESTEP, tangents, execution));
    PreciseLinearization silent = model.linearize(x, TIMESTEP, tangents);
    assertArrayEquals(silent.value(), found.value());
    assertArrayEquals(silent.tangents(), found.tangents());
    for (int k = 0; k < count; k++) {
      double[] one = Arrays.copyOfRange(tangents, k * M, (k + 1) * M);
      PreciseLinearization alone = model.linearize(x, TIMESTEP, one);
      assertArrayEquals(alone.value(), found.value());
      assertArrayEquals(alone.tangents(), Arrays.copyOfRange(found.tangents(), k * M, (k + 1) * M));
    }
  }

  /** Groups that begin within the tangents of a row and end within those of another. */
  @ParameterizedTest
  @MethodSource("modelsAndTangents")
  void linearize_rows_asksBeforeEachGroupAndGivesTheBitsOfEachAlone(
      PreciseNoiseModel model, int perRow) {
    Batch x = Draws.batch(3, 0, SHAPE, 3);
    Batch tangents = Draws.batch(3, 1, SHAPE, 3 * perRow);
    Linearization found =
        asking(3 * perRow, execution -> model.linearize(x, TIMESTEP, tangents, execution));
    assertEquals(model.predict(x, TIMESTEP), found.value());
    assertEquals(model.linearize(x, TIMESTEP, tangents).tangents(), found.tangents());
    for (int k = 0; k < 3 * perRow; k++) {
      Linearization alone = model.linearize(x.select(k / perRow), TIMESTEP, tangents.select(k));
      assertEquals(alone.tangents(), found.tangents().select(k), "tangent " + k);
    }
  }
}
