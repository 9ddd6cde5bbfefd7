package org.abc4j.training;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.abc4j.Batch;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.Normalisation;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.model.TrainingBatch;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.layer.ExponentialAverage;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another program is given, and what is taken from it. */
class ImportedTrainingTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.paper(2, 9)
          .withBatchSize(3)
          .withLearningRate(1e-3)
          .withAverage(0.5)
          .withAverageWarmUp()
          .withFlips();
  private static final UNetConfig NETWORK = TinyNetworks.config();
  private static final Batch ITEMS = TinyNetworks.images();
  private static final CodeAssignment CODE = TinyNetworks.code();
  private static final Replacement BLACK =
      Replacement.black(TinyNetworks.SHAPE, Normalisation.plusMinusOne());
  private static final String MAKER = "another program";

  /** Trained here, which stands for that program. */
  @TempDir private static Path trained;

  @TempDir private Path folder;

  @BeforeAll
  static void train_once() throws IOException {
    trainer().train(ITEMS, CODE, trained.resolve("ensemble"));
    retraining().train(ITEMS, CODE.sources(), trained.resolve("retrained"), 1, 4);
  }

  private static UNetEnsembleTrainer trainer() {
    return UNetEnsembleTrainer.of(NETWORK, CONFIG);
  }

  private static MatchedRetraining retraining() {
    return MatchedRetraining.of(NETWORK, CONFIG, BLACK);
  }

  private static TrainedWeights of(String models) {
    return (model, parameter) ->
        SafetensorsFile.read(trained.resolve(models).resolve(model + ".safetensors"))
            .floats(parameter.name());
  }

  private static TrainingInputs inputs() {
    return TrainingInputs.of(NETWORK, CONFIG, ITEMS)
        .ensemble("ensemble", CODE)
        .retraining("retrained", 2, CODE.sources(), BLACK, 4, 1)
        .retraining("again", 3, CODE.sources(), Replacement.nothing(), 4);
  }

  @Test
  void inputs_haveABatchOfEachModelAndItsSplit() throws IOException {
    TrainingInputs inputs = inputs();
    assertEquals(
        List.of(
            "ensemble/member-000",
            "ensemble/member-001",
            "ensemble/member-002",
            "ensemble/member-003",
            "retrained/whole",
            "retrained/without-00001",
            "retrained/without-00004",
            "again/whole",
            "again/without-00004"),
        inputs.names());
    inputs.write(folder);
    assertTrue(Files.exists(folder.resolve("config.json")));
    Path file = folder.resolve(TrainingInputs.FILE);
    assertEquals(Sha256.of(file), inputs.sha256());
    SafetensorsFile written = SafetensorsFile.read(file);
    int items = ITEMS.rows();
    assertArrayEquals(new long[] {items + 1, 1, 8, 8}, written.entry("images").shape());
    JsonNode models = new ObjectMapper().readTree(written.metadata().get("settings")).get("models");
    requireBatch(
        written, models, 2, TrainingDraws.of(CONFIG, 2, ITEMS.view(CODE.splits().indices(2))));
    requireBatch(
        written, models, 6, TrainingDraws.of(CONFIG, 0, BLACK.without(ITEMS, CODE.sources(), 4)));
    requireBatch(
        written,
        models,
        8,
        MatchedModel.of(CONFIG.withSeed(3), Replacement.nothing(), ITEMS, CODE.sources(), 4)
            .draws());
    assertArrayEquals(owned(items), written.longs("split.6"));
    assertArrayEquals(owned(-1), written.longs("split.8"));
    assertEquals("3", models.get(8).get("seed").asText());
    // Its checked batch is one in which the source would be seen.
    assertTrue(
        TrainingDraws.of(CONFIG, 0, ITEMS)
            .items(models.get(6).get("step").asInt())
            .anyMatch(item -> CODE.sources().sourceOf(item) == 4));
  }

  private static long[] owned(long instead) {
    return LongStream.range(0, ITEMS.rows())
        .map(item -> CODE.sources().sourceOf(item) == 4 ? instead : item)
        .toArray();
  }

  private static void requireBatch(
      SafetensorsFile file, JsonNode models, int model, TrainingDraws draws) throws IOException {
    TrainingBatch batch = draws.batch(models.get(model).get("step").asInt());
    int each = batch.noisy().toArray().length;
    for (String name : List.of("noisy", "noise")) {
      float[] all = file.floats("check." + name);
      float[] expected = (name.equals("noisy") ? batch.noisy() : batch.noise()).toArray();
      assertArrayEquals(
          expected, Arrays.copyOfRange(all, model * each, (model + 1) * each), name + " " + model);
    }
  }

  private JsonNode settings(TrainingInputs inputs) throws IOException {
    inputs.write(folder);
    return new ObjectMapper().readTree(written().metadata().get("settings"));
  }

  private SafetensorsFile written() throws IOException {
    return SafetensorsFile.read(folder.resolve(TrainingInputs.FILE));
  }

  /** By these numbers another program's steps are ours. */
  @Test
  void inputs_haveWhatAStepGoesBy() throws IOException {
    JsonNode settings = settings(inputs());
    assertEquals(NETWORK.toString(), settings.get("network").asText());
    assertEquals(9, settings.get("steps").asInt());
    assertEquals(3, settings.get("batch").asInt());
    assertTrue(settings.get("flips").isBoolean() && settings.get("flips").asBoolean());
    JsonNode adam = settings.get("adam");
    assertEquals(1e-3, adam.get("rate").asDouble());
    assertEquals(CONFIG.adam().beta1(), adam.get("betas").get(0).asDouble());
    assertEquals(CONFIG.adam().beta2(), adam.get("betas").get(1).asDouble());
    assertEquals(2, adam.get("betas").size());
    assertEquals(CONFIG.adam().epsilon(), adam.get("epsilon").asDouble());
    double[] alphaBars = written().doubles("alpha_bars");
    assertEquals(CONFIG.schedule().steps(), alphaBars.length);
    for (int t = 0; t < alphaBars.length; t++) {
      assertEquals(CONFIG.schedule().alphaBar(t), alphaBars[t], "alpha bar " + t);
    }
    int width = NETWORK.channels().get(0);
    SafetensorsFile file = written();
    assertArrayEquals(new long[] {alphaBars.length, width}, file.entry("time").shape());
    float[] time = file.floats("time");
    // Cosines first, then sines, as diffusers' usual network has them.
    for (int t = 0; t < alphaBars.length; t++) {
      for (int f = 0; f < width / 2; f++) {
        double angle = t * StrictMath.pow(10_000, -f / (width / 2.0));
        assertEquals(StrictMath.cos(angle), time[t * width + f], 1e-4, t + " cos " + f);
        assertEquals(StrictMath.sin(angle), time[t * width + width / 2 + f], 1e-4, t + " sin " + f);
      }
    }
    TrainingConfig plain = TrainingConfig.paper(2, 9).withBatchSize(3);
    JsonNode other = settings(TrainingInputs.of(NETWORK, plain, ITEMS).ensemble("ensemble", CODE));
    assertFalse(other.get("flips").asBoolean());
    assertEquals(plain.adam().learningRate(), other.get("adam").get("rate").asDouble());
  }

  /** A weight that grows by 1 with each step tells what the average has kept of it. */
  @Test
  void decays_areThoseOfTheAverage() throws IOException {
    for (boolean warmsUp : new boolean[] {true, false}) {
      TrainingConfig config = TrainingConfig.paper(9, 40).withBatchSize(3).withAverage(0.75);
      config = warmsUp ? config.withAverageWarmUp() : config;
      TrainingInputs.of(NETWORK, config, ITEMS).ensemble("ensemble", CODE).write(folder);
      float[] decays = written().floats("decays");
      assertEquals(40, decays.length);
      Network network = Network.of(NETWORK);
      Parameter one = network.parameters().get("conv_in.bias");
      ExponentialAverage average =
          new ExponentialAverage(config.emaDecay(), config.averageWarmUp(), List.of(one));
      float[] grown = one.toArray();
      float expected = grown[0];
      for (int step = 0; step < decays.length; step++) {
        Arrays.fill(grown, step + 1f);
        one.set(grown);
        average.update();
        expected = decays[step] * expected + (1 - decays[step]) * (step + 1f);
        assertEquals(expected, average.weights().get("conv_in.bias")[0], "update " + (step + 1));
      }
      assertEquals(warmsUp ? 0f : 0.75f, decays[0]);
      assertEquals(0.75f, decays[39]);
    }
  }

  /** A training whose one step is too small to be seen ends where it begins. */
  @Test
  void initial_isTheDigestOfWhatATrainingBeginsWith() throws IOException {
    TrainingConfig still = TrainingConfig.paper(9, 1).withBatchSize(3).withLearningRate(1e-60);
    TrainingInputs inputs =
        TrainingInputs.of(NETWORK, still, ITEMS)
            .ensemble("ensemble", CODE)
            .retraining("again", 3, CODE.sources(), BLACK, 4);
    JsonNode settings = settings(inputs);
    UNetEnsembleTrainer.of(NETWORK, still).train(ITEMS, CODE, folder.resolve("ensemble"));
    MatchedRetraining.of(NETWORK, still.withSeed(3), BLACK)
        .train(ITEMS, CODE.sources(), folder.resolve("again"), 4);
    for (JsonNode model : settings.get("models")) {
      SafetensorsFile begun =
          SafetensorsFile.read(folder.resolve(model.get("name").asText() + ".safetensors"));
      Sha256 digest = Sha256.begin();
      for (JsonNode parameter : settings.get("parameters")) {
        String name = parameter.get("name").asText();
        assertEquals(
            Arrays.toString(begun.entry(name).shape()),
            parameter.get("shape").toString().replace(",", ", "));
        digest.add(begun.floats(name));
      }
      assertEquals(digest.hex(), model.get("initial").asText(), model.get("name").asText());
    }
    assertEquals(6, settings.get("models").size());
  }

  @Test
  void take_comparesWithWhatIsThere() throws IOException {
    ImportedTraining ours = ImportedTraining.of(MAKER, of("ensemble"));
    List<String> names = List.of("member-000", "member-001", "member-002", "member-003");
    assertEquals(0, ours.there(NETWORK, folder, names));
    ours.ensemble(trainer(), ITEMS, CODE, folder);
    assertEquals(4, ours.there(NETWORK, folder, names));
    Files.delete(folder.resolve("member-001.safetensors"));
    Files.delete(folder.resolve("manifest.json"));
    assertEquals(3, ours.there(NETWORK, folder, names));
    ImportedTraining others =
        ImportedTraining.of(MAKER, (model, one) -> of("ensemble").of("member-003", one));
    String said =
        assertThrows(
                AnotherTrainingException.class,
                () -> others.ensemble(trainer(), ITEMS, CODE, folder))
            .getMessage();
    assertTrue(said.startsWith(folder.resolve("member-000.safetensors") + " is there"), said);
    assertTrue(said.endsWith(" than " + MAKER + " has trained"), said);
    assertFalse(Files.exists(folder.resolve("member-001.safetensors")));
    Path single = folder.resolve("single");
    ImportedTraining.of(MAKER, of("retrained"))
        .retrained(retraining(), ITEMS, CODE.sources(), single, 4);
    ImportedTraining swapped =
        ImportedTraining.of(MAKER, (model, one) -> of("retrained").of("without-00001", one));
    said =
        assertThrows(
                AnotherTrainingException.class,
                () -> swapped.retrained(retraining(), ITEMS, CODE.sources(), single, 1, 4))
            .getMessage();
    assertTrue(said.startsWith(single.resolve("whole.safetensors") + " is there"), said);
    assertFalse(Files.exists(single.resolve("without-00001.safetensors")));
  }

  @Test
  void inputs_areRefusedWhereAnotherProgramWouldTrainOtherwise() {
    assertIllegal(
        "other programs are given diffusers' usual network without dropout, found "
            + NETWORK.withDropout(0.1),
        () -> TrainingInputs.of(NETWORK.withDropout(0.1), CONFIG, ITEMS));
    assertIllegal(
        "other programs are given models with draws of their own, found "
            + CONFIG.withSharedDraws(),
        () -> TrainingInputs.of(NETWORK, CONFIG.withSharedDraws(), ITEMS));
    // Before an array of this size is made, or a batch drawn.
    TrainingConfig large = CONFIG.withBatchSize(1 << 19);
    assertIllegal(
        "other programs are given batches of at most 268435456 bytes, found 4 models with "
            + (64 << 19)
            + " values of 4 bytes each",
        () -> TrainingInputs.of(NETWORK, large, ITEMS).ensemble("ensemble", CODE));
    TrainingConfig half = CONFIG.withBatchSize(1 << 18);
    assertIllegal(
        "other programs are given batches of at most 268435456 bytes, found 5 models with "
            + (64 << 18)
            + " values of 4 bytes each",
        () ->
            TrainingInputs.of(NETWORK, half, ITEMS)
                .retraining("retrained", 2, CODE.sources(), BLACK, 0, 1, 2, 2, 4));
    Batch many = Batch.of(TinyNetworks.SHAPE, new float[64 << 18]);
    assertIllegal(
        "other programs are given splits of at most 268435456 bytes, found 129 models with "
            + (1 << 18)
            + " values of 8 bytes each",
        () ->
            TrainingInputs.of(NETWORK, CONFIG, many)
                .retraining(
                    "retrained",
                    2,
                    DataSources.oneItemEach(1 << 18),
                    BLACK,
                    LongStream.range(0, 128).toArray()));
    String other =
        assertThrows(
                IllegalArgumentException.class,
                () -> inputs().retraining("x", 2, CODE.sources(), Replacement.by(new float[64])))
            .getMessage();
    assertTrue(other.startsWith("one image stands in place of others, found "), other);
  }

  @Test
  void ensemble_thatIsTaken_isThatOfItsWeightsAndSaysWhoTrainedIt() throws IOException {
    EnsembleFolder taken =
        ImportedTraining.of(MAKER, of("ensemble")).ensemble(trainer(), ITEMS, CODE, folder);
    EnsembleFolder ours = EnsembleFolder.open(trained.resolve("ensemble"));
    assertEquals(ours.manifest().memberSha256(), taken.manifest().memberSha256());
    assertEquals(ours.manifest().splitSha256(), taken.manifest().splitSha256());
    assertEquals(Optional.of(MAKER), ImportedTraining.executor(folder));
    assertEquals(Optional.empty(), ImportedTraining.executor(ours.path()));
    String said =
        assertThrows(AnotherTrainingException.class, () -> trainer().train(ITEMS, CODE, folder))
            .getMessage();
    assertTrue(said.contains("executor") && said.contains(MAKER), said);
    assertEquals(
        taken.manifestSha256(),
        ImportedTraining.opening(trainer(), MAKER).train(ITEMS, CODE, folder).manifestSha256());
  }

  @Test
  void retrained_thatAreTaken_areThoseOfTheirWeightsAndSayWhoTrainedThem() throws IOException {
    RetrainedModels ours = RetrainedModels.open(trained.resolve("retrained"));
    RetrainedModels taken =
        ImportedTraining.of(MAKER, of("retrained"))
            .retrained(retraining(), ITEMS, CODE.sources(), folder, 4, 1);
    assertEquals(ours.sha256(), taken.sha256());
    assertEquals(ours.sha256Without(4), taken.sha256Without(4));
    assertEquals(Optional.of(MAKER), taken.executor());
    assertEquals(Optional.empty(), ours.executor());
    MatchedRetraining named = retraining().onExecutor(MAKER);
    assertTrue(named.train(ITEMS, CODE.sources(), folder, 1, 4).hasWhole());
    String missing =
        assertThrows(
                IllegalStateException.class,
                () -> named.train(ITEMS, CODE.sources(), folder, 1, 2, 4))
            .getMessage();
    assertTrue(missing.contains("the model without source 2 is not in " + folder), missing);
    assertTrue(missing.contains("'" + MAKER + "'"), missing);
    assertThrows(
        AnotherTrainingException.class,
        () -> retraining().train(ITEMS, CODE.sources(), folder, 1, 4));
  }

  @Test
  void take_refusesValuesThatAreNoWeights() {
    TrainedWeights spoilt =
        (model, parameter) -> {
          float[] values = of("ensemble").of(model, parameter);
          if (model.equals("member-002") && parameter.name().equals("conv_in.bias")) {
            values[1] = Float.NaN;
          }
          return values;
        };
    String said =
        assertThrows(
                MalformedFileException.class,
                () -> ImportedTraining.of(MAKER, spoilt).ensemble(trainer(), ITEMS, CODE, folder))
            .getMessage();
    assertTrue(said.contains(folder.resolve("member-002") + ".safetensors: conv_in.bias"), said);
    assertTrue(said.contains("NaN at 1"), said);
    assertFalse(EnsembleFolder.isComplete(folder));
    TrainedWeights shorter = (model, parameter) -> new float[3];
    String length =
        assertThrows(
                MalformedFileException.class,
                () ->
                    ImportedTraining.of(MAKER, shorter)
                        .retrained(retraining(), ITEMS, CODE.sources(), folder.resolve("r"), 1))
            .getMessage();
    assertTrue(length.contains("3 values"), length);
    assertIllegal(
        "an executor's name is one line, found 'a\nb'", () -> ImportedTraining.of("a\nb", shorter));
  }
}
