package org.abc4j.unet;

import java.util.List;
import java.util.Objects;
import org.abc4j.Shape;
import org.abc4j.model.Prediction;

/**
 * The configuration of a {@link UNet}, a subset of diffusers' {@code UNet2DModel}.
 *
 * @param inputShape channels, height and width of the images; both sides divisible by 2^(blocks −
 *     1), from 8 to 256
 * @param outputChannels channels of the prediction, 1 to 4
 * @param channels channels of each block on the way down, each a multiple of {@code normGroups}; at
 *     least one block; the first even
 * @param downAttention whether each block on the way down attends
 * @param upAttention whether each block on the way up attends, in the order of the way up
 * @param midAttention whether the block in the middle attends
 * @param layersPerBlock residual layers in each block on the way down, at least 1
 * @param headChannels channels of an attention head, a divisor of the channels where there is
 *     attention; 0 for one head of all channels
 * @param normGroups groups of each normalisation
 * @param normEpsilon added to each variance, positive
 * @param dropout probability of dropout in training, from 0 to below 1
 * @param variant in what it differs from networks that this library trains by itself
 */
public record UNetConfig(
    Shape inputShape,
    int outputChannels,
    List<Integer> channels,
    List<Boolean> downAttention,
    List<Boolean> upAttention,
    boolean midAttention,
    int layersPerBlock,
    int headChannels,
    int normGroups,
    double normEpsilon,
    double dropout,
    UNetVariant variant) {
  private static final int MAX_BLOCKS = 8;
  private static final int LEAST_SIDE = 8;
  private static final int MOST_SIDE = 256;

  /** Pixels of images that go through together in full blocks of rows. */
  private static final int PIXELS_OF_BLOCKS = 64 * 64;

  private static final int MAX_CHANNELS = 4096;
  private static final int MAX_LAYERS = 16;

  /**
   * Checks the ranges above.
   *
   * @param inputShape channels, height and width of the images
   * @param outputChannels channels of the prediction
   * @param channels channels of each block on the way down
   * @param downAttention whether each block on the way down attends
   * @param upAttention whether each block on the way up attends
   * @param midAttention whether the block in the middle attends
   * @param layersPerBlock residual layers in each block on the way down
   * @param headChannels channels of an attention head
   * @param normGroups groups of each normalisation
   * @param normEpsilon added to each variance
   * @param dropout probability of dropout in training
   * @param variant in what it differs from networks that this library trains by itself
   * @throws IllegalArgumentException if one is out of range, naming it
   */
  public UNetConfig {
    Objects.requireNonNull(inputShape, "inputShape");
    Objects.requireNonNull(variant, "variant");
    channels = List.copyOf(channels);
    downAttention = List.copyOf(downAttention);
    upAttention = List.copyOf(upAttention);
    require(inputShape.channels() <= 4, "input channels lie from 1 to 4", inputShape);
    require(
        outputChannels >= 1 && outputChannels <= 4,
        "output channels lie from 1 to 4",
        outputChannels);
    require(
        !channels.isEmpty() && channels.size() <= MAX_BLOCKS,
        "there are 1 to " + MAX_BLOCKS + " blocks",
        channels);
    require(
        downAttention.size() == channels.size(),
        "each block down says whether it attends",
        downAttention);
    require(
        upAttention.size() == channels.size(),
        "each block up says whether it attends",
        upAttention);
    require(
        layersPerBlock >= 1 && layersPerBlock <= MAX_LAYERS,
        "layers of a block lie from 1 to " + MAX_LAYERS,
        layersPerBlock);
    require(normGroups >= 1, "there is at least 1 group", normGroups);
    require(headChannels >= 0, "channels of a head are at least 0", headChannels);
    require(normEpsilon > 0 && normEpsilon < 1, "epsilon lies in (0, 1)", normEpsilon);
    require(dropout >= 0 && dropout < 1, "dropout lies in [0, 1)", dropout);
    int sideStep = 1 << (channels.size() - 1);
    for (int side : new int[] {inputShape.height(), inputShape.width()}) {
      require(
          side >= LEAST_SIDE && side <= MOST_SIDE && side % sideStep == 0,
          "sides lie from " + LEAST_SIDE + " to " + MOST_SIDE + " and are divisible by " + sideStep,
          side);
    }
    require(channels.get(0) % 2 == 0, "the first block's channels are even", channels.get(0));
    for (int i = 0; i < channels.size(); i++) {
      int width = channels.get(i);
      require(
          width >= 1 && width <= MAX_CHANNELS && width % normGroups == 0,
          "channels of a block are a multiple of the "
              + normGroups
              + " groups, at most "
              + MAX_CHANNELS,
          width);
      boolean attends =
          downAttention.get(i)
              || upAttention.get(channels.size() - 1 - i)
              || (midAttention && i == channels.size() - 1);
      require(
          !attends || headChannels == 0 || width % headChannels == 0,
          "channels that attend are a multiple of the head's " + headChannels,
          width);
    }
    variant.timeEmbedding().requireSize(channels.get(0));
  }

  /**
   * Of a network as this library trains them by itself.
   *
   * @param inputShape channels, height and width of the images
   * @param outputChannels channels of the prediction
   * @param channels channels of each block on the way down
   * @param downAttention whether each block on the way down attends
   * @param upAttention whether each block on the way up attends
   * @param midAttention whether the block in the middle attends
   * @param layersPerBlock residual layers in each block on the way down
   * @param headChannels channels of an attention head
   * @param normGroups groups of each normalisation
   * @param normEpsilon added to each variance
   * @param dropout probability of dropout in training
   * @throws IllegalArgumentException if one is out of range, naming it
   */
  public UNetConfig(
      Shape inputShape,
      int outputChannels,
      List<Integer> channels,
      List<Boolean> downAttention,
      List<Boolean> upAttention,
      boolean midAttention,
      int layersPerBlock,
      int headChannels,
      int normGroups,
      double normEpsilon,
      double dropout) {
    this(
        inputShape,
        outputChannels,
        channels,
        downAttention,
        upAttention,
        midAttention,
        layersPerBlock,
        headChannels,
        normGroups,
        normEpsilon,
        dropout,
        UNetVariant.usual());
  }

  private static void require(boolean holds, String rule, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", found " + found);
    }
  }

  /**
   * The smaller network of appendix B.2, for images of one channel and 32×32 pixels.
   *
   * @return channels (128, 256, 512, 512), two layers a block, attention on the second block down
   *     and the third up
   */
  public static UNetConfig paper() {
    return attendingOnce(new Shape(1, 32, 32), List.of(128, 256, 512, 512), 2, 32);
  }

  /**
   * The larger network of appendix B.2, with dropout 0.1, for colour images of 32×32 pixels.
   *
   * @return channels (192, 384, 768, 768), two layers a block, attention on the second block down
   *     and the third up
   */
  public static UNetConfig paperLarge() {
    return attendingOnce(new Shape(3, 32, 32), List.of(192, 384, 768, 768), 2, 32).withDropout(0.1);
  }

  /**
   * A network shaped like the paper's: attention on the second block down and on its counterpart
   * up, and in the middle, with heads of 8 channels.
   *
   * @param shape shape of the images
   * @param channels channels of each block
   * @param layersPerBlock residual layers in each block
   * @param normGroups groups of each normalisation
   * @return the configuration
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static UNetConfig attendingOnce(
      Shape shape, List<Integer> channels, int layersPerBlock, int normGroups) {
    return attendingAt(1, shape, channels, layersPerBlock, normGroups);
  }

  /**
   * A network shaped like the paper's, but for the block that attends: attention costs the square
   * of the pixels, so on the third block it costs a sixteenth of what it does on the second.
   *
   * @param block which block down attends, with its counterpart up, from 0; none does where there
   *     are not so many
   * @param shape shape of the images
   * @param channels channels of each block
   * @param layersPerBlock residual layers in each block
   * @param normGroups groups of each normalisation
   * @return the configuration
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static UNetConfig attendingAt(
      int block, Shape shape, List<Integer> channels, int layersPerBlock, int normGroups) {
    Boolean[] down = new Boolean[channels.size()];
    Boolean[] up = new Boolean[channels.size()];
    for (int i = 0; i < down.length; i++) {
      down[i] = i == block;
      up[down.length - 1 - i] = i == block;
    }
    return new UNetConfig(
        shape,
        shape.channels(),
        channels,
        List.of(down),
        List.of(up),
        true,
        layersPerBlock,
        8,
        normGroups,
        1e-5,
        0);
  }

  /**
   * With another dropout.
   *
   * @param probability from 0 to below 1
   * @return a copy
   * @throws IllegalArgumentException if it is out of range
   */
  public UNetConfig withDropout(double probability) {
    return new UNetConfig(
        inputShape,
        outputChannels,
        channels,
        downAttention,
        upAttention,
        midAttention,
        layersPerBlock,
        headChannels,
        normGroups,
        normEpsilon,
        probability,
        variant);
  }

  /**
   * With another variant.
   *
   * @param other in what it differs from networks that this library trains by itself
   * @return a copy
   * @throws IllegalArgumentException if the first block has too few channels for its embedding of
   *     timesteps
   */
  public UNetConfig with(UNetVariant other) {
    return new UNetConfig(
        inputShape,
        outputChannels,
        channels,
        downAttention,
        upAttention,
        midAttention,
        layersPerBlock,
        headChannels,
        normGroups,
        normEpsilon,
        dropout,
        other);
  }

  /**
   * Checks that a network of this configuration can be a noise model.
   *
   * @throws IllegalArgumentException if it has more or fewer output channels than input channels
   */
  public void requireOutputsLikeInputs() {
    if (outputChannels != inputShape.channels()) {
      throw new IllegalArgumentException(
          "a noise model predicts as many channels as it reads, found "
              + outputChannels
              + " for "
              + inputShape.channels());
    }
  }

  /**
   * Checks that a network of this configuration predicts noise, as those in training do.
   *
   * @throws IllegalArgumentException if its output stands for something else, naming it
   */
  public void requireNoise() {
    if (variant.prediction() != Prediction.NOISE) {
      throw new IllegalArgumentException(
          "losses are those of predicted noise, found a network whose output is "
              + variant.prediction().text());
    }
  }

  /**
   * The embedding of a timestep that the network is given.
   *
   * @param timestep t, from 0
   * @return as many values as the first block has channels
   * @throws IllegalArgumentException if the timestep is negative
   */
  public float[] timeEmbedding(int timestep) {
    return variant.timeEmbedding().of(timestep, channels(0));
  }

  /**
   * How many rows, or tangents, go through a network together, so that memory does not grow with
   * the images: fewer where they are larger than 64×64.
   *
   * @param most of images up to 64×64, at least 1
   * @return from 1 to {@code most}
   */
  public int rowsTogether(int most) {
    int pixels = inputShape.height() * inputShape.width();
    return Math.max(1, Math.min(most, (int) ((long) most * PIXELS_OF_BLOCKS / pixels)));
  }

  /**
   * Number of blocks on the way down.
   *
   * @return at least 1
   */
  public int blocks() {
    return channels.size();
  }

  int channels(int block) {
    return channels.get(block);
  }

  boolean downAttention(int block) {
    return downAttention.get(block);
  }

  boolean upAttention(int block) {
    return upAttention.get(block);
  }

  int headSize(int width) {
    return headChannels == 0 ? width : headChannels;
  }

  /** The variant is named only where it is not the usual one. */
  @Override
  public String toString() {
    return "UNetConfig[inputShape="
        + inputShape
        + ", outputChannels="
        + outputChannels
        + ", channels="
        + channels
        + ", downAttention="
        + downAttention
        + ", upAttention="
        + upAttention
        + ", midAttention="
        + midAttention
        + ", layersPerBlock="
        + layersPerBlock
        + ", headChannels="
        + headChannels
        + ", normGroups="
        + normGroups
        + ", normEpsilon="
        + normEpsilon
        + ", dropout="
        + dropout
        + (variant.equals(UNetVariant.usual()) ? "]" : ", variant=" + variant + "]");
  }
}
