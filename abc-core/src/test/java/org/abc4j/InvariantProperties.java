package org.abc4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ablation;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.SwitchedEnsemble;
import org.abc4j.testing.Threads;

/** The promises that hold across rooms. */
class InvariantProperties {

  /** What the data of removed sources is replaced by. */
  enum Replacement {
    NAN,
    INFINITY,
    HUGE,
    ZERO,
    OTHER_IMAGES
  }

  // Theorem 1.

  @Property(tries = 100)
  void ablation_ofASource_leavesEveryOtherSourceAMember(
      @ForAll @IntRange(min = 2, max = 12) int n, @ForAll long seed) {
    int weight = 1 + Draws.below(n - 1, seed, 1, 0);
    Codebook codebook = Codebook.allWords(n, weight);
    int count = (int) Math.min(codebook.size(), 1 + Draws.below(40, seed, 1, 1));
    CodeAssignment code = codebook.assign(DataSources.oneItemEach(count), seed);
    for (int s = 0; s < count; s++) {
      Codeword removed = Ablation.ofSources(code, s).removed();
      for (int other = 0; other < count; other++) {
        boolean left =
            Arrays.stream(code.word(other).members()).anyMatch(i -> !removed.contains(i));
        assertEquals(other != s, left, "without " + s + ", source " + other);
      }
    }
  }

  @Example
  void ablation_wordsOfUnequalWeight_canRemoveAnotherSource() {
    // Why the code insists on one weight: the word of b holds that of a, so without b, a is gone.
    Codeword a = Codeword.parse("0100");
    Codeword b = Codeword.parse("0110");
    Codeword removed = Ablation.ofMembers(b).removed();
    assertTrue(Arrays.stream(a.members()).allMatch(removed::contains));
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Codebook.of(List.of(a, b)));
    assertTrue(error.getMessage().contains("weight"), error.getMessage());
  }

  // Counterfactuals are exact.

  @Property(tries = 100)
  void counterfactual_withoutSources_neverSawTheirData(
      @ForAll Kind kind,
      @ForAll Walk walk,
      @ForAll Replacement replacement,
      @ForAll @IntRange(min = 1, max = 3) int removedSources,
      @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, walk);
    long[] removed =
        Arrays.stream(Draws.shuffled(seed, 40, Scenario.SOURCES))
            .limit(removedSources)
            .asLongStream()
            .toArray();
    Codeword union = Codeword.of(Scenario.MEMBERS);
    for (long source : removed) {
      union = union.union(scenario.code().word(source));
    }
    Assume.that(union.weight() < Scenario.MEMBERS);
    Scenario after = scenario.withItems(replaced(scenario, removed, replacement, seed));
    SwitchedEnsemble ensemble = new SwitchedEnsemble(scenario.ensemble());
    Sample sample = scenario.sampler().sample(ensemble, scenario.noise());

    List<Ablation> ablations = List.of(Ablation.ofSources(scenario.code(), removed));
    Batch before = ExactCounterfactuals.of(sample).images(ablations);
    ensemble.switchTo(after.ensemble());
    assertEquals(before, ExactCounterfactuals.of(sample).images(ablations));
    // And the data did matter: the factual sample is another one, or there is none.
    assertNotEquals(Optional.of(Batch.of(Scenario.SHAPE, sample.image())), factual(after));
  }

  /** The factual sample; none where a member answers what is not finite. */
  private static Optional<Batch> factual(Scenario scenario) {
    try {
      return Optional.of(Batch.of(Scenario.SHAPE, scenario.sample().image()));
    } catch (ArithmeticException notFinite) {
      return Optional.empty();
    }
  }

  @Property(tries = 60)
  void counterfactuals_dataOfOneSourceReplaced_changeForThoseThatSharedNoMemberOnly(
      @ForAll Kind kind, @ForAll Walk walk, @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, walk);
    long source = Draws.below(Scenario.SOURCES, seed, 41, 0);
    Sample before = scenario.sample();
    Sample after =
        scenario
            .withItems(replaced(scenario, new long[] {source}, Replacement.OTHER_IMAGES, seed))
            .sample();
    List<Ablation> ablations =
        IntStream.range(0, Scenario.SOURCES)
            .mapToObj(s -> Ablation.ofSources(scenario.code(), s))
            .toList();
    Batch imagesBefore = ExactCounterfactuals.of(before).images(ablations);
    Batch imagesAfter = ExactCounterfactuals.of(after).images(ablations);
    for (int s = 0; s < Scenario.SOURCES; s++) {
      // Without another source s, some member that saw the replaced data is left: Theorem 1.
      assertEquals(
          s == source, imagesBefore.select(s).equals(imagesAfter.select(s)), "without " + s);
    }
  }

  private static Batch replaced(
      Scenario scenario, long[] removed, Replacement replacement, long seed) {
    float[] values = scenario.items().toArray();
    float[] others = Draws.images(seed, 42, Scenario.SHAPE, scenario.items().rows()).toArray();
    int m = Scenario.SHAPE.size();
    for (long source : removed) {
      for (long item : scenario.code().sources().itemsOf(source)) {
        for (int p = (int) item * m; p < (item + 1) * m; p++) {
          values[p] =
              switch (replacement) {
                case NAN -> Float.NaN;
                case INFINITY -> Float.NEGATIVE_INFINITY;
                case HUGE -> Float.MAX_VALUE;
                case ZERO -> 0;
                case OTHER_IMAGES -> others[p];
              };
        }
      }
    }
    return Batch.of(Scenario.SHAPE, values);
  }

  @Property(tries = 40)
  void counterfactual_removedMembers_areNeverEvaluated(@ForAll Walk walk, @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, Kind.GAUSSIAN, walk);
    Ensemble whole = scenario.ensemble();
    Ablation ablation = Ablation.ofSources(scenario.code(), seed & 7);
    List<NoiseModel> members = new ArrayList<>();
    for (int i = 0; i < Scenario.MEMBERS; i++) {
      members.add(ablation.removed().contains(i) ? new Forbidden(i) : whole.member(i));
    }
    Ensemble broken = Ensemble.of(scenario.code(), members);
    Coefficients c = ablation.coefficients();
    assertEquals(
        scenario.sampler().generate(whole.with(c), List.of(scenario.noise())),
        scenario.sampler().generate(broken.with(c), List.of(scenario.noise())));
    assertThrows(
        IllegalStateException.class,
        () ->
            scenario
                .sampler()
                .generate(
                    broken.with(Coefficients.ones(Scenario.MEMBERS)), List.of(scenario.noise())));
  }

  private record Forbidden(int index) implements NoiseModel {
    @Override
    public Shape shape() {
      return Scenario.SHAPE;
    }

    @Override
    public Batch predict(Batch x, int timestep) {
      throw new IllegalStateException("member " + index + " was evaluated");
    }
  }

  // Same noise, same bits.

  @Property(tries = 40)
  void samples_sameNoise_areTheSameBitsAloneAndInABatch(
      @ForAll Kind kind,
      @ForAll Walk walk,
      @ForAll @IntRange(min = 1, max = 19) int count,
      @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, walk);
    ExogenousNoise noise = ExogenousNoise.philox(seed);
    Ensemble ensemble = scenario.ensemble();
    List<Sample> together = scenario.sampler().samples(ensemble, noise, count);
    for (int i = 0; i < count; i++) {
      assertEquals(
          Batch.of(Scenario.SHAPE, scenario.sampler().sample(ensemble, noise.of(i)).image()),
          Batch.of(Scenario.SHAPE, together.get(i).image()),
          "sample " + i);
    }
    if (count > 1) {
      assertFalse(Arrays.equals(together.get(0).image(), together.get(1).image()));
    }
  }

  @Property(tries = 40)
  void predict_anyThreads_isTheSameBits(
      @ForAll Kind kind,
      @ForAll @IntRange(min = 1, max = 3) int threads,
      @ForAll @IntRange(min = 1, max = 20) int rows,
      @ForAll @IntRange(max = 999) int timestep,
      @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, Walk.DDIM);
    Ensemble ensemble = scenario.ensemble();
    Batch x = Draws.batch(seed, 43, Scenario.SHAPE, rows);
    Coefficients ones = Coefficients.ones(Scenario.MEMBERS);
    Batch alone = ensemble.with(ones).predict(x, timestep);
    Threads.with(
        threads,
        execution ->
            assertEquals(
                alone, ensemble.predict(x, timestep, Collections.nCopies(rows, ones), execution)));
  }

  @Property(tries = 30)
  void landscape_membersInAnotherOrder_isTheSameToRounding(
      @ForAll Kind kind, @ForAll Walk walk, @ForAll long seed) {
    // Which member is called which is a convention: permuting a code's positions changes nothing
    // but the order of a sum.
    Scenario scenario = Scenario.of(seed, kind, walk);
    int[] order = Draws.shuffled(seed, 44, Scenario.MEMBERS);
    List<Codeword> words = new ArrayList<>();
    for (int s = 0; s < Scenario.SOURCES; s++) {
      Codeword word = scenario.code().word(s);
      words.add(
          Codeword.of(
              Scenario.MEMBERS, Arrays.stream(word.members()).map(i -> order[i]).toArray()));
    }
    Scenario renamed =
        new Scenario(
            kind,
            walk,
            scenario.items(),
            Codebook.of(words).assignInOrder(scenario.code().sources()),
            scenario.noise(),
            scenario.steps());
    double[] expected = new AblationAttributor().attribute(scenario.sample()).distances();
    double[] actual = new AblationAttributor().attribute(renamed.sample()).distances();
    for (int s = 0; s < Scenario.SOURCES; s++) {
      assertEquals(expected[s], actual[s], 2e-4 * (1 + expected[s]), "source " + s);
    }
  }
}
