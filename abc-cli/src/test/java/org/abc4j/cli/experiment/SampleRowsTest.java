package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.cli.Work;
import org.abc4j.io.MalformedFileException;
import org.abc4j.sampling.Sample;
import org.junit.jupiter.api.Test;

class SampleRowsTest {
  private static final ExperimentPlan PLAN =
      new ExperimentPlan(
          ExperimentRegistry.paper().get("FASHION_384"),
          ExperimentRegistry.paper().scale("smoke"),
          MemberKind.GAUSSIAN);

  /** Rows of the second sample, by what they are made of, and with pixels' correlations or not. */
  @Test
  void rows_areAttributionsOfTheirSample() throws IOException {
    try (Work work = new Work(1, true)) {
      MadeUpWorld world = new MadeUpWorld(PLAN);
      Study study = new Study(PLAN, world, Optional.empty(), List.of(), work);
      Parts parts = new Parts(new MemoryOutput(), work, Protocol.RETRAINING, "0".repeat(64));
      NumberTable plain = SampleRows.of(study).of(parts, "plain", 2).get(1);
      NumberTable correlated =
          SampleRows.withPixelCorrelations(study).of(parts, "correlated", 2).get(1);
      Sample sample =
          study
              .sampler()
              .samples(world.ensemble(), study.noises(1, 1), Execution.sequential())
              .get(0);
      VisualAttribution seen = study.visual().attribute(sample);
      assertArrayEquals(
          study.scaled(study.exact(Execution.sequential()).attribute(sample)),
          plain.numbers("exact"));
      assertArrayEquals(
          study.scaled(study.differential(Execution.sequential()).attribute(sample)),
          plain.numbers("differential"));
      assertEquals(study.sources(), plain.size());
      for (int s = 0; s < plain.size(); s++) {
        assertEquals(seen.distance(s), plain.number(s, "visual"));
        assertEquals(seen.nearestItem(s), (long) plain.number(s, "nearestItem"));
        double correlation = correlated.number(s, "pixelCorrelation");
        assertTrue(correlation > 0 && correlation <= 1, s + ": " + correlation);
      }
      for (String column : List.of("source", "exact", "differential", "visual", "nearestItem")) {
        assertArrayEquals(plain.numbers(column), correlated.numbers(column), column);
      }
      assertThrows(MalformedFileException.class, () -> plain.numbers("pixelCorrelation"));
    }
  }
}
