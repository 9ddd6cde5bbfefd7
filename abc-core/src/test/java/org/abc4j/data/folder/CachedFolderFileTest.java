package org.abc4j.data.folder;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.testing.Mutations;
import org.junit.jupiter.api.Test;

/** What stands beside a cache, and what may not. */
class CachedFolderFileTest extends CachedFolderFixture {
  private static final ObjectMapper JSON = new ObjectMapper();

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
    CachedFolderFile.write(file, origin, whole.items(), whole.stamps(), before.length);
    assertArrayEquals(before, Files.readAllBytes(items));
    assertIllegal(
        "a file of items holds at most " + (before.length - 1) + " bytes, this one would hold more",
        () ->
            CachedFolderFile.write(file, origin, whole.items(), whole.stamps(), before.length - 1));
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
    assertRefused("version", "2", root -> root.put("version", 1));
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
    assertRefused(
        "skipped[0]",
        "a file within the folder",
        root -> ((ArrayNode) root.get("skipped").get(0)).set(0, "../x.png"));
    assertRefused("stamps", "at most 5", root -> ((ArrayNode) root.get("stamps")).add("6 bytes"));
    assertRefused(
        "stamps", "one of each of 5 files", root -> ((ArrayNode) root.get("stamps")).remove(0));
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
          {" bytes of ", " bytes off "},
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
