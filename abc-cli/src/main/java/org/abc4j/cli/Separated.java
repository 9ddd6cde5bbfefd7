package org.abc4j.cli;

import java.util.Arrays;
import org.abc4j.codebook.DataSources;
import org.abc4j.codebook.Separation;
import org.abc4j.io.Quoted;
import org.abc4j.model.Ensemble;
import org.abc4j.study.StudySettings;

/**
 * What an ensemble that lost members can say: words have different weights then, so some sources
 * cannot be told apart, and placebos are none.
 */
final class Separated {
  private static final int NAMED = 8;

  private Separated() {}

  /** Says which sources cannot be separated, refuses what has no answer, leaves placebos out. */
  static StudySettings settings(StudySettings settings, Ensemble ensemble, Console console) {
    Separation separation = ensemble.separation();
    if (separation.isWhole()) {
      return settings;
    }
    DataSources sources = ensemble.code().sources();
    requireCounterfactuals(ensemble);
    long[] inseparable = inseparable(separation);
    for (long source : Arrays.copyOf(inseparable, Math.min(NAMED, inseparable.length))) {
      console.line(
          "Together:   without %s a sample is also without %s",
          Quoted.of(sources.name(source)), sources.shown(separation.lostWith(source)));
    }
    long[] gone = separation.withoutMembers();
    if (gone.length > 0) {
      console.line("Unseen:     no member that is left saw %s", sources.shown(gone));
    }
    console.line("Placebos:   none until abc repair, as words have different weights now");
    console.put("inseparable", Arrays.stream(inseparable).mapToObj(sources::name).toList());
    console.put("inseparableIndices", inseparable);
    console.put("withoutMembers", Arrays.stream(gone).mapToObj(sources::name).toList());
    console.put("withoutMembersIndices", gone);
    return settings.withPlacebos(0);
  }

  private static long[] inseparable(Separation separation) {
    try {
      return separation.inseparable();
    } catch (IllegalStateException tooMany) {
      throw new Refusal(tooMany.getMessage() + "; or abc repair the ensemble");
    }
  }

  /** Refuses an ensemble in which a source has no counterfactual. */
  static void requireCounterfactuals(Ensemble ensemble) {
    long[] without = ensemble.separation().withoutCounterfactual();
    if (without.length > 0) {
      throw new Refusal(
          "every member that is left saw "
              + ensemble.code().sources().shown(without)
              + ": there is no counterfactual until abc repair");
    }
  }
}
