package org.abc4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.Codeword;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

class EnsembleProperties {
  private static final int MEMBERS = 6;
  private static final Shape SHAPE = new Shape(1, 2, 2);
  private static final ExecutorService POOL = Executors.newFixedThreadPool(2);

  @AfterContainer
  static void shutDown() {
    POOL.shutdownNow();
  }

  /** One vector a row, many of whose entries are 0. */
  @Provide
  Arbitrary<List<Coefficients>> vectors() {
    return Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(0.0)), Tuple.of(2, Arbitraries.doubles().between(-3, 3)))
        .array(Double[].class)
        .ofSize(MEMBERS)
        .map(c -> Coefficients.of(Arrays.stream(c).mapToDouble(value -> value).toArray()))
        .list()
        .ofMinSize(0)
        .ofMaxSize(5);
  }

  private static Batch states(int rows, long stream) {
    return Batch.of(
        SHAPE, CounterRandom.of(2, Purpose.EXAMPLE).gaussians(stream, 0, rows * SHAPE.size()));
  }

  @Property(tries = 200)
  void predict_equalsTheExactSum(
      @ForAll("vectors") List<Coefficients> vectors,
      @ForAll long stream,
      @ForAll @IntRange(min = 0, max = 999) int timestep) {
    Batch x = states(vectors.size(), stream);
    Batch found =
        TestEnsembles.of(SHAPE, MEMBERS).predict(x, timestep, vectors, Execution.sequential());
    for (int row = 0; row < vectors.size(); row++) {
      for (int j = 0; j < SHAPE.size(); j++) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < MEMBERS; i++) {
          float prediction = (float) TestEnsembles.member(i, x.get(row, j), timestep);
          sum =
              sum.add(new BigDecimal(prediction).multiply(new BigDecimal(vectors.get(row).get(i))));
        }
        double expected = sum.doubleValue() / MEMBERS;
        assertEquals(expected, found.get(row, j), Math.ulp((float) expected) + 1e-12);
      }
    }
  }

  @Property(tries = 200)
  void predict_rowsTogether_areTheSameBitsAsEachAlone(
      @ForAll("vectors") List<Coefficients> vectors, @ForAll long stream) {
    Ensemble ensemble = TestEnsembles.of(SHAPE, MEMBERS);
    Batch x = states(vectors.size(), stream);
    Batch together = ensemble.predict(x, 9, vectors, Execution.sequential());
    assertEquals(vectors.size(), together.rows());
    for (int row = 0; row < vectors.size(); row++) {
      Batch alone = ensemble.with(vectors.get(row)).predict(x.select(row), 9);
      assertArrayEquals(alone.row(0), together.row(row), "row " + row);
    }
  }

  @Property(tries = 100)
  void predict_anyThreads_areTheSameBits(
      @ForAll("vectors") List<Coefficients> vectors,
      @ForAll long stream,
      @ForAll @IntRange(min = 1, max = 3) int threads) {
    Ensemble ensemble = TestEnsembles.of(SHAPE, MEMBERS);
    Batch x = states(vectors.size(), stream);
    assertEquals(
        ensemble.predict(x, 9, vectors, Execution.sequential()),
        ensemble.predict(x, 9, vectors, Execution.sequential().on(POOL, threads)));
  }

  /** Whatever the removed members hold, NaN or a failure, the result keeps its bits. */
  @Property(tries = 200)
  void predict_removedMembersReplaced_isTheSameBits(
      @ForAll @IntRange(min = 0, max = (1 << MEMBERS) - 2) int removed, @ForAll long stream) {
    Codeword word = Codeword.ofBits(MEMBERS, removed);
    List<NoiseModel> members = new ArrayList<>(TestEnsembles.members(SHAPE, MEMBERS));
    for (int i : word.members()) {
      members.set(i, i % 2 == 0 ? TestEnsembles.notANumber(SHAPE) : TestEnsembles.failing(SHAPE));
    }
    Coefficients c = Ablation.ofMembers(word).coefficients();
    Batch x = states(3, stream);
    assertEquals(
        TestEnsembles.of(SHAPE, MEMBERS).with(c).predict(x, 4),
        Ensemble.of(TestEnsembles.code(MEMBERS), members).with(c).predict(x, 4));
  }

  @Property(tries = 200)
  void predict_ablated_isTheMeanOfTheSurvivors(
      @ForAll @IntRange(min = 0, max = (1 << MEMBERS) - 2) int removed, @ForAll long stream) {
    Codeword word = Codeword.ofBits(MEMBERS, removed);
    Batch x = states(2, stream);
    Batch found =
        TestEnsembles.of(SHAPE, MEMBERS)
            .with(Ablation.ofMembers(word).coefficients())
            .predict(x, 4);
    for (int row = 0; row < 2; row++) {
      for (int j = 0; j < SHAPE.size(); j++) {
        double value = x.get(row, j);
        double mean =
            IntStream.of(word.complement().members())
                .mapToDouble(i -> TestEnsembles.member(i, value, 4))
                .average()
                .orElseThrow();
        assertEquals(mean, found.get(row, j), 1e-6);
      }
    }
  }
}
