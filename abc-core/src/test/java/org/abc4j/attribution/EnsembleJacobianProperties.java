package org.abc4j.attribution;

import static org.abc4j.testing.Reference.largest;
import static org.abc4j.testing.Reference.minus;
import static org.abc4j.testing.Reference.norm;
import static org.abc4j.testing.Reference.toDouble;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.Shape;
import org.abc4j.model.Ablation;
import org.abc4j.model.Coefficients;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.Threads;

class EnsembleJacobianProperties {
  private static final int N = Scenario.MEMBERS;
  private static final int M = Scenario.SHAPE.size();

  @Property(tries = 60)
  void of_anyEnsemble_isTheCentredCentralDifferenceOfTheProcessInDouble(
      @ForAll Kind kind, @ForAll Walk walk, @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, walk);
    double[][] expected = scenario.centredJacobian(1e-6);
    EnsembleJacobian jacobian = EnsembleJacobian.of(scenario.sample());
    double scale = Arrays.stream(expected).mapToDouble(column -> largest(column)).max().orElse(0);
    for (int j = 0; j < N; j++) {
      assertEquals(
          0,
          largest(minus(expected[j], jacobian.column(j), 1)),
          tolerance(kind) * Math.max(1, scale),
          "column " + j);
    }
  }

  private static double tolerance(Kind kind) {
    return kind == Kind.GAUSSIAN ? 2e-6 : 1e-4;
  }

  private static double[] ones() {
    double[] ones = new double[N];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Property(tries = 30)
  void column_allOfThem_sumToNought(@ForAll Kind kind, @ForAll Walk walk, @ForAll long seed) {
    EnsembleJacobian jacobian = EnsembleJacobian.of(Scenario.of(seed, kind, walk).sample());
    double[] sum = new double[M];
    double scale = 0;
    for (int j = 0; j < N; j++) {
      sum = minus(sum, jacobian.column(j), -1);
      scale = Math.max(scale, largest(jacobian.column(j)));
    }
    assertEquals(0, largest(sum), 1e-14 * (1 + scale));
  }

  @Property(tries = 30)
  void change_ofAnAblation_isThatOfTheJacobianThatIsNotCentred(
      @ForAll Kind kind, @ForAll Walk walk, @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, walk);
    double[][] columns = scenario.jacobian(1e-6);
    EnsembleJacobian jacobian = EnsembleJacobian.of(scenario.sample());
    for (int s = 0; s < Scenario.SOURCES; s++) {
      Coefficients c = Ablation.ofSources(scenario.code(), s).coefficients();
      double[] change = new double[M];
      for (int j = 0; j < N; j++) {
        change = minus(change, columns[j], 1 - c.get(j));
      }
      assertEquals(
          0,
          largest(minus(change, jacobian.change(c), 1)),
          3 * tolerance(kind) * Math.max(1, largest(change)),
          "source " + s);
    }
  }

  @Property(tries = 30)
  void distance_oneVectorAddedToAllColumns_staysTheSame(@ForAll long seed) {
    Scenario scenario = Scenario.of(seed, Kind.GAUSSIAN, Walk.DDIM_NOISY);
    EnsembleJacobian jacobian = EnsembleJacobian.of(scenario.sample());
    double[] common = Draws.doubles(seed, 30, M);
    double[][] shifted = new double[N][];
    Arrays.setAll(shifted, j -> minus(jacobian.column(j), common, -30));
    double[][] gram = new double[N][N];
    for (int j = 0; j < N; j++) {
      for (int k = 0; k < N; k++) {
        gram[j][k] = EuclideanDistance.inner(shifted[j], shifted[k]);
      }
    }
    JacobianGram plain = jacobian.gram(Distance.euclidean());
    JacobianGram common30 = new JacobianGram(gram);
    for (int s = 0; s < Scenario.SOURCES; s++) {
      Ablation ablation = Ablation.ofSources(scenario.code(), s);
      assertEquals(plain.distance(ablation), common30.distance(ablation), 1e-5);
    }
  }

  @Property(tries = 40)
  void distance_byGram_isTheLengthOfTheChange(
      @ForAll Kind kind, @ForAll Walk walk, @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, walk);
    EnsembleJacobian jacobian = EnsembleJacobian.of(scenario.sample());
    Distance scaled = Distance.euclidean().scaledTo(new Shape(3, 7, 9));
    JacobianGram plain = jacobian.gram(Distance.euclidean());
    JacobianGram large = jacobian.gram((EuclideanDistance) scaled);
    float[] factual = scenario.sample().image();
    for (int s = 0; s < Scenario.SOURCES; s++) {
      Ablation ablation = Ablation.ofSources(scenario.code(), s);
      double length = norm(jacobian.change(ablation.coefficients()));
      assertEquals(length, plain.distance(ablation), 1e-9 * (1 + length));
      float[] image = jacobian.counterfactual(ablation);
      assertEquals(
          Distance.euclidean().between(factual, image, Scenario.SHAPE),
          plain.distance(ablation),
          1e-5 * (1 + length));
      assertEquals(
          scaled.between(factual, image, Scenario.SHAPE),
          large.distance(ablation),
          1e-4 * (1 + length));
    }
  }

  @Property(tries = 30)
  void of_anyThreads_isTheSameBits(
      @ForAll Kind kind,
      @ForAll Walk walk,
      @ForAll @IntRange(min = 2, max = 3) int threads,
      @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, walk);
    EnsembleJacobian alone = EnsembleJacobian.of(scenario.sample());
    Threads.with(
        threads,
        execution -> {
          EnsembleJacobian together = EnsembleJacobian.of(scenario.sample(), execution);
          for (int j = 0; j < N; j++) {
            assertArrayEquals(alone.column(j), together.column(j));
          }
        });
  }

  @Property(tries = 60)
  void change_halfTheWay_quartersTheFirstOrderError(@ForAll Kind kind, @ForAll long seed) {
    // 𝒢 and its derivative along z both from the process in double: h → 0 then costs no accuracy.
    Scenario scenario = Scenario.of(seed, kind, Walk.DDIM);
    double[] z = Ablation.ofSources(scenario.code(), seed & 7).coefficients().minusOnes();
    double[] factual = scenario.generate(ones());
    double step = 1e-5;
    double[] slope =
        Arrays.stream(
                minus(
                    scenario.generate(minus(ones(), z, -step)),
                    scenario.generate(minus(ones(), z, step)),
                    1))
            .map(value -> value / (2 * step))
            .toArray();
    // That slope is the library's.
    double[] change = EnsembleJacobian.of(scenario.sample()).change(coefficients(z));
    assertEquals(0, largest(minus(slope, change, 1)), 3 * tolerance(kind) * (1 + largest(slope)));

    double h = 1e-3;
    double whole = firstOrderError(scenario, factual, slope, z, h);
    double half = firstOrderError(scenario, factual, slope, z, h / 2);
    Assume.that(whole > 1e-9);
    assertEquals(0.25, half / whole, 0.02);
  }

  private static Coefficients coefficients(double[] z) {
    return Coefficients.of(Arrays.stream(z).map(value -> 1 + value).toArray());
  }

  private static double firstOrderError(
      Scenario scenario, double[] factual, double[] slope, double[] z, double h) {
    double[] exact = minus(scenario.generate(minus(ones(), z, -h)), factual, 1);
    return norm(minus(exact, slope, h));
  }

  @Property(tries = 30)
  void counterfactual_anyAblation_isTheSampleAndTheChange(@ForAll Kind kind, @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, Walk.DDPM);
    EnsembleJacobian jacobian = EnsembleJacobian.of(scenario.sample());
    double[] factual = toDouble(scenario.sample().image());
    for (int s = 0; s < Scenario.SOURCES; s++) {
      Ablation ablation = Ablation.ofSources(scenario.code(), s);
      double[] expected = minus(factual, jacobian.change(ablation.coefficients()), -1);
      double[] actual = toDouble(jacobian.counterfactual(ablation));
      assertEquals(0, largest(minus(expected, actual, 1)), 1e-6 * (1 + largest(expected)));
    }
  }
}
