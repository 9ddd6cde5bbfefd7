package org.abc4j.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.evidence.AnyEffectTest;
import org.abc4j.io.MalformedFileException;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Fuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyFileTest {
  private static final Shape SHAPE = new Shape(3, 2, 4);
  private static final int PICTURES = 3;
  private static final SampleOrigin ORIGIN =
      SampleOrigin.of("0123456789abcdef".repeat(4), -7, 1L << 40, "DDIM, 4 steps \"é\"");

  @TempDir Path temp;

  private final Batch items = StudiedSamples.random(SHAPE);
  private final Sample sample = StudiedSamples.gaussian(items, StudiedSamples.code(4), 3);
  private final VisualAttributor visual =
      VisualAttributor.of(items, sample.ensemble().code().sources());

  private SampleStudy study(StudySettings settings) {
    return SampleStudy.of(sample, settings.picturing(PICTURES), Execution.sequential());
  }

  private SampleStudy whole() {
    return study(StudySettings.exactAndFirstOrder().comparingBy(visual).from(ORIGIN));
  }

  private Path written(SampleStudy study) throws IOException {
    Path file = temp.resolve("a.study");
    StudyFile.write(file, study);
    return file;
  }

  /** The digest covers all that is written; the rest is looked at. */
  private static void assertSame(SampleStudy expected, SampleStudy found) {
    assertEquals(StudyFile.digest(expected), StudyFile.digest(found));
    assertEquals(expected.origin(), found.origin());
    assertEquals(expected.shape(), found.shape());
    assertArrayEquals(expected.image(), found.image());
    assertEquals(expected.exact(), found.exact());
    assertEquals(expected.scaled(), found.scaled());
    assertEquals(expected.differential(), found.differential());
    assertArrayEquals(expected.placebos(), found.placebos());
    assertArrayEquals(expected.differentialPlacebos(), found.differentialPlacebos());
    assertArrayEquals(expected.pictured(), found.pictured());
    for (int source : expected.pictured()) {
      if (expected.exact().isPresent()) {
        assertArrayEquals(expected.counterfactual(source), found.counterfactual(source));
      }
      if (expected.differential().isPresent()) {
        assertArrayEquals(expected.firstOrder(source), found.firstOrder(source));
      }
    }
    assertEquals(expected.spearman(), found.spearman());
    assertEquals(expected.medianPixelCorrelation(), found.medianPixelCorrelation());
    assertEquals(expected.exactSeconds(), found.exactSeconds());
    assertEquals(expected.differentialSeconds(), found.differentialSeconds());
    assertEquals(expected.screened(), found.screened());
    assertArrayEquals(expected.picturedBesideInfluence(), found.picturedBesideInfluence());
    for (int source : expected.picturedBesideInfluence()) {
      assertArrayEquals(expected.counterfactual(source), found.counterfactual(source));
    }
    assertEquals(expected.calibrated().isPresent(), found.calibrated().isPresent());
    if (expected.calibrated().isPresent()) {
      assertSame(expected.calibrated().get(), found.calibrated().get());
    }
    assertEquals(expected.visual().isPresent(), found.visual().isPresent());
    if (expected.visual().isPresent()) {
      for (int s = 0; s < expected.sources(); s++) {
        assertEquals(expected.visual().get().distance(s), found.visual().get().distance(s));
        assertEquals(expected.visual().get().nearestItem(s), found.visual().get().nearestItem(s));
      }
    }
  }

  private static void assertSame(CalibratedInfluence expected, CalibratedInfluence found) {
    assertEquals(expected.toString(), found.toString());
    assertEquals(expected.members(), found.members());
    assertEquals(expected.weight(), found.weight());
    assertEquals(expected.placebos(), found.placebos());
    assertArrayEquals(expected.zScores(), found.zScores());
    assertArrayEquals(expected.nullQuantiles(), found.nullQuantiles());
    assertArrayEquals(expected.pictured(), found.pictured());
    assertEquals(expected.anyEffect(), found.anyEffect());
    assertArrayEquals(expected.top(expected.sources()), found.top(expected.sources()));
    for (int s = 0; s < expected.sources(); s++) {
      assertEquals(expected.size(s), found.size(s));
      assertEquals(expected.length(s), found.length(s));
      assertEquals(expected.atLeastAsHigh(s), found.atLeastAsHigh(s));
      assertEquals(expected.qValue(s), found.qValue(s));
      assertEquals(expected.studentPValue(s), found.studentPValue(s));
    }
    for (int source : expected.pictured()) {
      assertArrayEquals(expected.change(source), found.change(source));
    }
  }

  private static SampleStudy calibrated() {
    return CalibratedStudies.reserving(4)
        .study(
            StudySettings.screened(4, 2, 7)
                .picturing(PICTURES)
                .testing(new AnyEffectTest(2, 1.5, List.of(1.0, 2.0)))
                .from(ORIGIN));
  }

  @Test
  void read_calibrated_isTheStudy() throws IOException {
    CalibratedStudies reserving = CalibratedStudies.reserving(4);
    SampleStudy study = calibrated();
    assertTrue(study.screened().isPresent());
    for (SampleStudy one :
        List.of(
            study,
            CalibratedStudies.reserving(0).study(StudySettings.withoutCounterfactuals()),
            reserving.study(StudySettings.withoutCounterfactuals().picturing(0)),
            reserving.study(StudySettings.exactAndFirstOrder().picturing(2)),
            reserving.study(StudySettings.screened(1, 1, 7).alsoFirstOrder().picturing(5)))) {
      Path file = written(one);
      assertEquals("2", SafetensorsFile.read(file).metadata().get("version"));
      assertSame(one, StudyFile.read(file));
    }
    assertEquals("1", SafetensorsFile.read(written(whole())).metadata().get("version"));
  }

  /** Of two sources of four the influence was carried; in files of before, of none. */
  @Test
  void read_fewCarried_hasTheOrderOfThese() throws IOException {
    for (boolean carried : new boolean[] {true, false}) {
      InfluenceParts influence = new InfluenceParts(7, 3, 0);
      influence.sizes = new double[] {0.5, -4, 3, 2};
      influence.zScores = new double[4];
      influence.studentPValues = new double[] {0.5, 0.5, 0.5, 0.5};
      influence.lengths = carried ? new double[] {0.25, 8} : new double[0];
      influence.changes.add(new float[SHAPE.size()]);
      StudyParts parts = new StudyParts(ORIGIN, SHAPE, new float[SHAPE.size()]);
      parts.calibrated = new CalibratedInfluence(influence);
      SampleStudy study = new SampleStudy(parts);
      int[] order = carried ? new int[] {2, 1, 3, 0} : new int[] {1, 2, 3, 0};
      assertArrayEquals(order, study.calibrated().orElseThrow().top(4));
      Path file = written(study);
      assertEquals(carried, SafetensorsFile.read(file).names().contains("calibrated_lengths"));
      assertSame(study, StudyFile.read(file));
      byte[] bytes = Files.readAllBytes(file);
      assertArrayEquals(bytes, Files.readAllBytes(written(StudyFile.read(file))));
    }
  }

  @Test
  void read_changedCalibration_isRefusedNamingWhat() throws IOException {
    int n = StudiedSamples.SOURCES;
    double[] tooHigh = new double[n];
    tooHigh[2] = 3;
    double[] noSize = new double[n];
    noSize[1] = Double.NaN;
    double[] falling = new double[CalibratedInfluence.NULL_PARTS + 1];
    falling[4] = 0.1;
    SampleStudy study = calibrated();
    double[] distances = study.screened().orElseThrow().distances();
    int first = study.calibrated().orElseThrow().top(1)[0];
    double[] missing = distances.clone();
    missing[first] = Double.NaN;
    double[] negative = distances.clone();
    negative[first] = -1;
    for (Object[] change :
        new Object[][] {
          {"calibrated_z'", tooHigh},
          {"calibrated_sizes'", noSize},
          {"calibrated_student_p'", tooHigh},
          {"calibrated_null_z'", falling},
          {"calibrated_null_z', shape", new double[4]},
          {"calibrated_lengths'", noSize},
          {"calibrated_lengths', shape", new double[n + 1]},
          {"calibrated_changes', shape", "calibrated_lengths", new double[2]},
          {"calibrated_z', shape", new double[n + 1]},
          {"calibrated_z', shape", "calibrated_sizes", new double[n - 1]},
          {"any_effect'", new double[] {1, Double.POSITIVE_INFINITY}},
          {"screened'", missing},
          {"screened'", negative},
          {"screened_confidence', shape", new double[] {0.5, 0.5}},
          {"screened'", "screened_confidence", new double[] {1.5}},
        }) {
      String field = (String) change[0];
      double[] values = (double[]) change[change.length - 1];
      String name = change.length == 3 ? (String) change[1] : field.replaceFirst("'.*", "");
      assertRefused(study, field, Map.of(), Map.of(name, values), Map.of(), "");
    }
    long[] high = new long[n];
    high[3] = 5;
    for (Object[] change :
        new Object[][] {
          {"calibrated_placebos_as_high'", high},
          {"calibrated_code'", new long[] {7, 7, 4}},
          {"calibrated_code'", new long[] {7, 0, 4}},
          {"calibrated_code'", new long[] {1, 1, 4}},
          {"calibrated_code'", new long[] {1025, 3, 4}},
          {"calibrated_code'", new long[] {7, 3, -4}},
          {"calibrated_code'", new long[] {7, 3, 1L << 40}},
          {"calibrated_code'", new long[] {7, 3, 30}},
          {"calibrated_placebos_as_high'", "calibrated_code", new long[] {7, 3, 0}},
          {"calibrated_code', shape", new long[] {7, 3}},
          {"screened'", "screened_drawn", new long[] {1, 0}},
          {"screened'", "screened_drawn", new long[] {-1, n}},
          {"screened_drawn'", new long[n + 1]},
          {"any_effect'", "any_effect_samples", new long[] {0}},
        }) {
      String field = (String) change[0];
      long[] values = (long[]) change[change.length - 1];
      String name = change.length == 3 ? (String) change[1] : field.replaceFirst("'.*", "");
      assertRefused(study, field, Map.of(), Map.of(), Map.of(name, values), "");
    }
    assertRefused(study, "version", Map.of("version", "1"), Map.of(), Map.of(), "");
    for (String name :
        List.of(
            "calibrated_z",
            "calibrated_changes",
            "calibrated_null_z",
            "calibrated_counterfactuals",
            "any_effect_samples",
            "screened_drawn",
            "placebos")) {
      assertRefused(study, "tensors", Map.of(), Map.of(), Map.of(), name);
    }
  }

  /** Each is finite, and their sum is not: a picture of it has no ends of its colours. */
  @Test
  void read_changesBeyondFloats_areRefused() throws IOException {
    Path file = written(calibrated());
    SafetensorsFile from = SafetensorsFile.read(file);
    SafetensorsWriter to = SafetensorsWriter.create();
    from.metadata().forEach(to::metadata);
    for (String name : from.names()) {
      long[] shape = from.entry(name).shape();
      switch (from.entry(name).dtype()) {
        case F32 -> {
          float[] values = from.floats(name);
          if (Set.of(StudyFile.IMAGE, StudyFile.CHANGES).contains(name)) {
            Arrays.fill(values, Float.MAX_VALUE);
          }
          to.put(name, shape, values);
        }
        case F64 -> to.put(name, shape, from.doubles(name));
        default -> to.put(name, shape, from.longs(name));
      }
    }
    to.write(file);
    MalformedFileException refusal =
        assertThrows(MalformedFileException.class, () -> StudyFile.read(file));
    assertEquals("tensor 'calibrated_changes'", refusal.field());
    assertTrue(refusal.getMessage().contains("finite"), refusal.getMessage());
  }

  @Test
  void read_whatWasWritten_isTheStudy() throws IOException {
    SampleStudy whole = whole();
    assertEquals(4, whole.placebos().length);
    for (SampleStudy study :
        List.of(
            whole,
            study(StudySettings.exactOnly()),
            study(StudySettings.firstOrderOnly().withPlacebos(2)),
            study(StudySettings.withoutCounterfactuals().comparingBy(visual).from(ORIGIN)),
            SampleStudy.of(
                sample, StudySettings.exactAndFirstOrder().picturing(0), Execution.sequential()))) {
      assertSame(study, StudyFile.read(written(study)));
    }
  }

  @Test
  void read_samplesOfTwoChannels_haveNoPaperSize() throws IOException {
    Batch pairs = StudiedSamples.random(new Shape(2, 2, 3));
    SampleStudy study =
        SampleStudy.of(
            StudiedSamples.gaussian(pairs, 1),
            StudySettings.exactAndFirstOrder(),
            Execution.sequential());
    assertEquals(Optional.empty(), study.scaled());
    assertSame(study, StudyFile.read(written(study)));
  }

  @Test
  void write_twice_givesTheSameBytes() throws IOException {
    SampleStudy study = whole();
    byte[] first = Files.readAllBytes(written(study));
    assertArrayEquals(first, Files.readAllBytes(written(StudyFile.read(written(study)))));
  }

  /** Of all sources distances, of three the pictures. */
  @Test
  void write_fewPictures_isSmall() throws IOException {
    SafetensorsFile file = SafetensorsFile.read(written(whole()));
    assertArrayEquals(new long[] {PICTURES, 3, 2, 4}, file.entry("counterfactuals").shape());
    assertArrayEquals(new long[] {StudiedSamples.SOURCES}, file.entry("exact").shape());
  }

  /** Whether an origin without parts comes back without them. */
  @Test
  void read_unknownOrigin_isUnknown() throws IOException {
    SampleStudy study = study(StudySettings.exactOnly().from(SampleOrigin.unknown()));
    assertEquals(SampleOrigin.unknown(), StudyFile.read(written(study)).origin());
    SampleOrigin sampler = study(StudySettings.exactOnly()).origin();
    assertEquals(Optional.of(StudiedSamples.SAMPLER.toString()), sampler.sampler());
    assertEquals(OptionalLong.empty(), sampler.seed());
  }

  @Test
  void read_removedEnsemble_saysWhatCannotBeToldApart() throws IOException {
    SampleStudy study =
        SampleStudy.of(
            StudiedSamples.removed(items),
            StudySettings.exactAndFirstOrder().withPlacebos(0),
            Execution.sequential());
    SampleStudy found = StudyFile.read(written(study));
    assertSame(study, found);
    assertEquals(
        study.exact().flatMap(Landscape::separation), found.exact().flatMap(Landscape::separation));
    assertTrue(found.removedMembers() > 0 && found.inseparable().length > 0);
    assertEquals(study.removedMembers(), found.removedMembers());
    assertArrayEquals(study.inseparable(), found.inseparable());
  }

  /** Writes a copy of a file with one thing changed. */
  private void rewrite(
      Path file,
      Map<String, String> metadata,
      Map<String, double[]> doubles,
      Map<String, long[]> longs,
      String without)
      throws IOException {
    SafetensorsFile from = SafetensorsFile.read(file);
    SafetensorsWriter to = SafetensorsWriter.create();
    List<String> keys = new ArrayList<>(from.metadata().keySet());
    metadata.keySet().stream().filter(key -> !keys.contains(key)).forEach(keys::add);
    for (String key : keys) {
      String value = metadata.getOrDefault(key, from.metadata().get(key));
      if (!value.isEmpty()) {
        to.metadata(key, value);
      }
    }
    List<String> names = new ArrayList<>(from.names());
    doubles.keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
    for (String name : names) {
      if (name.equals(without)) {
        continue;
      }
      if (doubles.containsKey(name)) {
        double[] values = doubles.get(name);
        to.put(name, values.length == 1 ? new int[0] : new int[] {values.length}, values);
        continue;
      }
      if (longs.containsKey(name)) {
        long[] values = longs.get(name);
        to.put(name, values.length == 1 ? new int[0] : new int[] {values.length}, values);
        continue;
      }
      long[] shape = from.entry(name).shape();
      switch (from.entry(name).dtype()) {
        case F32 -> to.put(name, shape, from.floats(name));
        case F64 -> to.put(name, shape, from.doubles(name));
        default -> to.put(name, shape, from.longs(name));
      }
    }
    to.write(file);
  }

  private void assertRefused(
      String field, Map<String, String> metadata, Map<String, double[]> doubles, String without)
      throws IOException {
    assertRefused(whole(), field, metadata, doubles, Map.of(), without);
  }

  private void assertRefused(
      SampleStudy study,
      String field,
      Map<String, String> metadata,
      Map<String, double[]> doubles,
      Map<String, long[]> longs,
      String without)
      throws IOException {
    Path file = written(study);
    rewrite(file, metadata, doubles, longs, without);
    MalformedFileException refusal =
        assertThrows(MalformedFileException.class, () -> StudyFile.read(file), field);
    assertEquals(file.toString(), refusal.file());
    assertTrue(refusal.field().contains(field), refusal.getMessage());
  }

  @Test
  void read_changedFile_isRefusedNamingWhat() throws IOException {
    Map<String, String> same = Map.of();
    assertRefused("format", Map.of("format", "abc-ensemble"), Map.of(), "");
    assertRefused("version", Map.of("version", "2"), Map.of(), "");
    assertRefused("metadata", Map.of("owner", "me"), Map.of(), "");
    assertRefused("metadata", Map.of("seed", "x"), Map.of(), "");
    assertRefused("metadata", Map.of("index", "-1"), Map.of(), "");
    assertRefused("metadata", Map.of("ensemble", "ABC"), Map.of(), "");
    assertRefused("SHA-256", Map.of("seed", "8"), Map.of(), "");
    assertRefused("SHA-256", Map.of("sampler", ""), Map.of(), "");
    assertRefused("SHA-256", Map.of("sha256", ""), Map.of(), "");
    assertRefused("SHA-256", same, Map.of("exact_seconds", new double[] {0}), "");
    assertRefused("exact_seconds", same, Map.of("exact_seconds", new double[] {-1}), "");
    assertRefused("median_pixel", same, Map.of("median_pixel_correlation", new double[] {2}), "");
    assertRefused("exact_seconds', shape", same, Map.of("exact_seconds", new double[2]), "");
    assertRefused("placebos", same, Map.of("placebos", new double[] {1, Double.NaN}), "");
    assertRefused("'differential', shape", same, Map.of("differential", new double[9]), "");
    double[] negative = new double[StudiedSamples.SOURCES];
    negative[3] = -1;
    assertRefused("'exact'", same, Map.of("exact", negative), "");
    double[] others = new double[StudiedSamples.SOURCES];
    others[9] = 1;
    assertRefused("pictured", same, Map.of("exact", others), "");
    assertRefused("tensors", same, Map.of("another", new double[] {1, 2}), "");
    for (String name : List.of("image", "placebos", "first_order", "pictured", "visual_items")) {
      assertRefused("tensors", same, Map.of(), name);
    }
  }

  @Test
  void read_spoiltFiles_areReadOrRefused() throws IOException {
    byte[] whole = Files.readAllBytes(written(whole()));
    byte[] part = Files.readAllBytes(written(study(StudySettings.firstOrderOnly())));
    byte[] calibrated = Files.readAllBytes(written(calibrated()));
    List<byte[]> sound = List.of(whole, part, calibrated);
    Fuzz.run(
        "study",
        6,
        1 << 20,
        sound,
        draws -> draws.safetensors(draws.of(sound), draws.of(sound)),
        StudyFile::read);
  }

  @Test
  void write_noSuchFolder_leavesNothing() throws IOException {
    Path file = temp.resolve("none/a.study");
    IOException failure = assertThrows(IOException.class, () -> StudyFile.write(file, whole()));
    assertTrue(failure.getMessage().startsWith("cannot write " + file), failure.getMessage());
    try (Stream<Path> left = Files.list(temp)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void study_withoutLandscape_isRefused() {
    StudyParts parts = new StudyParts(ORIGIN, SHAPE, new float[SHAPE.size()]);
    assertThrows(IllegalArgumentException.class, () -> new SampleStudy(parts));
    parts.exact = Landscape.of(1, 2);
    assertEquals(2, new SampleStudy(parts).sources());
  }
}
