package org.abc4j.safetensors;

/** The element types of the format, by the names that stand in a header. */
public enum Dtype {
  /** One byte, 0 or 1. */
  BOOL(1),
  /** Unsigned 8-bit integer. */
  U8(1),
  /** Signed 8-bit integer. */
  I8(1),
  /** 8-bit float with 5 bits of exponent. */
  F8_E5M2(1),
  /** 8-bit float with 4 bits of exponent. */
  F8_E4M3(1),
  /** Unsigned 16-bit integer. */
  U16(2),
  /** Signed 16-bit integer. */
  I16(2),
  /** IEEE half precision. */
  F16(2),
  /** The upper half of an {@link #F32}. */
  BF16(2),
  /** Unsigned 32-bit integer. */
  U32(4),
  /** Signed 32-bit integer. */
  I32(4),
  /** IEEE single precision, Java's {@code float}. */
  F32(4),
  /** Unsigned 64-bit integer. */
  U64(8),
  /** Signed 64-bit integer, Java's {@code long}. */
  I64(8),
  /** IEEE double precision, Java's {@code double}. */
  F64(8),
  /**
   * A type that this release does not know, whose name {@link TensorEntry#dtypeName} has. Its
   * values cannot be read; what else a file holds can.
   */
  OTHER(0);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Size of one element.
   *
   * @return 1, 2, 4 or 8 bytes; 0 of {@link #OTHER}, which nobody knows
   */
  public int bytes() {
    return bytes;
  }
}
