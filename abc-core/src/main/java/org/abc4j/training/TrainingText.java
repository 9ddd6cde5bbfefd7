package org.abc4j.training;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.io.Quoted;
import org.abc4j.model.AdamConfig;
import org.abc4j.noise.NoiseSchedule;

/** A {@link TrainingConfig} read from what its {@code toString} wrote, as a manifest keeps it. */
final class TrainingText {
  private static final String WHOLE = "(-?\\d{1,19})";
  private static final String NUMBER = "(\\d{1,17}(?:\\.\\d{1,25})?(?:E-?\\d{1,3})?)";
  private static final Pattern TEXT =
      Pattern.compile(
          "TrainingConfig\\[seed="
              + WHOLE
              + ", steps="
              + WHOLE
              + ", batchSize="
              + WHOLE
              + ", adam=AdamConfig\\[learningRate="
              + NUMBER
              + ", beta1="
              + NUMBER
              + ", beta2="
              + NUMBER
              + ", epsilon="
              + NUMBER
              + "\\], flips=(true|false), emaDecay="
              + NUMBER
              + ", schedule=([^\\]]{1,60000}?)(, sharedDraws=true)?(, averageWarmUp=true)?\\]");

  private TrainingText() {}

  static TrainingConfig parse(String text) {
    Matcher found = TEXT.matcher(text);
    if (!found.matches()) {
      throw new IllegalArgumentException(
          "the text of a training is such as '"
              + TrainingConfig.paper(1, 1000)
              + "', found "
              + Quoted.of(text));
    }
    try {
      return new TrainingConfig(
          Long.parseLong(found.group(1)),
          Integer.parseInt(found.group(2)),
          Integer.parseInt(found.group(3)),
          new AdamConfig(number(found, 4), number(found, 5), number(found, 6), number(found, 7)),
          found.group(8).equals("true"),
          number(found, 9),
          NoiseSchedule.parse(found.group(10)),
          found.group(11) != null,
          found.group(12) != null);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the text of a training has numbers of 32 and a seed of 64 bits, found "
              + Quoted.of(text),
          e);
    }
  }

  private static double number(Matcher found, int group) {
    return Double.parseDouble(found.group(group));
  }
}
