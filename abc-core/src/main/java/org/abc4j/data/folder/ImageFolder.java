package org.abc4j.data.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.cache.ImageCache;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.PictureReader;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;

/**
 * A folder of pictures as training data: each prepared to one shape, each with its source.
 *
 * <p>Files are those of the folder and its subfolders that are named as pictures are, in the order
 * of the UTF-16 code units of their relative paths, or those of a {@link SourceTable}. Pictures of
 * formats that are not read, HEIC or AVIF, are files that cannot be read; others, and those without
 * an ending, are passed over, which {@link FolderItems#passedOver} tells. So are hidden files;
 * links that lead out of the folder, to a folder or to a picture that is there already are refused.
 * Which image stands where, and each of its bits, depends on the files alone, not on threads.
 *
 * <p>Immutable and thread-safe.
 */
public final class ImageFolder {
  private static final String NO_SOURCE = "";
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  /** Pictures between two reports of progress, for each thread. */
  private static final int BLOCK = 32;

  /** Of large images, fewer are held at once. */
  private static final int BLOCK_BYTES = 1 << 26;

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
   * Leaving out pictures that cannot be read; {@link FolderItems#skipped} tells which and why.
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
    return listed().files().stream().map(PictureFile::name).toList();
  }

  private FolderListing listed() throws IOException {
    return sources.table().isPresent()
        ? FolderListing.of(folder, sources.table().get())
        : FolderListing.of(folder);
  }

  /**
   * Reads all pictures.
   *
   * <p>Besides what is decoded, which the reader bounds, it takes one byte for each value of the
   * images and, at the end, eight more. A cancellation is heard within a picture.
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
    FolderListing listing = listed();
    List<PictureFile> files = listing.files();
    List<String> names = sourcesOf(files);
    Shape shape = preparation.shape();
    requireRoom(files.size(), shape);
    byte[] values = new byte[files.size() * shape.size()];
    IOException[] failures = new IOException[files.size()];
    int block = BLOCK * execution.threads();
    for (int from = 0; from < files.size(); from += block) {
      int count = Math.min(block, files.size() - from);
      readBlock(execution, files, from, count, values, from, failures);
    }
    FolderItems items = items(listing, names, failures);
    return FolderImages.of(shape, values, failures, items);
  }

  /**
   * Reads all pictures into a cache file, for sets that are larger than memory. {@link
   * CachedFolder#open} opens it another day: beside the cache lie its digest and a file that says
   * whose the images are.
   *
   * <p>It takes the memory of some dozens of images. Interrupted or killed, it leaves no half of a
   * file. Until all images are on the disk, what was there before stays and can be opened; killed
   * in the moment after that, it leaves a cache that is refused until it is written anew, never one
   * whose images are given to the sources of another. A file {@code .lock} beside the cache keeps
   * others from writing it meanwhile.
   *
   * @param file the cache, replaced if it exists; its folder must exist
   * @param execution on whose threads; it hears of each picture, read or not
   * @return the cache and its items
   * @throws MalformedFileException as {@link #read} does; then there is no new file
   * @throws IOException if the folder cannot be read or the file not written, or somebody else is
   *     writing it
   * @throws IllegalArgumentException if there are more pictures, or longer names, than the file
   *     that says whose they are can list; before the first is opened, but for one of more than
   *     2^30 bytes in all
   * @throws java.util.concurrent.CancellationException if the execution is cancelled
   */
  public CachedFolder readInto(Path file, Execution execution) throws IOException {
    FolderListing listing = listed();
    List<PictureFile> files = listing.files();
    List<String> names = sourcesOf(files);
    requireWritable(listing, names);
    Blocks blocks = new Blocks(execution, listing, names);
    CacheLock held = CacheLock.hold(file);
    try (held) {
      String sha256 = ImageCache.write(file, preparation.shape(), blocks);
      CacheOrigin origin = CacheOrigin.of(sha256, preparation, reader);
      CachedFolderFile.write(file, origin, blocks.items);
      return new CachedFolder(ImageCache.open(file), blocks.items, origin);
    }
  }

  /** What no file can list is refused before the first picture is opened. */
  private void requireWritable(FolderListing listing, List<String> names) {
    CachedFolderFile.requireCount("images", listing.files().size(), CachedFolderFile.MOST_FILES);
    CachedFolderFile.requireCount(
        "files passed over", listing.passedOver().size(), CachedFolderFile.MOST_FILES);
    CachedFolderFile.requireCount(
        "decoders", reader.decoders().size(), CachedFolderFile.MOST_DECODERS);
    for (PictureFile file : listing.files()) {
      CachedFolderFile.requireTexts("names of files", List.of(file.name()));
    }
    CachedFolderFile.requireTexts("names of files", listing.passedOver());
    CachedFolderFile.requireTexts("names of sources", names);
    CachedFolderFile.requireTexts("decoders", reader.decoders());
    sources.table().ifPresent(table -> requireWritable(listing, table));
  }

  private static void requireWritable(FolderListing listing, SourceTable table) {
    CachedFolderFile.requireCount("columns", table.columns().size(), CachedFolderFile.MOST_COLUMNS);
    CachedFolderFile.requireTexts("names of columns", table.columns());
    for (String column : table.columns()) {
      for (PictureFile file : listing.files()) {
        CachedFolderFile.requireTexts("labels", List.of(table.label(column, file.name())));
      }
    }
  }

  /** Pictures that are read some at a time and given one by one. */
  private final class Blocks implements ImageCache.Source {
    private final Execution execution;
    private final FolderListing listing;
    private final List<String> names;
    private final IOException[] failures;
    private final int block;
    private final byte[] values;
    private int next;
    private int begin;
    private int end;
    private FolderItems items;

    Blocks(Execution execution, FolderListing listing, List<String> names) {
      int files = listing.files().size();
      int size = preparation.shape().size();
      int threads = execution.threads();
      this.execution = execution;
      this.listing = listing;
      this.names = names;
      this.failures = new IOException[files];
      this.block =
          Math.min(files, Math.max(threads, Math.min(BLOCK * threads, BLOCK_BYTES / size)));
      this.values = new byte[Math.multiplyExact(block, size)];
    }

    @Override
    public boolean next(byte[] into) throws IOException {
      for (; next < failures.length; next++) {
        if (next == end) {
          begin = end;
          end = Math.min(failures.length, begin + block);
          readBlock(execution, listing.files(), begin, end - begin, values, 0, failures);
        }
        if (failures[next] == null) {
          System.arraycopy(values, (next - begin) * into.length, into, 0, into.length);
          next++;
          return true;
        }
      }
      // While the file that this is to replace is still in place.
      items = ImageFolder.this.items(listing, names, failures);
      return false;
    }
  }

  private List<String> sourcesOf(List<PictureFile> files) throws MalformedFileException {
    List<String> names = new ArrayList<>();
    for (PictureFile file : files) {
      // What cannot be reached may be a folder, of which nobody knows whose pictures are in it.
      names.add(file.failure() == null ? sources.sourceOf(file) : NO_SOURCE);
    }
    return names;
  }

  /** Reads some pictures to places that begin with image {@code to} of the values. */
  private void readBlock(
      Execution execution,
      List<PictureFile> files,
      int from,
      int count,
      byte[] values,
      int to,
      IOException[] failures) {
    execution.forEach(
        count,
        task -> {
          execution.checkCancelled();
          int at = (to + task) * preparation.shape().size();
          failures[from + task] = read(execution, files.get(from + task), values, at);
        });
    execution.checkCancelled();
    execution.progress(from + count, files.size());
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
  private IOException read(Execution execution, PictureFile file, byte[] values, int at) {
    try {
      file.requireThere();
      byte[] image = reader.read(file.path(), preparation, execution).toBytes();
      file.requireThere();
      System.arraycopy(image, 0, values, at, image.length);
      return null;
    } catch (IOException unreadable) {
      return unreadable;
    }
  }

  private FolderItems items(FolderListing listing, List<String> names, IOException[] failures)
      throws MalformedFileException {
    List<PictureFile> files = listing.files();
    List<SkippedFile> skipped = new ArrayList<>();
    List<String> keptFiles = new ArrayList<>();
    List<String> keptNames = new ArrayList<>();
    for (int i = 0; i < failures.length; i++) {
      if (failures[i] == null) {
        keptFiles.add(files.get(i).name());
        keptNames.add(names.get(i));
      } else {
        skipped.add(new SkippedFile(files.get(i).name(), reason(failures[i])));
      }
    }
    if (!skipped.isEmpty() && !skipping || keptFiles.isEmpty()) {
      throw unreadable(skipped, failures);
    }
    Set<String> emptied = new LinkedHashSet<>(names);
    emptied.removeAll(keptNames);
    emptied.remove(NO_SOURCE);
    return FolderItems.of(
        keptFiles,
        keptNames,
        mirrored,
        new LeftOut(skipped, listing.passedOver(), List.copyOf(emptied)),
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
    String kind = failure.getClass().getSimpleName();
    return failure.getMessage() == null ? kind : kind + ": " + Quoted.of(failure.getMessage());
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
