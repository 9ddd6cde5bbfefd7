package org.abc4j.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.abc4j.attribution.Landscape;
import org.abc4j.evaluation.Correlation;

/** Lines of a study of trained networks as a few means, with intervals. */
final class NetworkSummary {
  private static final int TRUTH = NetworkTrial.FIRST - 1;
  private static final int FEW = 3;
  private static final int MORE = 5;
  private static final double LEVEL = NetworkEvidence.LEVEL;

  private NetworkSummary() {}

  /** Lines of equal fields in some columns together, in the order in which they come. */
  private static Collection<List<String[]>> grouped(List<String[]> lines, int... columns) {
    Map<List<String>, List<String[]>> groups =
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    line -> Arrays.stream(columns).mapToObj(c -> line[c]).toList(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return groups.values();
  }

  private static List<String[]> fields(List<String> lines) {
    return lines.stream().map(line -> line.split(",")).toList();
  }

  private static double[] values(List<String[]> lines, int column) {
    return lines.stream().mapToDouble(line -> Double.parseDouble(line[column])).toArray();
  }

  /**
   * A mean over samples, and an interval: seeds of one sample are averaged first, as their noise is
   * the same.
   */
  private static MeanInterval overSamples(
      List<String[]> lines, ToDoubleFunction<List<String[]>> ofSample) {
    return MeanInterval.of(
        grouped(lines, 2).stream()
            .mapToDouble(
                seeds -> grouped(seeds, 1).stream().mapToDouble(ofSample).average().orElseThrow())
            .toArray());
  }

  /** A block for each kind of starts: rows are estimates. */
  static List<String> trials(List<String> lines) {
    List<String> text = new ArrayList<>();
    for (List<String[]> of : grouped(fields(lines), 0)) {
      text.add(
          String.format(
              Locale.ROOT,
              "%s starts: %d sources, %d samples, %d seeds",
              of.get(0)[0],
              grouped(of, 3).size(),
              grouped(of, 2).size(),
              grouped(of, 1).size()));
      for (int e = 0; e < NetworkTrial.ESTIMATES.size(); e++) {
        int column = NetworkTrial.FIRST + 2 * e;
        if (of.get(0)[column].isEmpty()) {
          continue;
        }
        text.add(
            String.format(
                Locale.ROOT,
                "  %-13s Spearman %s, of all samples %.2f; first %s, among %d %s; of the first %d"
                    + " %s; cosine %s",
                NetworkTrial.ESTIMATES.get(e),
                overSamples(of, rows -> spearman(rows, column)),
                grouped(of, 1).stream()
                    .mapToDouble(seed -> spearmanOfMeans(seed, column))
                    .average()
                    .orElseThrow(),
                overSamples(of, rows -> firstIsAmong(rows, column, 1)),
                FEW,
                overSamples(of, rows -> firstIsAmong(rows, column, FEW)),
                MORE,
                overSamples(of, rows -> shareOfFirst(rows, column)),
                overSamples(of, rows -> cosine(rows, column))));
      }
    }
    return text;
  }

  /** Over the sources, with the truth. */
  private static double spearman(List<String[]> rows, int column) {
    return Correlation.spearman(values(rows, column), values(rows, TRUTH)).coefficient();
  }

  /** Over the sources, of sizes that are means over all samples. */
  private static double spearmanOfMeans(List<String[]> seed, int column) {
    double[][] means =
        Arrays.stream(new int[] {column, TRUTH})
            .mapToObj(
                c ->
                    grouped(seed, 3).stream()
                        .mapToDouble(of -> MeanInterval.of(values(of, c)).mean())
                        .toArray())
            .toArray(double[][]::new);
    return Correlation.spearman(means[0], means[1]).coefficient();
  }

  /** 1 if the source that truly matters most is among the first few, 0 otherwise. */
  private static double firstIsAmong(List<String[]> rows, int column, int few) {
    int first = Landscape.of(values(rows, TRUTH)).top(1)[0];
    int[] top = Landscape.of(values(rows, column)).top(Math.min(few, rows.size()));
    return Arrays.stream(top).anyMatch(s -> s == first) ? 1 : 0;
  }

  /**
   * How many of the sources that truly matter most are among as many by an estimate, as a share.
   */
  private static double shareOfFirst(List<String[]> rows, int column) {
    int count = Math.min(MORE, rows.size());
    int[] truth = Landscape.of(values(rows, TRUTH)).top(count);
    int[] found = Landscape.of(values(rows, column)).top(count);
    return IntStream.of(found).filter(s -> IntStream.of(truth).anyMatch(t -> t == s)).count()
        / (double) count;
  }

  /** Of the changes of all sources, one behind another. */
  private static double cosine(List<String[]> rows, int column) {
    double[] found = values(rows, column);
    double[] truth = values(rows, TRUTH);
    double[] cosines = values(rows, column + 1);
    double product = 0;
    double squares = 0;
    double ofTruth = 0;
    for (int s = 0; s < found.length; s++) {
      product += cosines[s] * found[s] * truth[s];
      squares += found[s] * found[s];
      ofTruth += truth[s] * truth[s];
    }
    return squares > 0 && ofTruth > 0 ? product / Math.sqrt(squares * ofTruth) : 0;
  }

  /** For each ensemble what was found, with its words and with words dealt anew. */
  static List<String> evidence(List<String> lines) {
    List<String> text = new ArrayList<>();
    for (List<String[]> of : grouped(fields(lines), 0, 1)) {
      text.add(of.get(0)[0] + " starts, seed " + of.get(0)[1]);
      for (boolean dealt : new boolean[] {false, true}) {
        List<String[]> some = of.stream().filter(f -> dealt != f[2].equals("0")).toList();
        if (some.isEmpty()) {
          continue;
        }
        List<String[]> single = ofSamples(some, false);
        List<String[]> together = ofSamples(some, true);
        text.add(
            String.format(
                Locale.ROOT,
                "  words %s: first by size beyond chance in %s of the samples; P(p <= .05) %s;"
                    + " found a sample %s; samples together: p of the first %s, found %s",
                dealt ? "dealt anew " : "as trained ",
                clustered(single, dealt, f -> Double.parseDouble(f[5]) <= LEVEL ? 1 : 0),
                clustered(single, dealt, f -> Double.parseDouble(f[4])),
                clustered(single, dealt, f -> Double.parseDouble(f[6])),
                MeanInterval.of(values(together, 5)),
                MeanInterval.of(values(together, 6))));
      }
    }
    return text;
  }

  private static List<String[]> ofSamples(List<String[]> lines, boolean together) {
    return lines.stream().filter(f -> together == f[3].equals(NetworkEvidence.TOGETHER)).toList();
  }

  /** Over deals, which are independent; over samples where there is one deal. */
  private static MeanInterval clustered(
      List<String[]> lines, boolean dealt, ToDoubleFunction<String[]> value) {
    return MeanInterval.of(
        grouped(lines, dealt ? 2 : 3).stream()
            .mapToDouble(of -> of.stream().mapToDouble(value).average().orElseThrow())
            .toArray());
  }

  /** For each planted source in how many samples it was found, and together. */
  static List<String> planted(List<String> lines) {
    List<String> text = new ArrayList<>();
    for (List<String[]> of : grouped(fields(lines), 0, 1, 2)) {
      List<String[]> single =
          of.stream().filter(f -> !f[4].equals(NetworkEvidence.TOGETHER)).toList();
      String[] together = of.get(of.size() - 1);
      text.add(
          String.format(
              Locale.ROOT,
              "%s starts, seed %s, source %s, %s: first by size in %d of %d samples, p <= .05 in"
                  + " %d; together rank %s, z %s, p %s, q %s",
              together[0],
              together[1],
              together[3],
              together[2],
              Arrays.stream(values(single, 6)).filter(rank -> rank == 1).count(),
              single.size(),
              Arrays.stream(values(single, 8)).filter(p -> p <= LEVEL).count(),
              together[6],
              together[7],
              together[8],
              together[9]));
    }
    return text;
  }
}
