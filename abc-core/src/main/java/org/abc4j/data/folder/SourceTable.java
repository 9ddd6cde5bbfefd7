package org.abc4j.data.folder;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.abc4j.io.Quoted;

/**
 * Which file comes from which source, as data: whoever has a table in a file of some format reads
 * it into this. Further columns are kept as labels.
 *
 * <p>Files are named relative to their folder, with {@code /} between the parts of a name on every
 * system. Immutable and thread-safe.
 */
public final class SourceTable {
  private final Map<String, String> sources;
  private final Map<String, Map<String, String>> columns;

  private SourceTable(Map<String, String> sources, Map<String, Map<String, String>> columns) {
    this.sources = sources;
    this.columns = columns;
  }

  /**
   * A table of files and sources.
   *
   * @param sourceOfFile the source of each file, at least one
   * @return the table
   * @throws IllegalArgumentException if there is no file, or one is named by an absolute path or by
   *     one that leads out of its folder, or a source has an empty name
   */
  public static SourceTable of(Map<String, String> sourceOfFile) {
    if (sourceOfFile.isEmpty()) {
      throw new IllegalArgumentException("a table of sources names at least 1 file, found none");
    }
    TreeMap<String, String> sources = new TreeMap<>();
    sourceOfFile.forEach(
        (file, source) -> {
          requireInside(file);
          if (Objects.requireNonNull(source, "source").isEmpty()) {
            throw new IllegalArgumentException(
                "each file has a source with a name, " + Quoted.of(file) + " has an empty one");
          }
          sources.put(file, source);
        });
    return new SourceTable(Collections.unmodifiableMap(sources), Map.of());
  }

  private static void requireInside(String file) {
    if (!isInside(file)) {
      throw new IllegalArgumentException(
          "files are named relative to their folder, such as 'artist/picture.png', found "
              + Quoted.of(file));
    }
  }

  /** Whether a name is relative and leads nowhere else than down. */
  static boolean isInside(String file) {
    for (String part : file.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The sources that have the most files, with all of these. That the largest are taken is this
   * library's choice: the paper does not say which celebrities of CelebA its subsets have. Of
   * sources with as many files those come first whose first file does.
   *
   * @param count how many sources
   * @return a table of their files, with the same columns
   * @throws IllegalArgumentException if there are fewer sources, or {@code count} is less than 1
   */
  public SourceTable withLargestSources(int count) {
    int all = new HashSet<>(sources.values()).size();
    if (count < 1 || count > all) {
      throw new IllegalArgumentException(
          "from 1 to " + all + " sources can be kept, found " + count);
    }
    Set<String> kept = largestSources(sources.values(), count);
    Map<String, String> rows = new TreeMap<>(sources);
    rows.values().retainAll(kept);
    Map<String, Map<String, String>> labels = new LinkedHashMap<>();
    columns.forEach(
        (name, values) -> {
          Map<String, String> some = new HashMap<>(values);
          some.keySet().retainAll(rows.keySet());
          labels.put(name, Map.copyOf(some));
        });
    return new SourceTable(Collections.unmodifiableMap(rows), Collections.unmodifiableMap(labels));
  }

  /**
   * The sources that have the most of some pictures. Of sources with as many those come first whose
   * first picture does.
   *
   * @param owners whose each picture is
   * @param count how many sources, from 0 to all that there are
   * @return their names
   * @throws IndexOutOfBoundsException if there are fewer sources, or {@code count} is negative
   */
  public static Set<String> largestSources(Collection<String> owners, int count) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    owners.forEach(source -> sizes.merge(source, 1, Integer::sum));
    List<String> order = new ArrayList<>(sizes.keySet());
    order.sort((one, other) -> Integer.compare(sizes.get(other), sizes.get(one)));
    return new HashSet<>(order.subList(0, count));
  }

  /**
   * With a further column.
   *
   * @param name the column
   * @param valueOfFile its value for each file of the table and no other
   * @return a copy that has it, last
   * @throws IllegalArgumentException if there is such a column, or a file lacks a value or is not
   *     in the table
   */
  public SourceTable withColumn(String name, Map<String, String> valueOfFile) {
    Objects.requireNonNull(name, "name");
    if (columns.containsKey(name)) {
      throw new IllegalArgumentException("two columns are named " + Quoted.of(name));
    }
    for (String file : sources.keySet()) {
      if (valueOfFile.get(file) == null) {
        throw new IllegalArgumentException(
            "column " + Quoted.of(name) + " has no value for file " + Quoted.of(file));
      }
    }
    for (String file : valueOfFile.keySet()) {
      requireListed(file);
    }
    Map<String, Map<String, String>> more = new LinkedHashMap<>(columns);
    more.put(name, Map.copyOf(valueOfFile));
    return new SourceTable(sources, Collections.unmodifiableMap(more));
  }

  private void requireListed(String file) {
    if (!sources.containsKey(file)) {
      throw new IllegalArgumentException("file " + Quoted.of(file) + " is not in the table");
    }
  }

  /**
   * All files.
   *
   * @return their names in the order of their code units
   */
  public List<String> files() {
    return List.copyOf(sources.keySet());
  }

  /**
   * The source of a file.
   *
   * @param file one of the table
   * @return its source
   * @throws IllegalArgumentException if it is not in the table
   */
  public String sourceOf(String file) {
    requireListed(file);
    return sources.get(file);
  }

  /**
   * The further columns.
   *
   * @return their names, in the order in which they were added
   */
  public List<String> columns() {
    return List.copyOf(new ArrayList<>(columns.keySet()));
  }

  /**
   * A further label of a file.
   *
   * @param column one of {@link #columns()}
   * @param file one of the table
   * @return the label
   * @throws IllegalArgumentException if there is no such column or file
   */
  public String label(String column, String file) {
    requireListed(file);
    Map<String, String> values = columns.get(column);
    if (values == null) {
      throw new IllegalArgumentException(
          "column " + Quoted.of(column) + " is none of " + columns.keySet());
    }
    return values.get(file);
  }
}
