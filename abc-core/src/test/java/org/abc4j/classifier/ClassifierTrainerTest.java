package org.abc4j.classifier;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.abc4j.epochs.Progress;
import org.abc4j.io.MalformedFileException;
import org.abc4j.testing.Threads;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierTrainerTest {
  /** Three steps an epoch, the last of 4 images. */
  private static final LabelledImages IMAGES = Small.images(10, 20);

  private static final LabelledImages TEST = Small.images(12, 18);

  /** Of a training that nobody stopped. */
  private static Map<String, String> whole;

  /** How often that asked whether to go on. */
  private static int questions;

  @TempDir private Path temp;

  @BeforeAll
  static void train_once(@TempDir Path folder) throws IOException {
    AtomicInteger asked = new AtomicInteger();
    trainer()
        .with(Execution.sequential().until(() -> asked.incrementAndGet() < 0))
        .train(IMAGES, TEST, folder);
    whole = TinyNetworks.digests(folder);
    questions = asked.get();
  }

  private static ClassifierTrainer trainer() {
    return ClassifierTrainer.of(Small.config(), Small.training());
  }

  private static Execution stoppingAfter(int questions) {
    AtomicInteger asked = new AtomicInteger();
    return Execution.sequential().until(() -> asked.incrementAndGet() > questions);
  }

  @Test
  void train_images_learnsTheirClasses() throws IOException {
    List<EpochResult> heard = new ArrayList<>();
    ClassifierFolder trained =
        ClassifierTrainer.of(Small.config(), Small.training().withEpochs(12, 6))
            .reportingTo(
                (epoch, epochs, result) -> {
                  heard.add(result);
                  assertEquals(heard.size(), epoch);
                  assertEquals(18, epochs);
                })
            .train(Small.images(10, 90), TEST, temp);
    assertEquals(trained.results(), heard);
    assertTrue(heard.get(11).loss() < 0.5 * heard.get(0).loss(), heard.toString());
    assertTrue(trained.classifier().accuracy(TEST, Execution.sequential()) > 0.9, heard::toString);
    assertEquals(Optional.empty(), heard.get(11).adversarialAccuracy().stream().boxed().findAny());
    double first = heard.get(12).adversarialAccuracy().orElseThrow();
    EpochResult kept = trained.results().get(trained.keptEpoch() - 1);
    assertTrue(trained.keptEpoch() > 12);
    assertTrue(kept.adversarialAccuracy().orElseThrow() >= first, heard.toString());
    // The kept epoch's classifier is the one in the folder.
    assertEquals(kept.accuracy(), trained.classifier().accuracy(TEST, Execution.sequential()));
    Batch perturbed =
        Small.training()
            .attack()
            .perturb(
                trained.classifier(),
                Small.batch(TEST).select(4),
                new int[] {TEST.label(4)},
                5,
                trained.keptEpoch() - 1,
                ~4L,
                Execution.sequential());
    assertEquals(1, perturbed.rows());
  }

  @Test
  void train_withoutPerturbedImages_keepsTheMostAccurate() throws IOException {
    ClassifierFolder trained =
        ClassifierTrainer.of(Small.config(), Small.training().withEpochs(5, 0))
            .train(IMAGES, TEST, temp);
    double best = trained.results().stream().mapToDouble(EpochResult::accuracy).max().orElseThrow();
    assertEquals(best, trained.results().get(trained.keptEpoch() - 1).accuracy());
    assertEquals(best, trained.classifier().accuracy(TEST, Execution.sequential()));
  }

  @Test
  void train_anyThreadsAndCheckpoints_givesTheSameBytes() {
    Threads.with(
        3,
        execution -> {
          try {
            trainer().with(execution).withCheckpointEvery(2).train(IMAGES, TEST, temp);
            assertEquals(whole, TinyNetworks.digests(temp));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void train_stoppedAnywhere_goesOnToTheSameBytes() throws IOException {
    assertTrue(questions > 60, "questions " + questions);
    for (int after = 1; after < questions; after += 9) {
      Path folder = temp.resolve("after " + after);
      int stopAfter = after;
      assertThrows(
          CancellationException.class,
          () -> trainer().with(stoppingAfter(stopAfter)).train(IMAGES, TEST, folder));
      assertFalse(ClassifierFolder.isComplete(folder));
      trainer().train(IMAGES, TEST, folder);
      assertEquals(whole, TinyNetworks.digests(folder), "after " + after);
    }
  }

  @Test
  void train_stoppedByAListener_goesOnToTheSameBytes() throws IOException {
    for (int epoch : new int[] {1, 2, 3, 4}) {
      Path folder = temp.resolve("epoch " + epoch);
      assertThrows(
          IllegalStateException.class,
          () ->
              trainer()
                  .reportingTo(
                      (ended, epochs, result) -> {
                        if (ended == epoch) {
                          throw new IllegalStateException("enough");
                        }
                      })
                  .train(IMAGES, TEST, folder));
      trainer().train(IMAGES, TEST, folder);
      assertEquals(whole, TinyNetworks.digests(folder), "epoch " + epoch);
    }
  }

  @Test
  void train_progress_goesFromNothingToAll() throws IOException {
    List<Long> heard = new ArrayList<>();
    long[] all = {0};
    trainer()
        .with(
            Execution.sequential()
                .reportingTo(
                    (done, total) -> {
                      heard.add(done);
                      all[0] = total;
                    }))
        .train(IMAGES, TEST, temp);
    assertEquals(0, heard.get(0));
    for (int i = 1; i < heard.size(); i++) {
      assertTrue(heard.get(i) > heard.get(i - 1), heard.toString());
    }
    // 20 images by 3 passes, and 12 with six steps of an attack's two; 18 by 1, and 8.
    assertEquals(2 * 20 * 3 + 2 * 20 * 12 + 2 * 18 + 2 * 18 * 8, all[0]);
    assertEquals(all[0], heard.get(heard.size() - 1));
  }

  @Test
  void train_anotherTrainingsFolder_isRefusedByTheLine() throws IOException {
    ClassifierFolder trained = trainer().train(IMAGES, TEST, temp);
    assertEquals(trained.classifier(), trainer().train(IMAGES, TEST, temp).classifier());
    assertIllegal(
        temp
            + " holds another classifier: its training is "
            + Small.training()
            + ", not "
            + Small.training().withEpochs(2, 3),
        () ->
            ClassifierTrainer.of(Small.config(), Small.training().withEpochs(2, 3))
                .train(IMAGES, TEST, temp));
    assertIllegal(
        temp
            + " holds another classifier: its test images is "
            + TEST.sha256()
            + ", not "
            + IMAGES.sha256(),
        () -> trainer().train(IMAGES, IMAGES, temp));
  }

  @Test
  void train_anotherTrainingsCheckpoint_isRefusedByTheLine() {
    assertThrows(
        CancellationException.class,
        () -> trainer().with(stoppingAfter(4)).train(IMAGES, TEST, temp));
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class, () -> trainer().train(Small.images(11, 20), TEST, temp));
    assertEquals("images", error.field());
    error =
        assertThrows(
            MalformedFileException.class,
            () ->
                ClassifierTrainer.of(Small.quarters(), Small.training()).train(IMAGES, TEST, temp));
    assertEquals("architecture", error.field());
  }

  @Test
  void train_aDamagedCheckpoint_isRefused() throws IOException {
    assertThrows(
        CancellationException.class,
        () -> trainer().with(stoppingAfter(4)).train(IMAGES, TEST, temp));
    Path file = temp.resolve("checkpoints").resolve("classifier.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 5] ^= 1;
    Files.write(file, bytes);
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> trainer().train(IMAGES, TEST, temp));
    assertEquals("sha256", error.field());
  }

  @Test
  void results_ofACheckpoint_mustFitItsSteps() throws IOException {
    Path file =
        Files.createDirectories(temp.resolve("checkpoints")).resolve("classifier.safetensors");
    ClassifierIdentity identity =
        ClassifierIdentity.of(Small.config(), Small.training(), IMAGES, TEST, Optional.empty());
    Map<String, String> lines = new java.util.LinkedHashMap<>(identity.lines());
    lines.put("library", org.abc4j.store.LibraryVersion.text());
    new ClassifierCheckpoint(file, lines, Small.training(), 3)
        .write(
            ClassifierModel.of(Small.config(), Small.training()), new Progress<>(7, List.of(), 0));
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> trainer().train(IMAGES, TEST, temp));
    assertEquals("results", error.field());
    assertEquals("2 after step 7", error.expected());
  }

  @Test
  void train_aPreparation_isKept() throws IOException {
    ImagePreparation how = ImagePreparation.of(Normalisation.plusMinusOne());
    ClassifierTrainer short1 =
        ClassifierTrainer.of(Small.config(), Small.training().withEpochs(1, 0))
            .withPreparation(how);
    assertEquals(Optional.of(how), short1.train(IMAGES, TEST, temp).preparation());
    assertEquals(Optional.of(how), ClassifierFolder.open(temp).preparation());
  }

  @Test
  void train_whatCannotBe_isRefused() {
    assertIllegal(
        "test images of this classifier are images of shape 1×9×8, at least 1, found 0 of 1×9×8",
        () -> trainer().train(IMAGES, LabelledImages.of(Batch.of(Small.SHAPE)), temp));
    Shape other = new Shape(1, 8, 8);
    assertIllegal(
        "training images of this classifier are images of shape 1×9×8, at least 1, found 1 of"
            + " 1×8×8",
        () -> trainer().train(LabelledImages.of(Batch.of(other, new float[64]), 1), TEST, temp));
    float[] values = Small.batch(IMAGES).toArray();
    values[700] = Float.NaN;
    ArithmeticException error =
        assertThrows(
            ArithmeticException.class,
            () ->
                trainer()
                    .train(
                        LabelledImages.of(Batch.of(Small.SHAPE, values), IMAGES.labels()),
                        TEST,
                        temp));
    assertTrue(error.getMessage().startsWith("the classifier diverges: the loss of step"));
    assertIllegal(
        "a classifier is trained for 1 to 100000 epochs, of which at least 1 is on images alone,"
            + " found 0 and 3 with perturbed images",
        () -> Small.training().withEpochs(0, 3));
    assertIllegal(
        "a step takes at least 1 image, found 0", () -> Small.training().withBatchSize(0));
    assertIllegal(
        "a checkpoint is written every 1 or more steps, found 0",
        () -> trainer().withCheckpointEvery(0));
  }
}
