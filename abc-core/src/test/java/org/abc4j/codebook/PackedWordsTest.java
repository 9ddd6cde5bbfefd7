package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.testing.Draws;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans over packed words against the distances of the words themselves. */
class PackedWordsTest {
  private static final int COUNT = 12;

  /** Random words, so that all blocks differ. */
  private static List<Codeword> words(int length) {
    return IntStream.range(0, COUNT)
        .mapToObj(
            i ->
                Codeword.of(
                    length,
                    IntStream.range(0, length)
                        .filter(member -> Draws.below(2, length, i, member) == 1)
                        .toArray()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 63, 64, 65, 128, 129, 200})
  void distancesToLater_areThoseOfTheWords(int length) {
    List<Codeword> words = words(length);
    PackedWords packed = PackedWords.of(words);
    for (int from = 0; from < COUNT; from++) {
      int[] expected = new int[COUNT];
      Arrays.fill(expected, -1);
      int[] found = expected.clone();
      for (int j = from + 1; j < COUNT; j++) {
        expected[j] = words.get(from).distance(words.get(j));
      }
      packed.distancesToLater(from, found);
      assertArrayEquals(expected, found, "from word " + from);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 63, 64, 65, 128, 129, 200})
  void firstNear_isTheFirstThatIsNearer(int length) {
    List<Codeword> words = words(length);
    PackedWords packed = PackedWords.of(words);
    for (Codeword word : words) {
      for (int atLeast = 0; atLeast <= length; atLeast++) {
        for (int except = -1; except < COUNT; except++) {
          int expected = 0;
          while (expected < COUNT
              && (expected == except || word.distance(words.get(expected)) >= atLeast)) {
            expected++;
          }
          assertEquals(
              expected,
              packed.firstNear(word, atLeast, except),
              "nearer than " + atLeast + " but " + except);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 63, 64, 65, 128, 129, 200})
  void minimumDistance_isThatOfTheNearestTwo(int length) {
    List<Codeword> words = words(length);
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < COUNT; i++) {
      for (int j = 0; j < i; j++) {
        least = Math.min(least, words.get(i).distance(words.get(j)));
      }
    }
    PackedWords packed = PackedWords.of(words);
    assertEquals(least, packed.minimumDistance(0));
    assertEquals(least, packed.minimumDistance(least - 1));
    // What the first word finds is enough, once it is no more than the floor.
    int ofFirst = words.stream().skip(1).mapToInt(words.get(0)::distance).min().orElseThrow();
    assertEquals(ofFirst, packed.minimumDistance(ofFirst));
    assertEquals(Integer.MAX_VALUE, PackedWords.of(words.subList(0, 1)).minimumDistance(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 129})
  void set_aWordAgain_replacesIt(int length) {
    List<Codeword> words = words(length);
    PackedWords packed = new PackedWords(length, COUNT);
    for (Codeword word : words) {
      packed.set(0, word);
    }
    assertEquals(0, packed.firstNear(words.get(COUNT - 1), 1, -1));
    assertEquals(1, packed.firstNear(words.get(0), 1, -1));
    assertEquals((length + 63) / 64, packed.stride());
  }
}
