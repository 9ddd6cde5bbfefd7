package org.abc4j.perception;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.StatedTensor;

/**
 * Features of a training set in files, so that they are found once: of some items a file, {@code
 * features-DIGEST-000.safetensors}, four bytes a feature, the digest's beginning being that of
 * {@link SampleFeatures}. Files of several extractors may lie in one folder.
 *
 * <p>Each file says which extractor and data it is of, and has the digest of its values; it is
 * written whole or not at all. A computation that was killed goes on behind the files that it had
 * written, to the same bytes: with the extractor's runtime of the same release, on a processor of
 * the same kind, which decide bits of features too and which files do not name. Files of other data
 * are refused and never overwritten. Values are mapped into memory, so features may be larger than
 * it; how large they may get on the disk is bounded. They are made of the training data: who has to
 * delete an item deletes them too.
 *
 * <p>Immutable and thread-safe, as long as nobody writes into the files that are in use. Several
 * processes may compute at once, and write the same files.
 */
public final class FeatureFolder {
  /** Bytes that features of a set may take, unless told otherwise: 16 GiB. */
  public static final long USUAL_MOST_BYTES = 1L << 34;

  private static final String FORMAT = "abc-features";
  private static final int VERSION = 1;
  private static final String NAME = "features";
  private static final int DIGITS = 12;

  /** Values of a part, unless one item has more. */
  private static final int VALUES_OF_PART = 1 << 24;

  /** Items of a part, at most: a killed process loses the passes of these. */
  private static final int ITEMS_OF_PART = 1 << 10;

  private final Path folder;
  private final SampleFeatures features;
  private final Rows items;
  private final String data;
  private final long mostBytes;
  private final int valuesOfPart;

  private FeatureFolder(
      Path folder,
      SampleFeatures features,
      Rows items,
      String data,
      long mostBytes,
      int valuesOfPart) {
    this.folder = folder;
    this.features = features;
    this.items = items;
    this.data = data;
    this.mostBytes = mostBytes;
    this.valuesOfPart = valuesOfPart;
  }

  /**
   * Features of a training set in a folder.
   *
   * @param folder where files are, or are to be; it need not exist
   * @param features what is found in an item
   * @param items the items, at least one
   * @param data SHA-256 of the items, such as an ensemble's manifest has it, 64 hexadecimal digits
   * @return the folder
   * @throws IllegalArgumentException if there is no item, or the digest is none
   */
  public static FeatureFolder of(Path folder, SampleFeatures features, Rows items, String data) {
    return of(folder, features, items, data, VALUES_OF_PART);
  }

  static FeatureFolder of(
      Path folder, SampleFeatures features, Rows items, String data, int valuesOfPart) {
    if (items.rows() < 1) {
      throw new IllegalArgumentException("a training set has at least 1 item, found none");
    }
    if (!Sha256.isDigest(data)) {
      throw new IllegalArgumentException(
          "a SHA-256 digest is 64 hexadecimal digits, found " + data);
    }
    return new FeatureFolder(
        Objects.requireNonNull(folder, "folder"),
        Objects.requireNonNull(features, "features"),
        items,
        data,
        USUAL_MOST_BYTES,
        valuesOfPart);
  }

  /**
   * With another bound.
   *
   * @param bytes what features of all items may take on the disk, at most
   * @return a copy
   * @throws IllegalArgumentException if it is negative
   */
  public FeatureFolder withMostBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("features take at least 0 bytes, found " + bytes);
    }
    return new FeatureFolder(folder, features, items, data, bytes, valuesOfPart);
  }

  /** Some consecutive items. */
  private record Part(int index, int first, int count) {}

  /**
   * The features of all items: those that are there read, the others found and kept. The first item
   * is always looked at, to know how many features there are.
   *
   * @param execution who hears of progress in items, when to stop; all is done on the calling
   *     thread
   * @return the features, mapped; the same bits whether they were there or not
   * @throws MalformedFileException if a file is not what it must be, or of other data or another
   *     extractor: it names the first line that differs
   * @throws IllegalArgumentException if items cannot be prepared, or features would take more bytes
   *     than allowed, before any but those of the first item are found
   * @throws ExtractorException if the network fails, or does not answer what it was asked
   * @throws ArithmeticException if a value or a feature is not finite, naming the item
   * @throws IOException if a file cannot be read or written
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public KeptFeatures features(Execution execution) throws IOException {
    float[] one = new float[items.shape().size()];
    items.copyRow(0, one);
    FeatureLayout layout = features.of(one, items.shape()).layout();
    requireRoom(features.name(), layout, items.rows(), mostBytes);
    List<Part> parts = parts(layout);
    boolean whole = true;
    for (Part part : parts) {
      Path file = file(part);
      if (Files.exists(file)) {
        Uninterrupted.finish(() -> stated(part, layout).open(file));
      } else {
        whole = false;
      }
    }
    if (!whole) {
      AtomicFiles.requireWritable(folder, NAME);
      AtomicFiles.deleteLeftovers(folder);
    }
    List<FloatBuffer> kept = new ArrayList<>();
    execution.progress(0, items.rows());
    for (Part part : parts) {
      execution.checkCancelled();
      kept.add(kept(part, layout, execution));
      execution.progress(part.first() + (long) part.count(), items.rows());
    }
    return new KeptFeatures(
        layout, items.shape(), items.rows(), parts.get(0).count(), kept, features.sha256());
  }

  /**
   * Fails if features of so many items would take more than is allowed, as {@link #features} does:
   * before anybody reads an item. The network is shown one image, of zeros.
   *
   * @param features what is found in an item
   * @param shape the shape of items
   * @param items how many there are
   * @param mostBytes what features of all may take on the disk
   * @throws IllegalArgumentException if they would take more
   * @throws ExtractorException if the network fails, or does not answer what it was asked
   */
  public static void requireRoom(SampleFeatures features, Shape shape, long items, long mostBytes) {
    FeatureLayout layout = features.of(new float[shape.size()], shape).layout();
    requireRoom(features.name(), layout, items, mostBytes);
  }

  private static void requireRoom(String name, FeatureLayout layout, long items, long mostBytes) {
    long bytes = Math.multiplyExact((long) Float.BYTES * layout.size(), items);
    if (bytes > mostBytes) {
      throw new IllegalArgumentException(
          "features of "
              + name
              + " of "
              + items
              + " items take "
              + bytes
              + " bytes, at most "
              + mostBytes
              + " are allowed");
    }
  }

  private List<Part> parts(FeatureLayout layout) {
    int most = Math.max(1, Math.min(ITEMS_OF_PART, valuesOfPart / layout.size()));
    List<Part> parts = new ArrayList<>();
    for (int first = 0; first < items.rows(); ) {
      int count = Math.min(most, items.rows() - first);
      parts.add(new Part(parts.size(), first, count));
      first += count;
    }
    return parts;
  }

  private FloatBuffer kept(Part part, FeatureLayout layout, Execution execution)
      throws IOException {
    Path file = file(part);
    if (!Files.exists(file)) {
      float[] values = found(part, layout, execution);
      Uninterrupted.finish(() -> write(file, part, layout, values));
    }
    return Uninterrupted.run(() -> read(file, part, layout));
  }

  private float[] found(Part part, FeatureLayout layout, Execution execution) {
    float[] values = new float[Math.multiplyExact(part.count(), layout.size())];
    features.forEach(
        items,
        part.first(),
        part.first() + part.count(),
        part.first(),
        execution.reportingTo(
            (done, total) -> execution.progress(part.first() + done, items.rows())),
        (row, own, found) -> {
          if (!own.equals(layout)) {
            throw new ExtractorException(
                features.name()
                    + " answers the same extents for all images, found "
                    + layout
                    + ", and of image "
                    + row
                    + " "
                    + own);
          }
          System.arraycopy(found, 0, values, (row - part.first()) * layout.size(), layout.size());
        });
    return values;
  }

  private Path file(Part part) {
    return folder.resolve(
        String.format(
            Locale.ROOT,
            NAME + "-%s-%03d.safetensors",
            features.sha256().substring(0, DIGITS),
            part.index()));
  }

  private StatedTensor stated(Part part, FeatureLayout layout) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("format", FORMAT);
    lines.put("version", Integer.toString(VERSION));
    lines.put("extractor", features.extractorSha256());
    lines.put("features", features.sha256());
    lines.put("layout", layout.toString());
    lines.put("data", data);
    lines.put(
        "items", part.first() + " to " + (part.first() + part.count() - 1) + " of " + items.rows());
    return StatedTensor.of(NAME, lines);
  }

  private static long[] shape(Part part, FeatureLayout layout) {
    return new long[] {part.count(), layout.size()};
  }

  private void write(Path file, Part part, FeatureLayout layout, float[] values)
      throws IOException {
    stated(part, layout)
        .writer(Sha256.of(values))
        .put(NAME, shape(part, layout), values)
        .write(file);
  }

  /** Reads all values once, to check them. */
  private FloatBuffer read(Path file, Part part, FeatureLayout layout) throws IOException {
    SafetensorsFile tensors = stated(part, layout).open(file);
    FloatBuffer values = tensors.mappedFloats(NAME, shape(part, layout));
    String expected = StatedTensor.digest(file, tensors);
    Sha256 digest = Sha256.begin();
    float[] row = new float[layout.size()];
    for (int k = 0; k < part.count(); k++) {
      values.get(k * layout.size(), row);
      digest.add(row);
      for (float value : row) {
        if (!Float.isFinite(value)) {
          throw new MalformedFileException(
              file.toString(),
              "features of item " + (part.first() + k),
              "finite numbers",
              Float.toString(value));
        }
      }
    }
    StatedTensor.requireDigest(file, expected, digest.hex());
    return values;
  }

  @Override
  public String toString() {
    return "FeatureFolder[" + features + " of " + items.rows() + " items in " + folder + "]";
  }
}
