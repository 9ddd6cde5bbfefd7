package org.abc4j.unet;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.io.MalformedFileException;

/**
 * Where the files of a checkpoint may be: in its folder, or, of a folder of the cache that Hugging
 * Face's tools keep, in the cache's {@code blobs}. Each file of {@code snapshots/REVISION}, or of a
 * folder in it, is a link there. A folder may come from anywhere, and is not to say what else is
 * read elsewhere.
 */
final class HubCache {
  private static final String SNAPSHOTS = "snapshots";
  private static final String BLOBS = "blobs";

  private HubCache() {}

  /**
   * Fails if a file, or a folder, is a link to anywhere else.
   *
   * @throws MalformedFileException if so
   * @throws IOException if there is none, or it cannot be asked
   */
  static void requireOwn(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent().toRealPath();
    Path real = file.toRealPath();
    if (!folder.equals(real.getParent()) && !blobs(folder).equals(real.getParent())) {
      throw new MalformedFileException(
          file.toString(),
          "file",
          "one in the folder itself, or in the blobs of Hugging Face's cache beside its snapshots",
          "a link to " + real);
    }
  }

  /** Those that a folder's links may lead to; the folder itself if it is of no cache. */
  private static Path blobs(Path folder) {
    Path revision = folder;
    for (int depth = 0; depth < 2 && revision.getParent() != null; depth++) {
      Path above = revision.getParent();
      if (above.endsWith(SNAPSHOTS)) {
        return above.resolveSibling(BLOBS);
      }
      revision = above;
    }
    return folder;
  }
}
