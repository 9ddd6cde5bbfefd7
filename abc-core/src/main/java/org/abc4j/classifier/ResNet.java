package org.abc4j.classifier;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.abc4j.Shape;
import org.abc4j.unet.layer.ImageNetwork;
import org.abc4j.unet.layer.ImageNetworkBuilder;

/**
 * A residual network of basic blocks (He et al. 2016), as torchvision's {@code ResNet} with {@code
 * BasicBlock}: a stem, stages of which each but the first halves the sides and doubles the
 * channels, the mean over pixels, and a linear map to the classes. Weights have torchvision's
 * names.
 *
 * @param images the shape of images: 1 to 4 channels, sides from 8 to 512
 * @param classes number of classes, 2 to 1000
 * @param stem what comes before the stages
 * @param width channels of the first stage, 1 to 256
 * @param blocks blocks of each stage, 1 to 5 stages of 1 to 64 blocks
 */
public record ResNet(Shape images, int classes, Stem stem, int width, List<Integer> blocks) {

  /** What comes before the stages of a network. */
  public enum Stem {
    /** A convolution of 7×7 with stride 2 and max pooling of 3×3 with stride 2: ImageNet's. */
    QUARTERS,
    /** A convolution of 3×3, which keeps the sides: for small images. */
    KEEPS
  }

  private static final int MOST_CHANNELS = 4;
  private static final int LEAST_SIDE = 8;
  private static final int MOST_SIDE = 512;
  private static final int MOST_CLASSES = 1000;
  private static final int MOST_WIDTH = 256;
  private static final int MOST_STAGES = 5;
  private static final int MOST_BLOCKS = 64;

  /**
   * Checks the ranges above.
   *
   * @param images the shape of images
   * @param classes number of classes
   * @param stem what comes before the stages
   * @param width channels of the first stage
   * @param blocks blocks of each stage
   * @throws IllegalArgumentException if one is out of range, naming it
   */
  public ResNet {
    Objects.requireNonNull(images, "images");
    Objects.requireNonNull(stem, "stem");
    blocks = List.copyOf(blocks);
    require(images.channels() <= MOST_CHANNELS, "images have 1 to 4 channels", images);
    for (int side : new int[] {images.height(), images.width()}) {
      require(
          side >= LEAST_SIDE && side <= MOST_SIDE,
          "sides of images lie from " + LEAST_SIDE + " to " + MOST_SIDE,
          side);
    }
    require(
        classes >= 2 && classes <= MOST_CLASSES,
        "there are 2 to " + MOST_CLASSES + " classes",
        classes);
    require(width >= 1 && width <= MOST_WIDTH, "widths lie from 1 to " + MOST_WIDTH, width);
    require(
        !blocks.isEmpty() && blocks.size() <= MOST_STAGES,
        "there are 1 to " + MOST_STAGES + " stages",
        blocks.size());
    for (int count : blocks) {
      require(
          count >= 1 && count <= MOST_BLOCKS, "a stage has 1 to " + MOST_BLOCKS + " blocks", count);
    }
  }

  private static void require(boolean holds, String rule, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ", found " + found);
    }
  }

  /**
   * The paper's ResNet-18, of torchvision: 64, 128, 256 and 512 channels, two blocks each.
   *
   * @param images the shape of images
   * @param classes number of classes
   * @return the network
   * @throws IllegalArgumentException if one is out of range
   */
  public static ResNet eighteen(Shape images, int classes) {
    return new ResNet(images, classes, Stem.QUARTERS, 64, List.of(2, 2, 2, 2));
  }

  /**
   * A small network of the same kind for small images: 16, 32 and 64 channels, a block each.
   *
   * @param images the shape of images
   * @param classes number of classes
   * @return the network
   * @throws IllegalArgumentException if one is out of range
   */
  public static ResNet small(Shape images, int classes) {
    return new ResNet(images, classes, Stem.KEEPS, 16, List.of(1, 1, 1));
  }

  /**
   * Number of features that the last layer goes by.
   *
   * @return channels of the last stage
   */
  public int features() {
    return width << (blocks.size() - 1);
  }

  /** From images to features. */
  ImageNetwork trunk() {
    ImageNetworkBuilder builder = ImageNetwork.of(images);
    if (stem == Stem.QUARTERS) {
      builder.convolutionWithoutBias("conv1", width, 7, 2).batchNorm("bn1").relu();
      builder.maxPooling(3, 2);
    } else {
      builder.convolutionWithoutBias("conv1", width, 3, 1).batchNorm("bn1").relu();
    }
    for (int stage = 0; stage < blocks.size(); stage++) {
      for (int block = 0; block < blocks.get(stage); block++) {
        boolean halves = stage > 0 && block == 0;
        String name = "layer" + (stage + 1) + "." + block;
        basicBlock(builder, name, width << stage, halves ? 2 : 1);
      }
    }
    return builder.averagePooling().build();
  }

  private static void basicBlock(
      ImageNetworkBuilder builder, String name, int channels, int stride) {
    Consumer<ImageNetworkBuilder> way =
        inner ->
            inner
                .convolutionWithoutBias(name + ".conv1", channels, 3, stride)
                .batchNorm(name + ".bn1")
                .relu()
                .convolutionWithoutBias(name + ".conv2", channels, 3, 1)
                .batchNorm(name + ".bn2");
    Consumer<ImageNetworkBuilder> shortcut =
        stride == 1
            ? inner -> {}
            : inner ->
                inner
                    .convolutionWithoutBias(name + ".downsample.0", channels, 1, stride)
                    .batchNorm(name + ".downsample.1");
    builder.residual(way, shortcut).relu();
  }

  /** From features to logits. */
  ImageNetwork head() {
    return ImageNetwork.of(new Shape(features(), 1, 1)).linear("fc", classes).build();
  }

  /** Numbers of all weights and statistics, without making them. */
  long weights() {
    long side = stem == Stem.QUARTERS ? 7 : 3;
    long sum = side * side * images.channels() * width + 4L * width;
    for (int stage = 0; stage < blocks.size(); stage++) {
      long channels = (long) width << stage;
      long square = 9 * channels * channels + 4 * channels;
      sum += 2 * blocks.get(stage) * square;
      if (stage > 0) {
        // The first convolution reads half the channels; beside it is one of 1×1.
        sum += channels * channels / 2 + 4 * channels - 9 * channels * channels / 2;
      }
    }
    return sum + (long) classes * features() + classes;
  }

  /** Multiply-adds of all convolutions for one image. */
  long multiplyAdds() {
    boolean quarters = stem == Stem.QUARTERS;
    int height = quarters ? half(images.height()) : images.height();
    int across = quarters ? half(images.width()) : images.width();
    long sum = (quarters ? 49L : 9L) * images.channels() * width * height * across;
    height = quarters ? half(height) : height;
    across = quarters ? half(across) : across;
    for (int stage = 0; stage < blocks.size(); stage++) {
      long channels = (long) width << stage;
      height = stage > 0 ? half(height) : height;
      across = stage > 0 ? half(across) : across;
      long square = channels * channels * height * across;
      sum += 18 * blocks.get(stage) * square - (stage > 0 ? 4 * square : 0);
    }
    return sum + (long) classes * features();
  }

  private static int half(int side) {
    return (side + 1) / 2;
  }
}
