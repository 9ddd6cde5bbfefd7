package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageSet;
import org.junit.jupiter.api.Test;

class LikeSourcesTest {
  private static ImageSet line(double... values) {
    float[] pixels = new float[values.length];
    IntStream.range(0, pixels.length).forEach(i -> pixels[i] = (float) values[i]);
    return ImageSet.of(Batch.of(new Shape(1, 1, 1), pixels), 0, 100);
  }

  @Test
  void of_imagesOnALine_takesTheTightestGroupFirst() {
    DataSources sources = LikeSources.of(line(10, 50, 11, 90, 52, 80), 2);
    assertArrayEquals(new long[] {0, 2}, sources.itemsOf(0));
    assertArrayEquals(new long[] {1, 4}, sources.itemsOf(1));
    assertArrayEquals(new long[] {3, 5}, sources.itemsOf(2));
  }

  @Test
  void of_labelledImages_staysWithinClassesWhileOneHasEnough() {
    ImageSet images = line(10, 11, 12, 30, 31, 70).withLabels(0, 1, 0, 0, 1, 1);
    DataSources sources = LikeSources.of(images, 2);
    assertArrayEquals(new long[] {0, 2}, sources.itemsOf(0));
    assertArrayEquals(new long[] {1, 4}, sources.itemsOf(1));
    assertArrayEquals(new long[] {3, 5}, sources.itemsOf(2));
  }

  @Test
  void of_theBundledImages_areOfOneClassButForTheLeftovers() {
    ImageSet images = TrainingData.bundled(TrainingData.BUNDLED).images();
    DataSources sources = LikeSources.of(images, 4);
    assertEquals(64, sources.count());
    long pure =
        IntStream.range(0, 64)
            .filter(
                source ->
                    Arrays.stream(sources.itemsOf(source))
                            .mapToInt(item -> images.label((int) item))
                            .distinct()
                            .count()
                        == 1)
            .count();
    assertEquals(60, pure, "sources of one class");
  }

  @Test
  void of_imagesThatCannotBeShared_isAnErrorNamingBoth() {
    IllegalArgumentException found =
        assertThrows(IllegalArgumentException.class, () -> LikeSources.of(line(1, 2, 3), 2));
    assertEquals(
        "sources have the same number of images each, found 3 images for sources of 2",
        found.getMessage());
  }
}
