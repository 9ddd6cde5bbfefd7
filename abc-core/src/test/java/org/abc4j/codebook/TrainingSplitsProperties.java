package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TrainingSplitsProperties {

  /** Source of each item: all of 0 … k − 1 occur, in any order and number. */
  @Provide
  Arbitrary<int[]> tables() {
    return Arbitraries.integers()
        .between(1, 20)
        .flatMap(
            count ->
                Arbitraries.integers()
                    .between(0, count - 1)
                    .list()
                    .ofMaxSize(40)
                    .map(
                        more ->
                            IntStream.concat(
                                    more.stream().mapToInt(Integer::intValue),
                                    IntStream.range(0, count))
                                .toArray()));
  }

  @Property(tries = 300)
  void split_holdsAnItem_justWhenTheWordHasTheBit(
      @ForAll("tables") int[] sourceOfItem, @ForAll long seed) {
    CodeAssignment assignment =
        Codebook.allWords(6, 3).assign(DataSources.ofItems(sourceOfItem), seed);
    TrainingSplits splits = assignment.splits();
    assertEquals(6, splits.members());
    for (int member = 0; member < 6; member++) {
      int i = member;
      int[] expected =
          IntStream.range(0, sourceOfItem.length)
              .filter(item -> assignment.word(sourceOfItem[item]).toString().charAt(i) == '1')
              .toArray();
      assertArrayEquals(expected, splits.indices(member));
      assertArrayEquals(expected, splits.items(member).mapToInt(Math::toIntExact).toArray());
      for (int item = 0; item < sourceOfItem.length; item++) {
        int it = item;
        assertEquals(IntStream.of(expected).anyMatch(e -> e == it), splits.contains(member, item));
      }
    }
  }

  @Property(tries = 200)
  void eachItem_isInWeightManySplits(@ForAll("tables") int[] sourceOfItem, @ForAll long seed) {
    CodeAssignment assignment =
        Codebook.design(20, 3, seed).assign(DataSources.ofItems(sourceOfItem), seed);
    long total = 0;
    for (int member = 0; member < assignment.splits().members(); member++) {
      total += assignment.splits().items(member).count();
    }
    assertEquals((long) sourceOfItem.length * assignment.codebook().weight(), total);
  }

  @Test
  void unknownMemberOrItem_throws() {
    TrainingSplits splits = Codebook.allWords(6, 3).assign(DataSources.oneItemEach(5), 0).splits();
    assertThrows(IndexOutOfBoundsException.class, () -> splits.items(6));
    assertThrows(IndexOutOfBoundsException.class, () -> splits.items(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> splits.contains(6, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> splits.contains(0, 5));
  }
}
