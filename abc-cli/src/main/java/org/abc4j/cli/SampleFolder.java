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

/** Samples on the disk: files, and folders of them. */
final class SampleFolder {
  private static final Pattern SAMPLE = Pattern.compile("sample-.*\\.(json|png)");

  private SampleFolder() {}

  /** Refuses a folder of something else. */
  static void requireUsable(Path folder) throws IOException {
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
    OutputFolder.requireUsable(folder, "samples");
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
