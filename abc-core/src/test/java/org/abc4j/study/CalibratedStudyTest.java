package org.abc4j.study;

import static org.abc4j.study.CalibratedStudies.SOURCES;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.ScreenedLandscape;
import org.abc4j.codebook.Codebook;
import org.abc4j.evidence.AnyEffectTest;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.SourceEvidence;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.SmoothCodec;
import org.junit.jupiter.api.Test;

/** Studies that say what calibrated influence says, and screen by it. */
class CalibratedStudyTest {
  private static final int PICTURES = 3;

  private final CalibratedStudies some = CalibratedStudies.reserving(20);
  private final Sample sample = some.samples.get(0);
  private final CalibratedAttribution found = some.found.get(0);
  private final StudySettings exact = StudySettings.exactOnly().picturing(PICTURES);

  @Test
  void calibrated_isWhatTheAttributionSays() {
    AnyEffectTest test = new AnyEffectTest(2, 1.5, List.of(1.0, 2.0));
    SampleStudy study =
        some.study(StudySettings.withoutCounterfactuals().picturing(PICTURES).testing(test));
    CalibratedInfluence influence = study.calibrated().orElseThrow();
    SourceEvidence evidence = found.evidence();
    Codebook words = sample.ensemble().code().codebook();
    assertEquals(SOURCES, study.sources());
    assertEquals(words.length(), influence.members());
    assertEquals(words.weight(), influence.weight());
    assertEquals(20, influence.placebos());
    assertTrue(influence.isCalibrated());
    assertEquals(test, influence.anyEffect().orElseThrow());
    double[] q = evidence.qValues();
    for (int s = 0; s < SOURCES; s++) {
      assertEquals(found.size(s), influence.size(s));
      assertEquals(evidence.zScore(s), influence.zScore(s));
      assertEquals(evidence.atLeastAsHigh(s), influence.atLeastAsHigh(s));
      assertEquals(evidence.pValue(s), influence.pValue(s));
      assertEquals(evidence.studentPValue(s), influence.studentPValue(s));
      assertEquals(q[s], influence.qValue(s));
    }
    assertArrayEquals(carriedFirst(SOURCES), influence.top(SOURCES));
    assertArrayEquals(carriedFirst(PICTURES), influence.pictured());
    double[][] changes = found.influence(influence.pictured(), Execution.sequential());
    for (int k = 0; k < PICTURES; k++) {
      int source = influence.pictured()[k];
      float[] predicted = study.predicted(source);
      for (int p = 0; p < predicted.length; p++) {
        assertEquals((float) changes[k][p], influence.change(source)[p]);
        assertEquals(sample.image()[p] + (float) changes[k][p], predicted[p]);
      }
    }
    assertFalse(study.hasLandscape());
    assertEquals(0, study.pictured().length + study.picturedBesideInfluence().length);
    assertEquals("SampleStudy[" + influence + "]", study.toString());
    int other = influence.top(PICTURES + 1)[PICTURES];
    assertThrows(IllegalArgumentException.class, () -> influence.change(other));
  }

  /** All of these few are carried through the sampler: the longest change comes first. */
  private int[] carriedFirst(int k) {
    int[] bySize = found.top(SOURCES);
    double[][] changes = found.influence(bySize, Execution.sequential());
    double[] lengths =
        Arrays.stream(changes)
            .mapToDouble(change -> Math.sqrt(Arrays.stream(change).map(v -> v * v).sum()))
            .toArray();
    return Arrays.stream(Landscape.of(lengths).top(k)).map(place -> bySize[place]).toArray();
  }

  @Test
  void top_isNotTheOrderOfSizes() {
    CalibratedInfluence influence =
        some.study(StudySettings.withoutCounterfactuals().picturing(1)).calibrated().orElseThrow();
    assertEquals(SOURCES, influence.carried());
    assertFalse(Arrays.equals(found.top(SOURCES), influence.top(SOURCES)));
    double before = Double.POSITIVE_INFINITY;
    for (int source : influence.top(SOURCES)) {
      double length = influence.length(source).orElseThrow();
      assertTrue(length <= before, length + " after " + before);
      before = length;
    }
    CalibratedInfluence bySize =
        some.study(StudySettings.withoutCounterfactuals().picturing(0)).calibrated().orElseThrow();
    assertEquals(0, bySize.carried());
    assertTrue(bySize.length(0).isEmpty());
    assertArrayEquals(found.top(SOURCES), bySize.top(SOURCES));
  }

  /** Carried on through the decoder: sizes stay those of the latent, the order is in pixels. */
  @Test
  void decoded_lengthsAndOrderAreInPixels() {
    SmoothCodec codec = SmoothCodec.of(CalibratedStudies.SHAPE, 0.7);
    SampleStudy study =
        some.study(StudySettings.withoutCounterfactuals().picturing(PICTURES).decodedBy(codec));
    CalibratedInfluence influence = study.calibrated().orElseThrow();
    int[] all = found.top(SOURCES);
    double[][] latent = found.influence(all, Execution.sequential());
    Batch pixels =
        codec
            .tangents(
                Batch.of(CalibratedStudies.SHAPE, sample.image()),
                Batch.ofRows(
                    CalibratedStudies.SHAPE, Arrays.stream(latent).map(c -> floats(c)).toList()),
                Execution.sequential())
            .tangents();
    double[] lengths = new double[SOURCES];
    for (int place = 0; place < SOURCES; place++) {
      double squares = 0;
      for (float value : pixels.row(place)) {
        squares += (double) value * value;
      }
      lengths[all[place]] = Math.sqrt(squares);
      assertEquals(
          lengths[all[place]],
          influence.length(all[place]).orElseThrow(),
          1e-5 * Math.sqrt(squares));
      assertEquals(found.size(all[place]), influence.size(all[place]));
    }
    assertArrayEquals(Landscape.of(lengths).top(SOURCES), influence.top(SOURCES));
    for (int source : influence.pictured()) {
      int place =
          IntStream.range(0, SOURCES).filter(p -> all[p] == source).findFirst().orElseThrow();
      assertArrayEquals(pixels.row(place), influence.change(source), 1e-5f);
    }
  }

  private static float[] floats(double[] values) {
    float[] rounded = new float[values.length];
    for (int p = 0; p < values.length; p++) {
      rounded[p] = (float) values[p];
    }
    return rounded;
  }

  @Test
  void named_areThoseOfLowQ_theFirstFirst() {
    CalibratedInfluence influence =
        some.study(StudySettings.withoutCounterfactuals()).calibrated().orElseThrow();
    for (double level : new double[] {0, 0.3, 0.6, 1}) {
      int[] expected =
          Arrays.stream(influence.top(SOURCES)).filter(s -> influence.qValue(s) <= level).toArray();
      assertArrayEquals(expected, influence.named(level), "" + level);
    }
    assertEquals(SOURCES, influence.named(1).length);
  }

  @Test
  void uncalibrated_hasNoPAndQ() {
    CalibratedInfluence influence =
        CalibratedStudies.reserving(0)
            .study(StudySettings.withoutCounterfactuals().picturing(0))
            .calibrated()
            .orElseThrow();
    assertFalse(influence.isCalibrated());
    assertEquals(0, influence.placebos());
    assertEquals(0, influence.named(1).length + influence.nullQuantiles().length);
    for (int s = 0; s < SOURCES; s++) {
      assertTrue(Double.isNaN(influence.pValue(s)) && Double.isNaN(influence.qValue(s)));
      assertTrue(influence.studentPValue(s) >= 0);
      assertEquals(0, influence.atLeastAsHigh(s));
    }
  }

  @Test
  void exact_hasCounterfactualsBesidePredictions() {
    SampleStudy study = some.study(exact);
    SampleStudy all = SampleStudy.of(sample, exact.picturing(SOURCES), Execution.sequential());
    assertEquals(all.exact(), study.exact());
    assertArrayEquals(study.exact().orElseThrow().top(PICTURES), study.pictured());
    assertArrayEquals(carriedFirst(PICTURES), study.picturedBesideInfluence());
    for (int source : study.pictured()) {
      assertArrayEquals(all.counterfactual(source), study.counterfactual(source));
    }
    for (int source : study.picturedBesideInfluence()) {
      assertArrayEquals(all.counterfactual(source), study.counterfactual(source));
    }
  }

  @Test
  void screened_verifiesTheFirstAndSomeDrawn() {
    SampleStudy all = SampleStudy.of(sample, exact.picturing(SOURCES), Execution.sequential());
    SampleStudy study =
        some.study(StudySettings.screened(PICTURES + 1, 2, 7).picturing(PICTURES).withPlacebos(5));
    ScreenedLandscape screened = study.screened().orElseThrow();
    assertEquals(PICTURES + 3, screened.verified().length);
    for (int source : screened.verified()) {
      assertEquals(
          all.exact().orElseThrow().distance(source), screened.distance(source).orElseThrow());
    }
    for (int source : carriedFirst(PICTURES + 1)) {
      assertTrue(screened.distance(source).isPresent());
    }
    assertEquals(2, screened.drawn().length);
    assertEquals(SOURCES - PICTURES - 1, screened.bound().population());
    assertTrue(study.exact().isEmpty() && !study.hasLandscape());
    assertArrayEquals(Arrays.copyOf(all.placebos(), 5), study.placebos());
    assertTrue(study.exactSeconds() >= 0);
    assertArrayEquals(carriedFirst(PICTURES), study.picturedBesideInfluence());
    for (int source : study.picturedBesideInfluence()) {
      assertArrayEquals(all.counterfactual(source), study.counterfactual(source));
    }
  }

  /** Pictures are of the first that were verified: a drawn one further down makes no gap. */
  @Test
  void screened_morePicturesThanVerified_picturesThoseThatAre() {
    SampleStudy study = some.study(StudySettings.screened(1, 2, 7).picturing(SOURCES));
    int[] pictured = study.picturedBesideInfluence();
    assertTrue(pictured.length >= 1 && pictured.length <= 3);
    assertArrayEquals(carriedFirst(pictured.length), pictured);
    assertEquals(SOURCES, study.calibrated().orElseThrow().pictured().length);
  }

  @Test
  void screened_allVerified_isTheLandscape() {
    SampleStudy study = some.study(StudySettings.screened(4, SOURCES, 7).picturing(PICTURES));
    assertTrue(study.screened().isEmpty());
    assertEquals(some.study(exact).exact(), study.exact());
  }

  @Test
  void screened_alsoFirstOrder_goesByFirstOrder() {
    SampleStudy study = some.study(StudySettings.screened(2, 1, 7).alsoFirstOrder().picturing(2));
    SampleStudy firstOrder =
        SampleStudy.of(sample, StudySettings.firstOrderOnly().picturing(2), Execution.sequential());
    assertEquals(firstOrder.leading(), study.leading());
    assertEquals(firstOrder.scaled(), study.scaled());
    assertArrayEquals(firstOrder.pictured(), study.pictured());
    assertTrue(Double.isNaN(study.spearman()) && Double.isNaN(study.medianPixelCorrelation()));
    assertEquals(3, study.screened().orElseThrow().verified().length);
  }

  @Test
  void study_whatDoesNotGoTogether_isRefused() {
    assertMessage(
        "the calibrated influence is of another sample",
        () -> SampleStudy.of(some.samples.get(1), exact.calibrated(found), Execution.sequential()));
    assertMessage(
        "takes the first sources by calibrated influence",
        () -> SampleStudy.of(sample, StudySettings.screened(1, 0, 0), Execution.sequential()));
    assertMessage(
        "a test of any effect stands with calibrated influence",
        () ->
            SampleStudy.of(
                sample,
                exact.testing(new AnyEffectTest(1, 0, List.of(1.0))),
                Execution.sequential()));
    assertMessage("found 0 first and 0 drawn", () -> StudySettings.screened(0, 0, 0));
    assertMessage("at least 0 verified sources, found -1", () -> StudySettings.screened(-1, 2, 0));
    assertMessage("at least 0 drawn sources, found -2", () -> StudySettings.screened(1, -2, 0));
  }

  private static void assertMessage(String part, Runnable run) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, run::run);
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }

  /** A file of it could not be read again. */
  @Test
  void influence_notFinite_isRefused() {
    InfluenceParts parts = new InfluenceParts(7, 3, 0);
    parts.sizes = new double[] {1, 2};
    parts.zScores = new double[2];
    parts.studentPValues = new double[2];
    parts.changes.add(new float[] {0, Float.POSITIVE_INFINITY});
    assertMessage(
        "a predicted change of Infinity without source 1", () -> new CalibratedInfluence(parts));
    parts.changes.set(0, new float[] {0, Float.MAX_VALUE});
    Shape shape = new Shape(1, 1, 2);
    StudyParts study =
        new StudyParts(SampleOrigin.unknown(), shape, new float[] {0, Float.MAX_VALUE});
    study.calibrated = new CalibratedInfluence(parts);
    assertMessage("found Infinity predicted without source 1", () -> new SampleStudy(study));
    parts.lengths = new double[] {-1};
    assertMessage(
        "finite and at least 0 long, found -1.0 without source 1",
        () -> new CalibratedInfluence(parts));
    parts.lengths = new double[3];
    assertMessage("of 3 sources was carried, found 2", () -> new CalibratedInfluence(parts));
    parts.lengths = new double[] {1};
    parts.changes.add(new float[2]);
    assertMessage("1 of them, found 2", () -> new CalibratedInfluence(parts));
    parts.lengths = new double[0];
    parts.sizes[0] = Double.NaN;
    assertMessage("found size NaN and z 0.0 of source 0", () -> new CalibratedInfluence(parts));
  }
}
