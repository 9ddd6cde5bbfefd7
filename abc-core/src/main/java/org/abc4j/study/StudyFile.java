package org.abc4j.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.abc4j.Shape;
import org.abc4j.attribution.ScreenedLandscape;
import org.abc4j.attribution.VisualAttribution;
import org.abc4j.evidence.AnyEffectTest;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.safetensors.SafetensorsWriter;

/**
 * A study as a file, so that a report can be made of it later and elsewhere.
 *
 * <p>It is a safetensors file, which other languages read: the distances of all sources and
 * placebos in {@code F64}, the sample and the pictures that the study keeps in {@code F32}, row k
 * of them that of the source that {@code pictured} names at k, and in the metadata where the sample
 * is from. Of calibrated influence it has signed sizes, z-scores, how many placebos are as high,
 * for the sources of the greatest sizes and in their order the lengths of the predicted changes,
 * and the predicted changes without the first sources by these. Of perceptual metrics it has the
 * distances, and in the metadata their names and digests. What a study does not have is absent, so
 * files of studies without calibrated influence and metrics are those of before. A digest covers
 * all of it, so a file that is read is the one that was written; a study that is read answers all
 * that the written one does, to the bit. Stateless and thread-safe.
 */
public final class StudyFile {
  static final String FORMAT = "abc-sample-study";
  static final String VERSION = "1";

  /** Of files with calibrated influence; others are as they were. */
  static final String CALIBRATED_VERSION = "2";

  /** Of files with perceptual metrics; others are as they were. */
  static final String METRIC_VERSION = "3";

  static final String FORMAT_KEY = "format";
  static final String VERSION_KEY = "version";
  static final String DIGEST_KEY = "sha256";
  static final String ENSEMBLE = "ensemble";
  static final String SEED = "seed";
  static final String INDEX = "index";
  static final String SAMPLER = "sampler";

  /** Of files of decoded samples; others are as they were. */
  static final String CODEC = "codec";

  static final String IMAGE = "image";
  static final String EXACT = "exact";
  static final String EXACT_SECONDS = "exact_seconds";
  static final String SCALED = "scaled";
  static final String DIFFERENTIAL = "differential";
  static final String DIFFERENTIAL_SECONDS = "differential_seconds";
  static final String PLACEBOS = "placebos";
  static final String DIFFERENTIAL_PLACEBOS = "differential_placebos";
  static final String VISUAL = "visual";
  static final String VISUAL_ITEMS = "visual_items";
  static final String PICTURED = "pictured";
  static final String COUNTERFACTUALS = "counterfactuals";
  static final String FIRST_ORDER = "first_order";
  static final String PIXEL_CORRELATION = "median_pixel_correlation";

  static final String REMOVED_MEMBERS = "removed_members";
  static final String INSEPARABLE = "inseparable";

  static final String CODE = "calibrated_code";
  static final String SIZES = "calibrated_sizes";
  static final String Z_SCORES = "calibrated_z";
  static final String STUDENT = "calibrated_student_p";
  static final String AS_HIGH = "calibrated_placebos_as_high";
  static final String NULL_Z = "calibrated_null_z";
  static final String LENGTHS = "calibrated_lengths";
  static final String CHANGES = "calibrated_changes";
  static final String BESIDE = "calibrated_counterfactuals";
  static final String ANY_EFFECT = "any_effect";
  static final String ANY_EFFECT_SAMPLES = "any_effect_samples";
  static final String SCREENED = "screened";
  static final String DRAWN = "screened_drawn";
  static final String CONFIDENCE = "screened_confidence";

  private static final int[] SCALAR = {};

  private StudyFile() {}

  /**
   * Writes a study, whole or not at all. The bytes depend on nothing but the study.
   *
   * @param file the file, replaced if it exists; its folder must exist
   * @param study the study
   * @throws IOException if it cannot be written
   * @throws ArithmeticException if the pictures together have more than 2^31 − 1 values
   */
  public static void write(Path file, SampleStudy study) throws IOException {
    String digest = digest(study);
    content(study).metadata(DIGEST_KEY, digest).write(file);
  }

  /**
   * Reads a study.
   *
   * @param file the file
   * @return the study
   * @throws MalformedFileException if it is no such file, or of a newer version, or was changed
   * @throws IOException if it cannot be read
   */
  public static SampleStudy read(Path file) throws IOException {
    return StudyReader.read(file);
  }

  /** SHA-256 of the file as it is written, but for the digest itself. */
  static String digest(SampleStudy study) {
    AtomicFiles.Content content = content(study)::writeTo;
    try {
      return Sha256.of(content);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static SafetensorsWriter content(SampleStudy study) {
    SafetensorsWriter out = SafetensorsWriter.create();
    boolean metrics = !study.metrics().isEmpty();
    out.metadata(FORMAT_KEY, FORMAT)
        .metadata(VERSION_KEY, version(study.calibrated().isPresent(), metrics));
    SampleOrigin origin = study.origin();
    origin.ensemble().ifPresent(digest -> out.metadata(ENSEMBLE, digest));
    origin.seed().ifPresent(seed -> out.metadata(SEED, Long.toString(seed)));
    origin.index().ifPresent(index -> out.metadata(INDEX, Long.toString(index)));
    origin.sampler().ifPresent(sampler -> out.metadata(SAMPLER, sampler));
    study.codec().ifPresent(digest -> out.metadata(CODEC, digest));

    Shape shape = study.shape();
    out.put(IMAGE, new int[] {shape.channels(), shape.height(), shape.width()}, study.image());
    study.exact().ifPresent(landscape -> put(out, EXACT, landscape.distances()));
    study.scaled().ifPresent(landscape -> put(out, SCALED, landscape.distances()));
    study.differential().ifPresent(landscape -> put(out, DIFFERENTIAL, landscape.distances()));
    if (study.exact().isPresent() || study.screened().isPresent()) {
      put(out, PLACEBOS, study.placebos());
      out.put(EXACT_SECONDS, SCALAR, new double[] {study.exactSeconds()});
    }
    if (study.exact().isPresent()) {
      putPictures(out, COUNTERFACTUALS, study, study.pictured(), study::counterfactual);
    }
    if (study.differential().isPresent()) {
      put(out, DIFFERENTIAL_PLACEBOS, study.differentialPlacebos());
      out.put(DIFFERENTIAL_SECONDS, SCALAR, new double[] {study.differentialSeconds()});
      putPictures(out, FIRST_ORDER, study, study.pictured(), study::firstOrder);
    }
    if (study.exact().isPresent() && study.differential().isPresent()) {
      out.put(PIXEL_CORRELATION, SCALAR, new double[] {study.medianPixelCorrelation()});
    }
    int[] pictured = study.pictured();
    long[] sources = new long[pictured.length];
    Arrays.setAll(sources, k -> pictured[k]);
    out.put(PICTURED, new int[] {sources.length}, sources);
    study.visual().ifPresent(visual -> putVisual(out, VISUAL, VISUAL_ITEMS, visual));
    study.calibrated().ifPresent(calibrated -> putInfluence(out, study, calibrated));
    study.screened().ifPresent(screened -> putScreened(out, screened));
    MetricTensors.put(out, study.metrics());
    if (study.removedMembers() > 0) {
      out.put(REMOVED_MEMBERS, SCALAR, new long[] {study.removedMembers()});
      long[] inseparable = Arrays.stream(study.inseparable()).asLongStream().toArray();
      out.put(INSEPARABLE, new int[] {inseparable.length}, inseparable);
    }
    return out;
  }

  private static void put(SafetensorsWriter out, String name, double[] values) {
    out.put(name, new int[] {values.length}, values);
  }

  static String version(boolean calibrated, boolean metrics) {
    return metrics ? METRIC_VERSION : calibrated ? CALIBRATED_VERSION : VERSION;
  }

  private static void putInfluence(
      SafetensorsWriter out, SampleStudy study, CalibratedInfluence calibrated) {
    int sources = calibrated.sources();
    out.put(
        CODE,
        new int[] {3},
        new long[] {calibrated.members(), calibrated.weight(), calibrated.placebos()});
    double[] sizes = new double[sources];
    double[] student = new double[sources];
    Arrays.setAll(sizes, calibrated::size);
    Arrays.setAll(student, calibrated::studentPValue);
    put(out, SIZES, sizes);
    put(out, Z_SCORES, calibrated.zScores());
    put(out, STUDENT, student);
    if (calibrated.isCalibrated()) {
      long[] high = new long[sources];
      Arrays.setAll(high, calibrated::atLeastAsHigh);
      out.put(AS_HIGH, new int[] {sources}, high);
      put(out, NULL_Z, calibrated.nullQuantiles());
    }
    if (calibrated.carried() > 0) {
      put(out, LENGTHS, calibrated.lengths());
    }
    putPictures(out, CHANGES, study, calibrated.pictured(), calibrated::change);
    if (study.exact().isPresent() || study.screened().isPresent()) {
      putPictures(out, BESIDE, study, study.picturedBesideInfluence(), study::counterfactual);
    }
    calibrated.anyEffect().ifPresent(test -> putAnyEffect(out, test));
  }

  private static void putAnyEffect(SafetensorsWriter out, AnyEffectTest test) {
    double[] values = new double[1 + test.permuted().size()];
    Arrays.setAll(values, i -> i == 0 ? test.statistic() : test.permuted().get(i - 1));
    put(out, ANY_EFFECT, values);
    out.put(ANY_EFFECT_SAMPLES, SCALAR, new long[] {test.samples()});
  }

  private static void putScreened(SafetensorsWriter out, ScreenedLandscape screened) {
    put(out, SCREENED, screened.distances());
    long[] drawn = Arrays.stream(screened.drawn()).asLongStream().toArray();
    out.put(DRAWN, new int[] {drawn.length}, drawn);
    out.put(CONFIDENCE, SCALAR, new double[] {screened.bound().confidence()});
  }

  private static void putPictures(
      SafetensorsWriter out,
      String name,
      SampleStudy study,
      int[] pictured,
      IntFunction<float[]> pictures) {
    Shape shape = study.shape();
    int size = shape.size();
    float[] values = new float[Math.multiplyExact(pictured.length, size)];
    for (int k = 0; k < pictured.length; k++) {
      System.arraycopy(pictures.apply(pictured[k]), 0, values, k * size, size);
    }
    out.put(
        name, new int[] {pictured.length, shape.channels(), shape.height(), shape.width()}, values);
  }

  static void putVisual(
      SafetensorsWriter out, String name, String nearest, VisualAttribution visual) {
    double[] distances = new double[visual.sources()];
    long[] items = new long[distances.length];
    for (int s = 0; s < distances.length; s++) {
      distances[s] = visual.distance(s);
      items[s] = visual.nearestItem(s);
    }
    put(out, name, distances);
    out.put(nearest, new int[] {items.length}, items);
  }
}
