package org.abc4j.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.attribution.HybridScenario.Walk;
import org.abc4j.codebook.DataSources;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScreeningAttributorTest {
  private static final int SOURCES = HybridScenario.SOURCES;
  private static final ScreeningAttributor SCREENING =
      new ScreeningAttributor(new DifferentialAttributor());
  private static final Sample SAMPLE = HybridScenario.of(Kind.GAUSSIAN, Walk.UNI_PC).sample();
  private static final Landscape EXACT = new AblationAttributor().attribute(SAMPLE);

  /** A screen that says what it is told. */
  private static ScreeningAttributor by(double... distances) {
    return new ScreeningAttributor(sample -> Landscape.of(distances));
  }

  private static String refusal(ScreeningAttributor screening) {
    return assertThrows(IllegalArgumentException.class, () -> screening.attribute(SAMPLE))
        .getMessage();
  }

  @ParameterizedTest
  @EnumSource
  void attribute_verified_areTheScreensFirstAndTheDrawnAndExact(Kind kind) {
    Sample sample = HybridScenario.of(kind, Walk.DDIM).sample();
    Landscape exact = new AblationAttributor().attribute(sample);
    Landscape screen = new DifferentialAttributor().attribute(sample);
    ScreenedLandscape found = SCREENING.withFirst(5).withDrawn(7, 3).attribute(sample);
    assertEquals(SOURCES, found.sources());
    assertEquals(screen, found.screen());
    int[] expected =
        IntStream.concat(Arrays.stream(screen.top(5)), Arrays.stream(found.drawn()))
            .sorted()
            .toArray();
    assertArrayEquals(expected, Arrays.stream(found.verified()).sorted().toArray());
    for (int source = 0; source < SOURCES; source++) {
      boolean isVerified = Arrays.binarySearch(expected, source) >= 0;
      assertEquals(
          isVerified ? OptionalDouble.of(exact.distance(source)) : OptionalDouble.empty(),
          found.distance(source));
    }
    int[] order = found.verified();
    for (int i = 1; i < order.length; i++) {
      assertTrue(exact.distance(order[i - 1]) >= exact.distance(order[i]));
    }
    assertArrayEquals(Arrays.copyOf(order, 3), found.top(3));
    assertEquals(exact.distance(order[0]), found.radius());
    assertEquals(new DrawnBound(SOURCES - 5, 7, 0.95), found.bound());
    assertEquals(
        Arrays.stream(found.drawn()).mapToDouble(exact::distance).max(), found.greatestDrawn());
    assertEquals(1 - 12.0 / SOURCES, found.saved());
    assertFalse(found.isExact());
    assertEquals(0, found.certainTop());
  }

  @Test
  void attribute_all_isTheExactLandscape() {
    for (ScreeningAttributor all :
        new ScreeningAttributor[] {
          SCREENING.withFirst(99).withDrawn(0, 0),
          SCREENING.withFirst(4).withDrawn(26, 0),
          SCREENING.withFirst(0).withDrawn(99, 0),
          SCREENING.untilCertain(99)
        }) {
      ScreenedLandscape found = all.attribute(SAMPLE);
      assertTrue(found.isExact());
      assertArrayEquals(EXACT.top(SOURCES), found.verified());
      assertEquals(EXACT.radius(), found.radius());
      assertEquals(SOURCES, found.certainTop());
      assertEquals(0, found.missedAtMost());
      assertEquals(0, found.saved());
    }
  }

  /**
   * What the bound says holds in 1 − δ of draws, to within three standard errors, also for a screen
   * that knows nothing.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.8, 0.95})
  void bound_overDraws_holdsAsOftenAsItSays(double confidence) {
    int repetitions = 1000;
    double[] blind = IntStream.range(0, SOURCES).mapToDouble(s -> (s * 7) % SOURCES).toArray();
    int[] order = Landscape.of(blind).top(SOURCES);
    int first = 4;
    int[] others = Arrays.stream(order, first, SOURCES).sorted().toArray();
    int held = 0;
    for (int seed = 0; seed < repetitions; seed++) {
      // The draw as the attributor makes it, and its bound; distances are known here.
      int[] drawn =
          Arrays.stream(TrialSources.draw(others.length, 6, seed, Purpose.VERIFIED_SOURCES))
              .map(i -> others[i])
              .toArray();
      double greatest = Arrays.stream(drawn).mapToDouble(EXACT::distance).max().orElseThrow();
      long above = Arrays.stream(others).filter(s -> EXACT.distance(s) > greatest).count();
      if (above <= new DrawnBound(others.length, 6, confidence).atMostAbove()) {
        held++;
      }
    }
    double error = Math.sqrt(confidence * (1 - confidence) / repetitions);
    assertTrue(held >= repetitions * (confidence - 3 * error), held + " of " + repetitions);
    ScreenedLandscape found = by(blind).withFirst(first).withDrawn(6, 17).attribute(SAMPLE);
    assertArrayEquals(
        Arrays.stream(TrialSources.draw(others.length, 6, 17, Purpose.VERIFIED_SOURCES))
            .map(i -> others[i])
            .toArray(),
        found.drawn());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void untilCertain_goodScreen_hasTheFirstPlacesOfTheExactLandscape(int places) {
    ScreenedLandscape found =
        SCREENING.withFirst(2).withDrawn(6, 5).untilCertain(places).attribute(SAMPLE);
    assertArrayEquals(EXACT.top(places), found.top(places));
    assertTrue(found.certainTop() >= places);
  }

  /** A screen that is right up to a factor verifies no more than the places and a batch. */
  @Test
  void untilCertain_perfectScreen_stopsEarly() {
    ScreenedLandscape found =
        by(EXACT.distances()).withFirst(1).withDrawn(3, 0).untilCertain(4).attribute(SAMPLE);
    assertArrayEquals(EXACT.top(4), found.top(4));
    assertFalse(found.isExact());
    assertEquals(4, found.certainTop());
    assertEquals(
        Math.min(found.bound().atMostAbove(), SOURCES - found.verified().length),
        found.missedAtMost());
  }

  /** Sources that were drawn are said to be at 0, which they are not: nothing can be settled. */
  @Test
  void untilCertain_screenThatIsBlind_verifiesAll() {
    double[] zeros = new double[SOURCES];
    zeros[3] = 1;
    ScreenedLandscape found =
        by(zeros).withFirst(1).withDrawn(2, 0).untilCertain(1).attribute(SAMPLE);
    assertTrue(found.isExact());
    assertArrayEquals(EXACT.top(1), found.top(1));
  }

  /**
   * A screen that is too low by a factor of its own for each source, by up to twelve: of the true
   * first places no more are missed than is said, in 1 − δ of draws to within three standard
   * errors; and now and then some are, or there would be nothing to bound.
   */
  @Test
  void untilCertain_overDraws_missesNoMoreThanItSays() {
    int repetitions = 400;
    int places = 5;
    double confidence = 0.8;
    CounterRandom random = CounterRandom.of(1, Purpose.EXAMPLE);
    int held = 0;
    int missing = 0;
    for (int seed = 0; seed < repetitions; seed++) {
      double[] screen = new double[SOURCES];
      for (int s = 0; s < SOURCES; s++) {
        double u = (random.bits(seed, 0, s) >>> 11) * 0x1.0p-53;
        screen[s] = EXACT.distance(s) * Math.exp(-2.5 * u * u * u * u);
      }
      // The draw and the settling as they are, on distances that are known.
      ScreenedLandscape found =
          by(screen)
              .withFirst(1)
              .withDrawn(3, seed)
              .withConfidence(confidence)
              .untilCertain(places)
              .attribute(SAMPLE);
      int[] top = found.top(places);
      Arrays.sort(top);
      int missed =
          (int)
              Arrays.stream(EXACT.top(places)).filter(s -> Arrays.binarySearch(top, s) < 0).count();
      held += missed <= found.missedAtMost() ? 1 : 0;
      missing += missed > 0 ? 1 : 0;
    }
    double error = Math.sqrt(confidence * (1 - confidence) / repetitions);
    assertTrue(held >= repetitions * (confidence - 3 * error), held + " of " + repetitions);
    assertTrue(missing > 0, "no place was ever missed");
  }

  /** A hybrid screen has trials of its own; a draw by the same seed is another. */
  @Test
  void attribute_hybridScreenOfTheSameSeed_drawsOtherSources() {
    int same = 0;
    for (int seed = 0; seed < 200; seed++) {
      int[] trials = TrialSources.draw(SOURCES, 4, seed, Purpose.TRIAL_SOURCES);
      int[] drawn = TrialSources.draw(SOURCES, 4, seed, Purpose.VERIFIED_SOURCES);
      same += (int) Arrays.stream(drawn).filter(s -> Arrays.binarySearch(trials, s) >= 0).count();
    }
    // 4·4/30 of each draw by chance: 107 of 200 draws, give or take 4.5 deviations.
    assertEquals(107, same, 42);
    ScreenedLandscape found =
        new ScreeningAttributor(new HybridAttributor().withTrials(4, 7))
            .withFirst(0)
            .withDrawn(4, 7)
            .attribute(SAMPLE);
    assertArrayEquals(TrialSources.draw(SOURCES, 4, 7, Purpose.VERIFIED_SOURCES), found.drawn());
  }

  /** One bar over all batches: it never goes back, and ends full however soon places settle. */
  @Test
  void untilCertain_reportsAgainstAllThatMayHaveToBeVerified() {
    for (int places : new int[] {0, 1, 3, SOURCES}) {
      List<Double> shares = new ArrayList<>();
      Set<Long> totals = new HashSet<>();
      ScreenedLandscape found =
          SCREENING
              .withFirst(2)
              .withDrawn(3, 5)
              .untilCertain(places)
              .with(
                  Execution.sequential()
                      .reportingTo(
                          (done, total) -> {
                            shares.add(done / (double) total);
                            totals.add(total);
                          }))
              .attribute(SAMPLE);
      assertEquals(1, totals.size(), totals.toString());
      assertEquals(shares.stream().sorted().toList(), shares);
      assertEquals(0, shares.get(0));
      assertEquals(1, shares.get(shares.size() - 1));
      int verified = found.verified().length;
      double before = shares.stream().filter(share -> share < 1).reduce(0.0, (a, b) -> b);
      int atMost = places == 0 ? verified : SOURCES;
      assertTrue(before <= (double) verified / atMost, before + " of " + verified);
    }
  }

  @Test
  void untilCertain_noneDrawn_verifiesAll() {
    assertTrue(SCREENING.withDrawn(0, 0).untilCertain(1).attribute(SAMPLE).isExact());
  }

  @Test
  void attribute_anyChunkAndExecution_isTheSame() {
    ScreeningAttributor screening = SCREENING.withFirst(3).withDrawn(5, 2).untilCertain(3);
    ScreenedLandscape expected = screening.attribute(SAMPLE);
    for (int chunk : new int[] {1, 2, 7}) {
      assertEquals(expected, screening.withChunk(chunk).attribute(SAMPLE));
    }
    Threads.with(
        3, execution -> assertEquals(expected, screening.with(execution).attribute(SAMPLE)));
    assertEquals(expected.hashCode(), screening.withChunk(2).attribute(SAMPLE).hashCode());
  }

  @Test
  void attribute_cancelled_stops() {
    AtomicInteger looks = new AtomicInteger();
    Execution stopping = Execution.sequential().until(() -> looks.getAndIncrement() > 5);
    assertThrows(CancellationException.class, () -> SCREENING.with(stopping).attribute(SAMPLE));
  }

  @Test
  void attribute_nothingWanted_isRefused() {
    assertEquals(
        "of 30 sources at least 1 is verified, found 0 first and 0 drawn",
        refusal(SCREENING.withFirst(0).withDrawn(0, 0)));
  }

  @Test
  void attribute_screenOfAnotherEnsemble_isRefused() {
    assertEquals("the screen has 2 sources, the ensemble has 30", refusal(by(1, 2)));
  }

  @Test
  void untilCertain_screenByLikeness_isRefusedNamingTwoSources() {
    VisualAttributor likeness =
        VisualAttributor.of(
            Draws.images(3, 1, HybridScenario.SHAPE, SOURCES), DataSources.oneItemEach(SOURCES));
    int[] order = likeness.attribute(SAMPLE).top(2);
    String message = refusal(new ScreeningAttributor(likeness).untilCertain(1));
    assertTrue(
        message.startsWith(
            "places are settled by a screen whose first source is its farthest, but source "
                + order[1]
                + " at "),
        message);
    assertTrue(message.contains(" comes after source " + order[0] + " at "), message);
    // 16 first and 16 drawn are more than there are.
    assertTrue(new ScreeningAttributor(likeness).attribute(SAMPLE).isExact());
  }

  @Test
  void attribute_distanceThatIsNoNumber_isRefusedNamingTheSource() {
    String message =
        refusal(SCREENING.withFirst(1).withDrawn(0, 0).withDistance((a, b, s) -> Double.NaN));
    int source = new DifferentialAttributor().attribute(SAMPLE).top(1)[0];
    assertEquals("a distance is at least 0, but that of source " + source + " is NaN", message);
  }

  @Test
  void with_valuesOutOfRange_areRefused() {
    assertEquals(
        "there are at least 0 verified sources, found -1",
        assertThrows(IllegalArgumentException.class, () -> SCREENING.withFirst(-1)).getMessage());
    assertEquals(
        "there are at least 0 drawn sources, found -2",
        assertThrows(IllegalArgumentException.class, () -> SCREENING.withDrawn(-2, 0))
            .getMessage());
    assertEquals(
        "there are at least 0 places, found -3",
        assertThrows(IllegalArgumentException.class, () -> SCREENING.untilCertain(-3))
            .getMessage());
    assertEquals(
        "a confidence lies between 0 and 1, found 1.0",
        assertThrows(IllegalArgumentException.class, () -> SCREENING.withConfidence(1))
            .getMessage());
  }

  @Test
  void landscape_unknownSourceOrPlace_isRefused() {
    ScreenedLandscape found = SCREENING.withFirst(2).withDrawn(1, 0).attribute(SAMPLE);
    assertEquals(
        "unknown source 30, sources are numbered 0 to 29",
        assertThrows(IllegalArgumentException.class, () -> found.distance(30)).getMessage());
    assertEquals(
        "top k of 3 verified sources takes k from 0 to that, found 4",
        assertThrows(IllegalArgumentException.class, () -> found.top(4)).getMessage());
    assertTrue(found.toString().contains("3 of 30 sources verified, radius at least "));
  }

  @Test
  void attribute_visitor_seesEachVerifiedCounterfactualOnce() {
    float[][] images = new float[SOURCES][];
    ScreenedLandscape found =
        SCREENING
            .withFirst(3)
            .withDrawn(4, 3)
            .untilCertain(2)
            .attribute(
                SAMPLE,
                (source, ablation, image) -> {
                  assertEquals(null, images[(int) source]);
                  images[(int) source] = image;
                });
    for (int source = 0; source < SOURCES; source++) {
      assertEquals(found.distance(source).isPresent(), images[source] != null);
      if (images[source] != null) {
        assertEquals(
            EXACT.distance(source),
            Distance.euclidean().between(SAMPLE.image(), images[source], SAMPLE.shape()));
      }
    }
  }

  @Test
  void of_whatWasVerifiedBefore_isTheLandscape() {
    ScreenedLandscape found = SCREENING.withFirst(5).withDrawn(7, 3).attribute(SAMPLE);
    ScreenedLandscape again =
        ScreenedLandscape.of(found.screen(), found.distances(), found.drawn(), 0.95);
    assertEquals(found, again);
    assertArrayEquals(found.verified(), again.verified());
  }

  @Test
  void of_whatCannotHaveBeenVerified_isRefused() {
    Landscape screen = Landscape.of(3, 2, 1);
    double none = Double.NaN;
    assertOf("the screen has 3 sources, found 2 distances", screen, new double[] {1, 2});
    assertOf("at least 1 is verified, found none", screen, new double[] {none, none, none});
    assertOf("that of source 1 is -1.0", screen, new double[] {1, -1, none});
    double infinite = Double.POSITIVE_INFINITY;
    assertOf("that of source 0 is Infinity", screen, new double[] {infinite, 1, none});
    assertOf(
        "the first 1 of the screen are verified, but source 0",
        screen,
        new double[] {none, 1, none});
    assertOf("found source 2 after -1", screen, new double[] {1, none, none}, 2);
    assertOf("found source 1 after 2", screen, new double[] {1, 1, 1}, 2, 1);
    assertOf("found source 3 after -1", screen, new double[] {1, 1, 1}, 3);
    assertOf("found source -1 after -1", screen, new double[] {1, 1, 1}, -1);
    // The first is drawn, so the one after it is not the screen's first.
    assertOf("but source 0 is not", screen, new double[] {1, 1, none}, 0);
  }

  private static void assertOf(String part, Attribution screen, double[] distances, int... drawn) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> ScreenedLandscape.of(screen, distances, drawn, 0.95))
            .getMessage();
    assertTrue(message.contains(part), message);
  }
}
