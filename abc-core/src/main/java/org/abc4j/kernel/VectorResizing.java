package org.abc4j.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ResizingKernels} on the Vector API. Along rows, lanes run over the values of several
 * neighbouring pixels, whole ones, so that each lane keeps its channel; a pixel's lanes are added
 * up at its end. Down columns, lanes run over the values of a row.
 */
final class VectorResizing extends ResizingKernels {
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorWidth.SPECIES.vectorShape());
  private static final int LANES = INTS.length();

  /** Bytes that become the lanes of one vector; of the smallest vectors half is not used. */
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, LANES == 16 ? VectorShape.S_128_BIT : VectorShape.S_64_BIT);

  private static final int LOADED = BYTES.length();
  private static final boolean STORED = LOADED == LANES;

  /** Pixels of three channels in a vector. */
  private static final int PIXELS = LANES / COLOURS;

  /** Rows that share a vector of weights. */
  private static final int ROWS = 4;

  private static final VectorOperators.Conversion<Byte, Integer> B2I = VectorOperators.B2I;
  private static final IntVector UNSIGNED = IntVector.broadcast(INTS, 0xff);
  private static final IntVector LEAST = IntVector.broadcast(INTS, 0);

  VectorResizing() {}

  @Override
  public void across(
      int rows,
      int width,
      int channels,
      byte[] values,
      int at,
      int[] first,
      int[] count,
      int taps,
      int[] weights,
      byte[] result) {
    int pixels = channels == 1 ? LANES : PIXELS;
    int step = pixels * channels;
    int vectors = (taps + pixels - 1) / pixels;
    int[] lanes = lanes(first.length, count, taps, weights, channels, pixels, vectors);
    int reach = 0;
    for (int x = 0; x < first.length; x++) {
      int last = (count[x] + pixels - 1) / pixels - 1;
      reach = Math.max(reach, channels * first[x] + last * step + LOADED);
    }
    int length = width * channels;
    int resultLength = first.length * channels;
    int[] sums = new int[channels == 1 ? 0 : (first.length * ROWS + 1) * LANES];
    int[] line = new int[resultLength + LANES];
    byte[] padded = null;
    for (int y = 0; y < rows; y += ROWS) {
      int some = Math.min(ROWS, rows - y);
      byte[] from = values;
      int begin = at + y * length;
      if (endsBehind(begin, some, length, reach, values.length)) {
        // Weights of 0 may lie behind the last row.
        padded = padded == null ? new byte[Math.toIntExact((some - 1L) * length + reach)] : padded;
        System.arraycopy(
            values, begin, padded, 0, (int) Math.min((long) some * length, padded.length));
        from = padded;
        begin = 0;
      }
      // Of the last rows, which may be fewer, each is taken four times.
      int together = some == ROWS ? ROWS : 1;
      int row = some == ROWS ? length : 0;
      int resultRow = some == ROWS ? resultLength : 0;
      for (int r = 0; r < some; r += together) {
        int rowAt = begin + r * length;
        int resultAt = (y + r) * resultLength;
        if (channels == 1) {
          grays(from, rowAt, row, first, count, vectors, lanes, result, resultAt, resultRow);
        } else {
          colours(from, rowAt, row, first, count, vectors, lanes, sums);
          for (int k = 0; k < together; k++) {
            addUp(sums, k * LANES, first.length, line);
            cut(line, resultLength, result, resultAt + k * resultLength);
          }
        }
      }
    }
  }

  /**
   * Whether what is loaded for some rows goes on behind all values; in long, as an array may be.
   */
  static boolean endsBehind(int begin, int rows, int length, int reach, int values) {
    return begin + (rows - 1L) * length + reach > values;
  }

  /** The weights as vectors, each as often as there are channels; 0 where there is none. */
  private static int[] lanes(
      int size, int[] count, int taps, int[] weights, int channels, int pixels, int vectors) {
    int[] lanes = new int[Math.multiplyExact(size, vectors * LANES)];
    for (int x = 0; x < size; x++) {
      int begin = x * vectors * LANES;
      for (int k = 0; k < count[x]; begin += LANES) {
        int end = Math.min(k + pixels, count[x]);
        for (int to = begin; k < end; k++) {
          for (int channel = 0; channel < channels; channel++) {
            lanes[to++] = weights[x * taps + k];
          }
        }
      }
    }
    return lanes;
  }

  /**
   * Vectors of sums of four rows, a vector a row and pixel; if rows are 0 apart, one row four
   * times.
   */
  private static void colours(
      byte[] values,
      int at,
      int row,
      int[] first,
      int[] count,
      int vectors,
      int[] lanes,
      int[] sums) {
    for (int x = 0; x < first.length; x++) {
      int from = at + COLOURS * first[x];
      int weightsAt = x * vectors * LANES;
      int end = weightsAt + (count[x] + PIXELS - 1) / PIXELS * LANES;
      IntVector a = IntVector.zero(INTS);
      IntVector b = IntVector.zero(INTS);
      IntVector c = IntVector.zero(INTS);
      IntVector d = IntVector.zero(INTS);
      for (int k = weightsAt; k < end; k += LANES) {
        IntVector weight = IntVector.fromArray(INTS, lanes, k);
        a =
            a.add(
                ((IntVector) ByteVector.fromArray(BYTES, values, from).convertShape(B2I, INTS, 0))
                    .and(UNSIGNED)
                    .mul(weight));
        b =
            b.add(
                ((IntVector)
                        ByteVector.fromArray(BYTES, values, from + row).convertShape(B2I, INTS, 0))
                    .and(UNSIGNED)
                    .mul(weight));
        c =
            c.add(
                ((IntVector)
                        ByteVector.fromArray(BYTES, values, from + 2 * row)
                            .convertShape(B2I, INTS, 0))
                    .and(UNSIGNED)
                    .mul(weight));
        d =
            d.add(
                ((IntVector)
                        ByteVector.fromArray(BYTES, values, from + 3 * row)
                            .convertShape(B2I, INTS, 0))
                    .and(UNSIGNED)
                    .mul(weight));
        from += COLOURS * PIXELS;
      }
      int to = x * ROWS * LANES;
      a.intoArray(sums, to);
      b.intoArray(sums, to + LANES);
      c.intoArray(sums, to + 2 * LANES);
      d.intoArray(sums, to + 3 * LANES);
    }
  }

  /**
   * The sums of one row, over the pixels in each of its vectors. What is in the lanes behind a
   * pixel the next one overwrites. Vectors are of the one size here too: what {@code add} has seen
   * of another would make objects of all that it is given.
   */
  private static void addUp(int[] sums, int at, int size, int[] line) {
    for (int x = 0; x < size; x++) {
      int from = at + x * ROWS * LANES;
      IntVector sum = IntVector.fromArray(INTS, sums, from);
      for (int p = 1; p < PIXELS; p++) {
        sum = sum.add(IntVector.fromArray(INTS, sums, from + COLOURS * p));
      }
      sum.intoArray(line, COLOURS * x);
    }
  }

  /** Sums, a half added, as bytes. */
  private static void cut(int[] line, int length, byte[] result, int at) {
    int i = 0;
    for (; STORED && i + LANES <= length; i += LANES) {
      IntVector cut =
          IntVector.fromArray(INTS, line, i)
              .add(HALF)
              .lanewise(VectorOperators.ASHR, BITS)
              .max(LEAST)
              .min(UNSIGNED);
      ((ByteVector) cut.convertShape(VectorOperators.I2B, BYTES, 0)).intoArray(result, at + i);
    }
    for (; i < length; i++) {
      result[at + i] = pixel(line[i] + HALF);
    }
  }

  private static void grays(
      byte[] values,
      int at,
      int row,
      int[] first,
      int[] count,
      int vectors,
      int[] lanes,
      byte[] result,
      int resultAt,
      int resultRow) {
    for (int x = 0; x < first.length; x++) {
      int from = at + first[x];
      int weightsAt = x * vectors * LANES;
      int end = weightsAt + (count[x] + LANES - 1) / LANES * LANES;
      IntVector a = IntVector.zero(INTS);
      IntVector b = IntVector.zero(INTS);
      IntVector c = IntVector.zero(INTS);
      IntVector d = IntVector.zero(INTS);
      for (int k = weightsAt; k < end; k += LANES) {
        IntVector weight = IntVector.fromArray(INTS, lanes, k);
        a =
            a.add(
                ((IntVector) ByteVector.fromArray(BYTES, values, from).convertShape(B2I, INTS, 0))
                    .and(UNSIGNED)
                    .mul(weight));
        b =
            b.add(
                ((IntVector)
                        ByteVector.fromArray(BYTES, values, from + row).convertShape(B2I, INTS, 0))
                    .and(UNSIGNED)
                    .mul(weight));
        c =
            c.add(
                ((IntVector)
                        ByteVector.fromArray(BYTES, values, from + 2 * row)
                            .convertShape(B2I, INTS, 0))
                    .and(UNSIGNED)
                    .mul(weight));
        d =
            d.add(
                ((IntVector)
                        ByteVector.fromArray(BYTES, values, from + 3 * row)
                            .convertShape(B2I, INTS, 0))
                    .and(UNSIGNED)
                    .mul(weight));
        from += LANES;
      }
      int to = resultAt + x;
      result[to] = pixel(HALF + a.reduceLanes(VectorOperators.ADD));
      result[to + resultRow] = pixel(HALF + b.reduceLanes(VectorOperators.ADD));
      result[to + 2 * resultRow] = pixel(HALF + c.reduceLanes(VectorOperators.ADD));
      result[to + 3 * resultRow] = pixel(HALF + d.reduceLanes(VectorOperators.ADD));
    }
  }

  @Override
  public void down(
      int length,
      byte[] values,
      int at,
      int[] first,
      int[] count,
      int taps,
      int[] weights,
      byte[] result) {
    for (int y = 0; y < first.length; y++) {
      int from = at + first[y] * length;
      int weightsAt = y * taps;
      int i = 0;
      for (; STORED && i + LANES <= length; i += LANES) {
        IntVector sum = IntVector.broadcast(INTS, HALF);
        for (int k = 0; k < count[y]; k++) {
          sum =
              sum.add(
                  ((IntVector)
                          ByteVector.fromArray(BYTES, values, from + k * length + i)
                              .convertShape(B2I, INTS, 0))
                      .and(UNSIGNED)
                      .mul(weights[weightsAt + k]));
        }
        IntVector cut = sum.lanewise(VectorOperators.ASHR, BITS).max(LEAST).min(UNSIGNED);
        ((ByteVector) cut.convertShape(VectorOperators.I2B, BYTES, 0))
            .intoArray(result, y * length + i);
      }
      for (; i < length; i++) {
        int sum = HALF;
        for (int k = 0; k < count[y]; k++) {
          sum += (values[from + k * length + i] & 0xff) * weights[weightsAt + k];
        }
        result[y * length + i] = pixel(sum);
      }
    }
  }
}
