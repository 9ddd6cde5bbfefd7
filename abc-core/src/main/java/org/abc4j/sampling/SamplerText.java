package org.abc4j.sampling;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.noise.NoiseSchedule;

/**
 * The samplers of this library as one line of text, such as {@code UniPC(order 2, 10 of 1000 steps,
 * trailing, linear(1000, 1.0E-4, 0.02), clipped to ±1.0)}: what their {@code toString} says, so
 * that what a report or a file says of a sampler is enough to have the same one again.
 *
 * <p>Stateless and thread-safe.
 */
public final class SamplerText {
  /** As many steps as a text may ask for: it may come from anywhere, and each step takes memory. */
  public static final int MOST_STEPS = 100_000;

  private static final String NUMBER = "(\\d{1,9}(?:\\.\\d{1,20})?(?:E-?\\d{1,3})?)";

  /** A number as {@link Double#toString} writes it, with or without an exponent. */
  private static final Pattern VALUE =
      Pattern.compile(
          "(?:[1-9]\\.(?:0|\\d*[1-9])(E-?[1-9]\\d*)|(?:0|[1-9]\\d*)\\.(?:0|\\d*[1-9]))");

  private static final String CONSISTENT = ", noise of the clipped sample";
  private static final Pattern TEXT =
      Pattern.compile(
          "(?:DDIM\\(η = "
              + NUMBER
              + ", |(DDPM\\(|DPM-Solver\\+\\+\\(2M, |UniPC\\(order 2, ))(\\d{1,9}) of \\d{1,9} steps,"
              + " (leading|trailing|log snr), ((?:linear|scaled_linear|cosine|betas)\\([^()]+\\))(?:, clipped to ±"
              + NUMBER
              + "("
              + CONSISTENT
              + ")?)?\\)");

  private SamplerText() {}

  /**
   * A sampler as text.
   *
   * @param sampler one of this library's
   * @return what {@link #parse} reads
   * @throws IllegalArgumentException if its text does not give it back, as that of a sampler of
   *     somebody's own, or one of more than {@link #MOST_STEPS} steps
   */
  public static String of(Sampler sampler) {
    String text = sampler.toString();
    if (!parse(text).equals(sampler)) {
      throw new IllegalArgumentException("the text of this sampler is that of another: " + text);
    }
    return text;
  }

  /**
   * The sampler of a text.
   *
   * @param text as {@link #of} gives it, to the letter, on any release of Java
   * @return the sampler
   * @throws IllegalArgumentException if it is no such text, or a value is out of range
   */
  public static Sampler parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw none(text);
    }
    int steps = Integer.parseInt(parts.group(3));
    if (steps > MOST_STEPS) {
      throw new IllegalArgumentException(
          "a sampler read from a text has at most " + MOST_STEPS + " steps, found " + steps);
    }
    NoiseSchedule schedule = NoiseSchedule.parse(parts.group(5));
    Timesteps.requireFit(schedule.steps(), steps);
    Timesteps.Spacing spacing =
        Timesteps.Spacing.valueOf(parts.group(4).toUpperCase(Locale.ROOT).replace(' ', '_'));
    double clip =
        parts.group(6) == null ? Double.POSITIVE_INFINITY : Double.parseDouble(parts.group(6));
    Sampler sampler = sampler(parts, steps, schedule, spacing, clip, parts.group(7) != null);
    if (!says(sampler.toString(), text)) {
      // A number in other digits, or a number of training steps that is not the schedule's.
      throw none(text);
    }
    return sampler;
  }

  /**
   * Whether two texts are the same to the letter, but for the digits of equal numbers. Releases of
   * Java before 19 write some with a digit too many: 2⁻⁴⁴ is 5.6843418860808015E-14 or
   * 5.684341886080802E-14. Numbers that no release would write are others.
   */
  private static boolean says(String own, String text) {
    Matcher mine = VALUE.matcher(own);
    Matcher theirs = VALUE.matcher(text);
    int mineEnd = 0;
    int theirsEnd = 0;
    while (mine.find()) {
      if (!theirs.find()
          || !own.substring(mineEnd, mine.start()).equals(text.substring(theirsEnd, theirs.start()))
          || Double.parseDouble(mine.group()) != Double.parseDouble(theirs.group())
          || (mine.group(1) == null) != (theirs.group(1) == null)) {
        return false;
      }
      mineEnd = mine.end();
      theirsEnd = theirs.end();
    }
    return own.substring(mineEnd).equals(text.substring(theirsEnd));
  }

  private static Sampler sampler(
      Matcher parts,
      int steps,
      NoiseSchedule schedule,
      Timesteps.Spacing spacing,
      double clip,
      boolean consistent) {
    if (parts.group(2) == null) {
      DdimSampler ddim =
          DdimSampler.steps(steps)
              .withSchedule(schedule)
              .withSpacing(spacing)
              .withEta(Double.parseDouble(parts.group(1)));
      return consistent ? ddim.withConsistentClipping(clip) : ddim.withClipping(clip);
    }
    return switch (parts.group(2).charAt(1)) {
      case 'D' -> {
        DdpmSampler ddpm = DdpmSampler.steps(steps).withSchedule(schedule).withSpacing(spacing);
        // It has no other convention: with one, the text it gives is not this one.
        yield ddpm.withClipping(clip);
      }
      case 'P' -> {
        DpmSolverSampler solver =
            DpmSolverSampler.steps(steps).withSchedule(schedule).withSpacing(spacing);
        yield consistent ? solver.withConsistentClipping(clip) : solver.withClipping(clip);
      }
      default -> {
        UniPcSampler unipc = UniPcSampler.steps(steps).withSchedule(schedule).withSpacing(spacing);
        yield consistent ? unipc.withConsistentClipping(clip) : unipc.withClipping(clip);
      }
    };
  }

  private static IllegalArgumentException none(String text) {
    return new IllegalArgumentException(
        "the text of a sampler is such as '"
            + UniPcSampler.steps(10).withClipping(1)
            + "', found '"
            + text
            + "'");
  }
}
