package org.abc4j.unet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.StrictJson;
import org.abc4j.model.Prediction;
import org.abc4j.noise.NoiseSchedule;

/**
 * diffusers' {@code scheduler_config.json}: what a network was trained with, the noise schedule and
 * what its output stands for.
 *
 * <p>What a file does not say is as diffusers has it. How samples are drawn, which such files say
 * too, is left to the samplers here. Schedulers are refused that say something else of their
 * network, or have other defaults, and so are schedules of other families, and of a last signal of
 * exactly 0.
 */
final class SchedulerConfigFile {
  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_NESTING = 8;
  private static final int STEPS = 1000;
  private static final int MOST_STEPS = 1_000_000;
  private static final double FIRST_BETA = 1e-4;
  private static final double LAST_BETA = 0.02;

  private static final StrictJson RULES = StrictJson.nesting(MAX_NESTING).inAnyUnicode();

  /** Those of diffusers that read the same keys in the same way, with the same defaults. */
  private static final Set<String> CLASSES =
      Set.of(
          "DDIMParallelScheduler",
          "DDIMScheduler",
          "DDPMParallelScheduler",
          "DDPMScheduler",
          "DEISMultistepScheduler",
          "DPMSolverMultistepScheduler",
          "DPMSolverSinglestepScheduler",
          "PNDMScheduler",
          "UniPCMultistepScheduler");

  /** Options that give the network another meaning where they are set. */
  private static final List<String> UNSET = List.of("rescale_betas_zero_snr", "use_flow_sigmas");

  private SchedulerConfigFile() {}

  /**
   * What a network was trained with.
   *
   * @param schedule the noise schedule
   * @param prediction what its output stands for, if the file says so
   */
  record Trained(NoiseSchedule schedule, Optional<Prediction> prediction) {}

  /**
   * Reads a file.
   *
   * @throws MalformedFileException if it is not such a file, or says what nothing here can follow,
   *     naming the option
   * @throws IOException if it cannot be read
   */
  static Trained read(Path file) throws IOException {
    JsonTree root = RULES.tree(file, MAX_BYTES);
    if (!root.isObject()) {
      throw root.fault("an object");
    }
    JsonTree name = root.field("_class_name");
    if (!name.isText() || !CLASSES.contains(name.text())) {
      throw name.fault("a scheduler of discrete steps, as DDPMScheduler and DDIMScheduler are");
    }
    for (String option : UNSET) {
      JsonTree set = root.field(option);
      if (!set.isMissing() && !set.isSameAs("false") && !set.isNull()) {
        throw set.fault("false");
      }
    }
    try {
      return new Trained(schedule(root), prediction(root));
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.toString(), "schedule", "a noise schedule", e.getMessage(), e);
    }
  }

  private static NoiseSchedule schedule(JsonTree root) throws IOException {
    JsonTree given = root.field("num_train_timesteps");
    int steps = given.isMissing() ? STEPS : given.integer();
    if (steps > MOST_STEPS) {
      throw given.fault("at most " + MOST_STEPS);
    }
    JsonTree betas = root.field("trained_betas");
    if (!betas.isMissing() && !betas.isNull()) {
      return given(betas, steps);
    }
    double first = number(root.field("beta_start"), FIRST_BETA);
    double last = number(root.field("beta_end"), LAST_BETA);
    JsonTree family = root.field("beta_schedule");
    if (family.isMissing() || family.isText("linear")) {
      return NoiseSchedule.linear(steps, first, last);
    }
    if (family.isText("scaled_linear")) {
      return NoiseSchedule.scaledLinear(steps, first, last);
    }
    if (family.isText("squaredcos_cap_v2")) {
      return NoiseSchedule.cosine(steps);
    }
    throw family.fault("\"linear\", \"scaled_linear\" or \"squaredcos_cap_v2\"");
  }

  private static double number(JsonTree found, double usual) throws IOException {
    return found.isMissing() ? usual : found.number();
  }

  private static NoiseSchedule given(JsonTree betas, int steps) throws IOException {
    List<JsonTree> list = betas.list();
    if (list.size() != steps) {
      throw betas.fault(steps + " numbers, as num_train_timesteps says", list.size() + " numbers");
    }
    double[] values = new double[steps];
    for (int t = 0; t < steps; t++) {
      values[t] = list.get(t).number();
    }
    return NoiseSchedule.of(values);
  }

  /** {@code predict_epsilon} is how the first releases said it. */
  private static Optional<Prediction> prediction(JsonTree root) throws IOException {
    JsonTree type = root.field("prediction_type");
    JsonTree noise = root.field("predict_epsilon");
    Optional<Prediction> said = UNetConfigReader.prediction(type);
    if (noise.isMissing() || noise.isNull()) {
      return said;
    }
    Prediction before = noise.truth() ? Prediction.NOISE : Prediction.SAMPLE;
    if (said.isPresent() && said.get() != before) {
      throw noise.fault("what prediction_type says too, " + type);
    }
    return Optional.of(before);
  }
}
