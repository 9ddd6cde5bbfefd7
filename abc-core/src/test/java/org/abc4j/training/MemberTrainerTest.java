package org.abc4j.training;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.model.TrainingBatch;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.TrainableUNet;
import org.abc4j.unet.UNetConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberTrainerTest {
  private static final int STEPS = 12;
  private static final int MEMBER = 2;
  private static final TrainingListener NOBODY = (member, step, steps, loss) -> {};
  private static final UNetConfig NETWORK = TinyNetworks.config().withDropout(0.1);
  private static final TrainingConfig CONFIG =
      TrainingConfig.paper(3, STEPS)
          .withBatchSize(3)
          .withLearningRate(1e-3)
          .withAverage(0.9)
          .withFlips();

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name_theCheckpoint() {
    file = folder.resolve("checkpoint.safetensors");
  }

  private static TrainableUNet model() {
    return TrainableUNet.of(
        TinyNetworks.network(NETWORK, 1, MEMBER),
        CONFIG.adam(),
        CONFIG.emaDecay(),
        CONFIG.schedule());
  }

  private static void train(
      TrainableNoiseModel model, Path file, int every, Execution execution, TrainingListener to)
      throws IOException {
    MemberTrainer.of(CONFIG, every)
        .train(model, MEMBER, TinyNetworks.images(), file, execution, to);
  }

  private Checkpoint checkpoint() {
    return Checkpoint.of(
        file, MemberIdentity.of(CONFIG, MEMBER, TinyNetworks.images(), Map.of()), STEPS);
  }

  /** The checkpoint after the last step of a training that nothing interrupts. */
  private byte[] uninterrupted() throws IOException {
    Path other = folder.resolve("uninterrupted.safetensors");
    train(model(), other, 1000, Execution.sequential(), NOBODY);
    return Files.readAllBytes(other);
  }

  /** Trains until so many steps are taken in all, then is cancelled. */
  private void trainTo(int step, int every) {
    int[] taken = {0};
    TrainingListener listener = (member, now, steps, loss) -> taken[0] = now;
    Execution execution = Execution.sequential().until(() -> taken[0] >= step);
    assertThrows(
        CancellationException.class, () -> train(model(), file, every, execution, listener));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 7, 11})
  void train_cancelledAndResumed_givesTheSameBytes(int step) throws IOException {
    trainTo(step, 1000);
    assertEquals("" + step, SafetensorsFile.read(file).metadata().get("step"));
    train(model(), file, 1000, Execution.sequential(), NOBODY);
    assertArrayEquals(uninterrupted(), Files.readAllBytes(file));
  }

  @Test
  void train_cancelledAfterEachStep_givesTheSameBytes() throws IOException {
    for (int step = 1; step < STEPS; step++) {
      trainTo(step, 4);
    }
    train(model(), file, 4, Execution.sequential(), NOBODY);
    assertArrayEquals(uninterrupted(), Files.readAllBytes(file));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 12, 13})
  void train_otherCheckpointEvery_givesTheSameBytes(int every) throws IOException {
    train(model(), file, every, Execution.sequential(), NOBODY);
    assertArrayEquals(uninterrupted(), Files.readAllBytes(file));
  }

  @Test
  void train_cancelledBeforeTheFirstStep_writesNothing() {
    Execution cancelled = Execution.sequential().until(() -> true);
    assertFails(
        CancellationException.class,
        "cancelled by its caller",
        () -> train(model(), file, 1, cancelled, NOBODY));
    assertFalse(Files.exists(file));
  }

  /** An interrupt closes file channels; the checkpoint is written all the same. */
  @Test
  void train_interruptedAndResumed_givesTheSameBytes() throws IOException {
    TrainingListener interrupter =
        (member, step, steps, loss) -> {
          if (step == 6) {
            Thread.currentThread().interrupt();
          }
        };
    assertFails(
        CancellationException.class,
        "cancelled: the calling thread was interrupted",
        () -> train(model(), file, 1000, Execution.sequential(), interrupter));
    assertTrue(Thread.interrupted(), "the thread is left interrupted");
    assertEquals("6", SafetensorsFile.read(file).metadata().get("step"));
    train(model(), file, 1000, Execution.sequential(), NOBODY);
    assertArrayEquals(uninterrupted(), Files.readAllBytes(file));
  }

  @Test
  void train_listener_hearsOfEachStepOnce() throws IOException {
    List<String> heard = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    int[] taken = {0};
    TrainingListener listener =
        (member, step, steps, loss) -> {
          heard.add(member + ": " + step + " of " + steps);
          losses.add(loss);
          taken[0]++;
        };
    Execution untilFour = Execution.sequential().until(() -> taken[0] == 4);
    assertThrows(
        CancellationException.class, () -> train(model(), file, 1000, untilFour, listener));
    train(model(), file, 1000, Execution.sequential(), listener);
    List<String> expected = new ArrayList<>();
    TrainableUNet twin = model();
    TrainingDraws draws = TrainingDraws.of(CONFIG, MEMBER, TinyNetworks.images());
    for (int step = 0; step < STEPS; step++) {
      expected.add("2: " + (step + 1) + " of 12");
      assertEquals(twin.train(draws.batch(step)), losses.get(step), "loss of step " + step);
    }
    assertEquals(expected, heard);
  }

  @Test
  void train_execution_hearsOfEachStep() throws IOException {
    List<String> heard = new ArrayList<>();
    Execution execution =
        Execution.sequential().reportingTo((done, total) -> heard.add(done + " of " + total));
    train(model(), file, 1000, execution, NOBODY);
    assertEquals(STEPS, heard.size());
    assertEquals("1 of 12", heard.get(0));
    assertEquals("12 of 12", heard.get(STEPS - 1));
  }

  /** Whoever throws between two steps: no checkpoint was due. */
  @Test
  void train_listenerOrQuestionThatThrows_losesNoStep() throws IOException {
    int[] taken = {0};
    TrainingListener counter = (member, now, steps, loss) -> taken[0] = now;
    CancellationException enough = new CancellationException("enough");
    IllegalStateException broken = new IllegalStateException("broken");
    Execution listened =
        Execution.sequential()
            .reportingTo(
                (done, total) -> {
                  if (done == 3) {
                    throw enough;
                  }
                });
    Execution asked =
        Execution.sequential()
            .until(
                () -> {
                  if (taken[0] == 5) {
                    throw broken;
                  }
                  return false;
                });
    assertSame(
        enough,
        assertThrows(
            CancellationException.class, () -> train(model(), file, 1000, listened, counter)));
    assertEquals("3", SafetensorsFile.read(file).metadata().get("step"));
    assertSame(
        broken,
        assertThrows(
            IllegalStateException.class, () -> train(model(), file, 1000, asked, counter)));
    assertEquals("5", SafetensorsFile.read(file).metadata().get("step"));
    StackOverflowError deep = new StackOverflowError();
    TrainingListener overflowing =
        (member, now, steps, loss) -> {
          if (now == 8) {
            throw deep;
          }
        };
    assertSame(
        deep,
        assertThrows(
            StackOverflowError.class,
            () -> train(model(), file, 1000, Execution.sequential(), overflowing)));
    assertEquals("8", SafetensorsFile.read(file).metadata().get("step"));
    train(model(), file, 1000, Execution.sequential(), NOBODY);
    assertArrayEquals(uninterrupted(), Files.readAllBytes(file));
  }

  @Test
  void train_checkpointOfAnotherSplit_isAnErrorNamingTheImages() throws IOException {
    trainTo(3, 1000);
    Batch other = TinyNetworks.images().select(0, 1, 2);
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () ->
                MemberTrainer.of(CONFIG, 1)
                    .train(model(), MEMBER, other, file, Execution.sequential(), NOBODY));
    assertEquals("images", error.field());
    assertEquals(EnsembleFolder.dataSha256(other), error.expected());
    assertEquals(EnsembleFolder.dataSha256(TinyNetworks.images()), error.found());
  }

  @Test
  void train_done_takesNoFurtherStep() throws IOException {
    train(model(), file, 1000, Execution.sequential(), NOBODY);
    TrainableUNet again = model();
    train(
        again,
        file,
        1000,
        Execution.sequential().until(() -> true),
        (member, step, steps, loss) -> {
          throw new AssertionError("step " + step);
        });
    TrainableUNet once = model();
    train(once, folder.resolve("other"), 1000, Execution.sequential(), NOBODY);
    Map<String, float[]> expected = once.weights();
    again.weights().forEach((name, values) -> assertArrayEquals(expected.get(name), values, name));
  }

  /** A digest guards what the format does not: the values themselves. */
  @Test
  void train_checkpointWithAFlippedBit_isAnErrorNamingTheFile() throws IOException {
    trainTo(3, 1000);
    byte[] bytes = Files.readAllBytes(file);
    for (int k = 0; k < 40; k++) {
      int at = k < 20 ? k * 83 : k * (bytes.length / 40);
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) (1 << k % 8);
      Files.write(file, damaged);
      assertMalformed();
    }
    for (int length : new int[] {0, 7, 8, 500, bytes.length / 2, bytes.length - 1}) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertMalformed();
    }
    Files.write(file, bytes);
    train(model(), file, 1000, Execution.sequential(), NOBODY);
    assertArrayEquals(uninterrupted(), Files.readAllBytes(file));
  }

  private MalformedFileException assertMalformed() {
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> train(model(), file, 1000, Execution.sequential(), NOBODY));
    assertEquals(file.toString(), error.file());
    return error;
  }

  @Test
  void train_checkpointOfAnotherMemberOrConfig_isAnErrorNamingBoth() throws IOException {
    trainTo(3, 1000);
    MemberTrainer trainer = MemberTrainer.of(CONFIG.withAverage(0.5), 1);
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () ->
                trainer.train(
                    model(), 2, TinyNetworks.images(), file, Execution.sequential(), NOBODY));
    assertEquals("training", error.field());
    assertTrue(error.expected().contains("emaDecay=0.5"), error.expected());
    assertTrue(error.found().contains("emaDecay=0.9"), error.found());
    error =
        assertThrows(
            MalformedFileException.class,
            () ->
                MemberTrainer.of(CONFIG, 1)
                    .train(
                        model(), 1, TinyNetworks.images(), file, Execution.sequential(), NOBODY));
    assertTrue(error.expected().startsWith("member 1 of "), error.expected());
    assertTrue(error.found().startsWith("member 2 of "), error.found());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, STEPS + 1, Integer.MAX_VALUE})
  void train_checkpointOfAStepThatCannotBe_isAnErrorNamingIt(int step) throws IOException {
    checkpoint().write(model(), step);
    MalformedFileException error = assertMalformed();
    assertEquals("step", error.field());
    assertEquals("1 to 12", error.expected());
    assertEquals("" + step, error.found());
  }

  @Test
  void train_checkpointOfAnotherNetwork_isAnErrorNamingTheWeight() throws IOException {
    UNetConfig wider =
        UNetConfig.attendingOnce(TinyNetworks.SHAPE, List.of(16, 8), 1, 4).withDropout(0.1);
    TrainableUNet other =
        TrainableUNet.of(TinyNetworks.network(wider, 1, 1), CONFIG.adam(), 0.9, CONFIG.schedule());
    checkpoint().write(other, 3);
    MalformedFileException error = assertMalformed();
    assertEquals("state", error.field());
    assertTrue(
        error.found().startsWith("the state has 256 values under time_embedding.linear_1.weight"),
        "" + error.found());
  }

  @Test
  void train_folderIsMissing_isAnErrorNamingTheFile() {
    Path nowhere = folder.resolve("nowhere").resolve("checkpoint");
    IOException error =
        assertThrows(
            IOException.class, () -> train(model(), nowhere, 5, Execution.sequential(), NOBODY));
    assertTrue(error.getMessage().contains(nowhere.toString()), error.getMessage());
  }

  @Test
  void train_lossThatIsNotFinite_isAnErrorNamingMemberAndStep() throws IOException {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Diverging model = new Diverging(4, bad);
      assertFails(
          ArithmeticException.class,
          "member 2 diverges: the loss of step 5 is " + bad,
          () -> train(model, file, 2, Execution.sequential(), NOBODY));
      assertEquals("4", SafetensorsFile.read(file).metadata().get("step"));
      Files.delete(file);
    }
  }

  @Test
  void train_imageThatIsNotFinite_isNamedAndNotOnlyTheMember() {
    float[] values = TinyNetworks.images().toArray();
    values[9 * TinyNetworks.SHAPE.size() + 5] = Float.NaN;
    Batch split = Batch.of(TinyNetworks.SHAPE, values);
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class,
            () ->
                MemberTrainer.of(CONFIG, 100)
                    .train(model(), MEMBER, split, file, Execution.sequential(), NOBODY));
    assertTrue(
        error
            .getMessage()
            .matches(
                "member 2 diverges: the loss of step \\d+ is NaN, for its image in row \\d holds NaN"
                    + " at value \\d+"),
        error.getMessage());
  }

  @Test
  void train_weightThatIsNotFinite_isNotWritten() {
    assertFails(
        ArithmeticException.class,
        "member 2 diverges: after step 1 w has a NaN",
        () ->
            MemberTrainer.of(TrainingConfig.paper(1, 1).withBatchSize(2), 1)
                .train(
                    new Diverging(4, 1) {
                      @Override
                      public Map<String, float[]> state() {
                        return Map.of("w", new float[] {1, Float.NaN});
                      }
                    },
                    2,
                    TinyNetworks.images(),
                    file,
                    Execution.sequential(),
                    NOBODY));
    assertFalse(Files.exists(file));
  }

  /** A model whose loss becomes one that is not finite. */
  private static class Diverging implements TrainableNoiseModel {
    private final double bad;
    private int left;

    Diverging(int left, double bad) {
      this.left = left;
      this.bad = bad;
    }

    @Override
    public double train(TrainingBatch batch) {
      return left-- == 0 ? bad : 1;
    }

    @Override
    public Map<String, float[]> weights() {
      return state();
    }

    @Override
    public Map<String, float[]> state() {
      return Map.of("w", new float[] {left});
    }

    @Override
    public void restore(Map<String, float[]> state, int steps) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Shape shape() {
      return TinyNetworks.SHAPE;
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void of_checkpointEveryBelow1_isAnErrorNamingIt() {
    assertIllegal(
        "a checkpoint is written every 1 or more steps, found 0",
        () -> MemberTrainer.of(CONFIG, 0));
  }
}
