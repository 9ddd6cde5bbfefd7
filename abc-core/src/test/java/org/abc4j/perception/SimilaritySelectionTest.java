package org.abc4j.perception;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimilaritySelectionTest {
  private static final float[] WANTED = {3, 0, 0};
  private static final float[] UNWANTED = {0, 0.5f, 0};

  @TempDir private Path temp;

  private static float[] image(double wanted, double unwanted) {
    double rest = Math.sqrt(1 - wanted * wanted - unwanted * unwanted);
    return new float[] {(float) (4 * wanted), (float) (4 * unwanted), (float) (4 * rest)};
  }

  @Test
  void asThePaper_imagesOfKnownSimilarity_areTakenByBothBounds() {
    List<float[]> images =
        List.of(
            image(0.26, 0.19),
            image(0.24, 0.19),
            image(0.26, 0.21),
            image(0.9, -0.3),
            image(-0.5, -0.5));
    SimilaritySelection selection = SimilaritySelection.of(images, WANTED, UNWANTED);
    assertArrayEquals(new int[] {0, 3}, selection.asThePaper());
    assertEquals(0.26, selection.wanted(2), 1e-6);
    assertEquals(0.21, selection.unwanted(2), 1e-6);
    assertEquals(5, selection.images());
  }

  /** The first bound is taken, the second is not. */
  @Test
  void select_imageOnTheBounds_isLikeEnoughAndNotUnlikeEnough() {
    // Length 13 is exact, and so are both similarities.
    SimilaritySelection selection =
        SimilaritySelection.of(List.of(new float[] {3, 4, 12}), WANTED, UNWANTED);
    assertArrayEquals(new int[] {0}, selection.select(3 / 13.0, 1));
    assertArrayEquals(new int[] {}, selection.select(Math.nextUp(3 / 13.0), 1));
    assertArrayEquals(new int[] {}, selection.select(-1, 4 / 13.0));
    assertArrayEquals(new int[] {0}, selection.select(-1, Math.nextUp(4 / 13.0)));
    Messages.assertIllegal(
        "similarities are compared with numbers, found NaN and 0.2",
        () -> selection.select(Double.NaN, 0.2));
  }

  @Test
  void read_embeddingsInAFile_areThoseOfTheArrays() throws IOException {
    Path file = temp.resolve("embeddings.safetensors");
    float[] all = Draws.gaussians(1, 1, 7 * 4);
    float[] wanted = Draws.gaussians(1, 2, 4);
    float[] unwanted = Draws.gaussians(1, 3, 4);
    SafetensorsWriter.create()
        .put("images", new int[] {7, 4}, all)
        .put("wanted", new int[] {4}, wanted)
        .put("unwanted", new int[] {4}, unwanted)
        .write(file);
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      images.add(Arrays.copyOfRange(all, 4 * i, 4 * i + 4));
    }
    SimilaritySelection expected = SimilaritySelection.of(images, wanted, unwanted);
    SimilaritySelection read = SimilaritySelection.read(file);
    for (int i = 0; i < 7; i++) {
      assertEquals(expected.wanted(i), read.wanted(i));
      assertEquals(expected.unwanted(i), read.unwanted(i));
    }
    all[4 * 3 + 1] = Float.NaN;
    SafetensorsWriter.create()
        .put("images", new int[] {7, 4}, all)
        .put("wanted", new int[] {4}, wanted)
        .put("unwanted", new int[] {4}, unwanted)
        .write(file);
    Messages.assertFails(
        MalformedFileException.class,
        file
            + ": embeddings: expected directions, found an embedding has finite values that are"
            + " not all 0, found a squared length of NaN of image 3",
        () -> SimilaritySelection.read(file));
    SafetensorsWriter.create()
        .put("images", new int[] {28}, all)
        .put("wanted", new int[] {4}, wanted)
        .put("unwanted", new int[] {3}, new float[3])
        .write(file);
    Messages.assertFails(
        MalformedFileException.class,
        file + ": tensor 'images', shape: expected images × width, found [28]",
        () -> SimilaritySelection.read(file));
  }

  @Test
  void of_wrongEmbeddings_areErrorsNamingThem() {
    Messages.assertIllegal(
        "embeddings have the same number of values, at least 1, the wanted phrase has 3, found 2 of"
            + " image 0",
        () -> SimilaritySelection.of(List.of(new float[2]), WANTED, UNWANTED));
    Messages.assertIllegal(
        "an embedding has finite values that are not all 0, found a squared length of 0.0 of the"
            + " unwanted phrase",
        () -> SimilaritySelection.of(List.of(), WANTED, new float[3]));
  }
}
