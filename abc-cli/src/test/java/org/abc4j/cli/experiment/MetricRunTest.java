package org.abc4j.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.abc4j.Execution;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.cli.Refusal;
import org.abc4j.cli.Work;
import org.abc4j.data.Normalisation;
import org.abc4j.evaluation.protocol.RankOfTop;
import org.abc4j.io.MalformedFileException;
import org.abc4j.perception.ExtractorDescription;
import org.abc4j.perception.Extractors;
import org.abc4j.perception.PerceptualMetric;
import org.abc4j.sampling.Sample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs by perceptual metrics, with a network that the tests provide. */
class MetricRunTest {
  private static final ExperimentRegistry REGISTRY = ExperimentRegistry.paper();
  static final WorldMaker MADE_UP = (plan, data, folder, work) -> new MadeUpWorld(plan);

  @TempDir private Path folder;
  private Path nets;
  private Path out;

  @BeforeEach
  void folders() throws IOException {
    nets = Files.createDirectory(folder.resolve("nets"));
    out = folder.resolve("out");
  }

  /** A metric of the tests' network, whose weight is its file. */
  static OpenMetric metric(Path nets, String name, String weight) throws IOException {
    Path network = Files.writeString(nets.resolve(name + ".tiny"), weight);
    Path description =
        Files.writeString(
            nets.resolve(name + ".json"),
            """
            {"format": "abc-extractor", "version": 1, "name": "NAME", "file": "NAME.tiny",
             "input": {"name": "x", "mean": [0.25, 0.25, 0.25], "deviation": [1, 1, 1]},
             "features": {"kind": "cosine", "output": "rows"}}
            """
                .replace("NAME", name));
    ExtractorDescription read = ExtractorDescription.read(description);
    return OpenMetric.of(read, Extractors.open(read, network, 1), nets);
  }

  private static ExperimentPlan plan(String name, OpenMetric... metrics) {
    return new ExperimentPlan(REGISTRY.get(name), REGISTRY.scale("smoke"), MemberKind.GAUSSIAN)
        .withMetrics(Stream.of(metrics).map(OpenMetric::planned).toList());
  }

  static String run(ExperimentPlan plan, Path out, WorldMaker worlds, OpenMetric... metrics)
      throws IOException {
    try (Work work = new Work(2, true)) {
      return Files.readString(
          new ExperimentRun(plan, Optional.empty(), worlds, work)
              .by(List.of(metrics), 1 << 20)
              .into(out));
    }
  }

  private static ExperimentCheck check(Path out, OpenMetric... metrics) throws IOException {
    try (Work work = new Work(1, true)) {
      return new ExperimentRun(ExperimentRun.planOf(out), Optional.empty(), MADE_UP, work)
          .by(List.of(metrics), 1 << 20)
          .check(out, false);
    }
  }

  private NumberTable table(String name) throws IOException {
    Path file = out.resolve("results").resolve(name + ".csv");
    return NumberTable.read(name, Files.readAllBytes(file));
  }

  private static int row(NumberTable table, Map<String, String> texts) throws IOException {
    for (int r = 0; r < table.size(); r++) {
      boolean all = true;
      for (Map.Entry<String, String> one : texts.entrySet()) {
        all &= table.text(r, one.getKey()).equals(one.getValue());
      }
      if (all) {
        return r;
      }
    }
    throw new AssertionError("no row of " + texts);
  }

  /** Found by the perception package alone, without a plan, a stage or kept features. */
  @Test
  void ranksAndRadii_areThoseOfThePerceptionPackage() throws IOException {
    OpenMetric one = metric(nets, "one", "0.5");
    OpenMetric two = metric(nets, "two", "2");
    ExperimentPlan plan = plan("MNIST_256", one, two);
    run(plan, out, MADE_UP, one, two);
    MadeUpWorld world = new MadeUpWorld(plan);
    try (Work work = new Work(2, true)) {
      Study study = new Study(plan, world, Optional.empty(), List.of(), work);
      Sample sample =
          study
              .sampler()
              .samples(world.ensemble(), study.noises(0, 1), Execution.sequential())
              .get(0);
      Landscape pixels = study.exact(Execution.sequential()).attribute(sample);
      Landscape first = study.differential(Execution.sequential()).attribute(sample);
      double[] radii = new double[2];
      for (int m = 0; m < 2; m++) {
        PerceptualMetric metric = List.of(one, two).get(m).of(Normalisation.plusMinusOne());
        VisualAttribution seen =
            VisualAttributor.of(world.images(), world.code().sources())
                .withDistance(metric)
                .attribute(sample);
        Landscape exact =
            study.exact(Execution.sequential()).withDistance(metric).attribute(sample);
        radii[m] = exact.radius();
        Map<String, String> row = Map.of("metric", metric.name(), "sample", "0");
        NumberTable landscapes = table("landscapes-by-metrics");
        int l = row(landscapes, row);
        assertEquals(exact.radius(), landscapes.number(l, "radius"));
        assertEquals(exact.top(1)[0], (int) landscapes.number(l, "farthest"));
        assertEquals(seen.top(1)[0], (int) landscapes.number(l, "visuallyFirst"));
        assertEquals(
            RankOfTop.counterfactualDistance(seen, pixels),
            landscapes.number(l, "counterfactualDistanceRank"));
        NumberTable similarity = table("visual-similarity-by-metrics");
        int v = row(similarity, row);
        assertEquals(
            RankOfTop.visualSimilarity(first, seen), similarity.number(v, "visualSimilarityRank"));
        assertEquals(seen.nearestItem(first.top(1)[0]), (long) similarity.number(v, "nearestItem"));
        assertEquals(plan.metrics().get(m).sha256(), similarity.text(v, "sha256"));
      }
      assertNotEquals(radii[0], radii[1], "two networks, two metrics");
    }
  }

  /** Of single models: distances by the metric, whose first source is what the metric says. */
  @Test
  void retraining_isMeasuredByMetricsToo() throws IOException {
    OpenMetric one = metric(nets, "LPIPS-VGG", "0.5");
    ExperimentPlan plan = plan("FASHION_384", one);
    String page = run(plan, out, MADE_UP, one);
    MadeUpWorld world = new MadeUpWorld(plan);
    PerceptualMetric metric = one.of(Normalisation.plusMinusOne());
    List<String> parts = new FolderOutput(out).names("parts");
    String without = parts.stream().filter(p -> p.contains("without-3-000000")).findFirst().get();
    NumberTable distances =
        NumberTable.read("part", new FolderOutput(out).get(without).orElseThrow());
    try (Work work = new Work(2, true)) {
      Study study = new Study(plan, world, Optional.empty(), List.of(), work);
      float[] whole = study.images(world.single(), 1, 1, Execution.sequential()).row(0);
      float[] less = study.images(world.without(3), 1, 1, Execution.sequential()).row(0);
      assertEquals(
          metric.between(whole, less, world.images().shape()),
          distances.number(1, "distance by LPIPS-VGG"));
      Landscape ablation =
          study
              .exact(Execution.sequential())
              .attribute(
                  study
                      .sampler()
                      .samples(world.ensemble(), study.noises(1, 1), Execution.sequential())
                      .get(0));
      VisualAttribution seen =
          VisualAttributor.of(world.images(), world.code().sources())
              .withDistance(metric)
              .attribute(
                  study
                      .images(
                          world
                              .ensemble()
                              .with(
                                  org.abc4j.model.Coefficients.ones(world.ensemble().size()),
                                  Execution.sequential()),
                          1,
                          1,
                          Execution.sequential())
                      .row(0));
      NumberTable ranks = table("retraining-visual-similarity-by-metrics");
      int row = row(ranks, Map.of("metric", "LPIPS-VGG", "way", "ablation", "sample", "1"));
      assertEquals(
          RankOfTop.visualSimilarity(ablation, seen), ranks.number(row, "visualSimilarityRank"));
    }
    NumberTable overlaps = table("overlaps");
    int lpips =
        row(
            overlaps,
            Map.of("k", "8", "first", "retraining", "second", "visual-single by LPIPS-VGG"));
    assertEquals(303, overlaps.number(lpips, "paper"), "Table 4 of FASHION");
    row(overlaps, Map.of("first", "ablation by LPIPS-VGG", "second", "retraining by LPIPS-VGG"));
    assertTrue(page.contains("top-8 intersections, retraining and visual by LPIPS-VGG"), page);
    assertEquals(Optional.empty(), check(out, one).difference());
    // What foretells retraining is of pixels, as without a metric.
    byte[] evaluation = Files.readAllBytes(out.resolve("results/evaluation.csv"));
    Path plain = folder.resolve("plain");
    run(plan("FASHION_384"), plain, MADE_UP);
    assertArrayEquals(evaluation, Files.readAllBytes(plain.resolve("results/evaluation.csv")));
  }

  @Test
  void metrics_leaveNumbersOfPixelsAsTheyAre() throws IOException {
    OpenMetric one = metric(nets, "one", "0.5");
    run(plan("MNIST_256", one), out, MADE_UP, one);
    Path plain = folder.resolve("plain");
    run(plan("MNIST_256"), plain, MADE_UP);
    FolderOutput without = new FolderOutput(plain);
    assertTrue(without.names("results").contains("results/landscapes.csv"));
    assertFalse(without.names("results").toString().contains("by-metrics"));
    for (String name : without.names("results")) {
      assertArrayEquals(
          without.get(name).orElseThrow(), new FolderOutput(out).get(name).orElseThrow(), name);
    }
    assertFalse(Files.exists(plain.resolve("features")));
    assertTrue(Files.exists(out.resolve("features")));
  }

  @Test
  void check_measuresAgainByTheSameMetricAlone() throws IOException {
    OpenMetric one = metric(nets, "one", "0.5");
    run(plan("MNIST_256", one), out, MADE_UP, one);
    // Kept features are not believed.
    FolderOutput.delete(out.resolve("features"));
    assertEquals(Optional.empty(), check(out, one).difference());
    assertFalse(Files.exists(out.resolve("features")));
    String none = assertThrows(Refusal.class, () -> check(out)).getMessage();
    assertTrue(none.contains("this run measures by one, found no metric"), none);
    OpenMetric other = metric(nets, "one", "0.75");
    String said = check(out, other).difference().orElseThrow();
    assertEquals(
        "metric one: expected SHA-256 "
            + one.planned().sha256()
            + ", found "
            + other.planned().sha256(),
        said);
    Path table = out.resolve("results/landscapes-by-metrics.csv");
    String text = Files.readString(table);
    Files.writeString(table, text.replaceFirst("\"one\",", "\"two\","));
    String changed = check(out, one).difference().orElseThrow();
    assertTrue(changed.startsWith("results/landscapes-by-metrics.csv differs in line 2"), changed);
  }

  @Test
  void check_byOtherMetrics_isRefusedBeforeDataAreRead() throws IOException {
    OpenMetric one = metric(nets, "one", "0.5");
    run(plan("MNIST_96", one), out, MADE_UP, one);
    WorldMaker none =
        (plan, data, where, work) -> {
          throw new AssertionError("opened");
        };
    try (Work work = new Work(1, true)) {
      ExperimentRun run =
          new ExperimentRun(ExperimentRun.planOf(out), Optional.empty(), none, work)
              .by(List.of(metric(nets, "two", "2")), 1 << 20);
      for (boolean retrain : new boolean[] {false, true}) {
        String said = assertThrows(Refusal.class, () -> run.check(out, retrain)).getMessage();
        assertTrue(said.contains("this run measures by one, found two"), said);
      }
    }
  }

  @Test
  void plan_ofTheSameMetrics_isTheSameInWhateverOrder() throws IOException {
    OpenMetric[] metrics = {
      metric(nets, "b", "2"),
      metric(nets, "DINOv2", "3"),
      metric(nets, "a", "0.5"),
      metric(nets, "LPIPS-VGG", "4")
    };
    ExperimentPlan plan = plan("MNIST_96", metrics);
    assertEquals(
        List.of("LPIPS-VGG", "DINOv2", "a", "b"),
        plan.metrics().stream().map(PlannedMetric::name).toList());
    ExperimentPlan other = plan("MNIST_96", metrics[3], metrics[1], metrics[2], metrics[0]);
    assertEquals(plan, other);
    Map<String, String> digests = Map.of("items", "x");
    assertEquals(ExperimentFolder.inputs(plan, digests), ExperimentFolder.inputs(other, digests));
  }

  /** As earlier releases began folders: by the order of options. */
  @Test
  void folder_ofAnotherOrder_staysAsItIs() throws IOException {
    OpenMetric one = metric(nets, "one", "0.5");
    OpenMetric two = metric(nets, "two", "2");
    ExperimentPlan inOrder = plan("MNIST_256", two, one);
    ExperimentPlan before =
        new ExperimentPlan(
            inOrder.experiment(),
            inOrder.scale(),
            inOrder.kind(),
            List.of(two.planned(), one.planned()));
    assertNotEquals(before, inOrder);
    run(before, out, MADE_UP, two, one);
    Path file = out.resolve("plan.json");
    String written = Files.readString(file);
    List<String> parts = new FolderOutput(out).names("parts");
    String page = Files.readString(out.resolve("report/index.html"));
    assertEquals(Optional.empty(), check(out, one, two).difference());
    assertEquals(page, run(inOrder, out, MADE_UP, one, two));
    assertEquals(written, Files.readString(file));
    assertEquals(parts, new FolderOutput(out).names("parts"));
    assertEquals(before, ExperimentRun.planOf(out));
  }

  @Test
  void run_thatWasStopped_goesOnToTheSameBytes() throws IOException {
    OpenMetric one = metric(nets, "one", "0.5");
    ExperimentPlan plan = plan("FASHION_384", one);
    Path whole = folder.resolve("whole");
    run(plan, whole, MADE_UP, one);
    int[] calls = {0};
    WorldMaker stopping =
        (of, data, where, work) ->
            new StoppingWorld(
                new MadeUpWorld(of),
                () -> {
                  if (++calls[0] == 5) {
                    throw new CancellationException("stopped");
                  }
                });
    assertThrows(CancellationException.class, () -> run(plan, out, stopping, one));
    FolderOutput stopped = new FolderOutput(out);
    assertFalse(stopped.names("results").toString().contains("overlaps"));
    Path first = out.resolve(stopped.names("parts").get(0));
    var written = Files.getLastModifiedTime(first);
    run(plan, out, MADE_UP, one);
    assertEquals(written, Files.getLastModifiedTime(first));
    FolderOutput ended = new FolderOutput(whole);
    for (String of : List.of("parts", "results", "report", "stages", "features")) {
      assertEquals(ended.names(of), stopped.names(of));
      for (String name : ended.names(of)) {
        assertArrayEquals(ended.get(name).orElseThrow(), stopped.get(name).orElseThrow(), name);
      }
    }
  }

  /** A table has a line a source, a network many numbers an image. */
  @Test
  void parts_haveDistancesAndNoFeatures() throws IOException {
    OpenMetric one = metric(nets, "one", "0.5");
    ExperimentPlan plan = plan("MNIST_256", one);
    run(plan, out, MADE_UP, one);
    String landscape =
        new FolderOutput(out)
            .names("parts").stream().filter(p -> p.contains("landscapes-")).findFirst().get();
    List<String> lines = Files.readAllLines(out.resolve(landscape));
    assertEquals(plan.sources() + 1, lines.size());
    assertEquals(9, lines.get(0).split(",").length, lines.get(0));
    List<String> features = new FolderOutput(out).names("features");
    assertEquals(1, features.size(), features.toString());
  }

  @Test
  void plans_ofAnotherMetric_areOthers() throws IOException {
    OpenMetric one = metric(nets, "one", "0.5");
    ExperimentPlan plain = plan("MNIST_96");
    ExperimentPlan by = plan("MNIST_96", one);
    ExperimentPlan other = plan("MNIST_96", metric(nets, "one", "0.75"));
    Map<String, String> digests = Map.of("items", "x");
    List<String> inputs =
        Stream.of(plain, by, other).map(p -> ExperimentFolder.inputs(p, digests)).toList();
    assertEquals(3, inputs.stream().distinct().count());
    PlanFile.begin(out, by);
    assertEquals(by, ExperimentRun.planOf(out));
    String said = assertThrows(Refusal.class, () -> PlanFile.begin(out, other)).getMessage();
    String network = one.planned().network().substring(0, 12);
    assertTrue(said.contains("holds MNIST_96 at scale smoke of gaussian by one"), said);
    assertTrue(said.contains("(network " + network + ")"), said);
    assertTrue(
        said.contains("models of this one (ensemble, retrained, retrained-again) may be moved"),
        said);
    Path before = folder.resolve("before");
    PlanFile.begin(before, plain);
    assertFalse(Files.readString(before.resolve("plan.json")).contains("metrics"));
    assertEquals(plain, ExperimentRun.planOf(before));
  }

  @Test
  void plan_ofWhatIsNoMetric_isRefused() throws IOException {
    OpenMetric one = metric(nets, "one", "0.5");
    Exception twice =
        assertThrows(IllegalArgumentException.class, () -> plan("MNIST_96", one, one));
    assertTrue(twice.getMessage().contains("a name of its own, found [one, one]"));
    PlanFile.begin(out, plan("MNIST_96", one));
    Path file = out.resolve("plan.json");
    String whole = Files.readString(file);
    for (String[] change :
        new String[][] {
          {"\"one\"", "\"../one\""},
          {one.planned().network(), "0"},
          {"\"name\" : \"one\"", "\"name\" : \"one\", \"name\" : \"two\""}
        }) {
      String changed = whole.replace(change[0], change[1]);
      assertNotEquals(whole, changed, change[0]);
      Files.writeString(file, changed);
      assertThrows(MalformedFileException.class, () -> ExperimentRun.planOf(out), change[1]);
    }
  }

  @Test
  void cost_countsImagesThatNetworksAreShown() throws IOException {
    OpenMetric one = metric(nets, "one", "0.5");
    ExperimentPlan plain = plan("MNIST_256");
    assertEquals(0, ExperimentCost.of(plain).features());
    assertFalse(ExperimentCost.of(plain).text().contains("networks of metrics"));
    ExperimentPlan by = plan("MNIST_256", one, metric(nets, "two", "2"));
    double expected = by.items() + 1 + (2 + by.sources());
    assertEquals(2 * expected, ExperimentCost.of(by).features());
    assertTrue(ExperimentCost.of(by).text().contains("images shown to networks of metrics"));
    assertEquals(0, ExperimentCost.of(plan("MNIST_96", one)).features(), "radii are of pixels");
  }

  @Test
  void moreFeaturesThanAllowed_areRefusedFirst() throws IOException {
    OpenMetric one = metric(nets, "one", "0.5");
    try (Work work = new Work(1, true)) {
      ExperimentRun run =
          new ExperimentRun(plan("MNIST_256", one), Optional.empty(), MADE_UP, work)
              .by(List.of(one), 10);
      String said = assertThrows(Refusal.class, () -> run.into(out)).getMessage();
      assertTrue(said.contains("bytes, at most 10 are allowed: --most-features"), said);
    }
  }
}
