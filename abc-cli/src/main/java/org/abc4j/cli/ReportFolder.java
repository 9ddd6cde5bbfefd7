package org.abc4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.Uninterrupted;
import org.abc4j.report.Report;

/**
 * The folder of a report. Its page is written last and deleted first, so a page never lies beside
 * tables and sheets of another run; what says meanwhile that the folder is a report's is a note.
 */
final class ReportFolder {
  /** What the report's part is named. */
  static final String SAMPLES = "samples";

  /** What its comparison of ensembles is named. */
  static final String ENSEMBLES = "ensembles";

  private static final String PAGE = "report.html";
  private static final String NOTE = "unfinished-report.txt";
  private static final String SAID =
      "This report was stopped before its page was written: the same command begins it again.\n";

  private static final Pattern OURS =
      Pattern.compile(
          SAMPLES + "-sample-\\d+\\.png|" + SAMPLES + "\\.csv|" + ENSEMBLES + "\\.(png|csv)");

  private ReportFolder() {}

  /** Refuses a folder of something else. */
  static void requireUsable(Path folder) throws IOException {
    OutputFolder.requireUsable(folder, "a report", PAGE, NOTE);
  }

  /** Writes a report in the place of an earlier one, of which nothing stays; returns the page. */
  static Path write(Report report, Path folder) throws IOException {
    OutputFolder.make(folder);
    return Uninterrupted.run(
        () -> {
          AtomicFiles.write(folder.resolve(NOTE), SAID.getBytes(StandardCharsets.UTF_8));
          Files.deleteIfExists(folder.resolve(PAGE));
          for (Path file : earlier(folder)) {
            Files.delete(file);
          }
          Path page = report.write(folder);
          Files.delete(folder.resolve(NOTE));
          return page;
        });
  }

  private static List<Path> earlier(Path folder) throws IOException {
    List<Path> earlier = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (OURS.matcher(file.getFileName().toString()).matches()
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          earlier.add(file);
        }
      }
    }
    return earlier;
  }
}
