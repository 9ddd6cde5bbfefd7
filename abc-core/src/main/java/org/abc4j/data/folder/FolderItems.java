package org.abc4j.data.folder;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.abc4j.codebook.DataSources;

/**
 * Which images were made of a folder: the file and the source of each, and what was left out. Item
 * k is image k. Immutable and thread-safe.
 */
public final class FolderItems {
  private final DataSources sources;
  private final List<String> files;
  private final int upright;
  private final LeftOut leftOut;
  private final SourceTable table;

  private FolderItems(
      DataSources sources, List<String> files, int upright, LeftOut leftOut, SourceTable table) {
    this.sources = sources;
    this.files = files;
    this.upright = upright;
    this.leftOut = leftOut;
    this.table = table;
  }

  /**
   * @param files file of each that was read
   * @param names source of each that was read
   * @param mirrored whether a mirrored copy of each follows
   * @param table what named the sources, or null
   */
  static FolderItems of(
      List<String> files,
      List<String> names,
      boolean mirrored,
      LeftOut leftOut,
      SourceTable table) {
    List<String> allFiles = new ArrayList<>(files);
    List<String> allNames = new ArrayList<>(names);
    if (mirrored) {
      allFiles.addAll(files);
      allNames.addAll(names);
    }
    return new FolderItems(
        DataSources.named(allNames), List.copyOf(allFiles), files.size(), leftOut, table);
  }

  /**
   * Number of images.
   *
   * @return at least 1
   */
  public int count() {
    return files.size();
  }

  /** Number of images that are no mirrored copies. */
  int upright() {
    return upright;
  }

  boolean hasMirrored() {
    return upright < files.size();
  }

  /** Whether a table named the sources. */
  boolean hasTable() {
    return table != null;
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
   * @return true for those behind all others, if copies were asked for
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
    return leftOut.skipped();
  }

  /**
   * Files of the folder that are not named as pictures are, and so were not opened; hidden ones do
   * not count.
   *
   * @return their paths within the folder, in order; empty if a table named the files
   */
  public List<String> passedOver() {
    return leftOut.passedOver();
  }

  /**
   * Sources that are missing since none of their pictures can be read.
   *
   * @return their names, in order of appearance
   */
  public List<String> emptiedSources() {
    return leftOut.emptied();
  }

  /** Some of the items, in increasing order. */
  FolderItems select(int... kept) {
    List<String> keptFiles = new ArrayList<>();
    List<String> keptNames = new ArrayList<>();
    int keptUpright = 0;
    for (int item : kept) {
      keptFiles.add(files.get(item));
      keptNames.add(sources.name(sources.sourceOf(item)));
      keptUpright += item < upright ? 1 : 0;
    }
    return new FolderItems(
        DataSources.named(keptNames), List.copyOf(keptFiles), keptUpright, leftOut, table);
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
    return "FolderItems["
        + sources
        + (hasMirrored() ? ", " + (files.size() - upright) + " of them mirrored" : "")
        + ", "
        + leftOut.skipped().size()
        + " skipped]";
  }
}
