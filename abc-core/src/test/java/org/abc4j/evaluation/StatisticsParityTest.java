package org.abc4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.testing.Fixtures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers of SciPy and NumPy, for each "stats" fixture. */
class StatisticsParityTest {
  private static final double TOLERANCE = 1e-9;

  /**
   * SciPy's sqrtm and NumPy's eigh differ by 3e-7 where covariances are singular, and both are
   * 3.8e-7 or more from the exact distance; see {@link FrechetDistanceTest} for that one.
   */
  private static final double SINGULAR_TOLERANCE = 1e-6;

  static List<Path> folders() {
    return Fixtures.folders("stats");
  }

  @ParameterizedTest
  @MethodSource("folders")
  void ranks_everyCase_equalScipys(Path folder) throws IOException {
    SafetensorsFile tensors = Fixtures.tensors(folder, "stats");
    for (Map.Entry<String, JsonNode> entry : cases(folder, "correlation")) {
      for (String side : List.of("x", "y")) {
        String prefix = "corr." + entry.getKey() + ".";
        assertArrayEquals(
            tensors.doubles(prefix + "rank_" + side),
            Ranks.average(tensors.doubles(prefix + side)),
            prefix + side);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void correlation_everyCase_equalsScipys(Path folder) throws IOException {
    SafetensorsFile tensors = Fixtures.tensors(folder, "stats");
    for (Map.Entry<String, JsonNode> entry : cases(folder, "correlation")) {
      String name = entry.getKey();
      JsonNode expected = entry.getValue();
      double[] x = tensors.doubles("corr." + name + ".x");
      double[] y = tensors.doubles("corr." + name + ".y");
      Correlation pearson = Correlation.pearson(x, y);
      Correlation spearman = Correlation.spearman(x, y);
      assertAll(
          name,
          () -> assertEquals(expected.get("n").asInt(), pearson.pairs()),
          () -> assertEquals(number(expected, "pearson"), pearson.coefficient(), 1e-14),
          () -> assertRelative(number(expected, "pearson_p"), pearson.pValue()),
          () -> assertEquals(number(expected, "spearman"), spearman.coefficient(), 1e-14),
          () -> assertRelative(number(expected, "spearman_p"), spearman.pValue()));
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void frechetDistance_everyCase_equalsNumpys(Path folder) throws IOException {
    SafetensorsFile tensors = Fixtures.tensors(folder, "stats");
    for (Map.Entry<String, JsonNode> entry : cases(folder, "fid")) {
      JsonNode expected = entry.getValue();
      int d = expected.get("dim").asInt();
      int ddof = expected.get("ddof").asInt();
      boolean same = number(expected, "mean_term") == 0;
      double[][] a = rows(tensors.doubles("fid.a"), d, expected.get("n_a").asInt());
      double[][] b = same ? a : rows(tensors.doubles("fid.b"), d, expected.get("n_b").asInt());
      double tolerance = Math.min(a.length, b.length) > d ? TOLERANCE : SINGULAR_TOLERANCE;
      assertAll(
          entry.getKey(),
          () -> assertRelative(number(expected, "trace_a"), trace(GaussianMoments.of(a, ddof))),
          () -> assertRelative(number(expected, "trace_b"), trace(GaussianMoments.of(b, ddof))),
          () ->
              assertEquals(
                  number(expected, "frechet_distance_eigh"),
                  FrechetDistance.between(a, b, ddof),
                  tolerance),
          () ->
              assertEquals(
                  number(expected, "frechet_distance_sqrtm"),
                  FrechetDistance.between(a, b, ddof),
                  tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void overlapNull_everyCase_equalsExactValues(Path folder) {
    JsonNode all = Fixtures.json(folder, "stats").get("hypergeometric");
    assertTrue(all.size() > 0, "no case in " + folder);
    for (JsonNode expected : all) {
      int trials = expected.get("trials").asInt();
      TopKOverlap.Null chance =
          TopKOverlap.Null.of(expected.get("N").asInt(), expected.get("k").asInt());
      JsonNode replaced = expected.get("with_replacement_approximation");
      assertAll(
          chance.toString(),
          () -> assertRelative(number(expected, "p_nonempty"), chance.probabilityNonEmpty()),
          () ->
              assertRelative(
                  number(expected, "expected_nonempty"), chance.expectedNonEmpty(trials)),
          () -> assertRelative(number(expected, "sd_nonempty"), chance.sdNonEmpty(trials)),
          () -> assertRelative(number(expected, "mean_intersection_size"), chance.mean()),
          () -> assertRelative(number(expected, "var_intersection_size"), chance.variance()),
          () -> assertRelative(number(replaced, "p"), chance.probabilityNonEmptyWithReplacement()),
          () ->
              assertRelative(
                  number(replaced, "expected"), chance.expectedNonEmptyWithReplacement(trials)),
          () -> assertRelative(number(replaced, "sd"), chance.sdNonEmptyWithReplacement(trials)));
      expected
          .get("pmf")
          .fields()
          .forEachRemaining(
              at -> {
                double actual = chance.pmf(Integer.parseInt(at.getKey()));
                assertRelative(at.getValue().doubleValue(), actual);
              });
    }
  }

  private static List<Map.Entry<String, JsonNode>> cases(Path folder, String part) {
    Iterator<Map.Entry<String, JsonNode>> fields =
        Fixtures.json(folder, "stats").get(part).fields();
    assertTrue(fields.hasNext(), "no case of " + part + " in " + folder);
    List<Map.Entry<String, JsonNode>> cases = new ArrayList<>();
    fields.forEachRemaining(cases::add);
    return cases;
  }

  private static double number(JsonNode node, String field) {
    assertTrue(node.path(field).isNumber(), field + " is no number in " + node);
    return node.get(field).doubleValue();
  }

  private static double[][] rows(double[] values, int columns, int rows) {
    double[][] matrix = new double[rows][];
    for (int r = 0; r < rows; r++) {
      matrix[r] = Arrays.copyOfRange(values, r * columns, (r + 1) * columns);
    }
    return matrix;
  }

  private static double trace(GaussianMoments moments) {
    double[][] covariance = moments.covariance();
    double trace = 0;
    for (int i = 0; i < covariance.length; i++) {
      trace += covariance[i][i];
    }
    return trace;
  }

  private static void assertRelative(double expected, double actual) {
    assertEquals(expected, actual, TOLERANCE * Math.abs(expected));
  }
}
