package org.abc4j.cli.experiment;

import java.nio.file.Path;
import java.util.Set;
import org.abc4j.cli.UnusableInput;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;

/** What to do where a file of a run's models is lost, or is another than it was. */
final class LostModels {
  private static final Set<Path> FOLDERS =
      Set.of(
          Path.of(ExperimentFolder.ENSEMBLE),
          Path.of(ExperimentFolder.RETRAINED),
          Path.of(ExperimentFolder.AGAIN));

  private LostModels() {}

  /**
   * The same with what to do, if the file is among the models of a run.
   *
   * @param found what is wrong with a file
   * @param out the run's folder
   * @return what was found, if it is of another file
   * @throws UnusableInput if it is of a model: that its folder has to be deleted
   */
  static MalformedFileException orSame(MalformedFileException found, Path out) {
    Path file = Path.of(found.file());
    if (file.startsWith(out)) {
      Path folder = out.relativize(file).getName(0);
      if (FOLDERS.contains(folder)) {
        throw new UnusableInput(
            found.getMessage()
                + ": delete "
                + Quoted.of(out.resolve(folder).toString())
                + ", and abc experiment run trains its models again",
            found);
      }
    }
    return found;
  }
}
