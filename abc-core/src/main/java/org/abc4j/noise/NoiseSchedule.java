package org.abc4j.noise;

import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The variances β_t of the forward process and the products ᾱ_t = Π(1 − β_s) over s ≤ t (Ho et al.
 * 2020, section 2).
 *
 * <p>Timesteps are counted from 0, as in diffusers: the paper's t = 1 is 0 here. All values are
 * {@code double}. Immutable and thread-safe.
 */
public final class NoiseSchedule {
  private static final double COSINE_OFFSET = 0.008;
  private static final String NUMBER = "(\\d{1,9}(?:\\.\\d{1,20})?(?:E-?\\d{1,3})?)";
  private static final Pattern LINEAR =
      Pattern.compile("linear\\((\\d{1,9}), " + NUMBER + ", " + NUMBER + "\\)");
  private static final Pattern SCALED_LINEAR =
      Pattern.compile("scaled_linear\\((\\d{1,9}), " + NUMBER + ", " + NUMBER + "\\)");
  private static final Pattern COSINE = Pattern.compile("cosine\\((\\d{1,9})\\)");
  private static final Pattern GIVEN = Pattern.compile("betas\\((.+)\\)");
  private static final Pattern BETA = Pattern.compile(NUMBER);
  private static final int MOST_PARSED_STEPS = 1_000_000;

  /** So many fit in the files that name a schedule. */
  private static final int MOST_GIVEN = 2_000;

  private static final int MOST_SHOWN = 100;

  private static final double COSINE_LARGEST_BETA = 0.999;

  private final String name;
  private final double[] betas;
  private final double[] alphaBars;

  private NoiseSchedule(String name, double[] betas) {
    this.name = name;
    this.betas = betas;
    this.alphaBars = new double[betas.length];
    double product = 1;
    for (int t = 0; t < betas.length; t++) {
      product *= 1 - betas[t];
      if (!(product > 0 && product < 1)) {
        throw new IllegalArgumentException(
            "ᾱ lies in (0, 1), but that of timestep "
                + t
                + " of "
                + shown(name)
                + " is "
                + product);
      }
      alphaBars[t] = product;
    }
  }

  /** Without most of what is long. */
  private static String shown(String name) {
    return name.length() <= MOST_SHOWN ? name : name.substring(0, MOST_SHOWN) + "…";
  }

  /**
   * The schedule of Ho et al.: 1000 variances from 1e-4 to 0.02.
   *
   * @return {@code linear(1000, 1e-4, 0.02)}
   */
  public static NoiseSchedule linear() {
    return linear(1000, 1e-4, 0.02);
  }

  /**
   * Evenly spaced variances.
   *
   * @param steps number of training steps T, at least 1
   * @param first β of timestep 0, in (0, 1)
   * @param last β of timestep T − 1, in (0, 1)
   * @return the schedule
   * @throws IllegalArgumentException if an argument is out of range, or if some ᾱ rounds to 0 or 1
   */
  public static NoiseSchedule linear(int steps, double first, double last) {
    requireSteps(steps);
    requireBeta(first);
    requireBeta(last);
    double[] betas = new double[steps];
    for (int t = 0; t < steps; t++) {
      betas[t] = steps == 1 ? first : first + t * (last - first) / (steps - 1);
    }
    return new NoiseSchedule("linear(" + steps + ", " + first + ", " + last + ")", betas);
  }

  /**
   * Variances whose roots are evenly spaced, as latent diffusion models have them (Rombach et al.
   * 2022), diffusers' {@code scaled_linear}.
   *
   * @param steps number of training steps T, at least 1
   * @param first β of timestep 0, in (0, 1)
   * @param last β of timestep T − 1, in (0, 1)
   * @return the schedule
   * @throws IllegalArgumentException if an argument is out of range, or if some ᾱ rounds to 0 or 1
   */
  public static NoiseSchedule scaledLinear(int steps, double first, double last) {
    requireSteps(steps);
    requireBeta(first);
    requireBeta(last);
    double from = Math.sqrt(first);
    double to = Math.sqrt(last);
    double[] betas = new double[steps];
    for (int t = 0; t < steps; t++) {
      double root = steps == 1 ? from : from + t * (to - from) / (steps - 1);
      betas[t] = root * root;
    }
    return new NoiseSchedule("scaled_linear(" + steps + ", " + first + ", " + last + ")", betas);
  }

  /**
   * Variances that somebody has chosen. Its text has all of them.
   *
   * @param betas β of each timestep, 1 to 2,000 values in (0, 1)
   * @return the schedule
   * @throws IllegalArgumentException if there are too few or too many, one is out of range, or if
   *     some ᾱ rounds to 0 or 1
   */
  public static NoiseSchedule of(double... betas) {
    requireSteps(betas.length);
    if (betas.length > MOST_GIVEN) {
      throw new IllegalArgumentException(
          "at most " + MOST_GIVEN + " variances are given one by one, found " + betas.length);
    }
    double[] copy = betas.clone();
    for (double beta : copy) {
      requireBeta(beta);
    }
    return new NoiseSchedule(
        Arrays.stream(copy)
            .mapToObj(Double::toString)
            .collect(Collectors.joining(", ", "betas(", ")")),
        copy);
  }

  /**
   * The cosine schedule of Nichol and Dhariwal (2021), equation 17, with β at most 0.999;
   * diffusers' {@code squaredcos_cap_v2}.
   *
   * @param steps number of training steps T, at least 1
   * @return the schedule
   * @throws IllegalArgumentException if {@code steps} is less than 1
   */
  public static NoiseSchedule cosine(int steps) {
    requireSteps(steps);
    double[] betas = new double[steps];
    for (int t = 0; t < steps; t++) {
      double ratio = cosineAlphaBar((t + 1.0) / steps) / cosineAlphaBar((double) t / steps);
      betas[t] = Math.min(1 - ratio, COSINE_LARGEST_BETA);
    }
    return new NoiseSchedule("cosine(" + steps + ")", betas);
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @param text such as {@code linear(1000, 1.0E-4, 0.02)}, {@code scaled_linear(1000, 8.5E-4,
   *     0.012)}, {@code cosine(1000)} or {@code betas(0.1, 0.2)}
   * @return the schedule
   * @throws IllegalArgumentException if it is not such a text, or a value is out of range
   */
  public static NoiseSchedule parse(String text) {
    Matcher linear = LINEAR.matcher(text);
    Matcher cosine = COSINE.matcher(text);
    if (linear.matches()) {
      return linear(
          steps(linear.group(1)),
          Double.parseDouble(linear.group(2)),
          Double.parseDouble(linear.group(3)));
    }
    if (cosine.matches()) {
      return cosine(steps(cosine.group(1)));
    }
    Matcher scaled = SCALED_LINEAR.matcher(text);
    if (scaled.matches()) {
      return scaledLinear(
          steps(scaled.group(1)),
          Double.parseDouble(scaled.group(2)),
          Double.parseDouble(scaled.group(3)));
    }
    Matcher given = GIVEN.matcher(text);
    if (given.matches()) {
      String[] betas = given.group(1).split(", ", MOST_GIVEN + 1);
      if (Arrays.stream(betas).allMatch(beta -> BETA.matcher(beta).matches())) {
        return of(Arrays.stream(betas).mapToDouble(Double::parseDouble).toArray());
      }
    }
    throw new IllegalArgumentException(
        "a schedule is linear(steps, first, last), scaled_linear(steps, first, last), cosine(steps)"
            + " or betas(β, β, …), found "
            + text);
  }

  private static int steps(String digits) {
    int steps = Integer.parseInt(digits);
    if (steps > MOST_PARSED_STEPS) {
      throw new IllegalArgumentException(
          "a schedule read from a text has at most "
              + MOST_PARSED_STEPS
              + " steps, found "
              + steps);
    }
    return steps;
  }

  private static double cosineAlphaBar(double time) {
    double angle = (time + COSINE_OFFSET) / (1 + COSINE_OFFSET) * StrictMath.PI / 2;
    double cosine = StrictMath.cos(angle);
    return cosine * cosine;
  }

  /**
   * Number of training steps T.
   *
   * @return T
   */
  public int steps() {
    return betas.length;
  }

  /**
   * β_t.
   *
   * @param timestep from 0 to T − 1
   * @return a value in (0, 1)
   * @throws IndexOutOfBoundsException if there is no such timestep
   */
  public double beta(int timestep) {
    return betas[Objects.checkIndex(timestep, betas.length)];
  }

  /**
   * ᾱ_t.
   *
   * @param timestep from 0 to T − 1
   * @return a value in (0, 1)
   * @throws IndexOutOfBoundsException if there is no such timestep
   */
  public double alphaBar(int timestep) {
    return alphaBars[Objects.checkIndex(timestep, alphaBars.length)];
  }

  /**
   * λ_t = log(√ᾱ_t/√(1 − ᾱ_t)), half the logarithm of the signal-to-noise ratio (Lu et al. 2022,
   * DPM-Solver, section 3).
   *
   * @param timestep from 0 to T − 1
   * @return λ_t, which does not grow with t
   * @throws IndexOutOfBoundsException if there is no such timestep
   */
  public double logSnr(int timestep) {
    double alphaBar = alphaBar(timestep);
    return 0.5 * (StrictMath.log(alphaBar) - StrictMath.log1p(-alphaBar));
  }

  /**
   * One value of the forward process, x_t = √ᾱ_t·x₀ + √(1 − ᾱ_t)·ε (Ho et al., equation 4).
   *
   * @param clean the value x₀
   * @param noise the standard Gaussian ε
   * @param timestep from 0 to T − 1
   * @return x_t
   */
  public double noisy(double clean, double noise, int timestep) {
    double alphaBar = alphaBar(timestep);
    return Math.sqrt(alphaBar) * clean + Math.sqrt(1 - alphaBar) * noise;
  }

  private static void requireSteps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("a schedule has at least 1 step, found " + steps);
    }
  }

  private static void requireBeta(double beta) {
    if (!(beta > 0 && beta < 1)) {
      throw new IllegalArgumentException("a variance β lies in (0, 1), found " + beta);
    }
  }

  /** Equal when all variances are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof NoiseSchedule that && Arrays.equals(betas, that.betas);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(betas);
  }

  @Override
  public String toString() {
    return name;
  }
}
