package org.abc4j.samediff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.testing.Fixtures;
import org.abc4j.unet.UNetConfigFile;
import org.abc4j.unet.UNetWeights;
import org.abc4j.unet.layer.Network;

/** Golden numbers of a U-Net, and assertions on them. */
final class UNetFixture {
  private UNetFixture() {}

  /** The network of a folder; its weights are all there, or differ in some from a neighbour's. */
  static Network network(Path folder) throws IOException {
    Network network = Network.of(UNetConfigFile.read(folder.resolve("config.json")));
    Path whole = folder.resolve("weights.safetensors");
    if (Files.isRegularFile(whole)) {
      UNetWeights.read(whole, network);
      return network;
    }
    SafetensorsFile base = Fixtures.tensors(folder.resolveSibling(Fixtures.BASE_UNET), "weights");
    SafetensorsFile delta = Fixtures.tensors(folder, "weights-delta");
    for (var parameter : network.parameters().values()) {
      String name = parameter.name();
      long[] shape = Arrays.stream(parameter.shape()).asLongStream().toArray();
      parameter.set((delta.names().contains(name) ? delta : base).floats(name, shape));
    }
    return network;
  }

  static int[] timesteps(SafetensorsFile file) throws IOException {
    return Arrays.stream(file.longs("timesteps")).mapToInt(Math::toIntExact).toArray();
  }

  /** From outer·inner samples to inner·outer. */
  static float[] regrouped(float[] values, int outer, int inner) {
    int size = values.length / (outer * inner);
    float[] regrouped = new float[values.length];
    for (int a = 0; a < outer; a++) {
      for (int b = 0; b < inner; b++) {
        System.arraycopy(values, (a * inner + b) * size, regrouped, (b * outer + a) * size, size);
      }
    }
    return regrouped;
  }

  static void assertNear(double[] expected, float[] found, double tolerance, String what) {
    assertEquals(expected.length, found.length, "values of " + what);
    for (int i = 0; i < found.length; i++) {
      if (!(Math.abs(expected[i] - found[i]) <= tolerance)) {
        fail(what + "[" + i + "]: " + expected[i] + " within " + tolerance + ", found " + found[i]);
      }
    }
  }
}
