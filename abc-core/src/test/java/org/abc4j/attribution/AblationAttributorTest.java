package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Messages;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AblationAttributorTest {
  private static final Scenario SCENARIO = Scenario.of(8, Kind.POSTERIOR_MEAN, Walk.DDIM);
  private static final Sample SAMPLE = SCENARIO.sample();
  private static final float[] FACTUAL = SAMPLE.image();

  private static float[] counterfactual(int source) {
    Ablation ablation = Ablation.ofSources(SCENARIO.code(), source);
    return SCENARIO
        .sampler()
        .generate(SAMPLE.ensemble().with(ablation.coefficients()), List.of(SCENARIO.noise()))
        .row(0);
  }

  @Test
  void attribute_eachSource_isTheDistanceOfItsCounterfactual() {
    Landscape landscape = new AblationAttributor().attribute(SAMPLE);
    assertEquals(Scenario.SOURCES, landscape.sources());
    for (int s = 0; s < Scenario.SOURCES; s++) {
      double squared = 0;
      float[] image = counterfactual(s);
      for (int p = 0; p < image.length; p++) {
        squared += Math.pow((double) FACTUAL[p] - image[p], 2);
      }
      assertEquals(Math.sqrt(squared), landscape.distance(s), 1e-12);
    }
    assertTrue(landscape.radius() > 0);
    assertEquals(Optional.empty(), landscape.isTrulyUnattributable());
  }

  @Test
  void landscapes_severalDistances_areThoseOfEach() {
    List<Distance> distances =
        List.of(
            Distance.flipAgnosticEuclidean(),
            Distance.euclidean(),
            Distance.euclidean().scaledTo(new Shape(3, 8, 8)));
    List<Landscape> together = new AblationAttributor().landscapes(SAMPLE, distances);
    assertEquals(3, together.size());
    for (int d = 0; d < 3; d++) {
      assertArrayEquals(
          new AblationAttributor().withDistance(distances.get(d)).attribute(SAMPLE).distances(),
          together.get(d).distances());
      assertEquals(
          distances.get(d).between(FACTUAL, counterfactual(5), Scenario.SHAPE),
          together.get(d).distance(5));
    }
    assertEquals(List.of(), new AblationAttributor().landscapes(SAMPLE, List.of()));
  }

  @Test
  void attribute_withQuantization_namesTheSourcesThatChangeASample() {
    Quantization rule = Quantization.levels(-1, 1, 5);
    Landscape landscape = new AblationAttributor().withQuantization(rule).attribute(SAMPLE);
    int[] expected =
        IntStream.range(0, Scenario.SOURCES)
            .filter(
                s -> {
                  float[] image = counterfactual(s);
                  return IntStream.range(0, image.length)
                      .anyMatch(
                          p ->
                              Math.round(2 * Math.max(-1, Math.min(1, image[p])))
                                  != Math.round(2 * Math.max(-1, Math.min(1, FACTUAL[p]))));
                })
            .toArray();
    assertTrue(expected.length > 0);
    assertArrayEquals(expected, landscape.sourcesThatChangeIt().orElseThrow());
    assertEquals(Optional.of(false), landscape.isTrulyUnattributable());
  }

  @Test
  void attribute_withOneLevelForAll_isTrulyUnattributable() {
    Landscape landscape =
        new AblationAttributor().withQuantization(Quantization.threshold(100)).attribute(SAMPLE);
    assertEquals(Optional.of(true), landscape.isTrulyUnattributable());
    assertTrue(landscape.radius() > 0);
  }

  @ParameterizedTest
  @EnumSource(Walk.class)
  void attribute_identicalMembers_isUnattributable(Walk walk) {
    // Every source holds the same image, so no source is missed: each counterfactual is the sample.
    float[] same = SCENARIO.items().row(0);
    List<float[]> rows = new ArrayList<>();
    for (int item = 0; item < SCENARIO.items().rows(); item++) {
      rows.add(same);
    }
    Scenario uniform =
        Scenario.of(8, Kind.POSTERIOR_MEAN, walk).withItems(Batch.ofRows(Scenario.SHAPE, rows));
    Landscape landscape =
        new AblationAttributor()
            .withQuantization(Quantization.levels(-1, 1, 256))
            .attribute(uniform.sample());
    assertTrue(landscape.isUnattributable(1e-4), landscape.toString());
    assertEquals(Optional.of(true), landscape.isTrulyUnattributable());
  }

  @Test
  void with_threads_isTheSameLandscape() {
    double[] alone = new AblationAttributor().attribute(SAMPLE).distances();
    for (int threads = 1; threads <= 3; threads++) {
      Threads.with(
          threads,
          execution ->
              assertArrayEquals(
                  alone, new AblationAttributor().with(execution).attribute(SAMPLE).distances()));
    }
  }

  @Test
  void with_copies_keepTheOtherSettings() {
    AtomicInteger reports = new AtomicInteger();
    Execution execution =
        Execution.sequential().reportingTo((done, total) -> reports.incrementAndGet());
    Landscape landscape =
        new AblationAttributor()
            .with(execution)
            .withQuantization(Quantization.threshold(0))
            .withDistance((a, b, shape) -> 7)
            .attribute(SAMPLE);
    assertEquals(1 + SCENARIO.steps(), reports.get());
    assertTrue(landscape.isTrulyUnattributable().isPresent());
    assertEquals(7, landscape.radius());
  }

  @Test
  void withChunk_anySize_isTheSameLandscape() {
    double[] expected = new AblationAttributor().attribute(SAMPLE).distances();
    List<Long> reported = new ArrayList<>();
    Execution execution = Execution.sequential().reportingTo((done, total) -> reported.add(done));
    for (int chunk : new int[] {1, 3, 8, 1000}) {
      reported.clear();
      AblationAttributor attributor =
          new AblationAttributor()
              .withChunk(chunk)
              .with(execution)
              .withDistance(Distance.euclidean())
              .withQuantization(Quantization.threshold(0));
      assertArrayEquals(expected, attributor.attribute(SAMPLE).distances());
      int chunks = (Scenario.SOURCES + chunk - 1) / chunk;
      assertEquals(1 + chunks * SCENARIO.steps(), reported.size());
    }
    Messages.assertIllegal(
        "a chunk has at least 1 counterfactual, found 0",
        () -> new AblationAttributor().withChunk(0));
  }

  @Test
  void landscapes_visitor_getsEachImageAfterItIsMeasured() {
    List<Long> visited = new ArrayList<>();
    List<Landscape> landscapes =
        new AblationAttributor()
            .withChunk(3)
            .withDistance((a, b, shape) -> 7)
            .landscapes(
                SAMPLE,
                List.of(Distance.euclidean()),
                (source, ablation, image) -> {
                  visited.add(source);
                  assertEquals(SCENARIO.code().word(source), ablation.removed());
                  assertArrayEquals(counterfactual((int) source), image);
                  Arrays.fill(image, 99);
                });
    assertEquals(LongStream.range(0, Scenario.SOURCES).boxed().toList(), visited);
    assertEquals(1, landscapes.size());
    assertArrayEquals(
        new AblationAttributor().attribute(SAMPLE).distances(), landscapes.get(0).distances());
  }

  @Test
  void attribute_cancelled_stops() {
    Execution execution = Execution.sequential().until(() -> true);
    AblationAttributor attributor = new AblationAttributor().with(execution);
    assertThrows(CancellationException.class, () -> attributor.attribute(SAMPLE));
  }

  @Test
  void attribute_distanceThatIsNaN_isAnErrorNamingTheSource() {
    float[] second = counterfactual(2);
    AblationAttributor attributor =
        new AblationAttributor()
            .withDistance((a, b, shape) -> Arrays.equals(b, second) ? Double.NaN : 1);
    assertEquals(
        "a counterfactual distance is at least 0, but that of source 2 is NaN",
        assertThrows(IllegalArgumentException.class, () -> attributor.attribute(SAMPLE))
            .getMessage());
  }

  @Test
  void withers_null_areErrors() {
    AblationAttributor attributor = new AblationAttributor();
    assertEquals(
        "distance",
        assertThrows(NullPointerException.class, () -> attributor.withDistance(null)).getMessage());
    assertEquals(
        "quantization rule",
        assertThrows(NullPointerException.class, () -> attributor.withQuantization(null))
            .getMessage());
    assertEquals(
        "execution",
        assertThrows(NullPointerException.class, () -> attributor.with(null)).getMessage());
  }
}
