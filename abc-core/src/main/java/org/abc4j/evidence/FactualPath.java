package org.abc4j.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.AnswerCheck;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.SamplerState;
import org.abc4j.sampling.SamplingStep;

/** Samples walked through their sampler once more, to hear what each member says at some steps. */
final class FactualPath {
  private final List<List<FactualStep>> steps;
  private final List<double[][]> responses;
  private final Batch images;

  private FactualPath(List<List<FactualStep>> steps, List<double[][]> responses, Batch images) {
    this.steps = steps;
    this.responses = responses;
    this.images = images;
  }

  /** At how many steps members are heard. */
  static int heard(List<SamplingStep> steps, Set<Integer> timesteps) {
    return (int) steps.stream().filter(step -> timesteps.contains(step.timestep())).count();
  }

  /**
   * Follows samples, the same states to the bit.
   *
   * @param samples of one ensemble, with all its members, and one sampler
   * @param timesteps at which members are heard one by one
   */
  static FactualPath of(List<Sample> samples, Set<Integer> timesteps, Execution execution) {
    Ensemble ensemble = samples.get(0).ensemble().held();
    Sampler sampler = samples.get(0).sampler();
    Shape shape = ensemble.shape();
    List<SampleNoise> noises = samples.stream().map(Sample::noise).toList();
    SamplerState state =
        SamplerState.start(
            Batch.ofRows(shape, noises.stream().map(noise -> noise.start(shape)).toList()));
    List<List<FactualStep>> steps = new ArrayList<>();
    samples.forEach(sample -> steps.add(new ArrayList<>()));
    int heard = heard(sampler.steps(), timesteps);
    FrozenResponse[] responses = new FrozenResponse[samples.size()];
    for (int q = 0; q < responses.length; q++) {
      responses[q] = FrozenResponse.start(state.x().select(q).toDoubleArray(), heard);
    }
    for (int k = 0; k < sampler.steps().size(); k++) {
      execution.checkCancelled();
      SamplingStep step = sampler.steps().get(k);
      Batch x = state.x();
      Batch mean;
      if (timesteps.contains(step.timestep())) {
        double[][] said = predictions(ensemble, x, step.timestep(), execution);
        for (int q = 0; q < samples.size(); q++) {
          steps.get(q).add(heard(k, step, x, said, q));
        }
        mean = mean(shape, said);
      } else {
        mean =
            ensemble.predict(
                x,
                step.timestep(),
                Collections.nCopies(x.rows(), ensemble.factual().coefficients()),
                execution);
      }
      Batch fresh = step.fresh(shape, k, noises);
      execution.forEach(
          responses.length,
          q -> {
            double[] predicted = mean.select(q).toDoubleArray();
            float[] own = step.addsNoise() ? fresh.row(q) : new float[0];
            int change = steps.get(q).size() - 1;
            responses[q] =
                timesteps.contains(step.timestep())
                    ? responses[q].afterChange(change, step, predicted, own)
                    : responses[q].after(step, predicted, own);
          });
      state = step.next(state, mean, fresh);
      execution.progress(k + 1L, sampler.steps().size());
    }
    List<double[][]> weights = Arrays.stream(responses).map(FrozenResponse::weights).toList();
    return new FactualPath(steps, weights, state.x());
  }

  private static FactualStep heard(int k, SamplingStep step, Batch x, double[][] said, int q) {
    int m = x.shape().size();
    double[][] own = new double[said.length][m];
    for (int i = 0; i < own.length; i++) {
      System.arraycopy(said[i], q * m, own[i], 0, m);
    }
    double[] state = x.select(q).toDoubleArray();
    return FactualStep.of(k, step.timestep(), step.alphaBar(), step.clip(), state, own);
  }

  /** As the ensemble adds them up: in the order of the members, in double, rounded once. */
  private static Batch mean(Shape shape, double[][] said) {
    double[] sum = new double[said[0].length];
    for (double[] of : said) {
      Vectors.add(sum, 1.0 / said.length, of);
    }
    return Batch.rounded(shape, sum);
  }

  private static double[][] predictions(
      Ensemble ensemble, Batch x, int timestep, Execution execution) {
    double[][] said = new double[ensemble.size()][];
    execution.forEach(
        said.length,
        i -> {
          execution.checkCancelled();
          NoiseModel member = ensemble.member(i);
          int block = Math.max(1, member.preferredRows());
          int m = x.shape().size();
          said[i] = new double[x.rows() * m];
          for (int first = 0; first < x.rows(); first += block) {
            execution.checkCancelled();
            int begin = first;
            Batch some =
                x.select(IntStream.range(first, Math.min(x.rows(), first + block)).toArray());
            float[] answer =
                AnswerCheck.require(
                    "member " + i,
                    timestep,
                    some,
                    member.predict(some, timestep),
                    row -> begin + row);
            for (int p = 0; p < answer.length; p++) {
              said[i][first * m + p] = answer[p];
            }
          }
        });
    return said;
  }

  /** For each sample what was heard, in the order of the steps. */
  List<List<FactualStep>> steps() {
    return steps;
  }

  /** For each sample, at [step heard][value], what arrives in it per unit of ε̂. */
  List<double[][]> responses() {
    return responses;
  }

  /** Where the samples end. */
  Batch images() {
    return images;
  }
}
