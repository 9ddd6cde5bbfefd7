package org.abc4j.safetensors;

import java.util.Arrays;

/**
 * What a header says of one tensor. Immutable and thread-safe.
 *
 * <p>Entries that a {@link SafetensorsFile} hands out are consistent: {@link #byteCount()} is
 * {@link #elements()} times the size of an element, and it all lies within the file.
 */
public final class TensorEntry {
  private final String name;
  private final Dtype dtype;
  private final long[] shape;
  private final long elements;
  private final long begin;

  TensorEntry(String name, Dtype dtype, long[] shape, long elements, long begin) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape;
    this.elements = elements;
    this.begin = begin;
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
   * @return the type
   */
  public Dtype dtype() {
    return dtype;
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
   * @return {@code elements() * dtype().bytes()}
   */
  public long byteCount() {
    return elements * dtype.bytes();
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
    return begin + byteCount();
  }

  @Override
  public String toString() {
    return "TensorEntry[" + name + " " + dtype + " " + Arrays.toString(shape) + "]";
  }
}
