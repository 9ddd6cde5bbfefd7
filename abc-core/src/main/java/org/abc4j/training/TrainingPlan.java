package org.abc4j.training;

import java.math.BigInteger;
import java.time.Duration;
import java.util.function.LongSupplier;
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
  private static final double NANO = 1e-9;
  private static final int LEAST_RUNS = 5;

  /** Times have settled when none was less than this part of all before it for so long. */
  private static final double FALLING = 0.95;

  private static final double SETTLED_SECONDS = 0.5;
  private static final int SETTLED_RUNS = 20;

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
    return measure(config, training, code, samples, samplingSteps, Duration.ZERO, listener);
  }

  /**
   * Measures steps and passes on random images until their times fall no more. A Java that has just
   * begun runs the same code many times slower than it will a few seconds later, which shows where
   * a network is small and its plan long.
   *
   * @param config configuration of every member
   * @param training how they would be trained
   * @param code which source would be seen by which members
   * @param samples samples whose landscapes would be computed
   * @param samplingSteps sampling steps of each
   * @param patience how long each of six measurements may go on while its times still fall; a few
   *     runs are made whatever it is
   * @param listener hears how far the measuring is; it may throw to end it
   * @return the plan; takes the time of some tens of optimizer steps, and up to six times {@code
   *     patience} where steps are short
   */
  public static TrainingPlan measure(
      UNetConfig config,
      TrainingConfig training,
      CodeAssignment code,
      long samples,
      int samplingSteps,
      Duration patience,
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
    // The second time whatever was measured first meets code that is compiled.
    int rounds = patience.isZero() ? 1 : 2;
    Stages stages = new Stages(listener, rounds * (ROWS + 1L + TANGENTS + stepWeight));
    Batch one = images.select(0);
    double pass = Double.POSITIVE_INFINITY;
    double withTangents = Double.POSITIVE_INFINITY;
    double step = Double.POSITIVE_INFINITY;
    for (int round = 0; round < rounds; round++) {
      Runnable predicts = () -> model.predict(images, t);
      Runnable linearizes = () -> model.linearize(one, t, tangents);
      Runnable trains = () -> trainable.train(draws.batch(0));
      pass = Math.min(pass, seconds(stages.next(ROWS), predicts, patience) / ROWS);
      withTangents =
          Math.min(withTangents, seconds(stages.next(1 + TANGENTS), linearizes, patience));
      step = Math.min(step, seconds(stages.next(stepWeight), trains, patience));
    }
    return new TrainingPlan(
        UNetCost.of(config),
        CostModel.of(code, samples, samplingSteps),
        step,
        pass,
        Math.max(0, withTangents - pass) / TANGENTS,
        training.steps(),
        network.memory().training(Math.min(TrainableUNet.block(config), training.batchSize())));
  }

  private static double seconds(ProgressListener listener, Runnable work, Duration patience) {
    return seconds(listener, work, patience, System::nanoTime);
  }

  /**
   * The least of some times, once they fall no more, or there was patience enough. A few runs that
   * take long are enough.
   */
  static double seconds(
      ProgressListener listener, Runnable work, Duration patience, LongSupplier nanos) {
    double most = patience.toNanos() * NANO;
    double begun = nanos.getAsLong() * NANO;
    double fallen = begun;
    int fallenRun = 0;
    double least = Double.POSITIVE_INFINITY;
    boolean settled = false;
    for (int run = 1; !settled; run++) {
      double start = nanos.getAsLong() * NANO;
      work.run();
      double now = nanos.getAsLong() * NANO;
      if (now - start < FALLING * least) {
        fallen = now;
        fallenRun = run;
      }
      least = Math.min(least, now - start);
      boolean falls = run - fallenRun < SETTLED_RUNS || now - fallen < SETTLED_SECONDS;
      settled = run >= LEAST_RUNS && !(falls && now - begun < most);
      listener.progress(settled ? LEAST_RUNS : Math.min(run, LEAST_RUNS - 1), LEAST_RUNS);
    }
    return least;
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
