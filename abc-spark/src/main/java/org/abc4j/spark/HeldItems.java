package org.abc4j.spark;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.abc4j.Batch;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;

/**
 * The items of a file that tasks of this JVM have in memory: once for all of them, and for as long
 * as one of them has them. Thread-safe; they are read by one thread, while others that want them
 * wait.
 */
final class HeldItems {
  private static final Map<Path, HeldItems> OF_THIS_JVM = new ConcurrentHashMap<>();

  private final Path file;
  private FileIdentity identity;
  private WeakReference<Batch> items = new WeakReference<>(null);

  private HeldItems(Path file) {
    this.file = file;
  }

  /**
   * The items of a file as it is now.
   *
   * @throws MalformedFileException if it is no such file, or is replaced meanwhile
   */
  static Batch of(Path file) throws IOException {
    return OF_THIS_JVM.computeIfAbsent(file.toAbsolutePath().normalize(), HeldItems::new).get();
  }

  private synchronized Batch get() throws IOException {
    Batch held = items.get();
    if (held != null && isUnchanged()) {
      return held;
    }
    FileIdentity now = FileIdentity.of(file);
    Batch read = ItemTensor.read(file);
    now.requireUnchanged("items");
    identity = now;
    items = new WeakReference<>(read);
    return read;
  }

  private boolean isUnchanged() throws IOException {
    try {
      identity.requireUnchanged("items");
      return true;
    } catch (MalformedFileException another) {
      return false;
    }
  }
}
