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
import org.abc4j.Shape;
import org.abc4j.data.ImageSet;
import org.abc4j.study.SampleStudy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a report. What stands in its page is {@link ReportPageTest}'s. */
class ReportTest {
  private static final Shape SHAPE = new Shape(1, 4, 6);
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
    assertEquals(List.of("part-sample-0.png", "part-sample-1.png", "report.html"), names(folder));
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
        taken(temp.resolve("part-sample-0.png")) + taken(temp.resolve("part-sample-1.png"));
    long page = taken(temp.resolve("report.html"));
    for (long room : new long[] {0, BLOCK, page / 2, page - BLOCK}) {
      try (FileSystem disk = disk(sheets + room)) {
        Path folder = disk.getPath("/out");
        IOException failure = assertThrows(IOException.class, () -> report.write(folder));
        String message = failure.getMessage();
        assertTrue(message.startsWith("cannot write /out/report.html: "), message);
        assertTrue(message.contains("out of disk space"), message);
        assertEquals(List.of("part-sample-0.png", "part-sample-1.png"), names(folder));
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
    long spare = taken(temp.resolve("part-sample-0.png")) + BLOCK;
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
}
