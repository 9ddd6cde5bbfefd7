package org.abc4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * A library as an application brings it.
 *
 * @param artifact group and name, as a build names it
 * @param least the least version that will do
 * @param mark finds what that version has and earlier ones lack
 * @param version the version that is there; null, or a {@link LinkageError}, if none is or none is
 *     written
 */
record Library(String artifact, String least, Mark mark, Supplier<String> version) {

  /** A class or method, whose absence is thrown. */
  interface Mark {
    Object find() throws NoSuchMethodException;
  }

  /** A library whose version Maven wrote into its jar. */
  static Library inJar(String artifact, String least, Mark mark) {
    return new Library(artifact, least, mark, () -> written(artifact));
  }

  private static String written(String artifact) {
    String file = "META-INF/maven/" + artifact.replace(':', '/') + "/pom.properties";
    try (InputStream in = Library.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        return null;
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** What is wrong with it: that it is too old. Nothing, if it will do or is not there at all. */
  Optional<String> fault() {
    try {
      mark.find();
      return Optional.empty();
    } catch (NoSuchMethodException older) {
      // Its class is there, so the library is, whether or not its version is written anywhere.
      return Optional.of(tooOld(found().orElse("an unknown version")));
    } catch (LinkageError olderOrAbsent) {
      return found().map(this::tooOld);
    }
  }

  private Optional<String> found() {
    try {
      return Optional.ofNullable(version.get());
    } catch (LinkageError absent) {
      return Optional.empty();
    }
  }

  private String tooOld(String found) {
    return "abc needs "
        + artifact
        + " "
        + least
        + " or later, found "
        + found
        + ". If an imported bill of materials chose it, such as Spring Boot's, name a later version in"
        + " your own dependency management, before that import.";
  }
}
