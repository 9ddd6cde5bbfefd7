package org.abc4j.unet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.abc4j.Shape;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;

/**
 * diffusers' {@code config.json} of a {@code UNet2DModel}.
 *
 * <p>Options that {@link UNet} does not have must stand at the value that makes no difference, or
 * be absent; a file with another value is refused, naming the option.
 */
public final class UNetConfigFile {
  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_NESTING = 8;

  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Options that are not ours, at the value that they must have. */
  private static final String FIXED =
      """
      {"_class_name": "UNet2DModel", "act_fn": "silu", "attn_norm_num_groups": null,
       "center_input_sample": false, "class_embed_type": null, "downsample_padding": 1,
       "downsample_type": "conv", "flip_sin_to_cos": true, "freq_shift": 0,
       "mid_block_scale_factor": 1, "num_class_embeds": null, "num_train_timesteps": null,
       "resnet_time_scale_shift": "default", "time_embedding_type": "positional",
       "upsample_type": "conv"}
      """;

  private UNetConfigFile() {}

  /**
   * Writes a configuration as diffusers reads it.
   *
   * @param file the file
   * @param config the configuration, of square images
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if the images are not square
   */
  public static void write(Path file, UNetConfig config) throws IOException {
    Shape shape = config.inputShape();
    if (shape.height() != shape.width()) {
      throw new IllegalArgumentException("diffusers' images are square here, found " + shape);
    }
    ObjectNode root = (ObjectNode) JSON.readTree(FIXED);
    root.put("sample_size", shape.height());
    root.put("in_channels", shape.channels());
    root.put("out_channels", config.outputChannels());
    root.put("layers_per_block", config.layersPerBlock());
    root.put("add_attention", config.midAttention());
    if (config.headChannels() == 0) {
      root.putNull("attention_head_dim");
    } else {
      root.put("attention_head_dim", config.headChannels());
    }
    root.put("norm_num_groups", config.normGroups());
    root.put("norm_eps", config.normEpsilon());
    root.put("dropout", config.dropout());
    config.channels().forEach(root.putArray("block_out_channels")::add);
    ArrayNode down = root.putArray("down_block_types");
    config
        .downAttention()
        .forEach(attends -> down.add(attends ? "AttnDownBlock2D" : "DownBlock2D"));
    ArrayNode up = root.putArray("up_block_types");
    config.upAttention().forEach(attends -> up.add(attends ? "AttnUpBlock2D" : "UpBlock2D"));
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    AtomicFiles.write(file, text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a configuration.
   *
   * @param file the file
   * @return the configuration
   * @throws MalformedFileException if it is not such a file or asks for what {@link UNet} has not
   * @throws IOException if it cannot be read
   */
  public static UNetConfig read(Path file) throws IOException {
    long bytes = Files.size(file);
    if (bytes > MAX_BYTES) {
      throw malformed(file, "size", "at most " + MAX_BYTES + " bytes", bytes + " bytes");
    }
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          file.toString(), "content", "JSON", String.valueOf(e.getOriginalMessage()), e);
    } catch (CharConversionException e) {
      throw new MalformedFileException(
          file.toString(), "content", "JSON", String.valueOf(e.getMessage()), e);
    }
    if (!root.isObject()) {
      throw malformed(file, "content", "an object", found(root));
    }
    for (Map.Entry<String, JsonNode> option : JSON.readTree(FIXED).properties()) {
      JsonNode found = root.path(option.getKey());
      if (!found.isMissingNode() && !same(found, option.getValue())) {
        throw malformed(file, option.getKey(), "" + option.getValue(), "" + found);
      }
    }
    int side = integer(file, root, "sample_size");
    try {
      return new UNetConfig(
          new Shape(integer(file, root, "in_channels"), side, side),
          integer(file, root, "out_channels"),
          integers(file, root, "block_out_channels"),
          attention(file, root, "down_block_types", "DownBlock2D", "AttnDownBlock2D"),
          attention(file, root, "up_block_types", "UpBlock2D", "AttnUpBlock2D"),
          midAttention(file, root),
          integer(file, root, "layers_per_block"),
          headChannels(file, root),
          integer(file, root, "norm_num_groups"),
          number(file, root, "norm_eps"),
          root.has("dropout") ? number(file, root, "dropout") : 0);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "configuration", "one that a U-Net has", e.getMessage(), e);
    }
  }

  /** Whether two values are one, where 1 and 1.0 are. */
  private static boolean same(JsonNode a, JsonNode b) {
    return a.isNumber() && b.isNumber() ? a.doubleValue() == b.doubleValue() : a.equals(b);
  }

  private static boolean midAttention(Path file, JsonNode root) throws IOException {
    JsonNode value = root.path("add_attention");
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw malformed(file, "add_attention", "true or false", found(value));
    }
    return value.asBoolean(true);
  }

  private static int headChannels(Path file, JsonNode root) throws IOException {
    String name = "attention_head_dim";
    if (root.path(name).isNull()) {
      return 0;
    }
    int channels = integer(file, root, name);
    if (channels < 1) {
      throw malformed(file, name, "at least 1, or null for one head", "" + channels);
    }
    return channels;
  }

  private static List<Boolean> attention(
      Path file, JsonNode root, String name, String without, String with) throws IOException {
    List<Boolean> attends = new ArrayList<>();
    for (JsonNode type : list(file, root, name)) {
      if (!type.asText().equals(without) && !type.asText().equals(with)) {
        throw malformed(file, name, without + " or " + with, type.toString());
      }
      attends.add(type.asText().equals(with));
    }
    return attends;
  }

  private static List<Integer> integers(Path file, JsonNode root, String name) throws IOException {
    List<Integer> values = new ArrayList<>();
    for (JsonNode value : list(file, root, name)) {
      if (!value.isInt()) {
        throw malformed(file, name, "integers", value.toString());
      }
      values.add(value.intValue());
    }
    return values;
  }

  private static JsonNode list(Path file, JsonNode root, String name) throws IOException {
    JsonNode value = root.path(name);
    if (!value.isArray()) {
      throw malformed(file, name, "a list", found(value));
    }
    return value;
  }

  private static int integer(Path file, JsonNode root, String name) throws IOException {
    JsonNode value = root.path(name);
    if (!value.isInt()) {
      throw malformed(file, name, "an integer", found(value));
    }
    return value.intValue();
  }

  private static double number(Path file, JsonNode root, String name) throws IOException {
    JsonNode value = root.path(name);
    if (!value.isNumber()) {
      throw malformed(file, name, "a number", found(value));
    }
    return value.doubleValue();
  }

  private static String found(JsonNode value) {
    return value.isMissingNode() ? "nothing" : value.toString();
  }

  private static MalformedFileException malformed(
      Path file, String field, String expected, String found) {
    return new MalformedFileException(file.toString(), field, expected, found);
  }
}
