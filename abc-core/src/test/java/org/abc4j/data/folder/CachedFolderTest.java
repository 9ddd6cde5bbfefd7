package org.abc4j.data.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abc4j.data.picture.PictureReader;
import org.abc4j.data.picture.Rgb;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.junit.jupiter.api.Test;

/** Caches that are opened another day. */
class CachedFolderTest extends CachedFolderFixture {
  @Test
  void open_anotherDay_isWhatWasRead() throws IOException {
    CachedFolder read =
        written(
            folder()
                .withMirroredCopies()
                .withReader(PictureReader.standard().over(new Rgb(1, 2, 3))));
    CachedFolder opened = CachedFolder.open(file);
    assertSame(read, opened);
    assertEquals(6, opened.items().count());
    assertEquals(List.of("c"), opened.items().emptiedSources());
    assertEquals(List.of("notes.txt"), opened.items().passedOver());
    assertEquals(2, opened.items().skipped().size());
    assertEquals(new Rgb(1, 2, 3), opened.background());
    assertEquals(TWO, opened.preparation());
    opened.verify();
  }

  private void assertChanged(String file, String before) throws IOException {
    CachedFolder read = written(folder());
    assertEquals(Optional.empty(), CachedFolder.open(this.file).firstChanged(pictures));
    assertEquals(Optional.empty(), read.firstChanged(pictures));
    if (before == null) {
      Files.delete(pictures.resolve(file));
    } else {
      Files.setLastModifiedTime(pictures.resolve(file), FileTime.from(Instant.parse(before)));
    }
    assertEquals(Optional.of(file), CachedFolder.open(this.file).firstChanged(pictures));
    assertEquals(Optional.of(file), read.firstChanged(pictures));
  }

  /** Older ones too, and those that could not be read. */
  @Test
  void firstChanged_anotherTimeOrSizeOrNone_isThatFile() throws IOException {
    assertChanged("b/2.png", "2001-01-01T00:00:00Z");
    assertChanged("b/bad.png", "2001-01-01T00:00:00Z");
    assertChanged("c/bad.gif", "2101-01-01T00:00:00Z");
    assertChanged("b/1.png", null);
    CachedFolder read = written(folder());
    Path bad = pictures.resolve("c/bad.gif");
    FileTime time = Files.getLastModifiedTime(bad);
    Files.writeString(bad, "<html></html>");
    Files.setLastModifiedTime(bad, time);
    assertEquals(Optional.of("c/bad.gif"), read.firstChanged(pictures));
  }

  /** What leads nowhere is not changed by that, and is once it leads somewhere. */
  @Test
  void firstChanged_aDeadLink_isOneUntilItLeadsSomewhere() throws IOException {
    Path target = temp.resolve("target");
    Files.createSymbolicLink(pictures.resolve("a/link.png"), target);
    CachedFolder read = written(folder());
    assertEquals(List.of("a/link.png"), folder().unreachable());
    assertEquals(Optional.empty(), read.firstChanged(pictures));
    Files.writeString(target, "now");
    assertEquals(Optional.of("a/link.png"), read.firstChanged(pictures));
  }

  @Test
  void open_table_keepsSourcesAndLabels() throws IOException {
    SourceTable table =
        SourceTable.of(Map.of("b/1.png", "x", "b/2.png", "y", "a/\u00e4 \"3\".png", "x"))
            .withColumn("year", Map.of("b/1.png", "", "b/2.png", "2", "a/\u00e4 \"3\".png", "\n"))
            .withColumn("", Map.of("b/1.png", "4", "b/2.png", "5", "a/\u00e4 \"3\".png", "6"));
    CachedFolder read = written(folder().withSources(FolderSources.of(table)));
    CachedFolder opened = CachedFolder.open(file);
    assertSame(read, opened);
    assertEquals("2", opened.items().label("year", 2));
    written(folder().withSources(FolderSources.of(SourceTable.of(Map.of("b/1.png", "x")))));
    assertTrue(CachedFolder.open(file).items().hasTable());
  }

  @Test
  void readInto_again_writesTheSameBytes() throws IOException {
    written(folder());
    byte[] before = Files.readAllBytes(items);
    written(folder());
    assertArrayEquals(before, Files.readAllBytes(items));
  }

  @Test
  void open_partsMissing_areNamed() throws IOException {
    assertThrows(NoSuchFileException.class, () -> CachedFolder.open(file));
    written(folder());
    Path digest = temp.resolve("cache.sha256");
    byte[] sum = Files.readAllBytes(digest);
    Files.delete(digest);
    assertEquals(
        file + ": SHA-256: expected a file " + digest + " that holds it, found none",
        refused().getMessage());
    Files.writeString(digest, "none");
    assertEquals("64 hexadecimal digits", refused().expected());
    Files.write(digest, sum);
    Files.delete(items);
    assertEquals(
        file + ": items: expected a file " + items + " that says whose the images are, found none",
        refused().getMessage());
  }

  /** As if the process had been killed between the cache and what lies beside it. */
  @Test
  void open_itemsOfAnotherCache_areRefused() throws IOException {
    written(folder());
    byte[] before = Files.readAllBytes(items);
    gray("b/1.png", 41);
    written(folder());
    Files.write(items, before);
    MalformedFileException error = refused();
    assertEquals(items.toString(), error.file());
    assertEquals("images", error.field());
  }

  @Test
  void verify_imageChanged_isRefused() throws IOException {
    written(folder());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1]++;
    Files.write(file, bytes);
    CachedFolder opened = CachedFolder.open(file);
    assertEquals("SHA-256", assertThrows(MalformedFileException.class, opened::verify).field());
  }

  /** The images stay those of the items, whatever is written over their file. */
  @Test
  void verify_writtenAnewSince_isOfWhatWasOpened() throws IOException {
    written(folder());
    CachedFolder opened = CachedFolder.open(file);
    float[] before = opened.image(1);
    gray("b/1.png", 41);
    CachedFolder second = written(folder());
    opened.verify();
    assertArrayEquals(before, opened.image(1));
    second.verify();
    // Items that say so of other images, with digests that fit each other.
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1]++;
    Files.write(file, bytes);
    Files.writeString(temp.resolve("cache.sha256"), Sha256.of(file) + "  cache\n");
    assertThrows(MalformedFileException.class, second::verify);
  }

  /** Mapped before, its items read after: they would give images to other sources. */
  @Test
  void open_writtenAnewMeanwhile_isRefused() throws IOException {
    written(folder());
    gray("b/1.png", 41);
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () -> CachedFolderReader.read(file, () -> written(folder())));
    assertEquals(file.toString(), error.file());
    assertEquals("images", error.field());
    CachedFolder.open(file).verify();
  }

  @Test
  void readInto_whileAnotherWrites_isRefused() throws IOException {
    written(folder());
    byte[] before = Files.readAllBytes(items);
    gray("b/1.png", 41);
    CacheLock held = CacheLock.hold(file);
    try (held) {
      IOException error = assertThrows(IOException.class, () -> written(folder()));
      assertTrue(
          error.getMessage().startsWith(file + ".lock is in use by this process"),
          error.getMessage());
    }
    assertArrayEquals(before, Files.readAllBytes(items));
    CachedFolder.open(file).verify();
    // A killed process's stays, and hinders nobody.
    Files.writeString(temp.resolve("cache.lock"), "process 1\n");
    written(folder());
    assertFalse(Files.exists(temp.resolve("cache.lock")));
  }

  @Test
  void open_itemsThatLinkElsewhere_areRefused() throws IOException {
    written(folder());
    Path elsewhere = Files.createDirectories(temp.resolve("elsewhere")).resolve("items");
    Files.move(items, elsewhere);
    Files.createSymbolicLink(items, elsewhere);
    assertEquals("one in the folder itself", refused().expected());
  }
}
