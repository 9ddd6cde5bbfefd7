package org.abc4j.evaluation.protocol;

import static org.abc4j.testing.Messages.assertIllegal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.abc4j.attribution.Attribution;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.evaluation.Proportion;
import org.junit.jupiter.api.Test;

class OverlapTableTest {
  /** scipy.stats.binom.sf(271, 1024, 0.1563346885046897). */
  private static final double BINOMIAL_TAIL = 2.818838518715722e-19;

  private static TopSources lists(int sources, int[] a, int[] b) {
    Map<String, int[]> lists = new LinkedHashMap<>();
    lists.put("visual", a);
    lists.put("ablation", b);
    return TopSources.ofLists(sources, lists);
  }

  @Test
  void of_attributions_takesTheirFirst() {
    Landscape landscape = Landscape.of(1, 4, 2, 3);
    VisualAttribution visual =
        VisualAttribution.of(new double[] {0.1, 0.4, 0.3, 0.2}, new long[] {0, 1, 2, 3});
    Map<String, Attribution> both = new LinkedHashMap<>();
    both.put("exact", landscape);
    both.put("visual", visual);
    TopSources top = TopSources.of(both, 3);
    assertEquals(List.of("exact", "visual"), top.names());
    assertArrayEquals(new int[] {1, 3, 2}, top.top("exact", 3));
    assertArrayEquals(new int[] {0, 3}, top.top("visual", 2));
    assertEquals(4, top.sources());
    assertEquals(3, top.length());
  }

  @Test
  void of_twoSamples_countsByHand() {
    List<TopSources> samples =
        List.of(
            lists(10, new int[] {0, 1, 2}, new int[] {1, 0, 5}),
            lists(10, new int[] {7, 8, 9}, new int[] {1, 2, 7}));
    OverlapTable top3 = OverlapTable.of(3, samples);
    assertEquals(new Proportion(2, 2), top3.nonEmpty("visual", "ablation"));
    assertEquals(1.5, top3.meanShared("ablation", "visual"));
    assertEquals(3, top3.meanShared("visual", "visual"));
    OverlapTable top1 = OverlapTable.of(1, samples);
    assertEquals(new Proportion(0, 2), top1.nonEmpty("visual", "ablation"));
    assertEquals(new Proportion(2, 2), top1.nonEmpty("ablation", "ablation"));
    assertEquals(1, top1.pValue("visual", "ablation"));
    // Chance shares the first of ten once in a hundred pairs of samples.
    assertEquals(0.01, top1.pValue("visual", "visual"), 1e-15);
    assertEquals(2, top1.samples());
  }

  /** All pairs of lists of 2 out of 6 sources, each once: that is what chance is the mean of. */
  @Test
  void of_allPairsOfLists_hasTheSharesOfChance() {
    List<int[]> pairs = new ArrayList<>();
    for (int a = 0; a < 6; a++) {
      for (int b = a + 1; b < 6; b++) {
        pairs.add(new int[] {b, a});
      }
    }
    List<TopSources> samples = new ArrayList<>();
    for (int[] first : pairs) {
      for (int[] second : pairs) {
        samples.add(lists(6, first, second));
      }
    }
    OverlapTable table = OverlapTable.of(2, samples);
    assertEquals(
        table.chance().probabilityNonEmpty(), table.nonEmpty("visual", "ablation").share(), 1e-15);
    assertEquals(table.chance().mean(), table.meanShared("visual", "ablation"), 1e-15);
  }

  /** Table 4's first number: 272 of 1024 samples at N = 384, where chance has 160.09 ± 11.62. */
  @Test
  void of_papersCounts_areBeyondChance() {
    int[] list = IntStream.range(0, 8).toArray();
    int[] other = IntStream.range(8, 16).toArray();
    List<TopSources> samples =
        IntStream.range(0, 1024).mapToObj(i -> lists(384, list, i < 272 ? list : other)).toList();
    OverlapTable table = OverlapTable.of(8, samples);
    assertEquals(new Proportion(272, 1024), table.nonEmpty("visual", "ablation"));
    assertEquals(160.09, table.chance().expectedNonEmpty(1024), 5e-3);
    assertEquals(158.73, table.chance().expectedNonEmptyWithReplacement(1024), 5e-3);
    assertEquals(BINOMIAL_TAIL, table.pValue("visual", "ablation"), 1e-9 * BINOMIAL_TAIL);
  }

  @Test
  void of_samplesOfOtherNames_namesTheSample() {
    TopSources first = lists(4, new int[] {0}, new int[] {1});
    TopSources other = TopSources.ofLists(4, Map.of("visual", new int[] {2}));
    assertIllegal(
        "samples of one table have lists of the same names and sources, found TopSources[1 of 4"
            + " sources by [visual, ablation]] and, for sample 1, TopSources[1 of 4 sources by"
            + " [visual]]",
        () -> OverlapTable.of(1, List.of(first, other)));
    assertIllegal(
        "a table is of at least 1 sample, found none", () -> OverlapTable.of(1, List.of()));
    assertIllegal(
        "lists of sample 0 have 1 sources, k is 2", () -> OverlapTable.of(2, List.of(first)));
    assertIllegal(
        "this table is of [visual, ablation], found no \"exact\"",
        () -> OverlapTable.of(1, List.of(first)).nonEmpty("visual", "exact"));
  }

  @Test
  void ofLists_badLists_nameThem() {
    assertIllegal(
        "a list names each source once, visual names 3 twice",
        () -> lists(4, new int[] {3, 3}, new int[] {0, 1}));
    assertIllegal(
        "sources are numbered 0 to 3, ablation names 4",
        () -> lists(4, new int[] {3, 1}, new int[] {0, 4}));
    assertIllegal(
        "lists of one sample have the same length, found 2 and 1 by ablation",
        () -> lists(4, new int[] {3, 1}, new int[] {0}));
    assertIllegal(
        "lists have from 1 to all of 1 sources, found 2",
        () -> lists(1, new int[] {0, 1}, new int[] {0, 1}));
    assertIllegal(
        "a sample has at least 1 list of sources, found none",
        () -> TopSources.ofLists(3, Map.of()));
    TopSources fine = lists(4, new int[] {0}, new int[] {1});
    assertIllegal(
        "this sample has lists by [visual, ablation], found no \"x\"", () -> fine.top("x", 1));
    assertIllegal(
        "this sample has lists of 1 sources, found 2 asked for", () -> fine.top("visual", 2));
  }

  @Test
  void of_attributionsOfOtherSources_namesThem() {
    Map<String, Landscape> both = new LinkedHashMap<>();
    both.put("a", Landscape.of(1, 2));
    both.put("b", Landscape.of(1, 2, 3));
    assertIllegal(
        "attributions of one sample are to the same sources, found 2 by a and 3 by b",
        () -> TopSources.of(both, 1));
    assertIllegal(
        "lists have from 1 to all of 2 sources, found 3",
        () -> TopSources.of(Map.of("a", Landscape.of(1, 2)), 3));
  }
}
