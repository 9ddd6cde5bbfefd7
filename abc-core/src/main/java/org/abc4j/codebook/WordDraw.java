package org.abc4j.codebook;

import org.abc4j.noise.CounterRandom;

/** Random words of one size, each drawn uniformly; where all can be listed, none comes twice. */
final class WordDraw {
  private static final int STEP = 1;

  private final CodeSize size;
  private final CounterRandom random;

  /** All words in random order, or null where there are too many. */
  private final CompleteCode listed;

  private final IndexPermutation order;
  private final int[] members;
  private long drawn;

  WordDraw(CodeSize size, CounterRandom random) {
    this.size = size;
    this.random = random;
    if (size.capacity().bitLength() <= 20) {
      this.listed = new CompleteCode(size.length(), size.weight());
      this.order = new IndexPermutation.Shuffle((int) listed.size(), random);
    } else {
      this.listed = null;
      this.order = null;
    }
    this.members = new int[size.length()];
    for (int i = 0; i < members.length; i++) {
      members[i] = i;
    }
  }

  /** Whether every word has been drawn. */
  boolean isExhausted() {
    return listed != null && drawn == listed.size();
  }

  Codeword next() {
    long index = drawn++;
    if (listed != null) {
      return listed.word(order.apply(index));
    }
    // A partial shuffle; it is uniform whatever order the members are in when it starts.
    int[] chosen = new int[size.weight()];
    for (int k = 0; k < chosen.length; k++) {
      int other = k + (int) random.below(members.length - k, index, STEP, k);
      chosen[k] = members[other];
      members[other] = members[k];
      members[k] = chosen[k];
    }
    return Codeword.of(size.length(), chosen);
  }
}
