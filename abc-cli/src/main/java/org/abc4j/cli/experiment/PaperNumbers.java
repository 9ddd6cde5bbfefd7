package org.abc4j.cli.experiment;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The paper's numbers of an experiment, in words: they are kept by short names. */
public final class PaperNumbers {
  private static final String DISTANCE = "fid.";
  private static final String INTERSECTION = "top8.";

  private PaperNumbers() {}

  /**
   * A line for each number, in the order of their names.
   *
   * @param experiment whose numbers
   * @return words and values, such as {@code "FID of the ensemble: 6.245"}
   */
  public static List<String> lines(Experiment experiment) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, Double> number : experiment.paper().entrySet()) {
      lines.add(
          words(number.getKey())
              + ": "
              + BigDecimal.valueOf(number.getValue()).stripTrailingZeros().toPlainString()
              + of(number.getKey(), experiment));
    }
    return lines;
  }

  /** One that nobody has words for, of an experiment of one's own, goes by its name. */
  private static String words(String key) {
    if (key.startsWith(DISTANCE)) {
      return switch (key.substring(DISTANCE.length())) {
        case "ensemble" -> "FID of the ensemble";
        case "single" -> "FID of a single model trained on everything";
        case "member" -> "FID of one member";
        default -> key;
      };
    }
    String[] parts = key.split("\\.");
    if (key.startsWith(INTERSECTION) && parts.length == 3) {
      return "samples where one of the 8 first sources by "
          + way(parts[1])
          + " is among the 8 that look most alike, by "
          + metric(parts[2]);
    }
    return switch (key) {
      case "log10Radius.mean" -> "mean of log10 of counterfactual radii";
      case "unattributable" -> "samples that are truly unattributable";
      default -> key;
    };
  }

  private static String way(String name) {
    return name.equals("differential") ? "differential ablation" : name;
  }

  private static String metric(String name) {
    if (name.equals("euclidean")) {
      return "Euclidean distance";
    }
    for (PaperMetric one : PaperMetric.values()) {
      if (one.key().equals(name)) {
        return one.title();
      }
    }
    return name;
  }

  /** Counts are of so many samples. */
  private static String of(String key, Experiment experiment) {
    Protocol protocol =
        key.startsWith(INTERSECTION)
            ? Protocol.RETRAINING
            : key.equals("unattributable") ? Protocol.UNATTRIBUTABLE : null;
    Integer samples = protocol == null ? null : experiment.figures().get(protocol);
    return samples == null ? "" : " of " + samples;
  }
}
