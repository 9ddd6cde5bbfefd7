package org.abc4j.unet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.abc4j.Shape;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.StrictJson;

/**
 * diffusers' {@code config.json} of a {@code UNet2DModel}.
 *
 * <p>Options that {@link UNet} does not have must stand at the value that makes no difference, or
 * be absent; a file with another value is refused, naming the option. Those are all options of
 * diffusers 0.27 and, of later releases, {@code mid_block_type} and {@code time_embedding_dim}.
 * Keys that {@code UNet2DModel} does not have are passed over, as diffusers passes over them: files
 * of averaged weights have such.
 */
public final class UNetConfigFile {
  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_NESTING = 8;

  private static final StrictJson RULES = StrictJson.nesting(MAX_NESTING).inAnyUnicode();

  private static final ObjectMapper JSON = new ObjectMapper();

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

  /** The same, of options that releases of diffusers after 0.27 have added. */
  private static final String FIXED_LATER =
      """
      {"mid_block_type": "UNetMidBlock2D", "time_embedding_dim": null}
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
    JsonTree root = RULES.tree(file, MAX_BYTES);
    if (!root.isObject()) {
      throw root.fault("an object");
    }
    requireFixed(root, FIXED);
    requireFixed(root, FIXED_LATER);
    int side = root.field("sample_size").integer();
    JsonTree dropout = root.field("dropout");
    try {
      return new UNetConfig(
          new Shape(root.field("in_channels").integer(), side, side),
          root.field("out_channels").integer(),
          integers(root.field("block_out_channels")),
          attention(root.field("down_block_types"), "DownBlock2D", "AttnDownBlock2D"),
          attention(root.field("up_block_types"), "UpBlock2D", "AttnUpBlock2D"),
          root.field("add_attention").isMissing() || root.field("add_attention").truth(),
          root.field("layers_per_block").integer(),
          headChannels(root.field("attention_head_dim")),
          root.field("norm_num_groups").integer(),
          root.field("norm_eps").number(),
          dropout.isMissing() ? 0 : dropout.number());
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "configuration", "one that a U-Net has", e.getMessage(), e);
    }
  }

  private static void requireFixed(JsonTree root, String options) throws IOException {
    for (Map.Entry<String, JsonNode> option : JSON.readTree(options).properties()) {
      JsonTree found = root.field(option.getKey());
      String fixed = option.getValue().toString();
      if (!found.isMissing() && !found.isSameAs(fixed)) {
        throw found.fault(fixed);
      }
    }
  }

  private static int headChannels(JsonTree value) throws IOException {
    if (value.isNull()) {
      return 0;
    }
    int channels = value.integer();
    if (channels < 1) {
      throw value.fault("at least 1, or null for one head");
    }
    return channels;
  }

  private static List<Boolean> attention(JsonTree list, String without, String with)
      throws IOException {
    List<Boolean> attends = new ArrayList<>();
    for (JsonTree type : list.list()) {
      if (!type.isText(without) && !type.isText(with)) {
        throw type.fault(without + " or " + with);
      }
      attends.add(type.isText(with));
    }
    return attends;
  }

  private static List<Integer> integers(JsonTree list) throws IOException {
    List<Integer> values = new ArrayList<>();
    for (JsonTree value : list.list()) {
      if (!value.isInteger()) {
        throw value.fault("integers");
      }
      values.add(value.integer());
    }
    return values;
  }
}
