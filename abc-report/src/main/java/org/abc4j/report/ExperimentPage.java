package org.abc4j.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abc4j.io.AtomicFiles;
import org.abc4j.report.figure.Figure;

/**
 * The report of an experiment: what was planned, what was found in figures, and numbers beside the
 * paper's.
 *
 * <p>{@code index.html} has all figures inside, no script, and no reference but to the files of its
 * folder: {@code figures} has each figure as SVG and PNG and its numbers as CSV, {@code
 * comparison.csv} the table beside the paper. All text is escaped. Immutable.
 */
public final class ExperimentPage {
  private static final String PAGE = "index.html";
  private static final String FIGURES = "figures";
  private static final String COMPARISON = "comparison.csv";
  private static final Pattern FIGURE_LINK =
      Pattern.compile("href=\"figures/([a-z0-9][a-z0-9-]{0,63}\\.(?:svg|png|csv))\"");

  /** A page is not longer; what is, is none of ours. */
  private static final long LONGEST = 1L << 28;

  private final String title;
  private final Map<String, String> facts;
  private final List<String> plan;
  private final List<ExperimentSection> sections;

  private ExperimentPage(
      String title,
      Map<String, String> facts,
      List<String> plan,
      List<ExperimentSection> sections) {
    this.title = title;
    this.facts = facts;
    this.plan = plan;
    this.sections = sections;
  }

  /**
   * A page without content.
   *
   * @param title its title
   * @return the page
   */
  public static ExperimentPage of(String title) {
    return new ExperimentPage(
        Objects.requireNonNull(title, "title"), Map.of(), List.of(), List.of());
  }

  /**
   * With one more stated fact: what was computed with what.
   *
   * @param name what it is of, such as "Ensemble"
   * @param value the fact
   * @return a copy
   * @throws IllegalArgumentException if it is stated already
   */
  public ExperimentPage fact(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(facts);
    if (more.put(name, Objects.requireNonNull(value, "value")) != null) {
      throw new IllegalArgumentException("\"" + name + "\" is stated already");
    }
    return new ExperimentPage(title, more, plan, sections);
  }

  /**
   * With what was planned before anything was computed.
   *
   * @param text its paragraphs, with an empty line between two
   * @return a copy
   */
  public ExperimentPage plan(String text) {
    List<String> paragraphs = new ArrayList<>();
    for (String paragraph : text.split("\\R\\h*\\R")) {
      if (!paragraph.isBlank()) {
        paragraphs.add(paragraph.strip());
      }
    }
    return new ExperimentPage(title, facts, List.copyOf(paragraphs), sections);
  }

  /**
   * With one more section.
   *
   * @param section after those there are
   * @return a copy
   * @throws IllegalArgumentException if a figure has the name of one before
   */
  public ExperimentPage section(ExperimentSection section) {
    List<ExperimentSection> more = new ArrayList<>(sections);
    more.add(section);
    Set<String> names = new HashSet<>();
    for (ExperimentSection one : more) {
      for (String name : one.figures().keySet()) {
        if (!names.add(name)) {
          throw new IllegalArgumentException("two figures are named \"" + name + '"');
        }
      }
    }
    return new ExperimentPage(title, facts, plan, List.copyOf(more));
  }

  /**
   * Writes the page and its files. The page comes last, so that one that exists is complete; what
   * killed processes have left goes, and so do files of figures that the page before had.
   *
   * @param folder the folder, made if it is not there
   * @return the page
   * @throws IOException if a file cannot be written; none is left half written
   */
  public Path write(Path folder) throws IOException {
    AtomicFiles.requireWritable(folder, "a report");
    AtomicFiles.deleteLeftovers(folder);
    Path figures = folder.resolve(FIGURES);
    if (Files.exists(figures, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(figures, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("cannot write figures to " + figures + ": it is not a folder");
    }
    AtomicFiles.requireWritable(figures, "figures");
    AtomicFiles.deleteLeftovers(figures);
    Set<String> earlier = earlier(folder.resolve(PAGE));
    Set<String> written = new HashSet<>();
    Map<String, String> drawn = new LinkedHashMap<>();
    for (ExperimentSection section : sections) {
      for (Map.Entry<String, Figure> entry : section.figures().entrySet()) {
        String name = entry.getKey();
        Figure figure = entry.getValue();
        String svg = figure.svg();
        drawn.put(name, svg);
        AtomicFiles.write(
            figures.resolve(name + ".svg"), (svg + "\n").getBytes(StandardCharsets.UTF_8));
        AtomicFiles.write(figures.resolve(name + ".png"), figure.png());
        CsvTable.of(figure.numbers()).write(figures.resolve(name + ".csv"));
        written.addAll(List.of(name + ".svg", name + ".png", name + ".csv"));
      }
    }
    comparison().write(folder.resolve(COMPARISON));
    Path page = folder.resolve(PAGE);
    AtomicFiles.write(page, html(drawn).getBytes(StandardCharsets.UTF_8));
    for (String name : earlier) {
      Path file = figures.resolve(name);
      if (!written.contains(name) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(file);
      }
    }
    return page;
  }

  /** The figures of the page that is there, if one is. */
  private static Set<String> earlier(Path page) throws IOException {
    Set<String> names = new HashSet<>();
    if (Files.isRegularFile(page, LinkOption.NOFOLLOW_LINKS) && Files.size(page) <= LONGEST) {
      String html = new String(Files.readAllBytes(page), StandardCharsets.ISO_8859_1);
      Matcher link = FIGURE_LINK.matcher(html);
      while (link.find()) {
        names.add(link.group(1));
      }
    }
    return names;
  }

  /** All numbers beside the paper's. */
  private CsvTable comparison() {
    CsvTable table = CsvTable.of("section", "quantity", "paper", "abc", "agrees", "why");
    for (ExperimentSection section : sections) {
      for (PaperComparison row : section.comparisons()) {
        table.row(
            section.heading(),
            row.quantity(),
            row.paper(),
            row.ours(),
            row.agreement().text(),
            row.why());
      }
    }
    return table;
  }

  private String html(Map<String, String> drawn) {
    HtmlWriter html = new HtmlWriter();
    ReportPage.open(html, title);
    if (!plan.isEmpty()) {
      html.raw("<h2>What was planned</h2>");
      plan.forEach(html::paragraph);
    }
    for (ExperimentSection section : sections) {
      html.raw("<h2>").text(section.heading()).raw("</h2>");
      section.paragraphs().forEach(html::paragraph);
      if (!section.figures().isEmpty()) {
        html.raw("<div class=\"figures\">");
        section.figures().forEach((name, figure) -> figure(html, name, figure, drawn.get(name)));
        html.raw("</div>");
      }
      if (!section.comparisons().isEmpty()) {
        comparison(html, section.comparisons());
      }
    }
    if (!facts.isEmpty()) {
      html.raw("<h2>What was computed with what</h2><table class=\"facts\">");
      facts.forEach(html::fact);
      html.raw("</table>");
    }
    return html.raw("</main></body></html>\n").toString();
  }

  private static void figure(HtmlWriter html, String name, Figure figure, String svg) {
    html.raw("<figure>").raw(svg).raw("<figcaption>").text(figure.caption());
    html.raw(figure.caption().isEmpty() ? "" : "<br>");
    String separator = "";
    for (String type : List.of("svg", "png", "csv")) {
      html.raw(separator)
          .raw("<a href=\"" + FIGURES + "/")
          .text(name + "." + type)
          .raw("\">")
          .text(name + "." + type)
          .raw("</a>");
      separator = ", ";
    }
    html.raw("</figcaption></figure>");
  }

  private static void comparison(HtmlWriter html, List<PaperComparison> rows) {
    html.raw("<h3>abc beside the paper</h3><div class=\"scroll\" tabindex=\"0\">")
        .raw("<table class=\"beside\"><tr>");
    for (String name : List.of("quantity", "paper", "abc", "agrees", "why")) {
      html.raw("<th scope=\"col\">").text(name).raw("</th>");
    }
    html.raw("</tr>");
    for (PaperComparison row : rows) {
      html.raw("<tr><th scope=\"row\">").text(row.quantity()).raw("</th>");
      html.cell(row.paper());
      html.cell(row.ours());
      html.cell(row.agreement().text());
      html.cell(row.why());
      html.raw("</tr>");
    }
    html.raw("</table></div>");
  }
}
