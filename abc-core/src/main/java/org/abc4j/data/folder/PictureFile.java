package org.abc4j.data.folder;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.io.MalformedFileException;

/**
 * A file of a folder.
 *
 * @param name its path within the folder, with {@code /} between parts
 * @param path where it is
 * @param real where it really is, links followed; null if it cannot be reached
 * @param failure why it cannot be reached; null if it can
 */
record PictureFile(String name, Path path, Path real, IOException failure) {

  static PictureFile at(String name, Path path) {
    try {
      return new PictureFile(name, path, path.toRealPath(), null);
    } catch (IOException unreachable) {
      return unreachable(name, path, unreachable);
    }
  }

  /** A file that is no link, where it really is. */
  static PictureFile real(String name, Path path, Path real) {
    return new PictureFile(name, path, real, null);
  }

  static PictureFile unreachable(String name, Path path, IOException why) {
    return new PictureFile(name, path, null, why);
  }

  /** Makes sure that no link was laid since the folder was listed. */
  void requireThere() throws IOException {
    if (failure != null) {
      throw failure;
    }
    Path now = path.toRealPath();
    if (!now.equals(real)) {
      throw new MalformedFileException(
          path.toString(), "file", "the one that was listed, " + real, "a link to " + now);
    }
  }
}
