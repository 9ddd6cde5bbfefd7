package org.abc4j.training;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.model.TrainingBatch;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.layer.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ensembles trained on another executor than the pure-JVM engine. */
class TrainableModelsTest {
  private static final TrainingConfig CONFIG = TrainingConfig.paper(2, 3).withBatchSize(2);
  private static final String NAME = "halves";

  @TempDir private Path folder;

  private int made;
  private int closed;
  private double lossOfAStep = 1;

  /** Halves all weights at each step. */
  private final class Halves implements TrainableNoiseModel {
    private final Map<String, float[]> weights = new LinkedHashMap<>();

    Halves(Network network) {
      network.parameters().forEach((name, p) -> weights.put(name, p.toArray()));
      made++;
    }

    @Override
    public Shape shape() {
      return TinyNetworks.SHAPE;
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      return x;
    }

    @Override
    public double train(TrainingBatch batch) {
      for (float[] values : weights.values()) {
        for (int i = 0; i < values.length; i++) {
          values[i] /= 2;
        }
      }
      return lossOfAStep;
    }

    @Override
    public Map<String, float[]> weights() {
      return weights;
    }

    @Override
    public Map<String, float[]> state() {
      return weights;
    }

    @Override
    public void restore(Map<String, float[]> state, int steps) {
      weights.putAll(state);
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private static UNetEnsembleTrainer trainer() {
    return UNetEnsembleTrainer.of(TinyNetworks.config(), CONFIG);
  }

  private EnsembleFolder train() throws IOException {
    return trainer()
        .onExecutor(NAME, (network, training) -> new Halves(network))
        .train(TinyNetworks.images(), TinyNetworks.code(), folder);
  }

  @Test
  void train_onAnotherExecutor_writesItsWeights() throws IOException {
    EnsembleFolder trained = train();
    assertEquals(TinyNetworks.MEMBERS, made);
    assertEquals(made, closed);
    assertEquals(NAME, trained.manifest().provenance().get("executor"));
    for (int member = 0; member < TinyNetworks.MEMBERS; member++) {
      Network start = TinyNetworks.network(TinyNetworks.config(), CONFIG.seed(), member);
      float[] expected = start.parameters().get("conv_in.weight").toArray();
      for (int i = 0; i < expected.length; i++) {
        expected[i] /= 8;
      }
      SafetensorsFile file = SafetensorsFile.read(EnsembleFolder.memberFile(folder, member));
      assertArrayEquals(expected, file.floats("conv_in.weight"));
    }
  }

  @Test
  void train_failure_closesTheModel() {
    lossOfAStep = Double.NaN;
    assertThrows(ArithmeticException.class, this::train);
    assertEquals(1, made);
    assertEquals(1, closed);
  }

  @Test
  void train_folderOfAnotherExecutor_isRefused() throws IOException {
    train();
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> trainer().train(TinyNetworks.images(), TinyNetworks.code(), folder))
            .getMessage();
    assertTrue(message.endsWith("executor: expected no such entry, found halves"), message);
  }

  @Test
  void onExecutor_blankName_isRefused() {
    assertIllegal(
        "an executor has a name, found ' '",
        () -> trainer().onExecutor(" ", (network, training) -> new Halves(network)));
  }
}
