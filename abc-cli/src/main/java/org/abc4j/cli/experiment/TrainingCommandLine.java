package org.abc4j.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The command that trains a plan's ensemble by itself, where one can: {@code abc train} makes the
 * same folder, to the same bytes.
 */
public final class TrainingCommandLine {
  private TrainingCommandLine() {}

  /**
   * The command.
   *
   * @param plan the plan
   * @param data what stands for the folder of data sets
   * @param out what stands for the folder of the ensemble
   * @return the command, or empty if the runner alone can make this ensemble
   */
  public static Optional<String> of(ExperimentPlan plan, String data, String out) {
    Experiment of = plan.experiment();
    boolean plain =
        !plan.isClosedForm()
            && !plan.scale().standIn()
            && of.space() == Space.PIXEL
            && !plan.scale().network().channels().isEmpty()
            && plan.network().dropout() == 0;
    if (!plain) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>();
    words.add("abc train " + data + "/" + of.dataFolder() + " --layout " + of.dataSet());
    words.add("--part " + of.part().name().toLowerCase(Locale.ROOT));
    if (of.source() == SourceKind.IMAGE) {
      if (of.subset() == Subset.FIRST || plan.items() < of.items()) {
        words.add("--first " + plan.items());
      }
      words.add("--each-its-own");
    }
    if (of.source() == SourceKind.GROUP) {
      if (plan.items() < of.items()) {
        words.add("--first " + plan.items());
      }
      words.add("--groups " + plan.sources() + " --group-seed " + plan.scale().seed());
    }
    if (of.binary()) {
      words.add("--binarise");
    }
    words.add("--size " + plan.side());
    if (of.normalisation() != NormalisationRule.PLUS_MINUS_ONE) {
      words.add("--normalise " + of.normalisation());
    }
    if (of.flips() == Flips.RANDOM) {
      words.add("--random-flips");
    }
    words.add("--members " + of.members() + " --weight " + of.weight());
    words.add("--placebos " + plan.placebos());
    words.add(
        "--channels "
            + String.join(",", plan.network().channels().stream().map(String::valueOf).toList()));
    words.add("--steps " + plan.scale().steps() + " --batch " + plan.scale().batch());
    words.add("--rate " + plan.scale().rate() + " --average " + plan.scale().average());
    if (plan.scale().warmUp()) {
      words.add("--warm-up");
    }
    words.add("--seed " + plan.scale().seed());
    words.add("--out " + out);
    return Optional.of(String.join(" ", words));
  }
}
