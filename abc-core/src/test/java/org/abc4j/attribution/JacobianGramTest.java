package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.abc4j.codebook.Codeword;
import org.abc4j.model.Ablation;
import org.abc4j.model.Coefficients;
import org.junit.jupiter.api.Test;

class JacobianGramTest {
  private static final Coefficients FIRST_GONE = Coefficients.of(0, 2);

  @Test
  void distance_quadraticForm_isItsRoot() {
    // z = (−1, 1): 3 − 2·(−0.5) + 5.
    JacobianGram gram = new JacobianGram(new double[][] {{3, -0.5}, {-0.5, 5}});
    assertEquals(3, gram.distance(FIRST_GONE), 1e-15);
    assertEquals(3, gram.distance(Ablation.ofMembers(Codeword.of(2, 0))), 1e-15);
  }

  @Test
  void distance_squareJustBelowNought_isNought() {
    JacobianGram gram = new JacobianGram(new double[][] {{1e-18, 2e-18}, {2e-18, 1e-18}});
    assertEquals(0, gram.distance(FIRST_GONE));
  }

  @Test
  void distance_entryThatIsNaN_isNaN() {
    JacobianGram gram = new JacobianGram(new double[][] {{Double.NaN, 0}, {0, 1}});
    assertEquals(Double.NaN, gram.distance(FIRST_GONE));
  }
}
