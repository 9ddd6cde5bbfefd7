package org.abc4j.unet.layer;

import java.util.Arrays;
import org.abc4j.kernel.Kernels;

/**
 * Products with matrices that are kept in panels of columns, {@link Kernels#PANEL}. Panels follow
 * one another; the last is as narrow as what is left over, so nothing but the order differs from a
 * plain matrix.
 */
final class Panels {
  private Panels() {}

  /** Columns of the panel that begins at a column. */
  static int width(int columns, int first) {
    return Math.min(Kernels.PANEL, columns - first);
  }

  /** Where an element of a matrix of so many rows and columns is. */
  static int index(int rows, int columns, int row, int column) {
    int within = column % Kernels.PANEL;
    int first = column - within;
    return first * rows + row * width(columns, first) + within;
  }

  /**
   * A matrix in panels: where it begins in an array, its rows, and the first of them to be used.
   */
  record Matrix(float[] array, int at, int rows, int firstRow) {
    static Matrix of(float[] array, int rows) {
      return new Matrix(array, 0, rows, 0);
    }

    int panel(int first, int width) {
      return at + first * rows + firstRow * width;
    }
  }

  /** {@link Kernels#multiply} by a right matrix in panels. */
  static void multiply(
      Kernels kernels,
      int rows,
      int depth,
      int columns,
      float[] a,
      int aAt,
      int aRow,
      Matrix b,
      float[] c,
      int cAt,
      boolean add) {
    for (int first = 0; first < columns; first += Kernels.PANEL) {
      int width = width(columns, first);
      kernels.multiply(
          rows,
          depth,
          width,
          a,
          aAt,
          aRow,
          1,
          b.array,
          b.panel(first, width),
          width,
          c,
          cAt + first,
          columns,
          add);
    }
  }

  /**
   * Puts the first columns of rows into panels of rows of {@code wide} columns, zeros after them.
   */
  static void pack(float[] in, int rows, int columns, int wide, float[] out) {
    for (int first = 0; first < wide; first += Kernels.PANEL) {
      int width = width(wide, first);
      int filled = Math.min(width, columns - first);
      for (int row = 0; row < rows; row++) {
        int to = first * rows + row * width;
        System.arraycopy(in, row * columns + first, out, to, filled);
        Arrays.fill(out, to + filled, to + width, 0);
      }
    }
  }

  /**
   * Sets a matrix in panels to aᵀ·b, or adds that to it.
   *
   * @param a a plain matrix, a row every {@code aRow} numbers
   * @param b a matrix in panels, of which as many rows count as a has
   */
  static void outer(
      Kernels kernels,
      int rows,
      int depth,
      int columns,
      float[] a,
      int aAt,
      int aRow,
      Matrix b,
      Matrix c,
      boolean add) {
    for (int first = 0; first < columns; first += Kernels.PANEL) {
      int width = width(columns, first);
      kernels.multiply(
          rows,
          depth,
          width,
          a,
          aAt,
          1,
          aRow,
          b.array,
          b.panel(first, width),
          width,
          c.array,
          c.panel(first, width),
          width,
          add);
    }
  }
}
