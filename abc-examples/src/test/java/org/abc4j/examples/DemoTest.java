package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.abc4j.Batch;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.data.IdxWriter;
import org.abc4j.data.ImageSet;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.store.AssignmentFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import picocli.CommandLine;

/** The demo, from its arguments to the files it leaves. */
class DemoTest {
  private static final List<String> SMALL =
      List.of("--sources", "12", "--samples", "2", "--steps", "4", "--threads", "1");

  @TempDir Path temp;

  private record Run(int exitCode, String out, String err) {
    String lastLine() {
      List<String> lines = out.lines().toList();
      return lines.get(lines.size() - 1);
    }
  }

  /** Runs small settings into a folder; the last of an option's values counts. */
  private Run run(String folder, String... more) {
    List<String> args = new ArrayList<>(SMALL);
    args.addAll(List.of("--out", temp.resolve(folder).toString()));
    args.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Demo.commandLine()
            .setOverwrittenOptionsAllowed(true)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args.toArray(String[]::new));
    return new Run(exitCode, out.toString(), err.toString());
  }

  private void runWell(String folder, String... more) {
    Run run = run(folder, more);
    assertEquals(0, run.exitCode, run.err);
    assertEquals("", run.err);
  }

  private Map<String, byte[]> files(String folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(temp.resolve(folder))) {
      for (Path file : list.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private String page(String folder) throws IOException {
    return Files.readString(temp.resolve(folder).resolve("report.html"));
  }

  /** All but the times and the number of threads. */
  private String lastingPage(String folder) throws IOException {
    String page = page(folder);
    String lasting = page.replaceAll("<tr><th scope=\"row\">(Seconds[^<]*|Java)</th>.*?</tr>", "");
    assertTrue(lasting.length() < page.length());
    return lasting;
  }

  private void assertSamePictures(String folder, String other) throws IOException {
    Map<String, byte[]> a = files(folder);
    Map<String, byte[]> b = files(other);
    assertEquals(a.keySet(), b.keySet());
    for (String name : a.keySet()) {
      if (name.endsWith(".png") || name.endsWith(".json")) {
        assertArrayEquals(a.get(name), b.get(name), name);
      }
    }
  }

  private Path images(String name, int count, int height, int width) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    ImageSet bundled = BundledImages.fashionMnist256().first(count);
    IdxWriter writer = name.endsWith(".gz") ? IdxWriter.gzipped() : IdxWriter.plain();
    writer.images(file, height == 28 ? bundled : bundled.padTo(height, width));
    return file;
  }

  @Test
  void run_smallSettings_writesReportPicturesAndCodebook() throws Exception {
    Run run = run("new/out");
    assertEquals(0, run.exitCode, run.err);
    assertEquals("", run.err);
    assertEquals(
        List.of(
            "codebook.json",
            "gaussian-sample-0.png",
            "gaussian-sample-1.png",
            "gaussian.csv",
            "memorising-sample-0.png",
            "memorising.csv",
            "report.html"),
        List.copyOf(files("new/out").keySet()));
    assertEquals("Report: " + temp.resolve("new/out/report.html").toAbsolutePath(), run.lastLine());

    CodeAssignment code = AssignmentFile.read(temp.resolve("new/out/codebook.json"));
    assertEquals(12, code.sources().count());
    assertEquals(16, code.reserved());
    assertEquals(
        code.codebook().length() + ", each source seen by " + code.codebook().weight(),
        Markup.fact(Markup.page(page("new/out")), "Members"));
    BufferedImage sheet = ImageIO.read(temp.resolve("new/out/gaussian-sample-1.png").toFile());
    assertEquals(5 * 33 * 4, sheet.getWidth());
    assertEquals(5 * 33 * 4, sheet.getHeight());
  }

  @Test
  void run_summaryLine_isWhatThePageSays() throws Exception {
    Run run = run("out");
    List<String> cells =
        Markup.elements(Markup.page(page("out")), "tr").stream()
            .filter(row -> row.getTextContent().startsWith("Exact against first order, Spearman"))
            .flatMap(row -> Markup.elements(row, "td").stream())
            .map(cell -> cell.getTextContent().replace('−', '-'))
            .limit(2)
            .toList();
    assertEquals(
        "Median Spearman, exact against first order: "
            + cells.get(0)
            + " (Gaussian), "
            + cells.get(1)
            + " (memorising)",
        run.out.lines().skip(1).findFirst().orElseThrow());
  }

  /** What a reader needs to repeat it: the codebook, the images and the seed. */
  @Test
  void run_fromItsCodebookAndSeed_isRepeatedByTheLibrary() throws Exception {
    runWell("out", "--seed", "7");
    CodeAssignment code = AssignmentFile.read(temp.resolve("out/codebook.json"));
    DdimSampler sampler = DdimSampler.steps(4);
    Batch items = TrainingData.bundled(12).images().batch();
    List<Ensemble> ensembles =
        List.of(
            ClosedFormEnsembles.gaussian(items, code, 0.01, sampler.schedule()),
            ClosedFormEnsembles.posteriorMean(items, code, sampler.schedule()));
    List<Element> sections = Markup.elements(Markup.page(page("out")), "section");
    int[] noises = {0, 1, 0};
    for (int i = 0; i < noises.length; i++) {
      Sample sample = sampler.sample(ensembles.get(i / 2), ExogenousNoise.philox(7).of(noises[i]));
      float[] image = sample.image();
      BufferedImage shown = Markup.picture(Markup.elements(sections.get(i), "img").get(0));
      for (int p = 0; p < image.length; p++) {
        double level = (Math.max(-1, Math.min(1, image[p])) + 1) / 2 * 255;
        assertEquals(level, shown.getRGB(p % 32, p / 32) & 0xff, 0.5001, "sample " + i);
      }
      int most = new AblationAttributor().attribute(sample).top(1)[0];
      Element first = Markup.elements(sections.get(i), "b").get(0);
      assertEquals(TrainingData.bundled(12).title(most), first.getTextContent());
    }
  }

  @Test
  void run_anyNumberOfThreads_leavesTheSameBytes() throws IOException {
    runWell("one");
    runWell("two", "--threads", "2");
    runWell("five", "--threads", "5");
    for (String other : List.of("two", "five")) {
      assertSamePictures("one", other);
      assertEquals(lastingPage("one"), lastingPage(other));
    }
  }

  @Test
  void run_anotherSeed_leavesOtherPicturesAndAnotherCode() throws IOException {
    runWell("one");
    runWell("other", "--seed", "2");
    Map<String, byte[]> other = files("other");
    files("one").forEach((name, bytes) -> assertFalse(Arrays.equals(bytes, other.get(name)), name));
  }

  @Test
  void run_dataPlainGzippedOrFolder_isTheSame() throws IOException {
    Path plain = images("a/t10k-images-idx3-ubyte", 12, 28, 28);
    Path gzipped = images("b/some.gz", 12, 28, 28);
    runWell("bundled");
    runWell("plain", "--data", plain.toString());
    runWell("gzipped", "--data", gzipped.toString());
    runWell("folder", "--data", plain.getParent().toString());
    for (String folder : List.of("plain", "gzipped", "folder")) {
      assertSamePictures("bundled", folder);
    }
    assertEquals(lastingPage("plain"), lastingPage("folder"));
    assertTrue(page("plain").matches("(?s).*<b>image \\d+</b>.*"));
    assertFalse(page("plain").contains("class 9"));
  }

  @Test
  void run_dataWithLabels_namesTheClasses() throws IOException {
    Path images = images("t10k-images-idx3-ubyte.gz", 12, 28, 28);
    IdxWriter.gzipped()
        .labels(temp.resolve("t10k-labels-idx1-ubyte.gz"), 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3);
    runWell("out", "--data", images.toString());
    assertTrue(page("out").contains("<b>class 3</b>"));
    assertFalse(page("out").contains("<b>image "));
  }

  @Test
  void run_imagesLargerThan32_keepTheirSize() throws Exception {
    Path large = images("large", 12, 36, 44);
    runWell("out", "--data", large.toString(), "--samples", "1");
    BufferedImage first = Markup.picture(Markup.elements(Markup.page(page("out")), "img").get(0));
    assertEquals(44, first.getWidth());
    assertEquals(36, first.getHeight());
    BufferedImage sheet = ImageIO.read(temp.resolve("out/gaussian-sample-0.png").toFile());
    assertEquals(5 * 45 * 4, sheet.getWidth());
    assertEquals(5 * 37 * 4, sheet.getHeight());
  }

  @Test
  void run_dataNameWithMarkup_isEscaped() throws Exception {
    Path images = images("a&amp;b's", 12, 28, 28);
    runWell("out", "--data", images.toString());
    assertTrue(page("out").contains("a&amp;amp;b&#39;s"));
    assertTrue(
        Markup.fact(Markup.page(page("out")), "Training images")
            .startsWith("a&amp;b's: all 12 images"));
  }

  @Test
  void run_imagesAllTheSame_reportsWhatIsUndefined() throws Exception {
    Path black = temp.resolve("black");
    IdxWriter.plain()
        .images(black, BundledImages.fashionMnist256().select(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    runWell("out", "--data", black.toString());
    assertEquals(
        "undefined",
        Markup.fact(Markup.page(page("out")), "Exact against first order, pixel correlation"));
    assertFalse(page("out").contains("NaN"));
  }

  @Test
  void run_overAnEarlierReport_replacesIt() throws IOException {
    runWell("out", "--seed", "2");
    runWell("fresh");
    runWell("out");
    assertSamePictures("fresh", "out");
    assertEquals(lastingPage("fresh"), lastingPage("out"));
  }

  @Test
  void run_pageCannotBeWritten_isOneLineAndLeavesNoPartOfIt() throws IOException {
    Path page = temp.resolve("out").resolve("report.html");
    Files.createDirectories(page);
    Run run = run("out");
    assertEquals(1, run.exitCode);
    assertEquals("cannot write " + page + ": it is a folder", run.err.strip());
    try (Stream<Path> list = Files.list(page.getParent())) {
      assertTrue(
          list.map(file -> file.getFileName().toString()).noneMatch(name -> name.startsWith(".")));
    }
  }

  @Test
  void run_failureBeforeAReport_leavesTheEarlierOneAsItIs() throws IOException {
    runWell("out");
    Map<String, byte[]> before = files("out");
    assertEquals(1, run("out", "--data", temp.resolve("missing").toString()).exitCode);
    Map<String, byte[]> after = files("out");
    assertEquals(before.keySet(), after.keySet());
    before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
  }

  @Test
  void help_namesEveryOption() {
    Run help = run("none", "--help");
    assertEquals(0, help.exitCode);
    List<String> options =
        List.of(
            "--data",
            "--sources",
            "--samples",
            "--sampler",
            "--spacing",
            "--steps",
            "--seed",
            "--threads",
            "--out",
            "--help");
    options.forEach(
        option -> assertTrue(help.out.matches("(?s).*\\R +(-h, )?" + option + "\\b.*"), help.out));
    CommandLine line = Demo.commandLine();
    assertEquals(options.size(), line.getCommandSpec().options().size());
    assertTrue(help.out.contains("Default: 256.") && help.out.contains("Default: 50."), help.out);
    assertFalse(Files.exists(temp.resolve("none")));
  }

  @Test
  void main_asAProcess_printsThreeLinesAndEndsWell() throws Exception {
    Path out = temp.resolve("out");
    Run good = process("--sources", "12", "--samples", "1", "--steps", "2", "--out", "" + out);
    assertEquals(0, good.exitCode, good.err);
    assertEquals(3, good.out.lines().count(), good.out);
    assertEquals(
        "Training images: Fashion-MNIST (the test images that are bundled): the first 12 of 256"
            + " images",
        good.out.lines().findFirst().orElseThrow());
    assertEquals("Report: " + out.resolve("report.html").toAbsolutePath(), good.lastLine());
  }

  @Test
  void main_badArgument_printsOneLineAndEndsWithOne() throws Exception {
    Run bad = process("--steps", "0", "--out", temp.resolve("none").toString());
    assertEquals(1, bad.exitCode);
    assertEquals("", bad.out);
    assertEquals(1, bad.err.lines().count(), bad.err);
    assertNotEquals("", bad.err.strip());
    assertFalse(Files.exists(temp.resolve("none")));
  }

  private Run process(String... args) throws IOException, InterruptedException {
    Path out = temp.resolve("stdout");
    Path err = temp.resolve("stderr");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-classpath",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Demo.class.getName()));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .directory(new File(temp.toString()))
            .start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), "the demo does not end");
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
