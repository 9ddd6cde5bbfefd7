package org.abc4j.autoencoder;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.epochs.EpochSize;
import org.abc4j.epochs.Progress;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.AdamConfig;
import org.abc4j.store.LibraryVersion;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Threads;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoencoderTrainerTest {
  private static final Shape SHAPE = new Shape(1, 16, 8);
  private static final Batch IMAGES = TinyNetworks.waves(SHAPE, 22);
  private static final AutoencoderConfig CONFIG = new AutoencoderConfig(SHAPE, 6, 3);

  /** Three steps an epoch, the last of 6 images. */
  private static final AutoencoderTraining TRAINING =
      new AutoencoderTraining(5, 2, 3, 8, AdamConfig.pytorch(1e-2));

  private static final int STEPS = 15;

  /** Of a training that nobody stopped. */
  private static Map<String, String> whole;

  @TempDir private Path temp;

  @BeforeAll
  static void train_once(@TempDir Path folder) throws IOException {
    trainer().train(IMAGES, folder);
    whole = TinyNetworks.digests(folder);
  }

  private static AutoencoderTrainer trainer() {
    return AutoencoderTrainer.of(CONFIG, TRAINING);
  }

  private static Execution stoppingAfter(int steps) {
    AtomicInteger asked = new AtomicInteger();
    // Once before all, and once before each step.
    return Execution.sequential().until(() -> asked.incrementAndGet() > steps + 1);
  }

  @Test
  void train_images_learnsToGiveThemBack() throws IOException {
    List<Double> heard = new ArrayList<>();
    AutoencoderTraining longer = TRAINING.withEpochs(60, 60);
    AutoencoderFolder trained =
        AutoencoderTrainer.of(CONFIG, longer)
            .reportingTo(
                (epoch, epochs, loss) -> {
                  heard.add(loss);
                  assertEquals(heard.size(), epoch);
                  assertEquals(120, epochs);
                })
            .train(IMAGES, temp);
    assertEquals(trained.losses(), heard);
    assertTrue(heard.get(59) < 0.1 * heard.get(0), "squares from " + heard.get(0) + heard.get(59));
    assertTrue(heard.get(119) < 0.7 * heard.get(60), "patches to " + heard.get(119));
    Batch found = trained.codec().decode(trained.codec().encode(IMAGES));
    double squares = 0;
    for (int row = 0; row < found.rows(); row++) {
      for (int p = 0; p < SHAPE.size(); p++) {
        squares += Math.pow(found.get(row, p) - IMAGES.get(row, p), 2);
      }
    }
    double mean = squares / found.rows() / SHAPE.size();
    // Images vary by 0.5.
    assertTrue(mean < 0.05, "mean squared error " + mean);
  }

  @Test
  void train_anyThreadsAndCheckpoints_givesTheSameBytes() {
    Threads.with(
        3,
        execution -> {
          try {
            trainer().with(execution).withCheckpointEvery(2).train(IMAGES, temp);
            assertEquals(whole, TinyNetworks.digests(temp));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void train_stoppedAnywhere_goesOnToTheSameBytes() throws IOException {
    for (int steps : new int[] {0, 1, 3, 7, STEPS - 1}) {
      Path folder = temp.resolve("after " + steps);
      assertThrows(
          CancellationException.class,
          () -> trainer().with(stoppingAfter(steps)).train(IMAGES, folder));
      assertFalse(AutoencoderFolder.isComplete(folder));
      AtomicInteger first = new AtomicInteger(-1);
      trainer()
          .with(
              Execution.sequential()
                  .reportingTo((done, total) -> first.compareAndSet(-1, (int) done)))
          .train(IMAGES, folder);
      assertEquals(steps, first.get());
      assertEquals(whole, TinyNetworks.digests(folder));
    }
  }

  @Test
  void train_aListenerThatFails_losesNoStep() throws IOException {
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () ->
                trainer()
                    .reportingTo(
                        (epoch, epochs, loss) -> {
                          throw new IllegalStateException("full");
                        })
                    .train(IMAGES, temp));
    assertEquals("full", error.getMessage());
    AtomicInteger first = new AtomicInteger(-1);
    trainer()
        .with(
            Execution.sequential()
                .reportingTo((done, total) -> first.compareAndSet(-1, (int) done)))
        .train(IMAGES, temp);
    assertEquals(3, first.get());
    assertEquals(whole, TinyNetworks.digests(temp));
  }

  @Test
  void train_whatIsThere_isOpened() throws IOException {
    trainer().train(IMAGES, temp);
    AutoencoderFolder again =
        trainer().with(Execution.sequential().reportingTo((d, t) -> {})).train(IMAGES, temp);
    assertEquals(whole, TinyNetworks.digests(temp));
    assertEquals(5, again.losses().size());
    assertEquals(TRAINING.toString(), again.training());
    assertEquals(Optional.empty(), again.preparation());
  }

  /** Who asked before another had ended, and holds the folder after it has. */
  @Test
  void holding_whatAnotherHasEndedMeanwhile_opensIt() throws IOException {
    trainer().train(IMAGES, temp);
    AutoencoderTrainer second =
        trainer()
            .with(
                Execution.sequential()
                    .reportingTo(
                        (done, total) -> {
                          throw new AssertionError("trained again");
                        }));
    AutoencoderIdentity own = AutoencoderIdentity.of(CONFIG, TRAINING, IMAGES, Optional.empty());
    assertEquals(
        5, second.training(IMAGES, own, new EpochSize(22, 8, 5)).holding(temp).losses().size());
    AutoencoderTraining others = TRAINING.withEpochs(2, 4);
    AutoencoderIdentity another = AutoencoderIdentity.of(CONFIG, others, IMAGES, Optional.empty());
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    AutoencoderTrainer.of(CONFIG, others)
                        .training(IMAGES, another, new EpochSize(22, 8, 6))
                        .holding(temp))
            .getMessage()
            .contains("holds another autoencoder"));
    second.train(IMAGES, temp);
    assertEquals(whole, TinyNetworks.digests(temp));
  }

  @Test
  void train_anotherInItsPlace_isRefused() throws IOException {
    trainer().train(IMAGES, temp);
    IllegalArgumentException settings =
        assertThrows(
            IllegalArgumentException.class,
            () -> AutoencoderTrainer.of(CONFIG, TRAINING.withEpochs(2, 4)).train(IMAGES, temp));
    assertEquals(
        temp
            + " holds another autoencoder: its training is "
            + TRAINING
            + ", not "
            + TRAINING.withEpochs(2, 4),
        settings.getMessage());
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> trainer().train(Draws.images(1, 1, SHAPE, 22), temp))
            .getMessage()
            .contains("its images is "));
  }

  @Test
  void train_aCheckpointOfAnother_isRefused() throws IOException {
    assertThrows(
        CancellationException.class, () -> trainer().with(stoppingAfter(4)).train(IMAGES, temp));
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> AutoencoderTrainer.of(CONFIG, TRAINING.withBatchSize(7)).train(IMAGES, temp));
    assertEquals("training", error.field());
    Path file = temp.resolve("checkpoints").resolve("autoencoder.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 2] ^= 1;
    Files.write(file, bytes);
    MalformedFileException changed =
        assertThrows(MalformedFileException.class, () -> trainer().train(IMAGES, temp));
    assertEquals("sha256", changed.field());
  }

  @Test
  void train_aCheckpointWithoutAnEpochsLoss_isRefused() throws IOException {
    Map<String, String> lines =
        new LinkedHashMap<>(
            AutoencoderIdentity.of(CONFIG, TRAINING, IMAGES, Optional.empty()).lines());
    lines.put("library", LibraryVersion.text());
    Path file =
        Files.createDirectories(temp.resolve("checkpoints")).resolve("autoencoder.safetensors");
    new AutoencoderCheckpoint(file, lines, 3, STEPS)
        .write(AutoencoderModel.of(CONFIG, TRAINING), new Progress<>(7, List.of(0.5), 0));
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> trainer().train(IMAGES, temp));
    assertEquals("losses", error.field());
    assertEquals("2 after step 7", error.expected());
  }

  @Test
  void train_aPreparation_isKept() throws IOException {
    ImagePreparation how = ImagePreparation.of(Normalisation.plusMinusOne());
    AutoencoderFolder trained = trainer().withPreparation(how).train(IMAGES, temp);
    assertEquals(Optional.of(how), trained.preparation());
    assertEquals(Optional.of(how), AutoencoderFolder.open(temp).preparation());
  }

  @Test
  void train_imagesThatCannotBe_areRefused() {
    assertIllegal(
        "the autoencoder is trained on images of shape 1×16×8, at least 1, found Batch[0 of 1×16×8]",
        () -> trainer().train(Batch.of(SHAPE), temp));
    assertIllegal(
        "the autoencoder is trained on images of shape 1×16×8, at least 1, found Batch[12 of 1×8×8]",
        () -> trainer().train(TinyNetworks.images(), temp));
    float[] values = IMAGES.toArray();
    values[700] = Float.NaN;
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class, () -> trainer().train(Batch.of(SHAPE, values), temp));
    assertTrue(error.getMessage().startsWith("the autoencoder diverges"), error.getMessage());
  }

  @Test
  void order_ofEpochs_arePermutationsThatDiffer() {
    int[] first = EpochOrder.of(1, 0, 500);
    int[] second = EpochOrder.of(1, 1, 500);
    int[] sorted = first.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < 500; i++) {
      assertEquals(i, sorted[i]);
    }
    assertNotEquals(
        List.of(first[0], first[1], first[2]), List.of(second[0], second[1], second[2]));
  }
}
