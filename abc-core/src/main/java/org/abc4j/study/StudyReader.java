package org.abc4j.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.abc4j.Shape;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.codebook.Codeword;
import org.abc4j.io.MalformedFileException;
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
          StudyFile.SAMPLER);

  private final SafetensorsFile file;
  private final boolean exact;
  private final boolean differential;

  private StudyReader(SafetensorsFile file) {
    this.file = file;
    this.exact = file.names().contains(StudyFile.EXACT);
    this.differential = file.names().contains(StudyFile.DIFFERENTIAL);
  }

  static SampleStudy read(Path path) throws IOException {
    return new StudyReader(SafetensorsFile.read(path)).study();
  }

  private SampleStudy study() throws IOException {
    Map<String, String> metadata = file.metadata();
    require(StudyFile.FORMAT_KEY, StudyFile.FORMAT, metadata.get(StudyFile.FORMAT_KEY));
    require(StudyFile.VERSION_KEY, StudyFile.VERSION, metadata.get(StudyFile.VERSION_KEY));
    for (String key : metadata.keySet()) {
      if (!METADATA.contains(key)) {
        throw malformed("metadata", "no text but " + METADATA, "'" + key + "'");
      }
    }
    if (!exact && !differential && !has(StudyFile.VISUAL)) {
      throw malformed(
          "tensors",
          StudyFile.EXACT + ", " + StudyFile.DIFFERENTIAL + " or " + StudyFile.VISUAL,
          "" + file.names());
    }
    requireNames();
    Shape shape = shape();
    int sources =
        vectorLength(
            exact ? StudyFile.EXACT : differential ? StudyFile.DIFFERENTIAL : StudyFile.VISUAL);
    int pictures = vectorLength(StudyFile.PICTURED);
    requireExtents(shape, sources, pictures);

    StudyParts parts = new StudyParts(origin(metadata), shape, finite(StudyFile.IMAGE));
    if (exact) {
      parts.exact = landscape(StudyFile.EXACT);
      parts.placebos = distances(StudyFile.PLACEBOS);
      parts.exactSeconds = seconds(StudyFile.EXACT_SECONDS);
    }
    if (differential) {
      parts.differential = landscape(StudyFile.DIFFERENTIAL);
      parts.differentialPlacebos = distances(StudyFile.DIFFERENTIAL_PLACEBOS);
      parts.differentialSeconds = seconds(StudyFile.DIFFERENTIAL_SECONDS);
    }
    if (exact && differential) {
      parts.medianPixelCorrelation = correlation();
    }
    if (has(StudyFile.SCALED)) {
      parts.scaled = landscape(StudyFile.SCALED);
    }
    if (has(StudyFile.VISUAL)) {
      parts.visual = visual();
    }
    if (has(StudyFile.REMOVED_MEMBERS)) {
      removal(parts, sources);
    }
    if (exact || differential) {
      pictures(parts, exact ? parts.exact : parts.differential, pictures);
    } else {
      require("pictures", "0", "" + pictures);
    }
    SampleStudy study = new SampleStudy(parts);
    require("SHA-256", StudyFile.digest(study), metadata.get(StudyFile.DIGEST_KEY));
    return study;
  }

  private boolean has(String name) {
    return file.names().contains(name);
  }

  /** Each tensor that belongs to what the study has, and no other. */
  private void requireNames() throws MalformedFileException {
    Set<String> expected = new HashSet<>(Set.of(StudyFile.IMAGE, StudyFile.PICTURED));
    if (exact) {
      expected.addAll(
          Set.of(
              StudyFile.EXACT,
              StudyFile.PLACEBOS,
              StudyFile.EXACT_SECONDS,
              StudyFile.COUNTERFACTUALS));
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
    if (has(StudyFile.SCALED) && (exact || differential)) {
      expected.add(StudyFile.SCALED);
    }
    if (has(StudyFile.VISUAL) || has(StudyFile.VISUAL_ITEMS)) {
      expected.addAll(Set.of(StudyFile.VISUAL, StudyFile.VISUAL_ITEMS));
    }
    if (has(StudyFile.REMOVED_MEMBERS) || has(StudyFile.INSEPARABLE)) {
      expected.addAll(Set.of(StudyFile.REMOVED_MEMBERS, StudyFile.INSEPARABLE));
    }
    if (!file.names().equals(expected)) {
      throw malformed("tensors", "" + expected, "" + file.names());
    }
  }

  private Shape shape() throws MalformedFileException {
    long[] extents = extents(StudyFile.IMAGE, 3);
    try {
      return new Shape(
          Math.toIntExact(extents[0]), Math.toIntExact(extents[1]), Math.toIntExact(extents[2]));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedFileException(
          file.path().toString(),
          tensor(StudyFile.IMAGE) + ", shape",
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
      if (has(name)) {
        requireShape(name, sources);
      }
    }
    for (String name : new String[] {StudyFile.COUNTERFACTUALS, StudyFile.FIRST_ORDER}) {
      if (has(name)) {
        requireShape(name, pictures, shape.channels(), shape.height(), shape.width());
      }
    }
    for (String name : new String[] {StudyFile.PLACEBOS, StudyFile.DIFFERENTIAL_PLACEBOS}) {
      if (has(name)) {
        vectorLength(name);
      }
    }
    for (String name :
        new String[] {
          StudyFile.EXACT_SECONDS,
          StudyFile.DIFFERENTIAL_SECONDS,
          StudyFile.PIXEL_CORRELATION,
          StudyFile.REMOVED_MEMBERS
        }) {
      if (has(name)) {
        requireShape(name);
      }
    }
    if (has(StudyFile.INSEPARABLE) && vectorLength(StudyFile.INSEPARABLE) > sources) {
      throw malformed(
          tensor(StudyFile.INSEPARABLE),
          "at most " + sources + " sources",
          vectorLength(StudyFile.INSEPARABLE) + " sources");
    }
    if (pictures > sources) {
      throw malformed(
          tensor(StudyFile.PICTURED), "at most " + sources + " sources", pictures + " sources");
    }
  }

  private void requireShape(String name, long... expected) throws MalformedFileException {
    long[] found = file.entry(name).shape();
    if (!Arrays.equals(found, expected)) {
      throw malformed(tensor(name) + ", shape", Arrays.toString(expected), Arrays.toString(found));
    }
  }

  private long[] extents(String name, int rank) throws MalformedFileException {
    long[] extents = file.entry(name).shape();
    if (extents.length != rank) {
      throw malformed(tensor(name) + ", shape", rank + " extents", Arrays.toString(extents));
    }
    return extents;
  }

  private int vectorLength(String name) throws MalformedFileException {
    long length = extents(name, 1)[0];
    if (length > Integer.MAX_VALUE) {
      throw malformed(tensor(name) + ", shape", "at most " + Integer.MAX_VALUE, "" + length);
    }
    return (int) length;
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

  private static OptionalLong number(String text) {
    return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }

  private float[] finite(String name) throws IOException {
    float[] values = file.floats(name);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw malformed(tensor(name), "finite values", "" + value);
      }
    }
    return values;
  }

  private double[] distances(String name) throws IOException {
    double[] distances = file.doubles(name);
    for (double distance : distances) {
      if (!(distance >= 0 && distance < Double.POSITIVE_INFINITY)) {
        throw malformed(tensor(name), "distances of at least 0", "" + distance);
      }
    }
    return distances;
  }

  private Landscape landscape(String name) throws IOException {
    double[] distances = distances(name);
    if (distances.length == 0) {
      throw malformed(tensor(name), "at least 1 source", "none");
    }
    return Landscape.of(distances);
  }

  private double seconds(String name) throws IOException {
    double seconds = file.doubles(name)[0];
    if (!(seconds >= 0 || Double.isNaN(seconds))) {
      throw malformed(tensor(name), "at least 0", "" + seconds);
    }
    return seconds;
  }

  private double correlation() throws IOException {
    double correlation = file.doubles(StudyFile.PIXEL_CORRELATION)[0];
    if (!(Math.abs(correlation) <= 1 || Double.isNaN(correlation))) {
      throw malformed(tensor(StudyFile.PIXEL_CORRELATION), "-1 to 1", "" + correlation);
    }
    return correlation;
  }

  private VisualAttribution visual() throws IOException {
    double[] distances = distances(StudyFile.VISUAL);
    try {
      return VisualAttribution.of(distances, file.longs(StudyFile.VISUAL_ITEMS));
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          file.path().toString(),
          tensor(StudyFile.VISUAL),
          "a visual attribution",
          String.valueOf(e.getMessage()),
          e);
    }
  }

  private void removal(StudyParts parts, int sources) throws IOException {
    long removed = file.longs(StudyFile.REMOVED_MEMBERS)[0];
    if (!(removed >= 1 && removed <= Codeword.MAX_LENGTH)) {
      throw malformed(
          tensor(StudyFile.REMOVED_MEMBERS), "1 to " + Codeword.MAX_LENGTH, "" + removed);
    }
    parts.removedMembers = (int) removed;
    long[] inseparable = file.longs(StudyFile.INSEPARABLE);
    long before = -1;
    for (long source : inseparable) {
      if (!(source > before && source < sources)) {
        throw malformed(
            tensor(StudyFile.INSEPARABLE),
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
      throw malformed(
          tensor(StudyFile.PICTURED), Arrays.toString(sources), Arrays.toString(pictured));
    }
    if (exact) {
      pictures(parts.counterfactuals, StudyFile.COUNTERFACTUALS, expected, parts.shape.size());
    }
    if (differential) {
      pictures(parts.firstOrder, StudyFile.FIRST_ORDER, expected, parts.shape.size());
    }
  }

  private void pictures(Map<Integer, float[]> pictures, String name, int[] sources, int size)
      throws IOException {
    float[] values = finite(name);
    for (int k = 0; k < sources.length; k++) {
      pictures.put(sources[k], Arrays.copyOfRange(values, k * size, (k + 1) * size));
    }
  }

  private static String tensor(String name) {
    return "tensor '" + name + "'";
  }

  private void require(String field, String expected, String found) throws MalformedFileException {
    if (!expected.equals(found)) {
      throw malformed(field, expected, found == null ? "none" : found);
    }
  }

  private MalformedFileException malformed(String field, String expected, String found) {
    return new MalformedFileException(file.path().toString(), field, expected, found);
  }
}
