package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class CodeSizeProperties {

  @Property
  void forSources_isTheSmallest(@ForAll @LongRange(min = 1) long sources) {
    CodeSize size = CodeSize.forSources(sources);
    BigInteger needed = BigInteger.valueOf(sources);
    int n = size.length();
    assertEquals(n / 2, size.weight());
    assertTrue(Words.binomial(n, n / 2).compareTo(needed) >= 0);
    assertTrue(n == 2 || Words.binomial(n - 1, (n - 1) / 2).compareTo(needed) < 0);
  }

  @Property
  void withoutComplements_isTheSmallestAtAnyWeight(@ForAll @LongRange(min = 1) long words) {
    CodeSize size = CodeSize.withoutComplements(words);
    BigInteger needed = BigInteger.valueOf(words);
    assertTrue(size.capacityWithoutComplements().compareTo(needed) >= 0);
    int n = size.length() - 1;
    for (int w = 1; w < n; w++) {
      BigInteger all = Words.binomial(n, w);
      BigInteger most = 2 * w == n ? all.divide(BigInteger.TWO) : all;
      assertTrue(most.compareTo(needed) < 0, n + ", " + w);
    }
  }
}
