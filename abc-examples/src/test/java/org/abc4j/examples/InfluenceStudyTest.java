package org.abc4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.Landscape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codeword;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.NoiseSchedule;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The study of influence, from its arguments to the files it leaves. */
class InfluenceStudyTest {
  @TempDir private Path temp;

  private String run(int exitCode, String folder, String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        InfluenceStudy.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> given = List.of(more);
    String[] args =
        Stream.concat(
                Stream.of(
                        "--sources=12",
                        "--times=1",
                        "--seeds=1",
                        "--samples=2",
                        "--threads=1",
                        "--out=" + temp.resolve(folder))
                    .filter(usual -> given.stream().noneMatch(other -> sameOption(usual, other))),
                given.stream())
            .toArray(String[]::new);
    assertEquals(exitCode, line.execute(args), err.toString());
    return exitCode == 0 ? out.toString() : err.toString();
  }

  private static boolean sameOption(String one, String other) {
    return one.startsWith(other.substring(0, other.indexOf('=') + 1));
  }

  @Test
  void study_stopped_goesOnToTheSameBytes() throws Exception {
    String first = run(0, "whole", "--deals=2", "--members=7");
    assertTrue(first.contains("gaussian 12 1 7 members"), first);
    assertTrue(first.contains("posterior-mean 12 7 half: P(p <= .05)"), first);
    Path trials = temp.resolve("whole/trials");
    List<Path> files;
    try (Stream<Path> list = Files.list(trials)) {
      files = list.sorted().toList();
    }
    assertEquals(2 + 2 * 4, files.size(), files.toString());
    // As if it had been stopped: the second half of the trials and the results are not there yet.
    byte[] influence = Files.readAllBytes(temp.resolve("whole/influence.csv"));
    byte[] chance = Files.readAllBytes(temp.resolve("whole/chance.csv"));
    Files.delete(temp.resolve("whole/influence.csv"));
    for (Path file : files.subList(5, 10)) {
      Files.delete(file);
    }
    String second = run(0, "whole", "--deals=2", "--members=7", "--threads=2");
    assertEquals(first, second);
    assertArrayEquals(influence, Files.readAllBytes(temp.resolve("whole/influence.csv")));
    assertArrayEquals(chance, Files.readAllBytes(temp.resolve("whole/chance.csv")));
    int columns = InfluenceTrial.header().split(",").length;
    for (String line : Files.readAllLines(temp.resolve("whole/influence.csv"))) {
      assertEquals(columns, line.split(",").length, line);
    }
  }

  @Test
  void study_trialOfOtherImages_isRefused() throws Exception {
    run(0, "out", "--kinds=gaussian");
    Path trial = temp.resolve("out/trials/gaussian-12-sources-of-1-7-members-seed-1-samples-2.csv");
    Files.writeString(trial, Files.readString(trial).replaceFirst("images .", "images x"));
    String error = run(1, "out", "--kinds=gaussian");
    assertTrue(error.contains("first line"), error);
    assertTrue(run(1, "out", "--sources=300").contains("300 training images are needed"));
    assertTrue(run(1, "out", "--samples=0").contains("--samples must be at least 1"));
    assertTrue(run(1, "out", "--retrained=7").contains("--retrained must be at least 8"));
  }

  /** Sources that must stand out do, and all that was written is read again. */
  @Test
  void study_planted_areFoundAndKept() throws Exception {
    String[] options = {"--kinds=gaussian", "--planted=2", "--members=9", "--samples=3"};
    String first = run(0, "planted", options);
    assertTrue(first.contains("gaussian 12 9 watermark, sample by sample: 6, first by"), first);
    assertTrue(first.contains("gaussian 12 9 odd, sample by sample: 6, first by"), first);
    List<String> lines = Files.readAllLines(temp.resolve("planted/planted.csv"));
    assertEquals(1 + 2 * 2 * (3 + 1), lines.size());
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",");
      assertEquals(InfluencePlant.header().split(",").length, fields.length, line);
      double p = Double.parseDouble(fields[10]);
      double q = Double.parseDouble(fields[11]);
      assertTrue(p > 0 && p <= q && q <= 1, line);
      // Of the samples that it moves most, few are moved more by another.
      assertTrue(Integer.parseInt(fields[8]) <= 3, line);
    }
    assertEquals(first, run(0, "planted", options));
  }

  @Test
  void plant_isOneOfItsSortAmongOthers() {
    TrainingData data = TrainingData.bundled(240);
    int size = data.images().shape().size();
    for (int number = 0; number < 14; number++) {
      InfluencePlant odd = new InfluencePlant(InfluencePlant.Sort.ODD, number);
      Batch images = odd.images(data, 12);
      assertEquals(12, images.rows());
      Set<Integer> labels = new HashSet<>();
      Set<Integer> seen = new HashSet<>();
      for (int s = 0; s < 12; s++) {
        float[] image = images.row(s);
        int of =
            IntStream.range(0, 240)
                .filter(i -> Arrays.equals(image, data.images().image(i)))
                .findFirst()
                .orElseThrow();
        assertTrue(seen.add(of));
        if (s != odd.source(12)) {
          labels.add(data.images().label(of));
        } else {
          assertTrue(data.images().label(of) != number % 10);
        }
      }
      assertEquals(Set.of(number % 10), labels);
      InfluencePlant marked = new InfluencePlant(InfluencePlant.Sort.WATERMARK, number);
      Batch plain = data.images().batch();
      Batch with = marked.images(data, 12);
      for (int s = 0; s < 12; s++) {
        float[] image = with.row(s);
        float[] before = plain.row(number + s);
        for (int p = 0; p < size; p++) {
          boolean mark = s == marked.source(12) && p / 32 < 8 && p % 32 < 8;
          assertEquals(mark ? 1 : before[p], image[p]);
        }
      }
    }
    InfluencePlant many = new InfluencePlant(InfluencePlant.Sort.ODD, 3);
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> many.images(data, 200));
    assertTrue(error.getMessage().startsWith("199 images of class 3 and 1 of class 4 are needed"));
  }

  /** The farthest is source 3, the screen has it third. */
  @Test
  void against_order_saysWhereTheFarthestIs() {
    Landscape exact = Landscape.of(1, 4, 2, 8, 0);
    String[] fields = InfluenceScreens.against(exact, 1, 2, 3, 0, 4).split(",");
    assertEquals(2 + InfluenceScreens.VERIFIED.length, fields.length);
    // Places 1, 4, 3, 2, 0 from below against 1, 3, 2, 4, 0: squares 0, 1, 1, 4, 0 of n = 5.
    assertEquals(1 - 6 * 6 / 120.0, Double.parseDouble(fields[0]), 1e-12);
    assertEquals("3", fields[1]);
    assertEquals(List.of("0.5", "0.5", "1.0", "1.0"), List.of(fields).subList(2, 6));
  }

  /** Nearest first by likeness, and screens of one ensemble. */
  @Test
  void screens_ofMemorisingMembers_saysHowFarDown() throws Exception {
    StudiedMembers members = StudiedMembers.closedForm(StudiedMembers.Kind.MEMORISING, 12, 1);
    List<Double> shares = new ArrayList<>();
    Execution reporting =
        Execution.sequential().reportingTo((done, total) -> shares.add(done / (double) total));
    List<String> lines = InfluenceScreens.lines(members, 1, 2, reporting);
    assertEquals(List.of(0.5, 1.0), shares);
    int screens = InfluenceScreens.screens(members.ensemble(), Execution.sequential()).size();
    assertEquals(2 * screens, lines.size());
    for (String line : lines) {
      String[] fields = line.split(",");
      assertEquals(InfluenceScreens.header().split(",").length, fields.length, line);
      int place = Integer.parseInt(fields[5]);
      assertTrue(place >= 1 && place <= 12, line);
      assertEquals("1.0", fields[fields.length - 1], line);
    }
    List<String> text = InfluenceSummary.screens(lines);
    assertEquals(screens, text.size());
    assertTrue(text.get(0).startsWith("memorising 12 likeness, 2 samples: Spearman"), text.get(0));
    assertTrue(text.get(0).contains("32: 1.00 (1.00 of the radius)"), text.get(0));
  }

  /** Three clusters: t is 4.30 with two degrees of freedom. */
  @Test
  void interval_threeSeeds_isStudents() {
    List<String[]> fields =
        List.of(
            new String[] {"1", "", "0.2"},
            new String[] {"2", "", "0.5"},
            new String[] {"3", "", "0.8"});
    // Deviation 0.3, so 4.303·0.3/√3.
    assertEquals("0.500 ± 0.745", InfluenceSummary.interval(fields, 0, 0, 2));
    assertEquals("0.200", InfluenceSummary.interval(fields.subList(0, 1), 0, 0, 2));
  }

  /** The bar moves within a setting. */
  @Test
  void lines_reportTheirDealsAndSamples() {
    InfluenceSetting setting = new InfluenceSetting(RefitWorld.Kind.GAUSSIAN, 12, 1, 7, 1);
    RefitWorld world = setting.world(TrainingData.bundled(12));
    List<Double> shares = new ArrayList<>();
    Execution reporting =
        Execution.sequential().reportingTo((done, total) -> shares.add(done / (double) total));
    List<String> lines =
        InfluenceChance.lines(setting, world, InfluenceChance.Deal.ALL, 2, 2, reporting);
    assertEquals(List.of(0.5, 1.0), shares);
    for (String line : lines) {
      String[] fields = line.split(",");
      assertEquals(InfluenceChance.header().split(",").length, fields.length, line);
      double p = Double.parseDouble(fields[14]);
      assertTrue(p > 0 && p <= 1, line);
    }
    shares.clear();
    InfluenceTrial.lines(setting, world, 2, 12, reporting);
    assertEquals(List.of(0.5, 0.75, 1.0), shares);
  }

  /** Of 40 sources the 32 of the greatest sizes go by their influence, the others by size. */
  @Test
  void carried_putsTheFirstBySizeInTheOrderOfTheirInfluence() {
    double[] sizes = IntStream.range(0, 40).mapToDouble(s -> 100 - s).toArray();
    double[] influence = IntStream.range(0, 40).mapToDouble(s -> s).toArray();
    int[] all = IntStream.range(0, 40).toArray();
    int[] order = Landscape.of(InfluenceEstimates.carried(sizes, all, influence)).top(40);
    int[] expected = IntStream.range(0, 40).map(place -> place < 32 ? 31 - place : place).toArray();
    assertArrayEquals(expected, order);
    double[] few =
        InfluenceEstimates.carried(
            new double[] {1, 3, 2}, new int[] {0, 1, 2}, new double[] {5, 1, 7});
    assertArrayEquals(new int[] {2, 0, 1}, Landscape.of(few).top(3));
  }

  /** Of some of 40 sources, too: 38 and 35 are not among the 32, however much they matter. */
  @Test
  void carried_ofSomeSources_isTheOrderOfTheListOfAll() {
    double[] sizes = IntStream.range(0, 40).mapToDouble(s -> 100 - s).toArray();
    int[] some = {38, 3, 35, 30};
    double[] order = InfluenceEstimates.carried(sizes, some, new double[] {9, 1, 8, 2});
    assertArrayEquals(new int[] {3, 1, 2, 0}, Landscape.of(order).top(4));
  }

  /** The truth of some sources is theirs among all. */
  @Test
  void retrained_ofSomeSources_isThatOfAllOfThem() {
    InfluenceSetting setting = new InfluenceSetting(RefitWorld.Kind.GAUSSIAN, 12, 1, 7, 1);
    assertArrayEquals(IntStream.range(0, 12).toArray(), setting.drawn(100));
    int[] some = setting.drawn(5);
    assertEquals(5, IntStream.of(some).distinct().count());
    assertTrue(IntStream.of(some).allMatch(s -> s >= 0 && s < 12), Arrays.toString(some));
    RefitWorld world = setting.world(TrainingData.bundled(12));
    Execution here = Execution.sequential();
    Ensemble trained = world.ensemble(here);
    List<Sample> samples = InfluenceTrial.sampler().samples(trained, ExogenousNoise.philox(1), 2);
    List<SampleNoise> noises = samples.stream().map(Sample::noise).toList();
    InfluenceTruth all =
        InfluenceTruth.of(world, trained, InfluenceTrial.sampler(), noises, true, here);
    InfluenceTruth few =
        InfluenceTruth.of(world, trained, InfluenceTrial.sampler(), noises, some, true, here);
    InfluenceEstimates of =
        InfluenceEstimates.of(world, trained, samples, setting.drawn(12), 1, here);
    InfluenceEstimates ofFew = InfluenceEstimates.of(world, trained, samples, some, 1, here);
    for (int k = 0; k < some.length; k++) {
      assertEquals(all.ensemble()[1][some[k]], few.ensemble()[1][k]);
      assertEquals(all.single()[1][some[k]], few.single()[1][k]);
      for (String name : List.of("exact", "differential", "anchored", "size", "influence")) {
        assertEquals(of.distances(name)[1][some[k]], ofFew.distances(name)[1][k], name);
      }
    }
  }

  /** A member that never saw the source stays; the others are those of the data without it. */
  @Test
  void retrained_isTheEnsembleOfTheDataWithoutTheSource() {
    InfluenceSetting setting = new InfluenceSetting(RefitWorld.Kind.GAUSSIAN, 12, 2, 6, 3);
    RefitWorld world = setting.world(TrainingData.bundled(24));
    assertEquals(new Shape(1, 8, 8), world.items().shape());
    Ensemble trained = world.ensemble(Execution.sequential());
    int gone = 4;
    Ensemble again = world.retrained(trained, gone);
    CodeAssignment left = world.code().without(gone);
    int[] items = world.code().sources().itemsWithout(gone).mapToInt(Math::toIntExact).toArray();
    Ensemble expected =
        ClosedFormEnsembles.gaussian(
            world.items().select(items), left, 0.01, NoiseSchedule.linear());
    Batch x = world.items().select(1, 9);
    for (int i = 0; i < 6; i++) {
      if (!world.code().word(gone).contains(i)) {
        assertSame(trained.member(i), again.member(i));
      }
      assertEquals(expected.member(i).predict(x, 300), again.member(i).predict(x, 300));
    }
    assertNotEquals(world.single(-1).predict(x, 300), world.single(gone).predict(x, 300));
  }

  @Test
  void pooled_isTheMeanOfFourByFour() {
    float[] values = new float[64];
    for (int p = 0; p < 64; p++) {
      values[p] = p;
    }
    Batch pooled = RefitWorld.pooled(Batch.of(new Shape(1, 8, 8), values));
    // The first field: lines 0, 8, 16, 24 and four columns.
    assertArrayEquals(new float[] {13.5f, 17.5f, 45.5f, 49.5f}, pooled.row(0));
  }

  @Test
  void dealt_movesWordsOfWhomItShould() {
    CodeAssignment code =
        new InfluenceSetting(RefitWorld.Kind.GAUSSIAN, 16, 1, 7, 1)
            .world(TrainingData.bundled(16))
            .code();
    for (InfluenceChance.Deal deal : InfluenceChance.Deal.values()) {
      boolean[] wrong = new boolean[16];
      CodeAssignment dealt = InfluenceChance.dealt(code, deal, 1, 3, wrong);
      Set<Codeword> before = new HashSet<>();
      Set<Codeword> after = new HashSet<>();
      for (int s = 0; s < 16; s++) {
        before.add(code.word(s));
        after.add(dealt.word(s));
        assertEquals(wrong[s], !code.word(s).equals(dealt.word(s)));
      }
      long moved = IntStream.range(0, 16).filter(s -> wrong[s]).count();
      assertEquals(code.reserved(), dealt.reserved());
      assertEquals(deal != InfluenceChance.Deal.ALL, before.equals(after), deal.toString());
      switch (deal) {
        case AS_TRAINED -> assertEquals(0, moved);
        case HALF -> assertTrue(moved > 0 && moved <= 8, "moved " + moved);
        default -> assertTrue(moved > 8, "moved " + moved);
      }
    }
  }
}
