package org.abc4j.codebook;

import java.math.BigInteger;
import org.abc4j.noise.CounterRandom;

/**
 * Makes all members see nearly the same number of sources.
 *
 * <p>Let c be the column sums of M words, and h and l columns with c_h − c_l ≥ 2. A <em>swap</em>
 * puts l in place of h in a word that has h and not l; it lowers Σ c². Write φ for that exchange.
 *
 * <p><b>w ≠ n/2.</b> φ maps the words with h and not l one-to-one to words with l and not h. There
 * are more of the former among the M, so one of them goes to a word that is not yet taken: a swap
 * always exists, and swaps end at sums that differ by 1 at most, however full the code is.
 *
 * <p><b>w = n/2</b>, one word of each complementary pair at most. Let ψ(x) be the complement of
 * φ(x); like x it has h and not l, and ψ(ψ(x)) = x. A swap of x is forbidden if the pair of ψ(x) is
 * in use. If it is in use as ψ(x) itself, <em>flip</em> both: x and ψ(x) become their complements,
 * which lowers c_h by 2 and raises c_l by 2. If no swap exists, words with h and not l come only in
 * such couples, or face each a word of their pair with l, so a flip exists; it lowers Σ c² if c_h −
 * c_l ≥ 3. So swaps and flips end at sums that differ by 2 at most.
 *
 * <p>Whether they can differ by less is a matter of parity: flips do not change the parity of c_i −
 * c_j. Sums that differ by 1 at most need all parities equal for even M, and half of them odd for
 * odd M. A <em>toggle</em>, a swap between two columns of one parity, changes the parities of just
 * these two; flips then do the rest. {@link #isReachable} lists the cases in which no set of pairs
 * has the right parities.
 */
final class ColumnBalancer {
  private static final int STEP = 2;

  /** Lookups after which the search for parities ends; some seconds. */
  private static final long WORK = 1L << 25;

  /** Longs compared after which swaps under a minimum distance end; some seconds. */
  private static final long PARTIAL_WORK = 1L << 32;

  private final WordPool pool;
  private final CounterRandom random;
  private final boolean complements;
  private final int[] sums;
  private final long limit;

  /** Flips are found sooner in a full code, swaps in a sparse one; a swap may undo a toggle. */
  private boolean flipsFirst;

  private long draws;
  private long probes;

  private ColumnBalancer(WordPool pool, CounterRandom random, boolean distances) {
    this.pool = pool;
    this.random = random;
    this.complements = pool.size().hasComplements();
    this.sums = pool.columnSums();
    this.flipsFirst =
        pool.size().capacityWithoutComplements().compareTo(BigInteger.valueOf(2L * pool.count()))
            < 0;
    this.limit = distances ? pool.work() + PARTIAL_WORK : Long.MAX_VALUE;
  }

  /**
   * Balances the columns of the pool.
   *
   * @param distances whether a minimum distance above 2 forbids further swaps; then nothing is
   *     promised
   */
  static void balance(WordPool pool, CounterRandom random, boolean distances) {
    ColumnBalancer balancer = new ColumnBalancer(pool, random, distances);
    balancer.descend();
    if (pool.columnSpread() > 1 && !distances && isReachable(pool.size(), pool.count())) {
      balancer.matchParities();
    }
  }

  /**
   * Whether column sums can differ by 1 at most. For w = n/2 and n ≥ 4, let K = C(n,n/2)/2 be the
   * number of pairs and E = K − M those not used. The words of all pairs have even sums of equal
   * parity, so the E words must have the same parities as the M words. Two words have them equal
   * only if they are the same or complements, so M = 2 is out; E = 2 would do for odd M alone, E =
   * 1 likewise, and E = 0 for even M alone.
   */
  static boolean isReachable(CodeSize size, int count) {
    if (!size.hasComplements() || size.length() == 2) {
      return true;
    }
    BigInteger pairs = size.capacityWithoutComplements();
    BigInteger unused = pairs.subtract(BigInteger.valueOf(count));
    if (count == 2) {
      return false;
    }
    if (unused.bitLength() > 2 || unused.intValue() > 2) {
      return true;
    }
    return unused.signum() == 0 ? count % 2 == 0 : count % 2 == 1;
  }

  /** Swaps and flips until none lowers Σ c². */
  private void descend() {
    while (pool.columnSpread() > 1 && pool.work() < limit && improve()) {}
  }

  private boolean improve() {
    int heaviest = 0;
    int lightest = 0;
    for (int column = 1; column < sums.length; column++) {
      heaviest = sums[column] > sums[heaviest] ? column : heaviest;
      lightest = sums[column] < sums[lightest] ? column : lightest;
    }
    if (improve(heaviest, lightest)) {
      return true;
    }
    // Only a difference of 2 at w = n/2, or a minimum distance, leads here.
    for (int heavy = 0; heavy < sums.length; heavy++) {
      for (int light = 0; light < sums.length; light++) {
        if (sums[heavy] - sums[light] >= 2 && improve(heavy, light)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean improve(int heavy, int light) {
    if (!complements || sums[heavy] - sums[light] < 3) {
      return swap(heavy, light);
    }
    return flipsFirst
        ? flip(heavy, light) || swap(heavy, light)
        : swap(heavy, light) || flip(heavy, light);
  }

  private boolean swap(int heavy, int light) {
    int start = draw(pool.count());
    for (int i = 0; i < pool.count(); i++) {
      int index = (start + i) % pool.count();
      Codeword word = pool.word(index);
      if (word.contains(heavy) && !word.contains(light)) {
        probes++;
        if (pool.tryReplace(index, word.exchange(heavy, light))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean flip(int heavy, int light) {
    int start = draw(pool.count());
    for (int i = 0; i < pool.count(); i++) {
      int index = (start + i) % pool.count();
      Codeword word = pool.word(index);
      if (word.contains(heavy) && !word.contains(light)) {
        probes++;
        Codeword partner = word.exchange(heavy, light).complement();
        int other = pool.indexOf(partner);
        if (other >= 0 && pool.tryReplace(index, word.complement())) {
          if (pool.tryReplace(other, partner.complement())) {
            return true;
          }
          pool.tryReplace(index, word);
        }
      }
    }
    return false;
  }

  private void matchParities() {
    flipsFirst = true;
    while (pool.columnSpread() > 1 && probes < WORK) {
      int odd = 0;
      for (int sum : sums) {
        odd += sum & 1;
      }
      if (pool.count() % 2 == 0 && (odd == 0 || odd == sums.length)) {
        // All sums are M/2 ± 1: complementing one word makes them M/2 or M/2 ± 2.
        int index = draw(pool.count());
        pool.tryReplace(index, pool.word(index).complement());
      } else {
        toggle(odd);
      }
      descend();
    }
  }

  private void toggle(int odd) {
    // The parity that has too many columns; for even M, the one that has fewer, to be rid of it.
    int even = sums.length - odd;
    int parity = (pool.count() % 2 == 0 ? odd <= even : odd > even) ? 1 : 0;
    int i = draw(sums.length);
    int j = draw(sums.length);
    // Now and then any two columns, to leave a set of words from which no toggle leads on.
    boolean any = draw(8) == 0;
    if (i != j && (any || (sums[i] & 1) == parity && (sums[j] & 1) == parity)) {
      swap(i, j);
    }
    probes++;
  }

  private int draw(int bound) {
    return (int) random.below(bound, draws++, STEP, 0);
  }
}
