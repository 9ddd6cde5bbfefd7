package org.abc4j.unet;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
  void write_imagesThatAreNotSquare_areRefused() {
    Path file = folder.resolve("config.json");
    UNetConfig config = UNetConfig.attendingOnce(new Shape(1, 8, 16), List.of(8, 8), 1, 8);
    assertIllegal(
        "diffusers' images are square here, found 1×8×16",
        () -> UNetConfigFile.write(file, config));
    assertTrue(Files.notExists(file));
  }

  @Test
  void read_fixedOptionChanged_isRefusedByName() throws IOException {
    Map<String, String> others =
        Map.ofEntries(
            Map.entry("_class_name", "\"UNet2DConditionModel\""),
            Map.entry("act_fn", "\"mish\""),
            Map.entry("attn_norm_num_groups", "8"),
            Map.entry("center_input_sample", "true"),
            Map.entry("class_embed_type", "\"timestep\""),
            Map.entry("downsample_padding", "0"),
            Map.entry("downsample_type", "\"resnet\""),
            Map.entry("flip_sin_to_cos", "false"),
            Map.entry("freq_shift", "1"),
            Map.entry("mid_block_scale_factor", "1.5"),
            Map.entry("num_class_embeds", "10"),
            Map.entry("num_train_timesteps", "1000"),
            Map.entry("resnet_time_scale_shift", "\"scale_shift\""),
            Map.entry("time_embedding_type", "\"fourier\""),
            Map.entry("upsample_type", "\"resnet\""));
    ObjectNode written = written();
    for (Map.Entry<String, String> other : others.entrySet()) {
      JsonNode usual = written.get(other.getKey());
      assertRefused(
          other.getKey(),
          usual.toString(),
          other.getValue(),
          with(other.getKey(), other.getValue()));
      assertRefused(other.getKey(), usual.toString(), "[]", with(other.getKey(), "[]"));
    }
    // Those, and those that have a place in the configuration, are all.
    assertEquals(written.size() - 12, others.size());
  }

  /** They build another network, though the files of the fixtures' release have no such option. */
  @Test
  void read_laterOptionAtAnotherValue_isRefusedByName() throws IOException {
    for (String other : List.of("null", "\"UNetMidBlock2DCrossAttn\"", "[]", "\"\"")) {
      assertRefused("mid_block_type", "\"UNetMidBlock2D\"", other, with("mid_block_type", other));
    }
    for (String other : List.of("64", "0", "\"null\"")) {
      assertRefused("time_embedding_dim", "null", other, with("time_embedding_dim", other));
    }
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
    root.put("unheard_of", true);
    assertEquals(CONFIG, UNetConfigFile.read(file(root.toString())));
  }

  @Test
  void read_optionOfAnotherKind_isNamed() throws IOException {
    assertRefused("sample_size", "an integer", "[16,16]", with("sample_size", "[16,16]"));
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

  @Test
  void read_optionMissing_isNamed() throws IOException {
    for (String option :
        List.of("sample_size", "in_channels", "attention_head_dim", "norm_num_groups")) {
      ObjectNode root = written();
      root.remove(option);
      assertRefused(option, "an integer", "nothing", file(root.toString()));
    }
    ObjectNode root = written();
    root.remove("norm_eps");
    assertRefused("norm_eps", "a number", "nothing", file(root.toString()));
    root = written();
    root.remove("up_block_types");
    assertRefused("up_block_types", "a list", "nothing", file(root.toString()));
  }

  @Test
  void read_optionOutOfRange_isNamed() throws IOException {
    String configuration = "configuration";
    String expected = "one that a U-Net has";
    assertRefused(
        configuration,
        expected,
        "sides lie from 8 to 64 and are divisible by 2, found 128",
        with("sample_size", "128"));
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
