package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.abc4j.cli.UnusableInput;
import org.abc4j.io.MalformedFileException;
import org.junit.jupiter.api.Test;

class LostModelsTest {
  private static final Path OUT = Path.of("runs", "a");

  private static MalformedFileException of(String file) {
    return new MalformedFileException(file, "file", "one with SHA-256 27b7", "none");
  }

  @Test
  void fileOfAModel_saysWhichFolderToDelete() {
    MalformedFileException found = of(OUT.resolve("ensemble/member-003.safetensors").toString());
    UnusableInput said = assertThrows(UnusableInput.class, () -> LostModels.orSame(found, OUT));
    assertTrue(said.getMessage().startsWith(found.getMessage()), said.getMessage());
    String ensemble = OUT.resolve("ensemble").toString();
    assertEquals(
        ": delete '" + ensemble + "', and abc experiment run trains its models again",
        said.getMessage().substring(found.getMessage().length()));
    assertEquals(found, said.getCause());
  }

  @Test
  void otherFiles_staySaidAsTheyWere() {
    for (String file : new String[] {OUT + "/parts/a.csv", OUT + "/plan.json", "ensemble/x", ""}) {
      MalformedFileException found = of(file);
      assertSame(found, LostModels.orSame(found, OUT));
    }
  }
}
