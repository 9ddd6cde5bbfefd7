package org.abc4j.perception;

import static org.abc4j.testing.Messages.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractorsTest {
  private static final String ANOTHER = "another network";

  /** What takes the file's place once it was looked at; null: nothing. */
  private static String meanwhile;

  private static boolean open;

  @TempDir private Path folder;
  private Path file;
  private ClassLoader usual;
  private URLClassLoader withProvider;

  /** Opens texts, by whatever they are when it reads them. */
  public static final class Provider implements FeatureExtractorProvider {
    @Override
    public boolean opens(Path file) {
      return file.toString().endsWith(".net");
    }

    @Override
    public FeatureExtractor open(Path file, String input, List<String> outputs, int threads)
        throws IOException {
      if (meanwhile != null) {
        Files.writeString(file, meanwhile);
      }
      return new Network(Sha256.of(file));
    }
  }

  private record Network(String sha256) implements FeatureExtractor {
    Network {
      open = true;
    }

    @Override
    public Map<String, FeatureTensor> extract(Batch images) {
      throw new UnsupportedOperationException("it is only opened");
    }

    @Override
    public void close() {
      open = false;
    }
  }

  @BeforeEach
  void register() throws IOException {
    meanwhile = null;
    open = false;
    file = Files.writeString(folder.resolve("mine.net"), "a network");
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(FeatureExtractorProvider.class.getName()), Provider.class.getName());
    usual = Thread.currentThread().getContextClassLoader();
    withProvider = new URLClassLoader(new URL[] {folder.toUri().toURL()}, usual);
    Thread.currentThread().setContextClassLoader(withProvider);
  }

  @AfterEach
  void unregister() throws IOException {
    Thread.currentThread().setContextClassLoader(usual);
    withProvider.close();
  }

  private ExtractorDescription description(String sha256) throws IOException {
    String text = ExtractorDescriptionTest.SOUND.replace("0123456789abcdef".repeat(4), sha256);
    return ExtractorDescription.read(Files.writeString(folder.resolve("mine.json"), text));
  }

  @Test
  void open_describedFile_isOpened() throws IOException {
    String sha256 = Sha256.of(file);
    try (FeatureExtractor opened = Extractors.open(description(sha256), file, 1)) {
      assertEquals(sha256, opened.sha256());
    }
  }

  @Test
  void open_anotherFile_isRefusedUnopened() throws IOException {
    String expected = "0".repeat(64);
    assertFails(
        MalformedFileException.class,
        file + ": SHA-256: expected " + expected + ", found " + Sha256.of(file),
        () -> Extractors.open(description(expected), file, 1));
    assertFalse(open);
  }

  @Test
  void open_fileReplacedOnceItWasLookedAt_isRefusedAndClosed() throws IOException {
    String sha256 = Sha256.of(file);
    String other = Sha256.of(Files.writeString(folder.resolve("other"), ANOTHER));
    meanwhile = ANOTHER;
    assertFails(
        MalformedFileException.class,
        file + ": SHA-256: expected " + sha256 + ", found " + other,
        () -> Extractors.open(description(sha256), file, 1));
    assertFalse(open);
  }
}
