package org.abc4j.safetensors;

import java.util.Arrays;

/**
 * What a header says of one tensor. Immutable and thread-safe.
 *
 * <p>Entries that a {@link SafetensorsFile} hands out are consistent: {@link #byteCount()} is
 * {@link #elements()} times the size of an element, where that is known, and it all lies within the
 * file.
 */
public final class TensorEntry {
  private final String name;
  private final Dtype dtype;
  private final String dtypeName;
  private final long[] shape;
  private final long elements;
  private final long begin;
  private final long end;

  TensorEntry(
      String name,
      Dtype dtype,
      String dtypeName,
      long[] shape,
      long elements,
      long begin,
      long end) {
    this.name = name;
    this.dtype = dtype;
    this.dtypeName = dtypeName;
    this.shape = shape;
    this.elements = elements;
    this.begin = begin;
    this.end = end;
  }

  /**
   * The tensor's name.
   *
   * @return any text but {@code "__metadata__"}
   */
  public String name() {
    return name;
  }

  /**
   * The type of its elements.
   *
   * @return the type, {@link Dtype#OTHER} if it is none that this release knows
   */
  public Dtype dtype() {
    return dtype;
  }

  /**
   * The type of its elements as the header names it.
   *
   * @return the name, any text if the type is {@link Dtype#OTHER}
   */
  public String dtypeName() {
    return dtypeName;
  }

  /**
   * Its extents, slowest first.
   *
   * @return a copy; empty for a scalar
   */
  public long[] shape() {
    return shape.clone();
  }

  /**
   * Number of elements.
   *
   * @return the product of the extents, 1 for a scalar
   */
  public long elements() {
    return elements;
  }

  /**
   * Size of its values in the file.
   *
   * @return {@code elements() * dtype().bytes()}; what the header gives it, if the type is {@link
   *     Dtype#OTHER}
   */
  public long byteCount() {
    return end - begin;
  }

  boolean hasShape(long[] other) {
    return Arrays.equals(shape, other);
  }

  /** Where its values begin, counted from the end of the header. */
  long begin() {
    return begin;
  }

  /** Where its values end, counted from the end of the header. */
  long end() {
    return end;
  }

  @Override
  public String toString() {
    return "TensorEntry[" + name + " " + dtypeName + " " + Arrays.toString(shape) + "]";
  }
}
