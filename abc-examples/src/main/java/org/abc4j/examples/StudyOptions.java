package org.abc4j.examples;

import java.nio.file.Path;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.Sampler;
import picocli.CommandLine.Option;

/** The options of a command that writes a report. */
final class StudyOptions {
  /** Of the noise, if nothing else is said. */
  static final long SEED = 1;

  /** How many sources are shown for each sample. */
  static final int SHOWN = 4;

  @Option(
      names = "--sampler",
      description = "The sampler: ddim, dpm-solver or unipc. Default: ${DEFAULT-VALUE}.")
  private String sampler;

  @Option(
      names = "--spacing",
      description =
          "How its steps are spread: leading, trailing or log-snr. Default: ${DEFAULT-VALUE}.")
  private String spacing;

  @Option(names = "--steps", description = "Sampling steps. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--seed",
      description = "Seed of all that is drawn at random. Default: ${DEFAULT-VALUE}.")
  long seed = SEED;

  @Option(
      names = "--threads",
      description = "Threads; the results do not depend on them. Default: all processors.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--out", description = "Folder of the report. Default: ${DEFAULT-VALUE}.")
  Path out;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  /**
   * Options with their defaults.
   *
   * @param out folder of the report
   * @param setting the sampler
   */
  StudyOptions(Path out, SamplerSetting setting) {
    this.out = out;
    sampler = setting.choice().toString();
    spacing = SamplerChoice.inWords(setting.spacing());
    steps = setting.steps();
  }

  /**
   * The sampler that is asked for.
   *
   * @param schedule the schedule of the members
   * @param clipping of the predicted clean image
   * @throws IllegalArgumentException if there is none of these names, or not of so many steps
   */
  Sampler sampler(NoiseSchedule schedule, Clipping clipping) {
    return new SamplerSetting(
            SamplerSetting.choice(sampler), SamplerSetting.spacing(spacing), steps)
        .sampler(schedule, clipping);
  }
}
