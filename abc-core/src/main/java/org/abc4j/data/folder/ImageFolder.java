package org.abc4j.data.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.picture.Picture;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.PictureReader;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;

/**
 * A folder of pictures as training data: each prepared to one shape, each with its source.
 *
 * <p>Files are those of the folder and its subfolders that are named as pictures are, in the order
 * of the UTF-16 code units of their relative paths, or those of a {@link SourceTable}. Hidden files
 * are passed over; links that lead out of the folder, to a folder or to a picture that is there
 * already are refused. Which image stands where, and each of its bits, depends on the files alone,
 * not on threads.
 *
 * <p>Immutable and thread-safe.
 */
public final class ImageFolder {
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  /** Pictures between two reports of progress, for each thread. */
  private static final int BLOCK = 32;

  private final Path folder;
  private final PicturePreparation preparation;
  private final FolderSources sources;
  private final PictureReader reader;
  private final boolean mirrored;
  private final boolean skipping;

  private ImageFolder(
      Path folder,
      PicturePreparation preparation,
      FolderSources sources,
      PictureReader reader,
      boolean mirrored,
      boolean skipping) {
    this.folder = Objects.requireNonNull(folder, "folder");
    this.preparation = Objects.requireNonNull(preparation, "preparation");
    this.sources = Objects.requireNonNull(sources, "sources");
    this.reader = Objects.requireNonNull(reader, "reader");
    this.mirrored = mirrored;
    this.skipping = skipping;
  }

  /**
   * A folder with a source in each subfolder, read by {@link PictureReader#standard()}, in which a
   * picture that cannot be read is an error.
   *
   * @param folder the folder
   * @param preparation how its pictures become images
   * @return the folder, of which nothing is read yet
   */
  public static ImageFolder of(Path folder, PicturePreparation preparation) {
    return new ImageFolder(
        folder, preparation, FolderSources.bySubfolder(), PictureReader.standard(), false, false);
  }

  /**
   * With another rule for the sources.
   *
   * @param sources the rule
   * @return a copy
   */
  public ImageFolder withSources(FolderSources sources) {
    return new ImageFolder(folder, preparation, sources, reader, mirrored, skipping);
  }

  /**
   * With another reader, which has limits and a colour behind what is transparent.
   *
   * @param reader reads each picture
   * @return a copy
   */
  public ImageFolder withReader(PictureReader reader) {
    return new ImageFolder(folder, preparation, sources, reader, mirrored, skipping);
  }

  /**
   * With a mirrored copy of each image as a further item of the same source. They stand behind all
   * others, in the same order.
   *
   * @return a copy
   */
  public ImageFolder withMirroredCopies() {
    return new ImageFolder(folder, preparation, sources, reader, true, skipping);
  }

  /**
   * Leaving out pictures that cannot be read; {@link FolderImages#skipped} tells which and why.
   *
   * @return a copy
   */
  public ImageFolder skippingUnreadable() {
    return new ImageFolder(folder, preparation, sources, reader, mirrored, true);
  }

  /**
   * The pictures, none of which is opened.
   *
   * @return their paths within the folder, {@code /} between parts, in the order of the items
   * @throws MalformedFileException if there is none, one of the table is missing, or a link is not
   *     allowed
   * @throws IOException if the folder cannot be read
   */
  public List<String> files() throws IOException {
    return listed().stream().map(PictureFile::name).toList();
  }

  private List<PictureFile> listed() throws IOException {
    return sources.table().isPresent()
        ? FolderListing.of(folder, sources.table().get())
        : FolderListing.of(folder);
  }

  /**
   * Reads all pictures.
   *
   * <p>Besides what is decoded, which the reader bounds, it takes one byte for each value of the
   * images and, at the end, eight more. A cancellation is heard between two pictures.
   *
   * @param execution on whose threads; it hears of each picture, read or not
   * @return the images, with values from 0 to 255, and their sources
   * @throws MalformedFileException if there is no picture, one cannot be read (all are tried, and
   *     the error names the first and counts all), a file has no source, or a link is not allowed
   * @throws IOException if the folder cannot be read
   * @throws IllegalArgumentException if all images together have more than 2^31 − 9 values
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public FolderImages read(Execution execution) throws IOException {
    List<PictureFile> files = listed();
    List<String> names = new ArrayList<>();
    for (PictureFile file : files) {
      names.add(sources.sourceOf(file));
    }
    Shape shape = preparation.shape();
    requireRoom(files.size(), shape);
    byte[] values = new byte[files.size() * shape.size()];
    IOException[] failures = new IOException[files.size()];
    int block = BLOCK * execution.threads();
    for (int from = 0; from < files.size(); from += block) {
      int first = from;
      int count = Math.min(block, files.size() - from);
      execution.forEach(
          count,
          task -> {
            execution.checkCancelled();
            int index = first + task;
            failures[index] = read(files.get(index), values, index * shape.size());
          });
      execution.checkCancelled();
      execution.progress(from + count, files.size());
    }
    return result(files, names, values, failures);
  }

  private void requireRoom(int files, Shape shape) {
    long values = (long) files * (mirrored ? 2 : 1) * shape.size();
    if (values > MOST_VALUES) {
      throw new IllegalArgumentException(
          "images hold at most "
              + MOST_VALUES
              + " values, "
              + files
              + " of shape "
              + shape
              + (mirrored ? " and their mirrored copies" : "")
              + " hold "
              + values);
    }
  }

  /** Reads one picture to its place; returns what went wrong, or null. */
  private IOException read(PictureFile file, byte[] values, int at) {
    try {
      Picture picture = reader.read(file.path());
      requireMiddle(file, picture);
      byte[] image = preparation.apply(picture).toBytes();
      System.arraycopy(image, 0, values, at, image.length);
      return null;
    } catch (IOException unreadable) {
      return unreadable;
    }
  }

  private void requireMiddle(PictureFile file, Picture picture) throws MalformedFileException {
    if (picture.height() < preparation.middleHeight()
        || picture.width() < preparation.middleWidth()) {
      throw new MalformedFileException(
          file.path().toString(),
          "size",
          "at least "
              + preparation.middleHeight()
              + " rows and "
              + preparation.middleWidth()
              + " columns, which are cut out of it",
          picture.height() + " and " + picture.width());
    }
  }

  private FolderImages result(
      List<PictureFile> files, List<String> names, byte[] values, IOException[] failures)
      throws IOException {
    List<SkippedFile> skipped = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < failures.length; i++) {
      if (failures[i] == null) {
        kept.add(i);
      } else {
        skipped.add(new SkippedFile(files.get(i).name(), reason(failures[i])));
      }
    }
    if (!skipped.isEmpty() && !skipping || kept.isEmpty()) {
      throw unreadable(skipped, failures);
    }
    return FolderImages.of(
        preparation.shape(),
        values,
        kept,
        mirrored,
        kept.stream().map(i -> files.get(i).name()).toList(),
        kept.stream().map(names::get).toList(),
        skipped,
        sources.table().orElse(null));
  }

  private static String reason(IOException failure) {
    if (failure instanceof MalformedFileException malformed) {
      return malformed.field()
          + ": expected "
          + malformed.expected()
          + ", found "
          + malformed.found()
          + malformed.looksLike().map(like -> "; " + like).orElse("");
    }
    return failure.getClass().getSimpleName();
  }

  private MalformedFileException unreadable(List<SkippedFile> skipped, IOException[] failures) {
    IOException first = null;
    for (int i = failures.length - 1; i >= 0; i--) {
      first = failures[i] == null ? first : failures[i];
    }
    return new MalformedFileException(
        folder.toString(),
        "pictures",
        skipping ? "at least one that can be read" : "pictures that can all be read",
        skipped.size()
            + " of "
            + failures.length
            + " that cannot, the first "
            + Quoted.of(skipped.get(0).file())
            + ": "
            + skipped.get(0).reason(),
        first);
  }
}
