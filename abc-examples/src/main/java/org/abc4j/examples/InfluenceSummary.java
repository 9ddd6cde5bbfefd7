package org.abc4j.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Lines of an influence study as a few means, with intervals. */
final class InfluenceSummary {
  private InfluenceSummary() {}

  /** Lines of equal first columns together. */
  private static Map<String, List<String[]>> grouped(List<String> lines, int... columns) {
    return lines.stream()
        .map(line -> line.split(","))
        .collect(
            Collectors.groupingBy(
                fields ->
                    Arrays.stream(columns)
                        .mapToObj(c -> fields[c])
                        .collect(Collectors.joining(" ")),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private static double[] values(List<String[]> of, int column) {
    return of.stream().mapToDouble(fields -> Double.parseDouble(fields[column])).toArray();
  }

  /**
   * Mean of the means of clusters and a 95 % interval by Student's t: samples of one deal of the
   * words are not independent, deals are.
   */
  static String interval(List<String[]> of, int cluster, int second, int column) {
    double[] means =
        of.stream()
            .collect(
                Collectors.groupingBy(
                    f -> f[cluster] + " " + f[second], LinkedHashMap::new, Collectors.toList()))
            .values()
            .stream()
            .mapToDouble(list -> mean(values(list, column)))
            .toArray();
    return MeanInterval.of(means).toString();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /** A block a setting: rows are estimators. */
  static List<String> trials(List<String> lines) {
    List<String> text = new ArrayList<>();
    grouped(lines, 0, 1, 2, 3)
        .forEach(
            (setting, of) -> {
              text.add(
                  setting + " members (kind, sources, items, members), " + of.size() + " samples");
              int column = 6;
              for (String name : InfluenceEstimates.NAMES) {
                text.add(
                    String.format(
                        Locale.ROOT,
                        "  %-13s ensemble retrained: Spearman %s, top in 5 %s; one model: %s, %s",
                        name,
                        interval(of, 4, 4, column),
                        interval(of, 4, 4, column + 1),
                        interval(of, 4, 4, column + 2),
                        interval(of, 4, 4, column + 3)));
                column += 4;
              }
              text.add(
                  String.format(
                      Locale.ROOT,
                      "  p of the first source %.3f, found by words %s, by Student's t %s",
                      mean(values(of, column)),
                      interval(of, 4, 4, column + 1),
                      interval(of, 4, 4, column + 2)));
            });
    return text;
  }

  /** A line a deal. */
  static List<String> chance(List<String> lines) {
    List<String> text = new ArrayList<>();
    grouped(lines, 0, 1, 3, 5)
        .forEach(
            (setting, of) -> {
              List<String[]> any = of.stream().map(InfluenceSummary::withAny).toList();
              text.add(
                  String.format(
                      Locale.ROOT,
                      "%s: P(p <= .05) by words %s, by Student's t %s; found a sample %s, %s;"
                          + " any false %s, %s; false share %s, %s; first by size %s",
                      setting,
                      interval(any, 4, 6, 8),
                      interval(any, 4, 6, 9),
                      interval(any, 4, 6, 10),
                      interval(any, 4, 6, 12),
                      interval(any, 4, 6, 15),
                      interval(any, 4, 6, 16),
                      interval(any, 4, 6, 17),
                      interval(any, 4, 6, 18),
                      interval(any, 4, 6, 19)));
            });
    return text;
  }

  /**
   * Whether anything false was found and the false share of what was, by words and by Student, and
   * whether the first source by size has p ≤ .05.
   */
  private static String[] withAny(String[] fields) {
    String[] more = Arrays.copyOf(fields, 20);
    for (int by = 0; by < 2; by++) {
      double found = Double.parseDouble(fields[10 + 2 * by]);
      double wrong = Double.parseDouble(fields[11 + 2 * by]);
      more[15 + by] = wrong > 0 ? "1" : "0";
      more[17 + by] = Double.toString(found > 0 ? wrong / found : 0);
    }
    more[19] = Double.parseDouble(fields[14]) <= InfluenceChance.LEVEL ? "1" : "0";
    return more;
  }

  /** Three lines a sort of planted source; each is a deal of its own. */
  static List<String> planted(List<String> lines) {
    List<String> text = new ArrayList<>();
    grouped(lines, 0, 1, 3, 5)
        .forEach(
            (setting, of) -> {
              List<String[]> each = of.stream().filter(f -> !f[7].equals("all")).toList();
              text.add(setting + ", sample by sample: " + found(each));
              List<String[]> first = each.stream().filter(f -> f[8].equals("1")).toList();
              text.add("  where retraining has it first: " + found(first));
              text.add(
                  "  samples together: "
                      + found(of.stream().filter(f -> f[7].equals("all")).toList()));
            });
    return text;
  }

  private static String found(List<String[]> of) {
    List<String[]> more = of.stream().map(InfluenceSummary::withFound).toList();
    return of.isEmpty()
        ? "none"
        : String.format(
            Locale.ROOT,
            "%d, first by retraining %s, first by size %s, p <= .05 %s, q <= .05 %s",
            of.size(),
            interval(more, 6, 6, 13),
            interval(more, 6, 6, 14),
            interval(more, 6, 6, 15),
            interval(more, 6, 6, 16));
  }

  /** Whether the planted source is first by retraining and by size, and found. */
  private static String[] withFound(String[] fields) {
    String[] more = Arrays.copyOf(fields, 17);
    more[13] = fields[8].equals("1") ? "1" : "0";
    more[14] = fields[9].equals("1") ? "1" : "0";
    more[15] = Double.parseDouble(fields[10]) <= InfluenceChance.LEVEL ? "1" : "0";
    more[16] = Double.parseDouble(fields[11]) <= InfluenceChance.LEVEL ? "1" : "0";
    return more;
  }

  /** A line a screen. */
  static List<String> screens(List<String> lines) {
    List<String> text = new ArrayList<>();
    grouped(lines, 0, 1, 3)
        .forEach(
            (screen, of) -> {
              StringBuilder line =
                  new StringBuilder(
                      String.format(
                          Locale.ROOT,
                          "%s, %d samples: Spearman with exact %s; the farthest among the first",
                          screen,
                          of.size(),
                          interval(of, 2, 2, 4)));
              for (int k = 0; k < InfluenceScreens.VERIFIED.length; k++) {
                int verified = InfluenceScreens.VERIFIED[k];
                double share =
                    mean(
                        of.stream()
                            .mapToDouble(f -> Integer.parseInt(f[5]) <= verified ? 1 : 0)
                            .toArray());
                line.append(
                    String.format(
                        Locale.ROOT,
                        "%s %d: %.2f (%.2f of the radius)",
                        k == 0 ? "" : ",",
                        verified,
                        share,
                        mean(values(of, 6 + k))));
              }
              text.add(line.toString());
            });
    return text;
  }
}
