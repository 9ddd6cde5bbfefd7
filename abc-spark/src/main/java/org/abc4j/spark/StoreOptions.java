package org.abc4j.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abc4j.Execution;
import org.abc4j.cli.UnusableInput;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;
import org.abc4j.spark.store.Scratch;
import org.abc4j.spark.store.StoreLocation;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** Where machines bring an ensemble that is in no folder which all of them mount. */
final class StoreOptions {
  private static final long GB = 1_000_000_000;

  @Option(
      names = "--scratch",
      paramLabel = "FOLDER",
      description =
          "Folder of each machine's own disk, for ensembles in an object store or HDFS."
              + " Default: abc-scratch and the user's name in the driver's folder of temporary"
              + " files.")
  private Path scratch =
      Path.of(
          System.getProperty("java.io.tmpdir"), "abc-scratch-" + System.getProperty("user.name"));

  @Option(
      names = "--scratch-size",
      paramLabel = "GB",
      description =
          "That ensembles and trainings may take in it together; what the driver trains into a"
              + " store comes on top. Default: ${DEFAULT-VALUE}.")
  private long gigabytes = 100;

  Scratch scratch() {
    return new Scratch(
        scratch.toAbsolutePath().normalize().toString(), Math.multiplyExact(gigabytes, GB));
  }

  /** A path or a URI, with the session's settings of Hadoop. */
  static StoreLocation location(String uri, SparkSession session) {
    return StoreLocation.of(uri, session.sparkContext().hadoopConfiguration());
  }

  ClusterEnsemble open(String uri, SparkSession session, Execution execution) throws IOException {
    StoreLocation place = location(uri, session);
    if (place.isFolder() && !Files.isDirectory(Path.of(place.uri()))) {
      throw new UnusableInput("no such folder: " + Quoted.of(uri));
    }
    return ClusterEnsemble.open(place, scratch(), execution);
  }

  /** Where the driver has what it trains into a store: the same for the same place. */
  Path driverFolder(StoreLocation location) {
    byte[] uri = location.uri().getBytes(StandardCharsets.UTF_8);
    return Path.of(scratch().folder(), "driver-" + Sha256.of(uri));
  }
}
