package org.abc4j.unet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.Shape;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Prediction;

/**
 * diffusers' {@code config.json} of a {@code UNet2DModel}.
 *
 * <p>What a file does not say is as diffusers has it, but for {@code sample_size}, which must be
 * there. Options that {@link UNet} does not have must stand at a value that makes no difference, or
 * be absent; a file with another value is refused, naming the option. Those are all options of
 * diffusers up to 0.39. A key that {@code UNet2DModel} does not have is refused too, unless it is
 * {@code null}, begins with an underscore, or is known to make no network another, as those of
 * averaged weights are: {@link #passedOver} names such. {@code act_fn} may be {@code silu} or
 * {@code swish}; {@code num_attention_heads}, which diffusers passes over, must agree with {@code
 * attention_head_dim}, which are the channels of a head in this class, 8 if it is missing.
 *
 * <p>One key is not diffusers': {@code prediction_type}, which its schedulers have, says what the
 * output stands for where that is not the noise.
 */
public final class UNetConfigFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is written first, in this order: options that are not ours, and some that may differ. */
  private static final String FIRST =
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
   * @param config the configuration
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, UNetConfig config) throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(FIRST);
    put(config.variant(), root);
    put(config.inputShape(), root);
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

  /** Says only what is not usual, so that usual files keep their bytes. */
  private static void put(UNetVariant variant, ObjectNode root) {
    TimeEmbedding time = variant.timeEmbedding();
    root.put("flip_sin_to_cos", time.cosinesFirst());
    if (time.shift() == (int) time.shift()) {
      root.put("freq_shift", (int) time.shift());
    } else {
      root.put("freq_shift", time.shift());
    }
    root.put("downsample_padding", variant.paddedAfter() ? 0 : 1);
    if (variant.prediction() != Prediction.NOISE) {
      root.put("prediction_type", variant.prediction().text());
    }
  }

  private static void put(Shape shape, ObjectNode root) {
    if (shape.height() == shape.width()) {
      root.put("sample_size", shape.height());
    } else {
      root.putArray("sample_size").add(shape.height()).add(shape.width());
    }
    root.put("in_channels", shape.channels());
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
    return UNetConfigReader.of(file).read();
  }

  /**
   * What a file says that makes no difference to the network.
   *
   * @param file a file that {@link #read} reads
   * @return the keys that were passed over, in the order of the file
   * @throws MalformedFileException as {@link #read}
   * @throws IOException if it cannot be read
   */
  public static List<String> passedOver(Path file) throws IOException {
    return UNetConfigReader.of(file).passedOver();
  }
}
