package org.abc4j.cli.experiment.world;

import java.util.List;
import java.util.Map;
import org.abc4j.cli.experiment.Experiment;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRegistry;
import org.abc4j.cli.experiment.MemberKind;
import org.abc4j.cli.experiment.Protocol;
import org.abc4j.cli.experiment.SamplerChoice;
import org.abc4j.cli.experiment.Scale;
import org.abc4j.cli.experiment.ScaleEvaluation;
import org.abc4j.cli.experiment.ScaleNetwork;
import org.abc4j.cli.experiment.SourceKind;

/** Experiments of the paper with few members, on images of 8×8 pixels, trained in a moment. */
public final class SmallPlans {
  /** Of each experiment. */
  public static final int SOURCES = 6;

  private static final SamplerChoice SAMPLER =
      new SamplerChoice(SamplerChoice.Kind.DDIM, 2, SamplerChoice.Clipping.NONE);

  private SmallPlans() {}

  /** Six sources, seen by two of five members each. */
  public static ExperimentPlan of(String name, MemberKind kind, boolean standIn) {
    return of(name, kind, standIn, 2);
  }

  /** The same with so many steps. */
  public static ExperimentPlan of(String name, MemberKind kind, boolean standIn, int steps) {
    return of(name, kind, standIn, steps, false);
  }

  /** Networks on stand-ins, whose single models are trained twice. */
  public static ExperimentPlan retrainedAgain(String name) {
    return of(name, MemberKind.UNET, true, 2, true);
  }

  /** On real data, where other things are done with it. */
  public static ExperimentPlan doing(String name, MemberKind kind, Map<Protocol, Integer> figures) {
    return of(name, kind, false, 2, false, figures);
  }

  private static ExperimentPlan of(
      String name, MemberKind kind, boolean standIn, int steps, boolean again) {
    Map<Protocol, Integer> figures = ExperimentRegistry.paper().get(name).figures();
    return of(name, kind, standIn, steps, again, figures);
  }

  private static ExperimentPlan of(
      String name,
      MemberKind kind,
      boolean standIn,
      int steps,
      boolean again,
      Map<Protocol, Integer> figures) {
    Experiment of = ExperimentRegistry.paper().get(name);
    Experiment small =
        new Experiment(
            of.name(),
            "own",
            of.dataSet(),
            of.part(),
            of.source() == SourceKind.IMAGE ? SOURCES : 2 * SOURCES,
            of.subset(),
            SOURCES,
            of.source(),
            5,
            2,
            of.space(),
            of.channels(),
            of.side(),
            of.network(),
            of.dropout(),
            of.flips(),
            of.normalisation(),
            of.binary(),
            figures,
            of.reference(),
            of.paper(),
            of.note());
    Scale scale =
        new Scale(
            "try",
            8,
            8,
            new ScaleNetwork(List.of(8, 8), 1, 8, 0),
            false,
            steps,
            2,
            1e-3,
            0,
            false,
            0,
            0,
            standIn ? 2 : 0,
            0,
            0,
            1,
            SAMPLER,
            SAMPLER,
            Map.of(Protocol.FRECHET, 5, Protocol.CLASSES, 2),
            new ScaleEvaluation(2, 0, 10, again),
            standIn);
    return new ExperimentPlan(small, scale, kind);
  }
}
