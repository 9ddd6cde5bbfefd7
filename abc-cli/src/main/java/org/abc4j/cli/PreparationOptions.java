package org.abc4j.cli;

import java.util.Objects;
import org.abc4j.Shape;
import org.abc4j.data.DataLayout;
import org.abc4j.data.picture.Fit;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.Resampling;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How pictures become images of one shape. */
final class PreparationOptions {
  private static final int CELEBA_MIDDLE = 128;

  private static final int SMALLEST = 8;
  private static final int USUAL = 32;

  /** Sides that networks take. */
  static final int LARGEST = 64;

  /** Sides of images that are encoded before networks see them. */
  static final int LARGEST_DECODED = 4 * LARGEST;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description =
          "Side of the square images, from 8 to 64, to 256 with an autoencoder. Default: 32, or"
              + " that of the autoencoder that is named.")
  private Integer size;

  @ArgGroup private Channels channels = new Channels();

  @Option(
      names = "--fit",
      description =
          "What becomes of other proportions: ${COMPLETION-CANDIDATES}. CROP resizes the shorter"
              + " side to --size, then cuts out the middle, as torchvision's Resize and CenterCrop"
              + " do; PAD resizes the longer side and lays a white border around it. Default:"
              + " ${DEFAULT-VALUE}.")
  private Fit fit = Fit.CROP;

  @Option(
      names = "--resampling",
      description =
          "The filter: ${COMPLETION-CANDIDATES}. Default: BICUBIC; BILINEAR for celeba and"
              + " metfaces, as in the paper.")
  private Resampling resampling;

  /** One or the other. */
  private static final class Channels {
    @Option(
        names = "--gray",
        description = "Images of one channel, which is the default for mnist and fashion-mnist.")
    private boolean gray;

    @Option(names = "--color", description = "Images of three channels, otherwise the default.")
    private boolean color;
  }

  /** How pictures of a layout become images; of CelebA's the paper takes the middle. */
  PicturePreparation preparation(DataLayout layout) {
    return preparation(layout, LARGEST);
  }

  /** The same, up to another size. */
  PicturePreparation preparation(DataLayout layout, int largest) {
    int side = size == null ? USUAL : size;
    Limits.between("--size", SMALLEST, largest, side);
    boolean bare = layout == DataLayout.MNIST || layout == DataLayout.FASHION_MNIST;
    boolean gray = channels.gray || bare && !channels.color;
    return preparation(layout, new Shape(gray ? 1 : 3, side, side));
  }

  /** How they become what a codec takes; options that were given must agree. */
  PicturePreparation forCodec(DataLayout layout, Shape images) {
    boolean agree =
        (size == null || size == images.height())
            && !(channels.gray && images.channels() != 1)
            && !(channels.color && images.channels() != 3);
    if (!agree) {
      String given = size == null ? "" : " --size " + size;
      String channel = channels.gray ? " --gray" : channels.color ? " --color" : "";
      throw new IllegalArgumentException(
          "--codec takes images of " + images + ", found" + given + channel);
    }
    return preparation(layout, images);
  }

  /** How they become images of a shape; as is usual where no option was given. */
  PicturePreparation preparation(DataLayout layout, Shape shape) {
    boolean faces = layout == DataLayout.CELEBA || layout == DataLayout.METFACES;
    Resampling usual = faces ? Resampling.BILINEAR : Resampling.BICUBIC;
    PicturePreparation prepared =
        PicturePreparation.to(shape).with(fit).with(Objects.requireNonNullElse(resampling, usual));
    return layout == DataLayout.CELEBA ? prepared.ofMiddle(CELEBA_MIDDLE, CELEBA_MIDDLE) : prepared;
  }
}
