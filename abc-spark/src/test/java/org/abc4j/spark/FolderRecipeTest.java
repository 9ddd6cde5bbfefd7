package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.store.AssignmentFile;
import org.abc4j.testing.Networks;
import org.abc4j.testing.TinyNetworks;
import org.abc4j.unet.UNetConfigFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderRecipeTest {
  @TempDir private Path folder;
  private Path codebook;
  private FolderRecipe recipe;

  @BeforeEach
  void make_aFolder() throws IOException {
    recipe =
        FolderRecipe.of(TinyNetworks.folder(folder, TinyNetworks.config(), TinyNetworks.code()));
    codebook = folder.resolve("codebook.json");
  }

  private MalformedFileException refusal() {
    return assertThrows(MalformedFileException.class, recipe::code);
  }

  @Test
  void code_ofTheFolderAsItWas_isItsCode() throws IOException {
    assertEquals(AssignmentFile.sha256(TinyNetworks.code()), AssignmentFile.sha256(recipe.code()));
  }

  @Test
  void code_ofAReplacedCodebook_namesFileAndDigests() throws IOException {
    String before = Sha256.of(codebook);
    CodeAssignment another =
        Codebook.allWords(TinyNetworks.MEMBERS, 2)
            .assign(DataSources.ofItems(0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0), 2);
    AssignmentFile.write(codebook, another);

    MalformedFileException error = refusal();

    assertEquals(codebook.toString(), error.file());
    assertEquals("SHA-256", error.field());
    assertEquals(before, error.expected());
    assertEquals(AssignmentFile.sha256(another), error.found());
  }

  @Test
  void code_ofAReplacedManifest_namesFileAndDigests() throws IOException {
    Path manifest = folder.resolve("manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("a test", "another"));

    MalformedFileException error = refusal();

    assertEquals(manifest.toString(), error.file());
    assertEquals(recipe.digest(), error.expected());
    assertEquals(Sha256.of(manifest), error.found());
  }

  @Test
  void shape_ofAReplacedConfiguration_namesFileAndDigests() throws IOException {
    assertEquals(TinyNetworks.SHAPE, recipe.shape());
    Path config = folder.resolve("config.json");
    String before = Sha256.of(config);
    UNetConfigFile.write(config, Networks.tiny(new Shape(1, 16, 16)));

    MalformedFileException error = assertThrows(MalformedFileException.class, recipe::shape);

    assertEquals(config.toString(), error.file());
    assertEquals(before, error.expected());
    assertEquals(Sha256.of(config), error.found());
  }

  @Test
  void code_withoutCodebook_saysWhichIsMissing() throws IOException {
    String before = Sha256.of(codebook);
    Files.delete(codebook);

    MalformedFileException error = refusal();

    assertEquals(codebook.toString(), error.file());
    assertEquals("one of SHA-256 " + before, error.expected());
    assertEquals("none", error.found());
  }

  @Test
  void code_ofACodebookElsewhere_isRefused(@TempDir Path elsewhere) throws IOException {
    Path moved = elsewhere.resolve("codebook.json");
    Files.move(codebook, moved);
    Files.createSymbolicLink(codebook, moved);

    assertEquals("a link to " + moved.toRealPath(), refusal().found());
  }
}
