package org.abc4j.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.abc4j.Shape;
import org.abc4j.io.AtomicFiles;
import org.abc4j.study.SampleStudy;

/**
 * Results as files: one HTML page that holds everything, PNG sheets, and a CSV table a part.
 *
 * <p>The page has no script and no reference to anything outside of it. It is written last, so that
 * a page that exists is complete. Immutable.
 */
public final class Report {
  private static final String PAGE = "report.html";
  private static final int ZOOM = 4;

  private final SourceImages data;
  private final List<ReportPart> parts;
  private final List<EnsembleComparison> comparisons;
  private final List<SampleSet> sets;
  private final Map<String, String> provenance;

  private Report(
      SourceImages data,
      List<ReportPart> parts,
      List<EnsembleComparison> comparisons,
      List<SampleSet> sets,
      Map<String, String> provenance) {
    this.data = data;
    this.parts = List.copyOf(parts);
    this.comparisons = List.copyOf(comparisons);
    this.sets = List.copyOf(sets);
    this.provenance = new LinkedHashMap<>(provenance);
    requireDifferentIds();
    for (ReportPart part : parts) {
      part.studies().forEach(study -> requireShape(part.id(), study.shape()));
    }
    comparisons.forEach(comparison -> requireShape(comparison.set()));
    sets.forEach(this::requireShape);
  }

  private void requireShape(SampleSet set) {
    requireShape(set.id(), set.rows().get(0).samples().shape());
  }

  private void requireShape(String id, Shape shape) {
    if (!shape.equals(data.shape())) {
      throw new IllegalArgumentException(
          "the training data have shape "
              + data.shape()
              + ", samples of \""
              + id
              + "\" have "
              + shape);
    }
  }

  private void requireDifferentIds() {
    Set<String> ids = new HashSet<>();
    Stream.of(
            parts.stream().map(ReportPart::id),
            comparisons.stream().map(comparison -> comparison.set().id()),
            sets.stream().map(SampleSet::id))
        .flatMap(Function.identity())
        .forEach(
            id -> {
              if (!ids.add(id)) {
                throw new IllegalArgumentException(
                    "two parts of a report are named \"" + id + "\"");
              }
            });
  }

  /**
   * A report.
   *
   * @param data the training data
   * @param parts its studied samples, in order; may be none
   * @param provenance what was computed with what, in order
   * @return the report
   * @throws IllegalArgumentException if two parts have one name, or samples another shape than the
   *     training data
   */
  public static Report of(
      SourceImages data, List<ReportPart> parts, Map<String, String> provenance) {
    return new Report(data, parts, List.of(), List.of(), provenance);
  }

  /**
   * With a comparison of ensembles.
   *
   * @param comparison shown after those there are
   * @return a copy
   * @throws IllegalArgumentException if a part has its name
   */
  public Report with(EnsembleComparison comparison) {
    return new Report(data, parts, append(comparisons, comparison), sets, provenance);
  }

  /**
   * With a set of samples.
   *
   * @param set shown after those there are
   * @return a copy
   * @throws IllegalArgumentException if a part has its name
   */
  public Report with(SampleSet set) {
    return new Report(data, parts, comparisons, append(sets, set), provenance);
  }

  private static <T> List<T> append(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
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
      CsvTable table =
          part.names().isEmpty()
              ? StudyTable.of(part.studies(), data::name)
              : StudyTable.of(part.names(), part.studies(), data::name);
      table.write(folder.resolve(part.id() + ".csv"));
    }
    SetSections sections = new SetSections(data.tones());
    for (EnsembleComparison comparison : comparisons) {
      String id = comparison.set().id();
      AtomicFiles.write(
          folder.resolve(id + ".png"),
          Pictures.png(Pictures.sheet(sections.sheet(comparison), ZOOM)));
      comparison.table().write(folder.resolve(id + ".csv"));
    }
    for (SampleSet set : sets) {
      AtomicFiles.write(
          folder.resolve(set.id() + ".png"),
          Pictures.png(Pictures.sheet(sections.sheet(set), ZOOM)));
      SetSections.table(set).write(folder.resolve(set.id() + ".csv"));
    }
    Path page = folder.resolve(PAGE);
    String html = ReportPage.render(data, parts, comparisons, sets, provenance);
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

  /**
   * Rows: sample and sources; of calibrated influence the predicted and the exact counterfactuals
   * and their changes; then those of the farthest, exact and first order, likewise.
   */
  private BufferedImage sheet(SampleStudy study, int shown) {
    List<List<BufferedImage>> rows = new ArrayList<>();
    if (study.calibrated().isPresent()) {
      int[] sources = InfluenceSection.pictured(study, shown);
      rows.add(sources(study, sources));
      ways(rows, study, sources, study::predicted, InfluenceSection.fullPredicted(study, shown));
      int[] exact = InfluenceSection.exact(study, shown);
      if (exact.length > 0) {
        ways(rows, study, exact, study::counterfactual, InfluenceSection.fullExact(study, shown));
      }
    }
    if (study.hasLandscape()) {
      int[] sources = study.leading().top(shown);
      double full = fullChange(study, shown);
      rows.add(sources(study, sources));
      if (study.exact().isPresent()) {
        ways(rows, study, sources, study::counterfactual, full);
      }
      if (study.differential().isPresent()) {
        ways(rows, study, sources, study::firstOrder, full);
      }
    }
    return Pictures.sheet(rows, ZOOM);
  }

  private List<BufferedImage> sources(SampleStudy study, int[] sources) {
    return row(sample(study), sources, source -> Pictures.source(data, source));
  }

  private BufferedImage sample(SampleStudy study) {
    return Pictures.image(study.image(), study.shape(), data.tones());
  }

  /** What is without each source, and a row of the changes. */
  private void ways(
      List<List<BufferedImage>> rows,
      SampleStudy study,
      int[] sources,
      IntFunction<float[]> way,
      double full) {
    Shape shape = study.shape();
    float[] factual = study.image();
    BufferedImage sample = sample(study);
    rows.add(
        row(sample, sources, source -> Pictures.image(way.apply(source), shape, data.tones())));
    rows.add(
        row(
            sample,
            sources,
            source -> Pictures.difference(factual, way.apply(source), shape, full)));
  }

  private static List<BufferedImage> row(
      BufferedImage first, int[] sources, IntFunction<BufferedImage> picture) {
    List<BufferedImage> row = new ArrayList<>(List.of(first));
    Arrays.stream(sources).mapToObj(picture).forEach(row::add);
    return row;
  }

  /** The change that is drawn in full colour, of all counterfactuals that are shown. */
  static double fullChange(SampleStudy study, int shown) {
    int[] sources = study.leading().top(shown);
    List<float[]> from = Collections.nCopies(shown, study.image());
    IntFunction<float[]> counterfactual =
        study.exact().isPresent() ? study::counterfactual : study::firstOrder;
    return Pictures.fullChange(from, Arrays.stream(sources).mapToObj(counterfactual).toList());
  }
}
