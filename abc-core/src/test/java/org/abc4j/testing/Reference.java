package org.abc4j.testing;

import java.util.Arrays;
import java.util.List;
import org.abc4j.Shape;
import org.abc4j.noise.SampleNoise;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Closed-form members and the diffusion process in double, written from their definitions and
 * sharing no code with the library: the tests' oracle.
 */
public final class Reference {
  private static final int TRAINING_STEPS = 1000;
  private static final double FIRST_BETA = 1e-4;
  private static final double LAST_BETA = 0.02;

  private Reference() {}

  /** ε̂(x, t) in double. */
  @FunctionalInterface
  public interface Model {
    double[] predict(double[] x, int timestep);
  }

  /** ᾱ_t of the linear schedule. */
  public static double alphaBar(int timestep) {
    double product = 1;
    for (int t = 0; t <= timestep; t++) {
      product *= 1 - (FIRST_BETA + t * (LAST_BETA - FIRST_BETA) / (TRAINING_STEPS - 1));
    }
    return product;
  }

  /** √(1 − ᾱ)·(ᾱS + (1 − ᾱ)I)⁻¹(x − √ᾱμ), the linear system solved for every x. */
  public static Model gaussian(double[][] items, double ridge) {
    int m = items[0].length;
    double[] mean = new double[m];
    for (double[] item : items) {
      for (int j = 0; j < m; j++) {
        mean[j] += item[j] / items.length;
      }
    }
    RealMatrix covariance = new Array2DRowRealMatrix(m, m);
    for (double[] item : items) {
      double[] offset = minus(item, mean, 1);
      for (int a = 0; a < m; a++) {
        for (int b = 0; b < m; b++) {
          covariance.addToEntry(a, b, offset[a] * offset[b] / items.length);
        }
      }
    }
    RealMatrix identity = MatrixUtils.createRealIdentityMatrix(m);
    RealMatrix regular = covariance.add(identity.scalarMultiply(ridge));
    return (x, t) -> {
      double bar = alphaBar(t);
      RealMatrix system = regular.scalarMultiply(bar).add(identity.scalarMultiply(1 - bar));
      double[] offset = minus(x, mean, Math.sqrt(bar));
      double[] solved =
          new LUDecomposition(system)
              .getSolver()
              .solve(MatrixUtils.createRealVector(offset))
              .toArray();
      return Arrays.stream(solved).map(value -> Math.sqrt(1 - bar) * value).toArray();
    };
  }

  /** (x − √ᾱ·Σ pₖxₖ)/√(1 − ᾱ) with p = softmax(−‖x − √ᾱxₖ‖²/(2(1 − ᾱ))). */
  public static Model posteriorMean(double[][] items) {
    return (x, t) -> {
      double bar = alphaBar(t);
      double[] p = posterior(items, x, bar);
      double[] clean = new double[x.length];
      for (int k = 0; k < items.length; k++) {
        for (int j = 0; j < x.length; j++) {
          clean[j] += p[k] * items[k][j];
        }
      }
      double[] noise = minus(x, clean, Math.sqrt(bar));
      return Arrays.stream(noise).map(value -> value / Math.sqrt(1 - bar)).toArray();
    };
  }

  /** The softmax of {@link #posteriorMean}. */
  public static double[] posterior(double[][] items, double[] x, double bar) {
    double[] logits = new double[items.length];
    for (int k = 0; k < items.length; k++) {
      double[] offset = minus(x, items[k], Math.sqrt(bar));
      logits[k] = -norm(offset) * norm(offset) / (2 * (1 - bar));
    }
    double largest = Arrays.stream(logits).max().orElseThrow();
    double[] p = Arrays.stream(logits).map(l -> Math.exp(l - largest)).toArray();
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(value -> value / sum).toArray();
  }

  /**
   * 𝒢(f·c, ε): DDIM of any η (Song et al., equation 12), ancestral sampling (Ho et al., equations
   * 6 and 7) or a multistep solver.
   */
  public static double[] generate(
      List<Model> members, double[] c, Process process, Shape shape, SampleNoise noise) {
    double[] x = toDouble(noise.start(shape));
    int[] timesteps = process.timesteps();
    if (process.solver() != null) {
      return process.solver().solve(x, (state, k) -> predict(members, c, state, timesteps[k]));
    }
    for (int k = 0; k < timesteps.length; k++) {
      double[] predicted = predict(members, c, x, timesteps[k]);
      double bar = alphaBar(timesteps[k]);
      double next = k + 1 < timesteps.length ? alphaBar(timesteps[k + 1]) : 1;
      double alpha = bar / next;
      double variance = (1 - next) / (1 - bar) * (1 - alpha);
      double sigma = (process.ancestral() ? 1 : process.eta()) * Math.sqrt(variance);
      double[] z = sigma == 0 ? new double[x.length] : toDouble(noise.step(shape, k));
      for (int j = 0; j < x.length; j++) {
        double clean = (x[j] - Math.sqrt(1 - bar) * predicted[j]) / Math.sqrt(bar);
        clean = Math.max(-process.clip(), Math.min(process.clip(), clean));
        x[j] =
            process.ancestral()
                ? Math.sqrt(next) * (1 - alpha) / (1 - bar) * clean
                    + Math.sqrt(alpha) * (1 - next) / (1 - bar) * x[j]
                    + sigma * z[j]
                : Math.sqrt(next) * clean
                    + Math.sqrt(1 - next - sigma * sigma) * predicted[j]
                    + sigma * z[j];
      }
    }
    return x;
  }

  private static double[] predict(List<Model> members, double[] c, double[] x, int timestep) {
    double[] predicted = new double[x.length];
    for (int i = 0; i < c.length; i++) {
      if (c[i] != 0) {
        double[] f = members.get(i).predict(x, timestep);
        for (int j = 0; j < f.length; j++) {
          predicted[j] += f[j] * c[i] / c.length;
        }
      }
    }
    return predicted;
  }

  /** What {@link #generate} needs to know of a sampler. */
  public static final class Process {
    private final boolean ancestral;
    private final double eta;
    private final double clip;
    private final int[] timesteps;
    private final ReferenceSolver solver;

    /** DDIM. */
    public static Process ddim(double eta, double clip, int... timesteps) {
      return new Process(false, eta, clip, null, timesteps);
    }

    /** DDPM. */
    public static Process ddpm(double clip, int... timesteps) {
      return new Process(true, 1, clip, null, timesteps);
    }

    /** DPM-Solver++(2M), or UniPC if it corrects. */
    public static Process solver(
        boolean corrects, double clip, boolean consistent, int... timesteps) {
      double[] bars = Arrays.stream(timesteps).mapToDouble(Reference::alphaBar).toArray();
      ReferenceSolver solver = new ReferenceSolver(corrects, clip, consistent, bars);
      return new Process(false, 0, clip, solver, timesteps);
    }

    private Process(
        boolean ancestral, double eta, double clip, ReferenceSolver solver, int[] timesteps) {
      this.solver = solver;
      this.ancestral = ancestral;
      this.eta = eta;
      this.clip = clip;
      this.timesteps = timesteps.clone();
    }

    ReferenceSolver solver() {
      return solver;
    }

    boolean ancestral() {
      return ancestral;
    }

    double eta() {
      return eta;
    }

    double clip() {
      return clip;
    }

    int[] timesteps() {
      return timesteps;
    }
  }

  /** a − scale·b. */
  public static double[] minus(double[] a, double[] b, double scale) {
    double[] result = new double[a.length];
    Arrays.setAll(result, j -> a[j] - scale * b[j]);
    return result;
  }

  /** ‖a‖. */
  public static double norm(double[] a) {
    return Math.sqrt(Arrays.stream(a).map(value -> value * value).sum());
  }

  /** The largest |aⱼ|. */
  public static double largest(double[] a) {
    return Arrays.stream(a).map(Math::abs).max().orElse(0);
  }

  /** The same values. */
  public static double[] toDouble(float[] values) {
    double[] result = new double[values.length];
    Arrays.setAll(result, j -> values[j]);
    return result;
  }

  /** The values rounded. */
  public static float[] toFloat(double[] values) {
    float[] result = new float[values.length];
    for (int j = 0; j < result.length; j++) {
      result[j] = (float) values[j];
    }
    return result;
  }
}
