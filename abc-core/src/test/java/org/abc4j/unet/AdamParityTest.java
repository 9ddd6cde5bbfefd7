package org.abc4j.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.model.AdamConfig;
import org.abc4j.model.TrainingBatch;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.Purpose;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.testing.Fixtures;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training held against PyTorch. Dropout is held against diffusers in {@link UNetParityTest}. */
class AdamParityTest {
  private static final String TRAIN = "train.safetensors";
  private static final String ADAM = "adam3-params.safetensors";
  private static final String WEIGHTS = "weights.safetensors";
  private static final int STEPS = 3;

  static List<Path> adam() {
    return Fixtures.unets().stream().filter(folder -> Files.exists(folder.resolve(ADAM))).toList();
  }

  @Test
  void fixtures_oneIsThere() {
    assertTrue(adam().toString().contains("unet-tiny"), adam().toString());
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

  private static int[] timesteps(SafetensorsFile tensors) throws IOException {
    return Arrays.stream(tensors.longs("timesteps")).mapToInt(Math::toIntExact).toArray();
  }
}
