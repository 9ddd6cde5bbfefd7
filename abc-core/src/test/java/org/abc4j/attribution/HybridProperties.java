package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.Threads;

class HybridProperties {

  @Property(tries = 60)
  void landscape_isTheSameBitsForAnyChunkAndThreads(
      @ForAll Kind kind,
      @ForAll Walk walk,
      @ForAll @IntRange(max = 6) int handover,
      @ForAll @IntRange(min = 1, max = 9) int chunk,
      @ForAll @IntRange(min = 1, max = 3) int threads,
      @ForAll long seed) {
    Sample sample = Scenario.of(seed, kind, walk).sample();
    HybridAttributor attributor = new HybridAttributor().withTrials(3, seed).withHandover(handover);
    HybridLandscape expected = attributor.attribute(sample);
    Threads.with(
        threads,
        execution -> {
          HybridLandscape found = attributor.withChunk(chunk).with(execution).attribute(sample);
          assertEquals(expected.landscape(), found.landscape());
          assertEquals(expected.trials(), found.trials());
        });
  }

  /** With all sources as trials, no distance is off by more than the measured error. */
  @Property(tries = 60)
  void measuredErrorOfAllSources_boundsWhatTheirDistancesAreOffBy(
      @ForAll Kind kind,
      @ForAll Walk walk,
      @ForAll @IntRange(max = 6) int handover,
      @ForAll long seed) {
    Sample sample = Scenario.of(seed, kind, walk).sample();
    HybridLandscape found =
        new HybridAttributor()
            .withTrials(Scenario.SOURCES, seed)
            .withHandover(handover)
            .attribute(sample);
    Landscape exact = new AblationAttributor().attribute(sample);
    for (int s = 0; s < Scenario.SOURCES; s++) {
      double off = Math.abs(found.distance(s) - exact.distance(s));
      double bound = found.error().orElseThrow() * exact.distance(s);
      assertTrue(off <= bound * (1 + 1e-12) + 1e-12, off + " beyond " + bound);
    }
  }
}
