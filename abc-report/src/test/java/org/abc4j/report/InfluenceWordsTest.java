package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.ScreenedLandscape;
import org.abc4j.evidence.AnyEffectTest;
import org.abc4j.evidence.EffectSize;
import org.abc4j.evidence.EvidencePower;
import org.abc4j.study.CalibratedInfluence;
import org.abc4j.study.MadeUpInfluence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InfluenceWordsTest {
  private static final SourceWords WORDS = new SourceWords("source", "sources", "groups");

  private static final LeastShares SHARES = new LeastShares();

  private static InfluenceWords words(CalibratedInfluence found) {
    return InfluenceWords.of(found, WORDS, source -> "artist " + source, SHARES);
  }

  private static List<String> paragraphs(
      int sources, int placebos, AnyEffectTest anyEffect, int... atLeastAsHigh) {
    return words(MadeUpInfluence.of(sources, placebos, anyEffect, atLeastAsHigh)).paragraphs();
  }

  @Test
  void paragraphs_someOfLowQ_areNamedWithIt() {
    // p is 1/1280 and 2/1280, so q is 64/1280 of both: just named.
    assertEquals(
        List.of(
            "Of 64 sources, 2 left more trace in this picture than chance would: artist 0 (q = 0.05);"
                + " artist 2 (q = 0.05). The share of false names, averaged over samples, those that"
                + " name nobody counted as 0, is held to 5 %."),
        paragraphs(64, 1279, null, 0, 900, 1));
  }

  @Test
  void paragraphs_manyNamed_areCounted() {
    int[] high = new int[20];
    String words = paragraphs(30, 5000, null, high).get(0);
    assertTrue(words.startsWith("Of 30 sources, 20 left more trace"), words);
    assertTrue(words.contains("artist 11 (q = 0.0003) and 8 more."), words);
    assertFalse(words.contains("artist 12"), words);
  }

  @Test
  void paragraphs_oneSourceAlone_isOne() {
    String words = paragraphs(1, 99, null, 0).get(0);
    assertTrue(words.startsWith("Of 1 source, 1 left more trace"), words);
    assertTrue(words.contains("(q = 0.01)"), words);
  }

  /** As many placebos as it takes: then it is said what the test can show. */
  @Test
  void paragraphs_nobodyNamed_sayWhatCanBeShown() {
    String words = paragraphs(64, 1279, null, 30).get(0);
    assertTrue(words.startsWith("No source stands out from chance: of 64 sources"), words);
    assertTrue(words.contains("the strongest evidence is that for artist 0 (q = 0.5)"), words);
    double least =
        new EvidencePower(64, 13, 6, 1279, EffectSize.ofShare(0.1), 0.05)
            .leastShare(0.8)
            .orElseThrow();
    assertTrue(
        words.endsWith(
            "With 13 members and 1,279 placebos this test would name, by rough reckoning, in four of"
                + " five samples one that explains "
                + PlaceboWords.percent(least)
                + " or more of what members differ by; less, or an effect that predictions miss, is"
                + " often not named."),
        words);
  }

  /** By q, of which z may know nothing where placebos differ. */
  @Test
  void paragraphs_nobodyNamed_strongestIsOfTheLeastQ() {
    String words = paragraphs(64, 1279, null, 900, 5).get(0);
    assertTrue(words.contains("the strongest evidence is that for artist 1 (q = 0.3)"), words);
  }

  /** Student's p of a z at its end has many zeros. */
  @Test
  void beside_tinyProbabilities_areBelow() {
    assertEquals(
        "influence +1 by size alone, z = 3.00, p below 0.0001, q below 0.0001",
        words(MadeUpInfluence.of(1, 1_000_000, null, 0)).beside(0));
  }

  @Test
  void paragraphs_tooFewPlacebos_sayHowManyItTakes() {
    String words = paragraphs(64, 1, null, 0).get(0);
    assertTrue(words.startsWith("No source stands out from chance"), words);
    assertTrue(
        words.endsWith(
            "With 1 placebo none can be named alone, however much it did: that takes 1,279."),
        words);
  }

  @Test
  void paragraphs_noPlacebos_claimNothing() {
    List<String> words = paragraphs(64, 0, null);
    assertEquals(1, words.size());
    assertTrue(
        words
            .get(0)
            .startsWith(
                "Which sources left more trace in this picture than chance would"
                    + " cannot be said: no placebos were used."),
        words.get(0));
    assertTrue(words.get(0).contains("artist 0 (p about 0.0013)"), words.get(0));
    assertTrue(words.get(0).endsWith("it that 64 sources were looked at."), words.get(0));
  }

  @Test
  void paragraphs_anyEffect_isSaidAsFarAsItGoes() {
    String some = paragraphs(64, 1279, MadeUpInfluence.anyEffect(8, 199, 0), 30).get(1);
    assertEquals(
        "All 8 samples that were tested together: were it dealt anew at random who saw what, what"
            + " members say would follow predicted effects as closely as it does with probability"
            + " p = 0.005 (199 deals). So at 5 % some sources left a trace, though this does not say which.",
        some);
    String none = paragraphs(64, 1279, MadeUpInfluence.anyEffect(1, 199, 99), 30).get(1);
    assertTrue(none.startsWith("This sample as a whole: "), none);
    assertTrue(
        none.endsWith(
            "p = 0.5 (199 deals). That is not enough at 5 % to say that any source left a trace."),
        none);
    String few = paragraphs(64, 1279, MadeUpInfluence.anyEffect(2, 1, 0), 30).get(1);
    assertTrue(few.contains("(1 deal)."), few);
    assertTrue(few.endsWith("; with so few deals it could not have come out otherwise."), few);
  }

  @Test
  void beside_sizesHaveASign() {
    InfluenceWords words = words(MadeUpInfluence.of(3, 99, null, 0, 9));
    assertEquals("influence +1 by size alone, z = 3.00, p = 0.01, q = 0.03", words.beside(0));
    assertEquals("influence −0.75 by size alone, z = 1.67, p = 0.1, q = 0.15", words.beside(1));
    assertEquals(
        "influence +1 by size alone, z = 3.00, p about 0.0013 by Student's t",
        words(MadeUpInfluence.of(3, 0, null)).beside(0));
  }

  /** The length as the sampler carries it, with the sign of the size. */
  @Test
  void beside_carriedSources_haveTheLengthOfTheirChange() {
    InfluenceWords words = words(MadeUpInfluence.carried(3, 0.25, 2));
    assertEquals("influence +0.25, z = 3.00, p = 0.5, q = 0.5", words.beside(0));
    assertEquals("influence −2, z = 1.67, p = 0.5, q = 0.5", words.beside(1));
    assertTrue(words.beside(2).startsWith("influence +0.5 by size alone, z = "), words.beside(2));
  }

  @Test
  void screened_saysWhatWasGeneratedAndWhatIsNotSaid() {
    Landscape screen = Landscape.of(5, 4, 3, 2, 1, 0);
    double none = Double.NaN;
    String both =
        InfluenceWords.screened(
            ScreenedLandscape.of(
                screen, new double[] {3, 7, none, 2, none, none}, new int[] {3}, 0.5),
            WORDS);
    assertEquals(
        "Exact counterfactuals were generated of the 2 of greatest calibrated influence and of 1"
            + " other drawn at random, and not of all 6 sources. So the counterfactual radius is at"
            + " least 7.00. The farthest of those drawn lies at 2.00; of the 4 that they were drawn"
            + " from at most 1 lie farther, with 50 % confidence.",
        both);
    String first =
        InfluenceWords.screened(
            ScreenedLandscape.of(
                screen, new double[] {3, none, none, none, none, none}, new int[0], 0.95),
            WORDS);
    assertTrue(first.endsWith("least 3.00. Of the others nothing is said."), first);
    String drawn =
        InfluenceWords.screened(
            ScreenedLandscape.of(
                screen, new double[] {none, none, 1, none, none, none}, new int[] {2}, 0.95),
            WORDS);
    assertTrue(
        drawn.startsWith("Exact counterfactuals were generated of 1 drawn at random"), drawn);
  }

  @ParameterizedTest
  @CsvSource({
    "0, below 0.0001",
    "1e-30, below 0.0001",
    "0.0001, 0.0001",
    "1, 1",
    "0.05, 0.05",
    "0.0501, 0.051",
    "0.15000000000000002, 0.15",
    "0.123, 0.13",
    "0.00123, 0.0013",
    "0.00000012, below 0.0001",
    "NaN, undefined"
  })
  void probability_isRoundedUp(double probability, String words) {
    assertEquals(words, InfluenceWords.probability(probability));
  }

  /** A page that names nobody says so of every sample. */
  @Test
  void paragraphs_anyNumbers_areSentences() {
    for (int placebos : new int[] {0, 1, 16, 1279}) {
      for (int sources : new int[] {1, 2, 64}) {
        for (String paragraph : paragraphs(sources, placebos, null)) {
          assertTrue(paragraph.endsWith("."), paragraph);
          for (String none : List.of("undefined", "NaN", "null", "Infinity", "∞")) {
            assertFalse(paragraph.contains(none), paragraph);
          }
        }
      }
    }
  }
}
