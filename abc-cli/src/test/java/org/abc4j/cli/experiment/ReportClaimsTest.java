package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.abc4j.evaluation.Interval;
import org.abc4j.evaluation.Proportion;
import org.abc4j.evaluation.RadiusRegression;
import org.abc4j.io.MalformedFileException;
import org.abc4j.report.CsvTable;
import org.abc4j.report.PaperComparison.Agreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages and plans say must be so. */
class ReportClaimsTest {
  private static final ExperimentRegistry REGISTRY = ExperimentRegistry.paper();

  /** Figures 11 to 14, alone or in a list. */
  private static final Pattern OF_METRICS =
      Pattern.compile("Figures? (?:\\d+(?:, | and ))*1[1-4]\\b");

  @TempDir private Path folder;

  private static ExperimentPlan plan(String name, String scale, MemberKind kind) {
    return new ExperimentPlan(REGISTRY.get(name), REGISTRY.scale(scale), kind);
  }

  private static String references(String name, String scale) {
    return ReportSections.references(plan(name, scale, MemberKind.GAUSSIAN), "1024");
  }

  @Test
  void references_sayWhetherTheyAreTheTrainingSet() {
    assertEquals(
        "all 1024 images of fashion-mnist, part train, which none of the models saw",
        references("FASHION_256", "paper"));
    for (String seen : new String[] {"MetFaces", "Landscapes"}) {
      assertTrue(references(seen, "paper").contains("the training set itself"), seen);
    }
    assertTrue(references("MetFaces", "smoke").contains("made-up"));
  }

  @Test
  void flips_areNotClaimedOfAFit() {
    assertEquals("random", plan("FASHION_256", "paper", MemberKind.UNET).lines().get("Flips"));
    assertTrue(
        plan("FASHION_256", "paper", MemberKind.GAUSSIAN).lines().get("Flips").startsWith("none"));
    assertEquals("mirrored", plan("MetFaces", "paper", MemberKind.GAUSSIAN).lines().get("Flips"));
  }

  @Test
  void protocols_nameNoFigureOfOtherMetrics() {
    for (Protocol protocol : Protocol.values()) {
      assertFalse(protocol.figures().matches(".*\\b1[1-4]\\b.*"), protocol.figures());
      assertEquals("", protocol.perceptual(List.of()));
    }
    for (String name : List.of("MNIST_256", "FASHION_384")) {
      String lines = plan(name, "paper", MemberKind.UNET).lines().toString();
      assertFalse(OF_METRICS.matcher(lines).find(), lines);
    }
  }

  /** Where pages of runs have what they claim; Figure 14 is of several runs. */
  @ParameterizedTest
  @ValueSource(strings = {"MNIST_256", "FASHION_384", "MNIST_96"})
  void figuresOfMetrics_areClaimedIfAndOnlyIfTheyAreMade(String name) throws IOException {
    OpenMetric one = MetricRunTest.metric(folder, "one", "0.5");
    Map<String, List<String>> made =
        Map.of(
            "Figure 11, by one", List.of("visual-similarity-by-metrics"),
            "Figures 12 and 13, by one",
                List.of("counterfactual-distance-rank-by-metrics", "radii-by-one"),
            "Table 4, Figures 9 and 10, by one",
                List.of("retraining-visual-similarity-by-metrics"));
    ExperimentPlan plan = plan(name, "smoke", MemberKind.GAUSSIAN);
    Path without = folder.resolve("without");
    String plain = MetricRunTest.run(plan, without, MetricRunTest.MADE_UP);
    assertFalse(OF_METRICS.matcher(plain).find(), plain);
    String files = new FolderOutput(without).names("report").toString();
    assertFalse(files.contains("by-metrics") || files.contains("radii-by-"), files);
    Path by = folder.resolve("by");
    String page =
        MetricRunTest.run(plan.withMetrics(List.of(one.planned())), by, MetricRunTest.MADE_UP, one);
    int claimed = 0;
    for (Map.Entry<String, List<String>> claim : made.entrySet()) {
      for (String figure : claim.getValue()) {
        for (String type : List.of("svg", "png", "csv")) {
          assertEquals(
              page.contains(claim.getKey() + ")"),
              Files.exists(by.resolve("report/figures/" + figure + "." + type)),
              figure);
        }
      }
      claimed += page.contains(claim.getKey()) ? 1 : 0;
    }
    assertEquals(Map.of("MNIST_256", 2, "FASHION_384", 1, "MNIST_96", 0).get(name), claimed);
    assertEquals(name.equals("MNIST_256"), OF_METRICS.matcher(page).find());
    assertFalse(page.contains("Figure 14"), page);
  }

  @Test
  void proportions_areJudgedWithTheErrorOfBoth() {
    // Ours alone would have an interval of 280 to 340, which the paper's 272 is below.
    Proportion paper = new Proportion(272, 1024);
    Proportion ours = new Proportion(309, 1024);
    assertFalse(new Interval(280.0 / 1024, 340.0 / 1024).contains(paper.share()));
    assertFalse(ours.wilson(0.95).contains(paper.share()));
    assertEquals(Agreement.YES, BesidePaper.proportions("x", paper, ours).agreement());
    assertEquals(
        Agreement.NO, BesidePaper.proportions("x", paper, new Proportion(340, 1024)).agreement());
  }

  @Test
  void slopes_areJudgedWithTheErrorOfBoth() {
    double[] sizes = {100, 1000, 10_000, 100_000};
    RadiusRegression exact =
        RadiusRegression.ofMeanLog10Radii(sizes, new double[] {2, 1.8, 1.6, 1.4});
    RadiusRegression rough =
        RadiusRegression.ofMeanLog10Radii(sizes, new double[] {2.1, 1.7, 1.8, 1.3});
    assertFalse(exact.slopeInterval(0.95).contains(rough.slope()));
    assertEquals(Agreement.YES, BesidePaper.slopes("x", rough, exact).agreement());
    RadiusRegression other =
        RadiusRegression.ofMeanLog10Radii(sizes, new double[] {2, 1.9, 1.8, 1.7});
    assertEquals(Agreement.NO, BesidePaper.slopes("x", other, exact).agreement());
  }

  @Test
  void summaries_ofNothingDefined_sayHowMany() throws Exception {
    CsvTable table = Summaries.table();
    Summaries.add(table, "log10Radius", Summaries.log10(0, 0, 0), 1.5);
    Summaries.add(table, "some", Summaries.log10(10, 0), null);
    NumberTable read = NumberTable.read("x", NumberTable.bytes(table));
    assertEquals(0, read.number(0, "count"));
    assertEquals(3, read.number(0, "undefined"));
    assertTrue(Double.isNaN(read.number(0, "mean")));
    assertEquals(1.5, read.number(0, "paper"));
    assertEquals(1, read.number(1, "count"));
    assertEquals(1, read.number(1, "mean"));
  }

  @Test
  void experiment_refusesChannelsOfDifferentScalesInPixels() {
    String text =
        new String(ExperimentJson.bytes(REGISTRY.get("CIFAR-10_500")), StandardCharsets.UTF_8)
            .replace("\"cifar\"", "\"standard-channels\"");
    Exception refused =
        assertThrows(
            MalformedFileException.class,
            () ->
                ExperimentJson.parse(
                    "own",
                    text.getBytes(StandardCharsets.UTF_8),
                    new TypeReference<Experiment>() {}));
    assertTrue(refused.getMessage().contains("one scale for all channels"), refused.getMessage());
    assertTrue(refused.getMessage().contains("CIFAR-10_500"), refused.getMessage());
  }
}
