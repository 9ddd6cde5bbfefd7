package org.abc4j.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFiles;

/**
 * A file that driver and executors have: in storage that all of them see by one path, or sent to
 * each executor by Spark. Immutable.
 *
 * @param name its absolute path, or the name that Spark sends it by
 * @param sent whether Spark sends it
 * @serial exclude
 */
public record ClusterFile(String name, boolean sent) implements Serializable {

  /**
   * Checks the values.
   *
   * @param name its absolute path, or the name that Spark sends it by
   * @param sent whether Spark sends it
   */
  public ClusterFile {
    Objects.requireNonNull(name, "name");
  }

  /**
   * A file in shared storage.
   *
   * @param path its path, the same for all
   * @return the file
   */
  public static ClusterFile shared(Path path) {
    return new ClusterFile(path.toAbsolutePath().normalize().toString(), false);
  }

  /**
   * A file of the driver that each executor gets a copy of ({@link SparkContext#addFile}).
   *
   * @param context the application, which keeps the file until it ends
   * @param path the file, whose name no other file has that was sent
   * @return the file
   */
  public static ClusterFile sent(SparkContext context, Path path) {
    context.addFile(path.toAbsolutePath().toString());
    return new ClusterFile(path.getFileName().toString(), true);
  }

  /**
   * Where it is on this machine.
   *
   * @return its path
   */
  public Path path() {
    return Path.of(sent ? SparkFiles.get(name) : name);
  }
}
