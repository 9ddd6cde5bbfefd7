package org.abc4j.data.folder;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.picture.Fit;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.PictureReader;
import org.abc4j.data.picture.Rgb;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.testing.Mutations;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches that are opened another day. */
class CachedFolderTest {
  private static final PicturePreparation TWO =
      PicturePreparation.to(new Shape(1, 2, 2)).with(Fit.STRETCH);

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;

  private Path pictures;
  private Path file;
  private Path items;

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

  private void gray(String name, int level) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 4; i++) {
      image.getRaster().setSample(i % 2, i / 2, 0, level + i);
    }
    Path path = pictures.resolve(name);
    Files.createDirectories(path.getParent());
    ImageIO.write(image, "png", path.toFile());
  }

  private ImageFolder folder() {
    return ImageFolder.of(pictures, TWO).skippingUnreadable();
  }

  private CachedFolder written(ImageFolder folder) throws IOException {
    return folder.readInto(file, Execution.sequential());
  }

  private static void assertSame(CachedFolder expected, CachedFolder found) {
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

  private MalformedFileException refused() {
    return assertThrows(MalformedFileException.class, () -> CachedFolder.open(file));
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

  @Test
  void readInto_whatNoFileCanList_isRefusedBeforeThePictures() throws IOException {
    written(folder());
    byte[] before = Files.readAllBytes(items);
    List<Long> heard = new ArrayList<>();
    Execution execution = Execution.sequential().reportingTo((done, all) -> heard.add(done));
    for (String label : List.of("x".repeat((1 << 16) + 1), "\ud800")) {
      SourceTable table =
          SourceTable.of(Map.of("b/1.png", "x")).withColumn("year", Map.of("b/1.png", label));
      ImageFolder folder = folder().withSources(FolderSources.of(table));
      String message =
          assertThrows(IllegalArgumentException.class, () -> folder.readInto(file, execution))
              .getMessage();
      assertTrue(
          message.startsWith(
              "labels in a file have at most 65536 characters, all of them whole, found '"),
          message);
    }
    SourceTable wide = SourceTable.of(Map.of("b/1.png", "x"));
    for (int column = 0; column <= 1 << 12; column++) {
      wide = wide.withColumn("c" + column, Map.of("b/1.png", ""));
    }
    ImageFolder folder = folder().withSources(FolderSources.of(wide));
    assertIllegal(
        "a file lists at most 4096 columns, found 4097", () -> folder.readInto(file, execution));
    assertEquals(List.of(), heard);
    assertArrayEquals(before, Files.readAllBytes(items));
    CachedFolder.open(file).verify();
  }

  @Test
  void write_moreBytesThanAreRead_isRefused() throws IOException {
    CachedFolder whole = written(folder());
    byte[] before = Files.readAllBytes(items);
    CacheOrigin origin =
        new CacheOrigin(Sha256.of(file), whole.preparation(), whole.background(), whole.decoders());
    CachedFolderFile.write(file, origin, whole.items(), before.length);
    assertArrayEquals(before, Files.readAllBytes(items));
    assertIllegal(
        "a file of items holds at most " + (before.length - 1) + " bytes, this one would hold more",
        () -> CachedFolderFile.write(file, origin, whole.items(), before.length - 1));
    assertArrayEquals(before, Files.readAllBytes(items));
  }

  private void assertRefused(String field, String expected, Consumer<ObjectNode> change)
      throws IOException {
    written(folder());
    ObjectNode root = (ObjectNode) JSON.readTree(items.toFile());
    change.accept(root);
    Files.write(items, JSON.writeValueAsBytes(root));
    MalformedFileException error = refused();
    assertEquals(items.toString(), error.file());
    assertEquals(field, error.field());
    assertEquals(expected, error.expected());
  }

  private static ArrayNode file(ObjectNode root, int index) {
    return (ArrayNode) root.get("files").get(index);
  }

  private static void fill(ArrayNode list, int count) {
    for (int i = 0; i < count; i++) {
      list.add("s" + i);
    }
  }

  @Test
  void open_itemsThatSaySomethingElse_areNamed() throws IOException {
    assertRefused("format", "abc-cached-folder", root -> root.put("format", "abc-ensemble"));
    assertRefused("version", "1", root -> root.put("version", 2));
    assertRefused(
        "preparation",
        "one to the cache's shape, 1×2×2",
        root -> root.put("preparation", PicturePreparation.to(new Shape(1, 4, 1)).text()));
    assertRefused(
        "preparation",
        "a line that this release writes",
        root -> root.put("preparation", TWO.text() + " "));
    assertRefused(
        "background", "a line that this release writes", root -> root.put("background", "256,0,0"));
    assertRefused("sources", "at most 3", root -> fill(root.putArray("sources"), 4));
    assertRefused("decoders", "at most 1024", root -> fill(root.putArray("decoders"), 1025));
    assertRefused("emptied", "at most 2", root -> fill(root.putArray("emptied"), 3));
    assertRefused("mirrored", "true or false", root -> root.put("mirrored", 1));
    assertRefused(
        "columns",
        "names of a table's columns, each once",
        root -> root.putArray("columns").add("year"));
    assertRefused(
        "files",
        "one for each of the cache's 3",
        root -> ((ArrayNode) root.get("files")).remove(2));
    assertRefused(
        "files",
        "one for each of the cache's 3",
        root -> ((ArrayNode) root.get("files")).addArray().add("d.png").add(0));
    assertRefused(
        "files[1]", "a file within the folder, once", root -> file(root, 1).set(0, "../x.png"));
    assertRefused(
        "files[1]",
        "a file within the folder, once",
        root -> file(root, 1).set(0, file(root, 0).get(0).textValue()));
    assertRefused("files[0]", "a source below 1", root -> file(root, 0).set(1, 1));
    assertRefused("files[1]", "a source below 2", root -> file(root, 1).set(1, -1));
    assertRefused("files[1]", "an integer", root -> file(root, 1).set(1, "0"));
    assertRefused(
        "files[2]", "file, source and 0 labels", root -> file(root, 2).add("a further one"));
    assertRefused("files[2]", "file, source and 0 labels", root -> file(root, 2).remove(1));
    assertRefused(
        "sources",
        "names of sources with a file, each once",
        root -> ((ArrayNode) root.get("sources")).add("nobody"));
    assertRefused(
        "sources",
        "names of sources with a file, each once",
        root -> ((ArrayNode) root.get("sources")).set(1, "a"));
    assertRefused("skipped[0]", "a list", root -> root.putArray("skipped").add("x"));
    assertRefused(
        "skipped[0]", "a file and a reason", root -> root.putArray("skipped").addArray().add("x"));
    assertRefused("emptied[0]", "whole characters", root -> root.putArray("emptied").add("\ud800"));
    assertRefused("content", "no further field", root -> root.put("more", 1));
  }

  /** One changed letter would give an image to somebody else. */
  @Test
  void open_wordChanged_isNotTheDigests() throws IOException {
    written(folder());
    String text = Files.readString(items);
    for (String[] change :
        new String[][] {
          {"\"b\"", "\"B\""},
          {"b/1.png", "b/7.png"},
          {"notes.txt", "notes.md"},
          {"\"mirrored\" : false", "\"mirrored\" : true"},
          {"\"table\" : false", "\"table\" : true"},
          {"255,255,255", "255,255,254"},
          {"fit=STRETCH", "fit=CROP"},
          {"b/bad.png", "b/worse.png"},
          {"\"emptied\" : [ \"c\" ]", "\"emptied\" : [ ]"},
          {"[ \"b/1.png\", 1 ]", "[ \"b/1.png\", 0 ]"},
        }) {
      assertTrue(text.contains(change[0]), text);
      Files.writeString(items, text.replace(change[0], change[1]));
      assertEquals("SHA-256", refused().field(), change[0]);
    }
  }

  @Test
  void open_spoiltItems_areReadOrRefused() throws IOException {
    written(folder());
    byte[] sound = Files.readAllBytes(items);
    CachedFolder whole = CachedFolder.open(file);
    Map<String, Integer> fields = new TreeMap<>();
    for (int k = 0; k < 600; k++) {
      byte[] spoilt = Mutations.of(12, k).jsonFile(sound, sound);
      Files.write(items, spoilt);
      try {
        assertSame(whole, CachedFolder.open(file));
        fields.merge("read", 1, Integer::sum);
      } catch (MalformedFileException refusal) {
        assertTrue(refusal.getMessage().startsWith(items.toString()), refusal.getMessage());
        assertTrue(refusal.getMessage().length() < 2000, refusal.getMessage());
        fields.merge(refusal.field().replaceAll("\\[\\d+]", ""), 1, Integer::sum);
      }
    }
    assertTrue(fields.size() > 12, fields.toString());
    assertTrue(fields.getOrDefault("read", 0) < 100, fields.toString());
  }

  @Test
  void open_longFileOfNothing_takesLittle() throws IOException {
    written(folder());
    String start = Files.readString(items).split("\"images\"")[0];
    Files.writeString(
        items,
        start + "\"images\" : \"" + "0".repeat(64) + "\", \"preparation\" : [" + "1,".repeat(9_999),
        StandardCharsets.UTF_8);
    assertEquals("images", refused().field());
  }
}
