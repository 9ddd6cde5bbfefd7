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
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.abc4j.safetensors.SafetensorsFile;

/**
 * Numbers made by other programs, to compare with.
 *
 * <p>A fixture of a kind ("schedulers", "stats", "landscape") is a folder that holds {@code
 * <kind>.json} and {@code <kind>.safetensors}. One of each is bundled; the system property {@code
 * abc.fixtures} names a folder of further ones.
 *
 * <p>A U-Net is a folder that holds {@code config.json}, {@code tensors.safetensors} and its
 * weights, either all of them or those that differ from the weights of its neighbour {@code
 * unet-paper-shaped}.
 */
public final class Fixtures {
  /** Names a folder with further fixtures; blank or absent for none. */
  public static final String PROPERTY = "abc.fixtures";

  /** The U-Net whose weights others may differ from. */
  public static final String BASE_UNET = "unet-paper-shaped";

  private static final List<String> BUNDLED_UNETS =
      List.of("unet-tiny", BASE_UNET, "unet-rgb-dropout");
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
    folders.add(bundled(kind, kind));
    if (!further.isBlank()) {
      Path root = root(further);
      if (Files.isDirectory(root.resolve(kind))) {
        folders.add(root.resolve(kind));
      }
      folders.addAll(search(root, folder -> holds(folder, kind)));
    }
    return new ArrayList<>(folders);
  }

  /**
   * The bundled U-Nets, then those under the folder that {@code abc.fixtures} names, up to three
   * levels down.
   *
   * @return at least three folders
   * @throws IllegalStateException if {@code abc.fixtures} names no folder
   */
  public static List<Path> unets() {
    return unets(System.getProperty(PROPERTY, ""));
  }

  static List<Path> unets(String further) {
    Set<Path> folders = new LinkedHashSet<>();
    for (String name : BUNDLED_UNETS) {
      folders.add(bundled(name, "config"));
    }
    if (!further.isBlank()) {
      folders.addAll(search(root(further), Fixtures::holdsUNet));
    }
    return new ArrayList<>(folders);
  }

  private static Path root(String further) {
    Path root = Path.of(further.strip()).toAbsolutePath().normalize();
    if (!Files.isDirectory(root)) {
      throw new IllegalStateException(
          "system property " + PROPERTY + " names " + root + ", which is no folder");
    }
    return root;
  }

  private static List<Path> search(Path root, Predicate<Path> wanted) {
    try (Stream<Path> below = Files.walk(root, SEARCH_DEPTH)) {
      return below.filter(wanted).sorted().toList();
    } catch (IOException cause) {
      throw new UncheckedIOException("cannot search " + root, cause);
    }
  }

  private static Path bundled(String folder, String file) {
    URL json = Fixtures.class.getResource("/fixtures/" + folder + "/" + file + ".json");
    if (json == null) {
      throw new IllegalArgumentException("no fixture of kind '" + folder + "' is bundled");
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

  private static boolean holdsUNet(Path folder) {
    return Files.isRegularFile(folder.resolve("config.json"))
        && Files.isRegularFile(folder.resolve("tensors.safetensors"))
        && (Files.isRegularFile(folder.resolve("weights.safetensors"))
            || Files.isRegularFile(folder.resolve("weights-delta.safetensors")));
  }

  /**
   * The arrays of a fixture.
   *
   * @param folder one of {@link #folders}
   * @param kind its kind, or the name of another file
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
