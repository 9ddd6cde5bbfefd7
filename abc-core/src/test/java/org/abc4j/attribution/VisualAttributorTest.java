package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Messages;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;

class VisualAttributorTest {
  private static final Shape SHAPE = new Shape(1, 2, 3);
  private static final int[] SOURCE_OF = {2, 0, 1, 0, 2, 2, 1, 3, 0};
  private static final DataSources SOURCES = DataSources.ofItems(SOURCE_OF);
  private static final Batch ITEMS = Draws.images(1, 1, SHAPE, SOURCE_OF.length);

  @Test
  void attribute_anyImage_isTheMinimumOverTheItemsOfEachSource() {
    for (Distance distance :
        new Distance[] {
          Distance.euclidean(),
          Distance.flipAgnosticEuclidean(),
          Distance.euclidean().scaledTo(new Shape(3, 5, 5))
        }) {
      VisualAttributor attributor = VisualAttributor.of(ITEMS, SOURCES).withDistance(distance);
      for (int seed = 0; seed < 20; seed++) {
        float[] image = Draws.gaussians(seed, 2, SHAPE.size());
        double[] least = new double[4];
        int[] nearest = new int[4];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int item = 0; item < SOURCE_OF.length; item++) {
          double d = distance.between(image, ITEMS.row(item), SHAPE);
          if (d < least[SOURCE_OF[item]]) {
            least[SOURCE_OF[item]] = d;
            nearest[SOURCE_OF[item]] = item;
          }
        }
        VisualAttribution attribution = attributor.attribute(image);
        assertEquals(4, attribution.sources());
        for (int s = 0; s < 4; s++) {
          assertEquals(least[s], attribution.distance(s));
          assertEquals(nearest[s], attribution.nearestItem(s));
        }
        assertEquals(0, attribution.rank(attribution.top(1)[0]));
      }
    }
  }

  @Test
  void attribute_anItem_isItsSource() {
    VisualAttributor attributor = VisualAttributor.of(ITEMS, SOURCES);
    for (int item = 0; item < SOURCE_OF.length; item++) {
      VisualAttribution attribution = attributor.attribute(ITEMS.row(item));
      assertArrayEquals(new int[] {SOURCE_OF[item]}, attribution.top(1));
      assertEquals(0, attribution.distance(SOURCE_OF[item]));
      assertEquals(item, attribution.nearestItem(SOURCE_OF[item]));
    }
  }

  @Test
  void nearestItem_equalItems_isTheLeast() {
    Batch same = Batch.of(SHAPE, new float[9 * SHAPE.size()]);
    VisualAttribution attribution =
        VisualAttributor.of(same, SOURCES).attribute(new float[SHAPE.size()]);
    assertEquals(0, attribution.nearestItem(2));
    assertEquals(1, attribution.nearestItem(0));
    assertEquals(2, attribution.nearestItem(1));
    assertEquals(7, attribution.nearestItem(3));
  }

  @Test
  void nearestItem_infinitelyFar_isOneOfTheSourcesOwn() {
    float[] image = new float[SHAPE.size()];
    image[3] = Float.POSITIVE_INFINITY;
    VisualAttribution attribution = VisualAttributor.of(ITEMS, SOURCES).attribute(image);
    assertEquals(Double.POSITIVE_INFINITY, attribution.distance(1));
    assertEquals(2, attribution.nearestItem(1));
    assertEquals(7, attribution.nearestItem(3));
  }

  @Test
  void attribute_sample_isThatOfItsImage() {
    Scenario scenario = Scenario.of(3, Kind.POSTERIOR_MEAN, Walk.DDIM);
    VisualAttributor attributor = VisualAttributor.of(scenario.items(), scenario.code().sources());
    VisualAttribution ofSample = attributor.attribute(scenario.sample());
    VisualAttribution ofImage = attributor.attribute(scenario.sample().image());
    for (int s = 0; s < Scenario.SOURCES; s++) {
      assertEquals(ofImage.distance(s), ofSample.distance(s));
    }
  }

  @Test
  void with_threads_isTheSameAttribution() {
    DataSources many = DataSources.oneItemEach(700);
    VisualAttributor attributor = VisualAttributor.of(Draws.images(2, 3, SHAPE, 700), many);
    float[] image = Draws.gaussians(5, 2, SHAPE.size());
    VisualAttribution alone = attributor.attribute(image);
    for (int threads = 1; threads <= 3; threads++) {
      Threads.with(
          threads,
          execution -> {
            VisualAttribution found = attributor.with(execution).attribute(image);
            for (int s = 0; s < 700; s++) {
              assertEquals(alone.distance(s), found.distance(s));
              assertEquals(alone.nearestItem(s), found.nearestItem(s));
            }
          });
    }
  }

  @Test
  void with_execution_usesItsThreadsHearsOfSourcesAndStops() {
    DataSources many = DataSources.oneItemEach(700);
    AtomicInteger begun = new AtomicInteger();
    List<Long> reported = new ArrayList<>();
    Execution execution =
        Execution.sequential()
            .on(
                task -> {
                  begun.incrementAndGet();
                  new Thread(task).start();
                },
                2)
            .reportingTo(
                (done, total) -> {
                  assertEquals(700, total);
                  reported.add(done);
                });
    VisualAttributor attributor =
        VisualAttributor.of(Draws.images(2, 3, SHAPE, 700), many)
            .with(execution)
            .withDistance(Distance.flipAgnosticEuclidean());
    float[] image = new float[SHAPE.size()];
    attributor.attribute(image);
    assertEquals(List.of(0L, 256L, 512L, 700L), reported);
    assertEquals(3, begun.get());
    reported.clear();
    VisualAttributor stopped = attributor.with(execution.until(() -> reported.size() == 2));
    assertThrows(CancellationException.class, () -> stopped.attribute(image));
    assertEquals(List.of(0L, 256L), reported);
    assertEquals(
        "execution",
        assertThrows(NullPointerException.class, () -> attributor.with(null)).getMessage());
  }

  @Test
  void attribute_severalNaNs_namesTheFirstSourcesFirstOnAnyThreads() {
    VisualAttributor attributor =
        VisualAttributor.of(ITEMS, SOURCES).withDistance((a, b, shape) -> Double.NaN);
    for (int threads = 1; threads <= 3; threads++) {
      Threads.with(
          threads,
          execution ->
              Messages.assertIllegal(
                  "a visual distance is a number, but that of item 1 is NaN",
                  () -> attributor.with(execution).attribute(new float[SHAPE.size()])));
    }
  }

  @Test
  void attribute_pixelThatIsNaN_isAnErrorNamingTheItem() {
    float[] values = ITEMS.toArray();
    values[6 * SHAPE.size() + 1] = Float.NaN;
    VisualAttributor attributor = VisualAttributor.of(Batch.of(SHAPE, values), SOURCES);
    assertEquals(
        "a visual distance is a number, but that of item 6 is NaN",
        assertThrows(
                IllegalArgumentException.class, () -> attributor.attribute(new float[SHAPE.size()]))
            .getMessage());
    float[] image = new float[SHAPE.size()];
    image[0] = Float.NaN;
    // Source 0 is looked at first, and item 1 is its first.
    assertEquals(
        "a visual distance is a number, but that of item 1 is NaN",
        assertThrows(
                IllegalArgumentException.class,
                () -> VisualAttributor.of(ITEMS, SOURCES).attribute(image))
            .getMessage());
  }

  @Test
  void attribute_wrongArguments_areErrorsNamingThem() {
    VisualAttributor attributor = VisualAttributor.of(ITEMS, SOURCES);
    assertEquals(
        "items of shape 1×2×3 have 6 values, found an image of 5",
        assertThrows(IllegalArgumentException.class, () -> attributor.attribute(new float[5]))
            .getMessage());
    assertEquals(
        "items have shape 1×2×3, found a sample of shape 1×4×4",
        assertThrows(
                IllegalArgumentException.class,
                () -> attributor.attribute(Scenario.of(3, Kind.GAUSSIAN, Walk.DDIM).sample()))
            .getMessage());
    assertEquals(
        "the sources have 9 items, found 2",
        assertThrows(
                IllegalArgumentException.class,
                () -> VisualAttributor.of(ITEMS.select(0, 1), SOURCES))
            .getMessage());
  }

  @Test
  void toString_statesSources() {
    assertEquals(
        "VisualAttribution[4 sources]",
        VisualAttributor.of(ITEMS, SOURCES).attribute(ITEMS.row(0)).toString());
  }

  @Test
  void attribute_rowsOnDemand_isAsFromMemory() {
    float[] image = ITEMS.row(1);
    int[] reversed = IntStream.range(0, ITEMS.rows()).map(i -> ITEMS.rows() - 1 - i).toArray();
    Batch backwards = ITEMS.select(reversed);
    VisualAttribution memory = VisualAttributor.of(ITEMS, SOURCES).attribute(image);
    VisualAttribution demand =
        VisualAttributor.of(backwards.view(reversed), SOURCES).attribute(image);
    for (int s = 0; s < memory.sources(); s++) {
      assertEquals(memory.distance(s), demand.distance(s));
      assertEquals(memory.nearestItem(s), demand.nearestItem(s));
    }
  }
}
