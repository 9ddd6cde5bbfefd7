package org.abc4j.data.folder;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.folder.CelebaSources.Part;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.Resampling;
import org.abc4j.io.MalformedFileException;
import org.abc4j.testing.Fuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small folders of the layouts in which data sets are distributed. */
class DataSetLayoutsTest {
  private static final String FACES =
      """
      [
        {"obj_id": "11713", "image_path": "images/11713-00.png", "title": "A Gentleman",
         "artist_display_name": "Charles Willson Peale", "face_idx": 0,
         "face_spec": {"rect": [404, 238], "landmarks": [[1, 2], [3, 4]], "shrink": 2}},
        {"obj_id": "20", "image_path": "images/20-00.png", "title": "",
         "artist_display_name": "", "face_idx": 0},
        {"obj_id": "20", "image_path": "images/20-01.png", "title": "",
         "artist_display_name": " ", "face_idx": 1}
      ]
      """;

  @TempDir Path temp;

  private Path text(String name, String content) throws IOException {
    return Files.writeString(temp.resolve(name), content);
  }

  private void picture(String name, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, name.substring(name.length() - 3), file.toFile());
  }

  private SourceTable celeba(String identities, String partition, Part part) throws IOException {
    return CelebaSources.read(
        text("identity_CelebA.txt", identities), text("list_eval_partition.txt", partition), part);
  }

  @Test
  void celeba_files_giveTheCelebritiesOfAPart() throws IOException {
    String identities = "000001.jpg 2880\n000002.jpg 2937\n000003.jpg 2880\n000004.jpg 5\n";
    String partition = "000001.jpg 0\n000002.jpg 0\n000003.jpg 0\n000004.jpg 2\n";
    SourceTable train = celeba(identities, partition, Part.TRAIN);
    assertEquals(List.of("000001.jpg", "000002.jpg", "000003.jpg"), train.files());
    assertEquals("2880", train.sourceOf("000003.jpg"));
    assertEquals(List.of("000004.jpg"), celeba(identities, partition, Part.TEST).files());
    assertEquals(
        temp.resolve("list_eval_partition.txt")
            + ": part 1: expected at least one image, found none",
        assertThrows(
                MalformedFileException.class, () -> celeba(identities, partition, Part.VALIDATION))
            .getMessage());
    for (String name : train.files()) {
      picture("img_align_celeba/" + name, 178, 218);
    }
    FolderImages read =
        ImageFolder.of(
                temp.resolve("img_align_celeba"),
                PicturePreparation.to(new Shape(3, 256, 256))
                    .ofMiddle(128, 128)
                    .with(Resampling.BILINEAR))
            .withSources(FolderSources.of(train))
            .read(Execution.sequential());
    assertEquals(3, read.images().count());
    assertEquals(2, read.sources().count());
  }

  @Test
  void celeba_interrupted_readsAndStaysInterrupted() throws IOException {
    Path identities = text("identity_CelebA.txt", "a.jpg 1\n");
    Path partition = text("list_eval_partition.txt", "a.jpg 0\n");
    Thread.currentThread().interrupt();
    assertEquals(List.of("a.jpg"), CelebaSources.read(identities, partition, Part.TRAIN).files());
    assertEquals(true, Thread.interrupted());
  }

  @Test
  void celeba_wrongLines_areNamed() throws IOException {
    String good = "a.jpg 0\n";
    for (String bad : List.of("a.jpg", "a.jpg x", "../a.jpg 1", "a.jpg 1 2", "", "/a.jpg 1")) {
      MalformedFileException error =
          assertThrows(
              MalformedFileException.class,
              () -> celeba("b.jpg 7\n" + bad + "\n", good, Part.TEST));
      assertEquals("line 2", error.field());
      assertEquals("'" + bad + "'", error.found());
    }
    assertEquals(
        temp.resolve("identity_CelebA.txt")
            + ": line 2: expected each file once, found 'a.jpg' again",
        assertThrows(
                MalformedFileException.class, () -> celeba("a.jpg 1\na.jpg 1\n", good, Part.TEST))
            .getMessage());
    assertTrue(
        assertThrows(
                MalformedFileException.class, () -> celeba("a.jpg 1\nb.jpg 1\n", good, Part.TRAIN))
            .getMessage()
            .endsWith(", found 1, not all the same"));
    assertTrue(
        assertThrows(MalformedFileException.class, () -> celeba("<html>\n", good, Part.TRAIN))
            .getMessage()
            .contains("it looks like an HTML page"));
  }

  @Test
  void metFaces_file_givesArtistsAndObjectsWithout() throws IOException {
    SourceTable table = MetFacesSources.read(text("metfaces.json", FACES));
    assertEquals(
        List.of("images/11713-00.png", "images/20-00.png", "images/20-01.png"), table.files());
    assertEquals("Charles Willson Peale", table.sourceOf("images/11713-00.png"));
    assertEquals("object 20", table.sourceOf("images/20-00.png"));
    assertEquals("object 20", table.sourceOf("images/20-01.png"));
    assertEquals("A Gentleman", table.label("title", "images/11713-00.png"));
  }

  @Test
  void metFaces_wrongFiles_areRefused() throws IOException {
    for (String bad :
        List.of(
            "[]",
            "{}",
            FACES.replace("images/20-01", "../20-01"),
            FACES.replace("images/20-01", "images/20-00"),
            FACES.replace("artist_display_name", "artist"),
            FACES.replace("\"20\"", "20"))) {
      Path file = text("metfaces.json", bad);
      assertThrows(MalformedFileException.class, () -> MetFacesSources.read(file), bad);
    }
  }

  @Test
  void withLargestSources_subset_isOfThoseWithMostFiles() {
    SourceTable table =
        SourceTable.of(Map.of("1", "b", "2", "a", "3", "c", "4", "c", "5", "a", "6", "d"))
            .withColumn("n", Map.of("1", "1", "2", "2", "3", "3", "4", "4", "5", "5", "6", "6"));
    assertEquals(List.of("2", "5"), table.withLargestSources(1).files());
    SourceTable three = table.withLargestSources(3);
    assertEquals(List.of("1", "2", "3", "4", "5"), three.files());
    assertEquals("4", three.label("n", "4"));
    assertIllegal("file '6' is not in the table", () -> three.label("n", "6"));
    assertIllegal("from 1 to 4 sources can be kept, found 5", () -> table.withLargestSources(5));
    assertIllegal("from 1 to 4 sources can be kept, found 0", () -> table.withLargestSources(0));
  }

  @Test
  void celeba_spoiltFiles_areReadOrRefused() throws IOException {
    byte[] lines = "000001.jpg 0\n000002.jpg 0\n000003.jpg 1\n".getBytes(StandardCharsets.UTF_8);
    Fuzz.run(
            "celeba",
            2,
            1 << 20,
            List.of(lines),
            draws -> draws.bytes(lines, lines),
            file -> assertFalse(CelebaSources.read(file, file, Part.TRAIN).files().isEmpty()))
        .assertDeep(5, 3);
  }

  @Test
  void metFaces_spoiltFiles_areReadOrRefused() throws IOException {
    byte[] json = FACES.getBytes(StandardCharsets.UTF_8);
    Fuzz.run(
            "metfaces",
            2,
            4 << 20,
            List.of(json),
            draws -> draws.jsonFile(json, json),
            file -> assertFalse(MetFacesSources.read(file).files().isEmpty()))
        .assertDeep(5, 3);
  }
}
