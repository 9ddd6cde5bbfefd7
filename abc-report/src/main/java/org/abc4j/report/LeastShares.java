package org.abc4j.report;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.abc4j.evidence.EffectSize;
import org.abc4j.evidence.EvidencePower;
import org.abc4j.study.CalibratedInfluence;

/**
 * What one source has to explain to be found in four of five samples: some tenths of a second, once
 * for all samples of a page. Not thread-safe.
 */
final class LeastShares {
  private static final double RELIABLE = 0.8;

  private final Map<EvidencePower, OptionalDouble> known = new HashMap<>();

  /** The least share, if any does; two members tell nothing. */
  OptionalDouble of(CalibratedInfluence found) {
    return found.members() < 3
        ? OptionalDouble.empty()
        : known.computeIfAbsent(
            new EvidencePower(
                found.sources(),
                found.members(),
                found.weight(),
                found.placebos(),
                EffectSize.ofShare(0),
                InfluenceWords.LEVEL),
            power -> power.leastShare(RELIABLE));
  }
}
