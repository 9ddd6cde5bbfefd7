package org.abc4j.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.abc4j.io.AtomicFiles;

/**
 * A page of charts and tables that is being written: one file, with no script and no external
 * reference. Not thread-safe.
 */
public final class CurvePage {
  private final HtmlWriter html = new HtmlWriter();

  /**
   * Begins a page.
   *
   * @param title its title
   */
  public CurvePage(String title) {
    ReportPage.open(html, title);
  }

  /**
   * Begins a part.
   *
   * @param title its heading
   */
  public void part(String title) {
    html.raw("<h2>").text(title).raw("</h2>");
  }

  /**
   * A paragraph.
   *
   * @param text its text
   */
  public void paragraph(String text) {
    html.paragraph(text);
  }

  /** Begins a row of charts. */
  public void beginCharts() {
    html.raw("<div class=\"curves\">");
  }

  /** Ends a row of charts. */
  public void endCharts() {
    html.raw("</div>");
  }

  /**
   * A chart over a logarithmic axis.
   *
   * @param title for those who cannot see it
   * @param xName below that axis
   * @param yName beside the other
   * @param logarithmic whether that is logarithmic too; else it goes up to 1
   * @param curves the curves, at least one point in all
   * @throws IllegalArgumentException if there is no point, or one has no place on its axis
   */
  public void chart(
      String title, String xName, String yName, boolean logarithmic, List<Curve> curves) {
    html.raw(CurveChart.of(title, xName, yName, logarithmic, curves));
  }

  /**
   * A table.
   *
   * @param header names of the columns
   * @param rows the cells of each row, of which the first names it
   */
  public void table(List<String> header, List<List<String>> rows) {
    html.raw("<div class=\"scroll\" tabindex=\"0\"><table><tr>");
    header.forEach(name -> html.raw("<th scope=\"col\">").text(name).raw("</th>"));
    html.raw("</tr>");
    for (List<String> row : rows) {
      html.raw("<tr><th scope=\"row\">").text(row.get(0)).raw("</th>");
      row.stream().skip(1).forEach(html::cell);
      html.raw("</tr>");
    }
    html.raw("</table></div>");
  }

  /**
   * Writes the page, with what it was made of at its end.
   *
   * @param file the file
   * @param facts what was computed with what, in order
   * @throws IOException if it cannot be written
   */
  public void write(Path file, Map<String, String> facts) throws IOException {
    part("How this was made");
    html.raw("<table class=\"facts\">");
    facts.forEach(html::fact);
    html.raw("</table></main></body></html>\n");
    AtomicFiles.write(file, html.toString().getBytes(StandardCharsets.UTF_8));
  }
}
