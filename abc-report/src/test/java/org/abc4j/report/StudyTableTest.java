package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageSet;
import org.abc4j.evaluation.PlaceboTest;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.study.CalibratedInfluence;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudySettings;
import org.junit.jupiter.api.Test;

class StudyTableTest {
  private static final int PLACEBOS = 3;

  private final Batch items = Studies.random(new Shape(1, 4, 6)).batch();

  private SampleStudy study(StudySettings settings) {
    CodeAssignment code =
        Codebook.design(Studies.SOURCES, PLACEBOS, 5)
            .assign(DataSources.oneItemEach(Studies.SOURCES), 5);
    return SampleStudy.of(
        Studies.SAMPLER.sample(
            ClosedFormEnsembles.gaussian(items, code, 0.01, Studies.SAMPLER.schedule()),
            ExogenousNoise.philox(3).of(0)),
        settings,
        Execution.sequential());
  }

  private static List<String[]> rows(SampleStudy... studies) {
    String text = StudyTable.of(List.of(studies), source -> "artist " + source).text();
    return text.lines().skip(1).map(line -> line.split(",", -1)).toList();
  }

  @Test
  void of_studies_hasARowForEachSourceAndPlacebo() {
    SampleStudy study = study(StudySettings.exactAndFirstOrder());
    PlaceboTest test = PlaceboTest.of(study.leading().distances(), study.placebos());
    List<String[]> rows = rows(study, study);
    assertEquals(2 * (Studies.SOURCES + PLACEBOS), rows.size());
    for (int s = 0; s < Studies.SOURCES; s++) {
      String[] row = rows.get(Studies.SOURCES + PLACEBOS + s);
      assertEquals("1", row[0]);
      assertEquals("\"source\"", row[1]);
      assertEquals("" + s, row[2]);
      assertEquals("\"artist " + s + "\"", row[3]);
      assertEquals(study.exact().get().distance(s), Double.parseDouble(row[4]));
      assertEquals(study.differential().get().distance(s), Double.parseDouble(row[5]));
      assertEquals(study.exact().get().rank(s), Double.parseDouble(row[6]));
      assertEquals("" + test.atLeastAsFar(s), row[7]);
      assertEquals("" + PLACEBOS, row[8]);
      assertEquals(test.pValue(s), Double.parseDouble(row[9]));
      assertEquals(test.adjustedPValue(s), Double.parseDouble(row[10]));
      assertEquals("", row[11], "nothing was compared by its looks");
    }
    String[] placebo = rows.get(Studies.SOURCES + 1);
    assertEquals("\"placebo\"", placebo[1]);
    assertEquals(study.placebos()[1], Double.parseDouble(placebo[4]));
    assertEquals(study.differentialPlacebos()[1], Double.parseDouble(placebo[5]));
  }

  @Test
  void of_namedSamples_hasTheirNames() {
    SampleStudy study = study(StudySettings.exactOnly());
    String text =
        StudyTable.of(List.of("=one"), List.of(study), source -> "artist " + source).text();
    assertTrue(text.lines().skip(1).allMatch(line -> line.startsWith("\"'=one\",")), text);
    assertThrows(
        IllegalArgumentException.class,
        () -> StudyTable.of(List.of(), List.of(study), source -> ""));
  }

  @Test
  void of_partsOfAStudy_areEmpty() {
    String[] exact = rows(study(StudySettings.exactOnly().withPlacebos(0))).get(0);
    assertTrue(!exact[4].isEmpty() && exact[5].isEmpty());
    assertEquals("", exact[7] + exact[9] + exact[10]);
    assertEquals("0", exact[8]);
    List<String[]> firstOrder = rows(study(StudySettings.firstOrderOnly()));
    assertTrue(firstOrder.get(0)[4].isEmpty() && !firstOrder.get(0)[5].isEmpty());
    assertEquals(Studies.SOURCES + PLACEBOS, firstOrder.size());
    String[] placebo = firstOrder.get(Studies.SOURCES);
    assertTrue(placebo[4].isEmpty() && !placebo[5].isEmpty());
  }

  @Test
  void of_whatLooksAlikeAlone_ranksAndTestsNothing() {
    VisualAttributor visual = VisualAttributor.of(items, DataSources.oneItemEach(Studies.SOURCES));
    SampleStudy study = study(StudySettings.withoutCounterfactuals().comparingBy(visual));
    assertEquals(
        "a report is of counterfactuals or calibrated influence, a study of \"part\" says only what"
            + " looks like the sample",
        assertThrows(
                IllegalArgumentException.class,
                () -> new ReportPart("part", "Part", List.of(), List.of(study), 4))
            .getMessage());
    List<String[]> rows = rows(study);
    assertEquals(Studies.SOURCES, rows.size());
    for (int s = 0; s < Studies.SOURCES; s++) {
      String[] row = rows.get(s);
      for (int column = 4; column < 11; column++) {
        assertEquals("", row[column]);
      }
      assertEquals(study.visual().orElseThrow().distance(s), Double.parseDouble(row[11]));
      assertEquals(study.visual().orElseThrow().nearestItem(s), Long.parseLong(row[12]));
    }
  }

  @Test
  void of_calibrated_hasSizesAndEvidence() {
    ImageSet data = Studies.random(new Shape(1, 4, 6));
    SampleStudy study =
        Studies.calibrated(data, 20, StudySettings.screened(2, 1, 7).withPlacebos(3)).get(1);
    List<String[]> rows = rows(study);
    assertEquals(Studies.SOURCES + 3, rows.size());
    CalibratedInfluence found = study.calibrated().orElseThrow();
    for (int s = 0; s < Studies.SOURCES; s++) {
      String[] row = rows.get(s);
      OptionalDouble distance = study.screened().orElseThrow().distance(s);
      assertEquals(distance.isEmpty(), row[4].isEmpty());
      if (distance.isPresent()) {
        assertEquals(distance.getAsDouble(), Double.parseDouble(row[4]));
      }
      assertEquals("", row[5] + row[6] + row[7] + row[8] + row[9] + row[10] + row[11] + row[12]);
      assertEquals(found.size(s), Double.parseDouble(row[13]));
      assertEquals(found.zScore(s), Double.parseDouble(row[14]));
      assertEquals(found.pValue(s), Double.parseDouble(row[15]));
      assertEquals(found.qValue(s), Double.parseDouble(row[16]));
      assertEquals("20", row[17]);
      assertEquals(found.length(s).orElseThrow(), Double.parseDouble(row[18]));
      assertEquals(s, found.top(Studies.SOURCES)[Integer.parseInt(row[19]) - 1]);
    }
    String[] placebo = rows.get(Studies.SOURCES + 2);
    assertEquals(study.placebos()[2], Double.parseDouble(placebo[4]));
    assertEquals("", placebo[13] + placebo[17] + placebo[18] + placebo[19]);
    String[] uncalibrated =
        rows(Studies.calibrated(data, 0, StudySettings.withoutCounterfactuals()).get(0)).get(0);
    assertEquals("0", uncalibrated[17]);
    assertEquals("", uncalibrated[15] + uncalibrated[16]);
    assertTrue(!uncalibrated[13].isEmpty() && !uncalibrated[14].isEmpty());
  }
}
