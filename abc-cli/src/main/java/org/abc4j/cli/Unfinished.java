package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Quoted;

/**
 * What a command has finished of an output that is written whole at its end: a folder beside that,
 * with a file for each sample, by which the same command goes on if it was killed. It is gone once
 * the output is there.
 */
final class Unfinished {
  private static final String ENDING = ".safetensors";

  private final Path folder;

  private Unfinished(Path folder) {
    this.folder = folder;
  }

  /** Beside an output that has been found to be one that can be written. */
  static Unfinished beside(Path output) {
    Path place = output.toAbsolutePath().normalize();
    return new Unfinished(place.resolveSibling(place.getFileName() + ".unfinished"));
  }

  /** Where what is finished of a sample is kept. */
  Path file(String sample) {
    return folder.resolve(sample + ENDING);
  }

  /** Whether a sample was finished by an earlier run. */
  boolean holds(String sample) {
    return Files.exists(file(sample));
  }

  /** Refuses a folder with anything in it that the same command did not leave. */
  void requireOf(Collection<String> samples) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new Refusal(
          Quoted.of(folder.toString())
              + " is there and is no folder: move it away, as what is finished is kept there");
    }
    Set<Path> own = samples.stream().map(this::file).collect(Collectors.toSet());
    for (Path file : files()) {
      if (!own.contains(file) && !OutputFolder.isLeftover(file)) {
        throw of(file, "of none of these samples");
      }
    }
  }

  /** A refusal of what another command, or the same with other arguments, left unfinished. */
  Refusal of(Path file, String what) {
    return new Refusal(
        Quoted.of(file.toString())
            + ", which an earlier run left unfinished, is "
            + what
            + ": end that with its own arguments, delete "
            + Quoted.of(folder.toString())
            + ", or name a new output");
  }

  /** Makes the folder, without what killed processes left half-written in it. */
  void make() throws IOException {
    OutputFolder.make(folder);
  }

  /**
   * Deletes what was finished, as the output now has it, and the folder if nothing else is in it.
   */
  void delete() throws IOException {
    AtomicFiles.deleteLeftovers(folder);
    for (Path file : files()) {
      if (file.getFileName().toString().endsWith(ENDING)) {
        Files.deleteIfExists(file);
      }
    }
    if (files().isEmpty()) {
      Files.deleteIfExists(folder);
    }
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(files::add);
    }
    return files;
  }
}
