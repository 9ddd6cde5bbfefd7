package org.abc4j.cli.experiment.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.Work;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.MemberKind;
import org.abc4j.closedform.GaussianDenoiser;
import org.abc4j.closedform.PosteriorMeanDenoiser;
import org.abc4j.noise.NoiseSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Members that are trained, or fitted, on data that are made up. */
class WorldsTest {
  private static final int T = 300;

  @TempDir private Path folder;

  private ExperimentWorld open(ExperimentPlan plan, Path place) throws IOException {
    try (Work work = new Work(2, true)) {
      ExperimentWorld world = new ExperimentWorlds().open(plan, Optional.empty(), place, work);
      world.prepare(work);
      return world;
    }
  }

  @Test
  void networks_areTrainedOnceAndReadAgain() throws IOException {
    ExperimentPlan plan = SmallPlans.of("MNIST_classes", MemberKind.UNET, true);
    ExperimentWorld world = open(plan, folder);
    Map<String, String> digests = world.digests();
    assertEquals(
        List.of("items", "code", "references", "ensemble", "single", "retrained"),
        List.copyOf(digests.keySet()));
    assertEquals(SmallPlans.SOURCES, world.code().sources().count());
    Batch x = Memory.of(world.items()).select(0, 1);
    Batch without = world.without(2).predict(x, T);
    Batch single = world.single().predict(x, T);
    // Not each source is drawn in two steps.
    boolean differs = false;
    for (long source = 0; source < SmallPlans.SOURCES; source++) {
      differs |= !single.equals(world.without(source).predict(x, T));
    }
    assertTrue(differs, "no model differs without any source");
    assertNotEquals(world.member(0).predict(x, T), world.member(1).predict(x, T));
    assertEquals(world.member(1).predict(x, T), world.ensemble().member(1).predict(x, T));

    ExperimentWorld again = open(plan, folder);
    assertEquals(digests, again.digests());
    assertEquals(without, again.without(2).predict(x, T));
    assertEquals(digests, open(plan, folder.resolve("elsewhere")).digests());

    ExperimentPlan longer = SmallPlans.of("MNIST_classes", MemberKind.UNET, true, 3);
    String said = assertThrows(Refusal.class, () -> open(longer, folder)).getMessage();
    assertTrue(said.contains("belongs to another training: "), said);
  }

  @Test
  void networks_areRetrainedAgainByOtherDraws() throws IOException {
    ExperimentPlan once = SmallPlans.of("MNIST_384", MemberKind.UNET, true);
    String said =
        assertThrows(IllegalStateException.class, () -> open(once, folder).singleAgain())
            .getMessage();
    assertTrue(said.contains("retrains once"), said);
    ExperimentWorld world = open(SmallPlans.retrainedAgain("MNIST_384"), folder.resolve("twice"));
    assertTrue(world.digests().containsKey("retrained-again"), world.digests()::toString);
    Batch x = Memory.of(world.items()).select(0, 1);
    assertNotEquals(world.single().predict(x, T), world.singleAgain().predict(x, T));
    assertNotEquals(world.without(1).predict(x, T), world.withoutAgain(1).predict(x, T));
  }

  @Test
  void networks_ofLatents_decodeToImages() throws IOException {
    ExperimentPlan plan = SmallPlans.of("MetFaces", MemberKind.UNET, true);
    ExperimentWorld world = open(plan, folder);
    assertEquals(
        List.of("items", "images", "codec", "code", "references", "ensemble", "single"),
        List.copyOf(world.digests().keySet()));
    Batch decoded = world.codec().orElseThrow().decode(Memory.of(world.items()).select(0, 13));
    assertEquals(plan.imageShape(), decoded.shape());
    Batch images = Memory.of(world.images()).select(0, 13);
    for (int p = 0; p < images.shape().size(); p++) {
      assertEquals(images.get(1, p), decoded.get(1, p), 1e-4);
    }
    // Two images of each source, and their mirrored copies.
    assertEquals(4 * SmallPlans.SOURCES, world.items().rows());
    assertEquals(4, world.code().sources().itemsOf(3).length);
    assertEquals(Optional.empty(), world.referenceLabels(5));
    assertEquals(5, world.reference(5).rows());
  }

  @ParameterizedTest
  @EnumSource(names = {"GAUSSIAN", "POSTERIOR_MEAN"})
  void fits_withoutASource_areThoseOfItsImagesBlackOrGone(MemberKind kind) throws IOException {
    for (String name : List.of("FASHION_384", "FASHION_classes")) {
      ExperimentWorld world = open(SmallPlans.of(name, kind, true), folder);
      Batch items = Memory.of(world.items());
      int source = 3;
      Batch left;
      if (name.equals("FASHION_384")) {
        float[] values = items.toArray();
        int m = items.shape().size();
        for (long item : world.code().sources().itemsOf(source)) {
          Arrays.fill(values, (int) item * m, (int) (item + 1) * m, -1);
        }
        left = Batch.of(items.shape(), values);
      } else {
        left =
            items.select(
                IntStream.range(0, items.rows())
                    .filter(item -> world.code().sources().sourceOf(item) != source)
                    .toArray());
      }
      assertEquals(fit(kind, left).predict(items, T), world.without(source).predict(items, T));
      assertEquals(fit(kind, items).predict(items, T), world.single().predict(items, T));
      int[] split = world.code().splits().indices(2);
      assertEquals(
          fit(kind, items.select(split)).predict(items, T), world.member(2).predict(items, T));
      List<String> digests =
          name.equals("FASHION_384")
              ? List.of("items", "code")
              : List.of("items", "code", "references");
      assertEquals(digests, List.copyOf(world.digests().keySet()));
    }
  }

  private static org.abc4j.model.NoiseModel fit(MemberKind kind, Batch seen) {
    return kind == MemberKind.GAUSSIAN
        ? GaussianDenoiser.fit(seen, 0.01, NoiseSchedule.linear(), Execution.sequential())
        : PosteriorMeanDenoiser.of(seen, NoiseSchedule.linear());
  }

  @Test
  void references_ofClasses_areLabelledAsTheirSources() throws IOException {
    ExperimentWorld world = open(SmallPlans.of("MNIST_classes", MemberKind.GAUSSIAN, true), folder);
    int[] labels = world.referenceLabels(20).orElseThrow();
    assertEquals(20, labels.length);
    for (int i = 0; i < labels.length; i++) {
      assertEquals("class " + i % 6, world.code().sources().name(labels[i]));
    }
  }
}
