package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.attribution.Landscape;
import org.abc4j.cli.Work;
import org.abc4j.evaluation.Correlation;
import org.abc4j.model.NoiseModel;
import org.abc4j.sampling.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationStageTest {
  private static final ExperimentRegistry REGISTRY = ExperimentRegistry.paper();

  @TempDir Path folder;

  private static ExperimentPlan plan(MemberKind kind) {
    return new ExperimentPlan(REGISTRY.get("FASHION_384"), REGISTRY.scale("smoke"), kind);
  }

  private NumberTable table(String name) throws IOException {
    return NumberTable.read(
        name, Files.readAllBytes(folder.resolve("results").resolve(name + ".csv")));
  }

  private static int row(NumberTable table, String measure, String of) throws IOException {
    for (int r = 0; r < table.size(); r++) {
      if (table.text(r, "measure").equals(measure) && table.text(r, "of").equals(of)) {
        return r;
      }
    }
    throw new AssertionError("no row of " + measure + " and " + of);
  }

  @Test
  void run_hasWhatLandscapesAndFitsSayOneByOne() throws IOException {
    ExperimentPlan plan = plan(MemberKind.GAUSSIAN);
    MadeUpWorld world = new MadeUpWorld(plan);
    try (Work work = new Work(2, true)) {
      new ExperimentRun(plan, Optional.empty(), (p, data, out, w) -> world, work).into(folder);
      Study study = new Study(plan, world, Optional.empty(), List.of(), work);
      int samples = plan.samples(Protocol.EVALUATION);
      assertEquals(2, samples);
      double sum = 0;
      for (int k = 0; k < samples; k++) {
        Sample sample =
            study
                .sampler()
                .samples(world.ensemble(), study.noises(k, 1), Execution.sequential())
                .get(0);
        Landscape ablation = study.exact(Execution.sequential()).attribute(sample);
        double[] truth = new double[plan.sources()];
        float[] whole = image(study, world.single(), k);
        for (int s = 0; s < truth.length; s++) {
          double squares = 0;
          float[] without = image(study, world.without(s), k);
          for (int p = 0; p < whole.length; p++) {
            squares += Math.pow(whole[p] - without[p], 2);
          }
          truth[s] = Math.sqrt(squares);
        }
        sum += Correlation.spearman(ablation.distances(), truth).coefficient();
      }
      NumberTable means = table("evaluation");
      int row = row(means, "leave-one-out", "ablation");
      assertEquals(sum / samples, means.number(row, "mean"), 1e-12);
      assertTrue(means.number(row, "low") <= means.number(row, "high"));
    }
  }

  private static float[] image(Study study, NoiseModel model, int k) {
    return study.images(model, k, 1, Execution.sequential()).row(0);
  }

  @Test
  void run_hasFloorsCeilingScoresAndCosts() throws IOException {
    ExperimentPlan plan = plan(MemberKind.GAUSSIAN);
    Path page;
    try (Work work = new Work(1, true)) {
      page =
          new ExperimentRun(plan, Optional.empty(), (p, data, out, w) -> new MadeUpWorld(p), work)
              .into(folder);
    }
    NumberTable means = table("evaluation");
    int random = row(means, "leave-one-out", "random scores");
    assertTrue(means.number(random, "low") < 0 && means.number(random, "high") > 0);
    assertTrue(plan.hasPlaceboFloor());
    assertTrue(means.number(row(means, "leave-one-out", "placebo words"), "low") < 0);
    assertEquals(1, means.number(row(means, "leave-one-out", "by construction"), "mean"));
    for (String of : new String[] {"ablation", "differential", "visual", "retraining"}) {
      double p = means.number(row(means, "linear datamodelling", of), "pValue");
      assertTrue(p > 0 && p <= 1, of + " " + p);
    }
    NumberTable costs = table("evaluation-costs");
    assertEquals("retraining", costs.text(0, "way"));
    assertEquals(plan.sources() + 1, costs.number(0, "trainings"));
    assertEquals(plan.experiment().members(), costs.number(1, "trainings"));
    String text = Files.readString(page);
    assertTrue(text.contains("How well retraining is foretold"), "section");
    assertTrue(text.contains("1 by construction"), "ceiling");
    assertTrue(text.contains("No rate of false attributions"), "what is left out");
  }

  @Test
  void plan_countsASecondRetrainingOfNetworksAlone() {
    ExperimentPlan networks = plan(MemberKind.UNET);
    assertTrue(networks.isRetrainedAgain());
    assertEquals(0, networks.sets());
    assertEquals(
        networks.experiment().members() + 2 * (networks.sources() + 1),
        ExperimentCost.of(networks).trainings());
    assertTrue(networks.again().seed() != networks.training().seed());
    ExperimentPlan fits = plan(MemberKind.GAUSSIAN);
    assertEquals(3, fits.sets());
    assertTrue(!fits.isRetrainedAgain());
    ExperimentPlan tiny =
        new ExperimentPlan(REGISTRY.get("MNIST_384"), REGISTRY.scale("tiny"), MemberKind.UNET);
    assertTrue(!tiny.isRetrainedAgain());
  }

  @Test
  void evaluation_refusesOneSetAndNoDraw() {
    Exception sets =
        assertThrows(IllegalArgumentException.class, () -> new ScaleEvaluation(1, 1, 1, false));
    assertTrue(sets.getMessage().contains("at least 2"), sets.getMessage());
    Exception draws =
        assertThrows(IllegalArgumentException.class, () -> new ScaleEvaluation(1, 0, 0, false));
    assertTrue(draws.getMessage().contains("draws of an evaluation"), draws.getMessage());
  }
}
