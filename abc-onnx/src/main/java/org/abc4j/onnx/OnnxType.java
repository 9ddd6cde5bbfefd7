package org.abc4j.onnx;

import java.util.Locale;

/** Types of a tensor's elements, as {@code TensorProto.DataType} numbers them. */
public enum OnnxType {
  /** None, or one that this library does not know. */
  UNDEFINED(0),
  /** IEEE single precision. */
  FLOAT(4),
  /** Unsigned bytes. */
  UINT8(1),
  /** Bytes. */
  INT8(1),
  /** Unsigned, 16 bits. */
  UINT16(2),
  /** 16 bits. */
  INT16(2),
  /** 32 bits. */
  INT32(4),
  /** 64 bits. */
  INT64(8),
  /** Texts. */
  STRING(0),
  /** True or false, a byte each. */
  BOOL(1),
  /** IEEE half precision. */
  FLOAT16(2),
  /** IEEE double precision. */
  DOUBLE(8),
  /** Unsigned, 32 bits. */
  UINT32(4),
  /** Unsigned, 64 bits. */
  UINT64(8);

  private final int bytes;

  OnnxType(int bytes) {
    this.bytes = bytes;
  }

  static OnnxType of(long number) {
    return number >= 0 && number < values().length ? values()[(int) number] : UNDEFINED;
  }

  int number() {
    return ordinal();
  }

  /** Bytes of an element; 0 if that is not known. */
  int bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
