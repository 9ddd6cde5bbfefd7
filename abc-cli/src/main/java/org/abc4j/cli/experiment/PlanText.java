package org.abc4j.cli.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abc4j.unet.UNetConfig;

/** A plan in words. */
final class PlanText {
  private final ExperimentPlan plan;
  private final Experiment of;
  private final List<PlannedMetric> measured;

  private PlanText(ExperimentPlan plan, List<PlannedMetric> measured) {
    this.plan = plan;
    this.of = plan.experiment();
    this.measured = measured;
  }

  /** Of a run that measures by these beside pixels. */
  static PlanText of(ExperimentPlan plan, List<PlannedMetric> measured) {
    return new PlanText(plan, measured);
  }

  /** Names and texts, in order. */
  Map<String, String> lines() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("Experiment", of.name() + ", " + of.table());
    lines.put(
        "Scale",
        plan.scale().name()
            + (plan.scale().standIn() ? ", of stand-in data and autoencoders" : ""));
    lines.put(
        "Data",
        of.dataSet()
            + ", part "
            + of.part().name().toLowerCase(Locale.ROOT)
            + ", "
            + plan.items()
            + " of the paper's "
            + of.items()
            + " images ("
            + of.subset()
            + (of.binary() ? ", black or white, no duplicates" : "")
            + ")");
    lines.put(
        "Sources", plan.sources() + " of the paper's " + of.sources() + ", each " + a(of.source()));
    lines.put("Images", plan.imageShape() + ", normalised " + of.normalisation());
    lines.put("Space", of.space() + ", " + plan.diffusedShape());
    lines.put(
        "Code",
        "n = "
            + of.members()
            + ", w = "
            + of.weight()
            + ", "
            + plan.placebos()
            + " words held back");
    lines.put("Members", members());
    lines.put("Flips", flips());
    lines.put("Sampler", plan.sampler().toString());
    lines.put("Seed", Long.toString(plan.scale().seed()));
    if (!measured.isEmpty()) {
      lines.put(
          "Metrics",
          "Euclidean of pixels, "
              + String.join(", ", measured.stream().map(PlannedMetric::text).toList()));
    }
    plan.samples()
        .forEach((protocol, number) -> lines.put("For " + protocol, protocol(protocol, number)));
    lines.put(
        "Reference",
        of.reference().dataSet()
            + ", part "
            + of.reference().part().name().toLowerCase(Locale.ROOT)
            + ", all of its images");
    if (!of.note().isEmpty()) {
      lines.put("Note", of.note());
    }
    return lines;
  }

  private String protocol(Protocol protocol, int number) {
    return number
        + (of.figures().containsKey(protocol)
            ? " of the paper's " + of.figures().get(protocol) + " samples: "
            : " samples: ")
        + protocol.figures()
        + protocol.perceptual(measured)
        + (protocol == Protocol.EVALUATION && plan.isRetrainedAgain()
            ? ", retrained a second time"
            : "");
  }

  private String flips() {
    return plan.isClosedForm() && of.flips() == Flips.RANDOM
        ? "none: a fit takes images as they are, where the paper flips them at random"
        : of.flips().toString();
  }

  private static String a(SourceKind kind) {
    return switch (kind) {
      case IMAGE, ARTIST -> "an " + kind;
      case CLASS, CELEBRITY -> "a " + kind;
      case GROUP -> "a group of images put together at random";
    };
  }

  private String members() {
    if (plan.isClosedForm()) {
      return plan.kind() + ", in closed form: training is a fit";
    }
    UNetConfig network = plan.network();
    return "U-Nets of channels "
        + network.channels()
        + ", dropout "
        + network.dropout()
        + "; "
        + plan.scale().steps()
        + " steps of "
        + plan.scale().batch()
        + ", Adam "
        + plan.scale().rate()
        + ", average "
        + plan.scale().average()
        + (plan.scale().warmUp() ? " warming up" : "");
  }
}
