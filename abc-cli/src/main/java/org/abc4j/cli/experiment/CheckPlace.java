package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Where a check keeps what it needs while it computes: features of training images, which may be
 * gigabytes, and the page. It is in the run's own folder, not in the system's temporary one, and
 * what a killed check has left there is deleted by the next.
 */
final class CheckPlace implements AutoCloseable {
  private static final String NAME = "working";

  private final Path check;
  private final Path folder;

  private CheckPlace(Path check) {
    this.check = check;
    this.folder = check.resolve(NAME);
  }

  /** That of an experiment's folder, which is held. */
  static CheckPlace in(Path experiment) throws IOException {
    CheckPlace place = new CheckPlace(experiment.resolve(Retraining.NAME));
    place.sweep();
    Files.createDirectories(place.report());
    Files.createDirectories(place.features());
    return place;
  }

  Path features() {
    return folder.resolve(ExperimentFolder.FEATURES);
  }

  Path report() {
    return folder.resolve(ExperimentFolder.REPORT);
  }

  private void sweep() throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      FolderOutput.delete(folder);
    }
  }

  @Override
  public void close() throws IOException {
    sweep();
    // Models that were trained again lie beside.
    if (FolderOutput.all(check).size() == 1) {
      Files.delete(check);
    }
  }
}
