package org.abc4j.perception;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the features of one image lie in an array: one output behind the other, each with its
 * extents. Immutable and thread-safe.
 */
public final class FeatureLayout {
  private final List<String> names;
  private final int[][] extents;

  /** Where each output begins, and the number of all values. */
  private final int[] begins;

  private FeatureLayout(List<String> names, int[][] extents, int[] begins) {
    this.names = names;
    this.extents = extents;
    this.begins = begins;
  }

  /**
   * The layout of some outputs.
   *
   * @param names what they are called, at least one
   * @param extents the extents of each, slowest first
   * @return the layout
   * @throws IllegalArgumentException if there are no outputs, not as many extents, one is less than
   *     1, or they make more values than an array has
   */
  public static FeatureLayout of(List<String> names, List<int[]> extents) {
    if (names.isEmpty() || names.size() != extents.size()) {
      throw new IllegalArgumentException(
          "a layout has extents for each of at least 1 output, found "
              + extents.size()
              + " for "
              + names.size());
    }
    int[] begins = new int[names.size() + 1];
    for (int k = 0; k < names.size(); k++) {
      long end = (long) begins[k] + size(extents.get(k));
      if (end > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "an image has at most " + Integer.MAX_VALUE + " features, found " + end);
      }
      begins[k + 1] = (int) end;
    }
    return new FeatureLayout(
        List.copyOf(names), extents.stream().map(int[]::clone).toArray(int[][]::new), begins);
  }

  static int size(int[] extents) {
    long size = 1;
    for (int extent : extents) {
      if (extent < 1) {
        throw new IllegalArgumentException(
            "extents of features are at least 1, found " + Arrays.toString(extents));
      }
      size = Math.min(size * extent, Integer.MAX_VALUE + 1L);
    }
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "features have at most "
              + Integer.MAX_VALUE
              + " values, found extents "
              + Arrays.toString(extents));
    }
    return (int) size;
  }

  /**
   * Number of outputs.
   *
   * @return at least 1
   */
  public int outputs() {
    return names.size();
  }

  /**
   * What an output is called.
   *
   * @param output index of the output
   * @return its name
   * @throws IndexOutOfBoundsException if there is none
   */
  public String name(int output) {
    return names.get(output);
  }

  /**
   * Extents of an output.
   *
   * @param output index of the output
   * @return a copy, slowest first
   * @throws IndexOutOfBoundsException if there is none
   */
  public int[] extents(int output) {
    return extents[output].clone();
  }

  /**
   * Where an output begins.
   *
   * @param output index of the output
   * @return index of its first value; that of the number of outputs is {@link #size}
   * @throws IndexOutOfBoundsException if there is none
   */
  public int begin(int output) {
    return begins[output];
  }

  /**
   * Number of values of one image.
   *
   * @return at least 1
   */
  public int size() {
    return begins[names.size()];
  }

  /** The output that a value is of. */
  String nameAt(int value) {
    int output = 0;
    while (begins[output + 1] <= value) {
      output++;
    }
    return names.get(output);
  }

  /** Equal when outputs, their order and extents are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureLayout that
        && names.equals(that.names)
        && Arrays.deepEquals(extents, that.extents);
  }

  @Override
  public int hashCode() {
    return 31 * names.hashCode() + Arrays.deepHashCode(extents);
  }

  /** Outputs and their extents, in one line. */
  @Override
  public String toString() {
    return IntStream.range(0, names.size())
        .mapToObj(
            k ->
                names.get(k)
                    + " "
                    + Arrays.stream(extents[k])
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining("×")))
        .collect(Collectors.joining(", "));
  }
}
