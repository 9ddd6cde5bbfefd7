package org.abc4j.training;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import org.abc4j.Batch;
import org.abc4j.ProgressListener;
import org.abc4j.Stages;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.CostModel;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.unet.InitialWeights;
import org.abc4j.unet.TrainableUNet;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;
import org.abc4j.unet.UNetModel;
import org.abc4j.unet.layer.Network;

/**
 * What an ensemble of U-Nets will cost, before it is trained (appendix A.3): counted from the
 * network's description, and timed on a few steps on this machine.
 *
 * <p>Times are for one thread and linear in the work; divide by the threads that members are spread
 * over. Immutable.
 *
 * @param network parameters, multiply-adds and activations of a member
 * @param counts trainings and passes of each way
 * @param stepSeconds measured time of one optimizer step
 * @param passSeconds measured time of one image's forward pass
 * @param tangentSeconds measured time of one tangent beside a forward pass
 * @param trainingSteps optimizer steps of a member
 * @param trainingBytes memory of a member in training on the pure-JVM engine: weights, gradients,
 *     moments and average, what is derived from the weights, activations, and the copy that a
 *     checkpoint takes
 */
public record TrainingPlan(
    UNetCost network,
    CostModel counts,
    double stepSeconds,
    double passSeconds,
    double tangentSeconds,
    int trainingSteps,
    long trainingBytes) {
  private static final int ROWS = 8;
  private static final int TANGENTS = 8;
  private static final int WARM_UP = 2;
  private static final int MEASURED = 3;

  /**
   * Measures a few steps and passes on random images, telling nobody.
   *
   * @param config configuration of every member
   * @param training how they would be trained
   * @param code which source would be seen by which members
   * @param samples samples whose landscapes would be computed
   * @param samplingSteps sampling steps of each
   * @return the plan; takes some ten optimizer steps' time
   */
  public static TrainingPlan measure(
      UNetConfig config,
      TrainingConfig training,
      CodeAssignment code,
      long samples,
      int samplingSteps) {
    return measure(config, training, code, samples, samplingSteps, (done, total) -> {});
  }

  /**
   * Measures a few steps and passes on random images.
   *
   * @param config configuration of every member
   * @param training how they would be trained
   * @param code which source would be seen by which members
   * @param samples samples whose landscapes would be computed
   * @param samplingSteps sampling steps of each
   * @param listener hears how far the measuring is; it may throw to end it
   * @return the plan; takes some ten optimizer steps' time
   */
  public static TrainingPlan measure(
      UNetConfig config,
      TrainingConfig training,
      CodeAssignment code,
      long samples,
      int samplingSteps,
      ProgressListener listener) {
    Network network = Network.of(config);
    InitialWeights.set(network, training.seed(), 0);
    int m = config.inputShape().size();
    CounterRandom random = CounterRandom.of(training.seed(), Purpose.EXAMPLE);
    Batch images = Batch.of(config.inputShape(), random.gaussians(0, 0, ROWS * m));
    Batch tangents = Batch.of(config.inputShape(), random.gaussians(0, 1, TANGENTS * m));
    UNetModel model = UNetModel.of(network, training.schedule());
    TrainableUNet trainable =
        TrainableUNet.of(network, training.adam(), training.emaDecay(), training.schedule());
    TrainingDraws draws = TrainingDraws.of(training, 0, images);
    int t = training.schedule().steps() / 2;
    // In passes of an image; a step goes forward and twice back.
    int stepWeight = 3 * training.batchSize();
    Stages stages = new Stages(listener, ROWS + 1 + TANGENTS + stepWeight);
    double pass = seconds(stages.next(ROWS), () -> model.predict(images, t)) / ROWS;
    Batch one = images.select(0);
    double withTangents =
        seconds(stages.next(1 + TANGENTS), () -> model.linearize(one, t, tangents));
    double step = seconds(stages.next(stepWeight), () -> trainable.train(draws.batch(0)));
    return new TrainingPlan(
        UNetCost.of(config),
        CostModel.of(code, samples, samplingSteps),
        step,
        pass,
        Math.max(0, withTangents - pass) / TANGENTS,
        training.steps(),
        network.memory().training(Math.min(TrainableUNet.block(config), training.batchSize())));
  }

  /** The least of a few times, after some that do not count. */
  private static double seconds(ProgressListener listener, Runnable work) {
    double[] times = new double[WARM_UP + MEASURED];
    for (int i = 0; i < times.length; i++) {
      long start = System.nanoTime();
      work.run();
      times[i] = (System.nanoTime() - start) * 1e-9;
      listener.progress(i + 1, times.length);
    }
    return Arrays.stream(times).skip(WARM_UP).min().orElseThrow();
  }

  /**
   * Time to train the ensemble.
   *
   * @return n trainings on one thread
   */
  public Duration training() {
    return new CostModel.Cost(counts.exactAblation().trainings(), BigInteger.ZERO)
        .asTime(trainingSeconds(), passSeconds);
  }

  /**
   * Time of the exact landscapes of all samples, once the ensemble is trained.
   *
   * @return all passes on one thread
   */
  public Duration exactLandscapes() {
    return counts.exactAblation().asTime(0, passSeconds);
  }

  /**
   * Time of the Jacobians of all samples, once the ensemble is trained.
   *
   * @return all passes and tangents on one thread
   */
  public Duration jacobians() {
    int n = counts.members();
    double member = passSeconds + n * tangentSeconds;
    BigInteger linearizations =
        BigInteger.valueOf(counts.samples())
            .multiply(BigInteger.valueOf(counts.steps()))
            .multiply(BigInteger.valueOf(n));
    return new CostModel.Cost(BigInteger.ZERO, linearizations).asTime(0, member);
  }

  /**
   * Time of the same landscapes by retraining.
   *
   * @return N + 1 trainings and their samples on one thread
   */
  public Duration retraining() {
    return counts.retraining().asTime(trainingSeconds(), passSeconds);
  }

  private double trainingSeconds() {
    return trainingSteps * stepSeconds;
  }

  /**
   * Disk space of the ensemble.
   *
   * @return bytes of all members' weights
   */
  public long diskBytes() {
    return counts.members() * Float.BYTES * network.parameters();
  }
}
