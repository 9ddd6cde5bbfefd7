package org.abc4j.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.model.TrainableNoiseModel;
import org.abc4j.model.TrainingBatch;
import org.abc4j.testing.Fuzz;
import org.abc4j.testing.Mutations;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.TrainableUNet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckpointFuzzTest {
  private static final int MEMBER = 2;

  private static final long MOST_BYTES = 2 << 20;

  private static final TrainingConfig CONFIG = TrainingConfig.paper(3, 12).withAverage(0.9);

  /** In memory, since every file written is forced to its disk. */
  private final FileSystem disk = Jimfs.newFileSystem(Configuration.unix());

  private final Path file = disk.getPath("/checkpoint.safetensors");

  @AfterEach
  void close_theDisk() throws IOException {
    disk.close();
  }

  private static TrainableUNet model() {
    return TrainableUNet.of(
        TinyNetworks.network(TinyNetworks.config(), 1, MEMBER),
        CONFIG.adam(),
        CONFIG.emaDecay(),
        CONFIG.schedule());
  }

  private static Checkpoint checkpointOf(Path file, int member) {
    MemberIdentity identity =
        MemberIdentity.of(CONFIG, member, TinyNetworks.images(), Map.of("network", "tiny"));
    return Checkpoint.of(file, identity, CONFIG.steps());
  }

  private byte[] checkpoint(TrainableNoiseModel model, int member, int step) throws IOException {
    checkpointOf(file, member).write(model, step);
    return Files.readAllBytes(file);
  }

  @Test
  void read_spoiltCheckpoints_areReadOrRefused() throws IOException {
    TrainableUNet model = model();
    Map<String, float[]> state = model.state();
    List<byte[]> sound = List.of(checkpoint(model, MEMBER, 1), checkpoint(model, MEMBER, 12));
    byte[] other = checkpoint(model, MEMBER + 1, 3);
    Fuzz.run(
            "checkpoint",
            6,
            MOST_BYTES,
            sound,
            draws -> spoilt(draws, state, draws.of(sound), other),
            path -> {
              int step = checkpointOf(path, MEMBER).read(model);
              assertTrue(step >= 1 && step <= CONFIG.steps(), "step " + step);
            })
        .assertDeep(8, 15);
  }

  /** Half of the files have a digest that fits, so that what is refused is what they hold. */
  private byte[] spoilt(Mutations draws, Map<String, float[]> state, byte[] sound, byte[] other)
      throws IOException {
    if (draws.oneIn(2)) {
      return draws.safetensors(sound, other);
    }
    Map<String, float[]> changed = new LinkedHashMap<>(state);
    int changes = 1 + draws.below(2);
    for (int i = 0; i < changes; i++) {
      spoil(draws, changed);
    }
    return checkpoint(new Stored(changed), MEMBER, draws.below(CONFIG.steps() + 3) - 1);
  }

  private static void spoil(Mutations draws, Map<String, float[]> state) {
    String name = draws.of(List.copyOf(state.keySet()));
    float[] values = state.get(name);
    switch (draws.below(5)) {
      case 0 -> state.remove(name);
      case 1 -> state.put(name + "x", values);
      case 2 -> state.put(name, Arrays.copyOf(values, draws.below(2 * values.length + 2)));
      case 3 -> state.put(name, state.get(draws.of(List.copyOf(state.keySet()))));
      default -> {
        float[] odd = values.clone();
        if (odd.length > 0) {
          // What is not finite is not written.
          float any = Float.intBitsToFloat(draws.below(1 << 30) << 2);
          odd[draws.below(odd.length)] = Float.isFinite(any) ? any : -Float.MAX_VALUE;
        }
        state.put(name, odd);
      }
    }
  }

  /** A model that is nothing but its state. */
  private record Stored(Map<String, float[]> state) implements TrainableNoiseModel {
    @Override
    public Shape shape() {
      return TinyNetworks.SHAPE;
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      throw new UnsupportedOperationException();
    }

    @Override
    public double train(TrainingBatch batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, float[]> weights() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void restore(Map<String, float[]> other, int steps) {
      throw new UnsupportedOperationException();
    }
  }
}
