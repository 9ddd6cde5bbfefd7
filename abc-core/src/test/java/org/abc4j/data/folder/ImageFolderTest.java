package org.abc4j.data.folder;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.ImageSet;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.PictureReader;
import org.abc4j.data.picture.Rgb;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final PicturePreparation TWO = PicturePreparation.to(new Shape(1, 2, 2));

  @TempDir Path temp;

  /** A gray picture of 2×2 whose values begin with a level. */
  private Path gray(String name, int level) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 4; i++) {
      image.getRaster().setSample(i % 2, i / 2, 0, level + i);
    }
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private Path broken(String name) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "<html>");
  }

  private ImageFolder folder() {
    return ImageFolder.of(temp, TWO);
  }

  private static FolderImages read(ImageFolder folder) throws IOException {
    return folder.read(Execution.sequential());
  }

  private static MalformedFileException refused(ImageFolder folder) {
    return assertThrows(MalformedFileException.class, () -> read(folder));
  }

  private void threeBySubfolder() throws IOException {
    gray("b/2.png", 20);
    gray("a/deep/1.png", 10);
    gray("a/3.png", 30);
  }

  @Test
  void read_subfolders_areSourcesAndFilesAreInOrder() throws IOException {
    threeBySubfolder();
    FolderImages read = read(folder());
    assertEquals(List.of("a/3.png", "a/deep/1.png", "b/2.png"), read.items().files());
    assertArrayEquals(new float[] {10, 11, 12, 13}, read.images().image(1));
    assertEquals(0, read.images().low());
    assertEquals(255, read.images().high());
    assertEquals(2, read.sources().count());
    assertEquals("a", read.sources().name(0));
    assertEquals("b", read.sources().name(1));
    assertArrayEquals(new long[] {0, 1}, read.sources().itemsOf(0));
    assertEquals(List.of(), read.items().skipped());
    assertEquals(List.of(), read.items().columns());
    assertFalse(read.items().isMirrored(2));
    assertThrows(IndexOutOfBoundsException.class, () -> read.items().isMirrored(3));
    assertIllegal(
        "there are no columns, no table named the sources", () -> read.items().label("year", 0));
  }

  @Test
  void files_names_areInTheOrderOfCodeUnits() throws IOException {
    for (String name : List.of("s/a.png", "s/B.PNG", "s/\u00e4.png", "s-/a.png", "s/10.png")) {
      gray(name, 1);
    }
    gray("s/2.png", 1);
    assertEquals(
        List.of("s-/a.png", "s/10.png", "s/2.png", "s/B.PNG", "s/a.png", "s/\u00e4.png"),
        folder().files());
  }

  @Test
  void read_nameThatIsNotDecoded_isRefused() throws IOException {
    gray("s/Jos\ufffd.png", 1);
    String said = refused(folder()).getMessage();
    assertTrue(said.contains("names in the encoding of this locale"), said);
  }

  @Test
  void read_hiddenAndOtherFiles_arePassedOver() throws IOException {
    threeBySubfolder();
    broken("a/.hidden.png");
    broken("a/.folder/x.png");
    broken("a/notes.txt");
    assertEquals(3, read(folder()).items().files().size());
  }

  @Test
  void read_eachItsOwn_isASourceOfEachFile() throws IOException {
    threeBySubfolder();
    gray("loose.png", 40);
    FolderImages read = read(folder().withSources(FolderSources.eachItsOwn()));
    assertEquals(4, read.sources().count());
    assertEquals("loose.png", read.sources().name(3));
  }

  @Test
  void read_looseFileBySubfolder_isRefused() throws IOException {
    gray("loose.png", 40);
    assertEquals(
        temp.resolve("loose.png")
            + ": file: expected one in a subfolder, which is named after its source, found one in"
            + " the folder itself",
        refused(folder()).getMessage());
  }

  @Test
  void read_table_namesSourcesAndLabels() throws IOException {
    threeBySubfolder();
    SourceTable table =
        SourceTable.of(Map.of("b/2.png", "x", "a/3.png", "y"))
            .withColumn("year", Map.of("b/2.png", "1900", "a/3.png", "1800"));
    FolderImages read = read(folder().withSources(FolderSources.of(table)).withMirroredCopies());
    assertEquals(List.of("a/3.png", "b/2.png", "a/3.png", "b/2.png"), read.items().files());
    assertEquals("y", read.sources().name(0));
    assertEquals(List.of("year"), read.items().columns());
    assertEquals("1900", read.items().label("year", 3));
    assertIllegal("column 'size' is none of [year]", () -> read.items().label("size", 0));
  }

  @Test
  void read_tableOfMissingFiles_namesTheFirstAndCounts() throws IOException {
    threeBySubfolder();
    SourceTable table =
        SourceTable.of(Map.of("b/2.png", "x", "a/none\n.png", "y", "c/none.png", "y"));
    assertEquals(
        temp
            + ": files of the table: expected 3 files, found 2 that are missing, the first"
            + " 'a/none\\u000a.png'",
        refused(folder().withSources(FolderSources.of(table))).getMessage());
  }

  @Test
  void table_wrongNames_areRefused() {
    for (String name : List.of("../a.png", "/a.png", "a//b.png", "a/../b.png", "", "./a.png")) {
      assertIllegal(
          "files are named relative to their folder, such as 'artist/picture.png', found '"
              + name
              + "'",
          () -> SourceTable.of(Map.of(name, "x")));
    }
    assertIllegal(
        "a table of sources names at least 1 file, found none", () -> SourceTable.of(Map.of()));
    assertIllegal(
        "each file has a source with a name, 'a.png' has an empty one",
        () -> SourceTable.of(Map.of("a.png", "")));
    SourceTable table = SourceTable.of(Map.of("a.png", "x")).withColumn("c", Map.of("a.png", "1"));
    assertIllegal("two columns are named 'c'", () -> table.withColumn("c", Map.of("a.png", "1")));
    assertIllegal(
        "column 'd' has no value for file 'a.png'", () -> table.withColumn("d", Map.of()));
    assertIllegal(
        "file 'b.png' is not in the table",
        () -> table.withColumn("d", Map.of("a.png", "1", "b.png", "2")));
    assertIllegal("file 'b.png' is not in the table", () -> table.sourceOf("b.png"));
  }

  @Test
  void read_unreadable_failsNamingTheFirstAndCountingAll() throws IOException {
    threeBySubfolder();
    broken("a/bad.png");
    broken("b/worse.gif");
    MalformedFileException error = refused(folder());
    assertTrue(
        error
            .getMessage()
            .startsWith(
                temp
                    + ": pictures: expected pictures that can all be read, found 2 of 5 that"
                    + " cannot, the first 'a/bad.png': format: expected one of PNG"),
        error.getMessage());
    assertTrue(error.getCause().getMessage().contains("bad.png"), error.getCause().toString());
  }

  @Test
  void read_unreadableSkipped_isToldAndNotCounted() throws IOException {
    threeBySubfolder();
    broken("a/bad.png");
    FolderImages read = read(folder().skippingUnreadable().withMirroredCopies());
    assertEquals(6, read.images().count());
    assertArrayEquals(new float[] {30, 31, 32, 33}, read.images().image(0));
    assertEquals(1, read.items().skipped().size());
    assertEquals("a/bad.png", read.items().skipped().get(0).file());
    String reason = read.items().skipped().get(0).reason();
    assertTrue(reason.startsWith("format: expected one of PNG"), reason);
    assertTrue(reason.contains("it looks like an HTML page"), reason);
    assertFalse(reason.contains(temp.toString()), reason);
  }

  @Test
  void read_nothingReadable_isRefusedEvenSkipping() throws IOException {
    broken("a/bad.png");
    MalformedFileException error = refused(folder().skippingUnreadable());
    assertEquals("at least one that can be read", error.expected());
  }

  @Test
  void read_mirroredCopies_standBehindAndKeepTheirSource() throws IOException {
    threeBySubfolder();
    FolderImages plain = read(folder());
    FolderImages both = read(folder().withMirroredCopies());
    assertEquals(plain.images(), both.images().first(3));
    assertEquals(plain.images().flippedHorizontally(), both.images().select(3, 4, 5));
    assertArrayEquals(new float[] {21, 20, 23, 22}, both.images().image(5));
    assertEquals(1, both.sources().sourceOf(5));
    assertEquals("b/2.png", both.items().files().get(5));
    assertTrue(both.items().isMirrored(3));
    assertFalse(both.items().isMirrored(2));
  }

  @Test
  void read_noPicture_isRefused() throws IOException {
    assertEquals(
        temp + ": pictures: expected at least one, found an empty folder",
        refused(folder()).getMessage());
    broken("a/notes.txt");
    assertEquals(
        temp
            + ": pictures: expected at least one, found none, and 1 file(s) that are not named as"
            + " pictures are",
        refused(folder()).getMessage());
    Path file = gray("a/1.png", 1);
    assertEquals(
        file + ": folder: expected a folder, found another file",
        refused(ImageFolder.of(file, TWO)).getMessage());
    assertThrows(NoSuchFileException.class, () -> read(ImageFolder.of(temp.resolve("none"), TWO)));
  }

  @Test
  void read_links_mayNotLeadOutNorShowAFileTwice(@TempDir Path elsewhere) throws IOException {
    Path file = gray("a/1.png", 1);
    Path outside = Files.copy(file, elsewhere.resolve("secret.png"));
    Path link = Files.createSymbolicLink(temp.resolve("a/2.png"), outside);
    assertEquals(
        link + ": file: expected one in the folder itself, found a link to " + outside.toRealPath(),
        refused(folder()).getMessage());
    SourceTable table = SourceTable.of(Map.of("a/2.png", "x"));
    assertEquals(
        "one in the folder itself",
        refused(folder().withSources(FolderSources.of(table))).expected());
    Files.delete(link);
    Files.createSymbolicLink(link, file);
    assertEquals(
        link + ": file: expected one of its own, found the file 'a/1.png'",
        refused(folder()).getMessage());
    Files.delete(link);
    Files.createSymbolicLink(link, elsewhere);
    assertEquals(
        link + ": file: expected no link to a folder, found one", refused(folder()).getMessage());
    Files.delete(link);
    Path whole = Files.createSymbolicLink(elsewhere.resolve("whole"), temp);
    assertEquals(read(folder()).images(), read(ImageFolder.of(whole, TWO)).images());
  }

  @Test
  void read_middleLargerThanAPicture_isNamed() throws IOException {
    threeBySubfolder();
    MalformedFileException error = refused(ImageFolder.of(temp, TWO.ofMiddle(3, 2)));
    assertTrue(
        error
            .getCause()
            .getMessage()
            .endsWith(
                "a/3.png: size: expected at least 3 rows and 2 columns, which are cut out of it,"
                    + " found 2 and 2"),
        error.getCause().getMessage());
  }

  @Test
  void read_reader_saysWhatIsBehind() throws IOException {
    Path file = temp.resolve("a/la.png");
    Files.createDirectories(file.getParent());
    try (InputStream in = ImageFolderTest.class.getResourceAsStream("/pictures/la.png")) {
      Files.copy(in, file);
    }
    PictureReader black = PictureReader.standard().over(Rgb.BLACK);
    ImageSet white = read(folder()).images();
    ImageSet dark = read(folder().withReader(black)).images();
    assertTrue(white.image(0)[0] > dark.image(0)[0]);
  }

  @Test
  void read_moreThanAnArrayHolds_isRefusedBeforeReading() throws IOException {
    threeBySubfolder();
    PicturePreparation large = PicturePreparation.to(new Shape(3, 20_000, 10_000));
    assertIllegal(
        "images hold at most 2147483639 values, 3 of shape 3×20000×10000 and their mirrored copies"
            + " hold 3600000000",
        () -> read(ImageFolder.of(temp, large).withMirroredCopies()));
  }

  @Test
  void read_anyThreads_givesTheSameAndReportsProgress() throws IOException {
    for (int i = 0; i < 70; i++) {
      gray("s" + i % 7 + "/" + i + ".png", i);
    }
    FolderImages alone = read(folder());
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Long> done = new ArrayList<>();
      Execution two =
          Execution.sequential().on(pool, 2).reportingTo((now, all) -> done.add(100 * now + all));
      FolderImages together = folder().read(two);
      assertEquals(alone.images(), together.images());
      assertEquals(alone.items().files(), together.items().files());
      assertEquals(List.of(6470L, 7070L), done);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void readInto_cache_hasTheSameImages(@TempDir Path other) throws IOException {
    for (int i = 0; i < 70; i++) {
      gray("s" + i % 7 + "/" + i + ".png", i);
    }
    broken("s3/bad.png");
    ImageFolder folder = folder().skippingUnreadable().withMirroredCopies();
    FolderImages inMemory = read(folder);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Path file = other.resolve("cache");
      CachedFolder cached = folder.readInto(file, Execution.sequential().on(pool, 2));
      assertEquals(70, cached.cache().rows());
      assertEquals(140, cached.items().count());
      for (int i = 0; i < 140; i++) {
        assertArrayEquals(inMemory.images().image(i), cached.image(i));
        assertEquals(inMemory.sources().sourceOf(i), cached.sources().sourceOf(i));
      }
      assertEquals(inMemory.items().skipped(), cached.items().skipped());
      assertThrows(IndexOutOfBoundsException.class, () -> cached.image(140));
      byte[] before = Files.readAllBytes(file);
      folder.readInto(file, Execution.sequential());
      assertArrayEquals(before, Files.readAllBytes(file));
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void readInto_unreadableOrCancelled_leavesNoFile(@TempDir Path other) throws IOException {
    threeBySubfolder();
    broken("a/bad.png");
    Path file = other.resolve("cache");
    MalformedFileException error =
        assertThrows(
            MalformedFileException.class, () -> folder().readInto(file, Execution.sequential()));
    assertEquals("pictures that can all be read", error.expected());
    Execution stopping = Execution.sequential().until(() -> true);
    assertThrows(
        CancellationException.class, () -> folder().skippingUnreadable().readInto(file, stopping));
    try (Stream<Path> left = Files.list(other)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void read_cancelled_endsSoon() throws IOException {
    for (int i = 0; i < 10; i++) {
      gray("s/" + i + ".png", i);
    }
    AtomicInteger asked = new AtomicInteger();
    Execution stopping = Execution.sequential().until(() -> asked.incrementAndGet() > 3);
    assertThrows(CancellationException.class, () -> folder().read(stopping));
    assertEquals(4, asked.get());
  }

  @Test
  void read_interrupted_isACancellation() throws IOException {
    gray("s/1.png", 1);
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> read(folder()));
    assertTrue(Thread.interrupted());
    assertNull(read(folder()).images().hasLabels() ? "labels" : null);
  }
}
