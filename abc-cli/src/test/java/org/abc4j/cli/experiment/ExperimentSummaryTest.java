package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.cli.Refusal;
import org.abc4j.evaluation.RadiusRegression;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.report.CsvTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentSummaryTest {
  private static final ExperimentRegistry REGISTRY = ExperimentRegistry.paper();
  private static final List<String> FASHION =
      List.of("FASHION_256", "FASHION_512", "FASHION_1024", "FASHION_2048", "FASHION_4096");

  @TempDir Path folder;

  /** A folder with radii around 10^(1 + slope · log10 N), or all 0. */
  private void run(String in, String name, String scale, MemberKind kind, Double slope)
      throws IOException {
    ExperimentPlan plan = new ExperimentPlan(REGISTRY.get(name), REGISTRY.scale(scale), kind);
    run(in, plan, plan.items(), slope);
    new DataSize(plan.items(), plan.sources()).write(new FolderOutput(folder.resolve(in)));
  }

  /** One that does not say how many images it had. */
  private void run(String in, ExperimentPlan plan, int images, Double slope) throws IOException {
    Path out = folder.resolve(in);
    PlanFile.begin(out, plan);
    CsvTable table =
        NumberTable.of("sample", "radius", "counterfactualDistanceRank", "rankCorrelation");
    for (int k = 0; k < 4; k++) {
      double radius = slope == null ? 0 : (0.99 + 0.01 * k) * 10 * StrictMath.pow(images, slope);
      table.row(k, radius, 0.5, slope == null ? null : 0.9);
    }
    Files.createDirectories(out.resolve(Parts.RESULTS));
    Files.write(out.resolve("results/landscapes.csv"), NumberTable.bytes(table));
  }

  private String comparison() throws IOException {
    ExperimentSummary.of(folder).write(folder);
    return Files.readString(folder.resolve("summary/comparison.csv"));
  }

  private String page() throws IOException {
    return Files.readString(folder.resolve("summary/index.html"));
  }

  @Test
  void fiveSizesOfOneDataSet_haveALineBesideThePapersSlope() throws IOException {
    for (String name : FASHION) {
      run(name, name, "paper", MemberKind.GAUSSIAN, -0.2);
    }
    String said = comparison();
    assertTrue(
        said.contains("\"slope, fashion-mnist\",\"'-0.200\",\"'-0.200 (-0.200 to -0.200)\""), said);
    assertTrue(said.contains("slope of the paper's means of these ensembles"), said);
    assertTrue(said.contains("not the paper's setting: 5 ensembles"), said);
    assertFalse(said.contains("\"yes\""), said);
    assertTrue(
        Files.exists(
            folder.resolve("summary/figures/radius-by-size-fashion-mnist-paper-gaussian.svg")));
    assertTrue(
        page().contains("Not the paper's setting") || page().contains("Not the paper&#39;s"));
  }

  /** Planned were 256 to 4,096, of which each has fewer, the more the greater it is. */
  @Test
  void sizes_areThoseThatRunsHad() throws IOException {
    for (String name : FASHION) {
      ExperimentPlan plan =
          new ExperimentPlan(REGISTRY.get(name), REGISTRY.scale("paper"), MemberKind.GAUSSIAN);
      int images = (int) (16 * Math.sqrt(plan.items()));
      run(name, plan, images, -0.2);
      new FolderOutput(folder.resolve(name))
          .put("results/frechet.csv", frechet(StrictMath.log10(images)));
      new DataSize(images, 77).write(new FolderOutput(folder.resolve(name)));
    }
    String said = comparison();
    assertTrue(said.contains("\"slope, fashion-mnist\",\"'-0.200\",\"'-0.200 (-0."), said);
    assertTrue(page().contains("paper, gaussian members, 77 sources, 362 images"), page());
    String numbers =
        Files.readString(
            folder.resolve("summary/figures/frechet-by-size-paper-gaussian-fashion-mnist.csv"));
    assertTrue(numbers.contains("362,") && !numbers.contains("2048,"), numbers);
  }

  private static byte[] frechet(double distance) {
    return NumberTable.bytes(
        NumberTable.of("model", "features", "by", "distance")
            .row("single", 16, "blocks", distance));
  }

  @Test
  void runThatDoesNotSayItsSize_isLeftOutOfFiguresBySizeAndNamed() throws IOException {
    for (String name : FASHION) {
      run(name, name, "paper", MemberKind.GAUSSIAN, -0.2);
    }
    Files.delete(folder.resolve("FASHION_512/results/data-size.csv"));
    String said = comparison();
    assertTrue(said.contains("not the paper's setting: 4 ensembles"), said);
    assertTrue(page().contains("how many images they had: run these again: FASHION_512."), page());
    assertTrue(page().contains("gaussian members, of unknown size"), page());
  }

  @Test
  void sizeThatIsNone_isRefused() throws IOException {
    run("a", "FASHION_256", "paper", MemberKind.GAUSSIAN, -0.2);
    Path file = folder.resolve("a/results/data-size.csv");
    for (String size : List.of("0", "-5", "2.5", "NaN", "1e10")) {
      Files.writeString(file, "images,sources\r\n" + size + ",3\r\n");
      String said =
          assertThrows(MalformedFileException.class, () -> ExperimentSummary.of(folder))
              .getMessage();
      assertEquals(file + ": images: expected a whole number from 1 on, found " + size, said);
    }
    Files.writeString(file, "x".repeat(2000));
    String said =
        assertThrows(MalformedFileException.class, () -> ExperimentSummary.of(folder)).getMessage();
    assertEquals(file + ": size: expected at most 1024 bytes, found 2000 bytes", said);
  }

  @Test
  void radiusThatIsNone_isRefusedWithItsFile() throws IOException {
    run("a", "FASHION_256", "paper", MemberKind.GAUSSIAN, -0.2);
    Path file = folder.resolve("a/results/landscapes.csv");
    String text = Files.readString(file);
    String row = text.lines().skip(1).findFirst().orElseThrow();
    for (String[] wrong :
        new String[][] {{"", "a finite number, found NaN"}, {"-1", "at least 0, found -1.0"}}) {
      Files.writeString(file, text.replace(row, "0," + wrong[0] + ",0.5,0.9"));
      String said = assertThrows(MalformedFileException.class, this::comparison).getMessage();
      assertEquals(file + ": row 0, column radius: expected " + wrong[1], said);
    }
  }

  @Test
  void table2AtPaperScale_isJudgedOnlyWhole() throws IOException {
    for (String name : RunGroup.table2().keySet()) {
      run(name, name, "paper", MemberKind.UNET, -0.2);
    }
    String whole = comparison();
    assertTrue(
        whole.lines().anyMatch(l -> l.contains("\"slope, all\"") && l.contains("\"yes\"")), whole);
    assertFalse(whole.contains("not the paper's setting"), whole);
    FolderOutput.delete(folder.resolve("MNIST_512"));
    String part = comparison();
    assertFalse(part.contains("\"yes\"") || part.contains("\"no\""), part);
  }

  @Test
  void whatIsNotOfTable2_isNeverJudged() throws IOException {
    run("a", "MNIST_96", "paper", MemberKind.UNET, -0.2);
    run("b", "MNIST_384", "paper", MemberKind.UNET, -0.2);
    run("c", "CelebA_BA_96", "paper", MemberKind.UNET, -0.2);
    String said = comparison();
    assertFalse(said.contains("\"yes\"") || said.contains("\"no\""), said);
  }

  @Test
  void scalesAndKinds_haveTheirOwnLinesAndCharts() throws IOException {
    for (String name : FASHION.subList(0, 3)) {
      run(name + "-g", name, "paper", MemberKind.GAUSSIAN, -0.2);
      run(name + "-p", name, "paper", MemberKind.POSTERIOR_MEAN, -0.6);
      run(name + "-s", name, "smoke", MemberKind.GAUSSIAN, -0.4);
    }
    String said = comparison();
    for (String slope : List.of("-0.200 (", "-0.600 (", "-0.400 (")) {
      assertEquals(
          1, said.lines().filter(l -> l.contains("\"slope, ") && l.contains(slope)).count(), said);
    }
    assertTrue(said.contains("\"slope, stand-in for fashion-mnist\",\"'-0.200\",\"'-0.400"), said);
    assertTrue(said.contains("\"slope, fashion-mnist\",\"'-0.200\",\"'-0.600"), said);
    for (String of : List.of("paper-gaussian", "paper-posterior-mean", "smoke-gaussian")) {
      assertTrue(Files.exists(folder.resolve("summary/figures/radii-" + of + ".svg")), of);
    }
  }

  @Test
  void runsWithoutNumbers_areNamedWithWhatMakesThem() throws IOException {
    ExperimentPlan plan =
        new ExperimentPlan(REGISTRY.get("MNIST_256"), REGISTRY.scale("paper"), MemberKind.GAUSSIAN);
    PlanFile.begin(folder.resolve("begun"), plan);
    new DataSize(256, 256).write(new FolderOutput(folder.resolve("begun")));
    ExperimentSummary.of(folder).write(folder);
    assertTrue(page().contains("No numbers yet in begun: abc experiment run, with"), page());
    assertFalse(page().contains("Nothing to draw together"), page());
    run("whole", "FASHION_256", "paper", MemberKind.GAUSSIAN, -0.2);
    ExperimentSummary.of(folder).write(folder);
    assertTrue(page().contains("No numbers yet in begun: abc experiment run, with"), page());
    assertTrue(page().contains("<figure"), page());
  }

  @Test
  void runsThatShareNoFigure_areSaidToHaveThemOnTheirOwnPages() throws IOException {
    ExperimentPlan plan =
        new ExperimentPlan(REGISTRY.get("MNIST_96"), REGISTRY.scale("paper"), MemberKind.GAUSSIAN);
    PlanFile.begin(folder.resolve("a"), plan);
    new FolderOutput(folder.resolve("a"))
        .put("results/radii.csv", NumberTable.bytes(NumberTable.of("sample").row(0)));
    ExperimentSummary.of(folder).write(folder);
    assertTrue(page().contains("The figures of MNIST_96 are on their own pages"), page());
    assertFalse(page().contains("No numbers yet"), page());
  }

  @Test
  void radiiThatAreAll0_areLeftOutAndNamed() throws IOException {
    for (String name : FASHION) {
      run(name, name, "paper", MemberKind.GAUSSIAN, name.endsWith("_512") ? null : -0.2);
    }
    assertTrue(comparison().contains("not the paper's setting: 4 ensembles"));
    assertTrue(page().contains("Left out, as all of their radii are 0: FASHION_512."), page());
  }

  @Test
  void radiiOfOneEnsembleAlone0_areNoFault() throws IOException {
    run("a", "FASHION_256", "paper", MemberKind.GAUSSIAN, null);
    ExperimentSummary.of(folder).write(folder);
    assertTrue(page().contains("A line with an error needs 3 sizes"), page());
  }

  /** Radii of one sample each, by a metric whose digest is that of a text. */
  private void measure(String in, String metric, String of, double radius) throws IOException {
    CsvTable table =
        NumberTable.of("metric", "sha256", "sample", "radius", "counterfactualDistanceRank")
            .row(metric, Sha256.begin().add(of).hex(), 0, radius, 0.5);
    Files.write(
        folder.resolve(in).resolve("results/landscapes-by-metrics.csv"), NumberTable.bytes(table));
  }

  @Test
  void radiiByAMetric_haveALineWithPBesideThePapers() throws IOException {
    double[] sizes = {256, 512, 1024, 2048};
    double[] radii = {0.5, 0.3, 0.45, 0.1};
    for (int k = 0; k < sizes.length; k++) {
      run(FASHION.get(k), FASHION.get(k), "paper", MemberKind.GAUSSIAN, -0.2);
      measure(FASHION.get(k), "LPIPS-VGG", "a network", radii[k]);
    }
    RadiusRegression line = RadiusRegression.ofRadii(sizes, radii);
    String said = comparison();
    String row =
        said.lines()
            .filter(l -> l.contains("p of a slope of 0 by LPIPS-VGG, fashion-mnist"))
            .findFirst()
            .orElseThrow();
    assertTrue(row.contains("\"0.02\""), row);
    assertTrue(row.contains(ReportSections.number(line.pValue()) + ", slope "), row);
    assertTrue(row.contains("R² " + ReportSections.number(line.rSquared()) + ", n = 4"), row);
    assertTrue(row.contains("not the paper's setting: 4 ensembles"), row);
    assertTrue(page().contains("By LPIPS-VGG (Figures 12, 13 and 14): "), page());
    for (String figure : List.of("size-fashion-mnist", "radii", "distance-rank")) {
      assertTrue(
          Files.exists(
              folder.resolve("summary/figures/" + figure + "-lpips-vgg-paper-gaussian.svg")),
          figure);
    }
  }

  @Test
  void numbersByAMetricThatAreNone_areRefusedWithTheirFile() throws IOException {
    run("a", "FASHION_256", "paper", MemberKind.GAUSSIAN, -0.2);
    Path results = folder.resolve("a/results");
    String row = "LPIPS-VGG," + Sha256.begin().add("a network").hex() + ",0,";
    String[][] faults = {
      {"landscapes", "radius", "", "0.5", "a finite number, found NaN"},
      {"landscapes", "radius", "-1", "0.5", "at least 0, found -1.0"},
      {"landscapes", "counterfactualDistanceRank", "0.5", "NaN", "a finite number, found NaN"},
      {"landscapes", "counterfactualDistanceRank", "0.5", "1.5", "from 0 to 1, found 1.5"},
      {"visual-similarity", "visualSimilarityRank", "0.5", "-0.5", "from 0 to 1, found -0.5"},
      {"visual-similarity", "visualSimilarityRank", "0.5", "Infinity", "a finite number, found "}
    };
    for (String[] fault : faults) {
      Path file = results.resolve(fault[0] + "-by-metrics.csv");
      String columns =
          fault[0].equals("landscapes")
              ? "radius,counterfactualDistanceRank"
              : "top,visualSimilarityRank";
      Files.writeString(
          file, "metric,sha256,sample," + columns + "\n" + row + fault[2] + "," + fault[3] + "\n");
      String said = assertThrows(MalformedFileException.class, this::comparison).getMessage();
      String expected = file + ": row 0, column " + fault[1] + ": expected " + fault[4];
      assertTrue(said.startsWith(expected), said);
      Files.delete(file);
    }
  }

  /** Classifiers of several data sets have one name. */
  @Test
  void metricsOfOneNameAndOtherNetworks_shareNoLine() throws IOException {
    for (int k = 0; k < 3; k++) {
      run(FASHION.get(k), FASHION.get(k), "paper", MemberKind.GAUSSIAN, -0.2);
      measure(FASHION.get(k), "classifier", k == 2 ? "another" : "one", 0.5 - 0.1 * k);
    }
    assertFalse(comparison().contains("by classifier"));
    assertTrue(page().contains("By classifier (Figures 12 and 13): "), page());
    assertFalse(page().contains("and 14)"), page());
    assertTrue(page().contains("none of the paper"), page());
    assertTrue(
        Files.exists(folder.resolve("summary/figures/radii-classifier-2-paper-gaussian.svg")));
    measure(FASHION.get(2), "classifier", "one", 0.2);
    String row =
        comparison().lines().filter(l -> l.contains("by classifier")).findFirst().orElseThrow();
    assertTrue(row.contains("\"none of the paper's metrics\""), row);
  }

  @Test
  void oneExperimentTwice_isRefusedWithBothFolders() throws IOException {
    run("a", "FASHION_256", "paper", MemberKind.GAUSSIAN, -0.2);
    run("b", "FASHION_256", "paper", MemberKind.GAUSSIAN, -0.2);
    Exception refused = assertThrows(Refusal.class, () -> ExperimentSummary.of(folder));
    assertTrue(
        refused.getMessage().startsWith("'a' and 'b' both hold FASHION_256"), refused.getMessage());
  }
}
