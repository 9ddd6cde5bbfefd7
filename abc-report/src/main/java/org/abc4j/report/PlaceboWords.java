package org.abc4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.abc4j.codebook.CodeDesign;
import org.abc4j.codebook.Codebook;
import org.abc4j.evaluation.PlaceboTest;
import org.abc4j.study.CalibratedInfluence;
import org.abc4j.study.SampleStudy;

/**
 * In plain words, whether anything can be said of any source of a sample. {@link PlaceboTest} has
 * the reasons; each statement is false for at most one in twenty samples that no source mattered
 * to.
 */
final class PlaceboWords {
  /** The probability of a false statement that is put up with. */
  static final double LEVEL = CalibratedInfluence.LEVEL;

  private static final int MOST_NAMED = 12;

  private final PlaceboTest test;
  private final SourceWords words;
  private final IntFunction<String> titles;
  private final int farthest;

  private PlaceboWords(
      PlaceboTest test, SourceWords words, IntFunction<String> titles, int farthest) {
    this.test = test;
    this.words = words;
    this.titles = titles;
    this.farthest = farthest;
  }

  static PlaceboWords of(SampleStudy study, SourceWords words, IntFunction<String> titles) {
    return of(test(study), words, titles, study.leading().top(1)[0]);
  }

  /** Of a test, and the source that lies farthest in it. */
  static PlaceboWords of(
      PlaceboTest test, SourceWords words, IntFunction<String> titles, int farthest) {
    return new PlaceboWords(test, words, titles, farthest);
  }

  static PlaceboTest test(SampleStudy study) {
    return PlaceboTest.of(study.leading().distances(), study.leadingPlacebos());
  }

  /** Whether a source of a sample can be named by its distance. */
  static boolean names(SampleStudy study) {
    return study.hasLandscape() && test(study).named(LEVEL).length > 0;
  }

  /**
   * What is known before any distance is: that no single source of any sample can be named. Nothing
   * of samples whose calibrated influence is known, which may name some.
   */
  static Optional<String> beforehand(List<ReportPart> parts, SourceWords words) {
    List<PlaceboTest> tests =
        parts.stream()
            .flatMap(part -> part.studies().stream())
            .filter(study -> study.removedMembers() == 0)
            .filter(study -> study.hasLandscape() && study.calibrated().isEmpty())
            .map(PlaceboWords::test)
            .toList();
    if (tests.isEmpty() || tests.stream().anyMatch(test -> test.leastAdjustedPValue() <= LEVEL)) {
      return Optional.empty();
    }
    PlaceboTest one = tests.get(0);
    return Optional.of(
        "With as few placebos as here no single "
            + words.one()
            + " of those that are looked at can ever be named, whatever the samples are: "
            + needed(one)
            + " One that was chosen beforehand takes "
            + PlaceboTest.placebosNeeded(1, LEVEL)
            + " placebos.");
  }

  /** What it takes to name the farthest of all, if it can be had. */
  private static String needed(PlaceboTest test) {
    long placebos = test.placebosNeeded(LEVEL);
    String text =
        "To name one of "
            + test.sources()
            + " takes "
            + String.format(Locale.ROOT, "%,d", placebos)
            + " placebos";
    return canBeHad(test.sources(), placebos)
        ? text + ", so an ensemble whose code was designed with as many reserved words."
        : text + ", and so few sources have no code of so many words: there, nobody can be named.";
  }

  /** Whether each member of the smallest code of so many words could be given a source. */
  private static boolean canBeHad(long sources, long placebos) {
    Codebook code = CodeDesign.forSources(sources).withReserved(placebos).design();
    return sources * code.weight() >= code.length();
  }

  /** How many placebos lie at least as far as something, beside its distance. */
  static String beside(double distance, double[] placebos) {
    if (placebos.length == 0) {
      return "no placebos";
    }
    long atLeastAsFar = Arrays.stream(placebos).filter(placebo -> placebo >= distance).count();
    return atLeastAsFar + " of " + plural(placebos.length, "placebo") + " at least as far";
  }

  private static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** The sentences, a paragraph each. */
  List<String> paragraphs() {
    if (test.placebos() == 0) {
      return List.of(
          "Nothing can be said of any "
              + words.one()
              + ": there is no placebo. Leaving out members moves a sample by itself, often about as"
              + " far, and how far can only be seen at words that were reserved when the code was"
              + " designed.");
    }
    List<String> paragraphs = new ArrayList<>();
    int[] named = test.named(LEVEL);
    paragraphs.add(named.length > 0 ? namedOnes(named) : nobody());
    paragraphs.add(allTogether(named.length > 0));
    if (test.sources() > 1) {
      paragraphs.add(chosenBefore());
    }
    return paragraphs;
  }

  private String namedOnes(int[] named) {
    String list =
        Arrays.stream(named).limit(MOST_NAMED).mapToObj(titles).collect(Collectors.joining("; "));
    int most = Arrays.stream(named).map(test::atLeastAsFar).max().orElseThrow();
    return "It can be said that these mattered to this sample: "
        + list
        + (named.length > MOST_NAMED ? " and " + (named.length - MOST_NAMED) + " more" : "")
        + ". Of "
        + plural(test.placebos(), "placebo")
        + (most == 0 ? ", none lies" : ", at most " + most + (most == 1 ? " lies" : " lie"))
        + " as far. If no "
        + words.one()
        + " mattered, the farthest of "
        + test.sources()
        + " would stand out so in "
        + percent(named)
        + " of samples; that all of them were looked at is allowed for.";
  }

  private String percent(int[] named) {
    double greatest = Arrays.stream(named).mapToDouble(test::adjustedPValue).max().orElseThrow();
    return percent(greatest);
  }

  private String nobody() {
    double least = test.leastAdjustedPValue();
    String text =
        "Nothing can be said of any single "
            + words.one()
            + ". Of "
            + plural(test.placebos(), "placebo")
            + ", "
            + test.atLeastAsFar(farthest)
            + (test.atLeastAsFar(farthest) == 1 ? " lies" : " lie")
            + " at least as far as the farthest "
            + words.one()
            + ", "
            + titles.apply(farthest)
            + "; if none of the "
            + test.sources()
            + " mattered, the farthest of them would stand out at least as much in "
            + percent(test.adjustedPValue(farthest))
            + " of samples.";
    return least <= LEVEL
        ? text
        : text
            + " With so few placebos this could not have come out otherwise: even a "
            + words.one()
            + " beyond all of them would be one that chance gives in "
            + percent(least)
            + " of samples. "
            + needed(test);
  }

  private String allTogether(boolean someNamed) {
    double p = test.pValueOfBeyondAll();
    String text =
        "Taken together, "
            + test.beyondAll()
            + " of "
            + test.sources()
            + " lie beyond every placebo, where "
            + HtmlWriter.number(test.expectedBeyondAll())
            + " would on average if none mattered; as many or more would in "
            + percent(p)
            + " of samples. ";
    if (p > LEVEL) {
      return text + "That is no evidence that any of them mattered.";
    }
    return text
        + "So some of them mattered to this sample"
        + (someNamed ? "." : ", though it cannot be said which.");
  }

  private String chosenBefore() {
    double least = test.leastPValue();
    // Where there are enough for the farthest of all, nobody needs fewer.
    boolean fewer = test.placebos() < test.placebosNeeded(LEVEL);
    return "For a "
        + words.one()
        + " that was chosen before anybody looked at this page, "
        + (fewer ? "fewer placebos do: " : "")
        + "chance alone puts it"
        + " so far with a probability of one more than the number of placebos at least as far, divided by "
        + (test.placebos() + 1)
        + ", so "
        + percent(least)
        + " at the least"
        + (least <= LEVEL ? "." : ", which is still too much to say anything.");
  }

  /** A probability in per cent, rounded up so that it is never said to be less. */
  static String percent(double probability) {
    double percent = 100 * probability;
    if (percent < 0.01) {
      return "less than 0.01 %";
    }
    double unit = percent < 1 ? 0.01 : percent < 10 ? 0.1 : 1;
    double up = Math.ceil(percent / unit - 1e-9) * unit;
    return String.format(
        Locale.ROOT, unit == 1 ? "%.0f %%" : unit == 0.1 ? "%.1f %%" : "%.2f %%", up);
  }
}
