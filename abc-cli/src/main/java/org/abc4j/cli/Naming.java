package org.abc4j.cli;

import java.util.Locale;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.DataSources;
import org.abc4j.evaluation.PlaceboTest;
import org.abc4j.study.CalibratedInfluence;

/** Whether a source can be named at all with the placebos of a code: known before any training. */
final class Naming {
  private static final double LEVEL = CalibratedInfluence.LEVEL;

  private Naming() {}

  /** In one sentence, with what it would take, if that can be had. */
  static void say(CodeAssignment code, NetworkOptions networks, Console console) {
    long sources = code.sources().count();
    long one = PlaceboTest.placebosNeeded(1, LEVEL);
    long farthest = PlaceboTest.placebosNeeded(sources, LEVEL);
    long placebos = code.reserved();
    console.put("placebosToNameAChosenSource", one);
    console.put("placebosToNameTheFarthest", farthest);
    if (placebos < farthest) {
      console.line(
          "Naming:     with %d placebos %s; %s",
          placebos,
          placebos < one
              ? String.format(
                  Locale.ROOT,
                  "no single source can ever be named, which takes %d for one chosen beforehand",
                  one)
              : "a source can be named only if it was chosen beforehand",
          takes(code.sources(), farthest, networks));
    }
  }

  private static String takes(DataSources sources, long placebos, NetworkOptions networks) {
    String what =
        String.format(
            Locale.ROOT,
            "to name the farthest of %d takes --placebos %d",
            sources.count(),
            placebos);
    return networks
        .membersWith(placebos, sources)
        .map(members -> what + ", and so " + members + " members")
        .orElse(what + ", which these sources cannot have: a member would see no picture");
  }
}
