package org.abc4j.perception;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.abc4j.Shape;
import org.abc4j.io.MalformedFileException;
import org.abc4j.testing.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractorDescriptionTest {
  static final String SOUND =
      """
      {
        "format": "abc-extractor",
        "version": 1,
        "name": "mine",
        "file": "mine.onnx",
        "sha256": "SHA",
        "input": {
          "name": "x",
          "size": 8,
          "filter": "bilinear",
          "rounding": "8 bit",
          "crop": 6,
          "range": [0, 255],
          "mean": [1, 2, 3],
          "deviation": [4, 5, 6]
        },
        "features": {"kind": "lpips", "layers": ["a", "b/c:0"], "weights": "w.safetensors"}
      }
      """
          .replace("SHA", "0123456789abcdef".repeat(4));

  @TempDir private Path temp;

  private Path write(String text) throws IOException {
    return Files.writeString(temp.resolve("mine.json"), text);
  }

  @Test
  void read_soundFile_isWhatItSays() throws IOException {
    ExtractorDescription read = ExtractorDescription.read(write(SOUND));
    assertEquals("mine", read.name());
    assertEquals("mine.onnx", read.file());
    assertEquals(Optional.of("0123456789abcdef".repeat(4)), read.sha256());
    assertEquals("x", read.input());
    assertEquals(FeatureKind.LPIPS, read.kind());
    assertEquals(List.of("a", "b/c:0"), read.outputs());
    assertEquals(Optional.of("w.safetensors"), read.weights());
    assertEquals(
        "size 8 bilinear in 8 bits, middle 6, range 0.0 to 255.0, means [1.0, 2.0, 3.0],"
            + " deviations [4.0, 5.0, 6.0]",
        read.preparation().text());
  }

  private void assertRefused(String message, String from, String to) throws IOException {
    assertTrue(SOUND.contains(from), from);
    Path file = write(SOUND.replace(from, to));
    Messages.assertFails(
        MalformedFileException.class, file + ": " + message, () -> ExtractorDescription.read(file));
  }

  @Test
  void read_wrongFields_areErrorsNamingThem() throws IOException {
    assertRefused("version: expected 1, found 2", "\"version\": 1", "\"version\": 2");
    assertRefused(
        "format: expected \"abc-extractor\", found \"abc\"", "\"abc-extractor\"", "\"abc\"");
    assertRefused(
        "content: expected no field but format, version, name, file, sha256, input, features, found"
            + " \"who\"",
        "\"version\": 1,",
        "\"version\": 1, \"who\": 7,");
    assertRefused(
        "file: expected a text like [A-Za-z0-9_][A-Za-z0-9._+-]{0,127}, found \"../mine.onnx\"",
        "mine.onnx",
        "../mine.onnx");
    assertRefused(
        "weights: expected a text like [A-Za-z0-9_][A-Za-z0-9._+-]{0,127}, found"
            + " \"/w.safetensors\"",
        "w.safetensors",
        "/w.safetensors");
    assertRefused(
        "sha256: expected 64 hexadecimal digits, found \"0\"", "0123456789abcdef".repeat(4), "0");
    assertRefused(
        "kind: expected cosine, largest patch, lpips or frechet, found \"l2\"", "lpips", "l2");
    assertRefused(
        "features: expected no field but kind, output, found \"layers\"", "lpips", "cosine");
    assertRefused("layers: expected each layer once, found [\"a\",\"a\"]", "b/c:0", "a");
    assertRefused("size: expected 1 to 4096 pixels, found 0", "\"size\": 8", "\"size\": 0");
    assertRefused(
        "filter: expected \"bilinear\" or \"bicubic\", found \"nearest\"", "bilinear", "nearest");
    assertRefused("rounding: expected \"none\" or \"8 bit\", found \"up\"", "8 bit", "up");
    assertRefused("range: expected 2 numbers, found [0]", "[0, 255]", "[0]");
    assertRefused(
        "input: expected values that can be normalised, found a channel has a finite mean and a"
            + " positive finite deviation, channel 1 has 2.0 and 0.0",
        "[4, 5, 6]",
        "[4, 0, 6]");
    assertRefused(
        "size: expected a size, where there is a filter or a rounding, found nothing",
        "\"size\": 8,",
        "");
  }

  @Test
  void shipped_all_canBeReadAndPrepareImages() {
    for (String name : ExtractorDescription.shipped()) {
      ExtractorDescription shipped = ExtractorDescription.shipped(name);
      assertEquals(name, shipped.name().toLowerCase(Locale.ROOT));
      assertTrue(shipped.file().endsWith(".onnx"));
      assertEquals(3, shipped.preparation().prepared(new Shape(1, 32, 32)).channels());
    }
    assertEquals(
        new Shape(3, 378, 378),
        ExtractorDescription.shipped("openclip").preparation().prepared(new Shape(3, 64, 64)));
    assertEquals(
        new Shape(3, 64, 64),
        ExtractorDescription.shipped("lpips-vgg").preparation().prepared(new Shape(3, 64, 64)));
    Messages.assertIllegal(
        "the descriptions that are there are [lpips-vgg, openclip, dinov2, dino-patch,"
            + " inception-v3], found \"clip\"",
        () -> ExtractorDescription.shipped("clip"));
  }

  @Test
  void open_withoutAModuleForIt_saysWhichJarIsMissing() throws IOException {
    ExtractorDescription shipped = ExtractorDescription.shipped("dinov2");
    Messages.assertFails(
        MissingExtractorException.class,
        "'d.onnx' is run by the module abc-onnx, which is not there: put abc-onnx.jar and"
            + " onnxruntime's jar on the class path",
        () -> Extractors.open(shipped, Path.of("d.onnx"), 1));
    assertThrows(
        MissingExtractorException.class, () -> Extractors.open(shipped, Path.of("d.pt"), 1));
  }
}
