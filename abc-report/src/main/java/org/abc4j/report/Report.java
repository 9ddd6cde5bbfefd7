package org.abc4j.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.abc4j.Shape;
import org.abc4j.io.AtomicFiles;
import org.abc4j.study.SampleStudy;

/**
 * The report of a run: one HTML page that holds everything, and a PNG sheet for each sample.
 *
 * <p>The page is written last, so that a page that exists is complete.
 */
public final class Report {
  private static final String PAGE = "report.html";
  private static final int ZOOM = 4;

  private final SourceImages data;
  private final List<ReportPart> parts;
  private final Map<String, String> provenance;

  private Report(SourceImages data, List<ReportPart> parts, Map<String, String> provenance) {
    this.data = data;
    this.parts = List.copyOf(parts);
    this.provenance = new LinkedHashMap<>(provenance);
  }

  /**
   * A report.
   *
   * @param data the training data
   * @param parts its parts, in order
   * @param provenance what was computed with what, in order
   * @return the report
   */
  public static Report of(
      SourceImages data, List<ReportPart> parts, Map<String, String> provenance) {
    return new Report(data, parts, provenance);
  }

  /**
   * Writes the report; what killed processes and earlier reports have left goes.
   *
   * @param folder the folder to write to
   * @return the page
   * @throws IOException if a file cannot be written; none is left half written
   */
  public Path write(Path folder) throws IOException {
    AtomicFiles.requireWritable(folder, "a report");
    AtomicFiles.deleteLeftovers(folder);
    Set<Path> written = new HashSet<>();
    for (ReportPart part : parts) {
      for (int i = 0; i < part.studies().size(); i++) {
        Path file = folder.resolve(part.id() + "-sample-" + i + ".png");
        AtomicFiles.write(file, Pictures.png(sheet(part.studies().get(i), part.shown())));
        written.add(file);
      }
    }
    Path page = folder.resolve(PAGE);
    String html = ReportPage.render(data, parts, provenance);
    AtomicFiles.write(page, html.getBytes(StandardCharsets.UTF_8));
    removeEarlier(folder, written);
    return page;
  }

  /** Removes the sheets of an earlier run that this one has not written over. */
  private void removeEarlier(Path folder, Set<Path> written) throws IOException {
    for (ReportPart part : parts) {
      Pattern sheet = Pattern.compile(Pattern.quote(part.id()) + "-sample-\\d+\\.png");
      List<Path> earlier;
      try (Stream<Path> files = Files.list(folder)) {
        earlier =
            files
                .filter(file -> sheet.matcher(file.getFileName().toString()).matches())
                .filter(file -> !written.contains(file))
                .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                .toList();
      }
      for (Path file : earlier) {
        Files.delete(file);
      }
    }
  }

  /** Rows: sample and sources; exact counterfactuals; their changes; first order; changes. */
  private BufferedImage sheet(SampleStudy study, int shown) {
    Shape shape = study.shape();
    float[] factual = study.image();
    double full = fullChange(study, shown);
    List<List<BufferedImage>> rows = new ArrayList<>();
    for (int r = 0; r < 5; r++) {
      rows.add(new ArrayList<>());
    }
    for (List<BufferedImage> row : rows) {
      row.add(Pictures.image(factual, shape, data.tones()));
    }
    for (int source : study.leading().top(shown)) {
      float[] exact = study.counterfactual(source);
      float[] firstOrder = study.firstOrder(source);
      rows.get(0).add(Pictures.source(data, source));
      rows.get(1).add(Pictures.image(exact, shape, data.tones()));
      rows.get(2).add(Pictures.difference(factual, exact, shape, full));
      rows.get(3).add(Pictures.image(firstOrder, shape, data.tones()));
      rows.get(4).add(Pictures.difference(factual, firstOrder, shape, full));
    }
    return Pictures.sheet(rows, ZOOM);
  }

  /** The change that is drawn in full colour: the 99th percentile of those shown. */
  static double fullChange(SampleStudy study, int shown) {
    float[] factual = study.image();
    double[] changes =
        Arrays.stream(study.leading().top(shown))
            .mapToObj(study::counterfactual)
            .flatMapToDouble(
                image ->
                    java.util.stream.IntStream.range(0, image.length)
                        .mapToDouble(p -> Math.abs(image[p] - factual[p])))
            .sorted()
            .toArray();
    return Math.max(1e-6, changes[(int) (0.99 * (changes.length - 1))]);
  }
}
