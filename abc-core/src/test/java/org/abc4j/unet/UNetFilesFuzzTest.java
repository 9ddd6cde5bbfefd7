package org.abc4j.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.testing.Fuzz;
import org.abc4j.testing.Mutations;
import org.abc4j.testing.Networks;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UNetFilesFuzzTest {
  private static final long MOST_BYTES = 1 << 20;

  /** The network itself, for its digests. */
  private static final long MOST_BYTES_OF_WEIGHTS = 2 << 20;

  @TempDir private Path folder;

  private byte[] config(UNetConfig config) throws IOException {
    Path file = folder.resolve("config.json");
    UNetConfigFile.write(file, config);
    return Files.readAllBytes(file);
  }

  private static byte[] text(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] weights(UNetConfig config) throws IOException {
    Path file = folder.resolve("weights.safetensors");
    UNetWeights.write(file, Networks.random(config, 1));
    return Files.readAllBytes(file);
  }

  @Test
  void read_spoiltConfigurations_areReadOrRefused() throws IOException {
    List<byte[]> sound =
        List.of(
            config(TinyNetworks.config()),
            config(UNetConfig.paperLarge()),
            config(
                UNetConfig.attendingOnce(new Shape(3, 16, 16), List.of(16, 24), 2, 8)
                    .withDropout(0.25)),
            text("{\"sample_size\": [32, 64], \"dropout\": 0.1, \"decay\": 0.9, \"_note\": 1}"),
            text("{\"sample_size\": 64, \"freq_shift\": 1, \"downsample_padding\": 0}"),
            text("{\"sample_size\": 16, \"num_attention_heads\": null, \"layers_per_block\": 1}"));
    Fuzz.run(
            "config",
            10,
            MOST_BYTES,
            sound,
            draws -> draws.jsonFile(draws.of(sound), draws.of(sound)),
            file -> {
              UNetConfig config = UNetConfigFile.read(file);
              // What such a network costs can be asked before it is made.
              UNetCost.of(config).parameters();
              Path again = file.resolveSibling("again");
              UNetConfigFile.write(again, config);
              assertEquals(config, UNetConfigFile.read(again));
            })
        .assertDeep(5, 25);
  }

  @Test
  void read_spoiltWeights_areReadOrRefusedAsAWhole() throws IOException {
    UNetConfig config = TinyNetworks.config();
    byte[] sound = weights(config);
    byte[] other = weights(config.withDropout(0.5));
    Network network = Network.of(config);
    boolean[] some = {false};
    Fuzz.run(
            "weights",
            10,
            MOST_BYTES_OF_WEIGHTS,
            List.of(sound),
            draws -> spoiltWeights(draws, sound, other, some),
            file -> {
              String before = digest(network);
              try {
                if (some[0]) {
                  UNetWeights.readSome(file, network);
                } else {
                  UNetWeights.read(file, network);
                }
              } catch (MalformedFileException refusal) {
                assertEquals(before, digest(network), () -> "half set by " + refusal);
                throw refusal;
              }
            })
        .assertDeep(10, 20);
  }

  /** Half of the files are safetensors files without a fault, of other weights. */
  private static byte[] spoiltWeights(Mutations draws, byte[] sound, byte[] other, boolean[] some)
      throws IOException {
    some[0] = draws.oneIn(2);
    return draws.oneIn(2) ? draws.safetensors(sound, other) : otherWeights(draws);
  }

  private static byte[] otherWeights(Mutations draws) throws IOException {
    List<Parameter> parameters =
        List.copyOf(
            Networks.random(TinyNetworks.config(), 1 + draws.below(3)).parameters().values());
    int odd = draws.below(parameters.size());
    int kind = draws.below(7);
    SafetensorsWriter writer = SafetensorsWriter.create();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      put(writer, parameter, i == odd ? kind : -1, draws);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.writeTo(out);
    return out.toByteArray();
  }

  private static void put(
      SafetensorsWriter writer, Parameter parameter, int kind, Mutations draws) {
    String name = parameter.name();
    int[] shape = parameter.shape();
    float[] values = parameter.toArray();
    switch (kind) {
      case 0 -> writer.metadata("left out", name);
      case 1 -> writer.put(name + "x", shape, values);
      case 2 -> writer.put(name, new int[] {1, values.length}, values);
      case 3 -> writer.put(name, shape, new double[values.length]);
      case 4 ->
          writer.put(name, new int[] {values.length - 1}, Arrays.copyOf(values, values.length - 1));
      case 5 -> writer.put(name, shape, values).put("more", new int[0], new float[1]);
      default -> {
        values[draws.below(values.length)] = Float.NaN;
        writer.put(name, shape, values);
      }
    }
  }

  private static String digest(Network network) {
    Sha256 digest = Sha256.begin();
    for (Parameter parameter : network.parameters().values()) {
      digest.add(parameter.toArray());
    }
    return digest.hex();
  }
}
