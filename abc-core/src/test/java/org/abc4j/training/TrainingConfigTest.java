package org.abc4j.training;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.model.AdamConfig;
import org.abc4j.noise.NoiseSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingConfigTest {
  private static final NoiseSchedule LINEAR = NoiseSchedule.linear();

  @Test
  void paper_isThatOfAppendixB2() {
    assertEquals(
        new TrainingConfig(7, 100, 128, AdamConfig.pytorch(1e-4), false, 0, LINEAR),
        TrainingConfig.paper(7, 100));
  }

  @Test
  void with_changesOneThingOfACopy() {
    TrainingConfig all =
        TrainingConfig.paper(7, 100)
            .withBatchSize(3)
            .withLearningRate(0.01)
            .withFlips()
            .withAverage(0.9);
    assertEquals(new TrainingConfig(7, 100, 3, AdamConfig.pytorch(0.01), true, 0.9, LINEAR), all);
    TrainingConfig other =
        new TrainingConfig(1, 2, 3, new AdamConfig(0.1, 0.2, 0.3, 0.4), true, 0.5, LINEAR);
    assertEquals(
        new TrainingConfig(1, 2, 3, new AdamConfig(0.6, 0.2, 0.3, 0.4), true, 0.5, LINEAR),
        other.withLearningRate(0.6));
    assertEquals(
        new TrainingConfig(1, 2, 8, other.adam(), true, 0.5, LINEAR), other.withBatchSize(8));
    assertEquals(
        new TrainingConfig(1, 2, 3, other.adam(), true, 0.25, LINEAR), other.withAverage(0.25));
    TrainingConfig shared = other.withSharedDraws();
    assertEquals(new TrainingConfig(1, 2, 3, other.adam(), true, 0.5, LINEAR, true), shared);
    assertTrue(
        shared.withBatchSize(8).withLearningRate(0.1).withFlips().withAverage(0).sharedDraws());
    TrainingConfig warm = shared.withAverageWarmUp();
    assertEquals(new TrainingConfig(1, 2, 3, other.adam(), true, 0.5, LINEAR, true, true), warm);
    assertEquals(
        new TrainingConfig(1, 9, 3, other.adam(), true, 0.5, LINEAR, true, true),
        warm.withSteps(9).withFlips());
    assertTrue(
        warm.withBatchSize(8)
            .withLearningRate(0.1)
            .withAverage(0)
            .withSharedDraws()
            .averageWarmUp());
  }

  @Test
  void config_stepsOrBatchBelow1_isAnErrorNamingBoth() {
    assertIllegal(
        "training takes at least 1 step of 1 image, found 0 of 128",
        () -> TrainingConfig.paper(7, 0));
    assertIllegal(
        "training takes at least 1 step of 1 image, found 5 of -1",
        () -> TrainingConfig.paper(7, 5).withBatchSize(-1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, 1, Double.NaN, 0.99999999})
  void config_decayOutOfRange_isAnErrorNamingIt(double decay) {
    assertIllegal(
        "a decay lies in [0, 1), as a float too, found " + decay,
        () -> TrainingConfig.paper(7, 5).withAverage(decay));
  }

  @Test
  void parse_whatToStringWrote_isTheSame() {
    for (TrainingConfig config :
        List.of(
            TrainingConfig.paper(-3, 7),
            TrainingConfig.paper(Long.MAX_VALUE, 5000)
                .withBatchSize(32)
                .withLearningRate(1.2345678901234567e-3)
                .withFlips()
                .withAverage(0.9999),
            TrainingConfig.paper(4, 7).withSharedDraws(),
            TrainingConfig.paper(4, 7).withAverage(0.5).withAverageWarmUp(),
            TrainingConfig.paper(4, 7).withSharedDraws().withAverageWarmUp().withSteps(9),
            new TrainingConfig(
                0, 1, 1, AdamConfig.pytorch(0.5), false, 0, NoiseSchedule.of(0.1, 0.2, 0.5)),
            new TrainingConfig(
                0, 1, 1, AdamConfig.pytorch(0.5), false, 0, NoiseSchedule.of(betas(2000))),
            TrainingConfig.paper(4, 7).withSharedDraws().withFlips().withAverage(0.5),
            new TrainingConfig(
                0, 1, 1, AdamConfig.pytorch(0.5), false, 0, NoiseSchedule.cosine(100)))) {
      assertEquals(config, TrainingConfig.parse(config.toString()));
    }
  }

  private static double[] betas(int count) {
    double[] betas = new double[count];
    java.util.Arrays.setAll(betas, t -> 1e-4 + t * 1.2345678901234567e-6);
    return betas;
  }

  /** What is left of the start, by the definition of an exponential average. */
  @Test
  void shareOfStart_isTheDecayOfAllSteps() {
    TrainingConfig config = TrainingConfig.paper(1, 600).withAverage(0.9999);
    assertEquals(0.94176, config.shareOfStart(), 1e-5);
    assertEquals(0, config.withAverageWarmUp().shareOfStart());
    assertEquals(0, config.withAverage(0).shareOfStart());
    assertEquals(0.5, config.withAverage(0.5).withSteps(1).shareOfStart());
    assertTrue(config.withAverage(0.995).shareOfStart() < 0.05);
  }

  /** Folders of trainings that knew no shared draws have this text. */
  @Test
  void toString_withDrawsOfItsOwn_isAsItAlwaysWas() {
    assertEquals(
        "TrainingConfig[seed=1, steps=10, batchSize=128, adam=AdamConfig[learningRate=1.0E-4,"
            + " beta1=0.9, beta2=0.999, epsilon=1.0E-8], flips=false, emaDecay=0.0, schedule="
            + LINEAR
            + "]",
        TrainingConfig.paper(1, 10).toString());
  }

  @Test
  void parse_anythingElse_isRefused() {
    String sound = TrainingConfig.paper(1, 10).toString();
    for (String text :
        List.of(
            "",
            sound + " ",
            sound.replace("steps=10", "steps=0"),
            sound.replace("steps=10", "steps=99999999999"),
            sound.replace("flips=false", "flips=maybe"),
            sound.replace("emaDecay=0.0", "emaDecay=NaN"),
            sound.replace("]", ", sharedDraws=false]"),
            sound.replace("]", ", sharedDraws=true, sharedDraws=true]"),
            sound.replace("]", ", averageWarmUp=false]"),
            sound.replace("]", ", averageWarmUp=true, sharedDraws=true]"),
            sound.replace("linear(", "sine("))) {
      assertThrows(IllegalArgumentException.class, () -> TrainingConfig.parse(text), text);
    }
  }
}
