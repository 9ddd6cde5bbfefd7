package org.abc4j.codebook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.abc4j.Libraries;
import org.abc4j.io.Quoted;

/**
 * The data sources s (artists, say) and which item of the training data comes from which (section
 * 2.1).
 *
 * <p>Sources and items are numbered from 0. Immutable and thread-safe.
 */
public final class DataSources {
  private static final int SHOWN = 8;

  private final long count;

  /** Source of each item, and items of each source; null where item s is source s. */
  private final int[] sourceOfItem;

  private final long[][] itemsOfSource;
  private final LongFunction<String> names;

  /** Whether somebody gave the names. */
  private final boolean named;

  private DataSources(
      long count,
      int[] sourceOfItem,
      long[][] itemsOfSource,
      LongFunction<String> names,
      boolean named) {
    Libraries.require();
    this.count = count;
    this.sourceOfItem = sourceOfItem;
    this.itemsOfSource = itemsOfSource;
    this.names = names;
    this.named = named;
  }

  /**
   * Each item is a source of its own. No table is kept, so there may be billions.
   *
   * @param count number of sources, at least 1
   * @return the sources
   * @throws IllegalArgumentException if there is none
   */
  public static DataSources oneItemEach(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("there must be at least 1 source, found " + count);
    }
    return new DataSources(count, null, null, DataSources::number, false);
  }

  /**
   * Several items a source, given as the source of each item.
   *
   * @param sourceOfItem source index of every item; each source from 0 to the largest has an item
   * @return the sources
   * @throws IllegalArgumentException if there is no item, an index is negative or a source has none
   */
  public static DataSources ofItems(int... sourceOfItem) {
    if (sourceOfItem.length == 0) {
      throw new IllegalArgumentException("there must be at least 1 item, found none");
    }
    int[] table = sourceOfItem.clone();
    int count = 0;
    for (int item = 0; item < table.length; item++) {
      if (table[item] < 0) {
        throw new IllegalArgumentException(
            "sources are numbered from 0, but item " + item + " has source " + table[item]);
      }
      if (table[item] >= table.length) {
        throw new IllegalArgumentException(
            "each source has an item, but item "
                + item
                + " has source "
                + table[item]
                + " and there are only "
                + table.length
                + " items");
      }
      count = Math.max(count, table[item] + 1);
    }
    int[] sizes = new int[count];
    for (int source : table) {
      sizes[source]++;
    }
    long[][] items = new long[count][];
    for (int s = 0; s < count; s++) {
      if (sizes[s] == 0) {
        throw new IllegalArgumentException(
            "each source has an item, but source " + s + " has none");
      }
      items[s] = new long[sizes[s]];
    }
    for (int item = table.length - 1; item >= 0; item--) {
      items[table[item]][--sizes[table[item]]] = item;
    }
    return new DataSources(count, table, items, DataSources::number, false);
  }

  /**
   * Several items a source, given as the name of each item's source; sources are numbered in order
   * of appearance.
   *
   * @param nameOfItem name of the source of every item
   * @return the sources, with their names
   * @throws IllegalArgumentException if there is no item
   */
  public static DataSources named(List<String> nameOfItem) {
    Map<String, Integer> numbers = new HashMap<>();
    List<String> names = new ArrayList<>();
    int[] sourceOfItem = new int[nameOfItem.size()];
    for (int item = 0; item < sourceOfItem.length; item++) {
      String name = Objects.requireNonNull(nameOfItem.get(item), "name of a source");
      Integer number = numbers.putIfAbsent(name, names.size());
      if (number == null) {
        number = names.size();
        names.add(name);
      }
      sourceOfItem[item] = number;
    }
    return ofItems(sourceOfItem).withNames(names);
  }

  /**
   * The same sources under the given names. Where these are what nobody's names are, "source 0" and
   * so on, they count as none.
   *
   * @param names one name a source
   * @return a copy
   * @throws IllegalArgumentException if there are not as many names as sources
   */
  public DataSources withNames(List<String> names) {
    List<String> copy = List.copyOf(names);
    if (copy.size() != count) {
      throw new IllegalArgumentException(
          "each source has one name, found " + copy.size() + " names for " + count + " sources");
    }
    boolean numbers = IntStream.range(0, copy.size()).allMatch(s -> copy.get(s).equals(number(s)));
    return new DataSources(count, sourceOfItem, itemsOfSource, s -> copy.get((int) s), !numbers);
  }

  /**
   * The sources once some are gone, and their items with them: the others keep order and names, and
   * they and their items are numbered anew, from 0. {@link #itemsWithout} says which items those
   * are.
   *
   * @param gone indices of the sources that go, at least one; some may be named twice
   * @return the others
   * @throws IllegalArgumentException if a source is unknown, none is named or none would be left
   */
  public DataSources without(long... gone) {
    long[] distinct = distinct(gone);
    if (distinct.length == count) {
      throw new IllegalArgumentException(
          "at least one source must be left, but all " + count + " go");
    }
    LongFunction<String> before = names;
    LongFunction<String> after = s -> before.apply(ThinnedPermutation.skipping(s, distinct));
    if (sourceOfItem == null) {
      return new DataSources(count - distinct.length, null, null, after, named);
    }
    int[] left =
        itemsWithout(gone)
            .mapToInt(item -> sourceOfItem[(int) item])
            .map(source -> source + 1 + Arrays.binarySearch(distinct, source))
            .toArray();
    DataSources thinned = ofItems(left);
    return new DataSources(
        thinned.count, thinned.sourceOfItem, thinned.itemsOfSource, after, named);
  }

  /**
   * These sources and then some more: those that come are numbered on, and so are their items.
   *
   * @param more the others
   * @return all of them, each under its name; those that nobody named under their new numbers
   * @throws ArithmeticException if there are several items a source and too many of them for a
   *     table
   */
  public DataSources and(DataSources more) {
    LongFunction<String> first = names;
    LongFunction<String> second = more.named ? more.names : s -> number(count + s);
    LongFunction<String> all = s -> s < count ? first.apply(s) : second.apply(s - count);
    boolean anyNamed = named || more.named;
    if (sourceOfItem == null && more.sourceOfItem == null) {
      return new DataSources(count + more.count, null, null, all, anyNamed);
    }
    int items = Math.toIntExact(items());
    int[] table = new int[Math.toIntExact(items + more.items())];
    Arrays.setAll(
        table,
        item -> (int) (item < items ? sourceOf(item) : count + more.sourceOf((long) item - items)));
    DataSources joined = ofItems(table);
    return new DataSources(joined.count, joined.sourceOfItem, joined.itemsOfSource, all, anyNamed);
  }

  /**
   * The items that are left when some sources are gone: item i of {@link #without} is the i-th of
   * them.
   *
   * @param gone indices of the sources that go, at least one; some may be named twice
   * @return indices of items, increasing
   * @throws IllegalArgumentException if a source is unknown or none is named
   */
  public LongStream itemsWithout(long... gone) {
    long[] distinct = distinct(gone);
    return LongStream.range(0, items())
        .filter(item -> Arrays.binarySearch(distinct, sourceOf(item)) < 0);
  }

  /** Some sources in order, each once. */
  long[] distinct(long... some) {
    if (some.length == 0) {
      throw new IllegalArgumentException("name at least one source to remove, found none");
    }
    for (long source : some) {
      requireSource(source);
    }
    return LongStream.of(some).sorted().distinct().toArray();
  }

  /**
   * Number of sources, the paper's N.
   *
   * @return at least 1
   */
  public long count() {
    return count;
  }

  /**
   * Number of items.
   *
   * @return at least {@link #count()}
   */
  public long items() {
    return sourceOfItem == null ? count : sourceOfItem.length;
  }

  /**
   * The source of an item.
   *
   * @param item index of the item
   * @return index of its source
   * @throws IndexOutOfBoundsException if there is no such item
   */
  public long sourceOf(long item) {
    Objects.checkIndex(item, items());
    return sourceOfItem == null ? item : sourceOfItem[(int) item];
  }

  /**
   * The items of a source, in increasing order.
   *
   * @param source index of the source
   * @return at least one index
   * @throws IllegalArgumentException if there is no such source
   */
  public long[] itemsOf(long source) {
    requireSource(source);
    return itemsOfSource == null ? new long[] {source} : itemsOfSource[(int) source].clone();
  }

  /**
   * Whether somebody gave the sources names.
   *
   * @return false if they are called by their numbers
   */
  public boolean isNamed() {
    return named;
  }

  /**
   * The name of a source.
   *
   * @param source index of the source
   * @return its name, "source 42" if none was given
   * @throws IllegalArgumentException if there is no such source
   */
  public String name(long source) {
    requireSource(source);
    return names.apply(source);
  }

  /**
   * The sources of some names.
   *
   * @param wanted names of sources
   * @return their indices, in the order of the names
   * @throws IllegalArgumentException if nobody has a name or several have
   */
  public long[] indicesOf(List<String> wanted) {
    Set<String> names = new HashSet<>(wanted);
    Map<String, Long> found = new HashMap<>();
    for (long source = 0; source < count; source++) {
      String name = name(source);
      if (names.contains(name)) {
        Long other = found.putIfAbsent(name, source);
        if (other != null) {
          throw new IllegalArgumentException(
              "sources "
                  + other
                  + " and "
                  + source
                  + " are both called "
                  + Quoted.of(name)
                  + "; name them by their indices");
        }
      }
    }
    for (String name : wanted) {
      if (!found.containsKey(name)) {
        throw new IllegalArgumentException(
            "none of the " + count + " sources is called " + Quoted.of(name));
      }
    }
    return wanted.stream().mapToLong(found::get).toArray();
  }

  /**
   * The names of some sources as messages show them: on one line, the first eight of many. Names
   * that somebody gave may hold anything, so they stand between quotes, and what would break the
   * line or its order is escaped.
   *
   * @param some indices of sources
   * @return the text to show: {@code 'Goya', 'Klee'}, or {@code source 2} where there are no names
   * @throws IllegalArgumentException if there is no such source
   */
  public String shown(long... some) {
    String first =
        LongStream.of(some)
            .limit(SHOWN)
            .mapToObj(source -> named ? Quoted.of(name(source)) : name(source))
            .collect(Collectors.joining(", "));
    return some.length <= SHOWN ? first : first + " and " + (some.length - SHOWN) + " more";
  }

  /** What a source is called that nobody named. */
  static String number(long source) {
    return "source " + source;
  }

  void requireSource(long source) {
    if (source < 0 || source >= count) {
      throw new IllegalArgumentException(
          "unknown source " + source + ", sources are numbered 0 to " + (count - 1));
    }
  }

  @Override
  public String toString() {
    return count + " sources of " + items() + " items";
  }
}
