package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.ImageSet;
import org.abc4j.data.folder.FolderImages;
import org.abc4j.data.folder.ImageFolder;
import org.abc4j.data.picture.PicturePreparation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackPicturesTest {
  @TempDir private Path folder;

  @Test
  void unpack_intoAFolder_givesTheImagesByClass() throws IOException {
    Path pictures = folder.resolve("pictures");
    CommandRun run = CommandRun.of(UnpackPictures.commandLine(), pictures.toString()).well();
    assertEquals(List.of("256 pictures in " + pictures), run.lines());

    FolderImages read =
        ImageFolder.of(pictures, PicturePreparation.to(new Shape(1, 28, 28)))
            .read(Execution.sequential());
    ImageSet bundled = BundledImages.fashionMnist256();
    assertEquals(256, read.images().count());
    assertEquals(10, read.sources().count());
    for (int i = 0; i < 256; i++) {
      String file = read.items().files().get(i);
      int index = Integer.parseInt(file.replaceAll(".*/(\\d+)\\.png", "$1"));
      assertArrayEquals(bundled.image(index), read.images().image(i), file);
    }
    try (Stream<Path> bags = Files.list(pictures.resolve("bag"))) {
      long expected = 0;
      for (int i = 0; i < 256; i++) {
        expected += bundled.label(i) == 8 ? 1 : 0;
      }
      assertEquals(expected, bags.count());
    }
  }
}
