package org.abc4j.spark.store;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.abc4j.Execution;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Sha256;

/**
 * A scratch folder held against all other threads and processes of the machine while something is
 * brought to it or deleted from it. What a process uses it says by a lock that it keeps for as long
 * as it does, and that the system takes away when it dies.
 */
final class ScratchLock implements AutoCloseable {
  private static final String LOCK = "scratch.lock";
  private static final String USED = ".used";
  private static final long PAUSE_MILLIS = 50;

  /** Against the threads of this process: locks of files are the process's. */
  private static final ReentrantLock THREADS = new ReentrantLock();

  /** Folders of trainings, before a digest. */
  static final String TRAINING = "training-";

  /** How often what nobody has any more is looked for among what this process uses. */
  private static final int COLLECTIONS = 10;

  /** Channels that, closed, would free a lock that another class loader of this process has. */
  private static final Set<FileChannel> NEVER_CLOSED = ConcurrentHashMap.newKeySet();

  /** What this process uses. */
  private static final Map<Path, Use> IN_USE = new HashMap<>();

  /**
   * A use of this process.
   *
   * @param channel has the lock that tells other processes
   * @param of what uses it; null for what is used until it is released
   */
  private record Use(FileChannel channel, WeakReference<?> of) {
    boolean ended() {
      return of != null && of.get() == null;
    }
  }

  private final Path folder;
  private final FileChannel channel;

  private ScratchLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Waits for as long as the execution goes on. */
  static ScratchLock of(Path folder, Execution execution) throws IOException {
    while (!tryThreads()) {
      execution.checkCancelled();
    }
    FileChannel channel = null;
    try {
      Files.createDirectories(folder);
      channel = open(folder.resolve(LOCK));
      while (!tryLock(channel, false)) {
        execution.checkCancelled();
        pause();
      }
      return new ScratchLock(folder, channel);
    } catch (IOException | RuntimeException | Error e) {
      if (channel != null) {
        close(channel);
      }
      THREADS.unlock();
      throw e;
    }
  }

  private static boolean tryThreads() throws IOException {
    try {
      return THREADS.tryLock(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new java.io.InterruptedIOException("interrupted while waiting for the scratch folder");
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean tryLock(FileChannel channel, boolean shared) throws IOException {
    try {
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
      NEVER_CLOSED.remove(channel);
      return lock != null;
    } catch (OverlappingFileLockException anotherClassLoaders) {
      NEVER_CLOSED.add(channel);
      return false;
    }
  }

  private static void close(FileChannel channel) throws IOException {
    if (!NEVER_CLOSED.contains(channel)) {
      channel.close();
    }
  }

  /** Says that this process uses a folder, from now on. */
  void use(Path place) throws IOException {
    if (!IN_USE.containsKey(place)) {
      Files.createDirectories(place);
      FileChannel used = open(used(place));
      if (!tryLock(used, true)) {
        close(used);
        throw new IOException("cannot use " + place + ": another process deletes it");
      }
      sign(used);
      IN_USE.put(place, new Use(used, null));
    }
  }

  /**
   * The file's time says since when it is used. It is written to by the channel that has the lock:
   * whoever opens a file by another, sets its time by its name say, and closes it, frees the locks
   * that the process has of it.
   */
  private static void sign(FileChannel used) throws IOException {
    String holder = "process " + ProcessHandle.current().pid() + "\n";
    used.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  /** Says that a folder is used for as long as somebody has an object. */
  void usedFor(Path place, Object object) {
    IN_USE.computeIfPresent(
        place, (of, use) -> new Use(use.channel(), new WeakReference<>(object)));
  }

  /** Says that this process uses a folder no more. */
  void release(Path place) throws IOException {
    Use use = IN_USE.remove(place);
    if (use != null) {
      use.channel().close();
    }
  }

  private static Path used(Path place) {
    return place.resolveSibling(place.getFileName() + USED);
  }

  /**
   * Makes sure that an ensemble has room, if need be by deleting what nobody uses, what was brought
   * first at the beginning.
   */
  void makeRoom(Path place, long bytes, long most) throws IOException {
    if (bytes > most) {
      throw new IOException(
          "the ensemble needs " + bytes + " bytes, " + folder + " may hold " + most + " only");
    }
    AtomicFiles.deleteLeftovers(place);
    long there = Scratch.bytes(place);
    List<Path> others = others(place);
    long taken = 0;
    for (Path other : others) {
      taken = Math.addExact(taken, Scratch.bytes(other));
    }
    for (int collections = 0; ; collections++) {
      for (Path other : List.copyOf(others)) {
        if (taken + bytes <= most && usable() >= bytes - there) {
          return;
        }
        long freed = Scratch.bytes(other);
        if (deleteUnused(other)) {
          others.remove(other);
          taken -= freed;
        }
      }
      if (collections == COLLECTIONS || others.stream().noneMatch(ScratchLock::mayEnd)) {
        break;
      }
      // Whether anybody still has an ensemble the collector alone can tell.
      System.gc();
      pause();
    }
    if (taken + bytes > most) {
      throw new ScratchFullException(
          "the ensemble needs "
              + bytes
              + " bytes, "
              + folder
              + " may hold "
              + most
              + ", and processes use "
              + taken
              + " of these for others");
    }
    if (usable() < bytes - there) {
      throw new ScratchFullException(
          "no space left in "
              + folder
              + ": the ensemble needs "
              + (bytes - there)
              + " bytes more, "
              + usable()
              + " are free");
    }
  }

  private static boolean mayEnd(Path place) {
    Use use = IN_USE.get(place);
    return use != null && use.of() != null;
  }

  /** Deletes folders of trainings that nobody uses and nobody has begun to use for so long. */
  void deleteTrainings(Duration age) throws IOException {
    FileTime before = FileTime.fromMillis(System.currentTimeMillis() - age.toMillis());
    for (Path other : others(folder)) {
      if (other.getFileName().toString().startsWith(TRAINING)
          && brought(other).compareTo(before) < 0) {
        deleteUnused(other);
      }
    }
  }

  private long usable() throws IOException {
    FileStore disk = Files.getFileStore(folder);
    return disk.getUsableSpace();
  }

  /** Ensembles and trainings, what was first brought at the beginning; nothing else there. */
  private List<Path> others(Path place) throws IOException {
    List<Path> others = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path other : (Iterable<Path>) all::iterator) {
        if (!other.equals(place)
            && isOurs(other.getFileName().toString())
            && Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)) {
          others.add(other);
        }
      }
    }
    Map<Path, FileTime> brought = new HashMap<>();
    for (Path other : others) {
      brought.put(other, brought(other));
    }
    others.sort(
        Comparator.<Path, FileTime>comparing(brought::get)
            .thenComparing(Comparator.naturalOrder()));
    return others;
  }

  private static boolean isOurs(String name) {
    return Sha256.isDigest(name.startsWith(TRAINING) ? name.substring(TRAINING.length()) : name);
  }

  private static FileTime brought(Path place) throws IOException {
    Path used = used(place);
    return Files.getLastModifiedTime(Files.exists(used) ? used : place);
  }

  /** Whether a folder was deleted, as no process uses it. */
  private boolean deleteUnused(Path place) throws IOException {
    Use own = IN_USE.get(place);
    if (own != null) {
      if (!own.ended()) {
        return false;
      }
      release(place);
    }
    FileChannel used = open(used(place));
    try {
      if (!tryLock(used, false)) {
        return false;
      }
      List<Path> files;
      try (Stream<Path> all = Files.walk(place)) {
        files = all.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(used(place));
      return true;
    } finally {
      close(used);
    }
  }

  /** Forgets what this process uses, for tests. */
  static void forget() {
    THREADS.lock();
    try {
      for (Use use : IN_USE.values()) {
        use.channel().close();
      }
      IN_USE.clear();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      THREADS.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      THREADS.unlock();
    }
  }
}
