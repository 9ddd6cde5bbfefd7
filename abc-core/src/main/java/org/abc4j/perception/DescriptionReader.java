package org.abc4j.perception;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.abc4j.data.picture.Resampling;
import org.abc4j.io.JsonTree;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.StrictJson;

/** Reads the JSON of an {@link ExtractorDescription}: every field is known, and every value. */
final class DescriptionReader {
  private static final String FORMAT = "abc-extractor";
  private static final int VERSION = 1;
  private static final int MOST_BYTES = 1 << 16;
  private static final int MOST_OUTPUTS = 64;
  private static final int MOST_TOKENS = 1 << 16;
  private static final StrictJson RULES = StrictJson.nesting(4).withTexts(256).withKeys(64);

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}");
  private static final Pattern TENSOR = Pattern.compile("[!-~]{1,128}");

  private DescriptionReader() {}

  static ExtractorDescription read(Path file) throws IOException {
    return description(RULES.tree(file, MOST_BYTES));
  }

  static ExtractorDescription read(Path name, byte[] content) throws IOException {
    return description(RULES.tree(name, content));
  }

  private static ExtractorDescription description(JsonTree root) throws MalformedFileException {
    root.requireNoFieldBut(
        List.of("format", "version", "name", "file", "sha256", "input", "features"));
    require(root.field("format"), "\"" + FORMAT + "\"");
    require(root.field("version"), Integer.toString(VERSION));
    JsonTree input = object(root, "input");
    JsonTree features = object(root, "features");
    JsonTree named = features.field("kind");
    FeatureKind kind =
        FeatureKind.of(named.text())
            .orElseThrow(() -> named.fault("cosine, largest patch, lpips or frechet"));
    features.requireNoFieldBut(fields(kind));
    return new ExtractorDescription(
        matching(root.field("name"), NAME),
        matching(root.field("file"), FILE),
        sha256(root.field("sha256")),
        matching(input.field("name"), TENSOR),
        preparation(input),
        kind,
        kind == FeatureKind.LPIPS
            ? layers(features.field("layers"))
            : List.of(matching(features.field("output"), TENSOR)),
        kind == FeatureKind.LARGEST_PATCH ? dropped(features.field("dropped")) : 0,
        kind == FeatureKind.LPIPS
            ? Optional.of(matching(features.field("weights"), FILE))
            : Optional.empty());
  }

  private static List<String> fields(FeatureKind kind) {
    return switch (kind) {
      case COSINE, FRECHET -> List.of("kind", "output");
      case LARGEST_PATCH -> List.of("kind", "output", "dropped");
      case LPIPS -> List.of("kind", "layers", "weights");
    };
  }

  private static JsonTree object(JsonTree root, String key) throws MalformedFileException {
    JsonTree field = root.field(key);
    if (!field.isObject()) {
      throw field.fault("an object");
    }
    return field;
  }

  private static void require(JsonTree field, String json) throws MalformedFileException {
    if (!field.isSameAs(json)) {
      throw field.fault(json);
    }
  }

  private static String matching(JsonTree field, Pattern pattern) throws MalformedFileException {
    if (!pattern.matcher(field.text()).matches()) {
      throw field.fault("a text like " + pattern.pattern());
    }
    return field.text();
  }

  private static Optional<String> sha256(JsonTree field) throws MalformedFileException {
    if (field.isMissing()) {
      return Optional.empty();
    }
    if (!Sha256.isDigest(field.text())) {
      throw field.fault("64 hexadecimal digits");
    }
    return Optional.of(field.text());
  }

  private static List<String> layers(JsonTree field) throws MalformedFileException {
    List<String> layers = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (JsonTree entry : field.list()) {
      String layer = matching(entry, TENSOR);
      if (!seen.add(layer)) {
        throw field.fault("each layer once");
      }
      layers.add(layer);
    }
    if (layers.isEmpty() || layers.size() > MOST_OUTPUTS) {
      throw field.fault("1 to " + MOST_OUTPUTS + " layers", layers.size() + " layers");
    }
    return layers;
  }

  private static int dropped(JsonTree field) throws MalformedFileException {
    int dropped = field.integer();
    if (!(dropped >= 0 && dropped <= MOST_TOKENS)) {
      throw field.fault("0 to " + MOST_TOKENS + " tokens");
    }
    return dropped;
  }

  private static InputPreparation preparation(JsonTree input) throws MalformedFileException {
    input.requireNoFieldBut(
        List.of("name", "size", "filter", "rounding", "crop", "range", "mean", "deviation"));
    InputPreparation result;
    try {
      result =
          InputPreparation.of(
              numbers(input.field("mean"), 1, 3), numbers(input.field("deviation"), 1, 3));
      if (!input.field("range").isMissing()) {
        double[] range = numbers(input.field("range"), 2, 2);
        result = result.withRange(range[0], range[1]);
      }
    } catch (IllegalArgumentException e) {
      throw input.fault("values that can be normalised", String.valueOf(e.getMessage()));
    }
    JsonTree size = input.field("size");
    JsonTree filter = input.field("filter");
    JsonTree rounding = input.field("rounding");
    if (!size.isMissing()) {
      result = result.resizedTo(pixels(size), filter(filter), isEightBit(rounding));
    } else if (!filter.isMissing() || !rounding.isMissing()) {
      throw size.fault("a size, where there is a filter or a rounding");
    }
    JsonTree crop = input.field("crop");
    return crop.isMissing() ? result : result.ofMiddle(pixels(crop));
  }

  private static double[] numbers(JsonTree field, int least, int most)
      throws MalformedFileException {
    List<JsonTree> entries = field.list();
    if (!(entries.size() >= least && entries.size() <= most)) {
      throw field.fault(least == most ? most + " numbers" : least + " or " + most + " numbers");
    }
    double[] numbers = new double[entries.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = entries.get(i).number();
    }
    return numbers;
  }

  private static int pixels(JsonTree field) throws MalformedFileException {
    int pixels = field.integer();
    if (!(pixels >= 1 && pixels <= InputPreparation.MOST_PIXELS)) {
      throw field.fault("1 to " + InputPreparation.MOST_PIXELS + " pixels");
    }
    return pixels;
  }

  private static Resampling filter(JsonTree field) throws MalformedFileException {
    for (Resampling filter : Resampling.values()) {
      if (field.isText(filter.name().toLowerCase(Locale.ROOT))) {
        return filter;
      }
    }
    throw field.fault("\"bilinear\" or \"bicubic\"");
  }

  private static boolean isEightBit(JsonTree field) throws MalformedFileException {
    if (field.isMissing() || field.isText("none")) {
      return false;
    }
    if (field.isText("8 bit")) {
      return true;
    }
    throw field.fault("\"none\" or \"8 bit\"");
  }
}
