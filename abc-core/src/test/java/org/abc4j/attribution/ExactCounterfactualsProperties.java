package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.abc4j.Batch;
import org.abc4j.model.Ablation;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Reference;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.Threads;

class ExactCounterfactualsProperties {

  @Provide
  Arbitrary<Integer> chunks() {
    return Arbitraries.of(1, 2, 3, 7, 256);
  }

  @Property(tries = 60)
  void forEach_anyChunkOrderAndThreads_isTheSlowTwinBitForBit(
      @ForAll Kind kind,
      @ForAll Walk walk,
      @ForAll("chunks") int chunk,
      @ForAll @IntRange(min = 1, max = 3) int threads,
      @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, walk);
    Sample sample = scenario.sample();
    int[] order = Draws.shuffled(seed, 20, Scenario.SOURCES);
    List<float[]> images = new ArrayList<>();
    Threads.with(
        threads,
        execution ->
            ExactCounterfactuals.of(sample)
                .with(execution)
                .withChunk(chunk)
                .forEach(
                    order.length,
                    index -> Ablation.ofSources(scenario.code(), order[(int) index]),
                    (index, ablation, image) -> {
                      assertEquals(images.size(), index);
                      assertEquals(
                          Ablation.ofSources(scenario.code(), order[(int) index]), ablation);
                      images.add(image);
                    }));
    assertEquals(order.length, images.size());
    for (int k = 0; k < order.length; k++) {
      Ablation ablation = Ablation.ofSources(scenario.code(), order[k]);
      assertArrayEquals(alone(scenario, sample, ablation), images.get(k), "source " + order[k]);
    }
  }

  /** The definition: the ablated ensemble as a model, one row, nothing shared. */
  private static float[] alone(Scenario scenario, Sample sample, Ablation ablation) {
    Batch image =
        scenario
            .sampler()
            .generate(sample.ensemble().with(ablation.coefficients()), List.of(scenario.noise()));
    assertEquals(1, image.rows());
    return image.row(0);
  }

  @Property(tries = 40)
  void images_anyAblation_isTheProcessInDouble(
      @ForAll Kind kind, @ForAll Walk walk, @ForAll long seed) {
    Scenario scenario = Scenario.of(seed, kind, walk);
    List<Ablation> ablations = new ArrayList<>();
    for (int s = 0; s < Scenario.SOURCES; s++) {
      ablations.add(Ablation.ofSources(scenario.code(), s));
    }
    Batch images = ExactCounterfactuals.of(scenario.sample()).images(ablations);
    for (int s = 0; s < Scenario.SOURCES; s++) {
      double[] expected = scenario.generate(ablations.get(s).coefficients().toArray());
      double[] actual = Reference.toDouble(images.row(s));
      double error = Reference.largest(Reference.minus(expected, actual, 1));
      double bound =
          (kind == Kind.GAUSSIAN ? 2e-6 : 5e-5) * Math.max(1, Reference.largest(expected));
      assertEquals(0, error, bound, "source " + s + ": " + Arrays.toString(expected));
    }
  }
}
