package org.abc4j.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.EuclideanDistance;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.codebook.Separation;
import org.abc4j.model.Ablation;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.Sample;
import org.junit.jupiter.api.Test;

/** Studies that leave something out: a landscape, placebos, removed members. */
class PartialStudyTest {
  private static final Shape SHAPE = new Shape(1, 4, 6);
  private static final int SOURCES = StudiedSamples.SOURCES;

  private final Batch items = StudiedSamples.random(SHAPE);
  private final Sample sample = StudiedSamples.gaussian(items, 3);
  private final StudySettings settings =
      StudySettings.exactAndFirstOrder()
          .picturing(SOURCES)
          .comparingBy(VisualAttributor.of(items, sample.ensemble().code().sources()));
  private final SampleStudy study = SampleStudy.of(sample, settings, Execution.sequential());
  private final Landscape exact = study.exact().orElseThrow();
  private final Landscape differential = study.differential().orElseThrow();

  @Test
  void exactOnly_hasNoFirstOrder() {
    SampleStudy part =
        SampleStudy.of(sample, StudySettings.exactOnly().picturing(2), Execution.sequential());
    assertEquals(study.exact(), part.exact());
    assertEquals(study.scaled(), part.scaled());
    assertTrue(part.differential().isEmpty() && part.visual().isEmpty());
    assertTrue(Double.isNaN(part.spearman()) && Double.isNaN(part.differentialSeconds()));
    assertArrayEquals(exact.top(2), part.pictured());
    assertThrows(IllegalArgumentException.class, () -> part.firstOrder(exact.top(1)[0]));
  }

  @Test
  void firstOrderOnly_goesByItsOwnLandscape() {
    SampleStudy part =
        SampleStudy.of(sample, StudySettings.firstOrderOnly().picturing(3), Execution.sequential());
    assertTrue(part.exact().isEmpty());
    assertEquals(differential, part.leading());
    assertArrayEquals(differential.top(3), part.pictured());
    int farthest = differential.top(1)[0];
    assertArrayEquals(study.firstOrder(farthest), part.firstOrder(farthest));
    Distance atPaperSize = Distance.euclidean().scaledTo(EuclideanDistance.PAPER_SHAPE);
    assertEquals(
        new DifferentialAttributor().withDistance(atPaperSize).attribute(sample),
        part.scaled().orElseThrow());
    String message =
        assertThrows(IllegalArgumentException.class, () -> part.counterfactual(farthest))
            .getMessage();
    assertEquals(
        "the exact counterfactuals of sources [] are kept, not that of source " + farthest,
        message);
  }

  @Test
  void differentialPlacebos_areTheFirstOrderDistancesOfReservedWords() {
    Sample other = StudiedSamples.gaussian(items, StudiedSamples.code(3), 2);
    SampleStudy part =
        SampleStudy.of(other, StudySettings.firstOrderOnly(), Execution.sequential());
    double[] placebos = part.differentialPlacebos();
    assertArrayEquals(placebos, part.leadingPlacebos());
    assertEquals(3, placebos.length);
    for (int k = 0; k < 3; k++) {
      float[] image =
          new DifferentialAttributor()
              .jacobian(other)
              .counterfactual(Ablation.ofMembers(other.ensemble().code().reservedWord(k)));
      assertEquals(SampleStudyTest.euclidean(other.image(), image), placebos[k], 1e-5);
    }
  }

  @Test
  void placebos_moreThanAskedFor_areNotComputed() {
    Sample other = StudiedSamples.gaussian(items, StudiedSamples.code(3), 2);
    StudySettings two = StudySettings.exactAndFirstOrder().withPlacebos(2);
    SampleStudy part = SampleStudy.of(other, two, Execution.sequential());
    assertEquals(2, part.placebos().length);
    assertEquals(2, part.differentialPlacebos().length);
    long all = StudySettings.exactAndFirstOrder().weight(other.ensemble().code());
    int length = other.ensemble().code().codebook().length();
    int survivors = length - other.ensemble().code().codebook().weight();
    assertEquals((SOURCES + 3) * survivors + length * (1 + length), all);
    assertEquals(all - survivors, two.weight(other.ensemble().code()));
  }

  /** What is said of a source of which members were removed is what its separation says. */
  @Test
  void of_removedEnsemble_refusesPlacebosAndNamesWhatCannotBeToldApart() {
    Sample removed = StudiedSamples.removed(items);
    StudySettings with = StudySettings.exactAndFirstOrder().picturing(SOURCES);
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> SampleStudy.of(removed, with, Execution.sequential()))
            .getMessage();
    assertTrue(message.contains("placebo"), message);
    SampleStudy part = SampleStudy.of(removed, with.withPlacebos(0), Execution.sequential());
    Separation separation = removed.ensemble().separation();
    assertEquals(2, part.removedMembers());
    assertEquals(SOURCES - 1, part.sources());
    for (int s = 0; s < part.sources(); s++) {
      int source = s;
      boolean alone = separation.membersLeft(s) > 0 && separation.lostWith(s).length == 0;
      assertEquals(
          !alone, Arrays.stream(part.inseparable()).anyMatch(other -> other == source), "" + s);
      assertArrayEquals(
          ExactCounterfactuals.of(removed).images(List.of(removed.ensemble().ablation(s))).row(0),
          part.counterfactual(s));
    }
    assertTrue(part.inseparable().length > 0, "a case that can tell");
    assertEquals(0, study.removedMembers() + study.inseparable().length);
  }

  /** What cannot be compared is said before a landscape is computed, not hours later. */
  @Test
  void of_tooManyWordsToCompare_isRefusedBeforeAnythingIsComputed() {
    CodeAssignment code = Codebook.allWords(50, 4).assignInOrder(DataSources.oneItemEach(230_300));
    Ensemble small = StudiedSamples.gaussian(items, 1).ensemble();
    Sample removed =
        StudiedSamples.SAMPLER.sample(
            Ensemble.of(code, Collections.nCopies(50, small.member(0))).without(0),
            ExogenousNoise.philox(3).of(0));
    Execution silent =
        Execution.sequential()
            .reportingTo(
                (done, total) -> {
                  throw new AssertionError("computes");
                });
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> SampleStudy.of(removed, StudySettings.exactOnly().withPlacebos(0), silent))
            .getMessage();
    assertTrue(message.startsWith("at most 131072 different words are compared"), message);
  }
}
