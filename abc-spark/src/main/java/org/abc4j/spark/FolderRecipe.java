package org.abc4j.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.io.FileIdentity;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Ensemble;
import org.abc4j.store.AssignmentFile;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.EnsembleManifest;
import org.abc4j.unet.UNetConfigFile;

/**
 * An ensemble in a folder of shared storage. Its members are read when an executor first needs
 * them, and dropped when its memory is short.
 *
 * @param folder the folder, by the path that all machines see it by
 * @param digest SHA-256 of its manifest, which names the digests of all its files
 * @param members how many members are there
 * @serial exclude
 */
public record FolderRecipe(String folder, String digest, int members) implements EnsembleRecipe {
  private static final String MANIFEST = "manifest.json";
  private static final String CODEBOOK = "codebook.json";
  private static final String CONFIG = "config.json";

  /**
   * Checks the values.
   *
   * @param folder the folder
   * @param digest SHA-256 of its manifest
   * @param members how many members are there
   */
  public FolderRecipe {
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(digest, "digest");
  }

  /**
   * The ensemble of a folder that the driver has opened.
   *
   * @param folder the folder, in shared storage
   * @return how executors have it
   */
  public static FolderRecipe of(EnsembleFolder folder) {
    return new FolderRecipe(
        folder.path().toAbsolutePath().normalize().toString(),
        folder.manifestSha256(),
        folder.code().codebook().length() - folder.removed().weight());
  }

  @Override
  public CodeAssignment code() throws IOException {
    return checked(CODEBOOK, manifest().codebookSha256(), AssignmentFile::read);
  }

  @Override
  public Shape shape() throws IOException {
    return checked(CONFIG, manifest().configSha256(), UNetConfigFile::read).inputShape();
  }

  private EnsembleManifest manifest() throws IOException {
    return checked(MANIFEST, digest, EnsembleManifest::read);
  }

  private <T> T checked(String name, String sha256, CheckedFile.Reader<T> reader)
      throws IOException {
    return CheckedFile.read(
        Path.of(folder, name),
        sha256,
        file -> {
          FileIdentity.requireInItsFolder(file);
          return reader.read(file);
        });
  }

  @Override
  public Ensemble make(Execution execution) throws IOException {
    EnsembleFolder opened = EnsembleFolder.open(Path.of(folder), execution);
    if (!opened.manifestSha256().equals(digest)) {
      throw new MalformedFileException(
          folder, "manifest", "one of SHA-256 " + digest, opened.manifestSha256());
    }
    return opened.ensemble();
  }
}
