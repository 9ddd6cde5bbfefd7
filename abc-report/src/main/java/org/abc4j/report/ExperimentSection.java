package org.abc4j.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.abc4j.report.figure.Figure;

/**
 * A part of an {@link ExperimentPage}: paragraphs, figures, and numbers beside the paper's, in this
 * order. Immutable.
 */
public final class ExperimentSection {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  private final String heading;
  private final List<String> paragraphs;
  private final Map<String, Figure> figures;
  private final List<PaperComparison> comparisons;

  private ExperimentSection(
      String heading,
      List<String> paragraphs,
      Map<String, Figure> figures,
      List<PaperComparison> comparisons) {
    this.heading = heading;
    this.paragraphs = paragraphs;
    this.figures = figures;
    this.comparisons = comparisons;
  }

  /**
   * A section without content.
   *
   * @param heading above it
   * @return the section
   */
  public static ExperimentSection of(String heading) {
    return new ExperimentSection(
        Objects.requireNonNull(heading, "heading"), List.of(), Map.of(), List.of());
  }

  /**
   * With one more paragraph.
   *
   * @param text its text
   * @return a copy
   */
  public ExperimentSection paragraph(String text) {
    return new ExperimentSection(heading, append(paragraphs, text), figures, comparisons);
  }

  /**
   * With one more figure.
   *
   * @param name of its files: up to 64 small letters, digits and hyphens, no hyphen first
   * @param figure the figure
   * @return a copy
   * @throws IllegalArgumentException if the name is another, or there is one of this name
   */
  public ExperimentSection figure(String name, Figure figure) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a figure's name is up to 64 small letters, digits and hyphens, found \"" + name + '"');
    }
    Map<String, Figure> more = new LinkedHashMap<>(figures);
    if (more.put(name, Objects.requireNonNull(figure, "figure")) != null) {
      throw new IllegalArgumentException("two figures are named \"" + name + '"');
    }
    return new ExperimentSection(heading, paragraphs, more, comparisons);
  }

  /**
   * With one more number beside the paper's.
   *
   * @param comparison both
   * @return a copy
   */
  public ExperimentSection comparison(PaperComparison comparison) {
    return new ExperimentSection(heading, paragraphs, figures, append(comparisons, comparison));
  }

  private static <T> List<T> append(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list);
    longer.add(Objects.requireNonNull(last));
    return List.copyOf(longer);
  }

  String heading() {
    return heading;
  }

  List<String> paragraphs() {
    return paragraphs;
  }

  Map<String, Figure> figures() {
    return figures;
  }

  List<PaperComparison> comparisons() {
    return comparisons;
  }
}
