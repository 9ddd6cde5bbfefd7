package org.abc4j.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.abc4j.safetensors.SafetensorsFile;

/**
 * Numbers made by other programs, to compare with.
 *
 * <p>A fixture of a kind ("schedulers", "stats", "landscape") is a folder that holds {@code
 * <kind>.json} and {@code <kind>.safetensors}. One of each is bundled; the system property {@code
 * abc.fixtures} names a folder of further ones.
 */
public final class Fixtures {
  /** Names a folder with further fixtures; blank or absent for none. */
  public static final String PROPERTY = "abc.fixtures";

  private static final int SEARCH_DEPTH = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  private Fixtures() {}

  /**
   * The bundled folder of a kind, then those under the folder that {@code abc.fixtures} names: its
   * subfolder of the kind's name, and each folder up to three levels down that holds both files.
   *
   * @param kind "schedulers", "stats" or "landscape"
   * @return at least one folder
   * @throws IllegalArgumentException if no fixture of that kind is bundled
   * @throws IllegalStateException if {@code abc.fixtures} names no folder
   */
  public static List<Path> folders(String kind) {
    return folders(kind, System.getProperty(PROPERTY, ""));
  }

  static List<Path> folders(String kind, String further) {
    Set<Path> folders = new LinkedHashSet<>();
    folders.add(bundled(kind));
    if (!further.isBlank()) {
      Path root = Path.of(further.strip()).toAbsolutePath().normalize();
      if (!Files.isDirectory(root)) {
        throw new IllegalStateException(
            "system property " + PROPERTY + " names " + root + ", which is no folder");
      }
      if (Files.isDirectory(root.resolve(kind))) {
        folders.add(root.resolve(kind));
      }
      try (Stream<Path> below = Files.walk(root, SEARCH_DEPTH)) {
        below.filter(folder -> holds(folder, kind)).sorted().forEach(folders::add);
      } catch (IOException cause) {
        throw new UncheckedIOException("cannot search " + root, cause);
      }
    }
    return new ArrayList<>(folders);
  }

  private static Path bundled(String kind) {
    URL json = Fixtures.class.getResource("/fixtures/" + kind + "/" + kind + ".json");
    if (json == null) {
      throw new IllegalArgumentException("no fixture of kind '" + kind + "' is bundled");
    }
    try {
      return Path.of(json.toURI()).getParent();
    } catch (URISyntaxException cause) {
      throw new IllegalStateException(cause);
    }
  }

  private static boolean holds(Path folder, String kind) {
    return Files.isRegularFile(folder.resolve(kind + ".json"))
        && Files.isRegularFile(folder.resolve(kind + ".safetensors"));
  }

  /**
   * The arrays of a fixture.
   *
   * @param folder one of {@link #folders}
   * @param kind its kind
   * @return {@code <kind>.safetensors}
   */
  public static SafetensorsFile tensors(Path folder, String kind) {
    Path file = folder.resolve(kind + ".safetensors");
    try {
      return SafetensorsFile.read(file);
    } catch (IOException cause) {
      throw new UncheckedIOException("cannot read fixture " + file, cause);
    }
  }

  /**
   * The settings and single numbers of a fixture.
   *
   * @param folder one of {@link #folders}
   * @param kind its kind
   * @return {@code <kind>.json}
   */
  public static JsonNode json(Path folder, String kind) {
    Path file = folder.resolve(kind + ".json");
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException cause) {
      throw new UncheckedIOException("cannot read fixture " + file, cause);
    }
  }
}
