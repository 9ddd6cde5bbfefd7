package org.abc4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where labels are looked for; reading them is tested with the images. */
class IdxLabelsTest {
  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train-images-idx3-ubyte train-labels-idx1-ubyte",
        "t10k-images.idx3-ubyte t10k-labels.idx1-ubyte"
      })
  void beside_labelsInEitherPacking_areFound(String names) throws IOException {
    Path images = temp.resolve(names.split(" ")[0]);
    Path zippedImages = temp.resolve(names.split(" ")[0] + ".gz");
    Path labels = temp.resolve(names.split(" ")[1]);
    Path zippedLabels = temp.resolve(names.split(" ")[1] + ".gz");
    assertEquals(Optional.empty(), IdxLabels.beside(images));
    assertEquals(Optional.empty(), IdxLabels.beside(zippedImages));
    Files.createDirectory(labels);
    assertEquals(Optional.empty(), IdxLabels.beside(images), "a folder is no file");
    Files.delete(labels);
    Files.createFile(zippedLabels);
    assertEquals(Optional.of(zippedLabels), IdxLabels.beside(images));
    assertEquals(Optional.of(zippedLabels), IdxLabels.beside(zippedImages));
    Files.createFile(labels);
    assertEquals(Optional.of(labels), IdxLabels.beside(images));
    assertEquals(Optional.of(zippedLabels), IdxLabels.beside(zippedImages));
    Files.delete(zippedLabels);
    assertEquals(Optional.of(labels), IdxLabels.beside(zippedImages));
  }

  @Test
  void beside_fileOfAnotherName_hasNone() throws IOException {
    assertEquals(Optional.empty(), IdxLabels.beside(Files.createFile(temp.resolve("images"))));
    assertEquals(Optional.empty(), IdxLabels.beside(temp.getRoot()));
  }
}
