package org.abc4j.attribution;

import static org.abc4j.testing.Messages.assertFails;
import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.CostModel;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ablation;
import org.abc4j.model.Coefficients;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Ensemble;
import org.abc4j.model.Linearization;
import org.abc4j.model.NoiseModel;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Reference;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.Threads;

/** Ensembles without some sources, against counterfactuals of those that have them. */
class RemovedEnsembleProperties {

  /** Whoever asks this model is wrong. */
  private record Poison(Shape shape) implements DifferentiableNoiseModel {
    @Override
    public Batch predict(Batch x, int timestep) {
      throw new AssertionError("a removed member was asked for a prediction");
    }

    @Override
    public Linearization linearize(Batch x, int timestep, Batch tangents) {
      throw new AssertionError("a removed member was asked for tangents");
    }
  }

  /** The ensemble with poison in the place of the members that saw the sources. */
  private static Ensemble poisoned(Ensemble whole, long... sources) {
    Codeword gone = whole.ablation(sources).removed();
    List<NoiseModel> members =
        IntStream.range(0, whole.size())
            .mapToObj(i -> gone.contains(i) ? new Poison(whole.shape()) : whole.member(i))
            .toList();
    return Ensemble.of(whole.code(), members);
  }

  private static int after(int source, int gone) {
    return source > gone ? source - 1 : source;
  }

  /** Two sources that leave a member. */
  private static int[] pair(CodeAssignment code, long seed) {
    int[] order = Draws.shuffled(seed, 31, Scenario.SOURCES);
    for (int a : order) {
      for (int b : order) {
        if (a != b && code.word(a).union(code.word(b)).weight() < Scenario.MEMBERS) {
          return new int[] {a, b};
        }
      }
    }
    throw new AssertionError("5 members, words of 2");
  }

  @Property(tries = 60)
  void sample_isTheCounterfactualOfBefore_bitForBit(
      @ForAll Kind kind,
      @ForAll Walk walk,
      @ForAll @IntRange(min = 0, max = Scenario.SOURCES - 1) int source,
      @ForAll @IntRange(min = 1, max = 3) int threads,
      @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, walk);
    Sample whole = scenario.sample();
    float[] expected =
        ExactCounterfactuals.of(whole)
            .images(List.of(Ablation.ofSources(scenario.code(), source)))
            .row(0);
    Ensemble removed = poisoned(scenario.ensemble(), source).without(source);
    Threads.with(
        threads,
        execution ->
            assertArrayEquals(
                expected, scenario.sampler().sample(removed, scenario.noise(), execution).image()));
    assertEquals(Scenario.WEIGHT, removed.removed().weight());
    assertEquals(Scenario.SOURCES - 1, removed.code().sources().count());
  }

  @Property(tries = 60)
  void without_sThenT_isBoth_isTheCounterfactualOfBoth(
      @ForAll Kind kind, @ForAll Walk walk, @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, walk);
    int[] st = pair(scenario.code(), seed);
    Ensemble whole = poisoned(scenario.ensemble(), st[0], st[1]);
    float[] expected =
        ExactCounterfactuals.of(scenario.sample())
            .images(List.of(Ablation.ofSources(scenario.code(), st)))
            .row(0);
    Ensemble both = whole.without(st[0], st[1]);
    Ensemble chain = whole.without(st[0]).without(after(st[1], st[0]));
    assertEquals(both.removed(), chain.removed());
    assertArrayEquals(expected, scenario.sampler().sample(both, scenario.noise()).image());
    assertArrayEquals(expected, scenario.sampler().sample(chain, scenario.noise()).image());
  }

  @Property(tries = 60)
  void counterfactuals_areThoseOfUnionsOnTheWholeEnsemble(
      @ForAll Kind kind,
      @ForAll Walk walk,
      @ForAll @IntRange(min = 0, max = Scenario.SOURCES - 1) int source,
      @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, walk);
    Sample whole = scenario.sample();
    Ensemble removed = poisoned(scenario.ensemble(), source).without(source);
    Sample sample = scenario.sampler().sample(removed, scenario.noise());
    List<Integer> left = sourcesWithSurvivors(scenario.code(), source);
    List<Ablation> unions =
        left.stream().map(t -> Ablation.ofSources(scenario.code(), source, (int) t)).toList();
    List<Ablation> alone =
        left.stream().map(t -> Ablation.ofSources(scenario.code(), (int) t)).toList();
    Batch expected = ExactCounterfactuals.of(whole).images(unions);
    // Whether an ablation names the removed members or not.
    assertEquals(expected, ExactCounterfactuals.of(sample).images(alone));
    assertEquals(expected, ExactCounterfactuals.of(sample).images(unions));
    ExactCounterfactuals.of(sample)
        .forEach(
            alone.size(),
            i -> alone.get((int) i),
            (i, ablation, image) -> assertEquals(unions.get((int) i), ablation));

    if (left.size() < Scenario.SOURCES - 1) {
      assertRefused(sample);
      return;
    }
    Landscape landscape = new AblationAttributor().attribute(sample);
    for (int i = 0; i < left.size(); i++) {
      assertEquals(
          Distance.euclidean().between(sample.image(), expected.row(i), Scenario.SHAPE),
          landscape.distance(after(left.get(i), source)));
    }
    assertEquals(removed.removed(), landscape.separation().orElseThrow().removed());
    assertEquals(landscape, new HybridAttributor().withHandover(0).attribute(sample).landscape());
  }

  private static List<Integer> sourcesWithSurvivors(CodeAssignment code, int source) {
    List<Integer> left = new ArrayList<>();
    for (int t = 0; t < Scenario.SOURCES; t++) {
      if (t != source && code.word(source).union(code.word(t)).weight() < Scenario.MEMBERS) {
        left.add(t);
      }
    }
    return left;
  }

  private static void assertRefused(Sample sample) {
    for (Attributor<?> attributor :
        List.of(new AblationAttributor(), new DifferentialAttributor(), new HybridAttributor())) {
      assertThrows(IllegalStateException.class, () -> attributor.attribute(sample));
    }
  }

  /** Half of the members gone at n = 5: all that are left see some source. */
  @Example
  void attribution_sourceWithoutSurvivor_isNamedBeforeAnythingIsComputed() {
    CodeAssignment code =
        Codebook.of(List.of(Codeword.parse("1100"), Codeword.parse("0110"), Codeword.parse("0011")))
            .assignInOrder(DataSources.oneItemEach(3).withNames(List.of("ana", "bo", "cy")));
    Scenario scenario = Scenario.of(4, Kind.GAUSSIAN, Walk.DDIM);
    List<NoiseModel> members = IntStream.range(0, 4).mapToObj(scenario.ensemble()::member).toList();
    Ensemble removed = Ensemble.of(code, members).without(0);
    Sample sample = scenario.sampler().sample(removed, scenario.noise());
    String message =
        "a landscape needs a counterfactual of every source, but all 2 members that are left of 4"
            + " saw 'cy'; repair the ensemble, or ask for the counterfactuals of others one by one";
    for (Attributor<?> attributor :
        List.of(new AblationAttributor(), new DifferentialAttributor(), new HybridAttributor())) {
      assertFails(IllegalStateException.class, message, () -> attributor.attribute(sample));
    }
    assertFails(
        IllegalStateException.class,
        message,
        () -> ExactCounterfactuals.of(sample).forEachSource((s, a, image) -> {}));
    assertFails(IllegalStateException.class, message, () -> LandscapePlan.of(removed, 1, 4));
    assertIllegal(
        "at least one member must survive, but removing 'cy' removes all 2 that are left",
        () -> removed.ablation(1));
    assertIllegal(
        "at least one member must survive, but removing 'cy' removes all 2 that are left",
        () -> removed.without(1));
  }

  @Property(tries = 40)
  void jacobian_isThatOfTheProcessAtTheFactualPoint(
      @ForAll Walk walk,
      @ForAll @IntRange(min = 0, max = Scenario.SOURCES - 1) int source,
      @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, Kind.GAUSSIAN, walk);
    Ensemble removed = poisoned(scenario.ensemble(), source).without(source);
    Sample sample = scenario.sampler().sample(removed, scenario.noise());
    EnsembleJacobian jacobian = EnsembleJacobian.of(sample);
    // A short step: where it crosses the bound of a clipped pixel, the difference is no derivative.
    double[][] expected = centredJacobian(scenario, removed.removed(), 1e-6);
    double largest = 0;
    for (double[] column : expected) {
      largest = Math.max(largest, Reference.largest(column));
    }
    for (int j = 0; j < Scenario.MEMBERS; j++) {
      double error = Reference.largest(Reference.minus(jacobian.column(j), expected[j], 1));
      assertTrue(error <= 1e-3 * largest, "column " + j + ": " + error + " of " + largest);
    }
    // One matrix for all sources, and whether an ablation names the removed members or not.
    JacobianGram gram = jacobian.gram(Distance.euclidean());
    for (int t : sourcesWithSurvivors(scenario.code(), source)) {
      Ablation alone = Ablation.ofSources(scenario.code(), t);
      Ablation union = Ablation.ofSources(scenario.code(), source, t);
      assertEquals(gram.distance(union), gram.distance(alone));
      assertArrayEquals(jacobian.counterfactual(union), jacobian.counterfactual(alone));
      double norm = Reference.norm(jacobian.change(union.coefficients()));
      assertEquals(norm, gram.distance(alone), 1e-9 * (1 + norm));
      assertIllegal(
          "member "
              + removed.removed().members()[0]
              + " was removed, so its coefficient is 0, found 1.0; an ensemble's factual ablation"
              + " has coefficients that leave it out",
          () -> jacobian.change(Coefficients.ones(Scenario.MEMBERS)));
    }
  }

  /** By central differences about the factual coefficients, along members that are there. */
  private static double[][] centredJacobian(Scenario scenario, Codeword removed, double h) {
    double[] factual = Ablation.ofMembers(removed).coefficients().toArray();
    int[] there = removed.complement().members();
    double[][] columns = new double[Scenario.MEMBERS][Scenario.SHAPE.size()];
    double[] mean = new double[Scenario.SHAPE.size()];
    for (int j : there) {
      double[] up = factual.clone();
      double[] down = factual.clone();
      up[j] += h;
      down[j] -= h;
      double[] change = Reference.minus(scenario.generate(up), scenario.generate(down), 1);
      for (int p = 0; p < change.length; p++) {
        columns[j][p] = change[p] / (2 * h);
        mean[p] += columns[j][p] / there.length;
      }
    }
    for (int j : there) {
      columns[j] = Reference.minus(columns[j], mean, 1);
    }
    return columns;
  }

  /** First order is the tangent of the exact: halving c − c⁰ quarters the error. */
  @Property(tries = 30)
  void change_isFirstOrder(
      @ForAll @IntRange(min = 0, max = Scenario.SOURCES - 1) int source, @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble removed = poisoned(scenario.ensemble(), source).without(source);
    EnsembleJacobian jacobian =
        EnsembleJacobian.of(scenario.sampler().sample(removed, scenario.noise()));
    List<Integer> left = sourcesWithSurvivors(scenario.code(), source);
    double[] factual = removed.factual().coefficients().toArray();
    double[] there = scenario.generate(factual);
    double[] target =
        Ablation.ofSources(scenario.code(), source, left.get(0)).coefficients().toArray();
    double[] errors = new double[2];
    for (int k = 0; k < 2; k++) {
      double[] c = factual.clone();
      for (int i = 0; i < c.length; i++) {
        c[i] += (target[i] - factual[i]) * (k == 0 ? 0.02 : 0.01);
      }
      double[] moved = Reference.minus(scenario.generate(c), there, 1);
      errors[k] = Reference.norm(Reference.minus(moved, jacobian.change(Coefficients.of(c)), 1));
    }
    double change = Reference.norm(jacobian.change(Coefficients.of(target)));
    assertTrue(
        errors[1] <= 0.3 * errors[0] + 1e-7 * (1 + change), errors[0] + " then " + errors[1]);
  }

  @Property(tries = 30)
  void hybrid_anyHandover_isThatOfUnionsWithAPoisonedMemberNeverAsked(
      @ForAll Walk walk,
      @ForAll @IntRange(min = 0, max = Scenario.SOURCES - 1) int source,
      @ForAll @IntRange(min = 0, max = 6) int handover,
      @ForAll @IntRange(min = 1, max = 2) int threads,
      @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, Kind.GAUSSIAN, walk);
    if (sourcesWithSurvivors(scenario.code(), source).size() < Scenario.SOURCES - 1) {
      return;
    }
    Ensemble removed = poisoned(scenario.ensemble(), source).without(source);
    Sample sample = scenario.sampler().sample(removed, scenario.noise());
    Landscape exact = new AblationAttributor().attribute(sample);
    Landscape first = new DifferentialAttributor().attribute(sample);
    Threads.with(
        threads,
        execution -> {
          HybridLandscape hybrid =
              new HybridAttributor().with(execution).withHandover(handover).attribute(sample);
          if (handover == 0) {
            assertEquals(exact, hybrid.landscape());
          }
          if (handover == 6) {
            for (int t = 0; t < first.sources(); t++) {
              double d = first.distance(t);
              assertEquals(d, hybrid.landscape().distance(t), 1e-4 * (1 + d));
            }
          }
          assertTrue(hybrid.plan().toString().contains("(3 members are left)"));
        });
  }

  @Example
  void plan_countsWhatIsThere() {
    Scenario scenario = Scenario.of(3, Kind.GAUSSIAN, Walk.DDIM);
    Ensemble whole = scenario.ensemble();
    assertEquals(LandscapePlan.of(whole, 1, 6), LandscapePlan.of(new CostModel(8, 5, 2, 1, 6)));
    Ensemble removed = whole.without(0);
    LandscapePlan plan = LandscapePlan.of(removed, 1, 6);
    LandscapePlan.Choice last = plan.choices().get(plan.choices().size() - 1);
    // 3 members are left: 6 steps of 3 predictions, 5 of 9 tangents.
    assertEquals(new MemberEvaluations(big(18), big(45)), last.cost());
    int least =
        LongStream.range(0, 7).mapToInt(removed.separation()::membersLeft).min().orElseThrow();
    assertEquals(big(7 * (3 - least) * 5 + 3), plan.choices().get(0).cost().predictions());
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  @Example
  void member_removed_failsWhoeverAsks() {
    Ensemble whole = Scenario.of(1, Kind.GAUSSIAN, Walk.DDIM).ensemble();
    assertEquals(0, whole.removed().weight());
    assertEquals(Coefficients.ones(5), whole.factual().coefficients());
    Ensemble removed = whole.without(2);
    int member = removed.removed().members()[0];
    assertFails(
        IllegalStateException.class,
        "member " + member + " was removed, and nobody may ask it: it saw a removed source",
        () -> removed.member(member));
    assertFails(
        IllegalStateException.class,
        "member " + member + " was removed, and nobody may ask it: it saw a removed source",
        () -> removed.held().member(member));
    assertIllegal(
        "member "
            + member
            + " was removed, so its coefficient is 0, found 1.0; an ensemble's factual ablation has"
            + " coefficients that leave it out",
        () -> removed.with(Coefficients.ones(5)));
    assertThrows(IndexOutOfBoundsException.class, () -> removed.member(5));
    assertFalse(removed.separation().isWhole());
    assertEquals(whole.shape(), removed.shape());
    assertEquals(whole.schedule(), removed.schedule());
  }
}
