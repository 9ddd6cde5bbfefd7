package org.abc4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.abc4j.Batch;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.Sha256;
import org.abc4j.noise.SampleNoise;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.sampling.Combination;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.training.ScheduleTensors;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.TrainingDraws;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.UNetConfigFile;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;

/**
 * What another program needs to train the members of a {@link RetrainingWorld} as this library
 * would: images and whose they are, the code, initial weights, how items are named in draws, the
 * steps of the sampler and the noise it starts from; and some batches, by which that program can
 * see whether its draws are ours. {@code docs/experiments/retraining} has such a program.
 */
final class RetrainingInputs {
  static final String FILE = "inputs.safetensors";
  static final String CONFIG = "config.json";
  private static final int DIGITS = 16;

  private final RetrainingWorld world;
  private final SafetensorsWriter writer = SafetensorsWriter.create();

  private RetrainingInputs(RetrainingWorld world) {
    this.world = world;
    CodeAssignment code = world.code();
    Batch images = world.data().images().batch();
    int items = images.rows();
    put("images", images);
    put("owner", IntStream.range(0, items).mapToLong(code.sources()::sourceOf).toArray());
    writer.put(
        "words", new int[] {world.recipe().sources(), world.recipe().members()}, words(code));
    put("streams", streams(images));
    put("order", Arrays.stream(world.order()).asLongStream().toArray());
    ScheduleTensors.put(writer, world.training(world.recipe().seed()).schedule(), world.network());
    sampler();
    put("starts", starts());
    trainings(code, images);
  }

  /** Writes the files into a folder, which is made if need be. */
  static void write(Path folder, RetrainingWorld world) throws IOException {
    RetrainingInputs inputs = new RetrainingInputs(world);
    Files.createDirectories(folder);
    UNetConfigFile.write(folder.resolve(CONFIG), world.network());
    inputs.writer.write(folder.resolve(FILE));
  }

  /**
   * The digest of {@link #FILE} as it is written, by which results say what they were made from.
   */
  static String sha256(RetrainingWorld world) throws IOException {
    return Sha256.of(new RetrainingInputs(world).writer::writeTo);
  }

  private void put(String name, long[] values) {
    writer.put(name, new int[] {values.length}, values);
  }

  private void put(String name, Batch batch) {
    int[] shape = {
      batch.rows(), batch.shape().channels(), batch.shape().height(), batch.shape().width()
    };
    writer.put(name, shape, batch.toArray());
  }

  /** 1 where a source is seen by a member. */
  private static long[] words(CodeAssignment code) {
    int n = code.codebook().length();
    return LongStream.range(0, code.sources().count() * n)
        .map(at -> code.word(at / n).contains((int) (at % n)) ? 1 : 0)
        .toArray();
  }

  /** Streams of the items' priorities: the first digits of each one's digest. */
  private static long[] streams(Batch images) {
    Map<Long, Integer> seen = new HashMap<>();
    long[] streams = new long[images.rows()];
    for (int item = 0; item < streams.length; item++) {
      String digest = Sha256.of(images.row(item));
      streams[item] = Long.parseUnsignedLong(digest.substring(0, DIGITS), 16);
      Integer before = seen.putIfAbsent(streams[item], item);
      if (before != null) {
        throw new IllegalArgumentException(
            "images that are trained on elsewhere differ, but "
                + before
                + " and "
                + item
                + " are the same");
      }
    }
    return streams;
  }

  /**
   * For each step the weights of x̂₀, x, ε̂ and what was kept: a row for x', others for kept ones.
   */
  private void sampler() {
    List<SamplingStep> steps = world.sampler().steps();
    for (int k = 0; k < steps.size(); k++) {
      List<Combination> rows = new ArrayList<>(List.of(steps.get(k).update()));
      rows.addAll(steps.get(k).keep());
      int columns = 3 + steps.get(k).takes();
      double[] weights = new double[rows.size() * columns];
      for (int row = 0; row < rows.size(); row++) {
        Combination of = rows.get(row);
        weights[row * columns] = of.clean();
        weights[row * columns + 1] = of.state();
        weights[row * columns + 2] = of.prediction();
        for (int kept = 0; kept < of.kept().size(); kept++) {
          weights[row * columns + 3 + kept] = of.kept().get(kept);
        }
      }
      writer.put("sampler." + k, new int[] {rows.size(), columns}, weights);
    }
  }

  private Batch starts() {
    List<float[]> rows = new ArrayList<>();
    for (SampleNoise noise : world.noises()) {
      rows.add(noise.start(world.data().images().shape()));
    }
    return Batch.ofRows(world.data().images().shape(), rows);
  }

  private void trainings(CodeAssignment code, Batch images) {
    // Step, member, and the source that it is trained without, −1 for none.
    int last = world.recipe().steps() - 1;
    int sees = code.word(0).members()[0];
    long[][] checks = {{0, 0, -1}, {last, world.recipe().members() - 1, -1}, {last, sees, 0}};
    writer.put(
        "check.which",
        new int[] {checks.length, 3},
        Arrays.stream(checks).flatMapToLong(Arrays::stream).toArray());
    for (long seed : world.seeds()) {
      Network network = Network.of(world.network());
      InitialWeights.set(network, seed, 0);
      for (Parameter parameter : network.parameters().values()) {
        writer.put(
            "weights." + seed + "." + parameter.name(), parameter.shape(), parameter.toArray());
      }
      float[] noisy = new float[0];
      for (long[] check : checks) {
        int member = (int) check[1];
        int[] split =
            IntStream.of(code.splits().indices(member))
                .filter(item -> code.sources().sourceOf(item) != check[2])
                .toArray();
        Batch seen =
            TrainingDraws.of(world.training(seed), member, images.select(split))
                .batch((int) check[0])
                .noisy();
        int filled = noisy.length;
        noisy = Arrays.copyOf(noisy, filled + seen.rows() * seen.shape().size());
        System.arraycopy(seen.toArray(), 0, noisy, filled, noisy.length - filled);
      }
      writer.put(
          "check." + seed + ".noisy",
          new int[] {
            checks.length,
            world.recipe().batchSize(),
            images.shape().channels(),
            images.shape().height(),
            images.shape().width()
          },
          noisy);
    }
    writer.metadata("settings", settings());
  }

  private String settings() {
    TrainingConfig training = world.training(world.recipe().seed());
    List<SamplingStep> steps = world.sampler().steps();
    return String.format(
        Locale.ROOT,
        "{\"steps\": %d, \"batch\": %d, \"rate\": %s, \"decay\": %s, \"seeds\": %s, \"clip\": %s,"
            + " \"timesteps\": %s}",
        training.steps(),
        training.batchSize(),
        training.adam().learningRate(),
        training.emaDecay(),
        world.seeds(),
        steps.get(0).clip(),
        steps.stream().map(SamplingStep::timestep).toList());
  }
}
