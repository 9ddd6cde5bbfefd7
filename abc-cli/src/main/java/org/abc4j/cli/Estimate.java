package org.abc4j.cli;

import java.time.Duration;
import java.util.Locale;
import org.abc4j.attribution.LandscapePlan;
import org.abc4j.attribution.MemberEvaluations;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.evidence.ResidualCost;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.training.TrainingConfig;
import org.abc4j.training.TrainingPlan;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;

/**
 * What an ensemble takes, measured by a few steps on this machine: said before anything is begun,
 * and refused if it cannot be had.
 */
final class Estimate {
  /** Weights, gradients' two moments and the average, of members whose training is under way. */
  private static final int COPIES_IN_CHECKPOINT = 4;

  /**
   * Weights, gradients, two moments and an average, and a checkpoint's copy of all but gradients.
   */
  private static final int COPIES_IN_TRAINING = 9;

  private static final double HEAP_FOR_TRAINING = 0.9;

  private final TrainingPlan plan;
  private final LandscapePlan ways;
  private final ResidualCost residuals;
  private final CodeAssignment code;
  private final int batch;
  private final int threads;

  /** Members that were removed. */
  private final int missing;

  /** Members that are trained: all, or those that are missing. */
  private final int trained;

  /** Of images that are held while members are trained. */
  private final long imageBytes;

  private Estimate(
      TrainingPlan plan,
      LandscapePlan ways,
      ResidualCost residuals,
      CodeAssignment code,
      int batch,
      int threads,
      int missing,
      int trained,
      long imageBytes) {
    this.plan = plan;
    this.ways = ways;
    this.residuals = residuals;
    this.code = code;
    this.batch = batch;
    this.threads = threads;
    this.missing = missing;
    this.trained = trained;
    this.imageBytes = imageBytes;
  }

  /** Measures a few steps and passes, with a bar. */
  static Estimate measure(
      UNetConfig network,
      TrainingConfig training,
      CodeAssignment code,
      int samples,
      int samplingSteps,
      Work work) {
    TrainingPlan plan =
        Stoppable.measured(
            work,
            listener ->
                TrainingPlan.measure(
                    network, training, code, Math.max(1, samples), samplingSteps, listener));
    ResidualCost residuals =
        ResidualCost.of(
            code, network.inputShape(), DdimSampler.steps(samplingSteps), Residuals.DRAWS);
    return new Estimate(
        plan,
        LandscapePlan.of(plan.counts()),
        training.flips() ? residuals.withFlips() : residuals,
        code,
        training.batchSize(),
        work.threads(),
        0,
        plan.counts().members(),
        0);
  }

  /** Of an ensemble that is trained, from which members may have been removed. */
  Estimate of(Ensemble ensemble) {
    return new Estimate(
        plan,
        LandscapePlan.of(ensemble, plan.counts().samples(), plan.counts().steps()),
        residuals,
        code,
        batch,
        threads,
        ensemble.separation().removed().weight(),
        trained,
        imageBytes);
  }

  /** Of so many members that are trained, the others being there. */
  Estimate training(int members) {
    return new Estimate(plan, ways, residuals, code, batch, threads, missing, members, imageBytes);
  }

  /** Of images that take so much memory meanwhile, none if they are in a cache. */
  Estimate holding(long bytes) {
    return new Estimate(plan, ways, residuals, code, batch, threads, missing, trained, bytes);
  }

  /** What cheaper landscapes cost. */
  LandscapePlan ways() {
    return ways;
  }

  TrainingPlan plan() {
    return plan;
  }

  private int members() {
    return plan.counts().members();
  }

  private int atOnce() {
    return Math.min(threads, trained);
  }

  /** Of all members, side by side; the last round may leave threads without one. */
  Duration training() {
    long rounds = (trained + atOnce() - 1) / atOnce();
    return plan.training().dividedBy(members()).multipliedBy(rounds);
  }

  /** The samples themselves, and each of their counterfactuals. */
  Duration landscapes() {
    double samples = (double) (members() - missing) * plan.counts().samples();
    return time(ways.choices().get(0).cost(), samples * plan.counts().steps());
  }

  Duration jacobians() {
    return time(ways.choices().get(ways.choices().size() - 1).cost(), 0);
  }

  private Duration time(MemberEvaluations cost, double more) {
    double seconds =
        (cost.predictions().doubleValue() + more) * plan.passSeconds()
            + cost.tangents().doubleValue() * plan.tangentSeconds();
    return Duration.ofMillis((long) Math.min(Long.MAX_VALUE, 1e3 * seconds / threads));
  }

  /** What abc attribute does by default: exact counterfactuals, as many placebos, Jacobians. */
  Duration attribution() {
    double placebos = (double) placebos() / code.sources().count();
    return landscapes().plusMillis((long) (placebos * landscapes().toMillis())).plus(jacobians());
  }

  /** What every member says of each picture, once for all calibrated influence. */
  Duration residuals() {
    double seconds = residuals.predictions().doubleValue() * plan.passSeconds() / threads;
    return Duration.ofMillis((long) Math.min(Long.MAX_VALUE, 1e3 * seconds));
  }

  /** Whether all members are there, or are to be. */
  boolean isWhole() {
    return missing == 0;
  }

  /** There are none until the ensemble is repaired. */
  private long placebos() {
    return missing == 0 ? code.reserved() : 0;
  }

  Duration retraining() {
    return plan.retraining().dividedBy(threads);
  }

  /** Networks in training, and the images. */
  long trainingMemory() {
    return atOnce() * plan.trainingBytes() + imageBytes;
  }

  /** The members, and checkpoints of those that are under way. */
  long disk() {
    return plan.diskBytes() + plan.diskBytes() / members() * atOnce() * COPIES_IN_CHECKPOINT;
  }

  void requireMemory() {
    requireMemory(atOnce(), trainingMemory());
  }

  /**
   * Refuses, before a network is made to be measured, what cannot be trained by its weights alone.
   */
  static void requireMemoryForWeights(UNetConfig network, int atOnce) {
    long parameters = UNetCost.of(network).parameters();
    requireMemory(atOnce, atOnce * parameters * COPIES_IN_TRAINING * Float.BYTES);
  }

  private static void requireMemory(int atOnce, long bytes) {
    requireMemory("training " + atOnce + " members at once", bytes, "use fewer --threads");
  }

  /** Refuses the training of one network, with other options in words that take less. */
  static void requireMemoryForBatch(long bytes, int batch, String orSmaller) {
    requireMemory(
        "training",
        bytes,
        "all of a batch is in memory, so take a smaller --batch than " + batch + orSmaller);
  }

  private static void requireMemory(String work, long bytes, String instead) {
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > HEAP_FOR_TRAINING * heap) {
      throw new Refusal(
          String.format(
              Locale.ROOT,
              "%s takes %s of memory, Java has %s: %s, or give Java more (JAVA_OPTS=-Xmx%dg abc"
                  + " ...)",
              work,
              bytes(bytes),
              bytes(heap),
              instead,
              (long) Math.ceil(bytes / HEAP_FOR_TRAINING / 1e9)));
    }
  }

  /** Says what the training of one network takes, and by which steps. */
  static void sayNetwork(Duration time, long bytes, String steps, Work work, Console console) {
    console.line("Training:   about %s on %d threads: %s", text(time), work.threads(), steps);
    sayTotals(time, bytes, console);
  }

  private static void sayTotals(Duration time, long bytes, Console console) {
    console.line("Memory:     %s", bytes(bytes));
    console.put("estimatedTrainingSeconds", time.toMillis() / 1e3);
    console.put("estimatedTrainingBytes", bytes);
  }

  /** Of the code and the networks. */
  void sayWhat(Console console) {
    if (missing == 0) {
      console.line(
          "Code:       %d members, each source seen by %d of them, %d placebos",
          members(), plan.counts().weight(), placebos());
    } else {
      console.line(
          "Code:       %d of %d members are left, each source was seen by %d; no placebos until abc"
              + " repair",
          members() - missing, members(), plan.counts().weight());
    }
    console.line(
        "Network:    %,d weights, %,d multiply-adds an image",
        plan.network().parameters(), plan.network().multiplyAdds());
    console.put("members", members());
    console.put("weight", plan.counts().weight());
    console.put("membersLeft", members() - missing);
    console.put("placebos", placebos());
    console.put("weightsOfAMember", plan.network().parameters());
  }

  void sayTraining(Console console) {
    sayRepair(console);
    console.line("Disk:       %s", bytes(disk()));
    console.put("estimatedDiskBytes", disk());
  }

  /** Of the members that are trained. */
  void sayRepair(Console console) {
    console.line(
        "Training:   about %s on %s: %,d steps of %d images for each of %d members",
        text(training()), threads(threads), plan.trainingSteps(), batch, trained);
    sayTotals(training(), trainingMemory(), console);
  }

  void sayLandscapes(Console console) {
    console.line(
        "Afterwards: all counterfactuals of %d samples of %d steps take about %s exactly, %s to"
            + " first order",
        plan.counts().samples(), plan.counts().steps(), text(landscapes()), text(jacobians()));
    console.line(
        "Attribution: both, and %d placebos of each sample, about %s",
        placebos(), text(attribution()));
    if (missing == 0) {
      console.line(
          "Influence:  calibrated, what members say of each picture takes about %s and %s, once",
          text(residuals()), bytes(residuals.bytes()));
      console.put("estimatedResidualSeconds", residuals().toMillis() / 1e3);
    }
    console.line(
        "Without codes: %d trainings instead of %d, about %s",
        plan.counts().retraining().trainings(), members(), text(retraining()));
    console.put("samples", plan.counts().samples());
    console.put("samplingSteps", plan.counts().steps());
    console.put("estimatedLandscapeSeconds", landscapes().toMillis() / 1e3);
    console.put("estimatedJacobianSeconds", jacobians().toMillis() / 1e3);
    console.put("estimatedRetrainingSeconds", retraining().toMillis() / 1e3);
    console.put("estimatedAttributionSeconds", attribution().toMillis() / 1e3);
    console.put("retrainings", plan.counts().retraining().trainings());
  }

  private static String threads(int threads) {
    return threads == 1 ? "1 thread" : threads + " threads";
  }

  /** A time to two units. */
  static String text(Duration time) {
    long seconds = Math.max(1, Math.round(time.toMillis() / 1e3));
    long minutes = Math.round(seconds / 60.0);
    if (seconds < 100) {
      return seconds + " s";
    }
    if (minutes < 100) {
      return minutes + " min";
    }
    long hours = Math.round(minutes / 60.0);
    return hours < 72 ? minutes / 60 + " h " + minutes % 60 + " min" : hours / 24 + " days";
  }

  /** A size in megabytes. */
  static String bytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }
}
