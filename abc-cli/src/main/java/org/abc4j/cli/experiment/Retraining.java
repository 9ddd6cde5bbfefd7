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
  /** The folder's name. */
  static final String NAME = "check";

  private static final String TRAINED = "trained";

  static Retraining begin(Path experiment) throws IOException {
    Path folder = experiment.resolve(NAME);
    begin(folder, Files::delete);
    Files.createDirectories(folder);
    return new Retraining(folder);
  }

  /** What deletes a file or an empty folder. */
  @FunctionalInterface
  interface Deletion {
    void of(Path file) throws IOException;
  }

  /**
   * Deletes models of a check that has ended. Its word that they are all there goes last: killed
   * before, the next call deletes the rest, and takes none of them for its own.
   */
  static void begin(Path folder, Deletion deletion) throws IOException {
    Path trained = folder.resolve(TRAINED);
    if (Files.exists(trained, LinkOption.NOFOLLOW_LINKS)) {
      for (Path file : FolderOutput.all(folder)) {
        if (!file.equals(trained) && !file.equals(folder)) {
          deletion.of(file);
        }
      }
      deletion.of(trained);
    }
  }

  /** Says that all models are there. */
  void trained() throws IOException {
    AtomicFiles.write(
        folder.resolve(TRAINED),
        "All models were trained here by a check; the next trains them again.\n"
            .getBytes(StandardCharsets.UTF_8));
  }
}
