package org.abc4j.spark.store;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.abc4j.io.Quoted;
import org.apache.hadoop.conf.Configuration;

/**
 * Where an ensemble is stored, as a text that means the same on every machine, with what Hadoop's
 * file systems must be told to get there. Serializable, so that executors can be sent it.
 *
 * <p>A path, or a URI of scheme {@code file}, is a folder that all machines mount at one place, and
 * is read and written by {@code java.nio}. Any other scheme, as in {@code s3a://bucket/ensemble},
 * is one of Hadoop's {@code FileSystem}. Settings may hold keys of a bucket: they travel as Spark's
 * own do, and are in no message.
 *
 * @param uri an absolute path or a URI with a scheme
 * @param settings settings of Hadoop beyond those that each machine has by itself
 * @serial exclude
 */
public record StoreLocation(String uri, Map<String, String> settings) implements Serializable {
  private static final Pattern SCHEME =
      Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*", Pattern.DOTALL);
  private static final List<String> PREFIXES = List.of("fs.", "dfs.", "hadoop.", "ipc.");
  private static final long serialVersionUID = 1;

  /**
   * Makes the text absolute, and checks it.
   *
   * @param uri a path, which is made absolute, or a URI with a scheme
   * @param settings settings of Hadoop beyond those that each machine has by itself
   * @throws IllegalArgumentException if it is neither, or a URI holds a user, a password, a query,
   *     a fragment or a step up ({@code ..})
   */
  public StoreLocation {
    uri = checked(uri);
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /**
   * A place that needs no settings but those that each machine has.
   *
   * @param uri a path or a URI
   * @return the location
   * @throws IllegalArgumentException as the constructor does
   */
  public static StoreLocation of(String uri) {
    return new StoreLocation(uri, Map.of());
  }

  /**
   * A place and the settings of whoever asks, such as {@code sparkContext.hadoopConfiguration()}:
   * those of file systems in which it differs from what a machine has by itself.
   *
   * @param uri a path or a URI
   * @param configuration the settings
   * @return the location
   * @throws IllegalArgumentException as the constructor does
   */
  public static StoreLocation of(String uri, Configuration configuration) {
    Configuration plain = new Configuration();
    Map<String, String> settings = new TreeMap<>();
    for (Map.Entry<String, String> entry : configuration) {
      String name = entry.getKey();
      if (PREFIXES.stream().anyMatch(name::startsWith)
          && !entry.getValue().equals(plain.getRaw(name))) {
        settings.put(name, entry.getValue());
      }
    }
    return new StoreLocation(uri, settings);
  }

  private static String checked(String uri) {
    if (uri.isBlank() || uri.chars().anyMatch(Character::isISOControl)) {
      throw refused(uri, "a path or a URI is one line that is not blank");
    }
    if (!SCHEME.matcher(uri).matches()) {
      return absolute(uri, Path.of(""), uri);
    }
    URI parsed;
    try {
      parsed = new URI(uri);
    } catch (URISyntaxException e) {
      throw refused(uri, e.getReason());
    }
    if (parsed.getUserInfo() != null || String.valueOf(parsed.getAuthority()).contains("@")) {
      // Not quoted: it would be in every log.
      throw new IllegalArgumentException(
          "a store's location has no user and password in it, as it is shown in messages; give them"
              + " as settings of Hadoop");
    }
    if (parsed.getQuery() != null || parsed.getFragment() != null || parsed.isOpaque()) {
      throw refused(uri, "it is scheme://place/path, without a query or a fragment");
    }
    if (parsed.getScheme().toLowerCase(Locale.ROOT).equals("file")) {
      if (parsed.getHost() != null) {
        throw refused(uri, "a folder that machines share has no host in it: file:///folder");
      }
      return absolute(uri, Path.of("/"), parsed.getPath());
    }
    if (Arrays.asList(parsed.getPath().split("/")).contains("..")) {
      throw refused(uri, "it takes no step up ('..')");
    }
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  private static String absolute(String uri, Path from, String path) {
    try {
      return from.resolve(path).toAbsolutePath().normalize().toString();
    } catch (InvalidPathException e) {
      throw refused(uri, e.getReason());
    }
  }

  private static IllegalArgumentException refused(String uri, String rule) {
    return new IllegalArgumentException("no location of a store: " + Quoted.of(uri) + ": " + rule);
  }

  /**
   * Whether it is a folder of a file system that machines mount.
   *
   * @return true for a path, false for a scheme of Hadoop's
   */
  public boolean isFolder() {
    return !SCHEME.matcher(uri).matches();
  }

  /** The files there. */
  StoreFiles files() throws IOException {
    return isFolder() ? FolderStore.of(Path.of(uri)) : HadoopStore.of(this);
  }

  /** What this machine has by itself, and the settings. */
  Configuration configuration() {
    Configuration configuration = new Configuration();
    settings.forEach(configuration::set);
    return configuration;
  }

  /** The URI alone: settings may be secret. */
  @Override
  public String toString() {
    return uri;
  }
}
