package org.abc4j.spark.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.abc4j.Execution;

/**
 * Files of one place by their names, which are {@link StoreNames}'. All that an {@link
 * EnsembleStore} asks of a file system or an object store, and so all that may fail.
 *
 * <p>Nobody may rely on {@link #names} being complete, nor on two writers of one name being kept
 * apart. Thread-safe.
 */
interface StoreFiles {

  /** How many bytes a file has, or empty if there is none. */
  OptionalLong size(String name) throws IOException;

  /** Opens a file, to be closed. */
  InputStream open(String name) throws IOException;

  /**
   * Puts a local file in a name's place. It is written elsewhere first, read back, and only then
   * renamed; a mounted folder's is read back after. If that fails, the name has what it had,
   * nothing, where renaming is copying a part, or in a mounted folder what the disk made of it.
   *
   * @param sha256 digest of the file, which it must still have
   * @param execution asked whether to go on, until it is renamed
   */
  void put(String name, Path file, String sha256, Execution execution) throws IOException;

  /** The names in a folder, "" for the place itself, as far as they are to be seen; no folders. */
  List<String> names(String folder) throws IOException;

  /** Deletes a file, if it is there. */
  void delete(String name) throws IOException;

  /** Deletes what failed writers have left in a folder and nobody has written to for so long. */
  void sweep(String folder, Duration age) throws IOException;

  /** A name with its place, for messages. */
  String shown(String name);
}
