package org.abc4j.onnx;

import java.util.Locale;

/** Types of a tensor's elements, as {@code TensorProto.DataType} numbers them. */
public enum OnnxType {
  /** None, or one that this library does not know. */
  UNDEFINED(0, 0),
  /** IEEE single precision. */
  FLOAT(32, OnnxType.FLOATS),
  /** Unsigned bytes. */
  UINT8(8, OnnxType.INTS),
  /** Bytes. */
  INT8(8, OnnxType.INTS),
  /** Unsigned, 16 bits. */
  UINT16(16, OnnxType.INTS),
  /** 16 bits. */
  INT16(16, OnnxType.INTS),
  /** 32 bits. */
  INT32(32, OnnxType.INTS),
  /** 64 bits. */
  INT64(64, OnnxType.LONGS),
  /** Texts. */
  STRING(0, OnnxType.TEXTS),
  /** True or false, a byte each. */
  BOOL(8, OnnxType.INTS),
  /** IEEE half precision. */
  FLOAT16(16, OnnxType.INTS),
  /** IEEE double precision. */
  DOUBLE(64, OnnxType.DOUBLES),
  /** Unsigned, 32 bits. */
  UINT32(32, OnnxType.UNSIGNED),
  /** Unsigned, 64 bits. */
  UINT64(64, OnnxType.UNSIGNED),
  /** Complex, of two of single precision. */
  COMPLEX64(64, OnnxType.FLOATS),
  /** Complex, of two of double precision. */
  COMPLEX128(128, OnnxType.DOUBLES),
  /** The upper half of single precision. */
  BFLOAT16(16, OnnxType.INTS),
  /** 8 bits, of which 4 are the exponent, without infinity. */
  FLOAT8E4M3FN(8, OnnxType.INTS),
  /** The same without a negative zero. */
  FLOAT8E4M3FNUZ(8, OnnxType.INTS),
  /** 8 bits, of which 5 are the exponent. */
  FLOAT8E5M2(8, OnnxType.INTS),
  /** The same without infinity or a negative zero. */
  FLOAT8E5M2FNUZ(8, OnnxType.INTS),
  /** Unsigned, two in a byte. */
  UINT4(4, OnnxType.INTS),
  /** Whole numbers, two in a byte. */
  INT4(4, OnnxType.INTS),
  /** Floating point, two in a byte. */
  FLOAT4E2M1(4, OnnxType.INTS),
  /** Powers of two, a byte each. */
  FLOAT8E8M0(8, OnnxType.INTS),
  /** Unsigned, four in a byte. */
  UINT2(2, OnnxType.INTS),
  /** Whole numbers, four in a byte. */
  INT2(2, OnnxType.INTS);

  /** Fields of a {@code TensorProto} that have values one by one. */
  static final int FLOATS = 4;

  static final int INTS = 5;
  static final int TEXTS = 6;
  static final int LONGS = 7;
  static final int DOUBLES = 10;
  static final int UNSIGNED = 11;

  private final int bits;
  private final int field;

  OnnxType(int bits, int field) {
    this.bits = bits;
    this.field = field;
  }

  static OnnxType of(long number) {
    return number >= 0 && number < values().length ? values()[(int) number] : UNDEFINED;
  }

  int number() {
    return ordinal();
  }

  /** Bytes of an element; 0 if that is not known, or not whole. */
  int bytes() {
    return bits / Byte.SIZE;
  }

  /** The field that has an element's value if they are not all together as bytes. */
  int field() {
    return field;
  }

  /** Bytes of so many elements, together. */
  long bytes(long elements) {
    return up(elements * bits, Byte.SIZE);
  }

  /** How many numbers or texts so many elements are in {@link #field}. */
  long numbers(long elements) {
    if (this == STRING) {
      return elements;
    }
    boolean complex = this == COMPLEX64 || this == COMPLEX128;
    return up(elements * bits, complex ? bits / 2 : Math.max(bits, Byte.SIZE));
  }

  private static long up(long bits, int each) {
    return (bits + each - 1) / each;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
