package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.IdxWriter;
import org.abc4j.data.ImageSet;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingDataTest {
  private static final String IMAGES = "t10k-images-idx3-ubyte";
  private static final String LABELS = "t10k-labels-idx1-ubyte";

  @TempDir Path folder;

  private static ImageSet images(int count, int height, int width) {
    float[] pixels = new float[count * height * width];
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = 1 + p % 255;
    }
    return ImageSet.of(Batch.of(new Shape(1, height, width), pixels), 0, 255);
  }

  @Test
  void bundled_count_isTheFirstPaddedAndScaled() {
    TrainingData data = TrainingData.bundled(3);
    assertEquals(
        BundledImages.fashionMnist256().first(3).padTo(32, 32).scaledTo(-1, 1), data.images());
  }

  @Test
  void title_bundled_isTheClass() {
    TrainingData data = TrainingData.bundled(5);
    // The first five labels of the test images are 9, 2, 1, 1, 6.
    assertArrayEquals(
        new String[] {"ankle boot", "pullover", "trousers", "trousers", "shirt"},
        new String[] {data.title(0), data.title(1), data.title(2), data.title(3), data.title(4)});
  }

  @Test
  void bundled_moreThanThereAre_isRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> TrainingData.bundled(257)).getMessage();
    assertTrue(message.contains("257 training images") && message.contains("256"), message);
  }

  @Test
  void read_noLabels_titlesAreNumbers() throws IOException {
    IdxWriter.plain().images(folder.resolve("photos"), images(3, 28, 28));
    TrainingData data = TrainingData.read(folder.resolve("photos"), 2);
    assertEquals("photos: the first 2 of 3 images", data.name());
    assertEquals(2, data.images().count());
    assertEquals("image 1", data.title(1));
  }

  @Test
  void read_labelsBesideIt_titlesAreClasses() throws IOException {
    IdxWriter.gzipped().images(folder.resolve(IMAGES + ".gz"), images(3, 28, 28));
    IdxWriter.gzipped().labels(folder.resolve(LABELS + ".gz"), 7, 200, 9);
    TrainingData data = TrainingData.read(folder.resolve(IMAGES + ".gz"), 3);
    assertEquals("class 7", data.title(0));
    assertEquals("class 200", data.title(1));
    assertEquals("class 9", data.title(2));
  }

  @Test
  void read_folder_prefersTestImagesAndPlainFiles() throws IOException {
    IdxWriter.gzipped().images(folder.resolve("train-images-idx3-ubyte.gz"), images(4, 2, 2));
    assertEquals(
        "train-images-idx3-ubyte.gz: the first 2 of 4 images", TrainingData.read(folder, 2).name());
    IdxWriter.gzipped().images(folder.resolve(IMAGES + ".gz"), images(3, 2, 2));
    assertEquals(IMAGES + ".gz: the first 2 of 3 images", TrainingData.read(folder, 2).name());
    IdxWriter.plain().images(folder.resolve(IMAGES), images(2, 2, 2));
    assertEquals(IMAGES + ": all 2 images", TrainingData.read(folder, 2).name());
  }

  @Test
  void read_folderWithoutImages_namesWhatItLooksFor() throws IOException {
    Files.createDirectory(folder.resolve(IMAGES));
    String message =
        assertThrows(IOException.class, () -> TrainingData.read(folder, 2)).getMessage();
    assertTrue(
        message.startsWith(folder + " holds none of ") && message.contains(IMAGES + ".gz"),
        message);
  }

  @Test
  void read_smallImages_arePaddedInTheMiddle() throws IOException {
    IdxWriter.plain().images(folder.resolve("dots"), images(2, 1, 1));
    ImageSet set = TrainingData.read(folder.resolve("dots"), 2).images();
    assertEquals(new Shape(1, 32, 32), set.shape());
    float[] second = set.image(1);
    for (int p = 0; p < second.length; p++) {
      boolean dot = p == 15 * 32 + 15;
      assertEquals(dot ? 2 * 2 / 255f - 1 : -1, second[p], 1e-6f, "position " + p);
    }
  }

  @Test
  void read_imagesLargerThan32_keepTheirSize() throws IOException {
    IdxWriter.plain().images(folder.resolve("large"), images(2, 40, 36));
    IdxWriter.plain().images(folder.resolve("wide"), images(2, 20, 50));
    ImageSet large = TrainingData.read(folder.resolve("large"), 2).images();
    assertEquals(images(2, 40, 36).scaledTo(-1, 1), large);
    assertEquals(
        new Shape(1, 32, 50), TrainingData.read(folder.resolve("wide"), 2).images().shape());
  }

  @Test
  void read_anotherNumberOfLabels_namesBothFilesAndCounts() throws IOException {
    IdxWriter.plain().images(folder.resolve(IMAGES), images(3, 2, 2));
    IdxWriter.plain().labels(folder.resolve(LABELS), 1, 2);
    MalformedFileException failure =
        assertThrows(MalformedFileException.class, () -> TrainingData.read(folder, 2));
    assertEquals(folder.resolve(LABELS).toString(), failure.file());
    assertEquals("2", failure.found());
    assertTrue(
        failure.expected().contains("3") && failure.expected().contains(IMAGES),
        failure.expected());
  }

  @Test
  void read_imagesAsLabels_isNotTakenForLabels() throws IOException {
    // Without "images-idx3" in its name, a file has no labels beside it, least of all itself.
    IdxWriter.plain().images(folder.resolve("labels-idx1"), images(2, 2, 2));
    assertFalse(TrainingData.read(folder.resolve("labels-idx1"), 2).images().hasLabels());
  }

  @Test
  void withSources_anotherNumberOfImages_isRefused() {
    TrainingData data = TrainingData.bundled(3);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> data.withSources(DataSources.ofItems(0, 0, 1, 1)))
            .getMessage();
    assertEquals("there are 2 sources of 4 items, found 3 images", message);
  }

  @Test
  void sourceTitle_severalImages_namesThemAll() throws IOException {
    DataSources sources = DataSources.ofItems(0, 1, 0, 1, 1);
    TrainingData data = TrainingData.bundled(5).withSources(sources);
    assertEquals("ankle boot, trousers", data.sourceTitle(0));
    assertEquals("pullover, trousers, shirt", data.sourceTitle(1));
    assertArrayEquals(new int[] {1, 3, 4}, data.imagesOf(1));
    assertEquals(
        "ankle boot, pullover, trousers ×2, shirt", data.withConsecutiveSources(5).sourceTitle(0));
    IdxWriter.plain().images(folder.resolve("photos"), images(5, 28, 28));
    TrainingData plain = TrainingData.read(folder.resolve("photos"), 5);
    assertEquals("image 4", plain.sourceTitle(4));
    assertEquals("images 1, 3, 4", plain.withSources(sources).sourceTitle(1));
    assertEquals(
        "images 0, 1, 2, 3 and 1 more",
        plain.withSources(DataSources.ofItems(0, 0, 0, 0, 0)).sourceTitle(0));
    // A name that somebody gave says more than what the images show.
    assertEquals(
        "goya",
        plain
            .withSources(DataSources.named(List.of("goya", "klee", "goya", "goya", "klee")))
            .sourceTitle(0));
  }
}
