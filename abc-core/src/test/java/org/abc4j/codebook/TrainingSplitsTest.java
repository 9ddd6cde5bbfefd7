package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TrainingSplitsTest {
  /** Words 011, 101 and 110 for sources 0, 1 and 2, whose items are mixed. */
  private static final TrainingSplits SPLITS =
      Codebook.of(Words.parse("011", "101", "110"))
          .assignInOrder(DataSources.ofItems(2, 0, 1, 1, 0))
          .splits();

  @Test
  void indices_areTheItemsOfTheSourcesThatTheMemberSees() {
    assertEquals(3, SPLITS.members());
    assertArrayEquals(new int[] {0, 2, 3}, SPLITS.indices(0));
    assertArrayEquals(new int[] {0, 1, 4}, SPLITS.indices(1));
    assertArrayEquals(new int[] {1, 2, 3, 4}, SPLITS.indices(2));
    assertArrayEquals(new long[] {0, 2, 3}, SPLITS.items(0).toArray());
  }

  @Test
  void contains_isWhetherTheMemberSeesTheItemsSource() {
    assertTrue(SPLITS.contains(0, 0));
    assertFalse(SPLITS.contains(0, 1));
    assertFalse(SPLITS.contains(2, 0));
    assertTrue(SPLITS.contains(2, 4));
  }

  @Test
  void noSuchMemberOrItem_isAnError() {
    assertThrows(IndexOutOfBoundsException.class, () -> SPLITS.items(3));
    assertThrows(IndexOutOfBoundsException.class, () -> SPLITS.indices(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> SPLITS.contains(3, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> SPLITS.contains(0, 5));
  }

  @Test
  void designedCode_findsItsWordsWhereTheyAre() {
    DesignedCode code = Codebook.design(20, 3, 5);
    for (int i = 0; i < code.size(); i++) {
      assertEquals(i, code.indexOf(code.word(i)));
    }
  }
}
