package org.abc4j.perception;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.attribution.VisualAttributor;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.SafetensorsWriter;
import org.abc4j.sampling.Sample;
import org.abc4j.testing.Draws;
import org.abc4j.testing.Messages;
import org.abc4j.testing.Scenario;
import org.abc4j.testing.Scenario.Kind;
import org.abc4j.testing.Scenario.Walk;
import org.abc4j.testing.TinyNetworks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureFolderTest {
  private static final Execution HERE = Execution.sequential();
  private static final Scenario SCENARIO = Scenario.of(31, Kind.POSTERIOR_MEAN, Walk.DDIM);
  private static final int ITEMS = SCENARIO.items().rows();
  private static final String DATA = Sha256.of(SCENARIO.items().toArray());

  /** Values of a part, so that it has 5 items of 5 features, and the last one fewer. */
  private static final int SOME = 5 * 5 + 3;

  @TempDir private Path temp;

  private final TinyExtractor extractor = TinyExtractor.vector(1);

  private FeatureFolder folder(TinyExtractor by) {
    return FeatureFolder.of(
        temp.resolve("kept"),
        by.features(FeatureKind.COSINE, "vector"),
        SCENARIO.items(),
        DATA,
        SOME);
  }

  private FeatureFolder folder() {
    return folder(extractor);
  }

  private Path part(int index) {
    String digest = extractor.features(FeatureKind.COSINE, "vector").sha256().substring(0, 12);
    return temp.resolve("kept")
        .resolve(String.format("features-%s-%03d.safetensors", digest, index));
  }

  @Test
  void features_foundOrThere_areThoseOfEachItem() throws IOException {
    KeptFeatures found = folder().features(HERE);
    assertEquals(1 + ITEMS, extractor.shown.get());
    int parts = (ITEMS + 4) / 5;
    assertTrue(parts > 2 && ITEMS % 5 != 0, "items: " + ITEMS);
    assertEquals(parts, TinyNetworks.digests(temp.resolve("kept")).size());
    TinyExtractor again = TinyExtractor.vector(1);
    KeptFeatures read = folder(again).features(HERE);
    assertEquals(1, again.shown.get());
    assertEquals(ITEMS, read.items());
    SampleFeatures features = again.features(FeatureKind.COSINE, "vector");
    for (int item = 0; item < ITEMS; item++) {
      float[] expected = features.of(SCENARIO.items().row(item), Scenario.SHAPE).features();
      assertArrayEquals(expected, found.item(item));
      assertArrayEquals(expected, read.item(item));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> read.item(ITEMS));
  }

  /** A killed process loses a file's features: they are those of a thousand items at most. */
  @Test
  void features_ofManyItems_areInFilesOfAThousand() throws IOException {
    Batch items = Draws.batch(1, 0, Scenario.SHAPE, 2049);
    FeatureFolder.of(
            temp.resolve("kept"),
            extractor.features(FeatureKind.COSINE, "vector"),
            items,
            Sha256.of(items.toArray()))
        .features(HERE);
    assertEquals(3, TinyNetworks.digests(temp.resolve("kept")).size());
  }

  /** What looks alike is the same bits with and without the files. */
  @Test
  void visual_byKeptFeatures_isThatOfPairs() throws IOException {
    PerceptualMetric metric = extractor.cosine();
    Sample sample = SCENARIO.sample();
    VisualAttribution expected =
        VisualAttributor.of(SCENARIO.items(), SCENARIO.code().sources())
            .withDistance(metric)
            .attribute(sample);
    KeptFeatures kept = folder().features(HERE);
    extractor.shown.set(0);
    VisualAttributor attributor = VisualAttributor.of(kept.by(metric), SCENARIO.code().sources());
    VisualAttribution found = attributor.attribute(sample);
    assertEquals(1, extractor.shown.get());
    for (int s = 0; s < Scenario.SOURCES; s++) {
      assertEquals(expected.distance(s), found.distance(s));
      assertEquals(expected.nearestItem(s), found.nearestItem(s));
    }
    Messages.assertFails(
        IllegalStateException.class,
        "another distance needs the training data, but this attributor has only distances to them",
        () -> attributor.withDistance(metric));
    TinyExtractor other = TinyExtractor.vector(2);
    Messages.assertIllegal(
        "features of "
            + metric.features().sha256()
            + " are kept, but tiny is of "
            + other.cosine().features().sha256(),
        () -> kept.by(other.cosine()));
  }

  @Test
  void features_stoppedAndStartedAgain_goOnToTheSameBytes() throws IOException {
    folder().features(HERE);
    Map<String, String> whole = TinyNetworks.digests(temp.resolve("kept"));
    for (String name : whole.keySet()) {
      Files.delete(temp.resolve("kept").resolve(name));
    }
    extractor.shown.set(0);
    assertThrows(
        CancellationException.class,
        () -> folder().features(HERE.until(() -> extractor.shown.get() == 8)));
    // The first item to see how many features there are, one part, and two of the next.
    assertEquals(1, TinyNetworks.digests(temp.resolve("kept")).size());
    extractor.shown.set(0);
    List<Long> progress = new ArrayList<>();
    folder().features(HERE.reportingTo((done, total) -> progress.add(done)));
    assertEquals(whole, TinyNetworks.digests(temp.resolve("kept")));
    assertEquals(1 + ITEMS - 5, extractor.shown.get());
    assertEquals(progress.stream().sorted().toList(), progress);
    assertEquals((long) ITEMS, progress.get(progress.size() - 1));
  }

  @Test
  void features_ofSeveralExtractors_lieBesideOneAnother() throws IOException {
    folder().features(HERE);
    Map<String, String> before = TinyNetworks.digests(temp.resolve("kept"));
    folder(TinyExtractor.vector(2)).features(HERE);
    Map<String, String> after = TinyNetworks.digests(temp.resolve("kept"));
    assertEquals(2 * before.size(), after.size());
    after.keySet().retainAll(before.keySet());
    assertEquals(before, after);
  }

  @Test
  void features_moreThanAllowed_areRefusedBeforeTheyAreFound() {
    Messages.assertIllegal(
        "features of tiny of "
            + ITEMS
            + " items take "
            + ITEMS * 20
            + " bytes, at most 99 are allowed",
        () -> folder().withMostBytes(99).features(HERE));
    assertEquals(1, extractor.shown.get());
    assertFalse(Files.exists(temp.resolve("kept")));
    Messages.assertIllegal(
        "features take at least 0 bytes, found -1", () -> folder().withMostBytes(-1));
    Messages.assertIllegal(
        "a SHA-256 digest is 64 hexadecimal digits, found 7",
        () ->
            FeatureFolder.of(
                temp, extractor.features(FeatureKind.COSINE, "vector"), SCENARIO.items(), "7"));
    Messages.assertIllegal(
        "a training set has at least 1 item, found none",
        () ->
            FeatureFolder.of(
                temp,
                extractor.features(FeatureKind.COSINE, "vector"),
                SCENARIO.items().view(),
                DATA));
  }

  @Test
  void features_thatAreNaN_areRefusedNamingTheItem() {
    extractor.spoilt = 1 + 6;
    Messages.assertFails(
        ArithmeticException.class,
        "tiny finds finite features, but of image 6 'vector' has a value of NaN",
        () -> folder().features(HERE));
  }

  private void assertRefused(Path file, String message, FeatureFolder folder) {
    Messages.assertFails(
        MalformedFileException.class, file + ": " + message, () -> folder.features(HERE));
  }

  /** Writes the first file anew with something changed, its digest right. */
  private void rewrite(Consumer<TreeMap<String, String>> lines, Consumer<float[]> spoil)
      throws IOException {
    SafetensorsFile file = SafetensorsFile.read(part(0));
    TreeMap<String, String> metadata = new TreeMap<>(file.metadata());
    float[] values = file.floats("features");
    spoil.accept(values);
    metadata.put("values", Sha256.of(values));
    lines.accept(metadata);
    SafetensorsWriter writer = SafetensorsWriter.create();
    metadata.forEach(writer::metadata);
    writer.put("features", file.entry("features").shape(), values).write(part(0));
  }

  @Test
  void features_spoiltFiles_areRefusedAndNeverOverwritten() throws IOException {
    folder().features(HERE);
    byte[] sound = Files.readAllBytes(part(0));
    rewrite(lines -> {}, values -> {});
    assertArrayEquals(sound, Files.readAllBytes(part(0)));
    rewrite(lines -> {}, values -> values[7] = Float.NaN);
    assertRefused(part(0), "features of item 1: expected finite numbers, found NaN", folder());
    Files.write(part(0), sound);
    rewrite(lines -> lines.put("who", "me"), values -> {});
    assertRefused(part(0), "metadata: expected ['values'], found ['values', 'who']", folder());
    Files.write(part(0), sound);
    rewrite(lines -> lines.put("values", "7"), values -> {});
    assertRefused(part(0), "values: expected 64 hexadecimal digits, found '7'", folder());
    Files.write(part(0), sound);
    rewrite(lines -> lines.put("extractor", DATA), values -> {});
    assertRefused(
        part(0), "extractor: expected " + extractor.sha256() + ", found " + DATA, folder());
    Files.write(part(0), sound);
    rewrite(lines -> lines.put("version", "2"), values -> {});
    assertRefused(part(0), "version: expected 1, found 2", folder());
    byte[] spoilt = sound.clone();
    spoilt[sound.length - 2] ^= 1;
    Files.write(part(0), spoilt);
    String message =
        assertThrows(MalformedFileException.class, () -> folder().features(HERE)).getMessage();
    assertTrue(message.startsWith(part(0) + ": SHA-256: expected "), message);
    assertArrayEquals(spoilt, Files.readAllBytes(part(0)));
    Files.write(part(0), sound);
    Files.copy(part(1), part(0), StandardCopyOption.REPLACE_EXISTING);
    assertRefused(
        part(0), "items: expected 0 to 4 of " + ITEMS + ", found 5 to 9 of " + ITEMS, folder());
  }

  @Test
  void features_ofOtherData_areRefused() throws IOException {
    folder().features(HERE);
    String other = Sha256.of(new byte[1]);
    assertRefused(
        part(0),
        "data: expected " + other + ", found " + DATA,
        FeatureFolder.of(
            temp.resolve("kept"),
            extractor.features(FeatureKind.COSINE, "vector"),
            SCENARIO.items(),
            other,
            SOME));
  }

  @Test
  void features_linkToAnotherFolder_isRefused() throws IOException {
    folder().features(HERE);
    Path elsewhere = Files.move(part(0), temp.resolve("elsewhere"));
    Files.createSymbolicLink(part(0), elsewhere);
    assertRefused(
        part(0),
        "file: expected one in the folder itself, found a link to " + elsewhere.toRealPath(),
        folder());
  }
}
