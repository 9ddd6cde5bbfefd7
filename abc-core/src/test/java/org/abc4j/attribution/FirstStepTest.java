package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.codebook.Codeword;
import org.abc4j.model.Ablation;
import org.abc4j.model.Coefficients;
import org.abc4j.model.DifferentiableNoiseModel;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.WatchedModel;
import org.abc4j.testing.WatchedModel.Call;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All states of a landscape start from one noise, and all tangents from zero. */
class FirstStepTest {

  private static List<WatchedModel> watched(Scenario scenario) {
    return WatchedModel.membersOf(scenario.ensemble(), 100, () -> {});
  }

  private static Sample sampleOf(Scenario scenario, List<WatchedModel> members) {
    Sample sample =
        scenario.sampler().sample(Ensemble.of(scenario.code(), members), scenario.noise());
    members.forEach(WatchedModel::forget);
    return sample;
  }

  @ParameterizedTest
  @EnumSource
  void landscape_firstStep_givesEachMemberOneRow(Walk walk) {
    for (Kind kind : Kind.values()) {
      Scenario scenario = Scenario.of(3, kind, walk);
      List<WatchedModel> members = watched(scenario);
      ExactCounterfactuals.of(sampleOf(scenario, members))
          .forEachSource((source, ablation, image) -> {});
      for (int i = 0; i < Scenario.MEMBERS; i++) {
        int kept = 0;
        for (int s = 0; s < Scenario.SOURCES; s++) {
          kept += scenario.code().word(s).contains(i) ? 0 : 1;
        }
        List<Call> expected =
            new ArrayList<>(Collections.nCopies(scenario.steps(), new Call(kept, -1)));
        expected.set(0, new Call(1, -1));
        assertEquals(expected, members.get(i).calls(), "member " + i);
      }
    }
  }

  /** Each counterfactual's own first step, taken by itself, is what the shared one gives. */
  @ParameterizedTest
  @EnumSource
  void landscape_sharedFirstStep_givesTheBitsOfEachAlone(Walk walk) {
    for (Kind kind : Kind.values()) {
      Sample sample = Scenario.of(3, kind, walk).sample();
      List<Ablation> ablations = new ArrayList<>();
      for (int s = 0; s < Scenario.SOURCES; s++) {
        ablations.add(Ablation.ofSources(sample.ensemble().code(), s));
      }
      ablations.add(Ablation.ofMembers(Codeword.of(Scenario.MEMBERS)));
      Batch together = ExactCounterfactuals.of(sample).images(ablations);
      for (int row = 0; row < ablations.size(); row++) {
        Coefficients c = ablations.get(row).coefficients();
        float[] alone =
            sample.sampler().generate(sample.ensemble().with(c), List.of(sample.noise())).row(0);
        assertArrayEquals(alone, together.row(row), kind + ", row " + row);
      }
    }
  }

  /** Equal from beginning to end: one row at every step, whatever stands between. */
  @ParameterizedTest
  @EnumSource
  void images_ablationTwice_isEvaluatedOnce(Walk walk) {
    Scenario scenario = Scenario.of(3, Kind.GAUSSIAN, walk);
    List<WatchedModel> members = watched(scenario);
    Ablation first = Ablation.ofSources(scenario.code(), 0);
    Ablation other = Ablation.ofSources(scenario.code(), 1);
    Batch found =
        ExactCounterfactuals.of(sampleOf(scenario, members))
            .images(List.of(first, other, first, first));
    assertEquals(found.select(0, 1, 0, 0), found);
    for (int i = 0; i < Scenario.MEMBERS; i++) {
      int kept = scenario.code().word(0).contains(i) ? 0 : 1;
      kept += scenario.code().word(1).contains(i) ? 0 : 1;
      List<Call> expected =
          new ArrayList<>(Collections.nCopies(scenario.steps(), new Call(kept, -1)));
      expected.set(0, new Call(1, -1));
      assertEquals(kept == 0 ? List.of() : expected, members.get(i).calls(), "member " + i);
    }
  }

  @ParameterizedTest
  @EnumSource
  void jacobian_firstStep_asksMembersForNoTangents(Walk walk) {
    Scenario scenario = Scenario.of(3, Kind.POSTERIOR_MEAN, walk);
    List<WatchedModel> members = watched(scenario);
    EnsembleJacobian.of(sampleOf(scenario, members));
    List<Call> expected =
        new ArrayList<>(Collections.nCopies(scenario.steps(), new Call(1, Scenario.MEMBERS)));
    expected.set(0, new Call(1, -1));
    for (WatchedModel member : members) {
      assertEquals(expected, member.calls());
    }
  }

  /** What is left out at the first step is a sum of zeros, of either sign. */
  @ParameterizedTest
  @EnumSource
  void linearize_tangentsOfZero_areZero(Kind kind) {
    Scenario scenario = Scenario.of(3, kind, Walk.DDIM);
    Sample sample = scenario.sample();
    SamplingStep step = sample.sampler().steps().get(0);
    Batch start = Batch.of(sample.shape(), sample.noise().start(sample.shape()));
    for (float zero : new float[] {0f, -0f}) {
      float[] zeros = new float[Scenario.MEMBERS * Scenario.SHAPE.size()];
      Arrays.fill(zeros, zero);
      for (int i = 0; i < Scenario.MEMBERS; i++) {
        DifferentiableNoiseModel member = (DifferentiableNoiseModel) scenario.ensemble().member(i);
        for (float tangent :
            member
                .linearize(start, step.timestep(), Batch.of(Scenario.SHAPE, zeros))
                .tangents()
                .toArray()) {
          assertEquals(0, Math.abs(tangent));
        }
      }
    }
  }
}
