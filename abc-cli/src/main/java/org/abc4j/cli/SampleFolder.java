package org.abc4j.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.SamplerText;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.store.SampleFile;

/** Samples on the disk: files, and folders of them. */
final class SampleFolder {
  private static final Pattern SAMPLE = Pattern.compile("sample-.*\\.(json|png)");

  private SampleFolder() {}

  /**
   * Refuses a folder of something else.
   *
   * @param further names of files that are as good a mark as a sample
   */
  static void requireUsable(Path folder, String... further) throws IOException {
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          if (SAMPLE.matcher(entry.getFileName().toString()).matches()) {
            OutputFolder.requireUsable(folder, "samples", entry.getFileName().toString());
            return;
          }
        }
      }
    }
    OutputFolder.requireUsable(folder, "samples", further);
  }

  /**
   * Whether a sample and its picture, of that width, are there. A file of that name that is of
   * another ensemble, noise or sampler is refused: written over, it would be lost.
   */
  static boolean holds(
      Path file, EnsembleFolder ensemble, long seed, long index, Sampler sampler, int width)
      throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    SampleFile there = SampleFile.read(file);
    boolean same =
        there.ensemble().equals(ensemble.manifestSha256())
            && there.seed() == seed
            && there.index() == index
            && SamplerText.of(there.sampler()).equals(SamplerText.of(sampler));
    if (!same) {
      throw new Refusal(
          Quoted.of(file.toString())
              + " is there, and is a sample of another "
              + (there.ensemble().equals(ensemble.manifestSha256())
                  ? "noise or sampler"
                  : "ensemble")
              + ": name a new folder");
    }
    return PngFile.isThere(picture(file), width);
  }

  /** The picture beside a sample. */
  static Path picture(Path file) {
    return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.json$", ".png"));
  }

  /** The sample files that are named, alone or by their folder, in order. */
  static List<Path> files(List<Path> named) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : named) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      List<Path> inside = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, "sample-*.json")) {
        entries.forEach(inside::add);
      }
      if (inside.isEmpty()) {
        throw new MalformedFileException(
            path.toString(), "folder", "samples, as abc sample writes them", "none");
      }
      Collections.sort(inside);
      files.addAll(inside);
    }
    return files;
  }
}
