package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.TrainingDraws;
import org.abc4j.training.UNetEnsembleTrainer;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is given to trainings elsewhere, and what is made of what they give back. */
class RetrainingStudyTest {
  private static final RetrainingWorld WORLD =
      new RetrainingWorld(TinyEnsemble.RECIPE, TinyEnsemble.data(), List.of(1L, 2L), 2);

  @TempDir private Path temp;

  private String run(int exitCode, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int found =
        Commands.line(new RetrainingStudy(() -> WORLD))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    assertEquals(exitCode, found, err.toString());
    return exitCode == 0 ? out.toString() : err.toString();
  }

  private SafetensorsFile inputs() throws IOException {
    run(0, "--inputs=" + temp.resolve("inputs"));
    return SafetensorsFile.read(temp.resolve("inputs").resolve(RetrainingInputs.FILE));
  }

  /** By the rule that the file is for: the first of a split in falling order of priorities. */
  @Test
  void inputs_streams_giveTheItemsOfTheLibrarysBatches() throws Exception {
    SafetensorsFile file = inputs();
    long[] streams = file.longs("streams");
    long[] owner = file.longs("owner");
    long[] words = file.longs("words");
    float[] images = file.floats("images");
    Shape shape = WORLD.data().images().shape();
    int members = WORLD.recipe().members();
    CodeAssignment code = WORLD.code();
    for (long seed : WORLD.seeds()) {
      CounterRandom priorities = CounterRandom.of(seed, Purpose.SHARED_MINIBATCH);
      for (int member = 0; member < members; member++) {
        int of = member;
        int[] split =
            IntStream.range(0, streams.length)
                .filter(item -> words[(int) owner[item] * members + of] == 1)
                .toArray();
        assertArrayEquals(code.splits().indices(member), split);
        for (int row = 0; row < WORLD.recipe().batchSize(); row++) {
          int at = row;
          int item =
              IntStream.of(split)
                  .boxed()
                  .max(
                      (a, b) ->
                          Long.compare(
                              priorities.bits(streams[a], 1, at),
                              priorities.bits(streams[b], 1, at)))
                  .orElseThrow();
          float[] noise =
              CounterRandom.of(seed, Purpose.TRAINING_NOISE)
                  .gaussians(0, 1, WORLD.recipe().batchSize() * shape.size());
          var batch =
              TrainingDraws.of(
                      WORLD.training(seed), member, WORLD.data().images().batch().select(split))
                  .batch(1);
          double alphaBar = file.doubles("alpha_bars")[batch.timesteps()[row]];
          float[] noisy = batch.noisy().row(row);
          for (int p = 0; p < noisy.length; p++) {
            double expected =
                Math.sqrt(alphaBar) * images[item * noisy.length + p]
                    + Math.sqrt(1 - alphaBar) * noise[row * noisy.length + p];
            assertEquals((float) expected, noisy[p], "member " + member + " row " + row);
          }
        }
      }
    }
  }

  @Test
  void inputs_samplersTable_leadsToTheLibrarysSamples() throws Exception {
    SafetensorsFile file = inputs();
    Ensemble ensemble = TinyEnsemble.train(temp.resolve("ensemble")).ensemble();
    Coefficients ones = Coefficients.ones(ensemble.size());
    Batch expected = WORLD.sampler().generate(ensemble.with(ones), WORLD.noises());
    Shape shape = ensemble.shape();
    float[] x = file.floats("starts");
    double[][] kept = {};
    List<SamplingStep> steps = WORLD.sampler().steps();
    for (int k = 0; k < steps.size(); k++) {
      int t = steps.get(k).timestep();
      double alphaBar = file.doubles("alpha_bars")[t];
      float[] predicted = ensemble.with(ones).predict(Batch.of(shape, x), t).toArray();
      double[] table = file.doubles("sampler." + k);
      int columns = 3 + kept.length;
      double[][] next = new double[table.length / columns][x.length];
      for (int p = 0; p < x.length; p++) {
        double clean = (x[p] - Math.sqrt(1 - alphaBar) * predicted[p]) / Math.sqrt(alphaBar);
        for (int row = 0; row < next.length; row++) {
          double sum =
              table[row * columns] * Math.max(-1, Math.min(1, clean))
                  + table[row * columns + 1] * x[p]
                  + table[row * columns + 2] * predicted[p];
          for (int j = 0; j < kept.length; j++) {
            sum += table[row * columns + 3 + j] * kept[j][p];
          }
          next[row][p] = (float) sum;
        }
      }
      for (int p = 0; p < x.length; p++) {
        x[p] = (float) next[0][p];
      }
      kept = Arrays.copyOfRange(next, 1, next.length);
    }
    assertArrayEquals(expected.toArray(), x);
    String settings = file.metadata().get("settings");
    assertTrue(settings.contains("\"clip\": 1.0, \"timesteps\": [999, 899"), settings);
  }

  /** Files as the program in docs/experiments/retraining writes them. */
  private void giveBack(Path folder, String inputs, int... sources) throws IOException {
    Files.createDirectories(folder);
    for (long seed : WORLD.seeds()) {
      EnsembleFolder trained =
          UNetEnsembleTrainer.of(WORLD.network(), WORLD.training(seed))
              .train(WORLD.data().images().batch(), WORLD.code(), temp.resolve("seed-" + seed));
      SafetensorsWriter members = origin(inputs, seed);
      for (int i = 0; i < WORLD.recipe().members(); i++) {
        Network network = trained.network(i);
        String start = String.format(Locale.ROOT, "member-%03d.", i);
        network
            .parameters()
            .forEach((name, of) -> members.put(start + name, of.shape(), of.toArray()));
      }
      members.write(folder.resolve("members-seed-" + seed + "-0.safetensors"));
      Coefficients ones = Coefficients.ones(WORLD.recipe().members());
      Batch factual = WORLD.sampler().generate(trained.ensemble().with(ones), WORLD.noises());
      float[] with = factual.toArray();
      float[] without = new float[sources.length * with.length];
      for (int i = 0; i < without.length; i++) {
        without[i] = with[i % with.length] + (i * seed) % 7;
      }
      Shape shape = factual.shape();
      origin(inputs, seed)
          .put(
              "sources", new int[] {sources.length}, IntStream.of(sources).asLongStream().toArray())
          .put("factual", new int[] {2, 1, shape.height(), shape.width()}, factual.toArray())
          .put("without", new int[] {sources.length, 2, 1, shape.height(), shape.width()}, without)
          .write(folder.resolve("samples-seed-" + seed + ".safetensors"));
    }
  }

  private static SafetensorsWriter origin(String inputs, long seed) {
    return SafetensorsWriter.create()
        .metadata("inputs", inputs)
        .metadata("seed", "" + seed)
        .metadata("steps", "" + WORLD.recipe().steps());
  }

  @Test
  void retrained_isComparedWithEstimates() throws Exception {
    int[] sources = Arrays.copyOf(WORLD.order(), 4);
    giveBack(temp.resolve("back"), RetrainingInputs.sha256(WORLD), sources);
    String[] args = {
      "--retrained=" + temp.resolve("back"),
      "--out=" + temp.resolve("out"),
      "--ours=" + temp.resolve("seed-1"),
      "--threads=1"
    };
    String text = run(0, args);
    assertTrue(
        text.contains("seed 2: 4 sources removed; samples are those drawn there to within 0.0e+00"),
        text);
    assertTrue(text.contains("seed 1, trained by this library: samples lie 0.00 from these"), text);
    assertTrue(text.contains("has a cosine of at most 1.00"), text);
    assertTrue(text.contains("shipped starts: 4 sources, 2 samples, 2 seeds"), text);
    List<String> lines = Files.readAllLines(temp.resolve("out/retraining.csv"));
    assertEquals(1 + 2 * 2 * 4, lines.size());
    int columns = lines.get(0).split(",").length;
    lines.forEach(line -> assertEquals(columns, line.split(",").length, line));
    RetrainedEnsemble one =
        RetrainedEnsemble.read(WORLD, RetrainingInputs.sha256(WORLD), temp.resolve("back"), 1);
    for (int k = 0; k < sources.length; k++) {
      String[] line = lines.get(1 + k).split(",");
      assertEquals("" + sources[k], line[3]);
      assertEquals(one.changes(2, 4).size(0, k), Double.parseDouble(line[4]));
    }
    assertTrue(Files.size(temp.resolve("out/seed-1-samples-2.png")) > 0);
    assertEquals(text, run(0, args), "a second time, from the lines that were kept");
    Path said = temp.resolve("out/lines/seed-1-samples-2-said.csv");
    Files.writeString(said, Files.readString(said).replace("seed 1: 4 sources", "kept: 4 sources"));
    assertTrue(run(0, args).contains("kept: 4 sources removed"), "made anew");
  }

  /** A line holds the retraining of the next seed too. */
  @Test
  void retrained_linesOfAnotherTruth_areRefused() throws Exception {
    giveBack(temp.resolve("back"), RetrainingInputs.sha256(WORLD), Arrays.copyOf(WORLD.order(), 3));
    String[] args = {
      "--retrained=" + temp.resolve("back"),
      "--out=" + temp.resolve("out"),
      "--samples=1",
      "--threads=1"
    };
    run(0, args);
    Files.delete(temp.resolve("back/samples-seed-2.safetensors"));
    String said = run(1, args);
    assertTrue(said.contains("seed-1-samples-1"), said);
    assertTrue(said.contains("first line"), said);
    assertTrue(said.contains(" beside "), said);
  }

  @Test
  void retrained_aTensorInTwoFiles_isRefused() throws Exception {
    Path back = temp.resolve("back");
    giveBack(back, RetrainingInputs.sha256(WORLD), Arrays.copyOf(WORLD.order(), 1));
    Files.copy(
        back.resolve("members-seed-1-0.safetensors"), back.resolve("members-seed-1-1.safetensors"));
    String said = run(1, "--retrained=" + back, "--out=" + temp.resolve("out"), "--samples=1");
    assertTrue(said.contains("tensor 'member-000."), said);
    assertTrue(said.contains("in one file of members of seed 1"), said);
  }

  @Test
  void retrained_fromOneSeed_hasNoCeiling() throws Exception {
    giveBack(temp.resolve("back"), RetrainingInputs.sha256(WORLD), Arrays.copyOf(WORLD.order(), 3));
    Files.delete(temp.resolve("back/samples-seed-2.safetensors"));
    String text =
        run(
            0,
            "--retrained=" + temp.resolve("back"),
            "--out=" + temp.resolve("out"),
            "--samples=1",
            "--threads=1");
    assertTrue(text.contains("shipped starts: 3 sources, 1 samples, 1 seeds"), text);
    assertTrue(text.contains("exact  ") && !text.contains("retraining  "), text);
    for (String line : Files.readAllLines(temp.resolve("out/retraining.csv"))) {
      assertEquals(19, line.split(",").length, line);
    }
  }

  @Test
  void retrained_otherFiles_areRefused() throws Exception {
    int[] sources = Arrays.copyOf(WORLD.order(), 1);
    Path back = temp.resolve("back");
    String[] args = {"--retrained=" + back, "--out=" + temp.resolve("out")};
    Files.createDirectories(back);
    assertTrue(run(1, args).contains("results of none of the seeds [1, 2] in"));
    giveBack(back, "0".repeat(64), sources);
    assertTrue(run(1, args).contains("inputs"));
    giveBack(back, RetrainingInputs.sha256(WORLD), WORLD.order()[1]);
    assertTrue(run(1, args).contains("the first of " + Arrays.toString(WORLD.order())));
    giveBack(back, RetrainingInputs.sha256(WORLD), sources);
    Files.delete(back.resolve("members-seed-2-0.safetensors"));
    String none = run(1, args);
    assertTrue(none.contains("member-000.") && none.contains("seed 2"), none);
    assertTrue(run(1).contains("found neither"));
    assertTrue(run(1, "--inputs=a", "--retrained=b").contains("found both"));
  }

  @Test
  void shipped_world_isThatOfTheRecipe() {
    RetrainingWorld world = RetrainingWorld.shipped(1);
    assertEquals(Recipe.shipped().training(), world.training(1));
    assertEquals(64, IntStream.of(world.order()).distinct().count());
    CommandLine line = NetworkStudy.commandLine();
    assertTrue(line.getSubcommands().containsKey("retraining"));
  }
}
