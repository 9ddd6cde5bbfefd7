package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.abc4j.Rows;
import org.abc4j.autoencoder.AutoencoderFolder;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.codec.Latents;
import org.abc4j.data.ImageOrigin;
import org.abc4j.data.ImagePreparation;
import org.abc4j.data.LatentPreparation;
import org.abc4j.data.Normalisation;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.Quoted;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.UNetEnsembleTrainer;
import org.abc4j.unet.UNetConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** From a folder of pictures to an ensemble. */
@Command(
    name = "train",
    description =
        "Trains an ensemble on a folder of pictures. It says first what that takes; stopped or"
            + " killed, the same command goes on from there, to the same bytes.",
    footerHeading = "%nExample:%n",
    footer = {
      "  abc train pictures --size 16 --gray --steps 2000 --out ensemble",
      "  abc train pictures --table artists.csv --source-column artist --out ensemble",
      "  abc train celeba --layout celeba --sources 512 --out ensemble"
    })
final class TrainCommand extends Task {
  /** Samples for which plans say what landscapes take. */
  static final int SAMPLES = 8;

  @Parameters(
      paramLabel = "PICTURES",
      description = "Folder of pictures, or of a data set as it is distributed (--layout).")
  private Path pictures;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder of the ensemble.")
  private Path out;

  @Option(
      names = "--normalise",
      paramLabel = "FORM",
      converter = NormalisationForm.Converter.class,
      defaultValue = "plus-minus-one",
      description =
          "How values of pictures become those of networks: plus-minus-one; standard or"
              + " standard-channels, to mean 0 and deviation 1 over all or each channel of all"
              + " pictures; cifar, as the paper prints for CIFAR; or SHIFT,SCALE of values from 0"
              + " to 1. The manifest keeps it, and samples are shown without it. Default:"
              + " ${DEFAULT-VALUE}.")
  private NormalisationForm normalisation;

  @Spec private CommandSpec spec;
  @Mixin private SourceOptions sources;
  @Mixin private CodecOptions codecs;
  @Mixin private PreparationOptions preparation;
  @Mixin private NetworkOptions networks;
  @Mixin private ThreadOptions threads;

  @Override
  int threads() {
    return threads.threads;
  }

  @Override
  void run(Console console, Work work) throws IOException {
    Optional<AutoencoderFolder> codec = codecs.open();
    if (codec.isPresent() && spec.commandLine().getParseResult().hasMatchedOption("--normalise")) {
      throw new IllegalArgumentException(
          "--normalise is for ensembles of pictures: with --codec latents are normalised, each"
              + " channel to mean 0 and deviation 1");
    }
    PicturePreparation prepared =
        codec.isPresent()
            ? preparation.forCodec(sources.layout(), codec.get().codec().imageShape())
            : preparation.preparation(sources.layout());
    UNetConfig network =
        networks.network(
            codec.map(folder -> folder.codec().latentShape()).orElse(prepared.shape()));
    TrainingConfig training = networks.training();
    OutputFolder.requireUsable(out, "an ensemble", "manifest.json", "checkpoints");
    // Of what is listed: what cannot work is refused before a picture is decoded.
    PictureSet set = sources.list(pictures, prepared);
    set.requireSources();
    CodeAssignment listed = networks.code(set.sources());
    Optional<Path> cache = PictureCache.choose(sources.cache, out, set, console);
    UNetEnsembleTrainer members = UNetEnsembleTrainer.of(network, training);
    boolean begun = OtherTraining.asked(out, () -> members.isBegunIn(out));
    if (!begun && !EnsembleFolder.isComplete(out)) {
      sayAndRequire(network, training, listed, set.bytes(cache), console, work);
    }
    TrainingPictures data = set.read(normalisation, cache, work);
    data.say(pictures, console);
    CodeAssignment code = code(data.sources(), listed, pictures, networks);
    ImagePreparation images = data.preparation(prepared, set.origin());
    Rows rows = data.images();
    if (codec.isPresent()) {
      Rows raw = codecs.raw(codec.get().codec(), data.images(), work);
      LatentPreparation latents = latents(codec.get(), raw);
      images = images.with(latents);
      rows = latents.normalisation().apply(raw, 0, 1);
      say(codec.get(), data, set.origin(), console);
    }
    Rows trained = rows;
    UNetEnsembleTrainer trainer = members.withPreparation(images);
    if (begun) {
      // Only the pictures tell whether it is this training's, and they are before what is timed.
      OtherTraining.asked(out, () -> trainer.isBegunIn(out, trained, code));
      sayAndRequire(network, training, code, set.bytes(cache), console, work);
    }
    EnsembleFolder made =
        Stoppable.training(
            out,
            work,
            (execution, loss) ->
                trainer.with(execution).reportingTo(loss).train(trained, code, out));
    console.line("Ensemble:   %s", out.toAbsolutePath().normalize());
    console.put("ensemble", out.toAbsolutePath().normalize().toString());
    console.put("memberSha256", made.manifest().memberSha256());
  }

  /** Latents are normalised channel by channel, as appendix B.2 does with those of this kind. */
  private static LatentPreparation latents(AutoencoderFolder codec, Rows raw) {
    requireVarying(codec.path(), raw);
    return new LatentPreparation(
        codec.codec().sha256(), raw.shape(), Normalisation.standardisingChannels(raw, 0, 1));
  }

  /** Refuses latents of which a channel cannot be normalised. */
  static void requireVarying(Path codec, Rows raw) {
    int[] constant = Latents.constantChannels(raw);
    if (constant.length > 0) {
      throw new Refusal(
          "the autoencoder in "
              + Quoted.of(codec.toString())
              + " says nothing of these pictures in "
              + constant.length
              + " of its "
              + raw.shape().channels()
              + " channels: channel "
              + constant[0]
              + " of its latents is the same for all of them; train it longer, with another --seed"
              + " or with fewer --latent-channels");
    }
  }

  /** Of a data set that is distributed in parts. */
  private static boolean isOfOnePart(AutoencoderFolder codec, ImageOrigin origin) {
    return switch (origin.layout()) {
      case FOLDERS, OWN, TABLE -> false;
      default ->
          codec
              .preparation()
              .flatMap(ImagePreparation::origin)
              .filter(of -> of.layout() == origin.layout() && of.part().equals(origin.part()))
              .isPresent();
    };
  }

  private static void say(
      AutoencoderFolder codec, TrainingPictures data, ImageOrigin origin, Console console) {
    console.line(
        "Latents:    %s, by the autoencoder in %s",
        codec.codec().latentShape(), Quoted.of(codec.path().toString()));
    console.put("codecSha256", codec.codec().sha256());
    if (EnsembleFolder.dataSha256(data.images()).equals(codec.imagesSha256())
        || isOfOnePart(codec, origin)) {
      console.note(
          "the autoencoder was trained on these very pictures, or on this part of the data set:"
              + " what a source did to it stays in every counterfactual without that source; train"
              + " it on others");
    }
  }

  /** The code of what was read: that of what was listed, if each picture is of the same source. */
  static CodeAssignment code(
      DataSources read, CodeAssignment listed, Path pictures, NetworkOptions networks) {
    if (read.items() == listed.sources().items()
        && PictureSet.firstOfAnother(read, listed.sources()).isEmpty()) {
      return listed;
    }
    PictureSet.requireSources(read, pictures);
    return networks.code(read);
  }

  private void sayAndRequire(
      UNetConfig network,
      TrainingConfig training,
      CodeAssignment code,
      long imageBytes,
      Console console,
      Work work)
      throws IOException {
    int members = code.codebook().length();
    Estimate.requireMemoryForWeights(network, Math.min(work.threads(), members));
    Estimate estimate =
        Estimate.measure(network, training, code, SAMPLES, new SamplerOptions().steps, work)
            .holding(imageBytes);
    estimate.sayWhat(console);
    Naming.say(code, networks, console);
    Power.say(code, networks.see(), console);
    estimate.sayTraining(console);
    estimate.sayLandscapes(console);
    estimate.requireMemory();
    OutputFolder.requireSpace(out, estimate.disk(), "the ensemble");
  }
}
