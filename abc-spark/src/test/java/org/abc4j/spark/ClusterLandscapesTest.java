package org.abc4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.abc4j.Execution;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.DifferentialAttributor;
import org.abc4j.attribution.Distance;
import org.abc4j.attribution.EnsembleJacobian;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.ScreeningAttributor;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.UniPcSampler;
import org.abc4j.store.EnsembleFolder;
import org.abc4j.testing.TinyNetworks;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterLandscapesTest {
  private static final long SEED = 7;

  @TempDir private static Path files;
  private static ClosedForm closed;

  @TempDir private Path temp;

  @BeforeAll
  static void write() throws IOException {
    closed = ClosedForm.in(files);
  }

  private static ClusterJobs jobs() {
    return ClusterJobs.of(LocalSpark.session());
  }

  private static List<Sample> samples(int count) {
    return ClosedForm.SAMPLER.samples(closed.ensemble(), ExogenousNoise.philox(SEED), count);
  }

  private static ClusterLandscapes landscapes(int count, ClusterMethod method) throws IOException {
    return jobs()
        .landscapes(closed.recipe(), ClosedForm.SAMPLER, SampleSet.of(SEED, count), method);
  }

  /** One, fewer than tasks, more than tasks. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 40})
  void exact_anyNumberOfSamples_isTheNumbersOfOneMachine(int count) throws IOException {
    ClusterLandscapes found = landscapes(count, ClusterMethod.exact());

    List<Sample> samples = samples(count);
    for (int i = 0; i < count; i++) {
      assertEquals(new AblationAttributor().attribute(samples.get(i)), found.landscape(i));
    }
  }

  /** After each task's first sample, as if samples took hours. */
  @Test
  void exact_tasksThatEndEarly_leaveTheRestToASecondJob() throws IOException {
    List<Long> heard = new ArrayList<>();
    List<Long> totals = new ArrayList<>();
    ClusterLandscapes found =
        jobs()
            .with(
                Execution.sequential()
                    .reportingTo(
                        (done, total) -> {
                          heard.add(done);
                          totals.add(total);
                        }))
            .withTasksOf(0)
            .landscapes(
                closed.recipe(), ClosedForm.SAMPLER, SampleSet.of(SEED, 40), ClusterMethod.exact());

    List<Sample> samples = samples(40);
    for (int i = 0; i < 40; i++) {
      assertEquals(new AblationAttributor().attribute(samples.get(i)), found.landscape(i));
    }
    int first = TaskSizing.halves(40, 1, 2).size();
    assertEquals(List.of(0L, 1L, 2L), heard.subList(0, 3));
    assertEquals((long) first, heard.get(first));
    assertEquals(40L, heard.get(heard.size() - 1));
    assertEquals(List.of(40L), totals.stream().distinct().toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void differential_byColumnsAndBySamples_isTheNumbersOfOneMachine(int count) throws IOException {
    ClusterLandscapes found = landscapes(count, ClusterMethod.differential());

    List<Sample> samples = samples(count);
    for (int i = 0; i < count; i++) {
      assertEquals(new DifferentialAttributor().attribute(samples.get(i)), found.landscape(i));
    }
  }

  /** As on a cluster of more processors than samples: some columns a task, all samples at once. */
  @ParameterizedTest
  @ValueSource(ints = {3, 7, 100})
  void differential_columnsOfSeveralSamples_isTheNumbersOfOneMachine(int slots) throws IOException {
    JobRunner runner =
        new JobRunner(JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext()));
    SamplingTask of = SamplingTask.of(closed.recipe(), ClosedForm.SAMPLER, SampleSet.of(SEED, 3));
    List<Long> heard = new ArrayList<>();
    List<SampleScores> found =
        new ColumnTasks(
                runner, slots, Execution.sequential().reportingTo((done, total) -> heard.add(done)))
            .scores(of, ClusterMethod.differential());

    List<Sample> samples = samples(3);
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(
          new DifferentialAttributor().attribute(samples.get(i)).distances(),
          found.get(i).distances());
    }
    assertEquals(List.of(0L, 1L, 2L, 3L), heard);
  }

  @ParameterizedTest
  @EnumSource(ClusterMethod.Kind.class)
  void flipAgnostic_anyMethod_isTheNumbersOfOneMachine(ClusterMethod.Kind kind) throws IOException {
    ClusterMethod method = new ClusterMethod(kind, ClusterMethod.Metric.FLIP_AGNOSTIC, 2, 3, 11);
    ClusterLandscapes found = landscapes(2, method);

    Sample second = samples(2).get(1);
    Distance flips = Distance.flipAgnosticEuclidean();
    DifferentialAttributor screen = new DifferentialAttributor().withDistance(flips);
    switch (kind) {
      case EXACT ->
          assertEquals(
              new AblationAttributor().withDistance(flips).attribute(second), found.landscape(1));
      case DIFFERENTIAL -> assertEquals(screen.attribute(second), found.landscape(1));
      case SCREENED ->
          assertEquals(
              new ScreeningAttributor(screen)
                  .withDistance(flips)
                  .withFirst(2)
                  .withDrawn(3, 11)
                  .attribute(second),
              found.screened(1));
    }
  }

  @Test
  void jacobian_columnsApart_isTheBitsOfOneMachine() throws IOException {
    EnsembleJacobian found = jobs().jacobian(closed.recipe(), ClosedForm.SAMPLER, SEED, 1);

    EnsembleJacobian expected = EnsembleJacobian.of(samples(2).get(1));
    for (int member = 0; member < expected.members(); member++) {
      assertArrayEquals(expected.column(member), found.column(member));
    }
  }

  @Test
  void folder_ofNetworks_isTheNumbersOfOneMachine() throws IOException {
    EnsembleFolder folder =
        TinyNetworks.folder(
            Files.createDirectory(temp.resolve("e")), TinyNetworks.config(), TinyNetworks.code());
    var sampler = UniPcSampler.steps(2);

    ClusterLandscapes found =
        jobs()
            .landscapes(
                FolderRecipe.of(folder), sampler, SampleSet.of(SEED, 4, 1), ClusterMethod.exact());

    Sample sample = sampler.sample(folder.ensemble(), ExogenousNoise.philox(SEED).of(4));
    assertEquals(new AblationAttributor().attribute(sample), found.landscape(0));
  }

  @Test
  void samples_apart_areThoseOfTheirIndices() throws IOException {
    SampleSet apart = SampleSet.at(SEED, 1, 2, 5, 31);
    ClusterLandscapes found =
        jobs().landscapes(closed.recipe(), ClosedForm.SAMPLER, apart, ClusterMethod.exact());
    List<Sample> all = samples(32);
    List<Long> numbers =
        found.table().select("sample").distinct().orderBy("sample").collectAsList().stream()
            .map(row -> row.getLong(0))
            .toList();

    assertEquals(List.of(1L, 2L, 5L, 31L), numbers);
    for (int place = 0; place < apart.count(); place++) {
      assertEquals(
          new AblationAttributor().attribute(all.get((int) apart.index(place))),
          found.landscape(place));
    }
    assertEquals("SampleSet[4 of noise " + SEED + ", 1 to 31]", apart.toString());
  }

  @Test
  void samples_twiceOrNone_areRefused() {
    assertEquals(
        "indices of samples are at least 0 and go up, found 5 after 5",
        assertThrows(IllegalArgumentException.class, () -> SampleSet.at(SEED, 1, 5, 5))
            .getMessage());
    assertEquals(
        "indices of samples are at least 0 and go up, found -1",
        assertThrows(IllegalArgumentException.class, () -> SampleSet.at(SEED, -1)).getMessage());
    assertEquals(
        "samples are 1 or more, found none",
        assertThrows(IllegalArgumentException.class, () -> SampleSet.at(SEED)).getMessage());
  }

  @Test
  void samples_onTheCluster_areThoseOfOneMachine() throws IOException {
    TreeMap<Long, String> found = new TreeMap<>();
    jobs()
        .samples(
            closed.recipe(),
            ClosedForm.SAMPLER,
            SampleSet.of(SEED, 2, 30),
            (index, image) -> found.put(index, Sha256.of(image)));

    List<Row> table =
        jobs()
            .sampleTable(closed.recipe(), ClosedForm.SAMPLER, SampleSet.of(SEED, 2, 30))
            .orderBy("sample")
            .collectAsList();

    assertEquals(30, found.size());
    assertEquals(30, table.size());
    List<Sample> expected = samples(32);
    for (int i = 0; i < 30; i++) {
      String digest = Sha256.of(expected.get(2 + i).image());
      assertEquals(digest, found.get(2L + i));
      assertEquals(digest, table.get(i).getString(table.get(i).fieldIndex("sha256")));
      assertEquals(2L + i, table.get(i).getLong(table.get(i).fieldIndex("sample")));
    }
  }

  @Test
  void table_writtenAsParquet_joinsByNameAndHoldsPlacesAndRanks() throws IOException {
    ClusterLandscapes found = landscapes(3, ClusterMethod.exact());
    String parquet = temp.resolve("scores").toString();
    found.table().write().parquet(parquet);
    Dataset<Row> read = LocalSpark.session().read().parquet(parquet);

    assertEquals(3L * 8, read.count());
    Landscape second = found.landscape(1);
    List<Row> rows = read.filter("sample = 1").orderBy("place").collectAsList();
    int[] order = second.top(8);
    for (int p = 0; p < 8; p++) {
      Row row = rows.get(p);
      assertEquals(order[p], (int) row.getAs("source"));
      assertEquals(closed.ensemble().code().sources().name(order[p]), row.getAs("source_name"));
      assertEquals(second.distance(order[p]), (double) row.getAs("distance"));
      assertEquals(second.rank(order[p]), (double) row.getAs("rank"));
      assertEquals("exact", row.getAs("method"));
      assertEquals("euclidean", row.getAs("metric"));
      assertEquals(closed.recipe().digest(), row.getAs("ensemble"));
      assertEquals(SEED, (long) row.getAs("seed"));
      assertNull(row.getAs("screen"));
    }
    assertEquals(3L * 2, found.top(2).count());
  }

  @Test
  void table_ofAScreen_leavesOutWhatWasNotVerified() throws IOException {
    ClusterLandscapes found = landscapes(1, ClusterMethod.screened(2, 1, 5));

    List<Row> rows = found.table().orderBy("source").collectAsList();
    assertEquals(3, rows.stream().filter(row -> row.getAs("distance") != null).count());
    for (Row row : rows) {
      int source = row.getAs("source");
      assertEquals(found.screened(0).screen().distance(source), (double) row.getAs("screen"));
      assertEquals(row.getAs("place") == null, row.getAs("distance") == null);
      assertNull(row.getAs("rank"));
    }
  }

  @Test
  void landscapes_progress_endsWithAllUnits() throws IOException {
    List<Long> done = new ArrayList<>();
    AtomicLong total = new AtomicLong();
    jobs()
        .with(
            Execution.sequential()
                .reportingTo(
                    (units, of) -> {
                      done.add(units);
                      total.set(of);
                    }))
        .landscapes(
            closed.recipe(), ClosedForm.SAMPLER, SampleSet.of(SEED, 20), ClusterMethod.exact());

    assertEquals(20, total.get());
    assertEquals(20, done.get(done.size() - 1));
  }

  @Test
  void landscapes_cancelled_stopsTasksWithinAStep() throws Exception {
    SlowRecipe slow = new SlowRecipe(closed.recipe(), temp.resolve("asked").toString());
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong asked = new AtomicLong();
    ClusterJobs stopped = jobs().with(Execution.sequential().until(stop::get));
    Thread asker =
        onceAsked(
            slow,
            () -> {
              asked.set(slow.asked());
              stop.set(true);
            });
    asker.start();

    assertThrows(
        CancellationException.class,
        () ->
            stopped.landscapes(
                slow, DdimSampler.steps(100), SampleSet.of(SEED, 200), ClusterMethod.exact()));

    long returned = slow.asked();
    asker.join();
    // Of 100 steps a sample asks 1,000 times, 20 ms each: 300 are three seconds of two tasks.
    assertTrue(returned - asked.get() < 300, (returned - asked.get()) + " questions");
    assertEquals(returned, slow.askedOnceQuiet(), "tasks have ended when the call does");
  }

  /** As Ctrl-C does: Spark, asked to forget what it sent, cannot wait on an interrupted thread. */
  @Test
  void landscapes_interrupted_isCancelledAndStaysInterrupted() throws Exception {
    SlowRecipe slow = new SlowRecipe(closed.recipe(), temp.resolve("asked").toString());
    onceAsked(slow, Thread.currentThread()::interrupt).start();

    assertThrows(
        CancellationException.class,
        () ->
            jobs()
                .landscapes(
                    slow, DdimSampler.steps(100), SampleSet.of(SEED, 200), ClusterMethod.exact()));

    assertTrue(Thread.interrupted());
  }

  private static Thread onceAsked(SlowRecipe slow, Runnable then) {
    return new Thread(
        () -> {
          try {
            while (slow.asked() < 2) {
              Thread.sleep(5);
            }
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          then.run();
        });
  }

  @Test
  void landscapes_changedFile_isOneFailureThatNamesIt() throws IOException {
    Path copy = Files.createDirectory(temp.resolve("copy"));
    ClosedForm other = ClosedForm.in(copy);
    Path items = copy.resolve("items.safetensors");
    byte[] bytes = Files.readAllBytes(items);
    bytes[bytes.length - 1] ^= 1;
    ClosedFormRecipe unheld =
        new ClosedFormRecipe(
            ClosedFormRecipe.Kind.GAUSSIAN,
            other.recipe().items(),
            other.recipe().itemsSha256(),
            other.recipe().codeFile(),
            other.recipe().codeSha256(),
            0.25,
            other.recipe().schedule());
    Files.write(items, bytes);

    MalformedFileException error =
        assertThrows(
            MalformedFileException.class,
            () ->
                jobs()
                    .landscapes(
                        unheld, ClosedForm.SAMPLER, SampleSet.of(SEED, 2), ClusterMethod.exact()));

    assertEquals(items.toString(), error.file());
    assertEquals(other.recipe().itemsSha256(), error.expected());
  }

  @Test
  void landscape_ofTheOtherKind_isRefused() throws IOException {
    assertThrows(
        IllegalStateException.class,
        () -> landscapes(1, ClusterMethod.screened(1, 0, 0)).landscape(0));
    assertThrows(
        IllegalStateException.class, () -> landscapes(1, ClusterMethod.exact()).screened(0));
  }
}
