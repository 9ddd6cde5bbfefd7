package org.abc4j.evidence;

import java.io.IOException;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.evidence.ResidualComputation.Part;
import org.abc4j.io.AtomicFiles;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.model.Ensemble;
import org.abc4j.safetensors.Half;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.StatedTensor;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.store.EnsembleFolder;

/**
 * Residuals in files, so that they are computed once: some points at one timestep a file, {@code
 * residuals-t0020-000.safetensors}, in 16 bits a value.
 *
 * <p>Each file says which ensemble, data, noise and draws it is of, and has the digest of its
 * values; it is written whole or not at all. A computation that was killed goes on behind the files
 * that it had written, to the same bytes. Files of another ensemble, other data or other settings
 * are refused, with the line that differs; they are never overwritten. Values are mapped into
 * memory, so residuals may be larger than it; the bits are those of {@link
 * TrainingResiduals#compute}.
 *
 * <p>An ensemble that is in no folder has no digests of its own; who knows some hands them in
 * ({@link ResidualOrigin}). Residuals are made of the training data: who has to delete an item
 * deletes them too.
 *
 * <p>Immutable and thread-safe, as long as nobody writes into the files that are in use. Several
 * processes may compute at once, and write the same files.
 */
public final class ResidualFolder {
  private static final String FORMAT = "abc-residuals";
  private static final int VERSION = 1;
  private static final String NAME = "residuals";

  private final Path folder;
  private final ResidualOrigin origin;
  private final TrainingPoints points;
  private final ResidualDraws draws;
  private final ResidualComputation computation;

  private ResidualFolder(
      Path folder,
      ResidualOrigin origin,
      TrainingPoints points,
      ResidualDraws draws,
      ResidualComputation computation) {
    this.folder = folder;
    this.origin = origin;
    this.points = points;
    this.draws = draws;
    this.computation = computation;
  }

  /**
   * The folder {@code residuals} in that of an ensemble. Reads all points, to see whether they are
   * what the ensemble was trained on.
   *
   * @param trained the ensemble
   * @param points what it was trained on
   * @param draws the noise
   * @return the folder, which need not exist
   * @throws MalformedFileException if something else than a folder has its name
   * @throws IllegalArgumentException if members were removed, or the points are others
   */
  public static ResidualFolder beside(
      EnsembleFolder trained, TrainingPoints points, ResidualDraws draws)
      throws MalformedFileException {
    if (trained.removed().weight() > 0) {
      throw new IllegalArgumentException(
          "residuals are those of an ensemble with all its members, but in "
              + trained.path()
              + " the members "
              + trained.removed()
              + " were removed");
    }
    trained.requireData(points.items());
    Path folder = trained.path().resolve(NAME);
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new MalformedFileException(folder.toString(), "file", "a folder", "a file or a link");
    }
    return of(folder, trained.ensemble(), ResidualOrigin.of(trained), points, draws);
  }

  /**
   * Any folder, of any ensemble whose digests are known.
   *
   * @param folder where files are, or are to be; it need not exist
   * @param ensemble the ensemble
   * @param origin digests of the ensemble and its data
   * @param points what it was trained on
   * @param draws the noise
   * @return the folder
   */
  public static ResidualFolder of(
      Path folder,
      Ensemble ensemble,
      ResidualOrigin origin,
      TrainingPoints points,
      ResidualDraws draws) {
    return of(folder, ensemble, origin, points, draws, ResidualComputation.VALUES_OF_PART);
  }

  static ResidualFolder of(
      Path folder,
      Ensemble ensemble,
      ResidualOrigin origin,
      TrainingPoints points,
      ResidualDraws draws,
      int valuesOfPart) {
    return new ResidualFolder(
        Objects.requireNonNull(folder, "folder"),
        Objects.requireNonNull(origin, "origin"),
        points,
        draws,
        new ResidualComputation(ensemble, points, draws, valuesOfPart));
  }

  /**
   * Whether nothing has to be computed for the residuals at some steps.
   *
   * @param steps whose timesteps they are taken at
   * @return true if all their files are there, whatever is in them
   */
  public boolean has(List<SamplingStep> steps) {
    return steps.stream()
        .flatMap(step -> computation.parts(step).stream())
        .allMatch(part -> Files.exists(file(part)));
  }

  /**
   * The residuals at some steps: those that are there read, the others computed and kept. What all
   * files that are there say of themselves is looked at before anything is computed; their values
   * are read, and held against their digests, in turn with what is computed.
   *
   * @param steps whose timesteps they are taken at, at least one
   * @param execution where members run, who hears of progress in points, when it stops
   * @return the residuals, mapped; the same bits for any execution, and whether they were there
   * @throws MalformedFileException if a file is not what it must be, or of another ensemble, other
   *     data or other settings: it names the first line that differs
   * @throws IllegalArgumentException if there is no step, or shapes differ
   * @throws ArithmeticException as {@link TrainingResiduals#compute} does
   * @throws IOException if a file cannot be read or written
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public TrainingResiduals residuals(List<SamplingStep> steps, Execution execution)
      throws IOException {
    boolean whole = true;
    for (SamplingStep step : steps) {
      for (Part part : computation.parts(step)) {
        Path file = file(part);
        if (Files.exists(file)) {
          Uninterrupted.finish(() -> stated(part).open(file));
        } else {
          whole = false;
        }
      }
    }
    if (!whole) {
      AtomicFiles.requireWritable(folder, NAME);
      AtomicFiles.deleteLeftovers(folder);
    }
    return computation.at(steps, execution, this::kept);
  }

  private ShortBuffer kept(Part part, Supplier<short[]> computed) throws IOException {
    Path file = file(part);
    if (!Files.exists(file)) {
      short[] values = computed.get();
      Uninterrupted.finish(() -> write(file, part, values));
    }
    return Uninterrupted.run(() -> read(file, part));
  }

  private Path file(Part part) {
    return folder.resolve(
        String.format(
            Locale.ROOT, NAME + "-t%04d-%03d.safetensors", part.step().timestep(), part.index()));
  }

  /** What a file says of itself, beside the digest of its values. */
  private StatedTensor stated(Part part) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("format", FORMAT);
    lines.put("version", Integer.toString(VERSION));
    lines.put("ensemble", origin.ensemble());
    lines.put("data", origin.data());
    lines.put("mirrored", Boolean.toString(points.hasFlips()));
    lines.put("seed", Long.toString(draws.seed()));
    lines.put("draws", Integer.toString(draws.count()));
    lines.put("timestep", Integer.toString(part.step().timestep()));
    lines.put("alpha bar", Double.toString(part.step().alphaBar()));
    lines.put(
        "points",
        part.first() + " to " + (part.first() + part.count() - 1) + " of " + points.count());
    return StatedTensor.of(NAME, lines);
  }

  private long[] shape(Part part) {
    Shape shape = points.shape();
    return new long[] {part.count(), shape.channels(), shape.height(), shape.width()};
  }

  private void write(Path file, Part part, short[] values) throws IOException {
    stated(part)
        .writer(Sha256.begin().add(ShortBuffer.wrap(values)).hex())
        .putHalves(NAME, shape(part), values)
        .write(file);
  }

  /** Reads all values once, to check them. */
  private ShortBuffer read(Path file, Part part) throws IOException {
    SafetensorsFile tensors = stated(part).open(file);
    ShortBuffer values = tensors.halves(NAME, shape(part));
    String digest = StatedTensor.digest(file, tensors);
    StatedTensor.requireDigest(file, digest, Sha256.begin().add(values).hex());
    int m = points.shape().size();
    for (int i = 0; i < values.limit(); i++) {
      if (!Half.isFinite(values.get(i))) {
        throw new MalformedFileException(
            file.toString(),
            "residual of point " + (part.first() + i / m),
            "finite numbers",
            Float.toString(Half.toFloat(values.get(i))));
      }
    }
    return values;
  }

  @Override
  public String toString() {
    return "ResidualFolder[" + points + ", " + draws + " in " + folder + "]";
  }
}
