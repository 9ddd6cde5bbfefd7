package org.abc4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.abc4j.study.MetricFindings;
import org.abc4j.study.SampleStudy;
import org.abc4j.study.StudyFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Perceptual metrics of {@code abc attribute}, with a network that the tests provide. */
class MetricTest {
  @TempDir private static Path shared;
  private static Path ensemble;
  private static Path samples;

  @TempDir private Path folder;

  @BeforeAll
  static void train() throws IOException {
    ensemble = Tiny.ensemble(shared);
    samples = Tiny.samples(shared, ensemble, 1);
  }

  @BeforeEach
  void networks() throws IOException {
    Files.writeString(folder.resolve("one.tiny"), "0.5");
    Files.writeString(folder.resolve("two.tiny"), "2");
    describe(folder, "one");
    describe(folder, "two");
  }

  /** A description of the tests' network. */
  static Path describe(Path folder, String name) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".json"),
        """
        {"format": "abc-extractor", "version": 1, "name": "NAME", "file": "NAME.tiny",
         "input": {"name": "x", "mean": [0.25, 0.25, 0.25], "deviation": [1, 1, 1]},
         "features": {"kind": "cosine", "output": "rows"}}
        """
            .replace("NAME", name));
  }

  private CommandRun attribute(Path out, String method, Object... more) {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "attribute",
                samples,
                "--ensemble=" + ensemble,
                "--out=" + out,
                "--method=" + method));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray());
  }

  private String metric(String name) {
    return "--metric=" + folder.resolve(name + ".json");
  }

  private static String pictures() {
    return "--pictures=" + shared.resolve("pictures");
  }

  private static SampleStudy study(Path studies) throws IOException {
    return StudyFile.read(studies.resolve("study-5-000000.safetensors"));
  }

  @Test
  void attribute_metrics_areInStudyTableAndReport() throws IOException {
    Path out = folder.resolve("studies");
    JsonNode said =
        attribute(
                out,
                "exact,visual",
                pictures(),
                metric("one"),
                metric("two"),
                "--extractor=" + folder,
                "--json")
            .well()
            .json();
    JsonNode first = said.get("samples").get(0).get("metrics").get(0);
    assertEquals("one", first.get("name").textValue());
    SampleStudy study = study(out);
    MetricFindings one = study.metrics().get(0);
    assertEquals(one.sha256(), first.get("sha256").textValue());
    assertEquals(3, first.get("farthest").size());
    assertEquals(3, first.get("looksLike").size());
    assertEquals(study.placebos().length, one.placebos().length);
    assertTrue(one.landscape().orElseThrow().radius() > 0);
    assertTrue(one.visual().isPresent());
    assertFalse(
        one.landscape().equals(study.metrics().get(1).landscape()), "two networks, two metrics");

    Path scores = folder.resolve("scores.csv");
    CommandRun.of("export", out, "--ensemble", ensemble, "--scores", scores).well();
    List<String> rows = Files.readAllLines(scores);
    List<String> columns = List.of(rows.get(0).replace("\"", "").split(",", -1));
    String[] row = rows.get(1).split(",", -1);
    assertEquals(
        one.landscape().get().distance(0), Double.parseDouble(row[columns.indexOf("one")]));
    assertEquals("\"" + one.extractorSha256() + "\"", row[columns.indexOf("one_extractor")]);

    Path page = folder.resolve("report");
    CommandRun.of("report", out, "--ensemble=" + ensemble, pictures(), "--out=" + page).well();
    String html = Files.readString(page.resolve("report.html"));
    assertTrue(html.contains("By perceptual metrics"), "the section");
    assertTrue(html.contains("one (" + one.sha256().substring(0, 12)), "the metric's digest");
    assertTrue(html.contains(one.extractorSha256().substring(0, 12)), "the network's digest");
  }

  @Test
  void attribute_again_findsNoFeatureTwice() throws IOException {
    Path out = folder.resolve("studies");
    attribute(out, "exact", metric("one")).well();
    TinyProvider.SHOWN.set(0);
    var before = Tiny.digests(out);
    attribute(out, "exact", metric("one")).well();
    assertEquals(0, TinyProvider.SHOWN.get());
    assertEquals(before, Tiny.digests(out));
    String said = attribute(out, "exact", metric("two")).failure(ExitCode.REFUSED);
    assertTrue(said.contains("has distances by one (--metric)"), said);
    assertEquals(before, Tiny.digests(out));
    // More is made anew, with the same numbers of what was there.
    double radius = study(out).metrics().get(0).landscape().orElseThrow().radius();
    attribute(out, "exact", metric("one"), metric("two")).well();
    assertEquals(radius, study(out).metrics().get(0).landscape().orElseThrow().radius());
    assertEquals(2, study(out).metrics().size());
  }

  @Test
  void attribute_whatLooksAlike_keepsFeaturesOfPictures() throws IOException {
    Path out = folder.resolve("alike");
    attribute(out, "visual", pictures(), metric("one")).well();
    int images = Tiny.SOURCES * Tiny.PICTURES;
    try (var files = Files.list(ensemble.resolve("features"))) {
      assertTrue(files.count() >= 1);
    }
    TinyProvider.SHOWN.set(0);
    attribute(folder.resolve("again"), "visual", pictures(), metric("one")).well();
    assertTrue(TinyProvider.SHOWN.get() < images, "shown: " + TinyProvider.SHOWN.get());
    assertEquals(
        study(out).metrics().get(0).visual().orElseThrow().distance(2),
        study(folder.resolve("again")).metrics().get(0).visual().orElseThrow().distance(2));
    // The ensemble is what it was.
    CommandRun.of("verify", ensemble).well();
  }

  @Test
  void attribute_withoutTheModule_saysWhichJarIsMissing() throws IOException {
    Files.writeString(folder.resolve("net.onnx"), "no network");
    String said =
        attribute(
                folder.resolve("out"),
                "exact",
                "--metric=dinov2",
                "--extractor=" + folder.resolve("net.onnx"))
            .failure(ExitCode.REFUSED);
    assertTrue(said.contains("is run by the module abc-onnx, which is not there"), said);
    assertTrue(said.contains("a folder lib beside abc.jar"), said);
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @Test
  void attribute_aMistypedExtractor_isSaidNotToBeThere() {
    Path out = folder.resolve("out");
    String mistyped =
        attribute(out, "exact", "--metric=dinov2", "--extractor=" + folder.resolve("netwroks"))
            .failure(ExitCode.BAD_INPUT);
    assertEquals(
        "the network of 'dinov2' is no file: '" + folder.resolve("netwroks") + "' is not there",
        mistyped);
    String inAFolder =
        attribute(out, "exact", "--metric=dinov2", "--extractor=" + folder)
            .failure(ExitCode.BAD_INPUT);
    assertTrue(inAFolder.contains("dinov2-vitl14-reg4.onnx' is not there"), inAFolder);
    String two =
        attribute(
                out,
                "exact",
                metric("one"),
                metric("two"),
                "--extractor=" + folder.resolve("one.tiny"),
                "--extractor=" + folder)
            .failure(ExitCode.BAD_INPUT);
    assertTrue(two.contains("of '" + folder.resolve("two.json") + "' is no file: "), two);
    assertTrue(two.contains("is a folder, and one folder has the networks of all"), two);
  }

  /** The network is shown one image, and the pictures are not decoded. */
  @Test
  void attribute_moreFeaturesThanAllowed_areRefusedFirst() {
    Path out = folder.resolve("out");
    TinyProvider.SHOWN.set(0);
    String said =
        attribute(out, "visual", pictures(), metric("one"), "--most-features=0")
            .failure(ExitCode.REFUSED);
    assertTrue(
        said.matches(
            "features of one of 18 items take \\d+ bytes, at most 0 are allowed: --most-features"
                + " allows more"),
        said);
    assertEquals(1, TinyProvider.SHOWN.get());
    assertFalse(Files.exists(out));
  }

  /** Of gigabytes, when it is a name that is mistyped. */
  @Test
  void attribute_samplesThatAreNotThere_areMissedBeforeNetworksAreOpened() {
    String said =
        CommandRun.of(
                "attribute",
                folder.resolve("smaples"),
                "--ensemble=" + ensemble,
                "--metric=dinov2",
                "--extractor=" + folder.resolve("netwroks"),
                "--out=" + folder.resolve("out"))
            .failure(ExitCode.BAD_INPUT);
    assertTrue(said.contains("smaples"), said);
  }

  @Test
  void attribute_metricsThatCannotBe_areRefused() throws IOException {
    Path out = folder.resolve("out");
    assertTrue(
        attribute(out, "differential", metric("one"))
            .failure(ExitCode.USAGE)
            .contains("a perceptual metric has no gradient"));
    assertTrue(
        attribute(out, "exact", "--extractor=" + folder)
            .failure(ExitCode.USAGE)
            .contains("--extractor is for --metric"));
    assertTrue(
        attribute(out, "exact", "--metric=dinov2")
            .failure(ExitCode.USAGE)
            .contains("found 1 and 0, and the network of 'dinov2' is dinov2-vitl14-reg4.onnx"));
    assertTrue(
        attribute(out, "exact", metric("one"), metric("one"))
            .failure(ExitCode.USAGE)
            .contains("each --metric has a name of its own"));
    assertTrue(
        attribute(out, "exact", "--metric=nobody.json").failure(ExitCode.BAD_INPUT).length() > 0);
    Files.writeString(
        folder.resolve("one.json"),
        Files.readString(folder.resolve("one.json"))
            .replace("\"version\"", "\"sha256\": \"" + "0".repeat(64) + "\", \"version\""));
    String said = attribute(out, "exact", metric("one")).failure(ExitCode.BAD_INPUT);
    assertTrue(said.contains("one.tiny: SHA-256: expected 0000"), said);
    assertFalse(Files.exists(out));
  }
}
