package org.abc4j.unet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.abc4j.testing.Fixtures;

/** Folders of fixtures that hold certain files: the bundled ones, then those of the property. */
final class TrainingFixtures {
  private static final int SEARCH_DEPTH = 3;

  private TrainingFixtures() {}

  /** All folders that hold a file of that name, and pass. */
  static List<Path> with(String file, Predicate<Path> passes) {
    Set<Path> folders = new LinkedHashSet<>();
    search(bundled(), folders);
    String further = System.getProperty(Fixtures.PROPERTY, "");
    if (!further.isBlank()) {
      search(Path.of(further.strip()).toAbsolutePath().normalize(), folders);
    }
    return folders.stream()
        .filter(folder -> Files.isRegularFile(folder.resolve(file)) && passes.test(folder))
        .toList();
  }

  private static void search(Path root, Set<Path> folders) {
    try (Stream<Path> below = Files.walk(root, SEARCH_DEPTH)) {
      below.filter(Files::isDirectory).sorted().forEach(folders::add);
    } catch (IOException cause) {
      throw new UncheckedIOException("cannot search " + root, cause);
    }
  }

  /** The folder of the bundled fixtures. */
  static Path bundled() {
    try {
      return Path.of(Fixtures.class.getResource("/fixtures/stats/stats.json").toURI())
          .getParent()
          .getParent();
    } catch (URISyntaxException cause) {
      throw new IllegalStateException(cause);
    }
  }
}
