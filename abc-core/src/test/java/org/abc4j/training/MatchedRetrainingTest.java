package org.abc4j.training;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.abc4j.Batch;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.Normalisation;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.model.TrainingBatch;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.Threads;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatchedRetrainingTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.paper(2, 8)
          .withBatchSize(3)
          .withLearningRate(1e-3)
          .withAverage(0.5)
          .withFlips();
  private static final UNetConfig NETWORK = TinyNetworks.config().withDropout(0.1);
  private static final Batch ITEMS = TinyNetworks.images();

  /** Two items of each of six. */
  private static final DataSources SOURCES = TinyNetworks.code().sources();

  private static final Replacement BLACK =
      Replacement.black(TinyNetworks.SHAPE, Normalisation.plusMinusOne());

  @TempDir private static Path blackened;
  @TempDir private static Path removed;
  private static Map<String, String> digests;

  @TempDir private Path temp;

  @BeforeAll
  static void train_once() throws IOException {
    retraining(BLACK).train(ITEMS, SOURCES, blackened, 4, 1);
    digests = digests(blackened);
    retraining(Replacement.nothing()).train(ITEMS, SOURCES, removed, 1, 4);
  }

  private static MatchedRetraining retraining(Replacement replacement) {
    return MatchedRetraining.of(NETWORK, CONFIG, replacement);
  }

  /** Of models and manifest. */
  private static Map<String, String> digests(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>(TinyNetworks.digests(folder));
    assertTrue(digests.remove(Path.of("checkpoints", "training.lock").toString()) != null);
    return digests;
  }

  private static Batch with(float value, long source) {
    float[] values = ITEMS.toArray();
    int m = TinyNetworks.SHAPE.size();
    for (long item : SOURCES.itemsOf(source)) {
      Arrays.fill(values, (int) item * m, (int) (item + 1) * m, value);
    }
    return Batch.of(TinyNetworks.SHAPE, values);
  }

  @Test
  void train_folder_holdsTheseFilesAndNothingElse() {
    assertEquals(
        List.of(
            "config.json",
            "retraining.json",
            "whole.safetensors",
            "without-00001.safetensors",
            "without-00004.safetensors"),
        List.copyOf(digests.keySet()));
  }

  @Test
  void train_onThreadsAndInTwoParts_givesTheSameBytes() throws IOException {
    Path folder = temp.resolve("a/b");
    retraining(BLACK).train(ITEMS, SOURCES, folder, 4);
    Threads.with(
        3,
        execution -> {
          try {
            retraining(BLACK).with(execution).train(ITEMS, SOURCES, folder, 1);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertEquals(digests, digests(folder));
  }

  /** Stopped at the first step, then after each further one, in one folder. */
  @Test
  void train_stoppedAgainAndAgain_takesNoStepTwiceAndGivesTheSameBytes() throws IOException {
    int[] steps = {0};
    MatchedRetraining stopped =
        retraining(BLACK)
            .reportingTo(
                (model, step, of, loss) -> {
                  assertEquals(steps[0], model * CONFIG.steps() + step - 1);
                  steps[0]++;
                  if (steps[0] % 5 == 0) {
                    throw new CancellationException("after step " + steps[0]);
                  }
                });
    int stops = 0;
    boolean ended = false;
    while (!ended) {
      try {
        stopped.train(ITEMS, SOURCES, temp, 1, 4);
        ended = true;
      } catch (CancellationException stop) {
        stops++;
      }
    }
    assertEquals(3 * CONFIG.steps() / 5, stops);
    assertEquals(digests, digests(temp));
  }

  /** What a killed process may leave: a model whose file is there and is not in the manifest. */
  @Test
  void train_modelThatTheManifestDoesNotName_isWrittenAgain() throws IOException {
    retraining(BLACK).train(ITEMS, SOURCES, temp);
    Files.writeString(temp.resolve("without-00001.safetensors"), "half of");
    retraining(BLACK).train(ITEMS, SOURCES, temp, 1, 4);
    assertEquals(digests, digests(temp));
  }

  @Test
  void whole_isWhatAnOrdinaryTrainingGivesWhateverIsLeftOut() throws IOException {
    RetrainedModels alone =
        retraining(Replacement.by(new float[TinyNetworks.SHAPE.size()]))
            .train(ITEMS, SOURCES, temp);
    assertEquals(0, alone.sources().length);
    assertEquals(digests.get("whole.safetensors"), alone.sha256());
    assertEquals(alone.sha256(), RetrainedModels.open(removed).sha256());
    Network network = TinyNetworks.network(NETWORK, CONFIG.seed(), 0);
    TrainableNoiseModel model = TrainableModels.PURE.of(network, CONFIG);
    for (int step = 0; step < CONFIG.steps(); step++) {
      model.train(TrainingDraws.of(CONFIG, 0, ITEMS).batch(step));
    }
    UNetModel read = alone.whole();
    network.parameters().values().forEach(p -> p.set(model.weights().get(p.name())));
    assertEquals(
        UNetModel.of(network, CONFIG.schedule()).predict(ITEMS, 300), read.predict(ITEMS, 300));
  }

  /** The paper's: as if the source's items had been black in the data. */
  @Test
  void without_blackened_isTheModelOfDataWithBlackInItsPlace() throws IOException {
    RetrainedModels other =
        MatchedRetraining.of(NETWORK, CONFIG, Replacement.nothing())
            .train(with(-1, 4), SOURCES, temp);
    assertEquals(other.sha256(), RetrainedModels.open(blackened).sha256Without(4));
    assertNotEquals(other.sha256(), RetrainedModels.open(removed).sha256Without(4));
  }

  @Test
  void without_itemsOfTheSource_areNeverSeen() throws IOException {
    for (Replacement replacement : List.of(BLACK, Replacement.nothing())) {
      Path folder = temp.resolve(replacement.isNothing() ? "removed" : "blackened");
      // With NaN the model on all items ends at once; the other one is trained beside it.
      MatchedModel without = MatchedModel.of(CONFIG, replacement, with(Float.NaN, 4), SOURCES, 4);
      MatchedModel before = MatchedModel.of(CONFIG, replacement, ITEMS, SOURCES, 4);
      for (int step = 0; step < 20; step++) {
        assertEquals(before.draws().batch(step).noisy(), without.draws().batch(step).noisy());
      }
      RetrainedModels other = retraining(replacement).train(with(0.25f, 4), SOURCES, folder, 4, 1);
      RetrainedModels one = RetrainedModels.open(replacement.isNothing() ? removed : blackened);
      assertEquals(one.sha256Without(4), other.sha256Without(4));
      assertNotEquals(one.sha256Without(1), other.sha256Without(1));
      assertNotEquals(one.sha256(), other.sha256());
    }
  }

  @Test
  void draws_whereTheSourceIsNotSeen_areThoseOfAllItems() {
    // Values tell items apart, and without flips and noise they would be the batch.
    TrainingConfig many = CONFIG.withBatchSize(200);
    ItemDraws all = OwnItemDraws.of(many.seed(), 0, ITEMS.rows());
    int[] left = SOURCES.itemsWithout(4).mapToInt(Math::toIntExact).toArray();
    MatchedItemDraws without = MatchedItemDraws.of(many.seed(), ITEMS.rows(), left);
    int[] counts = new int[ITEMS.rows()];
    int redrawn = 0;
    for (int row = 0; row < 6000; row++) {
      int item = without.item(3, row);
      counts[item]++;
      if (SOURCES.sourceOf(all.item(3, row)) == 4) {
        redrawn++;
      } else {
        assertEquals(all.item(3, row), item);
      }
    }
    assertEquals(1000, redrawn, 4 * Math.sqrt(1000));
    for (int item = 0; item < counts.length; item++) {
      int expected = SOURCES.sourceOf(item) == 4 ? 0 : 600;
      assertEquals(expected, counts[item], 4.5 * Math.sqrt(expected));
    }
    for (Replacement replacement : List.of(BLACK, Replacement.nothing())) {
      TrainingDraws one =
          MatchedModel.of(many, replacement, ITEMS, SOURCES, MatchedModel.NOBODY).draws();
      TrainingDraws other = MatchedModel.of(many, replacement, ITEMS, SOURCES, 4).draws();
      TrainingBatch batch = one.batch(5);
      TrainingBatch changed = other.batch(5);
      assertArrayEquals(batch.timesteps(), changed.timesteps());
      assertEquals(batch.noise(), changed.noise());
      for (int row = 0; row < many.batchSize(); row++) {
        boolean seen = SOURCES.sourceOf(all.item(5, row)) == 4;
        assertEquals(
            !seen, Arrays.equals(batch.noisy().row(row), changed.noisy().row(row)), "row " + row);
      }
    }
  }

  @Test
  void open_readsOneModelAtATime() throws IOException {
    RetrainedModels models = RetrainedModels.open(blackened);
    assertArrayEquals(new long[] {1, 4}, models.sources());
    Batch x = ITEMS.select(0, 1);
    assertEquals(models.without(1).predict(x, 9), models.without(1).predict(x, 9));
    assertNotEquals(models.without(1).predict(x, 9), models.whole().predict(x, 9));
    assertEquals("nothing", RetrainedModels.open(removed).made().get("replacement"));
    assertIllegal(
        "the model without source 3 is not in "
            + blackened
            + ", which has models without 2 sources",
        () -> models.without(3));
    assertIllegal("a source has an index of at least 0, found -1", () -> models.sha256Without(-1));
  }

  @Test
  void train_ofAnotherTraining_isRefusedWithWhatDiffers() {
    AnotherTrainingException other =
        assertThrows(
            AnotherTrainingException.class,
            () ->
                MatchedRetraining.of(NETWORK, CONFIG.withSteps(9), BLACK)
                    .train(ITEMS, SOURCES, blackened));
    assertTrue(
        other.getMessage().startsWith(blackened + " belongs to another training: "),
        other.getMessage());
    assertEquals("training", other.differences().get(0).name());
    assertEquals(CONFIG.toString(), other.differences().get(0).there());
    AnotherTrainingException replaced =
        assertThrows(
            AnotherTrainingException.class,
            () -> retraining(Replacement.nothing()).train(ITEMS, SOURCES, blackened));
    assertEquals("replacement", replaced.differences().get(0).name());
    assertEquals(1, replaced.differences().size());
  }

  @Test
  void train_intoAnEnsemble_isRefused() throws IOException {
    TinyNetworks.folder(temp, TinyNetworks.config(), TinyNetworks.code());
    Map<String, String> before = TinyNetworks.digests(temp);
    AnotherTrainingException other =
        assertThrows(
            AnotherTrainingException.class, () -> retraining(BLACK).train(ITEMS, SOURCES, temp));
    assertEquals(temp + " belongs to another training: an ensemble's", other.getMessage());
    assertEquals(before, TinyNetworks.digests(temp));
    assertTrue(EnsembleFolder.isComplete(temp));
  }

  @Test
  void train_overAFileThatWasChanged_isRefused() throws IOException {
    retraining(BLACK).train(ITEMS, SOURCES, temp);
    Path file = temp.resolve("whole.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    String digest = digests.get("whole.safetensors");
    MalformedFileException refused =
        assertThrows(
            MalformedFileException.class, () -> retraining(BLACK).train(ITEMS, SOURCES, temp, 1));
    assertTrue(refused.getMessage().contains(digest), refused.getMessage());
    assertThrows(MalformedFileException.class, RetrainedModels.open(temp)::whole);
    assertFalse(Files.exists(temp.resolve("without-00001.safetensors")));
  }

  @Test
  void open_damagedManifest_isRefusedWithTheField() throws IOException {
    retraining(BLACK).train(ITEMS, SOURCES, temp);
    Path file = temp.resolve("retraining.json");
    String good = Files.readString(file);
    String model = good.substring(good.indexOf("\"models\""));
    assertDamaged(file, good.replace("abc-retraining", "abc-ensemble"), "format");
    assertDamaged(file, good.replace("\"version\" : 1", "\"version\" : 2"), "version");
    assertDamaged(file, good.replace("\"made\"", "\"more\""), "content");
    assertDamaged(file, good.replace("\"sha256\" : \"", "\"sha256\" : \"x"), "models[0].sha256");
    assertDamaged(
        file, good.replace("\"sha256\"", "\"without\" : -1,\n    \"sha256\""), "models[0].without");
    String entry = model.substring(model.indexOf('{'), model.indexOf('}') + 1);
    assertDamaged(
        file, good.replace(model, model.replace(entry, entry + ", " + entry)), "models[1]");
    assertDamaged(file, good.replace("adam=", "eve="), "training");
    assertDamaged(file, good.substring(0, good.length() / 2), "content");
    Files.writeString(file, good);
    assertTrue(RetrainedModels.open(temp).hasWhole());
    assertTrue(RetrainedModels.isIn(temp) && !RetrainedModels.isIn(temp.resolve("x")));
  }

  private void assertDamaged(Path file, String content, String field) throws IOException {
    Files.writeString(file, content);
    assertEquals(
        field,
        assertThrows(MalformedFileException.class, () -> RetrainedModels.open(temp)).field());
  }

  @Test
  void train_whatCannotBe_isRefused() {
    assertIllegal(
        "the network takes images of shape 1×8×8 and the sources have 2 items, found " + ITEMS,
        () -> retraining(BLACK).train(ITEMS, DataSources.oneItemEach(2), temp));
    assertIllegal(
        "source 0 has all items: nothing is left to train a model on",
        () ->
            retraining(Replacement.nothing())
                .train(ITEMS, DataSources.ofItems(new int[ITEMS.rows()]), temp, 0));
    assertIllegal(
        "the image in place of others has as many values as these, 64, found 2",
        () -> retraining(Replacement.by(1, 2)).train(ITEMS, SOURCES, temp, 0));
    assertIllegal(
        "the image in place of others is of finite values, found NaN",
        () -> Replacement.by(1, Float.NaN));
    assertThrows(
        IllegalArgumentException.class,
        () -> MatchedRetraining.of(NETWORK, CONFIG.withSharedDraws(), BLACK));
  }

  @Test
  void train_itemsThatAreNoNumbers_namesTheModel() {
    ArithmeticException diverges =
        assertThrows(
            ArithmeticException.class,
            () -> retraining(BLACK).train(with(Float.NaN, 4), SOURCES, temp));
    assertTrue(
        diverges.getMessage().startsWith("the model on all items diverges: the loss of step "),
        diverges.getMessage());
  }

  @Test
  void black_isTheValueThatBlackHasForNetworks() {
    float[] values = new float[TinyNetworks.SHAPE.size()];
    Arrays.fill(values, -1);
    assertEquals(Replacement.by(values), BLACK);
    assertNotEquals(Replacement.nothing(), BLACK);
    assertNotEquals(BLACK, Replacement.black(TinyNetworks.SHAPE, Normalisation.affine(0.5, 4)));
  }
}
