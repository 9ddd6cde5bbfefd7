package org.abc4j.cli.experiment.world;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.abc4j.autoencoder.AutoencoderFolder;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.UnusableInput;
import org.abc4j.cli.experiment.Experiment;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.Space;
import org.abc4j.codec.Codec;
import org.abc4j.codec.Codecs;
import org.abc4j.codec.MissingCodecException;
import org.abc4j.codec.OpenCodec;
import org.abc4j.io.Quoted;

/**
 * The autoencoder of an experiment's latent space, which lies beside the data sets in a folder that
 * is named by space and side, such as {@code stable-diffusion-256}. Open until it is closed.
 */
final class SpaceCodec implements AutoCloseable {
  private static final String ENCODER = "encoder.onnx";
  private static final String DECODER = "decoder.onnx";

  private final Codec codec;
  private final Runnable closing;

  private SpaceCodec(Codec codec, Runnable closing) {
    this.codec = codec;
    this.closing = closing;
  }

  /**
   * Opens it.
   *
   * @param plan a plan of a latent space
   * @param data the folder of data sets
   * @return the autoencoder, to be closed by the caller
   * @throws UnusableInput if it is not there, saying what goes where and where it comes from, or
   *     maps other shapes than the plan's
   * @throws Refusal if nothing here runs its files
   * @throws IOException if it is damaged or cannot be read
   */
  static SpaceCodec open(ExperimentPlan plan, Path data) throws IOException {
    Space space = plan.experiment().space();
    Path place = data.resolve(space + "-" + plan.imageShape().width());
    SpaceCodec opened =
        space == Space.STABLE_DIFFUSION ? stableDiffusion(plan, place) : basic(plan, data, place);
    try {
      opened.requireShapes(plan, place);
      return opened;
    } catch (UnusableInput other) {
      opened.close();
      throw other;
    }
  }

  private static SpaceCodec stableDiffusion(ExperimentPlan plan, Path place) throws IOException {
    List<String> missing =
        Stream.of(ENCODER, DECODER)
            .filter(name -> !Files.isRegularFile(place.resolve(name)))
            .toList();
    if (!missing.isEmpty()) {
      throw new UnusableInput(
          plan.experiment().name()
              + " diffuses latents of Stable Diffusion's autoencoder, of which "
              + missing.stream().map(Quoted::of).collect(Collectors.joining(" and "))
              + (missing.size() == 1 ? " is" : " are")
              + " not in "
              + Quoted.of(place.toString())
              + ": export encoder and decoder of the VAE of Stable Diffusion v1 as docs/onnx.md"
              + " shows; two files whose sides are open do for every folder");
    }
    try {
      OpenCodec codec =
          Codecs.open(
              place.resolve(ENCODER),
              place.resolve(DECODER),
              plan.imageShape(),
              Codecs.STABLE_DIFFUSION_SCALING);
      return new SpaceCodec(codec, codec::close);
    } catch (MissingCodecException none) {
      throw new Refusal(
          none.getMessage() + " (a folder lib beside abc.jar; docs/onnx.md says from where)");
    }
  }

  private static SpaceCodec basic(ExperimentPlan plan, Path data, Path place) throws IOException {
    Experiment of = plan.experiment();
    if (!AutoencoderFolder.isComplete(place)) {
      throw new UnusableInput(
          of.name()
              + " diffuses latents of the autoencoder of appendix B.4, which is not in "
              + Quoted.of(place.toString())
              + ": train it with abc autoencoder "
              + data.resolve(of.dataFolder())
              + " --layout "
              + of.dataSet()
              + " --part test --size "
              + plan.imageShape().width()
              + " --out "
              + place);
    }
    return new SpaceCodec(AutoencoderFolder.open(place).codec(), () -> {});
  }

  private void requireShapes(ExperimentPlan plan, Path place) throws UnusableInput {
    if (!codec.imageShape().equals(plan.imageShape())
        || !codec.latentShape().equals(plan.diffusedShape())) {
      throw new UnusableInput(
          Quoted.of(place.toString())
              + " maps "
              + codec.imageShape()
              + " to "
              + codec.latentShape()
              + ", "
              + plan.experiment().name()
              + " needs "
              + plan.imageShape()
              + " to "
              + plan.diffusedShape());
    }
  }

  /** From images with values from −1 to 1 to latents as the autoencoder gives them. */
  Codec codec() {
    return codec;
  }

  /** Frees what is held. */
  @Override
  public void close() {
    closing.run();
  }
}
