package org.abc4j.attribution;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.codebook.Codeword;
import org.abc4j.model.Ablation;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.ElementwiseModel;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.SwitchedEnsemble;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactCounterfactualsTest {
  private static final Scenario SCENARIO = Scenario.of(5, Kind.GAUSSIAN, Walk.DDIM);
  private static final Sample SAMPLE = SCENARIO.sample();

  @Test
  void forEachSource_visitsTheSourcesInOrder() {
    List<Long> visited = new ArrayList<>();
    ExactCounterfactuals.of(SAMPLE)
        .withChunk(3)
        .forEachSource(
            (source, ablation, image) -> {
              visited.add(source);
              assertEquals(SCENARIO.code().word(source), ablation.removed());
              assertEquals(Scenario.SHAPE.size(), image.length);
            });
    assertEquals(LongStream.range(0, Scenario.SOURCES).boxed().toList(), visited);
  }

  @Test
  void forEach_visitsOnTheCallingThread() {
    Thread caller = Thread.currentThread();
    Threads.with(
        3,
        execution ->
            ExactCounterfactuals.of(SAMPLE)
                .with(execution)
                .forEachSource(
                    (source, ablation, image) -> assertEquals(caller, Thread.currentThread())));
  }

  @Test
  void forEach_visitorWritesIntoItsImage_changesNoOther() {
    List<Ablation> twice =
        List.of(Ablation.ofSources(SCENARIO.code(), 1), Ablation.ofSources(SCENARIO.code(), 1));
    List<float[]> images = new ArrayList<>();
    ExactCounterfactuals.of(SAMPLE)
        .forEach(
            2,
            index -> twice.get((int) index),
            (index, ablation, image) -> {
              images.add(image.clone());
              Arrays.fill(image, Float.NaN);
            });
    assertArrayEquals(images.get(0), images.get(1));
  }

  /** Counterfactual 4 alone keeps a member that answers wrongly: row 1 of the second chunk. */
  @Test
  void forEach_memberThatAnswersWrongly_isAnErrorNamingTheCounterfactualOfRowZero() {
    SwitchedEnsemble ensemble = new SwitchedEnsemble(SCENARIO.ensemble());
    Sample sample = SCENARIO.sampler().sample(ensemble, SCENARIO.noise());
    List<NoiseModel> members = new ArrayList<>();
    for (int i = 0; i < Scenario.MEMBERS; i++) {
      members.add(
          i == 2
              ? new ElementwiseModel(Scenario.SHAPE, (x, t) -> Double.NaN)
              : SCENARIO.ensemble().member(i));
    }
    ensemble.switchTo(Ensemble.of(SCENARIO.code(), members));
    List<Ablation> ablations =
        new ArrayList<>(
            Collections.nCopies(6, Ablation.ofMembers(Codeword.of(Scenario.MEMBERS, 2))));
    ablations.set(4, Ablation.ofMembers(Codeword.of(Scenario.MEMBERS, 1)));
    ExactCounterfactuals counterfactuals = ExactCounterfactuals.of(sample).withChunk(3);
    ArithmeticException error =
        assertThrows(ArithmeticException.class, () -> counterfactuals.images(ablations));
    String inChunk = "member 2 predicted NaN at timestep 999 for row 1, value 0 of 16";
    assertEquals(inChunk + " (row 0 is counterfactual 3)", error.getMessage());
    assertEquals(inChunk, error.getCause().getMessage());
    assertFails(
        ArithmeticException.class, inChunk, () -> counterfactuals.images(ablations.subList(3, 6)));
  }

  @Test
  void images_nothingRemoved_isTheFactualSample() {
    Ablation none = Ablation.ofMembers(Codeword.of(Scenario.MEMBERS));
    Batch images = ExactCounterfactuals.of(SAMPLE).images(List.of(none, none));
    assertArrayEquals(SAMPLE.image(), images.row(0));
    assertArrayEquals(SAMPLE.image(), images.row(1));
  }

  @Test
  void images_emptyList_isNoRows() {
    List<Long> totals = new ArrayList<>();
    Execution execution = Execution.sequential().reportingTo((done, total) -> totals.add(total));
    assertEquals(0, ExactCounterfactuals.of(SAMPLE).with(execution).images(List.of()).rows());
    assertEquals(List.of(0L), totals);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 100})
  void progress_neverFallsAndReachesTheTotal(int chunk) {
    List<Long> reported = new ArrayList<>();
    long total = (long) Scenario.SOURCES * SCENARIO.steps();
    Execution execution =
        Execution.sequential()
            .reportingTo(
                (done, all) -> {
                  assertEquals(total, all);
                  reported.add(done);
                });
    ExactCounterfactuals.of(SAMPLE)
        .with(execution)
        .withChunk(chunk)
        .forEachSource((source, ablation, image) -> {});
    assertEquals(reported.stream().sorted().toList(), reported);
    assertEquals(0, reported.get(0));
    assertEquals(total, reported.get(reported.size() - 1));
    int chunks = (Scenario.SOURCES + chunk - 1) / chunk;
    assertEquals(1 + chunks * SCENARIO.steps(), reported.size());
  }

  @Test
  void forEach_cancelled_stopsBeforeTheNextStep() {
    List<Long> reported = new ArrayList<>();
    List<Long> visited = new ArrayList<>();
    Execution execution =
        Execution.sequential()
            .reportingTo((done, total) -> reported.add(done))
            .until(() -> reported.size() == 1 + SCENARIO.steps() + 2);
    assertThrows(
        CancellationException.class,
        () ->
            ExactCounterfactuals.of(SAMPLE)
                .with(execution)
                .withChunk(2)
                .forEachSource((source, ablation, image) -> visited.add(source)));
    assertEquals(List.of(0L, 1L), visited);
    assertEquals(2L * SCENARIO.steps() + 2 * 2, reported.get(reported.size() - 1));
  }

  @Test
  void forEach_interrupted_stops() {
    try {
      Thread.currentThread().interrupt();
      assertThrows(
          CancellationException.class,
          () ->
              ExactCounterfactuals.of(SAMPLE)
                  .forEachSource((source, ablation, image) -> assertFalse(true)));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void forEach_ablationOfOtherLength_isAnErrorNamingBoth() {
    Ablation longer = Ablation.ofMembers(Codeword.of(6, 1));
    assertEquals(
        "an ensemble of 5 members takes 5 coefficients, found 6",
        assertThrows(
                IllegalArgumentException.class,
                () -> ExactCounterfactuals.of(SAMPLE).images(List.of(longer)))
            .getMessage());
  }

  @Test
  void forEach_negativeCount_isAnErrorNamingIt() {
    assertEquals(
        "there are at least 0 counterfactuals, found -1",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    ExactCounterfactuals.of(SAMPLE)
                        .forEach(-1, index -> null, (index, ablation, image) -> {}))
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -3})
  void withChunk_lessThanOne_isAnErrorNamingIt(int chunk) {
    assertEquals(
        "a chunk has at least 1 counterfactual, found " + chunk,
        assertThrows(
                IllegalArgumentException.class,
                () -> ExactCounterfactuals.of(SAMPLE).withChunk(chunk))
            .getMessage());
  }
}
