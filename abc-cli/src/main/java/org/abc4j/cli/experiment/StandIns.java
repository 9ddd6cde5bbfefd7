package org.abc4j.cli.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.data.DataLayout;

/**
 * What data are called in plans and on pages: those that are made up are not named as real ones.
 */
public final class StandIns {
  /** Before the name of a data set that made-up images stand for. */
  private static final String FOR = "stand-in for ";

  private StandIns() {}

  /**
   * What a data set is called.
   *
   * @param plan whose it is
   * @param dataSet the data set
   * @return its name, or that something stands in for it
   */
  public static String name(ExperimentPlan plan, DataLayout dataSet) {
    return (plan.scale().standIn() ? FOR : "") + dataSet.text();
  }

  /** The training set's. */
  static String name(ExperimentPlan plan) {
    return name(plan, plan.experiment().dataSet());
  }

  /** After a name that says nothing of it. */
  static String remark(ExperimentPlan plan) {
    return plan.scale().standIn() ? ", of stand-in data" : "";
  }

  /**
   * A plan for people, a line for each of its parts.
   *
   * @param plan the plan
   * @param measured what a run measures by beside pixels
   * @return names and texts, in order
   */
  public static Map<String, String> lines(ExperimentPlan plan, List<PlannedMetric> measured) {
    Map<String, String> lines = new LinkedHashMap<>(plan.lines(measured));
    if (plan.scale().standIn()) {
      lines.computeIfPresent("Data", (key, text) -> FOR + text);
      lines.computeIfPresent(
          "Reference",
          (key, text) -> "made-up images, " + FOR + plan.experiment().reference().dataSet());
      lines.computeIfPresent(
          "Note",
          (key, text) ->
              text
                  + (text.endsWith(".") ? "" : ".")
                  + " At this scale none of these data is used: all are stand-ins.");
    }
    return lines;
  }
}
