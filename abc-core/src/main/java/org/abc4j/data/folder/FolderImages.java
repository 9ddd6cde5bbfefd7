package org.abc4j.data.folder;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.ImageSet;

/**
 * What was read of a folder: images, their sources and files, and what was left out. Item k of the
 * sources is image k. Immutable and thread-safe.
 */
public final class FolderImages {
  private static final int HIGHEST = 255;

  private final ImageSet images;
  private final DataSources sources;
  private final List<String> files;
  private final int upright;
  private final List<SkippedFile> skipped;
  private final SourceTable table;

  private FolderImages(
      ImageSet images,
      DataSources sources,
      List<String> files,
      int upright,
      List<SkippedFile> skipped,
      SourceTable table) {
    this.images = images;
    this.sources = sources;
    this.files = files;
    this.upright = upright;
    this.skipped = skipped;
    this.table = table;
  }

  /**
   * @param values images of all files, those that were not read among them
   * @param kept those that were read
   * @param files file of each that is kept
   * @param names source of each that is kept
   */
  static FolderImages of(
      Shape shape,
      byte[] values,
      List<Integer> kept,
      boolean mirrored,
      List<String> files,
      List<String> names,
      List<SkippedFile> skipped,
      SourceTable table) {
    int size = shape.size();
    int copies = mirrored ? 2 : 1;
    float[] pixels = new float[kept.size() * copies * size];
    for (int k = 0; k < kept.size(); k++) {
      for (int p = 0; p < size; p++) {
        pixels[k * size + p] = Byte.toUnsignedInt(values[kept.get(k) * size + p]);
      }
    }
    List<String> allFiles = new ArrayList<>(files);
    List<String> allNames = new ArrayList<>(names);
    if (mirrored) {
      mirror(pixels, kept.size() * size, shape.width());
      allFiles.addAll(files);
      allNames.addAll(names);
    }
    return new FolderImages(
        ImageSet.of(Batch.of(shape, pixels), 0, HIGHEST),
        DataSources.named(allNames),
        List.copyOf(allFiles),
        kept.size(),
        List.copyOf(skipped),
        table);
  }

  /** Fills the second half with the first, each row from right to left. */
  private static void mirror(float[] pixels, int half, int width) {
    for (int i = 0; i < half; i++) {
      int column = i % width;
      pixels[half + i - column + width - 1 - column] = pixels[i];
    }
  }

  /**
   * The images.
   *
   * @return one for each item, with values from 0 to 255
   */
  public ImageSet images() {
    return images;
  }

  /**
   * Who they are from.
   *
   * @return the source of each item; sources have names and are numbered in order of appearance
   */
  public DataSources sources() {
    return sources;
  }

  /**
   * Which file they are from.
   *
   * @return for each item the file's path within the folder, {@code /} between parts
   */
  public List<String> files() {
    return files;
  }

  /**
   * Whether an item is a mirrored copy.
   *
   * @param item index of the item
   * @return true for those in the second half, if copies were asked for
   * @throws IndexOutOfBoundsException if there is no such item
   */
  public boolean isMirrored(int item) {
    return Objects.checkIndex(item, files.size()) >= upright;
  }

  /**
   * Pictures that could not be read.
   *
   * @return which, in order, and why; empty if all were read
   */
  public List<SkippedFile> skipped() {
    return skipped;
  }

  /**
   * Further columns of the table that named the sources.
   *
   * @return their names; empty if there was no table
   */
  public List<String> columns() {
    return table == null ? List.of() : table.columns();
  }

  /**
   * A further label of an item.
   *
   * @param column one of {@link #columns()}
   * @param item index of the item
   * @return the label of its file
   * @throws IndexOutOfBoundsException if there is no such item
   * @throws IllegalArgumentException if there is no such column
   */
  public String label(String column, int item) {
    String file = files.get(item);
    if (table == null) {
      throw new IllegalArgumentException("there are no columns, no table named the sources");
    }
    return table.label(column, file);
  }

  @Override
  public String toString() {
    return "FolderImages[" + images + " of " + sources + ", " + skipped.size() + " skipped]";
  }
}
