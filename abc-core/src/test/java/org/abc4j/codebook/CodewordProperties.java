package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.BitSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** {@link Codeword} against {@link BitSet}. */
class CodewordProperties {
  record Pair(int length, BitSet a, BitSet b) {
    Codeword first() {
      return Codeword.of(length, a);
    }

    Codeword second() {
      return Codeword.of(length, b);
    }
  }

  @Provide
  Arbitrary<Pair> pairs() {
    return Arbitraries.of(Words.AWKWARD_LENGTHS)
        .flatMap(
            length ->
                Combinators.combine(
                        Words.bitSets(length), Words.bitSets(length), Arbitraries.of(0, 1, 2))
                    .as(
                        (a, b, kind) -> {
                          BitSet other = (BitSet) b.clone();
                          if (kind == 1) {
                            other.or(a); // so that subsets occur
                          } else if (kind == 2) {
                            other = (BitSet) a.clone(); // so that equal words occur
                          }
                          return new Pair(length, a, other);
                        }));
  }

  @Property(tries = 500)
  void members_areTheBitsSet(@ForAll("pairs") Pair pair) {
    Codeword word = pair.first();
    assertArrayEquals(pair.a().stream().toArray(), word.members());
    assertEquals(pair.a().cardinality(), word.weight());
    assertEquals(word, Codeword.of(pair.length(), word.members()));
    for (int i = 0; i < pair.length(); i++) {
      assertEquals(pair.a().get(i), word.contains(i), "member " + i);
    }
  }

  @Property(tries = 500)
  void setOperations_matchBitSet(@ForAll("pairs") Pair pair) {
    BitSet and = (BitSet) pair.a().clone();
    and.and(pair.b());
    BitSet xor = (BitSet) pair.a().clone();
    xor.xor(pair.b());
    BitSet or = (BitSet) pair.a().clone();
    or.or(pair.b());
    assertEquals(and.cardinality(), pair.first().overlap(pair.second()));
    assertEquals(xor.cardinality(), pair.first().distance(pair.second()));
    assertEquals(or, Words.bits(pair.first().union(pair.second())));
    assertEquals(and.equals(pair.a()), pair.first().isSubsetOf(pair.second()));
    assertEquals(and.equals(pair.b()), pair.second().isSubsetOf(pair.first()));
  }

  @Property(tries = 500)
  void complement_isTheRest(@ForAll("pairs") Pair pair) {
    BitSet rest = (BitSet) pair.a().clone();
    rest.flip(0, pair.length());
    Codeword complement = pair.first().complement();
    assertEquals(Codeword.of(pair.length(), rest), complement);
    assertEquals(pair.first(), complement.complement());
    assertEquals(pair.length(), pair.first().distance(complement));
  }

  @Property(tries = 500)
  void equalsHashAndOrder_followTheBinaryNumber(@ForAll("pairs") Pair pair) {
    assertEquals(pair.a().equals(pair.b()), pair.first().equals(pair.second()));
    if (pair.a().equals(pair.b())) {
      assertEquals(pair.first().hashCode(), pair.second().hashCode());
    }
    assertEquals(
        number(pair.a()).compareTo(number(pair.b())),
        Integer.signum(pair.first().compareTo(pair.second())));
  }

  private static BigInteger number(BitSet bits) {
    BigInteger number = BigInteger.ZERO;
    for (int bit : bits.stream().toArray()) {
      number = number.setBit(bit);
    }
    return number;
  }

  @Property(tries = 300)
  void parse_readsToString(@ForAll("pairs") Pair pair) {
    assertEquals(pair.first(), Codeword.parse(pair.first().toString()));
    assertEquals(pair.length(), pair.first().toString().length());
  }

  @Property(tries = 300)
  void exchange_movesOneMember(@ForAll("pairs") Pair pair, @ForAll int a, @ForAll int b) {
    int weight = pair.a().cardinality();
    Assume.that(weight > 0 && weight < pair.length());
    int out = pair.a().stream().toArray()[Math.floorMod(a, weight)];
    int in = pair.first().complement().members()[Math.floorMod(b, pair.length() - weight)];
    BitSet expected = (BitSet) pair.a().clone();
    expected.clear(out);
    expected.set(in);
    assertEquals(expected, Words.bits(pair.first().exchange(out, in)));
  }
}
