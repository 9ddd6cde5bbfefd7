package org.abc4j.cli.experiment;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.abc4j.io.Quoted;

/**
 * How large an experiment is run: at the paper's size, or smaller in stated ways. Data, like the
 * experiments. Immutable.
 *
 * @param name what it is called
 * @param side side of what diffuses: 32 in the paper
 * @param closedFormSide the same for members in closed form, whose cost is the square of pixels
 * @param network the members' network
 * @param dropout whether members have the experiment's dropout
 * @param steps optimizer steps of each model
 * @param batch images a step
 * @param rate Adam's learning rate
 * @param average decay of the weights' exponential average, 0 for none
 * @param warmUp whether the average begins short
 * @param mostSources sources taken at most, 0 for all; of networks alone
 * @param sourcesPerDoubling sources taken for each doubling of their number, so that larger
 *     experiments stay larger; 0 for all
 * @param mostItemsPerSource images of a source taken at most, 0 for all
 * @param retrainedSources sources without which single models are trained, 0 for all
 * @param placebos words that no source holds, where the code has so many left
 * @param seed seed of all that is drawn
 * @param sampler how samples are drawn from networks
 * @param closedFormSampler how they are drawn from members in closed form
 * @param samples how many at most of each protocol, of networks alone; the paper's number where
 *     nothing is said
 * @param evaluation what is evaluated beyond the paper
 * @param standIn whether data and autoencoders are made up
 */
public record Scale(
    String name,
    int side,
    int closedFormSide,
    ScaleNetwork network,
    boolean dropout,
    int steps,
    int batch,
    double rate,
    double average,
    boolean warmUp,
    int mostSources,
    int sourcesPerDoubling,
    int mostItemsPerSource,
    int retrainedSources,
    int placebos,
    long seed,
    SamplerChoice sampler,
    SamplerChoice closedFormSampler,
    Map<Protocol, Integer> samples,
    ScaleEvaluation evaluation,
    boolean standIn) {
  private static final int LARGEST_SIDE = 64;
  private static final int SMALLEST_SIDE = 4;

  /**
   * Checks all of it.
   *
   * @param name what it is called
   * @param side side of what diffuses
   * @param closedFormSide the same for members in closed form
   * @param network the members' network
   * @param dropout whether members have the experiment's dropout
   * @param steps optimizer steps of each model
   * @param batch images a step
   * @param rate Adam's learning rate
   * @param average decay of the weights' exponential average
   * @param warmUp whether the average begins short
   * @param mostSources sources taken at most
   * @param sourcesPerDoubling sources taken for each doubling of their number
   * @param mostItemsPerSource images of a source taken at most
   * @param retrainedSources sources without which single models are trained
   * @param placebos words that no source holds
   * @param seed seed of all that is drawn
   * @param sampler how samples are drawn from networks
   * @param closedFormSampler how they are drawn from members in closed form
   * @param samples how many at most of each protocol
   * @param evaluation what is evaluated beyond the paper
   * @param standIn whether data and autoencoders are made up
   * @throws IllegalArgumentException if one is out of range
   */
  public Scale {
    Checks.require(
        name.matches("[a-z][a-z0-9-]{0,31}"), "a scale has a plain name", Quoted.of(name));
    Checks.between("side of scale " + name, SMALLEST_SIDE, LARGEST_SIDE, side);
    Checks.between("closed form's side of scale " + name, SMALLEST_SIDE, side, closedFormSide);
    Checks.between("steps of scale " + name, 1, Integer.MAX_VALUE, steps);
    Checks.between("batch of scale " + name, 1, 1 << 16, batch);
    Checks.require(rate > 0 && rate < 1, "the rate of scale " + name + " is in (0, 1)", rate);
    Checks.require(
        average >= 0 && (float) average < 1,
        "the average of scale " + name + " is at least 0 and below 1",
        average);
    Checks.between("sources of scale " + name, 0, Integer.MAX_VALUE, mostSources);
    Checks.between("sources a doubling of scale " + name, 0, 1000, sourcesPerDoubling);
    Checks.between("images a source of scale " + name, 0, Integer.MAX_VALUE, mostItemsPerSource);
    Checks.between("retrained sources of scale " + name, 0, Integer.MAX_VALUE, retrainedSources);
    Checks.between("placebos of scale " + name, 0, 10_000, placebos);
    samples.forEach((figure, n) -> Checks.between(figure + " of scale " + name, 1, 1_000_000, n));
    Objects.requireNonNull(evaluation, "evaluation");
    network.requirePossible(side);
    Checks.require(
        !samples.containsKey(Protocol.EVALUATION),
        "samples of an evaluation are said by evaluation, in scale " + name,
        samples.get(Protocol.EVALUATION));
    EnumMap<Protocol, Integer> copy = new EnumMap<>(Protocol.class);
    copy.putAll(samples);
    samples = Collections.unmodifiableMap(copy);
  }
}
