package org.abc4j.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.FileKind;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetCost;

/** The files of an ensemble's folder: what they are called, and whether they are the right ones. */
final class FolderFiles {
  static final String MANIFEST = "manifest.json";
  static final String CODEBOOK = "codebook.json";
  static final String CONFIG = "config.json";
  static final String REMOVAL = "removal.json";

  private FolderFiles() {}

  /** The file as it was before its digest was found to be right. */
  static FileIdentity check(Path file, String sha256) throws IOException {
    require(file, "one with SHA-256 " + sha256);
    FileIdentity identity = FileIdentity.of(file);
    String found = Sha256.of(file);
    if (!found.equals(sha256)) {
      FileKind kind = file.toString().endsWith(".json") ? FileKind.JSON : FileKind.SAFETENSORS;
      throw kind.insteadIn(
          new MalformedFileException(file.toString(), "SHA-256", sha256, found), file);
    }
    return identity;
  }

  static void require(Path file, String expected) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new MalformedFileException(file.toString(), "file", expected, "none");
    }
    FileIdentity.requireInItsFolder(file);
  }

  /** The file of a member that was removed must be gone. */
  static void requireNone(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new MalformedFileException(
          file.toString(), "file", "none, as the manifest says that it was removed", "one");
    }
  }

  static void checkSize(Path file, UNetConfig config) throws IOException {
    SafetensorsFile tensors = SafetensorsFile.read(file);
    long expected = UNetCost.of(config).parameters();
    long found = 0;
    for (String name : tensors.names()) {
      found += tensors.entry(name).elements();
    }
    if (found != expected) {
      throw new MalformedFileException(
          file.toString(),
          "weights",
          expected + " values, as a network of " + CONFIG + " has",
          found + " values");
    }
  }
}
