package org.abc4j.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttributor;
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
    assertEquals(expected.visual().isPresent(), found.visual().isPresent());
    if (expected.visual().isPresent()) {
      for (int s = 0; s < expected.sources(); s++) {
        assertEquals(expected.visual().get().distance(s), found.visual().get().distance(s));
        assertEquals(expected.visual().get().nearestItem(s), found.visual().get().nearestItem(s));
      }
    }
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
            study(StudySettings.lookingAlikeOnly().comparingBy(visual).from(ORIGIN)),
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
      Path file, Map<String, String> metadata, Map<String, double[]> doubles, String without)
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
    Path file = written(whole());
    rewrite(file, metadata, doubles, without);
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
    List<byte[]> sound = List.of(whole, part);
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
