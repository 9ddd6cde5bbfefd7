package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.abc4j.report.figure.Axis;
import org.abc4j.report.figure.Figure;
import org.abc4j.report.figure.Series;
import org.abc4j.report.figure.StripChart;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ExperimentPageTest {
  private static final String HOSTILE = "=1+1</td><script>alert('\"&')</script>";
  private static final ExperimentPage FEW = ExperimentGallery.page(List.of("few", "fid", "pairs"));

  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
  private final Path folder = memory.getPath("/report");

  private static Figure figure(String name, double... values) {
    return StripChart.of(name, Axis.linear("radius", ""), List.of(Series.of(name, values)));
  }

  private static Set<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void write_chartsAndSheet_leavesPageFiguresAndTables() throws Exception {
    Path page = FEW.write(folder);
    assertEquals(folder.resolve("index.html"), page);
    assertEquals(Set.of("index.html", "comparison.csv", "figures"), files(folder));
    Document html = Markup.page(Files.readString(page).replace("<br>", "<br/>"));
    assertEquals(3, Markup.elements(html, "svg").size());
    assertEquals(3 * 3, files(folder.resolve("figures")).size());
    for (Element link : Markup.elements(html, "a")) {
      assertTrue(Files.isRegularFile(folder.resolve(link.getAttribute("href"))));
    }
    List<Element> rows = Markup.elements(Markup.elements(html, "table").get(0), "tr");
    assertEquals("Slope of log₁₀ radius over log₁₀ N", first(rows.get(1), "th"));
    assertEquals("−0.2003", first(rows.get(1), "td"));
    assertEquals("0123456789abcdef".repeat(4), Markup.fact(html, "Data").substring(35));
    String csv = Files.readString(folder.resolve("figures/fid.csv"));
    assertTrue(
        csv.startsWith(
            "\"series\",\"training set size\",\"FID (10,240 samples)\"\r\n\"ensemble\",256,6.245"),
        csv);
  }

  private static String first(Element row, String type) {
    return Markup.elements(row, type).get(0).getTextContent();
  }

  @Test
  void write_chartsAndSheet_hasNoScriptAndNoReferenceToElsewhere() throws Exception {
    String html = Files.readString(FEW.write(folder));
    Document page = Markup.page(html.replace("<br>", "<br/>"));
    assertTrue(Markup.elements(page, "script").isEmpty());
    for (Element element : Markup.elements(page, "*")) {
      for (String name : List.of("src", "href", "xlink:href", "action", "onload")) {
        String value = element.getAttribute(name);
        assertTrue(
            value.isEmpty()
                || value.startsWith("data:image/png;base64,")
                || value.matches("figures/[a-z0-9-]+\\.(svg|png|csv)"),
            value);
      }
    }
    int before = 0;
    for (Element element : Markup.elements(page, "*")) {
      if (element.getTagName().matches("h[1-6]")) {
        int level = element.getTagName().charAt(1) - '0';
        assertTrue(level <= before + 1, element.getTextContent());
        before = level;
      }
    }
  }

  @Test
  void write_hostileText_isText() throws Exception {
    ExperimentPage page =
        ExperimentPage.of(HOSTILE)
            .fact(HOSTILE, HOSTILE)
            .plan(HOSTILE + "\n \n" + HOSTILE + "\r\n\r\n")
            .section(
                ExperimentSection.of(HOSTILE)
                    .paragraph(HOSTILE)
                    .figure("f", figure(HOSTILE, 1, 2))
                    .comparison(
                        new PaperComparison(
                            HOSTILE, HOSTILE, HOSTILE, PaperComparison.Agreement.NO, HOSTILE)));
    String html = Files.readString(page.write(folder));
    Document parsed = Markup.page(html.replace("<br>", "<br/>"));
    assertTrue(Markup.elements(parsed, "script").isEmpty());
    assertEquals(HOSTILE, Markup.elements(parsed, "h1").get(0).getTextContent());
    assertEquals(
        3,
        Markup.elements(parsed, "p").stream()
            .filter(p -> p.getTextContent().equals(HOSTILE))
            .count());
    for (String file : List.of("comparison.csv", "figures/f.csv")) {
      String csv = Files.readString(folder.resolve(file));
      assertTrue(csv.contains("\"'=1+1"), csv);
    }
  }

  @Test
  void write_again_sameBytesAndNoFiguresOfBefore() throws Exception {
    ExperimentSection section = ExperimentSection.of("s").figure("a", figure("a", 1));
    ExperimentPage page = ExperimentPage.of("t").section(section.figure("b", figure("b", 2)));
    byte[] first = Files.readAllBytes(page.write(folder));
    byte[] png = Files.readAllBytes(folder.resolve("figures/a.png"));
    assertArrayEquals(first, Files.readAllBytes(page.write(folder)));
    assertArrayEquals(png, Files.readAllBytes(folder.resolve("figures/a.png")));

    Files.writeString(folder.resolve("figures/mine.png"), "somebody's");
    ExperimentPage.of("t").section(section).write(folder);
    assertEquals(Set.of("a.svg", "a.png", "a.csv", "mine.png"), files(folder.resolve("figures")));
  }

  @Test
  void write_figuresIsALink_isRefused() throws Exception {
    Files.createDirectories(folder);
    Files.createDirectories(memory.getPath("/elsewhere"));
    Files.createSymbolicLink(folder.resolve("figures"), memory.getPath("/elsewhere"));
    assertEquals(
        "cannot write figures to /report/figures: it is not a folder",
        assertThrows(IOException.class, () -> ExperimentPage.of("t").write(folder)).getMessage());
    assertTrue(files(memory.getPath("/elsewhere")).isEmpty());
  }

  @Test
  void names_ofFigures_areOfFilesAndDiffer() {
    ExperimentSection section = ExperimentSection.of("s").figure("a", figure("a", 1));
    for (String name : List.of("", "A", "../a", "-a", "a.b", "a/b", "x".repeat(65))) {
      assertEquals(
          "a figure's name is up to 64 small letters, digits and hyphens, found \"" + name + '"',
          assertThrows(IllegalArgumentException.class, () -> section.figure(name, figure("a", 1)))
              .getMessage());
    }
    assertEquals(
        "two figures are named \"a\"",
        assertThrows(IllegalArgumentException.class, () -> section.figure("a", figure("a", 1)))
            .getMessage());
    assertEquals(
        "two figures are named \"a\"",
        assertThrows(
                IllegalArgumentException.class,
                () -> ExperimentPage.of("t").section(section).section(section))
            .getMessage());
    assertEquals(
        "\"Seed\" is stated already",
        assertThrows(
                IllegalArgumentException.class,
                () -> ExperimentPage.of("t").fact("Seed", "1").fact("Seed", "2"))
            .getMessage());
  }

  @Test
  void comparison_byInterval_agreesInsideAlone() {
    PaperComparison inside =
        PaperComparison.byInterval("slope", "-0.2003", -0.19, -0.21, -0.15, "95 %");
    assertEquals(PaperComparison.Agreement.YES, inside.agreement());
    assertEquals("−0.19 (−0.21 to −0.15)", inside.ours());
    assertEquals("the paper's number lies in our interval: 95 %", inside.why());
    PaperComparison above = PaperComparison.byInterval("n", "5,100", 5, 4, 6, "sd");
    assertEquals(PaperComparison.Agreement.NO, above.agreement());
    assertEquals("the paper's number lies above our interval: sd", above.why());
    assertEquals(
        "an interval holds its number, that of \"n\" is 6.0 to 7.0, the number 5.0",
        assertThrows(
                IllegalArgumentException.class,
                () -> PaperComparison.byInterval("n", "5", 5, 6, 7, "sd"))
            .getMessage());
    assertEquals(
        "a comparison says why, that of \"n\" does not",
        assertThrows(
                IllegalArgumentException.class,
                () -> new PaperComparison("n", "1", "2", PaperComparison.Agreement.YES, " "))
            .getMessage());
    assertEquals("not comparable", PaperComparison.Agreement.NOT_COMPARABLE.text());
  }
}
