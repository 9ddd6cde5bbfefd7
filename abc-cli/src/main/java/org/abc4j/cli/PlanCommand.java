package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.attribution.LandscapePlan;
import org.abc4j.autoencoder.AutoencoderFolder;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.model.Ensemble;
import org.abc4j.model.Prediction;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.UNetEnsembleTrainer;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What things will take. */
@Command(
    name = "plan",
    description =
        "Says what training on a folder of pictures, or landscapes of an ensemble, will take on"
            + " this machine, which it measures by a few steps; beside what retraining without"
            + " each source would. Pictures are listed, not decoded. Writes nothing.",
    footerHeading = "%nExample:%n",
    footer = {
      "  abc plan pictures --size 32 --color --steps 20000",
      "  abc plan pictures --size 16 --gray --see 0.2",
      "  abc plan ensemble --samples 100 --sampling-steps 20"
    })
final class PlanCommand extends Task {
  /** What somebody may hope to see who does not say. */
  private static final double USUAL_SHARE = 0.1;

  @Parameters(paramLabel = "FOLDER", description = "A folder of pictures, or an ensemble.")
  private Path folder;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Samples whose counterfactuals are planned. Default: ${DEFAULT-VALUE}.")
  private int samples = TrainCommand.SAMPLES;

  @Option(
      names = "--sampling-steps",
      paramLabel = "N",
      description = "Steps of the sampler. Default: ${DEFAULT-VALUE}.")
  private int samplingSteps = new SamplerOptions().steps;

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
    Limits.atLeast("--samples", 1, samples);
    Limits.atLeast("--sampling-steps", 1, samplingSteps);
    codecs.requireNoLatents();
    TrainingConfig training = networks.training();
    CodeAssignment code;
    UNetConfig network;
    long imageBytes = 0;
    Optional<Ensemble> trained = Optional.empty();
    if (EnsembleFolder.isComplete(folder)) {
      EnsembleFolder ensemble = work.open(folder);
      codecs.requireUnusedOf(ensemble);
      trained = Optional.of(ensemble.ensemble());
      Separated.requireCounterfactuals(trained.get());
      code = ensemble.code();
      network = largest(ensemble);
      training = own(ensemble, training);
    } else {
      Optional<AutoencoderFolder> codec = codecs.open();
      PicturePreparation prepared =
          codec.isPresent()
              ? preparation.forCodec(sources.layout(), codec.get().codec().imageShape())
              : preparation.preparation(sources.layout());
      network =
          networks.network(
              codec.map(folder -> folder.codec().latentShape()).orElse(prepared.shape()));
      PictureSet set = sources.list(folder, prepared);
      set.requireSources();
      set.say(console);
      code = networks.code(set.sources());
      imageBytes = PictureCache.planned(sources.cache, set);
    }
    // Of an ensemble that is trained, one network is measured, and none trained.
    int atOnce = trained.isPresent() ? 1 : Math.min(work.threads(), code.codebook().length());
    Estimate.requireMemoryForWeights(network, atOnce);
    Estimate measured =
        Estimate.measure(network, training, code, samples, samplingSteps, work).holding(imageBytes);
    Estimate estimate = trained.map(measured::of).orElse(measured);
    estimate.sayWhat(console);
    if (estimate.isWhole()) {
      Naming.say(code, networks, console);
      Power.say(code, networks.see(), console);
      if (trained.isPresent() || networks.see().isEmpty()) {
        Power.sayDesign(networks.see().orElse(USUAL_SHARE), code.sources().count(), console);
      }
    }
    if (trained.isEmpty()) {
      estimate.sayTraining(console);
    }
    estimate.sayLandscapes(console);
    sayChoices(estimate.ways(), estimate, console);
    if (trained.isEmpty()) {
      estimate.requireMemory();
    }
  }

  /**
   * The configuration of the member that computes most, of those that are there, as a network that
   * can be measured: what its output stands for takes no time.
   */
  static UNetConfig largest(EnsembleFolder ensemble) {
    Codeword there = ensemble.removed().complement();
    UNetConfig largest =
        Arrays.stream(there.members())
            .mapToObj(ensemble::config)
            .max(Comparator.comparingLong(config -> UNetCost.of(config).multiplyAdds()))
            .orElseThrow();
    return largest.with(largest.variant().with(Prediction.NOISE));
  }

  /** How an ensemble was trained, or as the options say where its manifest does not. */
  private static TrainingConfig own(EnsembleFolder ensemble, TrainingConfig otherwise) {
    try {
      return UNetEnsembleTrainer.of(ensemble).training();
    } catch (IllegalArgumentException unknown) {
      return otherwise;
    }
  }

  /** Cheaper ways to a landscape, to screen many samples or sources first. */
  private static void sayChoices(LandscapePlan plan, Estimate estimate, Console console) {
    List<LandscapePlan.Choice> cheaper =
        plan.choices().stream().filter(choice -> choice.relativeCost() < 1).toList();
    if (cheaper.isEmpty()) {
      console.put("choices", List.of());
      return;
    }
    console.line(
        "Screening:  steps to first order, the rest exactly, and its part of the exact cost");
    List<Map<String, Object>> choices = new ArrayList<>();
    double exact = estimate.landscapes().toMillis() / 1e3;
    for (LandscapePlan.Choice choice : cheaper) {
      double seconds = exact * choice.relativeCost();
      console.line(
          "            %4d of %d   %6.3f",
          choice.handover(), plan.model().steps(), choice.relativeCost());
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("handover", choice.handover());
      one.put("relativeCost", choice.relativeCost());
      one.put("estimatedSeconds", seconds);
      choices.add(one);
    }
    console.put("choices", choices);
  }
}
