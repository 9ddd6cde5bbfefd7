package org.abc4j.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageSet;
import org.abc4j.data.Normalisation;
import org.abc4j.study.SampleStudy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a report. What stands in its page is {@link ReportPageTest}'s. */
class ReportTest {
  private static final Shape SHAPE = new Shape(1, 4, 6);
  private static final Shape PIXEL = new Shape(1, 1, 1);
  private static final int SHOWN = 3;
  private static final int BLOCK = 512;

  @TempDir Path temp;

  private final ImageSet data = Studies.random(SHAPE);
  private final SampleStudy study = Studies.gaussian(data, 3);
  private final Report report =
      Report.of(
          Studies.shown(data),
          List.of(
              new ReportPart(
                  "part", "Part", List.of(), List.of(study, Studies.gaussian(data, 4)), SHOWN)),
          Map.of());

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static FileSystem disk(long bytes) {
    return Jimfs.newFileSystem(
        Configuration.unix().toBuilder().setBlockSize(BLOCK).setMaxSize(bytes).build());
  }

  /** Bytes that a file takes on such a disk. */
  private static long taken(Path file) throws IOException {
    return (Files.size(file) + BLOCK - 1) / BLOCK * BLOCK;
  }

  @Test
  void write_newFolder_holdsThePageAndASheetForEachSample() throws IOException {
    Path folder = temp.resolve("a/b");
    assertEquals(folder.resolve("report.html"), report.write(folder));
    assertEquals(
        List.of("part-sample-0.png", "part-sample-1.png", "part.csv", "report.html"),
        names(folder));
  }

  @Test
  void write_twice_givesTheSameBytes() throws IOException {
    report.write(temp.resolve("a"));
    report.write(temp.resolve("b"));
    for (String name : names(temp.resolve("a"))) {
      assertArrayEquals(
          Files.readAllBytes(temp.resolve("a").resolve(name)),
          Files.readAllBytes(temp.resolve("b").resolve(name)));
    }
  }

  /** What a killed process or an earlier report left goes; what only has such a name stays. */
  @Test
  void write_folderWithOtherThings_takesAwayItsOwnAlone() throws IOException {
    Path kept = Files.createDirectory(temp.resolve("part-sample-7.png"));
    Files.writeString(kept.resolve("mine"), "mine");
    Files.writeString(temp.resolve("part-sample-8.png"), "an earlier sheet");
    Files.writeString(temp.resolve(".abc-1-2.tmp"), "half a file");
    Files.writeString(temp.resolve("other-sample-1.png"), "another report's");
    report.write(temp);
    assertEquals(
        List.of(
            "other-sample-1.png",
            "part-sample-0.png",
            "part-sample-1.png",
            "part-sample-7.png",
            "part.csv",
            "report.html"),
        names(temp));
  }

  @Test
  void write_sheet_showsRowsAsDescribed() throws IOException {
    report.write(temp);
    BufferedImage sheet =
        ImageIO.read(
            new ByteArrayInputStream(Files.readAllBytes(temp.resolve("part-sample-0.png"))));
    assertEquals((1 + SHOWN) * 7 * 4, sheet.getWidth());
    assertEquals(5 * 5 * 4, sheet.getHeight());
    float[] factual = study.image();
    double full = Report.fullChange(study, SHOWN);
    int[] top = study.leading().top(SHOWN);
    for (int row = 0; row < 5; row++) {
      assertShows(Pictures.image(factual, SHAPE, Studies.TONES), sheet, row, 0);
    }
    for (int c = 0; c < SHOWN; c++) {
      float[] exact = study.counterfactual(top[c]);
      float[] firstOrder = study.firstOrder(top[c]);
      assertShows(Pictures.image(data.image(top[c]), SHAPE, Studies.TONES), sheet, 0, c + 1);
      assertShows(Pictures.image(exact, SHAPE, Studies.TONES), sheet, 1, c + 1);
      assertShows(Pictures.difference(factual, exact, SHAPE, full), sheet, 2, c + 1);
      assertShows(Pictures.image(firstOrder, SHAPE, Studies.TONES), sheet, 3, c + 1);
      assertShows(Pictures.difference(factual, firstOrder, SHAPE, full), sheet, 4, c + 1);
    }
  }

  private static void assertShows(
      BufferedImage expected, BufferedImage sheet, int row, int column) {
    for (int y = 0; y < 4 * expected.getHeight(); y++) {
      for (int x = 0; x < 4 * expected.getWidth(); x++) {
        assertEquals(
            expected.getRGB(x / 4, y / 4),
            sheet.getRGB(column * 7 * 4 + x, row * 5 * 4 + y),
            "row " + row + ", column " + column);
      }
    }
  }

  @Test
  void fullChange_isNearTheGreatestChangeShown() {
    float[] factual = study.image();
    double[] changes = new double[SHOWN * factual.length];
    int[] top = study.leading().top(SHOWN);
    for (int i = 0; i < changes.length; i++) {
      int p = i % factual.length;
      changes[i] = Math.abs(study.counterfactual(top[i / factual.length])[p] - factual[p]);
    }
    Arrays.sort(changes);
    // 72 changes: the 99th percentile is the last but one.
    assertEquals(changes[70], Report.fullChange(study, SHOWN), 1e-15);
  }

  @Test
  void fullChange_noChange_isPositive() {
    SampleStudy constant = Studies.gaussian(Studies.constant(SHAPE), 1);
    assertEquals(1e-6, Report.fullChange(constant, SHOWN));
  }

  @Test
  void write_pageDoesNotFit_leavesNoPartOfItAndNamesIt() throws IOException {
    report.write(temp);
    long sheets =
        taken(temp.resolve("part-sample-0.png"))
            + taken(temp.resolve("part-sample-1.png"))
            + taken(temp.resolve("part.csv"));
    long page = taken(temp.resolve("report.html"));
    for (long room : new long[] {0, BLOCK, page / 2, page - BLOCK}) {
      try (FileSystem disk = disk(sheets + room)) {
        Path folder = disk.getPath("/out");
        IOException failure = assertThrows(IOException.class, () -> report.write(folder));
        assertEquals("cannot write /out/report.html: no space left in /out", failure.getMessage());
        assertEquals(List.of("part-sample-0.png", "part-sample-1.png", "part.csv"), names(folder));
      }
    }
    try (FileSystem disk = disk(sheets + page)) {
      Path folder = disk.getPath("/out");
      assertArrayEquals(
          Files.readAllBytes(temp.resolve("report.html")),
          Files.readAllBytes(report.write(folder)));
    }
  }

  @Test
  void write_sheetDoesNotFit_leavesNoPartOfItAndNamesIt() throws IOException {
    report.write(temp);
    try (FileSystem disk = disk(taken(temp.resolve("part-sample-0.png")) + BLOCK)) {
      Path folder = disk.getPath("/out");
      IOException failure = assertThrows(IOException.class, () -> report.write(folder));
      assertTrue(
          failure.getMessage().startsWith("cannot write /out/part-sample-1.png: "),
          failure.getMessage());
      assertEquals(List.of("part-sample-0.png"), names(folder));
    }
  }

  @Test
  void write_diskFullOverAnEarlierReport_keepsTheEarlierPage() throws IOException {
    report.write(temp);
    long all = 0;
    for (String name : names(temp)) {
      all += taken(temp.resolve(name));
    }
    long spare =
        Math.max(taken(temp.resolve("part-sample-0.png")), taken(temp.resolve("part.csv"))) + BLOCK;
    try (FileSystem disk = disk(all + spare)) {
      Path folder = disk.getPath("/out");
      byte[] page = Files.readAllBytes(report.write(folder));
      IOException failure = assertThrows(IOException.class, () -> report.write(folder));
      assertTrue(failure.getMessage().contains("/out/report.html"), failure.getMessage());
      assertArrayEquals(page, Files.readAllBytes(folder.resolve("report.html")));
      assertEquals(names(temp), names(folder));
    }
  }

  @Test
  void part_withoutSamples_isRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new ReportPart("empty", "Empty", List.of(), List.of(), 1))
            .getMessage();
    assertEquals("a part shows at least 1 sample, \"empty\" has none", message);
  }

  @Test
  void part_showsMoreThanThereIsOrNothing_isRefused() {
    for (int shown : new int[] {0, -1, Studies.SOURCES + 1}) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new ReportPart("part", "Part", List.of(), List.of(study), shown))
              .getMessage();
      assertEquals("\"part\" can show 1 to 10 sources of a sample, found " + shown, message);
    }
    assertFalse(
        new ReportPart("part", "Part", List.of(), List.of(study), Studies.SOURCES)
            .studies()
            .isEmpty());
  }

  private static SampleSet.Row row(String name, float... values) {
    return new SampleSet.Row(name, Batch.of(PIXEL, values));
  }

  private static SampleSet set(String id, SampleSet.Row... rows) {
    return new SampleSet(id, "Title of " + id, List.of("Words."), List.of(rows));
  }

  private static Report ofPixels() {
    return Report.of(
        SourceImages.of(
            Batch.of(PIXEL, 0), DataSources.oneItemEach(1), Normalisation.plusMinusOne()),
        List.of(),
        Map.of());
  }

  @Test
  void write_setAndComparison_haveSheetsTablesAndSections() throws Exception {
    EnsembleComparison comparison =
        EnsembleComparison.of(set("repair", row("<before>", -1, 0), row("=after", 1, 0)));
    Path page = ofPixels().with(comparison).with(set("set", row("whole", -1, 0, 1))).write(temp);
    assertEquals(
        List.of("repair.csv", "repair.png", "report.html", "set.csv", "set.png"), names(temp));
    assertEquals(
        List.of(
            "\"sample\",\"ensemble\",\"distance\",\"placebos_at_least_as_far\",\"placebos\"",
            "0,\"'=after\",2,,0",
            "1,\"'=after\",0,,0"),
        Files.readAllLines(temp.resolve("repair.csv")));
    assertEquals("\"whole\",2,1,1,1", Files.readAllLines(temp.resolve("set.csv")).get(3));
    BufferedImage sheet =
        ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(temp.resolve("repair.png"))));
    assertEquals(2 * 2 * 4, sheet.getWidth());
    assertEquals(3 * 2 * 4, sheet.getHeight());
    // Samples of before and after, and their change.
    int[][] expected = {{0, 0x808080}, {0xffffff, 0x808080}, {0xffe082, 0x808080}};
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 2; c++) {
        assertEquals(expected[r][c], sheet.getRGB(c * 8, r * 8) & 0xffffff, r + ", " + c);
      }
    }
    String text = Markup.page(Files.readString(page)).getDocumentElement().getTextContent();
    assertTrue(text.contains("=after: distance 2.00, no placebos"), text);
    assertTrue(text.contains("Title of set"), text);
    assertFalse(text.contains("How to read"), "there is no landscape");
  }

  @Test
  void comparison_besideStudies_countsTheirPlacebos() {
    CodeAssignment code =
        Codebook.design(Studies.SOURCES, 3, 5).assign(DataSources.oneItemEach(Studies.SOURCES), 5);
    SampleStudy first = Studies.gaussian(data, code, 3);
    int farthest = first.leading().top(1)[0];
    SampleSet set =
        new SampleSet(
            "removal",
            "Removal",
            List.of(),
            List.of(
                new SampleSet.Row("before", Batch.of(SHAPE, first.image())),
                new SampleSet.Row("after", Batch.of(SHAPE, first.counterfactual(farthest)))));
    EnsembleComparison comparison = EnsembleComparison.of(set).beside(List.of(first));
    double distance = first.leading().distance(farthest);
    assertEquals(distance, comparison.distance(1, 0));
    long asFar = Arrays.stream(first.placebos()).filter(placebo -> placebo >= distance).count();
    assertTrue(comparison.table().text().endsWith("," + asFar + ",3\r\n"));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> EnsembleComparison.of(set).beside(List.of(study)))
            .getMessage();
    assertEquals("study 0 is of another sample than that of \"before\"", message);
    assertThrows(
        IllegalArgumentException.class, () -> EnsembleComparison.of(set).beside(List.of()));
  }

  @Test
  void parts_thatCannotBeShown_areRefused() {
    SampleSet one = set("one", row("a", 1, 2));
    assertThrows(IllegalArgumentException.class, () -> EnsembleComparison.of(one));
    SampleSet uneven = set("two", row("a", 1, 2), row("b", 1));
    assertThrows(IllegalArgumentException.class, () -> EnsembleComparison.of(uneven));
    assertThrows(IllegalArgumentException.class, () -> row("empty"));
    assertThrows(IllegalArgumentException.class, () -> set("none"));
    for (String id : List.of("", "../x", "a b", "-a", "a\n", "<i>")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> set(id, row("a", 1))).getMessage();
      assertTrue(message.endsWith("found \"" + id + "\""), message);
    }
    assertEquals(
        "two parts of a report are named \"one\"",
        assertThrows(IllegalArgumentException.class, () -> ofPixels().with(one).with(one))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> report.with(one), "of another shape");
  }
}
