package org.abc4j.cli;

import org.abc4j.Shape;
import org.abc4j.data.picture.Fit;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.Resampling;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How pictures become images of one shape. */
final class PreparationOptions {
  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description = "Side of the square images, from 8 to 64. Default: ${DEFAULT-VALUE}.")
  int size = 32;

  @ArgGroup private Channels channels = new Channels();

  @Option(
      names = "--fit",
      description =
          "What becomes of other proportions: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Fit fit = Fit.CROP;

  @Option(
      names = "--resampling",
      description = "The filter: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Resampling resampling = Resampling.BICUBIC;

  /** One or the other. */
  private static final class Channels {
    @Option(names = "--gray", description = "Images of one channel.")
    private boolean gray;

    @Option(names = "--color", description = "Images of three channels, which is the default.")
    private boolean color;
  }

  PicturePreparation preparation() {
    Limits.between("--size", 8, 64, size);
    Shape shape = new Shape(channels.gray ? 1 : 3, size, size);
    return PicturePreparation.to(shape).with(fit).with(resampling);
  }
}
