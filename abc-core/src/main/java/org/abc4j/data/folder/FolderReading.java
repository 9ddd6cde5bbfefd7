package org.abc4j.data.folder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.data.cache.ImageCache;
import org.abc4j.io.FileFailure;
import org.abc4j.io.MalformedFileException;
import org.abc4j.io.Quoted;

/**
 * One reading of a folder's pictures: blocks of files on the execution's threads, each to its
 * place, and at the end which became items. Used once, by one thread, which has others help.
 */
final class FolderReading {
  private static final String NO_SOURCE = "";
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  /** Pictures between two reports of progress, for each thread. */
  private static final int BLOCK = 32;

  /** Of large images, fewer are held at once. */
  private static final int BLOCK_BYTES = 1 << 26;

  private final ImageFolder how;
  private final FolderListing listing;
  private final Execution execution;
  private final List<PictureFile> files;
  private final Shape shape;

  /** Source of each file. */
  private final List<String> names;

  /** What went wrong with each file; null for those that were read. */
  private final IOException[] failures;

  /** What each file was just before that. */
  private final String[] stamps;

  /**
   * @param how what is made of the files
   * @param execution on whose threads; it hears of each block
   * @throws MalformedFileException if a file has no source
   */
  FolderReading(ImageFolder how, FolderListing listing, Execution execution)
      throws MalformedFileException {
    this.how = how;
    this.listing = listing;
    this.execution = execution;
    this.files = listing.files();
    this.shape = how.preparation.shape();
    this.names = sourcesOf(files);
    this.failures = new IOException[files.size()];
    this.stamps = new String[files.size()];
  }

  private List<String> sourcesOf(List<PictureFile> files) throws MalformedFileException {
    List<String> names = new ArrayList<>();
    for (PictureFile file : files) {
      // What cannot be reached may be a folder, of which nobody knows whose pictures are in it.
      names.add(file.failure() == null ? how.sources.sourceOf(file) : NO_SOURCE);
    }
    return names;
  }

  /** Source of each file of the listing. */
  List<String> names() {
    return List.copyOf(names);
  }

  /** Reads all into memory. */
  FolderImages images() throws IOException {
    requireRoom();
    byte[] values = new byte[files.size() * shape.size()];
    int block = BLOCK * execution.threads();
    for (int from = 0; from < files.size(); from += block) {
      read(from, Math.min(block, files.size() - from), values, from);
    }
    return FolderImages.of(shape, values, failures, items());
  }

  private void requireRoom() {
    long values = (long) files.size() * (how.mirrored ? 2 : 1) * shape.size();
    if (values > MOST_VALUES) {
      throw new IllegalArgumentException(
          "images hold at most "
              + MOST_VALUES
              + " values, "
              + files.size()
              + " of shape "
              + shape
              + (how.mirrored ? " and their mirrored copies" : "")
              + " hold "
              + values);
    }
  }

  /** For a cache that takes one image after another. */
  Blocks blocks() {
    return new Blocks();
  }

  /** Pictures that are read some at a time and given one by one. */
  final class Blocks implements ImageCache.Source {
    private final int block;
    private final byte[] values;
    private int next;
    private int begin;
    private int end;
    private FolderItems items;

    private Blocks() {
      int threads = execution.threads();
      int fitting = Math.min(BLOCK * threads, BLOCK_BYTES / shape.size());
      this.block = Math.min(files.size(), Math.max(threads, fitting));
      this.values = new byte[Math.multiplyExact(block, shape.size())];
    }

    @Override
    public boolean next(byte[] into) throws IOException {
      for (; next < failures.length; next++) {
        if (next == end) {
          begin = end;
          end = Math.min(failures.length, begin + block);
          read(begin, end - begin, values, 0);
        }
        if (failures[next] == null) {
          System.arraycopy(values, (next - begin) * into.length, into, 0, into.length);
          next++;
          return true;
        }
      }
      // While the file that this is to replace is still in place.
      items = FolderReading.this.items();
      return false;
    }

    /** The items, once there is no further image. */
    FolderItems items() {
      return items;
    }

    /** What each file was when it was looked at, once there is no further image. */
    FileStamps stamps() {
      Map<String, String> all = new HashMap<>();
      for (int i = 0; i < stamps.length; i++) {
        all.put(files.get(i).name(), stamps[i]);
      }
      return FileStamps.of(all);
    }
  }

  /** Reads some files to places that begin with image {@code to} of the values. */
  private void read(int from, int count, byte[] values, int to) {
    execution.forEach(
        count,
        task -> {
          execution.checkCancelled();
          PictureFile file = files.get(from + task);
          stamps[from + task] = FileStamps.now(file.path());
          failures[from + task] = read(file, values, (to + task) * shape.size());
        });
    execution.checkCancelled();
    execution.progress(from + count, files.size());
  }

  /** Reads one picture to its place; returns what went wrong, or null. */
  private IOException read(PictureFile file, byte[] values, int at) {
    try {
      file.requireThere();
      byte[] image = how.reader.read(file.path(), how.preparation, execution).toBytes();
      file.requireThere();
      System.arraycopy(image, 0, values, at, image.length);
      return null;
    } catch (IOException unreadable) {
      return unreadable;
    }
  }

  /** What was read, once all were tried. */
  private FolderItems items() throws MalformedFileException {
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
    if (!skipped.isEmpty() && !how.skipping || keptFiles.isEmpty()) {
      throw unreadable(skipped);
    }
    Set<String> emptied = new LinkedHashSet<>(names);
    emptied.removeAll(keptNames);
    emptied.remove(NO_SOURCE);
    return FolderItems.of(
        keptFiles,
        keptNames,
        how.mirrored,
        new LeftOut(skipped, listing.passedOver(), List.copyOf(emptied)),
        how.sources.table().orElse(null));
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
    String reason = FileFailure.reason(failure);
    // What a decoder says may be of the file's making.
    return reason.equals(failure.getMessage()) ? Quoted.of(reason) : reason;
  }

  private MalformedFileException unreadable(List<SkippedFile> skipped) {
    IOException first = null;
    for (int i = failures.length - 1; i >= 0; i--) {
      first = failures[i] == null ? first : failures[i];
    }
    return new MalformedFileException(
        how.folder.toString(),
        "pictures",
        how.skipping ? "at least one that can be read" : "pictures that can all be read",
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
