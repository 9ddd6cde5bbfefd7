package org.abc4j.training;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.data.DataLayout;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Sha256;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.store.EnsembleDetails;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleRemoval;
import org.abc4j.store.EnsembleWriter;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnsembleRepairTest {
  private static final Instant WHEN = Instant.parse("2026-11-26T12:00:00Z");
  private static final int STEPS = 5;
  private static final int GONE = 1;
  private static final CodeAssignment CODE = TinyNetworks.code();
  private static final ImagePreparation MADE = ImagePreparation.of(Normalisation.plusMinusOne());

  @TempDir private Path disk;
  private EnsembleFolder whole;
  private EnsembleFolder without;

  @BeforeEach
  void train_andRemove() throws IOException {
    whole = trainer().train(TinyNetworks.images(), CODE, disk.resolve("whole"));
    without = EnsembleRemoval.of(whole, WHEN, "a letter", GONE).to(disk.resolve("without"));
  }

  private static UNetEnsembleTrainer trainer() {
    return TrainingProcess.trainer(STEPS).withPreparation(MADE);
  }

  private static int[] kept() {
    return CODE.sources().itemsWithout(GONE).mapToInt(Math::toIntExact).toArray();
  }

  /** The images that are left. */
  private static Batch left() {
    return TinyNetworks.images().select(kept());
  }

  @Test
  void train_newFolder_keepsDigestsOfSplitsAndHowImagesWereMade() {
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      Batch split = TinyNetworks.images().select(CODE.splits().indices(member));
      assertEquals(EnsembleFolder.dataSha256(split), whole.manifest().splitSha256().get(member));
    }
    assertEquals(Optional.of(MADE), whole.manifest().images());
    assertEquals(Optional.of(MADE), without.manifest().images());
  }

  @Test
  void repair_othersAreUntouched_missingOnesAreThoseOfATrainingWithoutTheSource()
      throws IOException {
    EnsembleFolder repaired =
        UNetEnsembleTrainer.of(without).repair(without, left(), disk.resolve("repaired"));
    // The oracle: everything trained anew on data that never had the source.
    EnsembleFolder anew = trainer().train(left(), CODE.without(GONE), disk.resolve("anew"));
    assertEquals(anew.manifest().memberSha256(), repaired.manifest().memberSha256());
    assertEquals(anew.manifest().splitSha256(), repaired.manifest().splitSha256());
    assertEquals(anew.manifest().codebookSha256(), repaired.manifest().codebookSha256());
    assertEquals(anew.manifest().dataSha256(), repaired.manifest().dataSha256());
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      boolean missing = CODE.word(GONE).contains(member);
      String before = Sha256.of(EnsembleFolder.memberFile(whole.path(), member));
      String after = Sha256.of(EnsembleFolder.memberFile(repaired.path(), member));
      assertEquals(missing, !before.equals(after), "member " + member);
    }
    assertEquals(0, repaired.removed().weight());
    assertTrue(repaired.ensemble().separation().requirePlacebos().isWhole());
    assertEquals(without.removal(), repaired.removal());
    assertEquals(Optional.of(MADE), repaired.manifest().images());
    assertEquals(
        "members "
            + members(without.removed().members())
            + " trained, the others of manifest "
            + without.manifestSha256()
            + " by "
            + without.manifest().library(),
        repaired.manifest().provenance().get("repair"));
    assertArrayEquals(sample(anew), sample(repaired));
    assertFalse(Arrays.equals(sample(without), sample(repaired)));
  }

  /** Heard of before the first step: whoever shows a bar knows what is copied. */
  @Test
  void repair_membersThatAreCopied_areTold() throws IOException {
    List<Integer> taken = new ArrayList<>();
    List<Integer> trained = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void taken(int member) {
            assertEquals(List.of(), trained);
            taken.add(member);
          }

          @Override
          public void trained(int member, int step, int steps, double loss) {
            trained.add(member);
          }
        };
    trainer().reportingTo(listener).repair(without, left(), disk.resolve("repaired"));
    assertEquals(Arrays.stream(without.removed().complement().members()).boxed().toList(), taken);
    assertEquals(
        Arrays.stream(without.removed().members()).boxed().toList(),
        trained.stream().distinct().sorted().toList());
  }

  private static String members(int... some) {
    return String.join(", ", Arrays.stream(some).mapToObj(Integer::toString).toList());
  }

  private static float[] sample(EnsembleFolder folder) {
    return DdimSampler.steps(3).sample(folder.ensemble(), ExogenousNoise.philox(2).of(0)).image();
  }

  /** What was removed may have been anything: nothing of a repaired ensemble knows it. */
  @Test
  void repair_removedItemsWereOthersFromTheStart_givesTheSameMembers() throws IOException {
    EnsembleFolder repaired = trainer().repair(without, left(), disk.resolve("repaired"));
    float[] values = TinyNetworks.images().toArray();
    int m = TinyNetworks.SHAPE.size();
    for (long item : CODE.sources().itemsOf(GONE)) {
      Arrays.fill(values, (int) item * m, (int) (item + 1) * m, 0.75f);
    }
    Batch others = Batch.of(TinyNetworks.SHAPE, values);
    EnsembleFolder otherWhole = trainer().train(others, CODE, disk.resolve("other whole"));
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      assertEquals(
          CODE.word(GONE).contains(member),
          !whole
              .manifest()
              .memberSha256()
              .get(member)
              .equals(otherWhole.manifest().memberSha256().get(member)));
    }
    EnsembleFolder otherWithout =
        EnsembleRemoval.of(otherWhole, WHEN, "a letter", GONE).to(disk.resolve("other without"));
    EnsembleFolder other = trainer().repair(otherWithout, left(), disk.resolve("other"));
    assertEquals(repaired.manifest().memberSha256(), other.manifest().memberSha256());
    assertEquals(repaired.manifest().splitSha256(), other.manifest().splitSha256());
    assertEquals(repaired.manifest().dataSha256(), other.manifest().dataSha256());
    assertArrayEquals(sample(repaired), sample(other));
  }

  @Test
  void repair_stoppedAfterAnyStep_goesOnToTheSameBytes() throws IOException {
    trainer().repair(without, left(), disk.resolve("repaired"));
    Map<String, String> expected = TinyNetworks.digests(disk.resolve("repaired"));
    Path stopped = disk.resolve("stopped");
    int missing = without.removed().weight();
    int stops = 0;
    for (boolean ended = false; !ended; stops++) {
      AtomicInteger taken = new AtomicInteger();
      Execution three = Execution.sequential().until(() -> taken.get() >= 3);
      UNetEnsembleTrainer trainer =
          trainer().with(three).reportingTo((member, step, steps, loss) -> taken.incrementAndGet());
      try {
        trainer.repair(without, left(), stopped);
        ended = true;
      } catch (CancellationException stop) {
        assertFalse(EnsembleFolder.isComplete(stopped));
      }
    }
    assertTrue(stops >= missing * STEPS / 3, "stops: " + stops);
    assertEquals(expected, TinyNetworks.digests(stopped));
    // Once more, it is opened as it is.
    trainer().repair(without, left(), stopped);
    assertEquals(expected, TinyNetworks.digests(stopped));
  }

  /** A process may be killed between any two files that are copied. */
  @Test
  void repair_copiesAreThereInPart_goesOn() throws IOException {
    trainer().repair(without, left(), disk.resolve("repaired"));
    Map<String, String> expected = TinyNetworks.digests(disk.resolve("repaired"));
    Path stopped = disk.resolve("stopped");
    assertThrows(
        CancellationException.class,
        () ->
            trainer()
                .with(
                    Execution.sequential()
                        .until(() -> Files.exists(stopped.resolve("training.txt"))))
                .repair(without, left(), stopped));
    int kept = without.removed().complement().members()[0];
    Files.write(EnsembleFolder.memberFile(stopped, kept), new byte[5]);
    trainer().repair(without, left(), stopped);
    assertEquals(expected, TinyNetworks.digests(stopped));
  }

  @Test
  void repair_thenRemoveAnother_thenRepair_keepsTheWholeRecord() throws IOException {
    EnsembleFolder repaired = trainer().repair(without, left(), disk.resolve("repaired"));
    EnsembleFolder again =
        EnsembleRemoval.of(repaired, WHEN.plusSeconds(9), "another letter", 0)
            .to(disk.resolve("again"));
    Batch rest =
        left()
            .select(repaired.code().sources().itemsWithout(0).mapToInt(Math::toIntExact).toArray());
    EnsembleFolder twice = UNetEnsembleTrainer.of(again).repair(again, rest, disk.resolve("twice"));
    assertEquals(
        trainer().train(rest, again.code(), disk.resolve("anew")).manifest().memberSha256(),
        twice.manifest().memberSha256());
    assertEquals(2, twice.removal().orElseThrow().removals().size());
    String first = repaired.manifest().provenance().get("repair");
    String second = twice.manifest().provenance().get("repair");
    assertTrue(
        second.endsWith(
            " by "
                + again.manifest().library()
                + "; what this says of earlier repairs has SHA-256 "
                + Sha256.of(first.getBytes(StandardCharsets.UTF_8))),
        second);
    // It does not grow with each.
    assertFalse(second.contains(first), second);
  }

  // What is refused.

  @Test
  void repair_otherImages_areRefused() {
    float[] values = left().toArray();
    values[0] += 1;
    assertNotEquals(left(), Batch.of(TinyNetworks.SHAPE, values));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    trainer()
                        .repair(
                            without,
                            Batch.of(TinyNetworks.SHAPE, values),
                            disk.resolve("repaired")))
            .getMessage();
    assertTrue(message.startsWith("these are not the images that the ensemble of "), message);
    assertFalse(Files.exists(disk.resolve("repaired")));
    assertThrows(
        IllegalArgumentException.class,
        () -> trainer().repair(without, TinyNetworks.images(), disk.resolve("repaired")));
  }

  @Test
  void repair_wholeOrOtherwiseMade_isRefused() {
    assertIllegal(
        whole.path() + " has all its members, so there is nothing to repair",
        () -> trainer().repair(whole, TinyNetworks.images(), disk.resolve("repaired")));
    String made = "members are trained as those of " + without.path() + " were made, ";
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    TrainingProcess.trainer(STEPS + 1)
                        .repair(without, left(), disk.resolve("repaired")))
            .getMessage();
    assertTrue(message.startsWith(made + "training TrainingConfig[seed=11, steps=5"), message);
    assertIllegal(
        made + "executor none, found another",
        () ->
            trainer()
                .onExecutor("another", (network, training) -> null)
                .repair(without, left(), disk.resolve("repaired")));
  }

  @Test
  void repair_otherPreparationThanTheEnsembles_isRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    trainer()
                        .withPreparation(ImagePreparation.of(Normalisation.cifarAsPrinted()))
                        .repair(without, left(), disk.resolve("repaired")))
            .getMessage();
    assertTrue(
        message.startsWith(
            "members are trained as those of " + without.path() + " were made, preparation "),
        message);
    assertFalse(Files.exists(disk.resolve("repaired")));
  }

  /** Images of the same bits may be had from elsewhere: that makes no other training. */
  @Test
  void trainAndRepair_imagesFromElsewhere_areTheSameAndKeepWhatWasSaid() throws IOException {
    ImageOrigin origin = ImageOrigin.of(DataLayout.MNIST);
    UNetEnsembleTrainer said = TrainingProcess.trainer(STEPS).withPreparation(MADE.with(origin));
    assertEquals(
        whole.manifest(),
        said.train(TinyNetworks.images(), CODE, disk.resolve("whole")).manifest());
    EnsembleFolder saying = said.train(TinyNetworks.images(), CODE, disk.resolve("saying"));
    assertEquals(whole.manifest().memberSha256(), saying.manifest().memberSha256());
    EnsembleFolder removed = EnsembleRemoval.of(saying, WHEN, "", GONE).to(disk.resolve("removed"));
    EnsembleFolder repaired =
        UNetEnsembleTrainer.of(removed).repair(removed, left(), disk.resolve("repaired"));
    assertEquals(Optional.of(origin), repaired.manifest().preparation().origin());
    assertEquals(
        repaired.manifest(), trainer().repair(removed, left(), repaired.path()).manifest());
  }

  /** The images are those of the record, but the manifest says that a member saw others. */
  @Test
  void repair_keptMemberOfAnotherSplit_isRefused() throws IOException {
    EnsembleFolder known =
        EnsembleRemoval.of(whole, WHEN, "", GONE)
            .withImages(TinyNetworks.images())
            .to(disk.resolve("known"));
    int kept = known.removed().complement().members()[0];
    List<String> splits = new ArrayList<>(known.manifest().splitSha256());
    splits.set(kept, Sha256.of(new byte[] {1}));
    EnsembleFolder spoilt =
        EnsembleWriter.of(
                known.config(),
                known.code(),
                known.manifest().schedule(),
                known.manifest().dataSha256())
            .withProvenance(known.manifest().provenance())
            .withMembers(known.manifest().memberSha256())
            .with(new EnsembleDetails(splits, known.manifest().images(), known.removal()))
            .complete(known.path());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> trainer().repair(spoilt, left(), disk.resolve("repaired")))
            .getMessage();
    assertTrue(
        message.startsWith(
            "member "
                + kept
                + " of "
                + spoilt.path()
                + " was trained on images of SHA-256 "
                + splits.get(kept)),
        message);
    assertFalse(EnsembleFolder.isComplete(disk.resolve("repaired")));
  }

  /** What could not be read again is refused before anything is written. */
  @Test
  void train_identityThatCannotBeReadAgain_isRefused() {
    Path folder = disk.resolve("long");
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    trainer()
                        .onExecutor("x".repeat(1 << 16), (network, training) -> null)
                        .train(TinyNetworks.images(), CODE, folder))
            .getMessage();
    assertTrue(message.startsWith("what a training is, [images, codebook, "), message);
    assertFalse(Files.exists(folder));
  }

  @Test
  void repair_intoAnEnsemble_isRefusedAndLeavesIt() throws IOException {
    for (EnsembleFolder folder : List.of(whole, without)) {
      Map<String, String> before = TinyNetworks.digests(folder.path());
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> trainer().repair(without, left(), folder.path()))
              .getMessage();
      assertTrue(message.startsWith(folder.path() + " belongs to another training"), message);
      assertEquals(before, TinyNetworks.digests(folder.path()));
    }
  }

  @Test
  void train_intoARemovedEnsemble_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> trainer().train(TinyNetworks.images(), CODE, without.path()));
  }

  @Test
  void train_otherPreparation_isAnotherTraining() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            trainer()
                .withPreparation(ImagePreparation.of(Normalisation.cifarAsPrinted()))
                .train(TinyNetworks.images(), CODE, whole.path()));
  }
}
