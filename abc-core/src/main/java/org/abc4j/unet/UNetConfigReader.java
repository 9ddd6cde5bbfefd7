package org.abc4j.unet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abc4j.Shape;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.StrictJson;
import org.abc4j.model.Prediction;

/**
 * One reading of a {@code config.json}: which options make the network, which must stand where they
 * make no difference, and which were passed over.
 */
final class UNetConfigReader {
  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_NESTING = 8;

  private static final StrictJson RULES = StrictJson.nesting(MAX_NESTING).inAnyUnicode();

  /** What diffusers has where a file says nothing. */
  private static final List<Integer> CHANNELS = List.of(224, 448, 672, 896);

  private static final List<Boolean> DOWN = List.of(false, true, true, true);
  private static final List<Boolean> UP = List.of(true, true, true, false);
  private static final int IMAGE_CHANNELS = 3;
  private static final int LAYERS = 2;
  private static final int HEAD_CHANNELS = 8;
  private static final int GROUPS = 32;
  private static final double EPSILON = 1e-5;

  /** Channels of the embedded timestep, as many times those of the first block. */
  private static final int TIME_WIDENING = 4;

  /** Blocks of the first releases were named so, and are the same. */
  private static final String OLD_BLOCK = "UNetRes";

  /** Options that {@link UNet} does not have, at the values that make no difference, as JSON. */
  private static final List<Map.Entry<String, List<String>>> FIXED =
      List.of(
          Map.entry("_class_name", List.of("\"UNet2DModel\"")),
          Map.entry("attention_legacy_order", List.of("false", "null")),
          Map.entry("center_input_sample", List.of("false", "null")),
          Map.entry("class_embed_type", List.of("null")),
          Map.entry("downsample_type", List.of("\"conv\"", "null")),
          Map.entry("mid_block_scale_factor", List.of("1")),
          Map.entry("mid_block_type", List.of("\"UNetMidBlock2D\"")),
          Map.entry("num_class_embeds", List.of("null")),
          Map.entry("resnet_time_scale_shift", List.of("\"default\"")),
          Map.entry("time_embedding_type", List.of("\"positional\"")),
          Map.entry("upsample_type", List.of("\"conv\"", "null")));

  /**
   * Keys that make no network another: of averaged weights, of tools around diffusers, and an
   * option of embeddings that are learnt.
   */
  private static final Set<String> INERT =
      Set.of(
          "architectures",
          "decay",
          "dtype",
          "inv_gamma",
          "min_decay",
          "model_type",
          "num_train_timesteps",
          "optimization_step",
          "power",
          "torch_dtype",
          "transformers_version",
          "update_after_step",
          "use_ema_warmup");

  private final JsonTree root;

  /** Keys that somebody has asked for. */
  private final Set<String> known = new HashSet<>();

  private final List<String> passedOver = new ArrayList<>();
  private final UNetConfig config;
  private final Optional<Prediction> prediction;

  private UNetConfigReader(Path file, JsonTree root) throws IOException {
    this.root = root;
    for (Map.Entry<String, List<String>> option : FIXED) {
      requireFixed(field(option.getKey()), option.getValue());
    }
    requireSilu();
    this.prediction = prediction(field("prediction_type"));
    try {
      this.config = config();
      requireDerived();
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "configuration", "one that a U-Net has", e.getMessage(), e);
    }
    for (Map.Entry<String, JsonTree> other : root.fields().entrySet()) {
      if (!known.contains(other.getKey())) {
        passOver(other.getKey(), other.getValue());
      }
    }
  }

  static UNetConfigReader of(Path file) throws IOException {
    JsonTree root = RULES.tree(file, MAX_BYTES);
    if (!root.isObject()) {
      throw root.fault("an object");
    }
    return new UNetConfigReader(file, root);
  }

  /** What the file says. */
  UNetConfig read() {
    return config;
  }

  /** What the file says that the network's output stands for, if it does. */
  Optional<Prediction> prediction() {
    return prediction;
  }

  /** Keys that make no difference, or have no value, in the order of the file. */
  List<String> passedOver() {
    return List.copyOf(passedOver);
  }

  private JsonTree field(String key) {
    known.add(key);
    return root.field(key);
  }

  /**
   * Whoever wrote a key that is not known may have meant another network by it; without a value it
   * means none.
   */
  private void passOver(String key, JsonTree value) throws MalformedFileException {
    if (!value.isNull() && !key.startsWith("_") && !INERT.contains(key)) {
      throw value.fault(
          "no such option: it may be of another network. Without it, or with null, the file is that"
              + " of a UNet2DModel");
    }
    passedOver.add(key);
  }

  private static void requireFixed(JsonTree found, List<String> allowed) throws IOException {
    if (!found.isMissing() && allowed.stream().noneMatch(found::isSameAs)) {
      throw found.fault(String.join(" or ", allowed));
    }
  }

  /** The two names of x·σ(x). */
  private void requireSilu() throws IOException {
    JsonTree activation = field("act_fn");
    if (!activation.isMissing()
        && (!activation.isText()
            || !Set.of("silu", "swish").contains(activation.text().toLowerCase(Locale.ROOT)))) {
      throw activation.fault("\"silu\" or \"swish\"");
    }
  }

  private UNetConfig config() throws IOException {
    List<Integer> channels = channels(field("block_out_channels"));
    List<Boolean> down = attention(field("down_block_types"), "DownBlock2D", DOWN);
    List<Boolean> up = attention(field("up_block_types"), "UpBlock2D", UP);
    boolean mid = truth("add_attention", true);
    return new UNetConfig(
        shape(integer("in_channels", IMAGE_CHANNELS)),
        integer("out_channels", IMAGE_CHANNELS),
        channels,
        down,
        up,
        mid,
        integer("layers_per_block", LAYERS),
        headChannels(attending(channels, down, up, mid)),
        integer("norm_num_groups", GROUPS),
        number("norm_eps", EPSILON),
        number("dropout", 0),
        variant());
  }

  private UNetVariant variant() throws IOException {
    JsonTree padding = field("downsample_padding");
    requireFixed(padding, List.of("1", "0"));
    TimeEmbedding time = new TimeEmbedding(truth("flip_sin_to_cos", true), number("freq_shift", 0));
    return new UNetVariant(time, padding.isSameAs("0"), prediction.orElse(Prediction.NOISE));
  }

  /** What a network's output stands for, by a key of diffusers' schedulers, if it is said. */
  static Optional<Prediction> prediction(JsonTree found) throws IOException {
    if (found.isMissing()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (Prediction prediction : Prediction.values()) {
      if (found.isText(prediction.text())) {
        return Optional.of(prediction);
      }
      texts.add('"' + prediction.text() + '"');
    }
    throw found.fault(String.join(" or ", texts));
  }

  private Shape shape(int channels) throws IOException {
    JsonTree size = field("sample_size");
    if (!size.isList()) {
      if (!size.isInteger()) {
        throw size.fault("an integer or [height, width]");
      }
      return new Shape(channels, size.integer(), size.integer());
    }
    List<JsonTree> sides = size.list();
    if (sides.size() != 2 || !sides.stream().allMatch(JsonTree::isInteger)) {
      throw size.fault("an integer or [height, width]");
    }
    return new Shape(channels, sides.get(0).integer(), sides.get(1).integer());
  }

  /** Channels of the blocks that attend. */
  private static Set<Integer> attending(
      List<Integer> channels, List<Boolean> down, List<Boolean> up, boolean mid) {
    Set<Integer> attending = new LinkedHashSet<>();
    int blocks = channels.size();
    for (int i = 0; i < blocks; i++) {
      boolean downwards = i < down.size() && down.get(i);
      boolean upwards = blocks - 1 - i < up.size() && up.get(blocks - 1 - i);
      if (downwards || upwards || mid && i == blocks - 1) {
        attending.add(channels.get(i));
      }
    }
    return attending;
  }

  /**
   * Channels of a head, which {@code attention_head_dim} says of this class, whatever its name has
   * come to mean in others. diffusers passes {@code num_attention_heads} over, which this class
   * does not have: it must agree with the heads that there are without it.
   */
  private int headChannels(Set<Integer> attending) throws IOException {
    JsonTree size = field("attention_head_dim");
    JsonTree heads = field("num_attention_heads");
    int channels = size.isMissing() ? HEAD_CHANNELS : size.isNull() ? 0 : atLeastOne(size);
    if (!heads.isMissing() && !heads.isNull()) {
      atLeastOne(heads);
      for (int width : attending) {
        requireHeads(heads, width, channels == 0 ? width : channels, size);
      }
    }
    return channels;
  }

  private static void requireHeads(JsonTree heads, int width, int channels, JsonTree size)
      throws IOException {
    int count = heads.integer();
    if (width != (long) count * channels) {
      String said =
          size.isMissing()
              ? channels + ", as where it is missing"
              : size.isNull() ? "null" : "" + channels;
      throw heads.fault(
          width
              + " channels in heads of attention_head_dim "
              + said
              + ", which diffusers goes by, passing this key over",
          count
              + (width % count == 0
                  ? ", which attention_head_dim " + width / count + " would make"
                  : ""));
    }
  }

  private static int atLeastOne(JsonTree value) throws IOException {
    int found = value.integer();
    if (found < 1) {
      throw value.fault("at least 1, or null for one head");
    }
    return found;
  }

  /** Options that may be said though they follow from others. */
  private void requireDerived() throws IOException {
    requireFixed(
        field("attn_norm_num_groups"), List.of("null", Integer.toString(config.normGroups())));
    requireFixed(
        field("time_embedding_dim"),
        List.of("null", Integer.toString(TIME_WIDENING * config.channels(0))));
  }

  private int integer(String key, int usual) throws IOException {
    JsonTree found = field(key);
    return found.isMissing() ? usual : found.integer();
  }

  private double number(String key, double usual) throws IOException {
    JsonTree found = field(key);
    return found.isMissing() ? usual : found.number();
  }

  private boolean truth(String key, boolean usual) throws IOException {
    JsonTree found = field(key);
    return found.isMissing() ? usual : found.truth();
  }

  private static List<Boolean> attention(JsonTree list, String without, List<Boolean> usual)
      throws IOException {
    if (list.isMissing()) {
      return usual;
    }
    String with = "Attn" + without;
    List<Boolean> attends = new ArrayList<>();
    for (JsonTree type : list.list()) {
      boolean attending = type.isText(with) || type.isText(OLD_BLOCK + with);
      if (!attending && !type.isText(without) && !type.isText(OLD_BLOCK + without)) {
        throw type.fault(without + " or " + with);
      }
      attends.add(attending);
    }
    return attends;
  }

  private static List<Integer> channels(JsonTree list) throws IOException {
    if (list.isMissing()) {
      return CHANNELS;
    }
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
