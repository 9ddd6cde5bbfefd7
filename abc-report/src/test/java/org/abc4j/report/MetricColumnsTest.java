package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.Normalisation;
import org.abc4j.io.Sha256;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.perception.CosineDistance;
import org.abc4j.perception.ExtractorDescription;
import org.abc4j.perception.FeatureExtractor;
import org.abc4j.perception.FeatureKind;
import org.abc4j.perception.FeatureTensor;
import org.abc4j.perception.InputPreparation;
import org.abc4j.perception.PerceptualMetric;
import org.abc4j.perception.SampleFeatures;
import org.abc4j.sampling.Sample;
import org.abc4j.study.MetricFindings;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudySettings;
import org.junit.jupiter.api.Test;

class MetricColumnsTest {
  private static final int PLACEBOS = 3;

  private final Batch items = Studies.random(new Shape(1, 4, 6)).batch();
  private final CodeAssignment code =
      Codebook.design(Studies.SOURCES, PLACEBOS, 5)
          .assign(DataSources.oneItemEach(Studies.SOURCES), 5);
  private final Sample sample =
      Studies.SAMPLER.sample(
          ClosedFormEnsembles.gaussian(items, code, 0.01, Studies.SAMPLER.schedule()),
          ExogenousNoise.philox(3).of(0));

  /** The cosine distance of the values themselves, by a network of a given weight's digest. */
  private static PerceptualMetric metric(String name, int weight) {
    FeatureExtractor extractor =
        new FeatureExtractor() {
          @Override
          public Map<String, FeatureTensor> extract(Batch images) {
            int size = images.shape().size();
            return Map.of(
                "all", FeatureTensor.of(images.rows(), new int[] {size}, images.toArray()));
          }

          @Override
          public String sha256() {
            return Sha256.of(new byte[] {(byte) weight});
          }

          @Override
          public void close() {
            // Nothing is held.
          }
        };
    ExtractorDescription description =
        new ExtractorDescription(
            name,
            "values.onnx",
            Optional.empty(),
            "x",
            InputPreparation.of(new double[1], new double[] {1}),
            FeatureKind.COSINE,
            List.of("all"),
            0,
            Optional.empty());
    return PerceptualMetric.of(
        SampleFeatures.of(description, extractor, Normalisation.plusMinusOne()),
        CosineDistance.of("all"));
  }

  private SampleStudy study(PerceptualMetric... metrics) {
    StudySettings settings = StudySettings.exactOnly();
    for (PerceptualMetric metric : metrics) {
      settings =
          settings.measuredBy(
              metric, VisualAttributor.of(items, code.sources()).withDistance(metric));
    }
    return SampleStudy.of(sample, settings, Execution.sequential());
  }

  private static List<String[]> rows(SampleStudy... studies) {
    String text = StudyTable.of(List.of(studies), source -> "artist " + source).text();
    return text.lines().map(line -> line.replace("\"", "").split(",", -1)).toList();
  }

  @Test
  void table_ofMetrics_hasTheirColumnsBehindTheOthers() {
    SampleStudy study = study(metric("M", 1));
    MetricFindings found = study.metrics().get(0);
    List<String[]> plain = rows(study());
    List<String[]> rows = rows(study);
    List<String> columns = List.of(rows.get(0));
    int first = plain.get(0).length;
    assertEquals(
        List.of(
            "M",
            "M_rank",
            "M_placebos_at_least_as_far",
            "M_visual",
            "M_looks_like",
            "M_sha256",
            "M_extractor"),
        columns.subList(first, columns.size()));
    for (int s = 0; s < Studies.SOURCES; s++) {
      String[] row = rows.get(1 + s);
      assertEquals(List.of(plain.get(1 + s)), List.of(row).subList(0, first));
      double distance = found.landscape().orElseThrow().distance(s);
      assertEquals(distance, Double.parseDouble(row[first]));
      assertEquals(found.landscape().get().rank(s), Double.parseDouble(row[first + 1]));
      long beyond = 0;
      for (double placebo : found.placebos()) {
        beyond += placebo >= distance ? 1 : 0;
      }
      assertEquals("" + beyond, row[first + 2]);
      assertEquals(found.visual().orElseThrow().distance(s), Double.parseDouble(row[first + 3]));
      assertEquals("" + found.visual().get().nearestItem(s), row[first + 4]);
      assertEquals(found.sha256(), row[first + 5]);
      assertEquals(found.extractorSha256(), row[first + 6]);
    }
    String[] placebo = rows.get(1 + Studies.SOURCES + 2);
    assertEquals(found.placebos()[2], Double.parseDouble(placebo[first]));
    assertEquals("", placebo[first + 3]);
  }

  @Test
  void table_ofStudiesThatDiffer_hasTheColumnsOfAll() {
    PerceptualMetric one = metric("M", 1);
    PerceptualMetric another = metric("M", 2);
    List<String[]> rows = rows(study(one), study(another), study());
    List<String> columns = List.of(rows.get(0));
    String apart = "M_" + another.sha256().substring(0, 12);
    int first = columns.indexOf("M");
    int second = columns.indexOf(apart);
    assertTrue(first > 0 && second == first + 7, columns.toString());
    int size = Studies.SOURCES + PLACEBOS;
    assertFalse(rows.get(1)[first].isEmpty());
    assertTrue(rows.get(1)[second].isEmpty());
    assertTrue(rows.get(1 + size)[first].isEmpty());
    assertFalse(rows.get(1 + size)[second].isEmpty());
    assertTrue(rows.get(1 + 2 * size)[first].isEmpty());
    assertEquals(columns.size(), rows.get(1 + 2 * size).length);
  }
}
