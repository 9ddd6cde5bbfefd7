package org.abc4j.data.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.picture.Fit;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A few pictures, good ones and bad ones, and a cache that is made of them. */
abstract class CachedFolderFixture {
  static final PicturePreparation TWO = PicturePreparation.to(new Shape(1, 2, 2)).with(Fit.STRETCH);

  @TempDir Path temp;

  Path pictures;
  Path file;
  Path items;

  @BeforeEach
  void somePictures() throws IOException {
    pictures = temp.resolve("pictures");
    file = temp.resolve("cache");
    items = temp.resolve("cache.items.json");
    gray("b/2.png", 20);
    gray("b/1.png", 40);
    gray("a/\u00e4 \"3\".png", 30);
    Files.writeString(pictures.resolve("b/bad.png"), "<html>");
    Files.createDirectories(pictures.resolve("c"));
    Files.writeString(pictures.resolve("c/bad.gif"), "<html>");
    Files.writeString(pictures.resolve("notes.txt"), "-");
  }

  void gray(String name, int level) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 4; i++) {
      image.getRaster().setSample(i % 2, i / 2, 0, level + i);
    }
    Path path = pictures.resolve(name);
    Files.createDirectories(path.getParent());
    ImageIO.write(image, "png", path.toFile());
  }

  ImageFolder folder() {
    return ImageFolder.of(pictures, TWO).skippingUnreadable();
  }

  CachedFolder written(ImageFolder folder) throws IOException {
    return folder.readInto(file, Execution.sequential());
  }

  MalformedFileException refused() {
    return assertThrows(MalformedFileException.class, () -> CachedFolder.open(file));
  }

  static void assertSame(CachedFolder expected, CachedFolder found) {
    assertEquals(expected.items().count(), found.items().count());
    assertEquals(expected.items().files(), found.items().files());
    assertEquals(expected.items().skipped(), found.items().skipped());
    assertEquals(expected.items().passedOver(), found.items().passedOver());
    assertEquals(expected.items().emptiedSources(), found.items().emptiedSources());
    assertEquals(expected.items().columns(), found.items().columns());
    assertEquals(expected.items().hasTable(), found.items().hasTable());
    assertEquals(expected.sources().count(), found.sources().count());
    assertEquals(expected.preparation(), found.preparation());
    assertEquals(expected.background(), found.background());
    assertEquals(expected.decoders(), found.decoders());
    assertEquals(expected.stamps().texts(), found.stamps().texts());
    for (int i = 0; i < expected.items().count(); i++) {
      long source = expected.sources().sourceOf(i);
      assertEquals(source, found.sources().sourceOf(i));
      assertEquals(expected.sources().name(source), found.sources().name(source));
      assertEquals(expected.items().isMirrored(i), found.items().isMirrored(i));
      assertArrayEquals(expected.image(i), found.image(i));
      for (String column : expected.items().columns()) {
        assertEquals(expected.items().label(column, i), found.items().label(column, i));
      }
    }
  }
}
