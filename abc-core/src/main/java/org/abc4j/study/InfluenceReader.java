package org.abc4j.study;

import com.google.common.math.BigIntegerMath;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.abc4j.Shape;
import org.abc4j.attribution.Landscape;
import org.abc4j.attribution.ScreenedLandscape;
import org.abc4j.codebook.Codeword;
import org.abc4j.evidence.AnyEffectTest;
import org.abc4j.evidence.SourceEvidence;
import org.abc4j.io.MalformedFileException;

/** Calibrated influence in the file of a study, and the exact counterfactuals that it chose. */
final class InfluenceReader {
  /** More than rounding makes of a correlation. */
  private static final double SLACK = 1e-9;

  private final StudyTensors in;
  private final Shape shape;
  private final int sources;

  InfluenceReader(StudyTensors in, Shape shape, int sources) {
    this.in = in;
    this.shape = shape;
    this.sources = sources;
  }

  /** The tensors that go with those that are there. */
  static Set<String> names(StudyTensors in, boolean exact) {
    Set<String> names =
        new HashSet<>(
            Set.of(
                StudyFile.CODE,
                StudyFile.SIZES,
                StudyFile.Z_SCORES,
                StudyFile.STUDENT,
                StudyFile.CHANGES));
    if (in.has(StudyFile.LENGTHS)) {
      names.add(StudyFile.LENGTHS);
    }
    if (in.has(StudyFile.AS_HIGH) || in.has(StudyFile.NULL_Z)) {
      names.addAll(Set.of(StudyFile.AS_HIGH, StudyFile.NULL_Z));
    }
    if (in.has(StudyFile.ANY_EFFECT) || in.has(StudyFile.ANY_EFFECT_SAMPLES)) {
      names.addAll(Set.of(StudyFile.ANY_EFFECT, StudyFile.ANY_EFFECT_SAMPLES));
    }
    boolean screened = !exact && in.has(StudyFile.SCREENED);
    if (screened) {
      names.addAll(Set.of(StudyFile.SCREENED, StudyFile.DRAWN, StudyFile.CONFIDENCE));
    }
    if (exact || screened) {
      names.add(StudyFile.BESIDE);
    }
    return names;
  }

  void read(StudyParts parts) throws IOException {
    if (sources == 0) {
      throw in.malformed(StudyTensors.tensor(StudyFile.SIZES), "at least 1 source", "none");
    }
    in.requireShape(StudyFile.CODE, 3);
    long[] code = in.file().longs(StudyFile.CODE);
    requireCode(code);
    InfluenceParts influence = new InfluenceParts((int) code[0], (int) code[1], (int) code[2]);
    for (String name : new String[] {StudyFile.SIZES, StudyFile.Z_SCORES, StudyFile.STUDENT}) {
      in.requireShape(name, sources);
    }
    double most = Math.sqrt(influence.members - 1.0) + SLACK;
    influence.sizes = within(StudyFile.SIZES, -Double.MAX_VALUE, Double.MAX_VALUE);
    influence.zScores = within(StudyFile.Z_SCORES, -most, most);
    influence.studentPValues =
        influence.members > 2
            ? within(StudyFile.STUDENT, 0, 1)
            : in.file().doubles(StudyFile.STUDENT);
    placebos(influence, most);
    if (in.has(StudyFile.ANY_EFFECT)) {
      influence.anyEffect = anyEffect();
    }
    // Files in which influence was not carried through the sampler have the order of sizes.
    boolean carried = in.has(StudyFile.LENGTHS);
    if (carried) {
      influence.lengths = lengths();
    }
    int pictures = pictures(StudyFile.CHANGES, carried ? influence.lengths.length : sources);
    float[] changes = in.finite(StudyFile.CHANGES);
    for (int k = 0; k < pictures; k++) {
      requireFiniteSums(parts.image, changes, k * shape.size());
      influence.changes.add(Arrays.copyOfRange(changes, k * shape.size(), (k + 1) * shape.size()));
    }
    parts.calibrated = new CalibratedInfluence(influence);
    if (in.has(StudyFile.SCREENED)) {
      parts.screened = screened(parts.calibrated.screen());
    }
    if (in.has(StudyFile.BESIDE)) {
      int[] beside = parts.calibrated.top(pictures(StudyFile.BESIDE, pictures));
      requireExact(parts, beside);
      in.pictures(parts.besideInfluence, StudyFile.BESIDE, beside, shape.size());
    }
  }

  /** A sample and its predicted change are shown as a picture. */
  private void requireFiniteSums(float[] image, float[] changes, int from)
      throws MalformedFileException {
    for (int p = 0; p < image.length; p++) {
      if (!Float.isFinite(image[p] + changes[from + p])) {
        throw in.malformed(
            StudyTensors.tensor(StudyFile.CHANGES),
            "changes that leave the sample finite",
            changes[from + p] + " of " + image[p]);
      }
    }
  }

  /** n, w and P of a code that exists. */
  private void requireCode(long[] code) throws MalformedFileException {
    long members = code[0];
    long weight = code[1];
    long placebos = code[2];
    if (members < 2
        || members > Codeword.MAX_LENGTH
        || weight < 1
        || weight >= members
        || placebos < 0
        || placebos != SourceEvidence.placebosOf(sources, placebos)
        || BigIntegerMath.binomial((int) members, (int) weight)
                .compareTo(BigInteger.valueOf(sources + placebos))
            < 0) {
      throw in.malformed(
          StudyTensors.tensor(StudyFile.CODE),
          "members, weight and placebos of a code for " + sources + " sources",
          Arrays.toString(code));
    }
  }

  private void placebos(InfluenceParts influence, double most) throws IOException {
    if (in.has(StudyFile.AS_HIGH) != influence.placebos > 0) {
      throw in.malformed(
          StudyTensors.tensor(StudyFile.AS_HIGH),
          influence.placebos > 0 ? "there, as there are placebos" : "none without placebos",
          in.has(StudyFile.AS_HIGH) ? "there" : "none");
    }
    if (influence.placebos == 0) {
      return;
    }
    in.requireShape(StudyFile.AS_HIGH, sources);
    in.requireShape(StudyFile.NULL_Z, CalibratedInfluence.NULL_PARTS + 1);
    long[] high = in.file().longs(StudyFile.AS_HIGH);
    for (long count : high) {
      if (!(count >= 0 && count <= influence.placebos)) {
        throw in.malformed(
            StudyTensors.tensor(StudyFile.AS_HIGH), "0 to " + influence.placebos, "" + count);
      }
    }
    influence.atLeastAsHigh = Arrays.stream(high).mapToInt(Math::toIntExact).toArray();
    influence.nullQuantiles = within(StudyFile.NULL_Z, -most, most);
    for (int i = 1; i < influence.nullQuantiles.length; i++) {
      if (influence.nullQuantiles[i] < influence.nullQuantiles[i - 1]) {
        throw in.malformed(
            StudyTensors.tensor(StudyFile.NULL_Z),
            "values in increasing order",
            influence.nullQuantiles[i] + " after " + influence.nullQuantiles[i - 1]);
      }
    }
  }

  private double[] within(String name, double least, double most) throws IOException {
    double[] values = in.file().doubles(name);
    for (double value : values) {
      if (!(value >= least && value <= most)) {
        throw in.malformed(StudyTensors.tensor(name), least + " to " + most, "" + value);
      }
    }
    return values;
  }

  private AnyEffectTest anyEffect() throws IOException {
    in.requireShape(StudyFile.ANY_EFFECT_SAMPLES);
    int deals = in.vectorLength(StudyFile.ANY_EFFECT) - 1;
    long samples = in.file().longs(StudyFile.ANY_EFFECT_SAMPLES)[0];
    if (deals < 1 || samples < 1 || samples > Integer.MAX_VALUE) {
      throw in.malformed(
          StudyTensors.tensor(StudyFile.ANY_EFFECT),
          "at least 1 deal of at least 1 sample",
          deals + " of " + samples);
    }
    double[] values = within(StudyFile.ANY_EFFECT, -Double.MAX_VALUE, Double.MAX_VALUE);
    return new AnyEffectTest(
        (int) samples,
        values[0],
        Arrays.stream(values).skip(1).boxed().collect(Collectors.toList()));
  }

  private double[] lengths() throws IOException {
    int count = in.vectorLength(StudyFile.LENGTHS);
    if (count < 1 || count > sources) {
      throw in.malformed(
          StudyTensors.tensor(StudyFile.LENGTHS) + ", shape", "1 to " + sources, "" + count);
    }
    return within(StudyFile.LENGTHS, 0, Double.MAX_VALUE);
  }

  /** How many pictures a tensor holds. */
  private int pictures(String name, int most) throws MalformedFileException {
    long count = in.extents(name, 4)[0];
    if (count > most) {
      throw in.malformed(
          StudyTensors.tensor(name) + ", shape", "at most " + most + " pictures", "" + count);
    }
    in.requireShape(name, count, shape.channels(), shape.height(), shape.width());
    return (int) count;
  }

  private ScreenedLandscape screened(Landscape screen) throws IOException {
    in.requireShape(StudyFile.SCREENED, sources);
    in.requireShape(StudyFile.CONFIDENCE);
    if (in.vectorLength(StudyFile.DRAWN) > sources) {
      throw in.malformed(
          StudyTensors.tensor(StudyFile.DRAWN),
          "at most " + sources + " sources",
          in.vectorLength(StudyFile.DRAWN) + " sources");
    }
    double[] distances = in.file().doubles(StudyFile.SCREENED);
    for (double distance : distances) {
      if (distance < 0 || distance == Double.POSITIVE_INFINITY) {
        throw in.malformed(
            StudyTensors.tensor(StudyFile.SCREENED), "distances of at least 0", "" + distance);
      }
    }
    try {
      int[] drawn =
          Arrays.stream(in.file().longs(StudyFile.DRAWN)).mapToInt(Math::toIntExact).toArray();
      return ScreenedLandscape.of(
          screen, distances, drawn, in.file().doubles(StudyFile.CONFIDENCE)[0]);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedFileException(
          in.file().path().toString(),
          StudyTensors.tensor(StudyFile.SCREENED),
          "verified sources: the first, and those that were drawn",
          String.valueOf(e.getMessage()),
          e);
    }
  }

  /** Only of what is exact there are exact pictures, and of all that is pictured and exact. */
  private void requireExact(StudyParts parts, int[] beside) throws MalformedFileException {
    if (parts.screened == null) {
      in.requireShape(
          StudyFile.BESIDE,
          parts.calibrated.pictured().length,
          shape.channels(),
          shape.height(),
          shape.width());
      return;
    }
    int[] missing =
        IntStream.of(beside).filter(s -> parts.screened.distance(s).isEmpty()).toArray();
    if (missing.length > 0) {
      throw in.malformed(
          StudyTensors.tensor(StudyFile.BESIDE),
          "pictures of verified sources",
          "one of source " + missing[0]);
    }
  }
}
