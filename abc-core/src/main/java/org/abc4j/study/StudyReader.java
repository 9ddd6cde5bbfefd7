package org.abc4j.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.abc4j.Shape;
import org.abc4j.attribution.Landscape;
import org.abc4j.codebook.Codeword;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;
import org.abc4j.safetensors.SafetensorsFile;

/**
 * One pass over the file of a study. Which tensors there are and their extents are checked against
 * one another before values are read; the reader of safetensors has checked them against the file's
 * size.
 */
final class StudyReader {
  private static final Set<String> METADATA =
      Set.of(
          StudyFile.FORMAT_KEY,
          StudyFile.VERSION_KEY,
          StudyFile.DIGEST_KEY,
          StudyFile.ENSEMBLE,
          StudyFile.SEED,
          StudyFile.INDEX,
          StudyFile.SAMPLER,
          StudyFile.CODEC);

  private final SafetensorsFile file;
  private final StudyTensors in;
  private final boolean exact;
  private final boolean screened;
  private final boolean calibrated;
  private final boolean differential;
  private final int metrics;

  private StudyReader(SafetensorsFile file) {
    this.file = file;
    this.in = new StudyTensors(file);
    this.exact = file.names().contains(StudyFile.EXACT);
    this.screened = file.names().contains(StudyFile.SCREENED);
    this.calibrated = file.names().contains(StudyFile.SIZES);
    this.differential = file.names().contains(StudyFile.DIFFERENTIAL);
    this.metrics = MetricTensors.count(file.metadata());
  }

  static SampleStudy read(Path path) throws IOException {
    return new StudyReader(SafetensorsFile.read(path)).study();
  }

  private SampleStudy study() throws IOException {
    Map<String, String> metadata = file.metadata();
    require(StudyFile.FORMAT_KEY, StudyFile.FORMAT, metadata.get(StudyFile.FORMAT_KEY));
    require(
        StudyFile.VERSION_KEY,
        StudyFile.version(calibrated, metrics > 0),
        metadata.get(StudyFile.VERSION_KEY));
    for (String key : metadata.keySet()) {
      if (!METADATA.contains(key) && !MetricTensors.keys(metrics).contains(key)) {
        throw in.malformed("metadata", "no text but " + METADATA, "'" + key + "'");
      }
    }
    String first =
        Stream.concat(
                Stream.of(
                    StudyFile.EXACT, StudyFile.DIFFERENTIAL, StudyFile.SIZES, StudyFile.VISUAL),
                MetricTensors.ofSources(metrics).stream())
            .filter(in::has)
            .findFirst()
            .orElseThrow(
                () ->
                    in.malformed(
                        "tensors",
                        String.join(
                            " or ",
                            StudyFile.EXACT,
                            StudyFile.DIFFERENTIAL,
                            StudyFile.SIZES,
                            StudyFile.VISUAL),
                        "" + file.names()));
    requireNames();
    Shape shape = shape();
    int sources = in.vectorLength(first);
    int pictures = in.vectorLength(StudyFile.PICTURED);
    requireExtents(shape, sources, pictures);

    StudyParts parts = new StudyParts(origin(metadata), shape, in.finite(StudyFile.IMAGE));
    parts.codec = codec(metadata.get(StudyFile.CODEC));
    if (exact) {
      parts.exact = in.landscape(StudyFile.EXACT);
    }
    if (exact || screened) {
      parts.placebos = in.distances(StudyFile.PLACEBOS);
      parts.exactSeconds = in.seconds(StudyFile.EXACT_SECONDS);
    }
    if (differential) {
      parts.differential = in.landscape(StudyFile.DIFFERENTIAL);
      parts.differentialPlacebos = in.distances(StudyFile.DIFFERENTIAL_PLACEBOS);
      parts.differentialSeconds = in.seconds(StudyFile.DIFFERENTIAL_SECONDS);
    }
    if (exact && differential) {
      parts.medianPixelCorrelation = correlation();
    }
    if (in.has(StudyFile.SCALED)) {
      parts.scaled = in.landscape(StudyFile.SCALED);
    }
    if (in.has(StudyFile.VISUAL)) {
      parts.visual = in.visual(StudyFile.VISUAL, StudyFile.VISUAL_ITEMS);
    }
    if (in.has(StudyFile.REMOVED_MEMBERS)) {
      removal(parts, sources);
    }
    if (calibrated) {
      new InfluenceReader(in, shape, sources).read(parts);
    }
    parts.metrics = MetricTensors.read(in, metadata, metrics);
    if (exact || differential) {
      pictures(parts, exact ? parts.exact : parts.differential, pictures);
    } else {
      require("pictures", "0", "" + pictures);
    }
    SampleStudy study = new SampleStudy(parts);
    require("SHA-256", StudyFile.digest(study), metadata.get(StudyFile.DIGEST_KEY));
    return study;
  }

  /** Each tensor that belongs to what the study has, and no other. */
  private void requireNames() throws MalformedFileException {
    Set<String> expected = new HashSet<>(Set.of(StudyFile.IMAGE, StudyFile.PICTURED));
    if (exact) {
      expected.addAll(Set.of(StudyFile.EXACT, StudyFile.COUNTERFACTUALS));
    }
    if (exact || screened) {
      expected.addAll(Set.of(StudyFile.PLACEBOS, StudyFile.EXACT_SECONDS));
    }
    if (calibrated) {
      expected.addAll(InfluenceReader.names(in, exact));
    }
    if (differential) {
      expected.addAll(
          Set.of(
              StudyFile.DIFFERENTIAL,
              StudyFile.DIFFERENTIAL_PLACEBOS,
              StudyFile.DIFFERENTIAL_SECONDS,
              StudyFile.FIRST_ORDER));
    }
    if (exact && differential) {
      expected.add(StudyFile.PIXEL_CORRELATION);
    }
    if (in.has(StudyFile.SCALED) && (exact || differential)) {
      expected.add(StudyFile.SCALED);
    }
    if (in.has(StudyFile.VISUAL) || in.has(StudyFile.VISUAL_ITEMS)) {
      expected.addAll(Set.of(StudyFile.VISUAL, StudyFile.VISUAL_ITEMS));
    }
    if (in.has(StudyFile.REMOVED_MEMBERS) || in.has(StudyFile.INSEPARABLE)) {
      expected.addAll(Set.of(StudyFile.REMOVED_MEMBERS, StudyFile.INSEPARABLE));
    }
    expected.addAll(MetricTensors.names(in, metrics));
    if (!file.names().equals(expected)) {
      throw in.malformed("tensors", "" + expected, "" + file.names());
    }
  }

  private Shape shape() throws MalformedFileException {
    long[] extents = in.extents(StudyFile.IMAGE, 3);
    try {
      return new Shape(
          Math.toIntExact(extents[0]), Math.toIntExact(extents[1]), Math.toIntExact(extents[2]));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedFileException(
          file.path().toString(),
          StudyTensors.tensor(StudyFile.IMAGE) + ", shape",
          "channels, height and width of a sample",
          Arrays.toString(extents),
          e);
    }
  }

  private void requireExtents(Shape shape, int sources, int pictures)
      throws MalformedFileException {
    for (String name :
        new String[] {
          StudyFile.EXACT,
          StudyFile.SCALED,
          StudyFile.DIFFERENTIAL,
          StudyFile.VISUAL,
          StudyFile.VISUAL_ITEMS
        }) {
      if (in.has(name)) {
        in.requireShape(name, sources);
      }
    }
    for (String name : MetricTensors.ofSources(metrics)) {
      if (in.has(name)) {
        in.requireShape(name, sources);
      }
    }
    for (String name : new String[] {StudyFile.COUNTERFACTUALS, StudyFile.FIRST_ORDER}) {
      if (in.has(name)) {
        in.requireShape(name, pictures, shape.channels(), shape.height(), shape.width());
      }
    }
    for (String name : new String[] {StudyFile.PLACEBOS, StudyFile.DIFFERENTIAL_PLACEBOS}) {
      if (in.has(name)) {
        in.vectorLength(name);
      }
    }
    for (String name :
        new String[] {
          StudyFile.EXACT_SECONDS,
          StudyFile.DIFFERENTIAL_SECONDS,
          StudyFile.PIXEL_CORRELATION,
          StudyFile.REMOVED_MEMBERS
        }) {
      if (in.has(name)) {
        in.requireShape(name);
      }
    }
    if (in.has(StudyFile.INSEPARABLE) && in.vectorLength(StudyFile.INSEPARABLE) > sources) {
      throw in.malformed(
          StudyTensors.tensor(StudyFile.INSEPARABLE),
          "at most " + sources + " sources",
          in.vectorLength(StudyFile.INSEPARABLE) + " sources");
    }
    if (pictures > sources) {
      throw in.malformed(
          StudyTensors.tensor(StudyFile.PICTURED),
          "at most " + sources + " sources",
          pictures + " sources");
    }
  }

  private SampleOrigin origin(Map<String, String> metadata) throws MalformedFileException {
    try {
      return new SampleOrigin(
          Optional.ofNullable(metadata.get(StudyFile.ENSEMBLE)),
          number(metadata.get(StudyFile.SEED)),
          number(metadata.get(StudyFile.INDEX)),
          Optional.ofNullable(metadata.get(StudyFile.SAMPLER)));
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.path().toString(),
          "metadata",
          "where a sample is from",
          String.valueOf(e.getMessage()),
          e);
    }
  }

  private String codec(String digest) throws MalformedFileException {
    if (digest != null && !Sha256.isDigest(digest)) {
      throw in.malformed(StudyFile.CODEC, "64 hexadecimal digits", Quoted.of(digest));
    }
    return digest;
  }

  private static OptionalLong number(String text) {
    return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }

  private double correlation() throws IOException {
    double correlation = file.doubles(StudyFile.PIXEL_CORRELATION)[0];
    if (!(Math.abs(correlation) <= 1 || Double.isNaN(correlation))) {
      throw in.malformed(
          StudyTensors.tensor(StudyFile.PIXEL_CORRELATION), "-1 to 1", "" + correlation);
    }
    return correlation;
  }

  private void removal(StudyParts parts, int sources) throws IOException {
    long removed = file.longs(StudyFile.REMOVED_MEMBERS)[0];
    if (!(removed >= 1 && removed <= Codeword.MAX_LENGTH)) {
      throw in.malformed(
          StudyTensors.tensor(StudyFile.REMOVED_MEMBERS),
          "1 to " + Codeword.MAX_LENGTH,
          "" + removed);
    }
    parts.removedMembers = (int) removed;
    long[] inseparable = file.longs(StudyFile.INSEPARABLE);
    long before = -1;
    for (long source : inseparable) {
      if (!(source > before && source < sources)) {
        throw in.malformed(
            StudyTensors.tensor(StudyFile.INSEPARABLE),
            "sources below " + sources + " in increasing order",
            source + " after " + before);
      }
      before = source;
    }
    parts.inseparable = Arrays.stream(inseparable).mapToInt(Math::toIntExact).toArray();
  }

  /** The pictures are those of the farthest sources, in their order. */
  private void pictures(StudyParts parts, Landscape leading, int count) throws IOException {
    long[] pictured = file.longs(StudyFile.PICTURED);
    int[] expected = leading.top(count);
    long[] sources = Arrays.stream(expected).asLongStream().toArray();
    if (!Arrays.equals(pictured, sources)) {
      throw in.malformed(
          StudyTensors.tensor(StudyFile.PICTURED),
          Arrays.toString(sources),
          Arrays.toString(pictured));
    }
    if (exact) {
      in.pictures(parts.counterfactuals, StudyFile.COUNTERFACTUALS, expected, parts.shape.size());
    }
    if (differential) {
      in.pictures(parts.firstOrder, StudyFile.FIRST_ORDER, expected, parts.shape.size());
    }
  }

  private void require(String field, String expected, String found) throws MalformedFileException {
    if (!expected.equals(found)) {
      throw in.malformed(field, expected, found == null ? "none" : found);
    }
  }
}
