package org.abc4j.cli.experiment;

import java.util.List;

/** The stages of an experiment, one for each protocol. */
final class ExperimentStages {
  private static final List<Stage> ALL =
      List.of(
          new FrechetStage(),
          new DifferentialStage(),
          new LandscapeStage(),
          new ClassStage(),
          new RetrainingStage(),
          new EvaluationStage(),
          new RadiiStage(),
          new UnattributableStage());

  private ExperimentStages() {}

  static List<Stage> of(ExperimentPlan plan) {
    return ALL.stream().filter(stage -> plan.samples(stage.protocol()) > 0).toList();
  }
}
