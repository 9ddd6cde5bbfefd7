package org.abc4j.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.attribution.AblationAttributor;
import org.abc4j.attribution.ExactCounterfactuals;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.io.MalformedFileException;
import org.abc4j.model.Ablation;
import org.abc4j.perception.PerceptualMetric;
import org.abc4j.perception.TinyExtractor;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Fuzz;
import org.abc4j.testing.Messages;
import org.abc4j.testing.SmoothCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies with perceptual metrics, and their files. */
class MetricStudyTest {
  private static final Execution HERE = Execution.sequential();
  private static final Shape SHAPE = new Shape(1, 3, 4);
  private static final int RESERVED = 3;

  @TempDir private Path folder;

  private final Batch items = StudiedSamples.random(SHAPE);
  private final Sample sample = StudiedSamples.gaussian(items, StudiedSamples.code(RESERVED), 3);
  private final PerceptualMetric metric = TinyExtractor.vector(1).cosine();
  private final PerceptualMetric other = TinyExtractor.vector(2).cosine();
  private final VisualAttributor alike =
      VisualAttributor.of(items, sample.ensemble().code().sources()).withDistance(other);

  private SampleStudy study() {
    return SampleStudy.of(
        sample,
        StudySettings.exactAndFirstOrder().picturing(2).measuredBy(metric).measuredBy(other, alike),
        HERE);
  }

  @Test
  void of_metrics_measuresTheSameCounterfactualsAndPlacebos() {
    SampleStudy study = study();
    assertEquals(2, study.metrics().size());
    MetricFindings first = study.metrics().get(0);
    assertEquals(
        new AblationAttributor().withDistance(metric).attribute(sample).distances()[4],
        first.landscape().orElseThrow().distance(4));
    double[] placebos = new double[RESERVED];
    ExactCounterfactuals.of(sample)
        .forEach(
            RESERVED,
            k -> Ablation.ofMembers(sample.ensemble().code().reservedWord(k)),
            (k, ablation, image) ->
                placebos[(int) k] = metric.between(sample.image(), image, SHAPE));
    assertArrayEquals(placebos, first.placebos());
    assertTrue(first.visual().isEmpty());
    assertEquals(metric.sha256(), first.sha256());
    assertEquals(metric.features().extractorSha256(), first.extractorSha256());
    MetricFindings second = study.metrics().get(1);
    assertEquals(
        alike.attribute(sample).nearestItem(7), second.visual().orElseThrow().nearestItem(7));
    // What is not of metrics is as without them.
    SampleStudy plain =
        SampleStudy.of(sample, StudySettings.exactAndFirstOrder().picturing(2), HERE);
    assertEquals(plain.exact(), study.exact());
    assertEquals(plain.scaled(), study.scaled());
    assertArrayEquals(plain.placebos(), study.placebos());
  }

  /** An extractor's passes are not what counterfactuals take. */
  @Test
  void exactSeconds_aSlowExtractor_areWithoutIt() {
    TinyExtractor slow = TinyExtractor.vector(1);
    slow.millis = 100;
    SampleStudy study =
        SampleStudy.of(sample, StudySettings.exactOnly().measuredBy(slow.cosine()), HERE);
    double waited = 0.1 * (1 + StudiedSamples.SOURCES);
    assertTrue(study.exactSeconds() > 0, "seconds " + study.exactSeconds());
    assertTrue(study.exactSeconds() < waited / 2, "seconds " + study.exactSeconds());
  }

  @Test
  void measuredBy_moreThanAFileHolds_isRefused() {
    StudySettings settings = StudySettings.exactOnly();
    for (int k = 0; k < 16; k++) {
      settings = settings.measuredBy(metric);
    }
    StudySettings full = settings;
    Messages.assertIllegal(
        "a study has at most 16 perceptual metrics, found one more", () -> full.measuredBy(other));
  }

  /** Of a latent space all is seen as it decodes: sample, counterfactuals, placebos, likeness. */
  @Test
  void of_decodedSamples_seesThemDecoded() {
    SmoothCodec codec = SmoothCodec.of(SHAPE, 0.7);
    Batch decoded = codec.decode(items);
    float[] image = codec.decode(Batch.of(SHAPE, sample.image())).row(0);
    VisualAttributor ofImages =
        VisualAttributor.of(decoded, sample.ensemble().code().sources()).withDistance(metric);
    SampleStudy study =
        SampleStudy.of(
            sample, StudySettings.exactOnly().decodedBy(codec).measuredBy(metric, ofImages), HERE);
    MetricFindings found = study.metrics().get(0);
    ExactCounterfactuals.of(sample)
        .decodedBy(codec)
        .forEachSource(
            (source, ablation, counterfactual) ->
                assertEquals(
                    metric.between(image, counterfactual, codec.imageShape()),
                    found.landscape().orElseThrow().distance((int) source)));
    ExactCounterfactuals.of(sample)
        .decodedBy(codec)
        .forEach(
            RESERVED,
            k -> Ablation.ofMembers(sample.ensemble().code().reservedWord(k)),
            (k, ablation, counterfactual) ->
                assertEquals(
                    metric.between(image, counterfactual, codec.imageShape()),
                    found.placebos()[(int) k]));
    for (int s = 0; s < StudiedSamples.SOURCES; s++) {
      assertEquals(ofImages.attribute(image).distance(s), found.visual().orElseThrow().distance(s));
    }
  }

  @Test
  void of_metricWithoutAllCounterfactuals_isRefused() {
    String message =
        "a perceptual metric has no gradient: tiny measures exact counterfactuals of all sources,"
            + " or what looks alike, found settings without either";
    Messages.assertIllegal(
        message,
        () -> SampleStudy.of(sample, StudySettings.firstOrderOnly().measuredBy(metric), HERE));
    Messages.assertIllegal(
        message,
        () ->
            SampleStudy.of(
                sample, StudySettings.withoutCounterfactuals().measuredBy(metric), HERE));
  }

  @Test
  void of_whatLooksAlikeAlone_isAStudy() throws IOException {
    SampleStudy study =
        SampleStudy.of(
            sample, StudySettings.withoutCounterfactuals().measuredBy(other, alike), HERE);
    assertEquals(StudiedSamples.SOURCES, study.sources());
    assertFalse(study.hasLandscape());
    assertEquals(0, study.metrics().get(0).placebos().length);
    Path file = folder.resolve("study.safetensors");
    StudyFile.write(file, study);
    assertSame(study, StudyFile.read(file));
  }

  private static void assertSame(SampleStudy expected, SampleStudy found) {
    assertEquals(expected.metrics().size(), found.metrics().size());
    for (int k = 0; k < expected.metrics().size(); k++) {
      MetricFindings one = expected.metrics().get(k);
      MetricFindings other = found.metrics().get(k);
      assertEquals(one.name(), other.name());
      assertEquals(one.sha256(), other.sha256());
      assertEquals(one.extractorSha256(), other.extractorSha256());
      assertEquals(one.landscape(), other.landscape());
      assertArrayEquals(one.placebos(), other.placebos());
      assertEquals(one.visual().isPresent(), other.visual().isPresent());
      for (int s = 0; one.visual().isPresent() && s < one.sources(); s++) {
        assertEquals(one.visual().get().distance(s), other.visual().get().distance(s));
        assertEquals(one.visual().get().nearestItem(s), other.visual().get().nearestItem(s));
      }
    }
  }

  @Test
  void read_whatWasWritten_isTheStudy() throws IOException {
    SampleStudy study = study();
    Path file = folder.resolve("study.safetensors");
    StudyFile.write(file, study);
    assertSame(study, StudyFile.read(file));
    assertEquals("3", SafetensorsFile.read(file).metadata().get("version"));
    byte[] first = Files.readAllBytes(file);
    StudyFile.write(file, StudyFile.read(file));
    assertArrayEquals(first, Files.readAllBytes(file));
  }

  private void assertRefused(String field, Path file) {
    MalformedFileException error =
        assertThrows(MalformedFileException.class, () -> StudyFile.read(file));
    assertEquals(field, error.field(), error.getMessage());
  }

  /** The file of the study with a text or tensor left out or changed. */
  private Path without(String key, String text, String tensor) throws IOException {
    Path file = folder.resolve("study.safetensors");
    StudyFile.write(file, study());
    SafetensorsFile read = SafetensorsFile.read(file);
    SafetensorsWriter out = SafetensorsWriter.create();
    read.metadata()
        .forEach(
            (name, value) -> {
              if (!name.equals(key)) {
                out.metadata(name, value);
              } else if (text != null) {
                out.metadata(name, text);
              }
            });
    for (String name : read.names()) {
      if (!name.equals(tensor)) {
        long[] shape = read.entry(name).shape();
        switch (read.entry(name).dtype()) {
          case F32 -> out.put(name, shape, read.floats(name));
          case F64 -> out.put(name, shape, read.doubles(name));
          default -> out.put(name, shape, read.longs(name));
        }
      }
    }
    Path changed = folder.resolve("changed.safetensors");
    out.write(changed);
    return changed;
  }

  @Test
  void read_changedFile_isRefusedNamingWhat() throws IOException {
    assertSame(study(), StudyFile.read(without(null, null, null)));
    assertRefused("version", without("version", "1", null));
    // Without its first name a file has no metric at all, and is of another version.
    assertRefused("version", without("metric_0_name", null, null));
    assertRefused("metadata", without("metric_1_name", null, null));
    assertRefused("metadata", without("metric_0_sha256", null, null));
    assertRefused("metric_1", without("metric_1_extractor", "7", null));
    assertRefused("metric_0", without("metric_0_name", "a b", null));
    assertRefused("SHA-256", without("metric_0_name", "another", null));
    assertRefused("tensors", without(null, null, "metric_0"));
    assertRefused("tensors", without(null, null, "metric_1_visual"));
    assertRefused("tensors", without(null, null, "metric_0_placebos"));
  }

  @Test
  void read_spoiltFiles_areReadOrRefused() throws IOException {
    Path file = folder.resolve("study.safetensors");
    StudyFile.write(file, study());
    byte[] content = Files.readAllBytes(file);
    Fuzz.run(
            "metrics",
            3,
            1 << 20,
            List.of(content),
            draws -> draws.safetensors(content, content),
            StudyFile::read)
        .assertDeep(0, 15);
  }

  @Test
  void findings_thatDoNotFit_areErrorsNamingThem() {
    Landscape landscape = Landscape.of(1, 2);
    String digest = metric.sha256();
    Messages.assertIllegal(
        "a metric's name has 1 to 64 printable characters, found \"\"",
        () -> MetricFindings.of("", digest, digest, landscape, new double[0], null));
    Messages.assertIllegal(
        "a SHA-256 digest has 64 hexadecimal digits, found 0",
        () -> MetricFindings.of("m", digest, "0", landscape, new double[0], null));
    Messages.assertIllegal(
        "a metric has found a landscape, with or without placebos, or what looks alike, found"
            + " neither, or 1 placebos alone",
        () -> MetricFindings.of("m", digest, digest, null, new double[1], null));
    Messages.assertIllegal(
        "a landscape and what looks alike are of the same sources, found 2 and 10",
        () ->
            MetricFindings.of(
                "m", digest, digest, landscape, new double[0], alike.attribute(sample)));
  }
}
