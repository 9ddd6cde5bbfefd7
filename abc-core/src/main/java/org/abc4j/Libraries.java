package org.abc4j;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Throwables;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Whether the libraries that an application brings are new enough for this one: Jackson 2.15, Guava
 * 20.0 and Commons Math 3.4, or later.
 *
 * <p>A build that imports a bill of materials (Spring Boot's, say) gets the versions that this
 * names. What is used first of this library asks here, so that one that is too old is named before
 * anything is computed, not when the results are written. One that is not there at all is missed
 * where it is needed.
 */
public final class Libraries {
  private static final Optional<String> FAULT =
      Stream.of(
              new Library(
                  "com.fasterxml.jackson.core:jackson-core",
                  "2.15",
                  () -> StreamReadConstraints.class,
                  () -> com.fasterxml.jackson.core.json.PackageVersion.VERSION.toString()),
              new Library(
                  "com.fasterxml.jackson.core:jackson-databind",
                  "2.15",
                  () -> JsonNode.class.getMethod("properties"),
                  () -> com.fasterxml.jackson.databind.cfg.PackageVersion.VERSION.toString()),
              Library.inJar(
                  "com.google.guava:guava",
                  "20.0",
                  () -> Throwables.class.getMethod("throwIfUnchecked", Throwable.class)),
              Library.inJar(
                  "org.apache.commons:commons-math3",
                  "3.4",
                  () ->
                      Percentile.class.getMethod(
                          "withEstimationType", Percentile.EstimationType.class)))
          .map(Library::fault)
          .flatMap(Optional::stream)
          .findFirst();

  private Libraries() {}

  /**
   * Makes sure that none is too old. An application may call it when it starts; after the first
   * time it costs nothing. Thread-safe.
   *
   * @throws IllegalStateException if one is, naming it, its version and the least that will do
   */
  public static void require() {
    if (FAULT.isPresent()) {
      throw new IllegalStateException(FAULT.get());
    }
  }
}
