package org.abc4j.examples;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.codebook.Codeword;
import org.abc4j.store.EnsembleFolder;

/**
 * The trained ensemble that comes with the examples, as a folder.
 *
 * <p>Where the class path is of folders, it is used where it lies; from a jar it is copied to a
 * temporary folder, which {@link #close} deletes. Either way {@link EnsembleFolder} checks every
 * file's digest.
 */
final class ShippedEnsemble implements AutoCloseable {
  /** Where the ensemble lies on the class path. */
  static final String PREFIX = "org/abc4j/examples/ensemble/";

  private static final String MANIFEST = "manifest.json";
  private static final List<String> BESIDE = List.of("codebook.json", "config.json");

  /** Residuals at the late steps of the quick start's usual sampler. */
  private static final String RESIDUALS = "residuals";

  static final List<String> RESIDUAL_FILES =
      List.of(
          RESIDUALS + "/residuals-t0299-000.safetensors",
          RESIDUALS + "/residuals-t0199-000.safetensors",
          RESIDUALS + "/residuals-t0099-000.safetensors");

  private final EnsembleFolder folder;

  /** In the order of their creation, the folder first; empty if nothing was copied. */
  private final List<Path> copies;

  private ShippedEnsemble(EnsembleFolder folder, List<Path> copies) {
    this.folder = folder;
    this.copies = copies;
  }

  /** Whether there is one under a prefix of the class path. */
  static boolean isThere(ClassLoader loader, String prefix) {
    return loader.getResource(prefix + MANIFEST) != null;
  }

  /**
   * Opens the ensemble.
   *
   * @param loader where resources are found
   * @param prefix what their names begin with
   * @return the ensemble, to be closed
   * @throws IOException if there is none, or a file is damaged or cannot be copied
   */
  static ShippedEnsemble open(ClassLoader loader, String prefix) throws IOException {
    return open(loader, prefix, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** The same, with the folder in which a temporary folder is made if need be. */
  static ShippedEnsemble open(ClassLoader loader, String prefix, Path temporaries)
      throws IOException {
    URL manifest = loader.getResource(prefix + MANIFEST);
    if (manifest == null) {
      throw new IOException(
          "these examples come without a trained ensemble: there is no "
              + prefix
              + MANIFEST
              + " on the class path. Train one (mvn -q -Ptrain) and name its folder (mvn -q"
              + " -Pquickstart -Dexec.args=\"--ensemble abc-ensemble\"), or see the demonstration"
              + " that needs none (mvn -q -Pdemo)");
    }
    if (manifest.getProtocol().equals("file")) {
      return new ShippedEnsemble(EnsembleFolder.open(parent(manifest)), List.of());
    }
    List<Path> copies = new ArrayList<>();
    try {
      Path temporary = Files.createTempDirectory(temporaries, "abc-ensemble");
      keep(copies, temporary);
      copy(loader, prefix, MANIFEST, temporary, copies);
      for (String name : BESIDE) {
        copy(loader, prefix, name, temporary, copies);
      }
      int member = 0;
      while (member < Codeword.MAX_LENGTH
          && copy(
              loader,
              prefix,
              EnsembleFolder.memberFile(temporary, member).getFileName().toString(),
              temporary,
              copies)) {
        member++;
      }
      keep(copies, Files.createDirectory(temporary.resolve(RESIDUALS)));
      for (String name : RESIDUAL_FILES) {
        copy(loader, prefix, name, temporary, copies);
      }
      return new ShippedEnsemble(EnsembleFolder.open(temporary), copies);
    } catch (IOException | RuntimeException e) {
      delete(copies);
      throw e;
    }
  }

  private static Path parent(URL file) {
    try {
      return Path.of(file.toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path has a strange place, " + file, e);
    }
  }

  /** Returns false if there is no such resource. */
  private static boolean copy(
      ClassLoader loader, String prefix, String name, Path temporary, List<Path> copies)
      throws IOException {
    try (InputStream in = loader.getResourceAsStream(prefix + name)) {
      if (in == null) {
        return false;
      }
      Path file = temporary.resolve(name);
      keep(copies, file);
      Files.copy(in, file);
      return true;
    }
  }

  /** Remembers a file for deletion, also at the end of a JVM that is told to stop. */
  private static void keep(List<Path> copies, Path file) {
    copies.add(file);
    file.toFile().deleteOnExit();
  }

  private static void delete(List<Path> copies) throws IOException {
    for (int i = copies.size() - 1; i >= 0; i--) {
      Files.deleteIfExists(copies.get(i));
    }
  }

  /** The ensemble's folder, good until {@link #close}. */
  EnsembleFolder folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    delete(copies);
  }
}
