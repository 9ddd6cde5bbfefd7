package org.abc4j.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.abc4j.attribution.ScreenedLandscape;
import org.abc4j.evidence.AnyEffectTest;
import org.abc4j.evidence.BenjaminiHochberg;
import org.abc4j.study.CalibratedInfluence;
import org.abc4j.study.SampleStudy;

/**
 * In plain words, which sources left more trace in a sample than chance would, by their calibrated
 * influence: no more than the test says, and what it could have said if it says nothing.
 */
final class InfluenceWords {
  /** The share of false names that is put up with, averaged over samples. */
  static final double LEVEL = CalibratedInfluence.LEVEL;

  private static final int MOST_NAMED = 12;

  /** Beyond these are rounding errors, by which nothing is rounded up. */
  private static final MathContext EXACT_DIGITS = new MathContext(12);

  private static final double LEAST_STATED = 1e-4;

  private static final MathContext TWO_DIGITS_UP = new MathContext(2, RoundingMode.CEILING);

  private final CalibratedInfluence found;
  private final SourceWords words;
  private final IntFunction<String> titles;
  private final LeastShares shares;

  private InfluenceWords(
      CalibratedInfluence found,
      SourceWords words,
      IntFunction<String> titles,
      LeastShares shares) {
    this.found = found;
    this.words = words;
    this.titles = titles;
    this.shares = shares;
  }

  static InfluenceWords of(
      CalibratedInfluence found,
      SourceWords words,
      IntFunction<String> titles,
      LeastShares shares) {
    return new InfluenceWords(found, words, titles, shares);
  }

  /** Whether a source of a sample can be named. */
  static boolean names(SampleStudy study) {
    return study.calibrated().map(found -> found.named(LEVEL).length > 0).orElse(false);
  }

  /** The sentences, a paragraph each. */
  List<String> paragraphs() {
    List<String> paragraphs = new ArrayList<>();
    int[] named = found.named(LEVEL);
    if (!found.isCalibrated()) {
      paragraphs.add(uncalibrated());
    } else if (named.length > 0) {
      paragraphs.add(named(named));
    } else {
      paragraphs.add(nobody());
    }
    found.anyEffect().map(this::together).ifPresent(paragraphs::add);
    return paragraphs;
  }

  private String named(int[] named) {
    String list =
        Arrays.stream(named)
            .limit(MOST_NAMED)
            .mapToObj(s -> titles.apply(s) + " (" + stated("q = ", found.qValue(s)) + ")")
            .collect(Collectors.joining("; "));
    return "Of "
        + count(found.sources())
        + ", "
        + named.length
        + " left more trace in this picture than chance would: "
        + list
        + (named.length > MOST_NAMED ? " and " + (named.length - MOST_NAMED) + " more" : "")
        + ". The share of false names, averaged over samples, those that name nobody counted as 0, is"
        + " held to 5 %.";
  }

  private String nobody() {
    String text =
        "No "
            + words.one()
            + " stands out from chance: of "
            + count(found.sources())
            + " the strongest evidence is that for "
            + titles.apply(strongest())
            + " ("
            + stated("q = ", found.qValue(strongest()))
            + "), and none is named above q = "
            + LEVEL
            + ". ";
    long needed = BenjaminiHochberg.leastPlacebos(found.sources(), LEVEL);
    if (found.placebos() < needed) {
      return text
          + "With "
          + plural(found.placebos(), "placebo")
          + " none can be named alone, however much it did: that takes "
          + number(needed)
          + ".";
    }
    OptionalDouble least = shares.of(found);
    return text
        + "With "
        + found.members()
        + " members and "
        + plural(found.placebos(), "placebo")
        + " this test "
        + (least.isPresent()
            ? "would name, by rough reckoning, in four of five samples one that explains "
                + PlaceboWords.percent(least.getAsDouble())
                + " or more of what members differ by; less, or an effect that predictions miss, is"
                + " often not named."
            : "cannot be relied on to show any single one.");
  }

  private String uncalibrated() {
    int first = strongest();
    return "Which "
        + words.many()
        + " left more trace in this picture than chance would cannot be said: no placebos were used."
        + " By Student's t, an approximation, the strongest evidence is that for "
        + titles.apply(first)
        + (Double.isNaN(found.studentPValue(first))
            ? ""
            : " (" + stated("p about ", found.studentPValue(first)) + ")")
        + ", which does not allow for it that "
        + count(found.sources())
        + " were looked at.";
  }

  /** The source of the least q; among equals that of the highest z, then the most influential. */
  private int strongest() {
    return Arrays.stream(found.top(found.sources()))
        .boxed()
        .min(
            Comparator.<Integer>comparingDouble(found::qValue)
                .thenComparing(Comparator.<Integer>comparingDouble(found::zScore).reversed()))
        .orElseThrow();
  }

  private String together(AnyEffectTest test) {
    double p = test.pValue();
    String text =
        (test.samples() == 1
                ? "This sample as a whole"
                : "All " + test.samples() + " samples that were tested together")
            + ": were it dealt anew at random who saw what, what members say would follow predicted"
            + " effects as closely as it does with probability "
            + stated("p = ", p)
            + " ("
            + plural(test.permuted().size(), "deal")
            + "). ";
    if (p <= LEVEL) {
      return text
          + "So at 5 % some "
          + words.many()
          + " left a trace, though this does not say which.";
    }
    double least = 1 / (1.0 + test.permuted().size());
    return text
        + "That is not enough at 5 % to say that any "
        + words.one()
        + " left a trace"
        + (least > LEVEL ? "; with so few deals it could not have come out otherwise." : ".");
  }

  /** What stands beside a source's name. */
  String beside(int source) {
    return "influence "
        + influence(source)
        + ", z = "
        + HtmlWriter.number(found.zScore(source))
        + (found.isCalibrated()
            ? ", "
                + stated("p = ", found.pValue(source))
                + ", "
                + stated("q = ", found.qValue(source))
            : Double.isNaN(found.studentPValue(source))
                ? ""
                : ", " + stated("p about ", found.studentPValue(source)) + " by Student's t");
  }

  /** Which counterfactuals were generated, and what follows for those that were not. */
  static String screened(ScreenedLandscape screened, SourceWords words) {
    int drawn = screened.drawn().length;
    int first = screened.verified().length - drawn;
    List<String> which = new ArrayList<>();
    if (first > 0) {
      which.add("of the " + first + " of greatest calibrated influence");
    }
    if (drawn > 0) {
      which.add(
          "of "
              + drawn
              + (first == 0 ? "" : drawn == 1 ? " other" : " others")
              + " drawn at random");
    }
    String text =
        "Exact counterfactuals were generated "
            + String.join(" and ", which)
            + ", and not of all "
            + screened.sources()
            + " "
            + words.many()
            + ". So the counterfactual radius is at least "
            + HtmlWriter.number(screened.radius())
            + ".";
    if (drawn == 0) {
      return text + " Of the others nothing is said.";
    }
    return text
        + " The farthest of those drawn lies at "
        + HtmlWriter.number(screened.greatestDrawn().orElseThrow())
        + "; of the "
        + screened.bound().population()
        + " that they were drawn from at most "
        + screened.bound().atMostAbove()
        + " lie farther, with "
        + HtmlWriter.significant(100 * screened.bound().confidence())
        + " % confidence.";
  }

  /** The better estimate of the two, with the sign that the other has. */
  private String influence(int source) {
    double size = found.size(source);
    return found.length(source).isPresent()
        ? signed(Math.copySign(found.length(source).getAsDouble(), size))
        : signed(size) + " by size alone";
  }

  private static String signed(double size) {
    String number = HtmlWriter.significant(size);
    return size > 0 ? "+" + number : number;
  }

  private String count(int sources) {
    return sources + " " + (sources == 1 ? words.one() : words.many());
  }

  private static String plural(long count, String noun) {
    return number(count) + " " + noun + (count == 1 ? "" : "s");
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** To two digits, rounded up so that it is never said to be less. */
  static String probability(double probability) {
    if (Double.isNaN(probability)) {
      return "undefined";
    }
    return probability < LEAST_STATED
        ? "below 0.0001"
        : new BigDecimal(probability)
            .round(EXACT_DIGITS)
            .round(TWO_DIGITS_UP)
            .stripTrailingZeros()
            .toPlainString();
  }

  /** A probability after what it is: "p = 0.02", "p below 0.0001". */
  private static String stated(String what, double probability) {
    return (probability < LEAST_STATED ? what.substring(0, 2) : what) + probability(probability);
  }
}
