package org.abc4j.cli.experiment.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.cli.experiment.ExperimentPlan;
import org.abc4j.cli.experiment.ExperimentRegistry;
import org.abc4j.cli.experiment.Flips;
import org.abc4j.cli.experiment.MemberKind;
import org.abc4j.cli.experiment.Space;
import org.abc4j.codebook.DataSources;
import org.abc4j.codec.DecoderTangents;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.store.EnsembleFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data and autoencoders that are made up. */
class StandInTest {
  private static final Shape IMAGES = new Shape(3, 32, 32);
  private static final Shape LATENTS = new Shape(4, 4, 4);

  private static Batch drawn(Shape shape, int rows, int stream) {
    CounterRandom random = CounterRandom.of(3, Purpose.EXAMPLE);
    return Batch.of(shape, random.gaussians(stream, 0, rows * shape.size()));
  }

  @ParameterizedTest
  @EnumSource(names = {"BASIC_AUTOENCODER", "STABLE_DIFFUSION"})
  void codec_encodesWhatItDecodes(Space space) {
    StandInCodec codec = StandInCodec.of(space, IMAGES, LATENTS);
    Batch latents = drawn(LATENTS, 3, 0);
    Batch images = codec.decode(latents);
    assertEquals(IMAGES, images.shape());
    assertArrayEquals(latents.toArray(), codec.encode(images).toArray(), 1e-5f);
    assertArrayEquals(images.row(1), codec.decode(latents.select(1)).row(0));
  }

  @Test
  void codec_tangents_areItsDerivatives() {
    StandInCodec codec = StandInCodec.of(Space.STABLE_DIFFUSION, IMAGES, LATENTS);
    Batch latent = drawn(LATENTS, 1, 1);
    Batch directions = drawn(LATENTS, 3, 2);
    DecoderTangents own = codec.tangents(latent, directions, Execution.sequential());
    DecoderTangents differences =
        DecoderTangents.byDifferences(codec, latent, directions, Execution.sequential());
    assertTrue(own.isExact());
    assertEquals(codec.decode(latent), own.image());
    assertArrayEquals(differences.tangents().toArray(), own.tangents().toArray(), 2e-3f);
  }

  @Test
  void codec_ofTheOtherAutoencoder_isAnother() {
    StandInCodec basic = StandInCodec.of(Space.BASIC_AUTOENCODER, IMAGES, LATENTS);
    StandInCodec stable = StandInCodec.of(Space.STABLE_DIFFUSION, IMAGES, LATENTS);
    assertNotEquals(basic.sha256(), stable.sha256());
    Batch latent = drawn(LATENTS, 1, 3);
    assertNotEquals(basic.decode(latent), stable.decode(latent));
  }

  @Test
  void codec_ofShapesThatDoNotFit_isRefused() {
    assertEquals(
        "a stand-in codec makes four channels of three colours, sides an even number of times"
            + " smaller, found 3×12×12 to 4×4×4 in basic-autoencoder",
        assertThrows(
                IllegalArgumentException.class,
                () -> StandInCodec.of(Space.BASIC_AUTOENCODER, new Shape(3, 12, 12), LATENTS))
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MNIST_512",
        "CIFAR-100_500",
        "MetFaces",
        "CelebA_BA_512",
        "MNIST_classes",
        "MNIST_96",
        "MNIST_binary"
      })
  void data_haveTheShapesAndSourcesOfTheirPlan(String name) {
    ExperimentRegistry registry = ExperimentRegistry.paper();
    ExperimentPlan plan =
        new ExperimentPlan(registry.get(name), registry.scale("smoke"), MemberKind.GAUSSIAN);
    WorldData data = StandInData.of(plan, Execution.sequential());
    assertEquals(plan.diffusedShape(), data.items().shape());
    assertEquals(plan.imageShape(), data.images().shape());
    DataSources sources = data.sources();
    assertEquals(plan.sources(), sources.count());
    boolean mirrored = plan.experiment().flips() == Flips.MIRRORED;
    int expected = mirrored ? 2 * plan.items() : plan.items();
    if (plan.experiment().binary()) {
      // Few pixels, and some images are alike in black and white.
      assertEquals(expected, sources.items(), 3);
    } else {
      assertEquals(expected, sources.items());
    }
    Batch items = Memory.of(data.items());
    assertEquals(
        items, Memory.of(StandInData.of(plan, Execution.sequential()).items()), "made again");
    Set<String> distinct = new HashSet<>();
    IntStream.range(0, items.rows())
        .forEach(i -> distinct.add(EnsembleFolder.dataSha256(items.select(i))));
    assertEquals(items.rows(), distinct.size());
    assertEquals(plan.experiment().space() == Space.PIXEL, data.codec().isEmpty());
    if (plan.experiment().binary()) {
      for (float value : items.toArray()) {
        assertEquals(1, Math.abs(value));
      }
    }
  }

  @Test
  void data_mirrored_haveACopyOfEachImage() {
    Batch upright = drawn(new Shape(2, 2, 5), 3, 4);
    MirroredRows rows = new MirroredRows(upright);
    float[] row = new float[20];
    rows.copyRow(4, row);
    float[] of = upright.row(1);
    for (int p = 0; p < row.length; p++) {
      assertEquals(of[p - p % 5 + 4 - p % 5], row[p]);
    }
    rows.copyRow(1, row);
    assertArrayEquals(of, row);
    assertEquals(6, rows.rows());
  }
}
