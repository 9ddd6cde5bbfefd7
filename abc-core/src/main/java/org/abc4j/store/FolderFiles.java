package org.abc4j.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.abc4j.Execution;
import org.abc4j.ProgressListener;
import org.abc4j.codebook.Codeword;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.FileKind;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.safetensors.Dtype;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.TensorEntry;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;

/** The files of an ensemble's folder: what they are called, and whether they are the right ones. */
final class FolderFiles {
  static final String MANIFEST = "manifest.json";
  static final String CODEBOOK = "codebook.json";
  static final String CONFIG = "config.json";
  static final String REMOVAL = "removal.json";

  /** Of work that nobody hears of, and nobody ends. */
  static final ProgressListener UNHEARD = (done, total) -> {};

  private FolderFiles() {}

  /** The file of a member's own configuration. */
  static Path configFile(Path folder, int member) {
    return folder.resolve(configName(member));
  }

  static String configName(int member) {
    return String.format(Locale.ROOT, "config-%03d.json", member);
  }

  /** What the file of a member's weights is called. */
  static String memberName(int member) {
    return String.format(Locale.ROOT, "member-%03d.safetensors", member);
  }

  /** Work on a member's file. */
  @FunctionalInterface
  interface MemberTask {
    void run(int member) throws IOException;
  }

  /**
   * Works on one member's file after the other, each to its end: an interrupt is there for the
   * listener, which hears of each.
   */
  static void forEach(int members, MemberTask task, ProgressListener listener) throws IOException {
    for (int i = 0; i < members; i++) {
      int member = i;
      Uninterrupted.finish(() -> task.run(member));
      listener.progress(i + 1L, members);
    }
  }

  /** Tells an execution, and asks it whether to go on. */
  static ProgressListener heardBy(Execution execution) {
    return (done, total) -> {
      execution.progress(done, total);
      execution.checkCancelled();
    };
  }

  /** The file as it was before its digest was found to be right. */
  static FileIdentity check(Path file, String sha256) throws IOException {
    require(file, "one with SHA-256 " + sha256);
    FileIdentity identity = FileIdentity.of(file);
    requireDigest(file, sha256, Sha256.of(file));
    return identity;
  }

  private static void requireDigest(Path file, String sha256, String found) throws IOException {
    if (!found.equals(sha256)) {
      FileKind kind = file.toString().endsWith(".json") ? FileKind.JSON : FileKind.SAFETENSORS;
      throw kind.insteadIn(
          new MalformedFileException(file.toString(), "SHA-256", sha256, found), file);
    }
  }

  /**
   * Copies a file of a digest, whole or not at all. What is hashed is what is copied, and it is
   * compared before the copy is in place: the file may change at any time.
   */
  static void copy(Path file, String sha256, Path copy) throws IOException {
    require(file, "one with SHA-256 " + sha256);
    try {
      AtomicFiles.write(copy, out -> requireDigest(file, sha256, Sha256.copy(file, out)));
    } catch (IOException e) {
      if (e.getCause() instanceof MalformedFileException changed) {
        throw changed;
      }
      throw e;
    }
  }

  static void require(Path file, String expected) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new MalformedFileException(file.toString(), "file", expected, "none");
    }
    FileIdentity.requireInItsFolder(file);
  }

  /** A member's file must have that digest, or be gone if the member was removed. */
  static void checkMember(Path file, String sha256) throws IOException {
    if (!sha256.equals(EnsembleManifest.REMOVED)) {
      check(file, sha256);
    } else if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new MalformedFileException(
          file.toString(), "file", "none, as the manifest says that it was removed", "one");
    }
  }

  /** A member's file must hold the weights of a network, unless the member was removed. */
  static void checkSize(Path file, String sha256, UNetConfig config) throws IOException {
    if (sha256.equals(EnsembleManifest.REMOVED)) {
      return;
    }
    SafetensorsFile tensors = SafetensorsFile.read(file);
    long expected = UNetCost.of(config).parameters();
    long found = 0;
    for (String name : tensors.names()) {
      // Of a type that nobody knows, the bytes do not say how many there are.
      TensorEntry entry = tensors.entry(name);
      found += entry.dtype() == Dtype.OTHER ? 0 : entry.elements();
    }
    if (found != expected) {
      throw new MalformedFileException(
          file.toString(),
          "weights",
          expected + " values, as a network of its configuration has",
          found + " values");
    }
  }

  /** Writes a record of removals, if there is one, and gives its digest. */
  static Optional<String> writeRemoval(Path folder, Optional<RemovalRecord> record)
      throws IOException {
    if (record.isEmpty()) {
      return Optional.empty();
    }
    Path file = folder.resolve(REMOVAL);
    RemovalFile.write(file, record.get());
    return Optional.of(Sha256.of(file));
  }

  /** Reads the record of removals that a manifest speaks of. */
  static Optional<RemovalRecord> readRemoval(Path folder, EnsembleManifest manifest)
      throws IOException {
    if (manifest.removalSha256().isEmpty()) {
      return Optional.empty();
    }
    Path file = folder.resolve(REMOVAL);
    FileIdentity identity = check(file, manifest.removalSha256().get());
    RemovalRecord record = RemovalFile.read(file);
    identity.requireUnchanged("content");
    Codeword removed = manifest.removed();
    if (record.members().length() != removed.length() || !removed.isSubsetOf(record.members())) {
      throw new MalformedFileException(
          file.toString(),
          "members",
          "all that the manifest says are removed, " + removed,
          record.members().toString());
    }
    return Optional.of(record);
  }
}
