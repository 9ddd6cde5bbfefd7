package org.abc4j.spark.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * An object store as the worst of them are, in memory: objects by key and no folders, a rename that
 * is a copy and a deletion of which a part may be seen, objects that show late, connections that
 * break. Buckets are this process's, by name.
 */
public final class ObjectStoreFileSystem extends FileSystem {
  private static final Map<String, Bucket> BUCKETS = new ConcurrentHashMap<>();
  private static final AtomicInteger INITIALIZED = new AtomicInteger();

  private Bucket bucket;
  private URI uri;

  /** What a bucket holds and does. */
  static final class Bucket {
    final Faults faults = new Faults();
    private final TreeMap<String, byte[]> objects = new TreeMap<>();
    private final Map<String, Integer> lateness = new HashMap<>();
    private final Map<String, Long> lies = new HashMap<>();
    private long quota = Long.MAX_VALUE;
    private int late;
    private int opened;

    /** New objects are not seen by so many questions. */
    synchronized void late(int questions) {
      this.late = questions;
    }

    synchronized void quota(long bytes) {
      this.quota = bytes;
    }

    /** Says of an object that it has so many bytes. */
    synchronized void lie(String key, long size) {
      lies.put(key, size);
    }

    synchronized void put(String key, byte[] bytes) {
      objects.put(key, bytes);
    }

    synchronized void remove(String key) {
      objects.remove(key);
    }

    synchronized Map<String, byte[]> objects() {
      return new TreeMap<>(objects);
    }

    /** How many objects were opened. */
    synchronized int opened() {
      return opened;
    }

    private synchronized void store(String key, byte[] bytes) throws IOException {
      long others =
          objects.entrySet().stream()
              .filter(object -> !object.getKey().equals(key))
              .mapToLong(object -> object.getValue().length)
              .sum();
      if (others + bytes.length > quota) {
        throw new IOException("quota exceeded: no space left on device");
      }
      objects.put(key, bytes);
      lateness.put(key, late);
    }

    /** Null if there is none, or it does not show yet. */
    private synchronized byte[] seen(String key) {
      byte[] bytes = objects.get(key);
      int questions = lateness.getOrDefault(key, 0);
      if (bytes != null && questions > 0) {
        lateness.put(key, questions - 1);
        return null;
      }
      return bytes;
    }
  }

  static Bucket bucket(String name) {
    return BUCKETS.computeIfAbsent(name, none -> new Bucket());
  }

  /** How many of these were opened. */
  static int initialized() {
    return INITIALIZED.get();
  }

  @Override
  public String getScheme() {
    return "objects";
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    setConf(conf);
    uri = URI.create(name.getScheme() + "://" + name.getAuthority());
    bucket = bucket(conf.get("fs.objects.endpoint", name.getAuthority()));
    INITIALIZED.incrementAndGet();
  }

  @Override
  public URI getUri() {
    return uri;
  }

  private static String key(Path path) {
    return path.toUri().getPath().substring(1);
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    byte[] bytes =
        bucket.faults.call(
            () -> {
              byte[] seen = bucket.seen(key(path));
              if (seen == null) {
                throw new FileNotFoundException(path.toString());
              }
              return seen;
            });
    synchronized (bucket) {
      bucket.opened++;
    }
    return new FSDataInputStream(new Bytes(bytes));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return bucket.faults.call(
        () ->
            new FSDataOutputStream(
                new ByteArrayOutputStream() {
                  private boolean closed;

                  @Override
                  public void close() throws IOException {
                    if (!closed) {
                      closed = true;
                      // Stored when it is closed, also by somebody who failed to write it all.
                      bucket.faults.call(
                          () -> {
                            bucket.store(key(path), toByteArray());
                            return null;
                          });
                    }
                  }
                },
                null));
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress)
      throws IOException {
    throw new UnsupportedOperationException("objects do not grow");
  }

  /** A copy, of which half is there for a moment, and then a deletion. */
  @Override
  public boolean rename(Path from, Path to) throws IOException {
    byte[] bytes = bucket.objects().get(key(from));
    if (bytes == null || bucket.objects().containsKey(key(to))) {
      return false;
    }
    bucket.faults.call(
        () -> {
          bucket.store(key(to), Arrays.copyOf(bytes, bytes.length / 2));
          return null;
        });
    bucket.faults.call(
        () -> {
          bucket.store(key(to), bytes);
          return null;
        });
    return delete(from, false);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return bucket.faults.call(
        () -> {
          boolean there = bucket.objects().containsKey(key(path));
          bucket.remove(key(path));
          return there;
        });
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    String prefix = key(path).isEmpty() ? "" : key(path) + "/";
    return bucket.faults.call(
        () ->
            bucket.objects().keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .filter(key -> key.indexOf('/', prefix.length()) < 0)
                .filter(key -> bucket.seen(key) != null)
                .map(this::status)
                .toArray(FileStatus[]::new));
  }

  private FileStatus status(String key) {
    synchronized (bucket) {
      long size = bucket.lies.getOrDefault(key, (long) bucket.objects.get(key).length);
      return new FileStatus(size, false, 1, 1 << 20, 0, new Path(uri + "/" + key));
    }
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return bucket.faults.call(
        () -> {
          if (bucket.seen(key(path)) != null) {
            return status(key(path));
          }
          String prefix = key(path) + "/";
          if (bucket.objects().keySet().stream().anyMatch(key -> key.startsWith(prefix))) {
            return new FileStatus(0, true, 1, 1 << 20, 0, path);
          }
          throw new FileNotFoundException(path.toString());
        });
  }

  @Override
  public void setWorkingDirectory(Path path) {}

  @Override
  public Path getWorkingDirectory() {
    return new Path(uri + "/");
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    return true;
  }

  /** Bytes that can be sought in, as Hadoop wants them. */
  private static final class Bytes extends ByteArrayInputStream
      implements Seekable, PositionedReadable {
    Bytes(byte[] bytes) {
      super(bytes);
    }

    @Override
    public void seek(long position) {
      pos = (int) position;
    }

    @Override
    public long getPos() {
      return pos;
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }

    @Override
    public int read(long position, byte[] bytes, int from, int length) {
      int there = (int) Math.min(length, count - position);
      System.arraycopy(buf, (int) position, bytes, from, there);
      return there;
    }

    @Override
    public void readFully(long position, byte[] bytes, int from, int length) throws IOException {
      if (read(position, bytes, from, length) < length) {
        throw new java.io.EOFException();
      }
    }

    @Override
    public void readFully(long position, byte[] bytes) throws IOException {
      readFully(position, bytes, 0, bytes.length);
    }
  }
}
