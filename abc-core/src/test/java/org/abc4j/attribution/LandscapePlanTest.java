package org.abc4j.attribution;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.abc4j.attribution.LandscapePlan.Choice;
import org.abc4j.codebook.CostModel;
import org.junit.jupiter.api.Test;

class LandscapePlanTest {
  private static final CostModel SHIPPED = new CostModel(64, 9, 4, 1, 50);

  private static MemberEvaluations evaluations(long predictions, long tangents) {
    return new MemberEvaluations(BigInteger.valueOf(predictions), BigInteger.valueOf(tangents));
  }

  private static Choice at(LandscapePlan plan, int handover) {
    return plan.choices().stream().filter(c -> c.handover() == handover).findFirst().orElseThrow();
  }

  @Test
  void costs_areThoseCountedByHand() {
    LandscapePlan plan = LandscapePlan.of(SHIPPED);
    assertEquals(
        List.of(0, 7, 13, 19, 25, 32, 38, 44, 50),
        plan.choices().stream().map(Choice::handover).toList());
    // One row for each of 9 members, then 64 sources and 5 members that did not see it.
    assertEquals(evaluations(9 + 49 * 64 * 5, 0), at(plan, 0).cost());
    assertEquals(evaluations(25 * 9 + 25 * 64 * 5, 24 * 81), at(plan, 25).cost());
    assertEquals(evaluations(50 * 9, 49 * 81), at(plan, 50).cost());
    assertEquals((450 + 49 * 81) / 15689.0, at(plan, 50).relativeCost(), 1e-15);
    assertEquals(1, at(plan, 0).relativeCost());
    assertEquals(BigInteger.valueOf(450 + 49 * 81), at(plan, 50).cost().passes());
    assertEquals(OptionalDouble.of(0), at(plan, 0).error());
    assertEquals(OptionalDouble.empty(), at(plan, 25).error());
    assertEquals(Optional.empty(), plan.chosen());
    assertEquals(MemberEvaluations.NONE, plan.measuring());
    assertEquals(SHIPPED, plan.model());
  }

  /** Appendix A.3 counts the factual sample too, and every first step and tangent in full. */
  @Test
  void costs_agreeWithTheCostModel() {
    LandscapePlan plan = LandscapePlan.of(SHIPPED);
    long factual = 50 * 9;
    assertEquals(
        SHIPPED.exactAblation().passes().longValue() - factual - (64 * 5 - 9),
        at(plan, 0).cost().passes().longValue());
    assertEquals(
        SHIPPED.differentialAblation().passes().longValue() - 81,
        at(plan, 50).cost().passes().longValue());
  }

  @Test
  void costs_firstStepIsSharedByAChunk() {
    // 514 sources in chunks of 256: 256, 256 and 2 rows with 2 survivors of 5 members.
    CostModel model = new CostModel(514, 5, 3, 1, 3);
    assertEquals(evaluations(5 + 5 + 4 + 2 * 514 * 2, 0), at(LandscapePlan.of(model), 0).cost());
    CostModel one = new CostModel(1, 5, 3, 1, 3);
    assertEquals(evaluations(2 * 3, 0), at(LandscapePlan.of(one), 0).cost());
  }

  @Test
  void costs_ofManySamplesAndSources_areExact() {
    CostModel one = new CostModel(Long.MAX_VALUE, 1024, 512, 1, 1000);
    CostModel many = new CostModel(Long.MAX_VALUE, 1024, 512, 1000, 1000);
    for (int k = 0; k < LandscapePlan.of(one).choices().size(); k++) {
      assertEquals(
          LandscapePlan.of(one).choices().get(k).cost().passes().multiply(BigInteger.valueOf(1000)),
          LandscapePlan.of(many).choices().get(k).cost().passes());
    }
    BigInteger tail = BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.valueOf(512 * 500L));
    assertEquals(
        tail.add(BigInteger.valueOf(500 * 1024L)),
        at(LandscapePlan.of(one), 500).cost().predictions());
  }

  @Test
  void ladder_ofFewSteps_isEachFromTheSecond() {
    for (int steps = 1; steps <= 8; steps++) {
      int last = steps;
      List<Integer> expected =
          IntStream.rangeClosed(0, steps).filter(k -> k != 1 || last == 1).boxed().toList();
      assertEquals(expected, List.copyOf(LandscapePlan.ladder(steps)));
    }
  }

  @Test
  void cheapest_isWithinTheToleranceAndMeasured() {
    LandscapePlan plan =
        LandscapePlan.of(
            LandscapeCost.of(SHIPPED),
            LandscapePlan.ladder(50),
            Map.of(0, 0.0, 25, 0.05, 38, 0.2, 44, Double.POSITIVE_INFINITY),
            evaluations(1234, 56),
            25);
    assertEquals(0, plan.cheapest(0.01).handover());
    assertEquals(25, plan.cheapest(0.05).handover());
    assertEquals(38, plan.cheapest(1).handover());
    assertEquals(44, plan.cheapest(Double.POSITIVE_INFINITY).handover());
    assertEquals(25, plan.chosen().orElseThrow().handover());
    assertEquals(0, LandscapePlan.of(SHIPPED).cheapest(1e9).handover());
    assertIllegal("a tolerance is at least 0, found NaN", () -> plan.cheapest(Double.NaN));
    assertEquals(
        """
        64 sources, 9 members of which 4 see each, 50 steps, samples: 1
          handover  way            predictions       tangents  ÷ exact  error
                 0  exact                15689              0    1.000  0.0000
                 7  hybrid               13823            486    0.912  not measured
                13  hybrid               11957            972    0.824  not measured
                19  hybrid               10091           1458    0.736  not measured
        *       25  hybrid                8225           1944    0.648  0.0500
                32  hybrid                6048           2511    0.546  not measured
                38  hybrid                4182           2997    0.458  0.2000
                44  hybrid                2316           3483    0.370  Infinity
                50  first order            450           3969    0.282  not measured
        measuring errors took 1234 predictions and 56 tangents""",
        plan.toString());
  }

  @Test
  void cheapest_manyMembersAndFewSources_isExact() {
    CostModel model = new CostModel(8, 5, 2, 1, 6);
    LandscapePlan plan =
        LandscapePlan.of(
            LandscapeCost.of(model),
            LandscapePlan.ladder(6),
            Map.of(0, 0.0, 6, 0.0),
            evaluations(0, 0),
            -1);
    assertTrue(at(plan, 6).relativeCost() > 1);
    assertEquals(0, plan.cheapest(1).handover());
  }

  @Test
  void values_outOfRange_areErrorsNamingThem() {
    assertIllegal(
        "counts must be at least 0, found -1 predictions and 2 tangents", () -> evaluations(-1, 2));
    assertIllegal(
        "counts must be at least 0, found 1 predictions and -2 tangents", () -> evaluations(1, -2));
    assertIllegal(
        "handover, relative cost and error are at least 0, found 3, 0.5 and OptionalDouble[NaN]",
        () -> new Choice(3, evaluations(1, 0), 0.5, OptionalDouble.of(Double.NaN)));
    assertIllegal(
        "handover, relative cost and error are at least 0, found -3, 0.5 and OptionalDouble.empty",
        () -> new Choice(-3, evaluations(1, 0), 0.5, OptionalDouble.empty()));
  }

  @Test
  void equals_byWhatItSays() {
    LandscapePlan plan = LandscapePlan.of(SHIPPED);
    assertEquals(LandscapePlan.of(new CostModel(64, 9, 4, 1, 50)), plan);
    assertEquals(LandscapePlan.of(new CostModel(64, 9, 4, 1, 50)).hashCode(), plan.hashCode());
    assertNotEquals(LandscapePlan.of(new CostModel(65, 9, 4, 1, 50)), plan);
    assertNotEquals(
        LandscapePlan.of(
            LandscapeCost.of(SHIPPED),
            new TreeSet<>(LandscapePlan.ladder(50)),
            Map.of(0, 0.0),
            evaluations(0, 0),
            0),
        plan);
    assertNotEquals(OptionalInt.empty(), plan);
  }
}
