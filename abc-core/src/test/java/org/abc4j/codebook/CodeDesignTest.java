package org.abc4j.codebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CodeDesignTest {
  private static void assertRefused(String message, Executable code) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  @Test
  void design_default_hasSmallestLengthWithoutComplements() {
    DesignedCode code = Codebook.design(400, 100, 7);
    assertEquals(12, code.length());
    assertEquals(5, code.weight());
    assertEquals(500, code.size());
    assertEquals(1, code.columnSpread()); // 500 · 5 is no multiple of 12
    assertEquals(2, code.minimumDistance());
    assertEquals(
        "designed code of 500 words of length 12 and weight 5, column spread 1", code.toString());
  }

  @Test
  void design_oneSource_isOneWord() {
    DesignedCode code = Codebook.design(1, 0, 3);
    assertEquals(1, code.size());
    assertEquals(2, code.length());
    assertEquals(1, code.weight());
    assertEquals(2, code.minimumDistance());
  }

  @Test
  void design_publishedSize_isBetterBalanced() {
    // 384 words of length 16 and weight 8, as published: there columns are 191 to 193.
    DesignedCode code =
        CodeDesign.forSources(384)
            .withLength(16)
            .withWeight(8)
            .withMinimumDistance(4)
            .withSeed(1)
            .design();
    int[] expected = new int[16];
    Arrays.fill(expected, 192);
    assertArrayEquals(expected, code.columnSums());
    assertArrayEquals(expected, Words.columnSums(Words.of(code)));
    CodeVerification found = CodeVerifier.verify(Words.of(code)).requireValid();
    assertEquals(4, found.minimumDistance().getAsInt());
    assertEquals(4, code.minimumDistance());
    assertEquals(0, found.complementaryPairs());
  }

  @Test
  @Tag("timed")
  void design_largest_isQuick() {
    // Takes 0.2 s here; the bound is wide because machines are shared.
    DesignedCode code =
        assertTimeout(
            Duration.ofSeconds(20),
            () -> CodeDesign.forSources(60_000).withReserved(5_536).withLength(22).design());
    assertEquals(65_536, code.size());
    assertTrue(code.columnSpread() <= 1);
    assertEquals(2, code.minimumDistance());
  }

  @Test
  void design_allWordsOfTheSize_isTheCompleteCode() {
    DesignedCode code = CodeDesign.forSources(462).withLength(11).withWeight(5).design();
    assertEquals(new HashSet<>(Words.all(11, 5)), new HashSet<>(Words.of(code)));
    assertEquals(0, code.columnSpread());
  }

  @Test
  void design_allPairsAtHalfWeight_balancesByFlips() {
    // 126 pairs of length 10: every pair is used, so only signs can be chosen.
    DesignedCode code = CodeDesign.forSources(126).withLength(10).withWeight(5).design();
    assertEquals(0, code.columnSpread());
    assertEquals(0, CodeVerifier.verify(Words.of(code)).complementaryPairs());
    // 35 pairs of length 8: out of reach by parity, and said so.
    assertEquals(2, CodeDesign.forSources(35).withLength(8).withWeight(4).design().columnSpread());
  }

  @Test
  void design_sameSeed_sameWords_otherSeed_others() {
    CodeDesign design = CodeDesign.forSources(100).withReserved(20);
    assertEquals(Words.of(design.withSeed(5).design()), Words.of(design.withSeed(5).design()));
    assertNotEquals(Words.of(design.withSeed(5).design()), Words.of(design.withSeed(6).design()));
  }

  @Test
  void design_words_goldenForOneSeed() {
    // Stored designs are made again from their seed: these words must never change.
    assertEquals(GOLDEN, Words.of(Codebook.design(6, 2, 42)).toString());
  }

  private static final String GOLDEN = "[00101, 00011, 11000, 10001, 00110, 10100, 01001, 01010]";

  @Test
  void design_order_doesNotShowTheConstruction() {
    // Each word of a small code comes first equally often: 2100 seeds, 21 words, 5 sigma is 49.
    int[] first = new int[21];
    List<Codeword> all = Words.all(7, 2);
    for (int seed = 0; seed < 2100; seed++) {
      DesignedCode code =
          CodeDesign.forSources(14).withLength(7).withWeight(2).withSeed(seed).design();
      first[all.indexOf(code.word(0))]++;
    }
    for (int i = 0; i < 21; i++) {
      assertTrue(Math.abs(first[i] - 100) < 49, all.get(i) + " came first " + first[i] + " times");
    }
  }

  @Test
  void withoutLength_takesTheSmallestThatPromisesEnough() {
    assertEquals(21, CodeDesign.forSources(200).withWeight(2).design().length()); // C(21,2) = 210
    // 5 words of weight 3 need C(6,3)/2 = 10 pairs or C(5,3) = 10 words.
    assertEquals(5, CodeDesign.forSources(5).withWeight(3).design().length());
    DesignedCode apart = CodeDesign.forSources(256).withMinimumDistance(6).design();
    assertTrue(apart.minimumDistance() >= 6);
    assertTrue(apart.columnSpread() <= 1);
  }

  @Test
  void design_longWords_keepTheirDistance() {
    DesignedCode code =
        CodeDesign.forSources(60).withLength(130).withWeight(40).withMinimumDistance(40).design();
    assertEquals(
        CodeVerifier.verify(Words.of(code)).minimumDistance().getAsInt(), code.minimumDistance());
    assertTrue(code.minimumDistance() >= 40);
    assertTrue(code.columnSpread() <= 1);
  }

  @Test
  void design_moreThanTheCapacity_namesAll() {
    assertRefused(
        "N = 60 sources and P = 11 reserved words need 71 words, but length 8 and weight 4 have"
            + " only 35 without complementary pairs",
        () -> CodeDesign.forSources(60).withReserved(11).withLength(8).withWeight(4).design());
    assertRefused(
        "N = 11 sources and P = 0 reserved words need 11 words, but length 5 and weight 2 have"
            + " only 10 without complementary pairs",
        () -> CodeDesign.forSources(11).withLength(5).design());
  }

  @Test
  void design_distanceOutOfReach_tellsWhatWasReached() {
    // Words of weight 2 and distance 4 are disjoint: 3 of length 7 (in any order of the search).
    assertRefused(
        "N = 4 sources and P = 1 reserved words need 5 words, but the search found only 3 words of"
            + " length 7 and weight 2 at minimum distance 4;"
            + " take a greater length or a smaller distance",
        () ->
            CodeDesign.forSources(4)
                .withReserved(1)
                .withLength(7)
                .withWeight(2)
                .withMinimumDistance(4)
                .design());
    assertRefused(
        "words of length 7 and weight 2 are at most 4 apart, asked for minimum distance 6",
        () -> CodeDesign.forSources(2).withLength(7).withWeight(2).withMinimumDistance(6).design());
  }

  @Test
  void with_outOfRange_isNamed() {
    CodeDesign design = CodeDesign.forSources(10);
    assertRefused(
        "words of one weight are an even distance of 2 or more apart, asked for 3",
        () -> design.withMinimumDistance(3));
    assertRefused(
        "words of one weight are an even distance of 2 or more apart, asked for 0",
        () -> design.withMinimumDistance(0));
    assertRefused("a code has length 2 to 1024, found 1025", () -> design.withLength(1025));
    assertRefused(
        "the weight of a code of length 1024 lies from 1 to 1023, found 0",
        () -> design.withWeight(0));
    assertRefused(
        "the weight of a code of length 7 lies from 1 to 6, found 7",
        () -> design.withLength(7).withWeight(7).design());
    assertRefused(
        "N = 1025 sources and P = 0 reserved words need more words than any length up to 1024"
            + " promises at weight 1 and minimum distance 2",
        () -> CodeDesign.forSources(1025).withWeight(1).design());
  }

  @Test
  void forSources_outOfRange_isNamed() {
    String rule =
        "a designed code is for N >= 1 sources and P >= 0 reserved words with N + P <= 1048576,"
            + " found N = ";
    assertRefused(rule + "0 and P = 0", () -> CodeDesign.forSources(0));
    assertRefused(rule + "1048577 and P = 0", () -> CodeDesign.forSources(1048577));
    assertRefused(rule + "5 and P = -1", () -> CodeDesign.forSources(5).withReserved(-1));
    assertRefused(
        rule + "5 and P = 9223372036854775807",
        () -> CodeDesign.forSources(5).withReserved(Long.MAX_VALUE));
  }

  @Test
  void wordDraw_ofMoreWordsThanAreListed_isUniform() {
    // C(24, 12) exceeds 2^20. Each member is drawn half the time: 4000 draws, 5 sigma is 158.
    CodeSize size = new CodeSize(24, 12);
    WordDraw draw = new WordDraw(size, CounterRandom.of(9, Purpose.CODE_DESIGN));
    int[] drawn = new int[24];
    HashSet<Codeword> different = new HashSet<>();
    for (int i = 0; i < 4000; i++) {
      Codeword word = draw.next();
      assertEquals(12, word.weight());
      different.add(word);
      for (int member : word.members()) {
        drawn[member]++;
      }
    }
    assertTrue(different.size() > 3980, different.size() + " different words");
    for (int count : drawn) {
      assertTrue(Math.abs(count - 2000) < 158, "drawn " + count + " times");
    }
  }

  @Test
  void columnSums_areCopies() {
    DesignedCode code = Codebook.design(10, 0, 0);
    code.columnSums()[0] = 99;
    assertArrayEquals(Words.columnSums(Words.of(code)), code.columnSums());
  }
}
