package org.abc4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.io.Sha256;
import org.abc4j.model.AdamConfig;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Linearization;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.Purpose;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.TrainingDraws;
import org.abc4j.training.UNetEnsembleTrainer;
import org.abc4j.unet.TrainableUNet;
import org.abc4j.unet.UNetConfig;

/**
 * What the ensemble that comes with the examples computes and is trained by, as hashes: a program
 * of its own, so that it can run on other Java virtual machines.
 */
final class ShippedNumbers {
  private static final int MEMBER = 4;
  private static final int STEPS = 2;
  private static final int TIMESTEP = 500;

  /** More than go through a network together. */
  private static final int MANY = 9;

  private static final Recipe RECIPE = Recipe.shipped();
  private static final TrainingData DATA = TinyEnsemble.data(RECIPE);
  private static final CodeAssignment CODE = RECIPE.code(DATA.sources());
  private static final TrainingConfig TRAINING = RECIPE.training();

  private ShippedNumbers() {}

  /**
   * Prints the hashes.
   *
   * @param args a folder for files
   */
  public static void main(String[] args) throws IOException {
    of(Path.of(args[0])).forEach((what, hash) -> System.out.println(what + " " + hash));
  }

  /** The hashes by what they are of. */
  static Map<String, String> of(Path temporaries) throws IOException {
    Map<String, String> hashes = new LinkedHashMap<>();
    Batch images = DATA.images().batch();
    hashes.put(
        "first-steps",
        firstSteps(images, RECIPE.network(images.shape()), TRAINING, CODE, temporaries));
    hashes.put("first-steps-own-draws", firstStepsOfTheFirst(images, temporaries));
    try (ShippedEnsemble shipped =
        ShippedEnsemble.open(ShippedNumbers.class.getClassLoader(), ShippedEnsemble.PREFIX)) {
      hashes.put("further-steps", furtherSteps(images, shipped.folder()));
      DifferentiableNoiseModel member =
          (DifferentiableNoiseModel) shipped.folder().ensemble().member(MEMBER);
      hashes.put("prediction", prediction(member));
      hashes.put("tangents", tangents(member));
    }
    return hashes;
  }

  /** As the ensemble was trained that came with the examples first: members with own draws. */
  private static String firstStepsOfTheFirst(Batch images, Path temporaries) throws IOException {
    CodeAssignment code =
        Codebook.design(64, 16, 1)
            .assign(TrainingData.bundled(256).withConsecutiveSources(4).sources(), 1);
    UNetConfig network = UNetConfig.attendingAt(2, images.shape(), List.of(16, 32, 32, 32), 1, 8);
    TrainingConfig training =
        new TrainingConfig(
            1, 5000, 32, AdamConfig.pytorch(1e-3), false, 0.999, NoiseSchedule.linear());
    return firstSteps(images, network, training, code, temporaries);
  }

  /** The first member's first steps, as -Ptrain takes them: weights, moments and average. */
  private static String firstSteps(
      Batch images,
      UNetConfig network,
      TrainingConfig training,
      CodeAssignment code,
      Path temporaries)
      throws IOException {
    Path folder = Files.createTempDirectory(temporaries, "first-steps");
    Sha256 digest = Sha256.begin();
    int[] taken = {0};
    try {
      UNetEnsembleTrainer.of(network, training)
          .with(Execution.sequential().until(() -> taken[0] == STEPS))
          .reportingTo(
              (member, step, steps, loss) -> {
                taken[0] = step;
                digest.add(member).add(Double.toHexString(loss));
              })
          .train(images, code, folder);
    } catch (CancellationException asTold) {
      Path file = EnsembleFolder.memberFile(folder.resolve("checkpoints"), 0);
      SafetensorsFile checkpoint = SafetensorsFile.read(file);
      Map<String, float[]> state = new TreeMap<>();
      for (String name : checkpoint.names()) {
        state.put(name, checkpoint.floats(name));
      }
      return add(digest, state).hex();
    }
    throw new AssertionError("trained to the end");
  }

  /** Steps after the last one, from a member's weights. */
  private static String furtherSteps(Batch images, EnsembleFolder shipped) {
    TrainingDraws draws =
        TrainingDraws.of(TRAINING, MEMBER, images.select(CODE.splits().indices(MEMBER)));
    TrainableUNet model =
        TrainableUNet.of(
            shipped.network(MEMBER), TRAINING.adam(), TRAINING.emaDecay(), TRAINING.schedule());
    Sha256 digest = Sha256.begin();
    for (int step = 0; step < STEPS; step++) {
      double loss = model.train(draws.batch(TRAINING.steps() + step));
      digest.add(Double.toHexString(loss));
    }
    return add(digest, new TreeMap<>(model.state())).hex();
  }

  private static Sha256 add(Sha256 digest, Map<String, float[]> state) {
    state.forEach((name, values) -> digest.add(name).add(values));
    return digest;
  }

  private static String prediction(DifferentiableNoiseModel member) {
    return Sha256.of(member.predict(noise(member.shape(), 1, MANY), TIMESTEP).toArray());
  }

  private static String tangents(DifferentiableNoiseModel member) {
    Linearization line =
        member.linearize(noise(member.shape(), 2, 2), TIMESTEP, noise(member.shape(), 3, 2 * MANY));
    return Sha256.begin().add(line.value().toArray()).add(line.tangents().toArray()).hex();
  }

  private static Batch noise(Shape shape, int stream, int rows) {
    return Batch.of(
        shape, CounterRandom.of(1, Purpose.EXAMPLE).gaussians(stream, 0, rows * shape.size()));
  }
}
