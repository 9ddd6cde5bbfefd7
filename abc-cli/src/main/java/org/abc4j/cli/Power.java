package org.abc4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.evidence.BenjaminiHochberg;
import org.abc4j.evidence.EffectSize;
import org.abc4j.evidence.EvidencePower;
import org.abc4j.study.CalibratedInfluence;

/** What an ensemble could show by calibrated influence: known before any training. */
final class Power {
  private static final double LEVEL = CalibratedInfluence.LEVEL;

  /** Of how many such sources one is found that an ensemble is designed for. */
  static final double POWER = 0.8;

  /** More members than anybody trains here. */
  static final int MOST_MEMBERS = 128;

  private static final double[] SHARES = {0.05, 0.1, 0.2, 0.4};

  private Power() {}

  /** The fewest members that find a source of such a share, and their code. */
  static Optional<EvidencePower> toSee(double share, long sources) {
    return EvidencePower.leastMembers(
        sources, EffectSize.ofShare(share), LEVEL, POWER, MOST_MEMBERS);
  }

  /** Refuses a share that is none. */
  static void requireShare(double share) {
    Limits.require(share > 0 && share < 1, "--see", "above 0 and below 1", share);
  }

  /**
   * By how much a source is found, and what it would take; of a share that is hoped for, if any.
   */
  static void say(CodeAssignment code, OptionalDouble see, Console console) {
    long sources = code.sources().count();
    Codebook words = code.codebook();
    if (words.length() > 2) {
      sayPowers(
          new EvidencePower(
              sources,
              words.length(),
              words.weight(),
              code.reserved(),
              EffectSize.ofShare(0),
              LEVEL),
          see.isPresent() ? new double[] {see.getAsDouble()} : SHARES,
          console);
    }
  }

  private static void sayPowers(EvidencePower power, double[] shares, Console console) {
    List<Map<String, Object>> powers = new ArrayList<>();
    if (!power.canNameOne()) {
      console.line(
          "Evidence:   %,d placebos let calibrated influence name no source alone, whatever it did;"
              + " that takes %,d",
          power.placebos(), BenjaminiHochberg.leastPlacebos(power.sources(), LEVEL));
      console.put("power", powers);
      return;
    }
    console.line(
        "Evidence:   the chance that a source is named which explains so much of what members differ"
            + " by, roughly");
    console.line("              explained   by influence   by distance");
    for (double share : shares) {
      EvidencePower of = power.withEffect(EffectSize.ofShare(share));
      double calibrated = of.calibrated();
      double distance = of.distance();
      console.line("              %8.0f%%   %12.2f   %11.2f", 100 * share, calibrated, distance);
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("share", share);
      one.put("estimatedByInfluence", calibrated);
      one.put("estimatedByDistance", distance);
      powers.add(one);
    }
    console.put("power", powers);
  }

  /** What an ensemble takes to show a source of some share. */
  static void sayDesign(double share, long sources, Console console) {
    Optional<EvidencePower> found = toSee(share, sources);
    String what = String.format(Locale.ROOT, "a source that explains %.3g %%", 100 * share);
    if (found.isEmpty()) {
      console.line("To see:     %s is not found with up to %d members", what, MOST_MEMBERS);
      console.put("membersToSee", null);
      return;
    }
    EvidencePower power = found.get();
    console.line(
        "To see:     %s is found in roughly %.0f of 100 samples with %d members, each source seen by"
            + " %d, and %,d placebos (--see %s)",
        what, 100 * power.calibrated(), power.members(), power.weight(), power.placebos(), share);
    console.put("membersToSee", power.members());
    console.put("weightToSee", power.weight());
    console.put("placebosToSee", power.placebos());
  }

  /** Why nothing can be designed for such a share. */
  static Refusal tooLittle(double share, long sources) {
    return new Refusal(
        String.format(
            Locale.ROOT,
            "--see %s: of %d sources one that explains so little is not found with up to %d members",
            share,
            sources,
            MOST_MEMBERS));
  }
}
