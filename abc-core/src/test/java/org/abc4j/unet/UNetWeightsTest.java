package org.abc4j.unet;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.Dtype;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.testing.Checkpoints;
import org.abc4j.testing.Fixtures;
import org.abc4j.testing.Networks;
import org.abc4j.unet.layer.Network;
import org.abc4j.unet.layer.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UNetWeightsTest {
  private static final UNetConfig CONFIG = Networks.tiny(new Shape(1, 8, 8));

  @TempDir Path folder;

  private static void assertSame(Network expected, Network found) {
    assertEquals(expected.parameters().keySet(), found.parameters().keySet());
    for (Parameter parameter : expected.parameters().values()) {
      assertArrayEquals(
          parameter.toArray(),
          found.parameters().get(parameter.name()).toArray(),
          parameter.name());
    }
  }

  /** All weights but one, which a test writes otherwise. */
  private static SafetensorsWriter allBut(String name) {
    SafetensorsWriter writer = SafetensorsWriter.create();
    for (Parameter parameter : Networks.random(CONFIG, 1).parameters().values()) {
      if (!parameter.name().equals(name)) {
        writer.put(parameter.name(), parameter.shape(), parameter.toArray());
      }
    }
    return writer;
  }

  @Test
  void write_thenRead_isTheSameBits() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    Network network = Networks.random(CONFIG, 1);
    float[] odd = {Float.NaN, -0f, Float.MIN_VALUE, Float.POSITIVE_INFINITY, 1, 2, 3, 4};
    network.parameters().get("conv_in.bias").set(odd);
    UNetWeights.write(file, network);
    Network read = Network.of(CONFIG);
    UNetWeights.read(file, read);
    assertSame(network, read);
    Path again = folder.resolve("again.safetensors");
    UNetWeights.write(again, read);
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
  }

  @Test
  void write_network_hasDiffusersNamesAndShapes() throws IOException {
    Path fixture = Fixtures.unets().get(0);
    SafetensorsFile diffusers = Fixtures.tensors(fixture, "weights");
    Network network = Network.of(UNetConfigFile.read(fixture.resolve("config.json")));
    UNetWeights.read(diffusers.path(), network);
    Path file = folder.resolve("weights.safetensors");
    UNetWeights.write(file, network);
    SafetensorsFile written = SafetensorsFile.read(file);
    assertEquals(diffusers.names(), written.names());
    for (String name : diffusers.names()) {
      assertArrayEquals(diffusers.entry(name).shape(), written.entry(name).shape(), name);
      assertArrayEquals(diffusers.floats(name), written.floats(name), name);
    }
  }

  @Test
  void read_weightMissing_isNamed() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    allBut("mid_block.attentions.0.to_q.weight").write(file);
    assertFails(
        MalformedFileException.class,
        file
            + ": tensor 'mid_block.attentions.0.to_q.weight': expected a weight of shape [8, 8],"
            + " found nothing",
        () -> UNetWeights.read(file, Network.of(CONFIG)));
  }

  @Test
  void read_weightTooMany_isNamed() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    allBut("").put("class_embedding.weight", new int[] {1}, new float[1]).write(file);
    String message =
        file
            + ": tensor 'class_embedding.weight': expected no such weight in this network,"
            + " found one";
    assertFails(
        MalformedFileException.class, message, () -> UNetWeights.read(file, Network.of(CONFIG)));
    assertFails(
        MalformedFileException.class,
        message,
        () -> UNetWeights.readSome(file, Network.of(CONFIG)));
  }

  @Test
  void read_weightOfAnotherShape_isNamed() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    String name = "conv_in.weight";
    // As many values, in another order of extents.
    allBut(name).put(name, new int[] {1, 8, 3, 3}, new float[72]).write(file);
    String message =
        file + ": tensor 'conv_in.weight', shape: expected [8, 1, 3, 3], found [1, 8, 3, 3]";
    assertFails(
        MalformedFileException.class, message, () -> UNetWeights.read(file, Network.of(CONFIG)));
    assertFails(
        MalformedFileException.class,
        message,
        () -> UNetWeights.readSome(file, Network.of(CONFIG)));
  }

  @Test
  void read_weightOfAnotherType_isNamed() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    String name = "conv_in.bias";
    allBut(name).put(name, new int[] {8}, new long[8]).write(file);
    assertFails(
        MalformedFileException.class,
        file + ": tensor 'conv_in.bias', dtype: expected F32, F16, BF16 or F64, found I64",
        () -> UNetWeights.read(file, Network.of(CONFIG)));
  }

  /** Whichever weight is at fault, and wherever it stands in the file. */
  @Test
  void read_oneWeightAtFault_setsNone() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    Network expected = Networks.random(CONFIG, 2);
    Network network = Networks.random(CONFIG, 2);
    for (Parameter parameter : expected.parameters().values()) {
      String name = parameter.name();
      int[] shape = parameter.shape();
      int size = parameter.toArray().length;
      allBut(name).write(file);
      assertThrows(MalformedFileException.class, () -> UNetWeights.read(file, network));
      assertSame(expected, network);
      for (SafetensorsWriter writer :
          List.of(
              allBut(name).put(name + ".more", shape, new float[size]),
              allBut("").put(name + ".more", shape, new float[size]),
              allBut(name).put(name, new int[] {size, 1}, new float[size]),
              allBut(name).put(name, new int[] {size + 1}, new float[size + 1]),
              allBut(name).put(name, shape, new long[size]))) {
        writer.write(file);
        assertThrows(MalformedFileException.class, () -> UNetWeights.read(file, network));
        assertThrows(MalformedFileException.class, () -> UNetWeights.readSome(file, network));
        assertSame(expected, network);
      }
    }
  }

  @Test
  void read_fileCutShort_setsNone() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    allBut("").write(file);
    byte[] whole = Files.readAllBytes(file);
    Network network = Networks.random(CONFIG, 2);
    for (int length : new int[] {0, 7, 100, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThrows(MalformedFileException.class, () -> UNetWeights.read(file, network));
      assertSame(Networks.random(CONFIG, 2), network);
    }
  }

  /** A file that is cut when the third weight is asked for. */
  @Test
  void set_fileChangedInTheMiddle_isAnErrorThatSaysSo() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    for (int whole : new int[] {0, 2}) {
      allBut("").write(file);
      WeightFiles read = WeightFiles.of(file);
      int[] asked = {0};
      Map<String, Parameter> parameters =
          new HashMap<>(Network.of(CONFIG).parameters()) {
            private static final long serialVersionUID = 1;

            @Override
            public Parameter get(Object name) {
              if (asked[0]++ == whole) {
                cut(file);
              }
              return super.get(name);
            }
          };
      IOException error =
          assertThrows(IOException.class, () -> UNetWeights.set(read, parameters), "" + whole);
      assertEquals(whole == 0, error instanceof MalformedFileException);
      String begin = "a network has 2 of its weights from " + file + " and cannot be used: " + file;
      assertEquals(whole == 2, error.getMessage().startsWith(begin), error.getMessage());
    }
  }

  private static void cut(Path file) {
    try {
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1000));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void readSome_twoWeights_leavesTheOthers() throws IOException {
    Path file = folder.resolve("some.safetensors");
    float[] bias = {1, 2, 3, 4, 5, 6, 7, 8};
    float[] kernel = new float[72];
    Arrays.fill(kernel, 0.5f);
    SafetensorsWriter.create()
        .put("conv_in.bias", new int[] {8}, bias)
        .put("conv_in.weight", new int[] {8, 1, 3, 3}, kernel)
        .write(file);
    Network network = Networks.random(CONFIG, 1);
    UNetWeights.readSome(file, network);
    Network expected = Networks.random(CONFIG, 1);
    expected.parameters().get("conv_in.bias").set(bias);
    expected.parameters().get("conv_in.weight").set(kernel);
    assertSame(expected, network);
  }

  /** As earlier releases and wrappers wrote them: the same network, to the bit. */
  @Test
  void read_namesOfOthers_areTheSameWeights() throws IOException {
    Network network = Networks.random(CONFIG, 1);
    for (String prefix : List.of("", "module.", "_orig_mod.", "module._orig_mod.")) {
      for (boolean old : new boolean[] {false, true}) {
        SafetensorsWriter writer = SafetensorsWriter.create();
        for (Parameter parameter : network.parameters().values()) {
          String name = old ? Checkpoints.oldName(parameter.name()) : parameter.name();
          writer.put(prefix + name, parameter.shape(), parameter.toArray());
        }
        Path file = folder.resolve("weights.safetensors");
        writer.write(file);
        Network read = Network.of(CONFIG);
        UNetWeights.read(file, read);
        assertSame(network, read);
      }
    }
  }

  @Test
  void read_weightUnderBothNames_isRefused() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    String old = "mid_block.attentions.0.query.weight";
    allBut("").put(old, new int[] {8, 8}, new float[64]).write(file);
    assertFails(
        MalformedFileException.class,
        file
            + ": tensor 'mid_block.attentions.0.to_q.weight': expected one weight"
            + " mid_block.attentions.0.to_q.weight, found '"
            + old
            + "' of weights.safetensors beside it",
        () -> UNetWeights.read(file, Network.of(CONFIG)));
    // A name is that of an old weight of attention only where one stands.
    assertEquals("conv.query.weight", WeightFiles.presentName("conv.query.weight"));
    assertEquals("module.", WeightFiles.presentName("module."));
  }

  @Test
  void read_otherTypes_areTheNearestFloats() throws IOException {
    Network network = Networks.random(CONFIG, 1);
    for (Dtype type : List.of(Dtype.F16, Dtype.BF16, Dtype.F64)) {
      Path file = folder.resolve(type + ".safetensors");
      Checkpoints.write(file, network, type, name -> name);
      Network read = Network.of(CONFIG);
      UNetWeights.read(file, read);
      assertSame(Checkpoints.rounded(network, type), read);
    }
  }

  @Test
  void read_index_isAllThatItsFilesHold() throws IOException {
    Network network = Networks.random(CONFIG, 1);
    Path index = Checkpoints.shard(folder, network, 3);
    Network read = Network.of(CONFIG);
    UNetWeights.read(index, read);
    assertSame(network, read);
  }

  @Test
  void read_indexThatDoesNotAgreeWithItsFiles_isNamed() throws IOException {
    Network network = Networks.random(CONFIG, 1);
    Path index = Checkpoints.shard(folder, network, 2);
    String text = Files.readString(index);
    String second = "diffusion_pytorch_model-00002-of-00002.safetensors";
    String first = second.replace("00002-of", "00001-of");
    assertIndexRefused(index, text.replace("conv_in.bias", "conv_in.bios"), "conv_in.bias");
    assertIndexRefused(
        index,
        text.replace("\"conv_in.bias\":\"" + first, "\"conv_in.bias\":\"" + second),
        "conv_in");
    assertIndexRefused(
        index,
        text.replace("\"weight_map\":{", "\"weight_map\":{\"more\":\"" + first + "\","),
        "weight_map.more");
    for (String place : List.of("../", "/", "a/", "..\\\\")) {
      assertIndexRefused(
          index,
          text.replace(first, place + first),
          "the name of a safetensors file in the folder itself");
    }
    assertIndexRefused(index, text.replaceFirst(first, "a.bin"), "a safetensors file");
    assertIndexRefused(index, text.replaceFirst(first, "gone.safetensors"), "no gone.safetensors");
    assertIndexRefused(index, "{}", "weight_map");
    assertIndexRefused(index, "{\"weight_map\": [\"a\"]}", "weight_map");
    assertIndexRefused(index, "{\"weight_map\": {\"a\": 7}}", "weight_map.a");
  }

  private void assertIndexRefused(Path index, String text, String what) throws IOException {
    Files.writeString(index, text);
    Network network = Networks.random(CONFIG, 2);
    MalformedFileException refused =
        assertThrows(MalformedFileException.class, () -> UNetWeights.read(index, network), what);
    assertTrue(refused.getMessage().contains(what), refused.getMessage());
    assertSame(Networks.random(CONFIG, 2), network);
  }

  @Test
  void read_noFileOrNoSafetensors_isAnError() throws IOException {
    Path missing = folder.resolve("missing");
    assertThrows(NoSuchFileException.class, () -> UNetWeights.read(missing, Network.of(CONFIG)));
    Path text = Files.writeString(folder.resolve("text"), "these are no weights");
    assertThrows(MalformedFileException.class, () -> UNetWeights.read(text, Network.of(CONFIG)));
  }
}
