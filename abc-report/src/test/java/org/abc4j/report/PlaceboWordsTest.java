package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.abc4j.evaluation.PlaceboTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceboWordsTest {
  private static final SourceWords WORDS = new SourceWords("source", "sources", "groups");

  /** Of sources at distances 1, 2, …, the last ones at 100 and more, and placebos. */
  private static List<String> words(int sources, int far, double... placebos) {
    double[] distances = new double[sources];
    Arrays.setAll(distances, s -> s < sources - far ? s + 1 : 100 + s);
    return PlaceboWords.of(
            PlaceboTest.of(distances, placebos), WORDS, source -> "artist " + source, sources - 1)
        .paragraphs();
  }

  private static double[] placebos(int count) {
    double[] placebos = new double[count];
    Arrays.setAll(placebos, k -> 0.5 + 0.001 * k);
    return placebos;
  }

  @Test
  void paragraphs_noPlacebos_sayThatNothingCanBeSaid() {
    List<String> words = words(5, 1);
    assertEquals(1, words.size());
    assertTrue(words.get(0).startsWith("Nothing can be said of any source: there is no placebo"));
  }

  @Test
  void paragraphs_tooFewPlacebos_sayHowManyItTakes() {
    String words = words(64, 1, placebos(8)).get(0);
    assertTrue(words.startsWith("Nothing can be said of any single source."), words);
    assertTrue(words.contains("Of 8 placebos, 0 lie at least as far as the farthest"), words);
    assertTrue(words.contains("artist 63"), words);
    assertTrue(words.contains("could not have come out otherwise"), words);
    assertTrue(words.contains("chance gives in 89 % of samples"), words);
    assertTrue(
        words.endsWith(
            "To name one of 64 takes 1,216 placebos, so an ensemble whose code was designed with as many reserved words."),
        words);
  }

  @Test
  void paragraphs_enoughPlacebosAndOneFarSource_nameIt() {
    double[] placebos = new double[40];
    Arrays.fill(placebos, 50);
    List<String> words = words(2, 1, placebos);
    assertTrue(
        words.get(0).startsWith("It can be said that these mattered to this sample: artist 1."),
        words.get(0));
    assertTrue(words.get(0).contains("Of 40 placebos, none lies as far"), words.get(0));
    assertTrue(words.get(0).contains("the farthest of 2 would stand out so in 4.8 % of samples"));
    assertTrue(words.get(1).contains("So some of them mattered to this sample."), words.get(1));
  }

  /** Who has enough for the farthest of all needs no fewer. */
  @Test
  void paragraphs_chosenBeforehand_takesFewerPlacebosOnlyWhereTheyAreFew() {
    assertTrue(words(64, 1, placebos(1215)).get(2).contains("fewer placebos do: chance alone"));
    String enough = words(64, 1, placebos(1216)).get(2);
    assertFalse(enough.contains("fewer"), enough);
    assertTrue(
        enough.startsWith(
            "For a source that was chosen before anybody looked at this page, chance alone puts it"
                + " so far with a probability of"),
        enough);
  }

  @Test
  void paragraphs_enoughPlacebosAndNoFarSource_nameNone() {
    double[] placebos = new double[40];
    Arrays.fill(placebos, 50);
    List<String> words = words(2, 0, placebos);
    assertTrue(words.get(0).startsWith("Nothing can be said of any single source."));
    assertFalse(words.get(0).contains("could not have come out otherwise"), words.get(0));
    assertTrue(words.get(1).endsWith("no evidence that any of them mattered."), words.get(1));
  }

  @Test
  void paragraphs_allFarTogether_saySomeMatterButNotWhich() {
    List<String> words = words(30, 30, placebos(8));
    assertTrue(words.get(0).startsWith("Nothing can be said of any single source."));
    assertTrue(words.get(1).contains("30 of 30 lie beyond every placebo"), words.get(1));
    assertTrue(words.get(1).endsWith("though it cannot be said which."), words.get(1));
    assertTrue(
        words.get(2).contains("divided by 9, so 12 % at the least, which is still too much"));
    assertTrue(words(30, 30, placebos(19)).get(2).endsWith("so 5.0 % at the least."));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 100 %",
    "0.8889, 89 %",
    "0.05, 5.0 %",
    "0.0501, 5.1 %",
    "0.1, 10 %",
    "0.1001, 11 %",
    "0.0012, 0.12 %",
    "0.00001, less than 0.01 %",
    "0.999, 100 %"
  })
  void percent_isNeverSaidToBeLess(double probability, String words) {
    assertEquals(words, PlaceboWords.percent(probability));
  }

  @Test
  void beside_distance_saysHowManyLieAsFar() throws IOException {
    assertEquals("no placebos", PlaceboWords.beside(1, new double[0]));
    assertEquals("2 of 3 placebos at least as far", PlaceboWords.beside(2, new double[] {1, 2, 3}));
    assertEquals("0 of 1 placebo at least as far", PlaceboWords.beside(2, new double[] {1}));
  }
}
