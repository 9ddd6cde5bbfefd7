package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The counts against loops that count. */
class CostModelProperties {

  @Property(tries = 100)
  void exactAblation_countsTheMembersThatAreEvaluated(
      @ForAll @IntRange(min = 1, max = 35) int sources,
      @ForAll @IntRange(min = 1, max = 3) int samples,
      @ForAll @IntRange(min = 1, max = 4) int steps,
      @ForAll long seed) {
    CodeAssignment assignment =
        Codebook.allWords(7, 3).assign(DataSources.oneItemEach(sources), seed);
    long passes = 0;
    for (int run = 0; run < samples * steps; run++) {
      for (int member = 0; member < 7; member++) {
        passes++; // the factual sample
        for (int s = 0; s < sources; s++) {
          passes += assignment.word(s).contains(member) ? 0 : 1;
        }
      }
    }
    CostModel.Cost cost = CostModel.of(assignment, samples, steps).exactAblation();
    assertEquals(BigInteger.valueOf(passes), cost.passes());
    assertEquals(BigInteger.valueOf(7), cost.trainings());
  }

  @Property(tries = 100)
  void retrainingAndDifferential_countRunsAndTangents(
      @ForAll @IntRange(min = 1, max = 35) int sources,
      @ForAll @IntRange(min = 2, max = 12) int members,
      @ForAll @IntRange(min = 1, max = 3) int samples,
      @ForAll @IntRange(min = 1, max = 4) int steps) {
    long retraining = 0;
    long differential = 0;
    for (int run = 0; run < samples * steps; run++) {
      for (int model = 0; model <= sources; model++) {
        retraining++;
      }
      for (int member = 0; member < members; member++) {
        differential++;
        for (int tangent = 0; tangent < members; tangent++) {
          differential++;
        }
      }
    }
    CostModel model = new CostModel(sources, members, 1, samples, steps);
    assertEquals(BigInteger.valueOf(retraining), model.retraining().passes());
    assertEquals(BigInteger.valueOf(sources + 1L), model.retraining().trainings());
    assertEquals(BigInteger.valueOf(differential), model.differentialAblation().passes());
    assertEquals(BigInteger.valueOf(members), model.differentialAblation().trainings());
  }
}
