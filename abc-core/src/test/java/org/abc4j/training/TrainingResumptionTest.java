package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleWriter;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.TrainableUNet;
import org.abc4j.unet.UNetConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was trained before is never taken on trust. */
class TrainingResumptionTest {
  private static final TrainingConfig CONFIG = TrainingConfig.paper(2, 4).withBatchSize(2);
  private static final UNetConfig NETWORK = TinyNetworks.config();
  private static final CodeAssignment CODE = TinyNetworks.code();
  private static final Batch IMAGES = TinyNetworks.images();

  /** Of members that have all ended, without a manifest. */
  @TempDir private static Path ended;

  /** Of the same, completed. */
  private static Map<String, String> whole;

  @TempDir private Path temp;
  private Path folder;

  @BeforeAll
  static void train_once(@TempDir Path complete) throws IOException {
    EndedTraining.into(ended, trainer(), IMAGES);
    trainer().train(IMAGES, CODE, complete);
    whole = TinyNetworks.digests(complete);
  }

  @BeforeEach
  void copy_whatHasEnded() throws IOException {
    folder = temp.resolve("folder");
    EndedTraining.copy(ended, folder);
  }

  private static UNetEnsembleTrainer trainer() {
    return UNetEnsembleTrainer.of(NETWORK, CONFIG);
  }

  private Path member(int member) {
    return EnsembleFolder.memberFile(folder, member);
  }

  private Path record(int member) {
    return EndedTraining.record(folder, member);
  }

  /** Resumes with all steps counted; returns them. */
  private int resume() throws IOException {
    AtomicInteger steps = new AtomicInteger();
    trainer()
        .reportingTo((member, step, of, loss) -> steps.incrementAndGet())
        .train(IMAGES, CODE, folder);
    assertEquals(whole, TinyNetworks.digests(folder));
    return steps.get();
  }

  /** Before the first step, and without a manifest. */
  private MalformedFileException assertRefused(int member) {
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () ->
                trainer()
                    .reportingTo(
                        (other, step, of, loss) -> {
                          throw new AssertionError("member " + other + " is trained");
                        })
                    .train(IMAGES, CODE, folder));
    assertEquals(member(member).toString(), error.file());
    assertFalse(EnsembleFolder.isComplete(folder));
    return error;
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 8;
    Files.write(file, bytes);
  }

  @Test
  void train_allMembersEnded_completesWithoutAStep() throws IOException {
    assertEquals(0, resume());
  }

  @Test
  void train_flippedBitInAnyRegionOfAMember_isAnErrorNamingItAndBothDigests() throws IOException {
    byte[] sound = Files.readAllBytes(member(2));
    int header = 8 + (int) ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    int[] places = {0, 8, 8 + header / 2, header - 1, header, sound.length / 2, sound.length - 1};
    for (int at : places) {
      flip(member(2), at);
      MalformedFileException error = assertRefused(2);
      assertEquals("SHA-256", error.field());
      assertEquals(Sha256.of(sound), error.expected());
      assertEquals(Sha256.of(member(2)), error.found());
      Files.write(member(2), sound);
    }
    assertEquals(0, resume());
  }

  @Test
  void train_memberOfAnotherLength_isAnErrorNamingIt() throws IOException {
    Files.write(member(1), new byte[0]);
    assertEquals("SHA-256", assertRefused(1).field());
  }

  @Test
  void train_flippedBitInAnyLineOfARecord_isAnErrorNamingTheMember() throws IOException {
    byte[] sound = Files.readAllBytes(record(3));
    for (int at = 0; at < sound.length; at += 7) {
      flip(record(3), at);
      assertRefused(3);
      Files.write(record(3), sound);
    }
  }

  @Test
  void train_membersExchanged_isAnErrorNamingTheFirst() throws IOException {
    exchange(member(1), member(2));
    assertEquals("SHA-256", assertRefused(1).field());
    exchange(record(1), record(2));
    MalformedFileException error = assertRefused(1);
    assertEquals("training", error.field());
    assertTrue(error.expected().startsWith("member 1 of "), error.expected());
    assertTrue(error.found().startsWith("member 2 of "), error.found());
  }

  private void exchange(Path one, Path other) throws IOException {
    Path aside = temp.resolve("aside");
    Files.move(one, aside);
    Files.move(other, one);
    Files.move(aside, other);
  }

  private static Batch otherImages() {
    float[] values = IMAGES.toArray();
    int item = (int) CODE.splits().indices(1)[0];
    values[item * IMAGES.shape().size()] += 0.5f;
    return Batch.of(IMAGES.shape(), values);
  }

  /** A sound member of another training, with the record of its end. */
  @Test
  void train_memberOfAnotherSplit_isAnErrorNamingItAndTheImages() throws IOException {
    Path other = temp.resolve("other");
    EndedTraining.into(other, trainer(), otherImages());
    Files.copy(EnsembleFolder.memberFile(other, 1), member(1), StandardCopyOption.REPLACE_EXISTING);
    assertEquals("SHA-256", assertRefused(1).field());
    Files.copy(EndedTraining.record(other, 1), record(1), StandardCopyOption.REPLACE_EXISTING);
    MalformedFileException error = assertRefused(1);
    assertEquals("images", error.field());
    Batch split = IMAGES.select(CODE.splits().indices(1));
    assertEquals(EnsembleFolder.dataSha256(split), error.expected());
    split = otherImages().select(CODE.splits().indices(1));
    assertEquals(EnsembleFolder.dataSha256(split), error.found());
  }

  @Test
  void train_checkpointOfAnotherSplit_isAnErrorNamingItAndTheImages() throws IOException {
    Path other = temp.resolve("other");
    AtomicInteger taken = new AtomicInteger();
    assertThrows(
        CancellationException.class,
        () ->
            trainer()
                .with(Execution.sequential().until(() -> taken.get() == 6))
                .reportingTo((member, step, of, loss) -> taken.incrementAndGet())
                .train(otherImages(), CODE, other));
    Files.delete(member(1));
    Path checkpoint = folder.resolve("checkpoints/member-001.safetensors");
    Files.copy(other.resolve("checkpoints/member-001.safetensors"), checkpoint);
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> trainer().train(IMAGES, CODE, folder));
    assertEquals(checkpoint.toString(), error.file());
    assertEquals("images", error.field());
  }

  @ParameterizedTest
  @CsvSource({
    "training, seed=2, seed=3",
    "training, steps=4, steps=5",
    "network, dropout=0.0, dropout=0.5",
    "library, abc 0, abc 7"
  })
  void train_memberOfAnotherTraining_isAnErrorNamingWhatIsAnother(
      String field, String own, String others) throws IOException {
    String text = Files.readString(record(0));
    assertTrue(text.contains(own), text);
    Files.writeString(record(0), text.replace(own, others));
    MalformedFileException error = assertRefused(0);
    assertEquals(field, error.field());
    assertTrue(error.expected().contains(own), error.expected());
    assertTrue(error.found().contains(others), error.found());
  }

  @Test
  void train_memberOfAnotherExecutor_isAnErrorNamingIt() throws IOException {
    Path other = temp.resolve("other");
    UNetEnsembleTrainer elsewhere =
        trainer()
            .onExecutor(
                "elsewhere",
                (network, how) ->
                    TrainableUNet.of(network, how.adam(), how.emaDecay(), how.schedule()));
    EndedTraining.into(other, elsewhere, IMAGES);
    Files.copy(record(0), EndedTraining.record(other, 0), StandardCopyOption.REPLACE_EXISTING);
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> elsewhere.train(IMAGES, CODE, other));
    assertEquals("executor", error.field());
    assertEquals("elsewhere", error.expected());
    assertEquals("nothing", error.found());
  }

  /** As a release left it that kept no records. */
  @Test
  void train_membersWithoutRecords_isAnErrorThatSaysWhatToDo() throws IOException {
    Files.delete(record(1));
    MalformedFileException error = assertRefused(1);
    assertEquals("record", error.field());
    assertEquals("its digest and training in " + record(1), error.expected());
    assertTrue(
        error.found().endsWith("without the member's file, it is trained again"), error.found());
    Files.delete(member(1));
    assertEquals(CONFIG.steps(), resume());
  }

  /** It was sound when the training went on, and is not when it ends. */
  @Test
  void train_memberChangedMeanwhile_isInNoManifest() throws IOException {
    Files.delete(member(3));
    UNetEnsembleTrainer trainer =
        trainer()
            .reportingTo(
                (member, step, of, loss) -> {
                  if (step == of) {
                    try {
                      flip(member(0), 4000);
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  }
                });
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> trainer.train(IMAGES, CODE, folder));
    assertEquals(member(0).toString(), error.file());
    assertFalse(EnsembleFolder.isComplete(folder));
  }

  // Processes killed between two writes.

  /** The record is written first, the weights second; then the checkpoint goes. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void train_killedAfterTheRecord_givesTheSameBytes(boolean checkpointIsThere) throws IOException {
    Files.delete(member(2));
    Path checkpoint = folder.resolve("checkpoints/member-002.safetensors");
    if (checkpointIsThere) {
      TrainableUNet model =
          TrainableUNet.of(
              TinyNetworks.network(NETWORK, CONFIG.seed(), 2),
              CONFIG.adam(),
              CONFIG.emaDecay(),
              CONFIG.schedule());
      MemberTrainer.of(CONFIG, 100)
          .by(Map.of("network", NETWORK.toString()))
          .train(
              model,
              2,
              IMAGES.select(CODE.splits().indices(2)),
              checkpoint,
              Execution.sequential(),
              (member, step, of, loss) -> {});
    }
    assertEquals(checkpointIsThere ? 0 : CONFIG.steps(), resume());
  }

  @Test
  void train_killedAfterTheWeights_givesTheSameBytes() throws IOException {
    Files.writeString(folder.resolve("checkpoints/member-003.safetensors"), "of a done member");
    assertEquals(0, resume());
  }

  @Test
  void train_killedAfterTheManifest_sweepsWhatIsLeft() throws IOException {
    resume();
    for (String name : List.of("checkpoints/member-001.txt", "checkpoints/training.lock")) {
      Files.createDirectories(folder.resolve("checkpoints"));
      Files.writeString(folder.resolve(name), "left");
    }
    assertEquals(0, resume());
  }

  /** Its manifest names the training's code, and its code is another. */
  @Test
  void train_manifestOfOtherFiles_isRefused() throws IOException {
    resume();
    EnsembleFolder made = EnsembleFolder.open(folder);
    CodeAssignment other = Codebook.allWords(TinyNetworks.MEMBERS, 2).assign(CODE.sources(), 2);
    EnsembleWriter.of(NETWORK, other, CONFIG.schedule(), made.manifest().dataSha256())
        .withProvenance(made.manifest().provenance())
        .complete(folder);
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> trainer().train(IMAGES, CODE, folder));
    assertTrue(
        error.getMessage().startsWith(folder + " belongs to another training: "),
        error.getMessage());
  }
}
