package org.abc4j.training;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.DataLayout;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleRemoval;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Logs;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that come once an ensemble is trained, and more steps of one that has ended. */
class EnsembleExtensionTest {
  private static final int STEPS = 4;
  private static final int MEMBERS = 5;

  /** Six sources, and four words that nobody holds. */
  private static final CodeAssignment CODE =
      Codebook.allWords(MEMBERS, 2).assign(TinyNetworks.code().sources(), 1);

  private static final DataSources COMING = DataSources.named(List.of("zoe", "zoe"));

  @TempDir private Path disk;

  private static UNetEnsembleTrainer trainer() {
    return TrainingProcess.trainer(STEPS);
  }

  /** The images of before, and two more. */
  private static Batch all() {
    Batch before = TinyNetworks.images();
    Batch more = Draws.images(9, 9, before.shape(), 2);
    float[] values =
        Arrays.copyOf(before.toArray(), before.toArray().length + 2 * before.shape().size());
    System.arraycopy(more.toArray(), 0, values, before.toArray().length, more.toArray().length);
    return Batch.of(before.shape(), values);
  }

  @Test
  void extend_sourceThatComes_trainsTheMembersOfItsWordAlone() throws IOException {
    EnsembleFolder before = trainer().train(TinyNetworks.images(), CODE, disk.resolve("before"));
    EnsembleFolder after =
        UNetEnsembleTrainer.of(before).extend(before, COMING, all(), disk.resolve("after"));
    CodeAssignment code = after.code();
    long zoe = CODE.sources().count();
    assertEquals(zoe + 1, code.sources().count());
    assertEquals("zoe", code.sources().name(zoe));
    assertEquals(CODE.reservedWord(0), code.word(zoe));
    assertEquals(CODE.reserved() - 1, code.reserved());
    // The oracle: everything trained with all sources from the start.
    EnsembleFolder anew = trainer().train(all(), CODE.with(COMING), disk.resolve("anew"));
    assertEquals(anew.manifest().memberSha256(), after.manifest().memberSha256());
    assertEquals(anew.manifest().splitSha256(), after.manifest().splitSha256());
    assertEquals(anew.manifest().dataSha256(), after.manifest().dataSha256());
    assertEquals(anew.manifest().codebookSha256(), after.manifest().codebookSha256());
    for (int member = 0; member < MEMBERS; member++) {
      assertEquals(
          code.word(zoe).contains(member),
          !before
              .manifest()
              .memberSha256()
              .get(member)
              .equals(after.manifest().memberSha256().get(member)),
          "member " + member);
    }
    String said = after.manifest().provenance().get("extension");
    assertTrue(said.contains("the others of manifest " + before.manifestSha256()), said);
    // It is one that can be extended, repaired and opened again.
    assertEquals(
        after.manifestSha256(),
        UNetEnsembleTrainer.of(before)
            .extend(before, COMING, all(), disk.resolve("after"))
            .manifestSha256());
    EnsembleFolder without =
        EnsembleRemoval.of(after, Instant.EPOCH, "", zoe).to(disk.resolve("without"));
    assertEquals(CODE.sources().count(), without.code().sources().count());
  }

  @Test
  void extend_otherImagesOrMembersMissing_isRefused() throws IOException {
    EnsembleFolder before = trainer().train(TinyNetworks.images(), CODE, disk.resolve("before"));
    float[] values = all().toArray();
    values[0] += 1;
    Batch other = Batch.of(all().shape(), values);
    Path folder = disk.resolve("after");
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> trainer().extend(before, COMING, other, folder))
            .getMessage()
            .startsWith("these are not the images that the ensemble of "));
    EnsembleFolder without =
        EnsembleRemoval.of(before, Instant.EPOCH, "", 0).to(disk.resolve("without"));
    int[] kept = CODE.sources().itemsWithout(0).mapToInt(Math::toIntExact).toArray();
    int[] rows = Arrays.copyOf(kept, kept.length + 2);
    rows[kept.length] = TinyNetworks.images().rows();
    rows[kept.length + 1] = TinyNetworks.images().rows() + 1;
    assertIllegal(
        without.path() + " has lost members: repair it before sources are added",
        () -> trainer().extend(without, COMING, all().select(rows), folder));
    List<String> many = new ArrayList<>();
    for (long i = 0; i <= CODE.reserved(); i++) {
      many.add("source of " + i);
    }
    assertIllegal(
        "each source that comes takes a reserved word, found "
            + many.size()
            + " sources for "
            + CODE.reserved()
            + " words",
        () -> trainer().extend(before, DataSources.named(many), all(), folder));
    assertTrue(Files.notExists(folder));
  }

  /** What is said of the pictures of before is not true of all, unless somebody says so again. */
  @Test
  void extend_imagesThatCameFromSomewhere_keepsWhatIsSaidOfAll() throws IOException {
    ImagePreparation made = ImagePreparation.of(Normalisation.plusMinusOne());
    ImageOrigin origin = ImageOrigin.of(DataLayout.MNIST);
    EnsembleFolder before =
        trainer()
            .withPreparation(made.with(origin))
            .train(TinyNetworks.images(), CODE, disk.resolve("before"));
    assertEquals(Optional.of(made.with(origin)), before.manifest().images());
    EnsembleFolder after =
        UNetEnsembleTrainer.of(before).extend(before, COMING, all(), disk.resolve("after"));
    assertEquals(Optional.of(made), after.manifest().images());
    EnsembleFolder silent = trainer().extend(before, COMING, all(), disk.resolve("silent"));
    assertEquals(after.manifestSha256(), silent.manifestSha256());
    ImagePreparation own = made.with(ImageOrigin.of(DataLayout.CIFAR_10));
    EnsembleFolder said =
        trainer().withPreparation(own).extend(before, COMING, all(), disk.resolve("said"));
    assertEquals(Optional.of(own), said.manifest().images());
    assertEquals(after.manifest().provenance(), said.manifest().provenance());
  }

  @Test
  void extend_statesThatWereKept_areCarriedOver() throws IOException {
    EnsembleFolder before =
        trainer().keepingStates().train(TinyNetworks.images(), CODE, disk.resolve("before"));
    EnsembleFolder after =
        UNetEnsembleTrainer.of(before)
            .keepingStates()
            .extend(before, COMING, all(), disk.resolve("after"));
    UNetEnsembleTrainer longer = TrainingProcess.trainer(2 * STEPS);
    CodeAssignment code = after.code();
    assertEquals(
        longer.train(all(), code, disk.resolve("whole")).manifestSha256(),
        longer.goingOnFrom(after).train(all(), code, disk.resolve("longer")).manifestSha256());
  }

  @Test
  void keepingStates_ofMembersThatHaveEnded_saysThatThereAreNone() throws Exception {
    Path folder = disk.resolve("ended");
    trainer().train(TinyNetworks.images(), CODE, folder);
    String none =
        "WARNING: No training can go on from %s: the states of members %s are not kept, as these"
            + " ended where none were.";
    assertEquals(List.of(none.formatted(folder, "[0, 1, 2, 3, 4]")), saidOfStates(folder));
    Path kept = disk.resolve("kept");
    assertEquals(List.of(), saidOfStates(kept));
    Files.delete(TrainingFolder.state(kept, 3));
    assertEquals(List.of(none.formatted(kept, "[3]")), saidOfStates(kept));
  }

  private static List<String> saidOfStates(Path folder) throws Exception {
    return Logs.of(
            UNetEnsembleTrainer.class,
            () -> trainer().keepingStates().train(TinyNetworks.images(), CODE, folder))
        .stream()
        .filter(said -> said.contains("states"))
        .toList();
  }

  /** Nobody is told where little is left of the start, or nothing. */
  @Test
  void train_averageThatIsMostlyTheStart_isSaidInTheLog() throws Exception {
    TrainingConfig long4 = trainer().training().withAverage(0.9999).withSteps(2);
    assertEquals(
        List.of(
            "WARNING: After 2 steps the average of the weights, of decay 0.9999, is to 100 % the"
                + " random weights at the start: train longer, take a smaller decay, or let the"
                + " average warm up."),
        said(long4, "mostly"));
    // No step is taken where a training that has ended is opened.
    assertEquals(List.of(), said(long4, "mostly"));
    assertEquals(List.of(), said(long4.withAverageWarmUp(), "warm"));
    assertEquals(List.of(), said(long4.withAverage(0.5), "half"));
    assertEquals(List.of(), said(long4.withAverage(0), "none"));
  }

  private List<String> said(TrainingConfig config, String name) throws Exception {
    UNetEnsembleTrainer trainer = UNetEnsembleTrainer.of(TinyNetworks.config(), config);
    return Logs.of(
        UNetEnsembleTrainer.class,
        () -> trainer.train(TinyNetworks.images(), CODE, disk.resolve(name)));
  }

  @Test
  void goingOnFrom_endedTraining_givesTheBytesOfALongerOne() throws IOException {
    EnsembleFolder ended =
        trainer().keepingStates().train(TinyNetworks.images(), CODE, disk.resolve("ended"));
    assertTrue(Files.isDirectory(ended.path().resolve("states")));
    // Opening it again sweeps what a killed training left, not what was kept.
    trainer().train(TinyNetworks.images(), CODE, ended.path());
    UNetEnsembleTrainer longer = TrainingProcess.trainer(2 * STEPS);
    List<Integer> steps = new ArrayList<>();
    EnsembleFolder after =
        longer
            .goingOnFrom(ended)
            .reportingTo((member, step, of, loss) -> steps.add(step))
            .train(TinyNetworks.images(), CODE, disk.resolve("after"));
    EnsembleFolder whole = longer.train(TinyNetworks.images(), CODE, disk.resolve("whole"));
    assertEquals(whole.manifestSha256(), after.manifestSha256());
    assertEquals(STEPS + 1, steps.stream().mapToInt(step -> step).min().orElseThrow());
    assertEquals(MEMBERS * STEPS, steps.size());
    assertTrue(Files.notExists(after.path().resolve("states")));
    assertArrayEquals(
        Files.readAllBytes(EnsembleFolder.memberFile(whole.path(), 0)),
        Files.readAllBytes(EnsembleFolder.memberFile(after.path(), 0)));
  }

  @Test
  void goingOnFrom_otherImagesOrCode_isRefusedBeforeAnythingIsWritten() throws IOException {
    EnsembleFolder ended =
        trainer().keepingStates().train(TinyNetworks.images(), CODE, disk.resolve("ended"));
    UNetEnsembleTrainer longer = TrainingProcess.trainer(2 * STEPS).goingOnFrom(ended);
    Path folder = disk.resolve("after");
    float[] values = TinyNetworks.images().toArray();
    values[7] += 1;
    Batch others = Batch.of(TinyNetworks.images().shape(), values);
    String images =
        assertThrows(IllegalArgumentException.class, () -> longer.train(others, CODE, folder))
            .getMessage();
    assertTrue(images.startsWith("these are not the images that the ensemble of "), images);
    CodeAssignment code = Codebook.allWords(MEMBERS, 2).assign(CODE.sources(), 2);
    assertIllegal(
        "a training goes on as that of "
            + ended.path()
            + " was begun, code of SHA-256 "
            + AssignmentFile.sha256(CODE)
            + ", found "
            + AssignmentFile.sha256(code),
        () -> longer.train(TinyNetworks.images(), code, folder));
    assertTrue(Files.notExists(folder));
  }

  @Test
  void goingOnFrom_thenRepairOrExtend_isRefused() throws IOException {
    EnsembleFolder ended =
        trainer().keepingStates().train(TinyNetworks.images(), CODE, disk.resolve("ended"));
    UNetEnsembleTrainer longer = TrainingProcess.trainer(2 * STEPS).goingOnFrom(ended);
    Path folder = disk.resolve("after");
    String from =
        " trains members from their start, found a trainer that goes on from " + ended.path();
    assertFails(
        IllegalStateException.class,
        "an extension" + from,
        () -> longer.extend(ended, COMING, all(), folder));
    assertFails(
        IllegalStateException.class,
        "a repair" + from,
        () -> longer.repair(ended, TinyNetworks.images(), folder));
    assertTrue(Files.notExists(folder));
  }

  /** A folder may come from anywhere, and is not to say what is read elsewhere. */
  @Test
  void goingOnFrom_stateThatIsALink_isRefused() throws IOException {
    EnsembleFolder ended =
        trainer().keepingStates().train(TinyNetworks.images(), CODE, disk.resolve("ended"));
    UNetEnsembleTrainer longer = TrainingProcess.trainer(2 * STEPS);
    for (Path linked :
        List.of(TrainingFolder.state(ended.path(), 0), ended.path().resolve("states"))) {
      Path elsewhere = disk.resolve("elsewhere");
      Files.move(linked, elsewhere);
      Files.createSymbolicLink(linked, elsewhere);
      assertIllegal(
          "no training can go on from "
              + ended.path()
              + ": the state that member 0 ended in was not kept in "
              + TrainingFolder.state(ended.path(), 0)
              + ", or is a link",
          () -> longer.goingOnFrom(ended));
      Files.delete(linked);
      Files.move(elsewhere, linked);
    }
    longer.goingOnFrom(ended);
  }

  @Test
  void goingOnFrom_whatCannotBeGoneOnFrom_isRefused() throws IOException {
    EnsembleFolder ended = trainer().train(TinyNetworks.images(), CODE, disk.resolve("ended"));
    UNetEnsembleTrainer longer = TrainingProcess.trainer(2 * STEPS);
    String message =
        assertThrows(IllegalArgumentException.class, () -> longer.goingOnFrom(ended)).getMessage();
    assertTrue(message.contains("the state that member 0 ended in was not kept in "), message);
    assertIllegal(
        "a training goes on from one of fewer steps, " + ended.path() + " has 4, found 4",
        () -> trainer().goingOnFrom(ended));
    UNetEnsembleTrainer other =
        UNetEnsembleTrainer.of(
            ended.config(), trainer().training().withSteps(9).withLearningRate(0.5));
    String refused =
        assertThrows(IllegalArgumentException.class, () -> other.goingOnFrom(ended)).getMessage();
    assertTrue(
        refused.startsWith(
            "a training goes on as that of " + ended.path() + " was begun, training"),
        refused);
  }
}
