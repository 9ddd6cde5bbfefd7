package org.abc4j.perception;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens extractors from files of some kind. Modules that can register theirs with {@link
 * java.util.ServiceLoader}, so that nothing else need know them; {@link Extractors} finds them.
 */
public interface FeatureExtractorProvider {

  /**
   * Whether it opens files of that name.
   *
   * @param file a file, which is not looked into
   * @return true if {@link #open} may be asked
   */
  boolean opens(Path file);

  /**
   * Opens an extractor.
   *
   * @param file its file
   * @param input name of the network's input that takes images, as rows × channels × height × width
   * @param outputs names of the outputs to be read
   * @param threads threads that a pass may use, at least 1
   * @return the extractor, to be closed by the caller; its digest is that of the file
   * @throws org.abc4j.io.MalformedFileException if it is no such file, or has no such input or
   *     output
   * @throws IOException if it cannot be read
   */
  FeatureExtractor open(Path file, String input, List<String> outputs, int threads)
      throws IOException;
}
