package org.abc4j.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.model.AnswerCheck;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;

/**
 * The diffusion process 𝒢(g, ε) that turns exogenous noise into a sample, given a model (section
 * 2.4).
 *
 * <p>A sampler is its list of {@linkplain SamplingStep steps}; everything that follows a sample
 * through them, a counterfactual or a tangent, reads that list. Implementations are immutable and
 * thread-safe.
 */
public interface Sampler {

  /**
   * The noise schedule that the models were trained with.
   *
   * @return the schedule
   */
  NoiseSchedule schedule();

  /**
   * The steps, in the order in which they are taken.
   *
   * @return at least one step
   */
  List<SamplingStep> steps();

  /**
   * Generates one sample for each noise.
   *
   * @param model the model g
   * @param noises exogenous noise of each sample
   * @return 𝒢(g, ε) for each noise; each the same bits as if it were generated alone
   * @throws IllegalArgumentException if the model was made for another noise schedule
   * @throws IllegalStateException if the model gives no answer, or one of another shape or number
   *     of rows
   * @throws ArithmeticException if the model predicts a value that is not finite, naming timestep
   *     and row, and the member, where it is an ensemble's; or the noise has such a value, or a
   *     step leads to one. Rows count within the 256 samples, of which it names the first
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  default Batch generate(NoiseModel model, List<SampleNoise> noises) {
    return generate(model, noises, Execution.sequential());
  }

  /**
   * Generates one sample for each noise.
   *
   * <p>At most 256 samples take each step together, so that memory grows with their number only by
   * the samples themselves.
   *
   * @param model the model g
   * @param noises exogenous noise of each sample
   * @param execution who hears of progress, in steps of up to 256 samples, and when to stop: asked
   *     before each {@link NoiseModel#preferredRows} rows of a step
   * @return 𝒢(g, ε) for each noise; each the same bits as if it were generated alone
   * @throws IllegalArgumentException if the model was made for another noise schedule
   * @throws IllegalStateException if the model gives no answer, or one of another shape or number
   *     of rows
   * @throws ArithmeticException if the model predicts a value that is not finite, naming timestep
   *     and row, and the member, where it is an ensemble's; or the noise has such a value, or a
   *     step leads to one. Rows count within the 256 samples, of which it names the first
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  default Batch generate(NoiseModel model, List<SampleNoise> noises, Execution execution) {
    requireSchedule(model);
    int together = 256;
    int groups = Math.max(1, (noises.size() + together - 1) / together);
    long steps = steps().size();
    execution.progress(0, groups * steps);
    List<float[]> samples = new ArrayList<>(noises.size());
    for (int group = 0; group < groups; group++) {
      int first = group * together;
      List<SampleNoise> some = noises.subList(first, Math.min(noises.size(), first + together));
      long done = group * steps;
      Batch found =
          AnswerCheck.countingFrom(
              "sample", first, () -> walk(model, some, execution, done, groups * steps));
      IntStream.range(0, found.rows()).forEach(row -> samples.add(found.row(row)));
    }
    execution.checkCancelled();
    return Batch.ofRows(model.shape(), samples);
  }

  /**
   * Generates a sample of the full ensemble, of all members that are there: the factual sample of
   * the landscapes to come.
   *
   * @param ensemble the ensemble
   * @param noise its exogenous noise
   * @return the sample, with all that its counterfactuals need
   * @throws IllegalArgumentException if the members were made for another noise schedule
   * @throws IllegalStateException if a member gives no answer, or one of another shape or number of
   *     rows, naming it
   * @throws ArithmeticException if a member predicts a value that is not finite, naming it,
   *     timestep and row
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  default Sample sample(Ensemble ensemble, SampleNoise noise) {
    return sample(ensemble, noise, Execution.sequential());
  }

  /**
   * Generates a sample of the full ensemble, of all members that are there: the factual sample of
   * the landscapes to come.
   *
   * @param ensemble the ensemble
   * @param noise its exogenous noise
   * @param execution where members run, who hears of progress in steps, when it stops
   * @return the sample, the same bits for any execution
   * @throws IllegalArgumentException if the members were made for another noise schedule
   * @throws IllegalStateException if a member gives no answer, or one of another shape or number of
   *     rows, naming it
   * @throws ArithmeticException if a member predicts a value that is not finite, naming it,
   *     timestep and row
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  default Sample sample(Ensemble ensemble, SampleNoise noise, Execution execution) {
    return samples(ensemble, List.of(noise), execution).get(0);
  }

  /**
   * Generates the first samples of an exogenous noise.
   *
   * @param ensemble the ensemble
   * @param noise exogenous noise
   * @param count how many samples
   * @return samples 0 to {@code count - 1}
   * @throws IllegalArgumentException if the members were made for another noise schedule
   * @throws IllegalStateException if a member gives no answer, or one of another shape or number of
   *     rows, naming it
   * @throws ArithmeticException if a member predicts a value that is not finite, naming it,
   *     timestep and row. Rows count within the 256 samples, of which it names the first
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  default List<Sample> samples(Ensemble ensemble, ExogenousNoise noise, int count) {
    List<SampleNoise> noises = IntStream.range(0, count).mapToObj(noise::of).toList();
    return samples(ensemble, noises, Execution.sequential());
  }

  /**
   * Generates a sample of the full ensemble for each noise.
   *
   * @param ensemble the ensemble
   * @param noises exogenous noise of each sample
   * @param execution where members run, who hears of progress in steps of up to 256 samples, when
   *     it stops
   * @return a sample for each noise, the same bits as alone and for any execution
   * @throws IllegalArgumentException if the members were made for another noise schedule
   * @throws IllegalStateException if a member gives no answer, or one of another shape or number of
   *     rows, naming it
   * @throws ArithmeticException if a member predicts a value that is not finite, naming it,
   *     timestep and row. Rows count within the 256 samples, of which it names the first
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  default List<Sample> samples(Ensemble ensemble, List<SampleNoise> noises, Execution execution) {
    NoiseModel factual = ensemble.with(ensemble.factual().coefficients(), execution);
    Batch images = generate(factual, noises, execution);
    return IntStream.range(0, images.rows())
        .mapToObj(i -> new Sample(ensemble, this, noises.get(i), images.select(i)))
        .toList();
  }

  private void requireSchedule(NoiseModel model) {
    model
        .schedule()
        .filter(known -> !known.equals(schedule()))
        .ifPresent(
            other -> {
              throw new IllegalArgumentException(
                  "the model was made for the noise schedule "
                      + other
                      + ", this sampler is of "
                      + schedule());
            });
  }

  private Batch walk(
      NoiseModel model, List<SampleNoise> noises, Execution execution, long done, long total) {
    Shape shape = model.shape();
    SamplerState state =
        SamplerState.start(
            Batch.ofRows(shape, noises.stream().map(noise -> noise.start(shape)).toList()));
    for (int k = 0; k < steps().size(); k++) {
      SamplingStep step = steps().get(k);
      Batch predicted = predict(model, state.x(), step.timestep(), execution);
      state = step.next(state, predicted, step.fresh(shape, k, noises));
      execution.progress(done + k + 1, total);
    }
    return state.x();
  }

  /** In blocks of the model's, with the question whether to go on before each. */
  private static Batch predict(NoiseModel model, Batch x, int timestep, Execution execution) {
    int block = Math.max(1, model.preferredRows());
    int m = x.shape().size();
    float[] predicted = new float[x.rows() * m];
    execution.checkCancelled();
    for (int first = 0; first < x.rows(); first += block) {
      execution.checkCancelled();
      int begin = first;
      int[] rows = IntStream.range(first, Math.min(x.rows(), first + block)).toArray();
      Batch some = rows.length == x.rows() ? x : x.select(rows);
      Batch answer = model.predict(some, timestep);
      float[] found = AnswerCheck.require("the model", timestep, some, answer, row -> begin + row);
      System.arraycopy(found, 0, predicted, first * m, found.length);
    }
    return Batch.of(x.shape(), predicted);
  }
}
