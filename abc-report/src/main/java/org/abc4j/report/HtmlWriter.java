package org.abc4j.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** A page that is being written: the elements of which the report is made. */
final class HtmlWriter {
  private static final double LEAST_PLAIN = 1e-6;
  private static final double MOST_PLAIN = 1e9;

  private final StringBuilder html = new StringBuilder();

  /** Markup as it is. */
  HtmlWriter raw(String markup) {
    html.append(markup);
    return this;
  }

  /** Text, escaped. */
  HtmlWriter text(String text) {
    html.append(Html.escape(text));
    return this;
  }

  void figure(String type, String uri, String caption, String alternative) {
    html.append("<figure class=\"")
        .append(type)
        .append("\"><img src=\"")
        .append(uri)
        .append("\" alt=\"")
        .append(Html.escape(alternative))
        .append("\"><figcaption>")
        .append(Html.escape(caption))
        .append("</figcaption></figure>");
  }

  void paragraph(String text) {
    html.append("<p>").append(Html.escape(text)).append("</p>");
  }

  void item(String term, String text) {
    html.append("<li><b>")
        .append(Html.escape(term))
        .append(":</b> ")
        .append(Html.escape(text))
        .append("</li>");
  }

  void cell(String text) {
    html.append("<td>").append(Html.escape(text)).append("</td>");
  }

  void fact(String name, String value) {
    html.append("<tr><th scope=\"row\">")
        .append(Html.escape(name))
        .append("</th><td>")
        .append(Html.escape(value))
        .append("</td></tr>");
  }

  /** A number with three digits or so. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return notFinite(value);
    }
    double magnitude = Math.abs(value);
    String format =
        magnitude >= 100 ? "%.0f" : magnitude >= 10 ? "%.1f" : magnitude >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value).replace('-', '−');
  }

  /** A number with three significant digits, however small. */
  static String significant(double value) {
    if (!Double.isFinite(value)) {
      return notFinite(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
    double magnitude = Math.abs(value);
    // Many zeros are not read: 1.2E-30.
    boolean plain = value == 0 || (magnitude >= LEAST_PLAIN && magnitude < MOST_PLAIN);
    return (plain ? rounded.toPlainString() : rounded.toString()).replace('-', '−');
  }

  private static String notFinite(double value) {
    return Double.isNaN(value) ? "undefined" : value > 0 ? "∞" : "−∞";
  }

  @Override
  public String toString() {
    return html.toString();
  }
}
