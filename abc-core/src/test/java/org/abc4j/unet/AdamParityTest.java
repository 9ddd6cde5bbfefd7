package org.abc4j.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.kernel.Kernels;
import org.abc4j.model.AdamConfig;
import org.abc4j.model.TrainingBatch;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.Purpose;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training held against PyTorch and diffusers. */
class AdamParityTest {
  private static final String TRAIN = "train.safetensors";
  private static final String ADAM = "adam3-params.safetensors";
  private static final String TENSORS = "tensors.safetensors";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String BASE = "unet-paper-shaped";
  private static final String DELTA = "weights-delta.safetensors";
  private static final String MASKED = "output_train_mask_mod10";
  private static final int STEPS = 3;

  static List<Path> adam() {
    return TrainingFixtures.with(TRAIN, folder -> Files.exists(folder.resolve(ADAM)));
  }

  static List<Path> masked() {
    return TrainingFixtures.with(TENSORS, AdamParityTest::hasMaskedOutput);
  }

  private static boolean hasMaskedOutput(Path folder) {
    try {
      return SafetensorsFile.read(folder.resolve(TENSORS)).names().contains(MASKED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void fixtures_ofBothKinds_areThere() {
    assertTrue(adam().toString().contains("unet-tiny"), adam().toString());
    assertTrue(masked().toString().contains("unet-rgb-dropout"), masked().toString());
  }

  @ParameterizedTest
  @MethodSource("adam")
  void train_threeSteps_meetsTheFloat64Run(Path folder) throws IOException {
    Network network = Network.of(UNetConfigFile.read(folder.resolve("config.json")));
    UNetWeights.read(folder.resolve(WEIGHTS), network);
    TrainableUNet model =
        TrainableUNet.of(network, AdamConfig.pytorch(1e-4), 0, NoiseSchedule.linear());
    SafetensorsFile tensors = SafetensorsFile.read(folder.resolve(TRAIN));
    TrainingBatch batch =
        TrainingBatch.of(
            Batch.of(model.shape(), tensors.floats("x")),
            timesteps(tensors),
            Batch.of(model.shape(), tensors.floats("noise")),
            CounterRandom.of(0, Purpose.DROPOUT),
            0,
            0);
    double[] losses = tensors.doubles("adam_losses_f64");
    assertEquals(STEPS + 1, losses.length);
    for (int step = 0; step < STEPS; step++) {
      assertEquals(losses[step], model.train(batch), 1e-5, "loss before step " + (step + 1));
    }
    Map<String, float[]> found = model.weights();
    SafetensorsFile expected = SafetensorsFile.read(folder.resolve(ADAM));
    SafetensorsFile start = SafetensorsFile.read(folder.resolve(WEIGHTS));
    assertTrue(expected.names().size() > network.parameters().size() / 2);
    double moved = 0;
    for (String name : expected.names()) {
      float[] values = expected.floats(name);
      float[] before = start.floats(name);
      for (int i = 0; i < values.length; i++) {
        assertEquals(values[i], found.get(name)[i], 2e-5, name + " at " + i);
        moved = Math.max(moved, Math.abs(values[i] - before[i]));
      }
    }
    assertTrue(moved > 2e-4, "largest change in the fixture " + moved);
    assertEquals(losses[STEPS], model.train(batch), 1e-5, "loss after the last step");
  }

  @ParameterizedTest
  @MethodSource("masked")
  void forward_withEveryTenthValueDropped_meetsDiffusers(Path folder) throws IOException {
    Network network = Network.of(UNetConfigFile.read(folder.resolve("config.json")));
    for (Parameter parameter : network.parameters().values()) {
      parameter.set(weight(folder, parameter.name()));
    }
    SafetensorsFile tensors = SafetensorsFile.read(folder.resolve(TENSORS));
    int[] timesteps = timesteps(tensors);
    float[] found =
        network
            .newPass(Kernels.get())
            .forward(
                timesteps.length,
                tensors.floats("x"),
                timesteps,
                (layer, first, probability, kept) -> {
                  assertEquals(network.config().dropout(), probability);
                  for (int k = 0; k < kept.length; k++) {
                    kept[k] = (first + k) % 10 != 3;
                  }
                });
    float[] expected = tensors.floats(MASKED);
    float[] without = tensors.floats("output");
    double effect = 0;
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 5e-6, "output at " + i);
      effect = Math.max(effect, Math.abs(expected[i] - without[i]));
    }
    assertTrue(effect > 1e-2, "largest effect of dropout in the fixture " + effect);
  }

  /** From the folder's weights, or those of another folder where it changes none of them. */
  private static float[] weight(Path folder, String name) throws IOException {
    Path beside = folder.resolveSibling(BASE).resolve(WEIGHTS);
    Path bundled = TrainingFixtures.bundled().resolve(BASE).resolve(WEIGHTS);
    for (Path file : List.of(folder.resolve(DELTA), folder.resolve(WEIGHTS), beside, bundled)) {
      if (Files.exists(file) && SafetensorsFile.read(file).names().contains(name)) {
        return SafetensorsFile.read(file).floats(name);
      }
    }
    throw new IllegalStateException("no weight " + name + " for " + folder);
  }

  private static int[] timesteps(SafetensorsFile tensors) throws IOException {
    return Arrays.stream(tensors.longs("timesteps")).mapToInt(Math::toIntExact).toArray();
  }
}
