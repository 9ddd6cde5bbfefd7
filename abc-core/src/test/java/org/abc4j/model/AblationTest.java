package org.abc4j.model;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.stream.Stream;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.Codeword;
import org.abc4j.codebook.DataSources;
import org.junit.jupiter.api.Test;

class AblationTest {
  private static final CodeAssignment CODE =
      Codebook.of(Stream.of("1100", "0110", "0011").map(Codeword::parse).toList())
          .assignInOrder(DataSources.named(List.of("Ann", "Ben", "Cat")));

  @Test
  void ofMembers_none_isTheFullEnsemble() {
    Ablation none = Ablation.ofMembers(Codeword.of(4));
    assertEquals(4, none.survivors());
    assertEquals(Coefficients.ones(4), none.coefficients());
  }

  @Test
  void ofMembers_some_leavesTheMeanOfTheOthers() {
    Ablation ablation = Ablation.ofMembers(Codeword.parse("01101"));
    assertEquals(Codeword.parse("01101"), ablation.removed());
    assertEquals(2, ablation.survivors());
    assertEquals(Coefficients.of(2.5, 0, 0, 2.5, 0), ablation.coefficients());
  }

  @Test
  void ofMembers_all_isAnErrorNamingTheirNumber() {
    assertIllegal(
        "at least one member must survive, but all 5 are removed",
        () -> Ablation.ofMembers(Codeword.parse("11111")));
  }

  @Test
  void ofSources_one_removesTheMembersThatSawIt() {
    Ablation ablation = Ablation.ofSources(CODE, 1);
    assertEquals(Codeword.parse("0110"), ablation.removed());
    assertArrayEquals(new double[] {2, 0, 0, 2}, ablation.coefficients().toArray());
  }

  @Test
  void ofSources_several_removesTheMembersThatSawAny() {
    Ablation ablation = Ablation.ofSources(CODE, 0, 1);
    assertEquals(Codeword.parse("1110"), ablation.removed());
    assertEquals(1, ablation.survivors());
    assertEquals(Coefficients.of(0, 0, 0, 4), ablation.coefficients());
    assertEquals(ablation, Ablation.ofSources(CODE, 1, 0, 1));
  }

  @Test
  void ofSources_nobodySurvives_isAnErrorNamingTheSources() {
    assertIllegal(
        "at least one member must survive, but removing 'Ann', 'Cat' removes all 4",
        () -> Ablation.ofSources(CODE, 0, 2));
    assertIllegal(
        "at least one member must survive, but removing 'Cat', 'Ben', 'Ann' removes all 4",
        () -> Ablation.ofSources(CODE, 2, 1, 0));
    CodeAssignment unnamed = CODE.codebook().assignInOrder(DataSources.oneItemEach(3));
    assertIllegal(
        "at least one member must survive, but removing source 0, source 2 removes all 4",
        () -> Ablation.ofSources(unnamed, 0, 2));
  }

  @Test
  void ofSources_unknown_isAnErrorNamingIt() {
    assertIllegal(
        "unknown source 3, sources are numbered 0 to 2", () -> Ablation.ofSources(CODE, 3));
    assertIllegal(
        "unknown source -1, sources are numbered 0 to 2", () -> Ablation.ofSources(CODE, 0, -1));
  }

  @Test
  void ofSources_none_isAnError() {
    assertIllegal("name at least one source to remove, found none", () -> Ablation.ofSources(CODE));
  }

  @Test
  void equals_byRemovedMembers() {
    Ablation ablation = Ablation.ofMembers(Codeword.parse("0110"));
    assertEquals(Ablation.ofSources(CODE, 1), ablation);
    assertEquals(Ablation.ofSources(CODE, 1).hashCode(), ablation.hashCode());
    Ablation other = Ablation.ofMembers(Codeword.parse("1100"));
    assertNotEquals(ablation, other);
    assertNotEquals(ablation.hashCode(), other.hashCode());
    assertNotEquals(ablation, (Object) ablation.removed());
    assertEquals("Ablation[0110]", ablation.toString());
  }

  @Test
  void sourcesWithoutMembers_ofOneSource_isThatSource() {
    CodeAssignment code = Codebook.allWords(5, 2).assignInOrder(DataSources.oneItemEach(10));
    for (int s = 0; s < 10; s++) {
      assertArrayEquals(new long[] {s}, Ablation.ofSources(code, s).sourcesWithoutMembers(code));
    }
  }

  @Test
  void sourcesWithoutMembers_ofTwoSources_namesThoseLostWithThem() {
    // Words by rank: {0,1}, {0,2}, {1,2}, … so removing {0,1} and {0,2} takes {1,2} along.
    CodeAssignment code = Codebook.allWords(5, 2).assignInOrder(DataSources.oneItemEach(10));
    Ablation both = Ablation.ofSources(code, new int[] {0, 1});
    assertArrayEquals(new long[] {0, 1, 2}, both.sourcesWithoutMembers(code));
    assertEquals(Ablation.ofSources(code, 0L, 1L), both);
  }
}
