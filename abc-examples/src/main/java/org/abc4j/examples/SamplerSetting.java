package org.abc4j.examples;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.Timesteps.Spacing;

/** A sampler, the spacing of its timesteps, and how many there are. */
record SamplerSetting(SamplerChoice choice, Spacing spacing, int steps) {

  /** What landscapes are usually made with. */
  static final SamplerSetting USUAL = new SamplerSetting(SamplerChoice.DDIM, Spacing.TRAILING, 50);

  /** First order at as many steps as training had. */
  static final SamplerSetting CONVERGED =
      new SamplerSetting(SamplerChoice.DDIM, Spacing.TRAILING, 1000);

  private static final Pattern ID = Pattern.compile("(.+?)-(leading|trailing|log-snr)-(\\d{1,9})");

  /**
   * The setting of an {@link #id}.
   *
   * @throws IllegalArgumentException if there is none of it
   */
  static SamplerSetting parse(String id) {
    Matcher parts = ID.matcher(id);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a sampler with spacing and steps is written like " + CONVERGED.id() + ", found " + id);
    }
    return new SamplerSetting(
        choice(parts.group(1)), spacing(parts.group(2)), Integer.parseInt(parts.group(3)));
  }

  /** The sampler of a command line's name. */
  static SamplerChoice choice(String name) {
    return named("a sampler", SamplerChoice.values(), name);
  }

  /** The spacing of a command line's name. */
  static Spacing spacing(String name) {
    return named("a spacing", Spacing.values(), name);
  }

  private static <E extends Enum<E>> E named(String what, E[] all, String name) {
    for (E one : all) {
      if (SamplerChoice.inWords(one).equals(name)) {
        return one;
      }
    }
    List<String> names = Arrays.stream(all).map(SamplerChoice::inWords).toList();
    throw new IllegalArgumentException(what + " is one of " + names + ", found " + name);
  }

  Sampler sampler(NoiseSchedule schedule, Clipping clipping) {
    return choice.sampler(steps, spacing, schedule, clipping);
  }

  /** The name of its curve. */
  String curve() {
    return choice.title()
        + ", "
        + (spacing == Spacing.LOG_SNR ? "log-SNR" : SamplerChoice.inWords(spacing));
  }

  /** In a sentence. */
  String title() {
    return curve() + ", " + steps + " steps";
  }

  /** Good for the name of a file. */
  String id() {
    return choice + "-" + SamplerChoice.inWords(spacing) + "-" + steps;
  }
}
