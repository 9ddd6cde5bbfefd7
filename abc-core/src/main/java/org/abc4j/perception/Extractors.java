package org.abc4j.perception;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;

/** Opens the extractors of descriptions, by whichever module can. Stateless and thread-safe. */
public final class Extractors {
  private Extractors() {}

  /**
   * Opens an extractor, once its file has the digest that the description gives, if it gives one.
   *
   * @param description what is to be read of it
   * @param file its file, of the user's
   * @param threads threads that a pass may use, at least 1
   * @return the extractor, to be closed by the caller
   * @throws MissingExtractorException if no module on the class path opens such files
   * @throws ExtractorException if the module cannot run it here
   * @throws MalformedFileException if it is another file than described, or not what it must be
   * @throws IOException if it cannot be read
   */
  public static FeatureExtractor open(ExtractorDescription description, Path file, int threads)
      throws IOException {
    FeatureExtractorProvider provider = provider(file);
    if (description.sha256().isPresent()) {
      requireDigest(description, file, Sha256.of(file));
    }
    try {
      FeatureExtractor opened =
          provider.open(file, description.input(), description.outputs(), threads);
      try {
        // Another file may have taken its place meanwhile.
        requireDigest(description, file, opened.sha256());
      } catch (MalformedFileException another) {
        opened.close();
        throw another;
      }
      return opened;
    } catch (IllegalStateException e) {
      throw new ExtractorException(
          Quoted.of(file.toString()) + " cannot be run here: " + e.getMessage(), e);
    }
  }

  private static void requireDigest(ExtractorDescription description, Path file, String found)
      throws MalformedFileException {
    String expected = description.sha256().orElse(found);
    if (!expected.equals(found)) {
      throw new MalformedFileException(file.toString(), "SHA-256", expected, found);
    }
  }

  private static FeatureExtractorProvider provider(Path file) {
    return ServiceLoader.load(FeatureExtractorProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.opens(file))
        .findFirst()
        .orElseThrow(() -> new MissingExtractorException(file));
  }
}
