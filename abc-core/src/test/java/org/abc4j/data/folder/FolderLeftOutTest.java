package org.abc4j.data.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.DuplicateRemoval;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLeftOutTest {
  @TempDir Path temp;

  private void gray(String name, int level) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 4; i++) {
      image.getRaster().setSample(i % 2, i / 2, 0, level + i);
    }
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private void text(String name) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "text");
  }

  private ImageFolder folder() {
    return ImageFolder.of(temp, PicturePreparation.to(new Shape(1, 2, 2)));
  }

  private static FolderImages read(ImageFolder folder) throws IOException {
    return folder.read(Execution.sequential());
  }

  @Test
  void items_whatIsNoPictureByName_isListed() throws IOException {
    gray("a/1.png", 1);
    text("a/notes.txt");
    text("a/1");
    text("a/.hidden");
    assertEquals(List.of("a/1", "a/notes.txt"), read(folder()).items().passedOver());
  }

  @Test
  void items_picturesOfOtherFormats_areUnreadableAndTheirSourcesEmptied() throws IOException {
    gray("a/1.png", 1);
    text("b/2.HEIC");
    text("b/3.avif");
    assertThrows(MalformedFileException.class, () -> read(folder()));
    FolderItems items = read(folder().skippingUnreadable()).items();
    assertEquals(
        List.of("b/2.HEIC", "b/3.avif"), items.skipped().stream().map(SkippedFile::file).toList());
    assertEquals(List.of("b"), items.emptiedSources());
    assertEquals(1, items.sources().count());
  }

  @Test
  void items_deadLink_isOnePictureThatCannotBeRead() throws IOException {
    gray("a/1.png", 1);
    Files.createSymbolicLink(temp.resolve("a/0.png"), temp.resolve("a/gone.png"));
    MalformedFileException error = assertThrows(MalformedFileException.class, () -> read(folder()));
    assertTrue(error.found().startsWith("1 of 2 that cannot, the first 'a/0.png'"), error.found());
    List<SkippedFile> skipped = read(folder().skippingUnreadable()).items().skipped();
    assertEquals(1, skipped.size());
    assertEquals("no such file or folder", skipped.get(0).reason());
  }

  /** For somebody whom permissions keep out, so not for root. */
  @Test
  void items_folderThatMayNotBeEntered_isOnePictureThatCannotBeRead() throws IOException {
    gray("a/1.png", 1);
    gray("b/1.png", 1);
    Path closed = temp.resolve("b");
    Files.setPosixFilePermissions(closed, Set.of());
    try {
      assumeFalse(Files.isReadable(closed), "permissions keep nobody out");
      MalformedFileException error =
          assertThrows(MalformedFileException.class, () -> read(folder()));
      assertTrue(error.found().startsWith("1 of 2 that cannot, the first 'b'"), error.found());
      FolderItems items = read(folder().skippingUnreadable()).items();
      assertEquals(List.of("a/1.png"), items.files());
      assertEquals("not permitted", items.skipped().get(0).reason());
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /** A link that is laid between listing and reading. */
  @Test
  void file_thatBecomesALink_isRefused(@TempDir Path elsewhere) throws IOException {
    gray("a/1.png", 1);
    Path path = temp.resolve("a/1.png");
    PictureFile file = PictureFile.at("a/1.png", path);
    file.requireThere();
    Path outside = elsewhere.resolve("secret.png");
    Files.move(path, outside);
    Files.createSymbolicLink(path, outside);
    MalformedFileException error = assertThrows(MalformedFileException.class, file::requireThere);
    assertEquals("a link to " + outside.toRealPath(), error.found());
  }

  /** Half of a surrogate pair is in no encoding. */
  @Test
  void table_nameThatTheLocaleCannotWrite_isNamed() throws IOException {
    gray("a/1.png", 1);
    SourceTable table = SourceTable.of(Map.of("a/\ud800.png", "x"));
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> read(folder().withSources(FolderSources.of(table))));
    assertEquals("files of the table", error.field());
    assertTrue(error.expected().contains("locale"), error.expected());
  }

  @Test
  void without_duplicates_takesItemsAlong() throws IOException {
    gray("a/1.png", 1);
    gray("a/2.png", 1);
    gray("b/1.png", 1);
    gray("b/2.png", 9);
    FolderImages all = read(folder().withMirroredCopies());
    DuplicateRemoval within = all.duplicatesWithinSources();
    FolderImages kept = all.without(within);
    assertEquals(List.of("a/1.png", "b/1.png", "b/2.png"), kept.items().files().subList(0, 3));
    assertEquals(6, kept.images().count());
    assertFalse(kept.items().isMirrored(2));
    assertTrue(kept.items().isMirrored(3));
    FolderImages fewer = all.without(all.duplicates());
    assertEquals(List.of("a/1.png", "b/2.png"), fewer.items().files().subList(0, 2));
    assertEquals("b", fewer.sources().name(fewer.sources().sourceOf(1)));
    assertArrayEquals(new float[] {9, 10, 11, 12}, fewer.images().image(1));
  }
}
