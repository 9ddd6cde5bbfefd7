package org.abc4j.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.DdpmSampler;
import org.abc4j.sampling.DpmSolverSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.UniPcSampler;

/**
 * A small data set, code, ensemble and sampler: 8 sources of 1 to 3 images, 5 members of which each
 * source is seen by 2.
 */
public record Scenario(
    Kind kind, Walk walk, Batch items, CodeAssignment code, SampleNoise noise, int steps) {
  public static final int SOURCES = 8;
  public static final int MEMBERS = 5;
  public static final int WEIGHT = 2;
  public static final Shape SHAPE = new Shape(1, 4, 4);

  private static final double RIDGE = 0.05;
  private static final double CLIP = 0.4;
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();

  /** Kinds of members. */
  public enum Kind {
    GAUSSIAN,
    POSTERIOR_MEAN
  }

  /** Kinds of samplers. */
  public enum Walk {
    DDIM,
    DDIM_NOISY,
    DDIM_CLIPPED,
    DDPM,
    DPM_SOLVER,
    DPM_SOLVER_CLIPPED,
    UNIPC,
    UNIPC_CLIPPED,
    UNIPC_CONSISTENT
  }

  /** A scenario of 6 sampling steps. */
  public static Scenario of(long seed, Kind kind, Walk walk) {
    int[] sourceOfItem =
        IntStream.range(0, SOURCES)
            .flatMap(s -> IntStream.range(0, 1 + Draws.below(3, seed, 1, s)).map(i -> s))
            .toArray();
    return new Scenario(
        kind,
        walk,
        Draws.images(seed, 2, SHAPE, sourceOfItem.length),
        Codebook.allWords(MEMBERS, WEIGHT).assign(DataSources.ofItems(sourceOfItem), seed),
        ExogenousNoise.philox(seed).of(0),
        6);
  }

  public Scenario withSteps(int count) {
    return new Scenario(kind, walk, items, code, noise, count);
  }

  public Scenario withItems(Batch other) {
    return new Scenario(kind, walk, other, code, noise, steps);
  }

  public Ensemble ensemble() {
    return kind == Kind.GAUSSIAN
        ? ClosedFormEnsembles.gaussian(items, code, RIDGE, SCHEDULE)
        : ClosedFormEnsembles.posteriorMean(items, code, SCHEDULE);
  }

  public Sampler sampler() {
    return switch (walk) {
      case DDIM -> DdimSampler.steps(steps);
      case DDIM_NOISY -> DdimSampler.steps(steps).withEta(1);
      case DDIM_CLIPPED -> DdimSampler.steps(steps).withClipping(CLIP);
      case DDPM -> DdpmSampler.steps(steps);
      case DPM_SOLVER -> DpmSolverSampler.steps(steps);
      case DPM_SOLVER_CLIPPED -> DpmSolverSampler.steps(steps).withClipping(CLIP);
      case UNIPC -> UniPcSampler.steps(steps);
      case UNIPC_CLIPPED -> UniPcSampler.steps(steps).withClipping(CLIP);
      case UNIPC_CONSISTENT -> UniPcSampler.steps(steps).withConsistentClipping(CLIP);
    };
  }

  public Sample sample() {
    return sampler().sample(ensemble(), noise);
  }

  /** 𝒢(f·c, ε) by the reference in double. */
  public double[] generate(double... c) {
    return Reference.generate(models(), c, process(), SHAPE, noise);
  }

  /** Columns ∂𝒢(f·c, ε)/∂cⱼ at c = u, by central differences of the reference. */
  public double[][] jacobian(double h) {
    double[][] columns = new double[MEMBERS][];
    for (int j = 0; j < MEMBERS; j++) {
      double[] up = new double[MEMBERS];
      Arrays.fill(up, 1);
      double[] down = up.clone();
      up[j] += h;
      down[j] -= h;
      double[] change = Reference.minus(generate(up), generate(down), 1);
      columns[j] = Arrays.stream(change).map(value -> value / (2 * h)).toArray();
    }
    return columns;
  }

  /** The same, less the mean of the columns. */
  public double[][] centredJacobian(double h) {
    double[][] columns = jacobian(h);
    double[] mean = new double[SHAPE.size()];
    for (double[] column : columns) {
      mean = Reference.minus(mean, column, -1.0 / MEMBERS);
    }
    for (int j = 0; j < MEMBERS; j++) {
      columns[j] = Reference.minus(columns[j], mean, 1);
    }
    return columns;
  }

  private Reference.Process process() {
    int[] timesteps = sampler().steps().stream().mapToInt(step -> step.timestep()).toArray();
    double none = Double.POSITIVE_INFINITY;
    return switch (walk) {
      case DDIM -> Reference.Process.ddim(0, none, timesteps);
      case DDIM_NOISY -> Reference.Process.ddim(1, none, timesteps);
      case DDIM_CLIPPED -> Reference.Process.ddim(0, CLIP, timesteps);
      case DDPM -> Reference.Process.ddpm(none, timesteps);
      case DPM_SOLVER -> Reference.Process.solver(false, none, false, timesteps);
      case DPM_SOLVER_CLIPPED -> Reference.Process.solver(false, CLIP, false, timesteps);
      case UNIPC -> Reference.Process.solver(true, none, false, timesteps);
      case UNIPC_CLIPPED -> Reference.Process.solver(true, CLIP, false, timesteps);
      case UNIPC_CONSISTENT -> Reference.Process.solver(true, CLIP, true, timesteps);
    };
  }

  private List<Reference.Model> models() {
    List<Reference.Model> models = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      List<float[]> split = new ArrayList<>();
      for (int item = 0; item < items.rows(); item++) {
        if (code.word(code.sources().sourceOf(item)).contains(i)) {
          split.add(items.row(item));
        }
      }
      double[][] seen = split.stream().map(Reference::toDouble).toArray(double[][]::new);
      models.add(
          kind == Kind.GAUSSIAN ? Reference.gaussian(seen, RIDGE) : Reference.posteriorMean(seen));
    }
    return models;
  }
}
