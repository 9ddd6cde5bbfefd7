package org.abc4j.bench;

import java.util.concurrent.TimeUnit;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.Landscape;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The exact landscape of a sample: 64 counterfactuals of 25 DDIM steps, each by 6 of 11 members (n
 * = 11, w = 5).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ExactLandscapeBenchmark {
  /** Kind of members. */
  @Param({"gaussian", "posterior-mean"})
  String members;

  /** Channels, height and width of the sample. */
  @Param({"1x16x16", "1x32x32"})
  String shape;

  private Sample sample;

  /** For JMH. */
  public ExactLandscapeBenchmark() {}

  /**
   * Makes the ensemble and generates every counterfactual once by itself: same noise, same bits.
   */
  @Setup
  public void setUp() {
    sample = ClosedForm.sample(members, ClosedForm.shape(shape));
    Landscape landscape = exact();
    float[] factual = sample.image();
    for (int s = 0; s < landscape.sources(); s++) {
      var without = Ablation.ofSources(sample.ensemble().code(), s).coefficients();
      float[] image = OneByOne.generate(sample, without);
      double squared = 0;
      for (int p = 0; p < image.length; p++) {
        double difference = (double) factual[p] - image[p];
        squared += difference * difference;
      }
      Twins.requireEqual("distance of source " + s, landscape.distance(s), Math.sqrt(squared));
    }
  }

  /**
   * The exact landscape.
   *
   * @return a distance for each source
   */
  @Benchmark
  public Landscape exact() {
    return new AblationAttributor().attribute(sample);
  }
}
