package org.abc4j.evaluation.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.PerceptualDistance;
import org.abc4j.codec.Codec;
import org.abc4j.model.AnswerCheck;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sampler;

/**
 * Counterfactual landscapes by retraining (sections 2.2 and 3.2, C.3): the same noise through the
 * model that was trained on everything, and through one model a source that was trained without it.
 * It costs N + 1 trainings, and N + 1 sampling runs a sample.
 *
 * <p>A landscape says no more of the sources than trainings that differ by nothing else: members of
 * an ensemble are alike in that ({@code TrainingConfig.withSharedDraws}), and so are the paper's
 * models, which have the same start and minibatches and see a black image where one was removed.
 * What two such trainings differ by beyond the source is what {@link NoiseCeiling} measures.
 *
 * <p>Samples are generated in chunks. A chunk asks for each model once, in the order of the
 * sources, and lets go of it before the next: as many models are in use at a time as the execution
 * has threads, beside the factual one, and some 4·m bytes for each sample of the chunk and thread.
 * Landscapes are the same bits for any chunk and execution. Immutable and thread-safe, as far as
 * what gives the models is.
 */
public final class RetrainedLandscapes {
  private static final int DEFAULT_CHUNK = 256;

  private final Sampler sampler;
  private final int sources;
  private final NoiseModel factual;
  private final IntFunction<? extends NoiseModel> without;
  private final Execution execution;
  private final int chunk;

  /** Null where samples are measured as they are. */
  private final Codec codec;

  private RetrainedLandscapes(
      Sampler sampler,
      int sources,
      NoiseModel factual,
      IntFunction<? extends NoiseModel> without,
      Execution execution,
      int chunk,
      Codec codec) {
    this.sampler = Objects.requireNonNull(sampler, "sampler");
    this.sources = sources;
    this.factual = Objects.requireNonNull(factual, "factual model");
    this.without = Objects.requireNonNull(without, "models without a source");
    this.execution = Objects.requireNonNull(execution, "execution");
    this.chunk = chunk;
    this.codec = codec;
  }

  /**
   * Landscapes of retrained models, on the calling thread, in chunks of 256 samples.
   *
   * @param sampler generates from all of them
   * @param sources N, at least 1
   * @param factual trained on the data of all sources; of an ensemble {@code
   *     ensemble.with(ensemble.factual().coefficients())}
   * @param without gives the model that was trained without a source, from 0 to N − 1; asked on the
   *     execution's threads, once for each chunk
   * @return landscapes, of which nothing is generated yet
   * @throws IllegalArgumentException if there is no source
   */
  public static RetrainedLandscapes of(
      Sampler sampler, int sources, NoiseModel factual, IntFunction<? extends NoiseModel> without) {
    if (sources < 1) {
      throw new IllegalArgumentException("a landscape has at least 1 source, found " + sources);
    }
    return new RetrainedLandscapes(
        sampler, sources, factual, without, Execution.sequential(), DEFAULT_CHUNK, null);
  }

  /**
   * With another execution.
   *
   * @param execution where models run, each on one thread; who hears of progress in models of
   *     samples; when it stops
   * @return a copy that uses it
   */
  public RetrainedLandscapes with(Execution execution) {
    return new RetrainedLandscapes(sampler, sources, factual, without, execution, chunk, codec);
  }

  /**
   * With chunks of another size: larger ones ask for the models less often, and take more memory.
   *
   * @param chunk samples that are generated together, at least 1
   * @return a copy that uses it
   * @throws IllegalArgumentException if {@code chunk} is less than 1
   */
  public RetrainedLandscapes withChunk(int chunk) {
    if (chunk < 1) {
      throw new IllegalArgumentException("a chunk has at least 1 sample, found " + chunk);
    }
    return new RetrainedLandscapes(sampler, sources, factual, without, execution, chunk, codec);
  }

  /**
   * For models of a latent space: samples are decoded, and measured and returned as images.
   *
   * @param codec the codec of the space, normalisation included; null for samples as they are
   * @return a copy that uses it
   * @throws IllegalArgumentException if the codec's latents have another shape than the samples
   */
  public RetrainedLandscapes decodedBy(Codec codec) {
    if (codec != null && !codec.latentShape().equals(factual.shape())) {
      throw new IllegalArgumentException(
          "the codec's latents have shape "
              + codec.latentShape()
              + ", samples have "
              + factual.shape());
    }
    return new RetrainedLandscapes(sampler, sources, factual, without, execution, chunk, codec);
  }

  /**
   * The landscapes of some samples, in several distances at the price of one.
   *
   * @param noises exogenous noise of each sample
   * @param distances the distances
   * @return a sample for each noise, with a landscape for each distance
   * @throws IllegalArgumentException if a model is of another noise schedule than the sampler or of
   *     another shape than the factual one, or a distance is not a number
   * @throws IllegalStateException if there is no model without a source, naming it, or a model
   *     gives no answer, or one of another shape
   * @throws ArithmeticException if a model predicts a value that is not finite, naming the source
   *     that it is without
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public List<RetrainedSample> samples(List<SampleNoise> noises, List<Distance> distances) {
    List<RetrainedSample> samples = new ArrayList<>(noises.size());
    long total = noises.size() * (sources + 1L);
    execution.progress(0, total);
    for (int first = 0; first < noises.size(); first += chunk) {
      List<SampleNoise> some = noises.subList(first, Math.min(noises.size(), first + chunk));
      samples.addAll(new Chunk(some, first).samples(distances, first * (sources + 1L), total));
    }
    execution.checkCancelled();
    return samples;
  }

  /** Samples that are generated together. */
  private final class Chunk {
    private final List<SampleNoise> noises;
    private final Execution silent = execution.reportingTo((done, total) -> {});

    /** Which sample row 0 is, for errors. */
    private final String rows;

    private Batch samples;
    private List<List<From>> from;

    /** By sample, distance and source. */
    private double[][][] measured;

    Chunk(List<SampleNoise> noises, int first) {
      this.noises = noises;
      this.rows = first == 0 ? "" : ", row 0 is sample " + first;
    }

    List<RetrainedSample> samples(List<Distance> distances, long done, long total) {
      samples = generate("the factual model", factual);
      from =
          IntStream.range(0, samples.rows())
              .mapToObj(i -> distances.stream().map(d -> from(d, samples.row(i))).toList())
              .toList();
      measured = new double[samples.rows()][distances.size()][sources];
      for (int begin = 0; begin < sources; begin += execution.threads()) {
        int first = begin;
        execution.progress(done + (begin + 1L) * noises.size(), total);
        execution.forEach(Math.min(execution.threads(), sources - begin), k -> measure(first + k));
      }
      execution.progress(done + (sources + 1L) * noises.size(), total);
      return IntStream.range(0, samples.rows())
          .mapToObj(i -> new RetrainedSample(samples.select(i), landscapes(measured[i])))
          .toList();
    }

    private From from(Distance distance, float[] sample) {
      if (distance instanceof PerceptualDistance perceptual) {
        PerceptualDistance.From seen = perceptual.from(sample.clone(), samples.shape());
        return (image, source) -> seen.to(Batch.of(samples.shape(), image), source, silent)[0];
      }
      return (image, source) -> distance.between(sample.clone(), image, samples.shape());
    }

    /** Writes to its own source's places alone. */
    private void measure(int source) {
      silent.checkCancelled();
      Batch images = generate("the model without source " + source, model(source));
      for (int i = 0; i < from.size(); i++) {
        for (int d = 0; d < measured[i].length; d++) {
          silent.checkCancelled();
          measured[i][d][source] = from.get(i).get(d).to(images.row(i), source);
        }
      }
    }

    private Batch generate(String who, NoiseModel model) {
      Batch generated =
          AnswerCheck.naming("of " + who + rows, () -> sampler.generate(model, noises, silent));
      return codec == null ? generated : codec.decode(generated, silent);
    }
  }

  private NoiseModel model(int source) {
    NoiseModel model = without.apply(source);
    if (model == null) {
      throw new IllegalStateException("there is no model without source " + source);
    }
    if (!model.shape().equals(factual.shape())) {
      throw new IllegalArgumentException(
          "all models denoise samples of one shape, the factual one "
              + factual.shape()
              + ", that without source "
              + source
              + " "
              + model.shape());
    }
    return model;
  }

  private static List<Landscape> landscapes(double[][] measured) {
    return Arrays.stream(measured).map(Landscape::of).toList();
  }

  /** Distances from one factual sample; what a network sees in that one, it sees once. */
  @FunctionalInterface
  private interface From {
    double to(float[] image, int source);
  }
}
