package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.abc4j.io.AtomicFiles;

/**
 * The folder in which a check trains all models again. One that was stopped is gone on with; one in
 * which all were trained before proves nothing of this time, and is begun anew.
 *
 * @param folder where models are trained
 */
record Retraining(Path folder) {
  private static final String NAME = "check";
  private static final String TRAINED = "trained";

  static Retraining begin(Path experiment) throws IOException {
    Path folder = experiment.resolve(NAME);
    if (Files.exists(folder.resolve(TRAINED), LinkOption.NOFOLLOW_LINKS)) {
      FolderOutput.delete(folder);
    }
    Files.createDirectories(folder);
    return new Retraining(folder);
  }

  /** Says that all models are there. */
  void trained() throws IOException {
    AtomicFiles.write(
        folder.resolve(TRAINED),
        "All models were trained here by a check; the next trains them again.\n"
            .getBytes(StandardCharsets.UTF_8));
  }
}
