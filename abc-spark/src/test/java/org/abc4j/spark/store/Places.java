package org.abc4j.spark.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.abc4j.Execution;
import org.abc4j.io.Sha256;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Places of every kind that a store may be at, with connections that can be broken. */
final class Places {
  /** Once: reading its defaults takes longer than a publication. */
  private static final Configuration HADOOP = new Configuration();

  private Places() {}

  /** A place and what breaks its connection. */
  record Place(StoreLocation location, StoreFiles files, Faults faults) {
    EnsembleStore store() {
      return EnsembleStore.of(location, files);
    }

    /** SHA-256 of what lies there, by name, as far as it is an ensemble's. */
    Map<String, String> digests() throws IOException {
      Map<String, String> digests = new TreeMap<>();
      for (String name : files.names("")) {
        if (!name.startsWith("_") && !name.startsWith(".")) {
          digests.put(name, Sha256.of(files.open(name).readAllBytes()));
        }
      }
      return digests;
    }
  }

  /** The kinds, for tests that are the same of all. */
  enum Kind {
    FOLDER,
    HADOOP_RAW,
    HADOOP_CHECKSUMMED,
    OBJECTS
  }

  static Place of(Kind kind, Path folder) throws IOException {
    Path place = Files.createDirectories(folder.resolve("place"));
    return switch (kind) {
      case FOLDER -> folder(FolderStore.of(place), place);
      case HADOOP_RAW -> hadoop(new RawLocalFileSystem(), place);
      case HADOOP_CHECKSUMMED -> hadoop(new LocalFileSystem(), place);
      case OBJECTS -> objects(folder.toString().replaceAll("[^0-9a-z]", ""));
    };
  }

  static Place folder(StoreFiles files, Path place) {
    Faults faults = new Faults();
    return new Place(StoreLocation.of("/nowhere/" + place), new Breaking(files, faults), faults);
  }

  private static Place hadoop(FileSystem fileSystem, Path place) throws IOException {
    fileSystem.initialize(URI.create("file:///"), HADOOP);
    StoreFiles files =
        HadoopStore.of(
            fileSystem, new org.apache.hadoop.fs.Path(place.toUri()), Duration.ofMillis(200));
    return folder(files, place);
  }

  /** In a bucket of that name, which is this process's. */
  static Place objects(String bucket) throws IOException {
    StoreLocation location = location(bucket);
    ObjectStoreFileSystem fileSystem = new ObjectStoreFileSystem();
    fileSystem.initialize(URI.create(location.uri()), HADOOP);
    return new Place(
        location,
        HadoopStore.of(
            fileSystem, new org.apache.hadoop.fs.Path(location.uri()), Duration.ofMillis(500)),
        ObjectStoreFileSystem.bucket(bucket).faults);
  }

  /** A location that every part of the program may open. */
  static StoreLocation location(String bucket) {
    return new StoreLocation(
        "objects://" + bucket + "/some/ensemble",
        Map.of(
            "fs.objects.impl",
            ObjectStoreFileSystem.class.getName(),
            "fs.objects.impl.disable.cache",
            "true"));
  }

  /** The same, of a file system that Hadoop may keep open, and that may be told of an endpoint. */
  static StoreLocation cached(String bucket, String endpoint) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("fs.objects.impl", ObjectStoreFileSystem.class.getName());
    if (!endpoint.isEmpty()) {
      settings.put("fs.objects.endpoint", endpoint);
    }
    return new StoreLocation("objects://" + bucket + "/some/ensemble", settings);
  }

  /** Calls that fail where its faults say so. */
  private record Breaking(StoreFiles files, Faults faults) implements StoreFiles {
    @Override
    public OptionalLong size(String name) throws IOException {
      return faults.call(() -> files.size(name));
    }

    @Override
    public InputStream open(String name) throws IOException {
      return faults.call(() -> files.open(name));
    }

    @Override
    public void put(String name, Path file, String sha256, Execution execution) throws IOException {
      faults.call(
          () -> {
            files.put(name, file, sha256, execution);
            return null;
          });
    }

    @Override
    public List<String> names(String folder) throws IOException {
      return faults.call(() -> files.names(folder));
    }

    @Override
    public void delete(String name) throws IOException {
      faults.call(
          () -> {
            files.delete(name);
            return null;
          });
    }

    @Override
    public void sweep(String folder, Duration age) throws IOException {
      faults.call(
          () -> {
            files.sweep(folder, age);
            return null;
          });
    }

    @Override
    public String shown(String name) {
      return files.shown(name);
    }
  }
}
