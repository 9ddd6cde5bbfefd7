package org.abc4j.unet;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Prediction;
import org.abc4j.testing.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UNetConfigFileTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final UNetConfig CONFIG =
      UNetConfig.attendingOnce(new Shape(3, 16, 16), List.of(16, 24), 2, 8).withDropout(0.25);

  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("config.json"), content);
  }

  /** The file of {@link #CONFIG}, one option changed. */
  private Path with(String option, String json) throws IOException {
    ObjectNode root = written();
    root.set(option, JSON.readTree(json));
    return file(root.toString());
  }

  private ObjectNode written() throws IOException {
    Path file = folder.resolve("written.json");
    UNetConfigFile.write(file, CONFIG);
    return (ObjectNode) JSON.readTree(file.toFile());
  }

  private void assertRefused(String field, String expected, String found, Path file) {
    assertFails(
        MalformedFileException.class,
        file + ": " + field + ": expected " + expected + ", found " + found,
        () -> UNetConfigFile.read(file));
  }

  @Test
  void read_fixtures_isTheirConfiguration() throws IOException {
    for (Path fixture : Fixtures.unets().subList(0, 3)) {
      UNetConfig config = UNetConfigFile.read(fixture.resolve("config.json"));
      switch (fixture.getFileName().toString()) {
        case "unet-tiny" ->
            assertEquals(
                UNetConfig.attendingOnce(new Shape(1, 32, 32), List.of(32, 64), 1, 8), config);
        case "unet-paper-shaped" ->
            assertEquals(
                UNetConfig.attendingOnce(new Shape(1, 32, 32), List.of(16, 32, 64, 64), 2, 8),
                config);
        default ->
            assertEquals(
                UNetConfig.attendingOnce(new Shape(3, 32, 32), List.of(16, 32, 64, 64), 2, 8)
                    .withDropout(0.1),
                config);
      }
    }
  }

  @Test
  void write_thenRead_isTheSame() throws IOException {
    Path file = folder.resolve("config.json");
    for (UNetConfig config :
        List.of(
            CONFIG,
            UNetConfig.paper(),
            UNetConfig.paperLarge(),
            new UNetConfig(
                new Shape(2, 8, 8),
                4,
                List.of(6, 12, 9),
                List.of(true, false, true),
                List.of(false, false, true),
                false,
                3,
                0,
                3,
                1e-3,
                0))) {
      UNetConfigFile.write(file, config);
      assertEquals(config, UNetConfigFile.read(file));
    }
  }

  @Test
  void write_twice_isTheSameBytes() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    UNetConfigFile.write(one, CONFIG);
    UNetConfigFile.write(two, UNetConfigFile.read(one));
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
    assertTrue(Files.readString(one).endsWith("}\n"));
  }

  @Test
  void write_fixturesConfiguration_hasAllItsOptions() throws IOException {
    for (Path fixture : Fixtures.unets().subList(0, 3)) {
      ObjectNode given = (ObjectNode) JSON.readTree(fixture.resolve("config.json").toFile());
      given.remove("_diffusers_version");
      Path file = folder.resolve("config.json");
      UNetConfigFile.write(file, UNetConfigFile.read(fixture.resolve("config.json")));
      ObjectNode found = (ObjectNode) JSON.readTree(file.toFile());
      assertEquals(given, found);
    }
  }

  @Test
  void write_whatIsNotUsual_isReadAgain() throws IOException {
    Path file = folder.resolve("config.json");
    UNetConfig wide = UNetConfig.attendingOnce(new Shape(1, 8, 16), List.of(8, 8), 1, 8);
    UNetVariant quarter = UNetVariant.ddpm().withTimeEmbedding(new TimeEmbedding(true, 0.25));
    for (UNetConfig config :
        List.of(
            wide,
            CONFIG.with(UNetVariant.ddpm()),
            wide.with(quarter.with(Prediction.SAMPLE)),
            wide.with(UNetVariant.usual().with(Prediction.VELOCITY)))) {
      UNetConfigFile.write(file, config);
      assertEquals(config, UNetConfigFile.read(file));
    }
    UNetConfigFile.write(file, wide.with(UNetVariant.ddpm()));
    JsonNode written = JSON.readTree(file.toFile());
    assertEquals("[8,16]", written.get("sample_size").toString());
    assertEquals("1", written.get("freq_shift").toString());
    assertEquals("0", written.get("downsample_padding").toString());
    assertEquals("false", written.get("flip_sin_to_cos").toString());
    // A key that is not diffusers' stands there only where it must.
    assertFalse(written.has("prediction_type"));
  }

  @Test
  void read_fixedOptionChanged_isRefusedByName() throws IOException {
    Map<String, String> others =
        Map.ofEntries(
            Map.entry("_class_name", "\"UNet2DConditionModel\""),
            Map.entry("act_fn", "\"mish\""),
            Map.entry("attn_norm_num_groups", "4"),
            Map.entry("center_input_sample", "true"),
            Map.entry("class_embed_type", "\"timestep\""),
            Map.entry("downsample_padding", "2"),
            Map.entry("downsample_type", "\"resnet\""),
            Map.entry("flip_sin_to_cos", "\"yes\""),
            Map.entry("freq_shift", "\"1\""),
            Map.entry("mid_block_scale_factor", "1.5"),
            Map.entry("num_class_embeds", "10"),
            Map.entry("resnet_time_scale_shift", "\"scale_shift\""),
            Map.entry("time_embedding_type", "\"fourier\""),
            Map.entry("upsample_type", "\"resnet\""));
    Map<String, String> expected =
        Map.ofEntries(
            Map.entry("act_fn", "\"silu\" or \"swish\""),
            Map.entry("attn_norm_num_groups", "null or 8"),
            Map.entry("center_input_sample", "false or null"),
            Map.entry("downsample_padding", "1 or 0"),
            Map.entry("downsample_type", "\"conv\" or null"),
            Map.entry("flip_sin_to_cos", "true or false"),
            Map.entry("freq_shift", "a number"),
            Map.entry("upsample_type", "\"conv\" or null"));
    ObjectNode written = written();
    for (Map.Entry<String, String> other : others.entrySet()) {
      String usual = expected.getOrDefault(other.getKey(), written.get(other.getKey()).toString());
      assertRefused(
          other.getKey(), usual, other.getValue(), with(other.getKey(), other.getValue()));
      assertRefused(other.getKey(), usual, "[]", with(other.getKey(), "[]"));
    }
    // Those, those that have a place in the configuration, and one that is inert, are all.
    assertEquals(written.size() - 13, others.size());
  }

  /** They build another network, though the files of the fixtures' release have no such option. */
  @Test
  void read_laterOptionAtAnotherValue_isRefusedByName() throws IOException {
    for (String other : List.of("null", "\"UNetMidBlock2DCrossAttn\"", "[]", "\"\"")) {
      assertRefused("mid_block_type", "\"UNetMidBlock2D\"", other, with("mid_block_type", other));
    }
    for (String other : List.of("65", "0", "\"null\"")) {
      assertRefused("time_embedding_dim", "null or 64", other, with("time_embedding_dim", other));
    }
    assertRefused(
        "attention_legacy_order", "false or null", "true", with("attention_legacy_order", "true"));
    // Which it would have without.
    assertEquals(CONFIG, UNetConfigFile.read(with("time_embedding_dim", "64")));
    assertEquals(CONFIG, UNetConfigFile.read(with("attn_norm_num_groups", "8")));
    assertEquals(CONFIG, UNetConfigFile.read(with("attention_legacy_order", "false")));
    assertEquals(CONFIG, UNetConfigFile.read(with("mid_block_type", "\"UNetMidBlock2D\"")));
    assertEquals(CONFIG, UNetConfigFile.read(with("time_embedding_dim", "null")));
  }

  @Test
  void read_fixedOptionsAbsentOrWrittenOtherwise_isTheSame() throws IOException {
    ObjectNode root = written();
    for (String option : List.of("act_fn", "freq_shift", "class_embed_type", "_class_name")) {
      root.remove(option);
    }
    root.remove("add_attention");
    root.put("mid_block_scale_factor", 1.0);
    root.put("act_fn", "Swish");
    root.putNull("downsample_type");
    assertEquals(CONFIG, UNetConfigFile.read(file(root.toString())));
  }

  /** Whoever wrote a key may have meant another network by it. */
  @Test
  void read_keyThatIsNotKnown_isRefusedUnlessItIsNullOrInert() throws IOException {
    for (String key : List.of("cross_attention_dim", "unheard_of", "use_linear_projection")) {
      assertRefused(
          key,
          "no such option: it may be of another network. Without it, or with null, the file is that"
              + " of a UNet2DModel",
          "false",
          with(key, "false"));
      assertEquals(CONFIG, UNetConfigFile.read(with(key, "null")), key);
    }
    ObjectNode root = written();
    root.put("num_train_timesteps", 1000);
    root.put("_diffusers_version", "0.0.4");
    root.put("decay", 0.9999).put("use_ema_warmup", true).put("power", 0.75);
    root.putNull("unheard_of");
    Path file = file(root.toString());
    assertEquals(CONFIG, UNetConfigFile.read(file));
    assertEquals(
        List.of(
            "num_train_timesteps",
            "_diffusers_version",
            "decay",
            "use_ema_warmup",
            "power",
            "unheard_of"),
        UNetConfigFile.passedOver(file));
    assertEquals(List.of("num_train_timesteps"), UNetConfigFile.passedOver(with("dropout", "0")));
  }

  @Test
  void read_fileThatSaysNothing_isAsDiffusersHasIt() throws IOException {
    assertEquals(
        new UNetConfig(
            new Shape(3, 32, 64),
            3,
            List.of(224, 448, 672, 896),
            List.of(false, true, true, true),
            List.of(true, true, true, false),
            true,
            2,
            8,
            32,
            1e-5,
            0),
        UNetConfigFile.read(file("{\"sample_size\": [32, 64]}")));
  }

  @Test
  void read_optionsOfPublishedCheckpoints_areFollowed() throws IOException {
    ObjectNode root = written();
    root.put("downsample_padding", 0).put("flip_sin_to_cos", false).put("freq_shift", 1);
    root.put("act_fn", "swish");
    root.putArray("sample_size").add(16).add(16);
    root.putArray("down_block_types").add("UNetResDownBlock2D").add("UNetResAttnDownBlock2D");
    assertEquals(CONFIG.with(UNetVariant.ddpm()), UNetConfigFile.read(file(root.toString())));
    assertEquals(
        CONFIG.with(UNetVariant.usual().withTimeEmbedding(new TimeEmbedding(true, 0.5))),
        UNetConfigFile.read(with("freq_shift", "0.5")));
    for (Prediction prediction : Prediction.values()) {
      assertEquals(
          CONFIG.with(UNetVariant.usual().with(prediction)),
          UNetConfigFile.read(with("prediction_type", '"' + prediction.text() + '"')));
    }
    assertRefused(
        "prediction_type",
        "\"epsilon\" or \"v_prediction\" or \"sample\"",
        "\"flow_prediction\"",
        with("prediction_type", "\"flow_prediction\""));
  }

  /** diffusers goes by {@code attention_head_dim}; a number of heads must agree with that. */
  @Test
  void read_numberOfHeads_mustBeTheOneThatDiffusersHasWithoutIt() throws IOException {
    ObjectNode root = written();
    String passed = ", which diffusers goes by, passing this key over";
    assertEquals(8, headChannels(root));
    // The blocks that attend have 24 channels.
    assertEquals(8, headChannels(root.put("num_attention_heads", 3)));
    assertHeadsRefused("8" + passed, "4, which attention_head_dim 6 would make", root, 4);
    root.remove("attention_head_dim");
    assertEquals(8, headChannels(root.put("num_attention_heads", 3)));
    String missing = "8, as where it is missing" + passed;
    assertHeadsRefused(missing, "4, which attention_head_dim 6 would make", root, 4);
    assertHeadsRefused(missing, "5", root, 5);
    assertHeadsRefused(missing, "1, which attention_head_dim 24 would make", root, 1);
    assertEquals(8, headChannels(root.putNull("num_attention_heads")));
    root.putNull("attention_head_dim");
    assertEquals(0, headChannels(root.put("num_attention_heads", 1)));
    assertHeadsRefused("null" + passed, "3, which attention_head_dim 8 would make", root, 3);
    root.put("num_attention_heads", 0);
    assertRefused("num_attention_heads", "at least 1, or null for one head", "0", file("" + root));
    // A number of heads that one block has, and another has not.
    root.put("attention_head_dim", 8);
    root.put("num_attention_heads", 2);
    root.putArray("down_block_types").add("AttnDownBlock2D").add("AttnDownBlock2D");
    assertHeadsRefused("8" + passed, "2, which attention_head_dim 12 would make", root, 2);
  }

  private void assertHeadsRefused(String expected, String found, ObjectNode root, int heads)
      throws IOException {
    root.put("num_attention_heads", heads);
    assertRefused(
        "num_attention_heads",
        "24 channels in heads of attention_head_dim " + expected,
        found,
        file("" + root));
  }

  private int headChannels(ObjectNode root) throws IOException {
    return UNetConfigFile.read(file(root.toString())).headChannels();
  }

  @Test
  void read_optionOfAnotherKind_isNamed() throws IOException {
    for (String size : List.of("[16]", "[16,16,16]", "[16,\"16\"]", "null", "\"16\"", "16.5")) {
      assertRefused(
          "sample_size", "an integer or [height, width]", size, with("sample_size", size));
    }
    assertRefused("in_channels", "an integer", "1.5", with("in_channels", "1.5"));
    assertRefused("out_channels", "an integer", "null", with("out_channels", "null"));
    assertRefused(
        "layers_per_block", "an integer", "4294967297", with("layers_per_block", "4294967297"));
    assertRefused("norm_eps", "a number", "\"1e-5\"", with("norm_eps", "\"1e-5\""));
    assertRefused("dropout", "a number", "null", with("dropout", "null"));
    assertRefused("add_attention", "true or false", "\"no\"", with("add_attention", "\"no\""));
    assertRefused("add_attention", "true or false", "null", with("add_attention", "null"));
    assertRefused(
        "attention_head_dim",
        "at least 1, or null for one head",
        "0",
        with("attention_head_dim", "0"));
    assertRefused(
        "block_out_channels", "integers", "\"16\"", with("block_out_channels", "[\"16\"]"));
    assertRefused("block_out_channels", "a list", "16", with("block_out_channels", "16"));
    assertRefused(
        "down_block_types",
        "DownBlock2D or AttnDownBlock2D",
        "\"SkipDownBlock2D\"",
        with("down_block_types", "[\"DownBlock2D\", \"SkipDownBlock2D\"]"));
    assertRefused(
        "up_block_types",
        "UpBlock2D or AttnUpBlock2D",
        "\"DownBlock2D\"",
        with("up_block_types", "[\"UpBlock2D\", \"DownBlock2D\"]"));
  }

  /** All else has a default. */
  @Test
  void read_sizeMissing_isNamed() throws IOException {
    ObjectNode root = written();
    root.remove("sample_size");
    assertRefused("sample_size", "an integer or [height, width]", "nothing", file(root.toString()));
  }

  @Test
  void read_optionOutOfRange_isNamed() throws IOException {
    String configuration = "configuration";
    String expected = "one that a U-Net has";
    assertRefused(
        configuration,
        expected,
        "sides lie from 8 to 256 and are divisible by 2, found 512",
        with("sample_size", "512"));
    assertRefused(
        configuration,
        expected,
        "extents of a shape must be at least 1, found -3×16×16",
        with("in_channels", "-3"));
    assertRefused(
        configuration,
        expected,
        "dropout lies in [0, 1), found Infinity",
        file(written().toString().replace("\"dropout\":0.25", "\"dropout\":1e999")));
    assertRefused(
        configuration,
        expected,
        "each block down says whether it attends, found [true]",
        with("down_block_types", "[\"AttnDownBlock2D\"]"));
  }

  @Test
  void read_whatIsNoJsonObject_isRefused() throws IOException {
    assertRefused("content", "an object", "nothing", file(""));
    assertRefused("content", "an object", "[1]", file("[1]"));
    assertRefused("content", "an object", "null", file("null"));
    for (String content :
        List.of(
            "{",
            "{\"a\": 1, \"a\": 2}",
            "{} {}",
            "[".repeat(10) + "]".repeat(10),
            "{\"a\": " + "1".repeat(2000) + "}",
            "\u0000")) {
      MalformedFileException error =
          assertThrows(
              MalformedFileException.class, () -> UNetConfigFile.read(file(content)), content);
      assertEquals("content", error.field());
      assertEquals("JSON", error.expected());
    }
  }

  @Test
  void read_largeFile_isRefusedBySize() throws IOException {
    int bytes = (1 << 20) + 1;
    Path file = file(" ".repeat(bytes));
    assertRefused("size", "at most 1048576 bytes", bytes + " bytes", file);
    assertEquals(
        CONFIG, UNetConfigFile.read(file(written() + " ".repeat(bytes - 4096))), "one that fits");
  }

  @Test
  void read_longValue_isQuotedShort() throws IOException {
    Path file = with("act_fn", "\"" + "x".repeat(100_000) + "\"");
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> UNetConfigFile.read(file));
    assertTrue(error.getMessage().length() < 1000, "length " + error.getMessage().length());
  }

  @Test
  void read_otherEncodings_areReadOrRefused() throws IOException {
    String text = written().toString();
    Path file = folder.resolve("config.json");
    Files.write(file, text.getBytes(StandardCharsets.UTF_16BE));
    assertEquals(CONFIG, UNetConfigFile.read(file));
    // UTF-32 with a number that is no character.
    Files.write(file, new byte[] {0, 0, 0, '{', 0x7f, 0, 0, 0});
    assertEquals(
        "content",
        assertThrows(MalformedFileException.class, () -> UNetConfigFile.read(file)).field());
  }

  @Test
  void read_noFile_isThat() {
    Path file = folder.resolve("missing.json");
    assertThrows(NoSuchFileException.class, () -> UNetConfigFile.read(file));
  }
}
