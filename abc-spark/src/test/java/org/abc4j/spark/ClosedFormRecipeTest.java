package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.abc4j.Execution;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are replaced before they are read, and while they are. */
class ClosedFormRecipeTest {
  @TempDir private Path temp;

  private Path another() throws IOException {
    return Files.writeString(temp.resolve("another"), "of the same name, later");
  }

  @Test
  void make_ofOtherItems_namesFileAndDigests() throws IOException {
    ClosedFormRecipe recipe = ClosedForm.in(temp).recipe();
    Path items = recipe.items().path();
    Files.copy(another(), items, StandardCopyOption.REPLACE_EXISTING);

    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> recipe.make(Execution.sequential()));

    assertEquals(items.toString(), error.file());
    assertEquals(recipe.itemsSha256(), error.expected());
    assertEquals(Sha256.of(items), error.found());
  }

  @Test
  void code_ofAnotherCode_namesFileAndDigests() throws IOException {
    ClosedFormRecipe recipe = ClosedForm.in(temp).recipe();
    Path code = recipe.codeFile().path();
    Files.copy(another(), code, StandardCopyOption.REPLACE_EXISTING);

    MalformedFileException error = assertThrows(MalformedFileException.class, recipe::code);

    assertEquals(code.toString(), error.file());
    assertEquals(recipe.codeSha256(), error.expected());
    assertEquals(Sha256.of(code), error.found());
  }

  @Test
  void read_ofAFileReplacedAfterItWasHashed_isRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "as it was");
    String sha256 = Sha256.of(file);
    assertEquals("as it was", CheckedFile.read(file, sha256, Files::readString));

    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () ->
                CheckedFile.read(
                    file,
                    sha256,
                    of -> {
                      Files.move(another(), of, StandardCopyOption.REPLACE_EXISTING);
                      return Files.readString(of);
                    }));

    assertEquals(file.toString(), error.file());
    assertEquals("content", error.field());
    assertEquals("one that was replaced or written since", error.found());
  }
}
