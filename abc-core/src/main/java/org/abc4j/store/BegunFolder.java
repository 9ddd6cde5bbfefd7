package org.abc4j.store;

import java.io.IOException;
import java.nio.file.Path;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.unet.UNetConfig;
import org.abc4j.unet.UNetConfigFile;

/**
 * What a folder says of its ensemble before the members are there, as {@link EnsembleWriter#begin}
 * wrote it. Immutable.
 *
 * @param config configuration of every member
 * @param code which source is seen by which members
 */
public record BegunFolder(UNetConfig config, CodeAssignment code) {

  /**
   * Reads it.
   *
   * @param folder the folder
   * @return what it says
   * @throws org.abc4j.io.MalformedFileException if a file is not there, or damaged
   * @throws IOException if a file cannot be read
   */
  public static BegunFolder read(Path folder) throws IOException {
    Path config = folder.resolve(FolderFiles.CONFIG);
    Path code = folder.resolve(FolderFiles.CODEBOOK);
    FolderFiles.require(config, "a configuration");
    FolderFiles.require(code, "a codebook");
    return new BegunFolder(UNetConfigFile.read(config), AssignmentFile.read(code));
  }
}
