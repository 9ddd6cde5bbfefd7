package org.abc4j.attribution;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class HybridTrialTest {

  @Test
  void error_isTheShareOfTheExactDistance() {
    assertEquals(new HybridTrial(3, 2, 1.5, 0.25), HybridTrial.of(3, 2, 1.5, 0.5));
  }

  @Test
  void error_exactCounterfactualIsTheSample_isZeroOrInfinite() {
    assertEquals(0, HybridTrial.of(3, 0, 0, 0).error());
    assertEquals(Double.POSITIVE_INFINITY, HybridTrial.of(3, 0, 0.1, 0.1).error());
  }

  @Test
  void largestError_isThatOfTheWorst() {
    assertEquals(
        0.5,
        HybridTrial.largestError(
            List.of(
                HybridTrial.of(0, 2, 2, 0.2),
                HybridTrial.of(1, 2, 2, 1),
                HybridTrial.of(2, 9, 2, 2))));
  }

  @Test
  void distanceThatIsNoDistance_isAnErrorNamingIt() {
    assertIllegal(
        "a distance is at least 0, but that between exact counterfactual and sample of source 3 is"
            + " NaN",
        () -> HybridTrial.of(3, Double.NaN, 1, 1));
    assertIllegal(
        "a distance is at least 0, but that between hybrid counterfactual and sample of source 3 is"
            + " -1.0",
        () -> HybridTrial.of(3, 1, -1, 1));
    assertIllegal(
        "a distance is at least 0, but that between hybrid and exact counterfactual of source 3 is"
            + " NaN",
        () -> HybridTrial.of(3, 1, 1, Double.NaN));
  }
}
