package org.abc4j.codec;

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
import org.abc4j.io.Quoted;
import org.abc4j.io.Sha256;
import org.abc4j.io.Uninterrupted;
import org.abc4j.safetensors.SafetensorsFile;
import org.abc4j.safetensors.StatedTensor;

/**
 * Latents of a data set in files, so that they are computed once: those of some images a file,
 * {@code latents-DIGEST-000.safetensors}, mapped into memory as they are asked for. The digest is
 * the beginning of one of codec and images, so those of several may lie in one folder.
 *
 * <p>Each file says of which codec and images it is, and has the digest of its values; it is
 * written whole or not at all. A computation that was killed goes on behind the files that it had
 * written, to the same bytes, those of {@link Latents#of}. Under their names, files of another
 * codec or other images are refused, with the line that differs, and never written over. Latents
 * are made of the images: who has to delete an image deletes them too, those of earlier codecs and
 * of the images before a removal among them.
 *
 * <p>Immutable and thread-safe, as long as nobody writes into the files that are in use.
 */
public final class LatentFolder {
  private static final String FORMAT = "abc-latents";
  private static final int VERSION = 1;
  private static final String LATENTS = "latents";

  private static final int DIGITS = 12;

  /** Values of a file, unless one latent has more: what a killed process loses at most. */
  private static final int VALUES_OF_PART = 1 << 20;

  private final Path folder;
  private final Codec codec;
  private final Rows images;
  private final String imagesSha256;
  private final int rowsOfPart;
  private final String prefix;

  private LatentFolder(
      Path folder, Codec codec, Rows images, String imagesSha256, int valuesOfPart) {
    this.folder = Objects.requireNonNull(folder, "folder");
    this.codec = codec;
    this.images = images;
    this.imagesSha256 = imagesSha256;
    this.rowsOfPart = Math.max(1, valuesOfPart / codec.latentShape().size());
    if (!images.shape().equals(codec.imageShape()) || images.rows() == 0) {
      throw new IllegalArgumentException(
          "this codec takes images of shape "
              + codec.imageShape()
              + ", at least 1, found "
              + images);
    }
    if (!Sha256.isDigest(imagesSha256)) {
      throw new IllegalArgumentException(
          "a SHA-256 digest is 64 hexadecimal digits, found " + Quoted.of(imagesSha256));
    }
    String both = Sha256.begin().add(codec.sha256()).add(imagesSha256).hex();
    this.prefix = LATENTS + "-" + both.substring(0, DIGITS);
  }

  /**
   * A folder of latents.
   *
   * @param folder where files are, or are to be; it need not exist
   * @param codec the codec
   * @param images images with values from −1 to 1, asked for some at a time and not kept
   * @param imagesSha256 their digest, as {@code EnsembleFolder.dataSha256} has it
   * @return the folder
   * @throws IllegalArgumentException if there is no image, they have another shape, or the digest
   *     is none
   */
  public static LatentFolder of(Path folder, Codec codec, Rows images, String imagesSha256) {
    return of(folder, codec, images, imagesSha256, VALUES_OF_PART);
  }

  static LatentFolder of(
      Path folder, Codec codec, Rows images, String imagesSha256, int valuesOfPart) {
    return new LatentFolder(folder, codec, images, imagesSha256, valuesOfPart);
  }

  /**
   * The latents: those that are there read, the others computed and kept. What all files that are
   * there say of themselves is looked at before anything is computed.
   *
   * @param execution whose threads encode, who hears of progress in images, when it stops
   * @return a latent for each image, mapped; the same bits for any execution, and whether they were
   *     there
   * @throws MalformedFileException if a file is not what it must be, or of another codec or other
   *     images: it names the first line that differs
   * @throws IOException if a file cannot be read or written
   * @throws ArithmeticException if a latent is not finite, naming its image
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public Rows latents(Execution execution) throws IOException {
    int parts = (images.rows() + rowsOfPart - 1) / rowsOfPart;
    boolean whole = true;
    for (int part = 0; part < parts; part++) {
      int of = part;
      if (Files.exists(file(part))) {
        Uninterrupted.finish(() -> stated(of).open(file(of)));
      } else {
        whole = false;
      }
    }
    if (!whole) {
      AtomicFiles.requireWritable(folder, LATENTS);
      AtomicFiles.deleteLeftovers(folder);
    }
    List<FloatBuffer> values = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int of = part;
      execution.checkCancelled();
      if (!Files.exists(file(part))) {
        float[] computed =
            Latents.part(codec, images, first(part), rows(part), images.rows(), execution);
        Uninterrupted.finish(() -> write(of, computed));
      }
      values.add(Uninterrupted.run(() -> read(of)));
      execution.progress((long) first(part) + rows(part), images.rows());
    }
    return new MappedRows(codec.latentShape(), images.rows(), rowsOfPart, values);
  }

  private int first(int part) {
    return part * rowsOfPart;
  }

  private int rows(int part) {
    return Math.min(rowsOfPart, images.rows() - first(part));
  }

  private Path file(int part) {
    return folder.resolve(String.format(Locale.ROOT, "%s-%03d.safetensors", prefix, part));
  }

  private long[] shape(int part) {
    Shape shape = codec.latentShape();
    return new long[] {rows(part), shape.channels(), shape.height(), shape.width()};
  }

  private StatedTensor stated(int part) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("format", FORMAT);
    lines.put("version", Integer.toString(VERSION));
    lines.put("codec", codec.sha256());
    lines.put("images", imagesSha256);
    lines.put(
        "rows", first(part) + " to " + (first(part) + rows(part) - 1) + " of " + images.rows());
    return StatedTensor.of(LATENTS, lines);
  }

  private void write(int part, float[] values) throws IOException {
    stated(part).writer(Sha256.of(values)).put(LATENTS, shape(part), values).write(file(part));
  }

  /** Reads all values once, to check them. */
  private FloatBuffer read(int part) throws IOException {
    SafetensorsFile tensors = stated(part).open(file(part));
    String expected = StatedTensor.digest(file(part), tensors);
    FloatBuffer values = tensors.mappedFloats(LATENTS, shape(part));
    int size = codec.latentShape().size();
    float[] row = new float[size];
    Sha256 digest = Sha256.begin();
    for (int r = 0; r < rows(part); r++) {
      values.get(r * size, row);
      digest.add(row);
      for (float value : row) {
        if (!Float.isFinite(value)) {
          throw new MalformedFileException(
              file(part).toString(), "latent of image " + (first(part) + r), "finite", "" + value);
        }
      }
    }
    StatedTensor.requireDigest(file(part), expected, digest.hex());
    return values;
  }

  @Override
  public String toString() {
    return "LatentFolder[" + images + " by " + codec + " in " + folder + "]";
  }
}
