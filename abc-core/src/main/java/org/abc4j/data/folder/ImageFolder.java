package org.abc4j.data.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.abc4j.Execution;
import org.abc4j.data.cache.ImageCache;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.PictureReader;
import org.abc4j.io.MalformedFileException;

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
  final Path folder;
  final PicturePreparation preparation;
  final FolderSources sources;
  final PictureReader reader;
  final boolean mirrored;
  final boolean skipping;

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

  /**
   * Those of {@link #files} that cannot be reached: links that lead nowhere, and subfolders that
   * may not be read, of which nobody knows what is in them. They are pictures that cannot be read.
   *
   * @return their paths within the folder, in order
   * @throws MalformedFileException as {@link #files} does
   * @throws IOException if the folder cannot be read
   */
  public List<String> unreachable() throws IOException {
    return listed().unreachable();
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
    return new FolderReading(this, listed(), execution).images();
  }

  /**
   * Reads all pictures into a cache file, for sets that are larger than memory. {@link
   * CachedFolder#open} opens it another day: beside the cache lie its digest and a file that says
   * whose the images are.
   *
   * <p>It takes the memory of some dozens of images. Until all images are on the disk, what was
   * there before stays and can be opened; killed in the moment after that, it leaves a cache that
   * is refused until it is written anew, never one whose images are given to the sources of
   * another. A file {@code .lock} beside the cache keeps others from writing it meanwhile: it is
   * left by who is killed, as is a temporary file, which {@link
   * org.abc4j.io.AtomicFiles#deleteLeftovers} deletes.
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
    FolderReading reading = new FolderReading(this, listing, execution);
    CachedFolderFile.requireWritable(
        listing, reading.names(), reader.decoders(), sources.table().orElse(null));
    FolderReading.Blocks blocks = reading.blocks();
    CacheLock held = CacheLock.hold(file);
    try (held) {
      String sha256 = ImageCache.write(file, preparation.shape(), blocks);
      CacheOrigin origin = CacheOrigin.of(sha256, preparation, reader);
      FileStamps stamps = blocks.stamps();
      CachedFolderFile.write(file, origin, blocks.items(), stamps);
      return new CachedFolder(ImageCache.open(file), blocks.items(), origin, stamps);
    }
  }
}
