package org.abc4j.cli.experiment;

import java.math.BigInteger;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeSize;
import org.abc4j.model.AdamConfig;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.training.TrainingConfig;
import org.abc4j.unet.UNetConfig;

/**
 * An experiment at a scale, with a kind of members and perceptual metrics: every number that a run
 * needs follows from these four. Immutable; two plans are equal when these four are.
 *
 * @param experiment what the paper did
 * @param scale how large it is done here
 * @param kind what the members are
 * @param metrics what is measured by beside pixels, as it was asked for
 */
public record ExperimentPlan(
    Experiment experiment, Scale scale, MemberKind kind, List<PlannedMetric> metrics) {

  /**
   * Requires all four.
   *
   * @param experiment what the paper did
   * @param scale how large it is done here
   * @param kind what the members are
   * @param metrics what is measured by beside pixels
   * @throws IllegalArgumentException if two metrics have one name
   */
  public ExperimentPlan {
    Objects.requireNonNull(experiment, "experiment");
    Objects.requireNonNull(scale, "scale");
    Objects.requireNonNull(kind, "kind");
    metrics = List.copyOf(metrics);
    List<String> names = metrics.stream().map(PlannedMetric::name).toList();
    Checks.require(
        names.stream().distinct().count() == names.size(),
        "each metric of a plan has a name of its own",
        names);
  }

  /**
   * By no metric that was asked for.
   *
   * @param experiment what the paper did
   * @param scale how large it is done here
   * @param kind what the members are
   */
  public ExperimentPlan(Experiment experiment, Scale scale, MemberKind kind) {
    this(experiment, scale, kind, List.of());
  }

  /**
   * By perceptual metrics too: those of the paper in its order, others behind them by their names,
   * so that the order in which they are named makes no other plan. That of a folder that an earlier
   * release began may be another.
   *
   * @param measured the metrics, in any order
   * @return a copy
   * @throws IllegalArgumentException if two metrics have one name
   */
  public ExperimentPlan withMetrics(List<PlannedMetric> measured) {
    return new ExperimentPlan(
        experiment, scale, kind, measured.stream().sorted(PlannedMetric.ORDER).toList());
  }

  /**
   * Whether members are fitted, not trained.
   *
   * @return true but for networks
   */
  public boolean isClosedForm() {
    return kind != MemberKind.UNET;
  }

  /** Whether numbers of sources and samples are the paper's: members in closed form are cheap. */
  private boolean isUncapped() {
    return isClosedForm() && !scale.standIn();
  }

  /**
   * Side of what diffuses.
   *
   * @return pixels of an image or of a latent
   */
  public int side() {
    return isClosedForm() ? scale.closedFormSide() : scale.side();
  }

  /**
   * The shape of what diffuses.
   *
   * @return that of members' inputs
   */
  public Shape diffusedShape() {
    return experiment.diffusedShape(side());
  }

  /**
   * The shape of images, in which distances are measured.
   *
   * @return that of decoded samples
   */
  public Shape imageShape() {
    return experiment.imageShape(side());
  }

  /**
   * The number of sources.
   *
   * @return N at this scale
   */
  public int sources() {
    int sources = experiment.sources();
    if (isUncapped()) {
      return sources;
    }
    if (experiment.figures().containsKey(Protocol.RETRAINING)) {
      // Single models stand beside the ensemble of the same sources, one for each.
      return most(scale.retrainedSources(), sources);
    }
    // Classes are few, and each has its bars.
    if (scale.sourcesPerDoubling() > 0 && experiment.source() != SourceKind.CLASS) {
      double doublings = StrictMath.log(sources) / StrictMath.log(2);
      sources = Math.min(sources, (int) Math.round(scale.sourcesPerDoubling() * doublings));
    }
    return most(scale.mostSources(), sources);
  }

  private static int most(int cap, int number) {
    return cap == 0 ? number : Math.min(cap, number);
  }

  /**
   * The number of images, mirrored copies not counted, where all sources of the experiment are
   * taken or stand-ins are made: data sets of which some sources are taken have their own number.
   *
   * @return images of the training set at this scale
   */
  public int items() {
    int sources = sources();
    long share =
        ((long) experiment.items() * sources + experiment.sources() - 1) / experiment.sources();
    int cap = isUncapped() ? 0 : scale.mostItemsPerSource();
    return (int) (cap == 0 ? share : Math.min(share, (long) cap * sources));
  }

  /**
   * Words that no source holds.
   *
   * @return the scale's number, or 0 where the code has not so many left
   */
  public int placebos() {
    BigInteger left =
        new CodeSize(experiment.members(), experiment.weight())
            .capacity()
            .subtract(BigInteger.valueOf(sources()));
    return left.compareTo(BigInteger.valueOf(scale.placebos())) >= 0 ? scale.placebos() : 0;
  }

  /**
   * The network of members and controls.
   *
   * @return the configuration for {@link #diffusedShape()}
   */
  public UNetConfig network() {
    UNetConfig plain = scale.network().of(experiment.network(), diffusedShape());
    return scale.dropout() && experiment.dropout() > 0
        ? plain.withDropout(experiment.dropout())
        : plain;
  }

  /**
   * How members and controls are trained.
   *
   * @return the settings
   */
  public TrainingConfig training() {
    return new TrainingConfig(
        scale.seed(),
        scale.steps(),
        scale.batch(),
        AdamConfig.pytorch(scale.rate()),
        experiment.flips() == Flips.RANDOM,
        scale.average(),
        NoiseSchedule.linear(),
        false,
        scale.warmUp());
  }

  /**
   * How samples are drawn.
   *
   * @return the sampler
   */
  public SamplerChoice sampler() {
    return isClosedForm() ? scale.closedFormSampler() : scale.sampler();
  }

  /**
   * What is done, and of how many samples.
   *
   * @return the number for each protocol of the experiment
   */
  public Map<Protocol, Integer> samples() {
    Map<Protocol, Integer> samples = new EnumMap<>(Protocol.class);
    experiment
        .figures()
        .forEach(
            (figure, number) ->
                samples.put(
                    figure,
                    isUncapped()
                        ? number
                        : Math.min(number, scale.samples().getOrDefault(figure, number))));
    if (samples.containsKey(Protocol.RETRAINING)) {
      int retrained = samples.get(Protocol.RETRAINING);
      samples.put(Protocol.EVALUATION, Math.min(retrained, scale.evaluation().samples()));
    }
    return Collections.unmodifiableMap(samples);
  }

  /**
   * Of how many samples something is done.
   *
   * @param protocol what
   * @return their number, 0 if it is not done
   */
  public int samples(Protocol protocol) {
    return samples().getOrDefault(protocol, 0);
  }

  /**
   * Single models that are trained without a source each.
   *
   * @return their number: 0, or one for each source
   */
  public int retrained() {
    return samples(Protocol.RETRAINING) > 0 || samples(Protocol.CLASSES) > 0 ? sources() : 0;
  }

  /**
   * Whether networks are retrained a second time by other draws. Fits would be the same again.
   *
   * @return whether {@link #again} trains as many single models more
   */
  public boolean isRetrainedAgain() {
    return samples(Protocol.EVALUATION) > 0 && scale.evaluation().again() && !isClosedForm();
  }

  /**
   * How single models are trained the second time: other weights, batches, timesteps and noise.
   *
   * @return the settings of {@link #training} with the next seed
   */
  public TrainingConfig again() {
    return training().withSeed(scale.seed() + 1);
  }

  /**
   * Sets of half of the sources that models are fitted to alone.
   *
   * @return their number, 0 for networks: each set would be a training
   */
  public int sets() {
    return samples(Protocol.EVALUATION) > 0 && isClosedForm() ? scale.evaluation().sets() : 0;
  }

  /**
   * Whether there is a word that no source holds for each source.
   *
   * @return whether a floor of placebos can be had
   */
  public boolean hasPlaceboFloor() {
    return placebos() >= sources();
  }

  /**
   * Whether a single model is trained on everything.
   *
   * @return true if a protocol asks for one
   */
  public boolean hasSingle() {
    return samples(Protocol.FRECHET) > 0 || retrained() > 0;
  }

  /**
   * All of it for people, a line for each.
   *
   * @return names and texts, in order
   */
  public Map<String, String> lines() {
    return lines(metrics);
  }

  /**
   * The same where a run measures by metrics that were not asked for.
   *
   * @param measured what it measures by beside pixels
   * @return names and texts, in order
   */
  public Map<String, String> lines(List<PlannedMetric> measured) {
    return PlanText.of(this, measured).lines();
  }
}
