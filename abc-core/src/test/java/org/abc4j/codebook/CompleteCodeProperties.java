package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CompleteCodeProperties {
  record Place(int length, int weight, long index) {
    Codebook code() {
      return Codebook.allWords(length, weight);
    }
  }

  @Provide
  Arbitrary<Place> places() {
    return Arbitraries.integers()
        .between(2, 1024)
        .flatMap(
            n ->
                Arbitraries.integers()
                    .between(1, n - 1)
                    .filter(w -> Words.binomial(n, w).bitLength() <= 63)
                    .flatMap(w -> place(n, w)));
  }

  @Provide
  Arbitrary<Place> shortPlaces() {
    return Arbitraries.integers()
        .between(2, 66)
        .flatMap(n -> Arbitraries.integers().between(1, n - 1).flatMap(w -> place(n, w)));
  }

  private static Arbitrary<Place> place(int n, int w) {
    return Arbitraries.longs()
        .between(0, Words.binomial(n, w).longValueExact() - 1)
        .map(i -> new Place(n, w, i));
  }

  @Property(tries = 300)
  void indexOf_word_isItsIndex(@ForAll("shortPlaces") Place place) {
    Codeword word = place.code().word(place.index());
    assertEquals(place.weight(), word.weight());
    assertEquals(place.length(), word.length());
    assertEquals(place.index(), place.code().indexOf(word));
  }

  @Property(tries = 60)
  void index_ofAnyLength_isTheSumOfBinomials(@ForAll("places") Place place) {
    BigInteger rank = BigInteger.ZERO;
    int k = 0;
    for (int member : place.code().word(place.index()).members()) {
      rank = rank.add(Words.binomial(member, ++k));
    }
    assertEquals(BigInteger.valueOf(place.index()), rank);
  }

  @Property(tries = 300)
  void words_increaseWithTheirIndex(@ForAll("shortPlaces") Place place) {
    if (place.index() > 0) {
      Codebook code = place.code();
      assertTrue(code.word(place.index() - 1).compareTo(code.word(place.index())) < 0);
    }
  }

  @Property(tries = 300)
  void size_isTheBinomial(@ForAll("shortPlaces") Place place) {
    assertEquals(
        Words.binomial(place.length(), place.weight()).longValueExact(), place.code().size());
  }
}
