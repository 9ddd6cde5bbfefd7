package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.autoencoder.AutoencoderConfig;
import org.abc4j.autoencoder.AutoencoderFolder;
import org.abc4j.autoencoder.AutoencoderPlan;
import org.abc4j.autoencoder.AutoencoderTrainer;
import org.abc4j.autoencoder.AutoencoderTraining;
import org.abc4j.autoencoder.BasicAutoencoder;
import org.abc4j.codec.Latents;
import org.abc4j.data.Normalisation;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.model.AdamConfig;
import org.abc4j.report.ContactSheet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** From a folder of pictures to an autoencoder. */
@Command(
    name = "autoencoder",
    description =
        "Trains the paper's basic autoencoder on a folder of pictures, into whose latent space abc"
            + " train --codec then takes others: pictures that no ensemble sees should train it."
            + " Stopped or killed, the same command goes on from there, to the same bytes.",
    footerHeading = "%nExample:%n",
    footer = {
      "  abc autoencoder others --size 64 --epochs 10 --patch-epochs 50 --out codec",
      "  abc train pictures --codec codec --out ensemble"
    })
final class AutoencoderCommand extends Task {
  /** Pictures of the sheet of reconstructions. */
  private static final int SHOWN = 12;

  /** Pictures whose latents are looked at in the end. */
  private static final int LOOKED_AT = 1024;

  private static final String SHEET = "reconstructions.png";

  @Parameters(
      paramLabel = "PICTURES",
      description = "Folder of pictures, or of a data set as it is distributed (--layout).")
  private Path pictures;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder of the autoencoder.")
  private Path out;

  @Option(
      names = "--width",
      paramLabel = "C",
      description = "Channels between image and latent. Default: ${DEFAULT-VALUE}, the paper's.")
  private int width = 64;

  @Option(
      names = "--latent-channels",
      paramLabel = "C",
      description = "Channels of a latent, 1 to 4. Default: ${DEFAULT-VALUE}, the paper's.")
  private int latentChannels = 4;

  @Option(
      names = "--epochs",
      description =
          "Epochs of mean squared error alone. Default: ${DEFAULT-VALUE}, as in the paper.")
  private int epochs = 10;

  @Option(
      names = "--patch-epochs",
      paramLabel = "N",
      description =
          "Epochs after these with the error of the worst patches added. Default: ${DEFAULT-VALUE},"
              + " as in the paper.")
  private int patchEpochs = 574;

  @Option(names = "--batch", description = "Images a step. Default: ${DEFAULT-VALUE}.")
  private int batch = 64;

  @Option(names = "--rate", description = "Adam's learning rate. Default: ${DEFAULT-VALUE}.")
  private double rate = 1e-3;

  @Option(
      names = "--seed",
      description = "Seed of all that is drawn at random. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Mixin private SourceOptions sources;
  @Mixin private PreparationOptions preparation;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    PicturePreparation prepared =
        preparation.preparation(sources.layout(), PreparationOptions.LARGEST_DECODED);
    AutoencoderConfig config = config(prepared);
    AutoencoderTraining training = training();
    OutputFolder.requireUsable(out, "an autoencoder", "codec.json", "checkpoints");
    PictureSet set = sources.list(pictures, prepared);
    Optional<Path> cache = PictureCache.choose(sources.cache, out, set, console);
    if (!AutoencoderFolder.isComplete(out)) {
      sayAndRequire(config, training, set, cache, console, work);
    }
    TrainingPictures data =
        set.read(NormalisationForm.fixed(Normalisation.plusMinusOne()), cache, work);
    data.say(pictures, console);
    AutoencoderTrainer trainer =
        AutoencoderTrainer.of(config, training)
            .withPreparation(data.preparation(prepared, set.origin()));
    AutoencoderFolder made = train(trainer, data.images(), work);
    List<Double> losses = made.losses();
    console.line("Latents:    %s for pictures of %s", made.codec().latentShape(), config.images());
    console.line(
        "Loss:       %.4f in the first epoch, %.4f in the last of %d",
        losses.get(0), losses.get(losses.size() - 1), losses.size());
    if (config.images().channels() == 1 || config.images().channels() == 3) {
      Path sheet = out.resolve(SHEET);
      writeSheet(sheet, made.codec(), data.images());
      console.line("Pictures:   originals above reconstructions in %s", sheet);
    }
    noteConstantChannels(made.codec(), data.images(), console, work);
    console.line("Autoencoder: %s", out.toAbsolutePath().normalize());
    console.put("autoencoder", out.toAbsolutePath().normalize().toString());
    console.put("codecSha256", made.codec().sha256());
    console.put("losses", losses);
  }

  private AutoencoderConfig config(PicturePreparation prepared) {
    Limits.between("--latent-channels", 1, 4, latentChannels);
    AutoencoderConfig narrow;
    try {
      narrow = new AutoencoderConfig(prepared.shape(), 1, latentChannels);
    } catch (IllegalArgumentException impossible) {
      throw new IllegalArgumentException("--size: " + impossible.getMessage());
    }
    try {
      return narrow.withWidth(width);
    } catch (IllegalArgumentException impossible) {
      throw new IllegalArgumentException("--width: " + impossible.getMessage());
    }
  }

  /** What it takes, before anything is decoded. */
  private void sayAndRequire(
      AutoencoderConfig config,
      AutoencoderTraining training,
      PictureSet set,
      Optional<Path> cache,
      Console console,
      Work work) {
    int images = Math.toIntExact(set.sources().items());
    long held = set.bytes(cache);
    requireMemory(AutoencoderPlan.leastBytes(config, training, images) + held);
    AutoencoderPlan plan =
        Stoppable.measured(
            work, listener -> AutoencoderPlan.measure(config, training, images, listener));
    long bytes = plan.bytes() + held;
    String steps = String.format(Locale.ROOT, "%,d steps of %d images", plan.steps(), plan.batch());
    Estimate.sayNetwork(plan.time(work.threads()), bytes, steps, work, console);
    requireMemory(bytes);
  }

  private void requireMemory(long bytes) {
    Estimate.requireMemoryForBatch(bytes, batch, ", a smaller --width or --size");
  }

  /** A channel that died in training is found now, not by an ensemble that is to be trained. */
  private static void noteConstantChannels(
      BasicAutoencoder codec, Rows images, Console console, Work work) {
    int count = Math.min(LOOKED_AT, images.rows());
    int[] rows = IntStream.range(0, count).map(i -> i * (images.rows() / count)).toArray();
    ofConstantChannels(Latents.of(codec, images.view(rows), work.silent()))
        .ifPresent(noted -> console.note("%s", noted));
  }

  /** What is to be noted of latents, if anything is. */
  static Optional<String> ofConstantChannels(Rows latents) {
    int[] constant = Latents.constantChannels(latents);
    return constant.length == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d of %d channels of latents, the first channel %d, are the same for all of %d"
                    + " pictures: abc train refuses such an autoencoder; train it longer, with"
                    + " another --seed or with fewer --latent-channels",
                constant.length,
                latents.shape().channels(),
                constant[0],
                latents.rows()));
  }

  private AutoencoderTraining training() {
    Limits.atLeast("--epochs", 0, epochs);
    Limits.atLeast("--patch-epochs", 0, patchEpochs);
    Limits.atLeast("--batch", 1, batch);
    Limits.require(rate > 0 && rate < 1, "--rate", "above 0 and below 1", rate);
    return new AutoencoderTraining(seed, epochs, patchEpochs, batch, AdamConfig.pytorch(rate));
  }

  private AutoencoderFolder train(AutoencoderTrainer trainer, Rows images, Work work)
      throws IOException {
    return Stoppable.network(
        out,
        work,
        (execution, bar) ->
            trainer
                .with(execution)
                .reportingTo(
                    (epoch, all, loss) ->
                        bar.message(
                            String.format(Locale.ROOT, " epoch %d, loss %.4f", epoch, loss)))
                .train(images, out));
  }

  /** Some pictures as they are, and as they come back. */
  private static void writeSheet(Path file, BasicAutoencoder codec, Rows images)
      throws IOException {
    int count = Math.min(SHOWN, images.rows());
    int[] rows = IntStream.range(0, count).map(i -> i * (images.rows() / count)).toArray();
    float[] values = new float[count * images.shape().size()];
    float[] image = new float[images.shape().size()];
    for (int i = 0; i < count; i++) {
      images.copyRow(rows[i], image);
      System.arraycopy(image, 0, values, i * image.length, image.length);
    }
    Batch shown = Batch.of(images.shape(), values);
    ContactSheet.write(
        file, List.of(shown, codec.decode(codec.encode(shown))), Normalisation.plusMinusOne());
  }
}
