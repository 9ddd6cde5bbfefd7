package org.abc4j.unet.layer;

import org.abc4j.kernel.Kernels;
import org.abc4j.kernel.Winograd;

/**
 * Kernels of {@link WinogradConvolution}: from 9 taps to 36 places, and their gradients back. At
 * each tap and place stands a matrix of inputs × outputs in {@link Panels}, of which a panel is one
 * run of memory in both.
 */
final class WinogradKernel {
  private static final int SIDE = Winograd.SIDE;
  private static final int TAPS = 3;

  /** Matrices of a transformed kernel. */
  static final int PLACES = SIDE * SIDE;

  /** Numbers between places, so that a tile's 36 places do not share a set of the cache. */
  private static final int GAP = 16;

  /** Numbers of a panel that are taken in one go, so that what lies between the maps is near. */
  private static final int RUN = 256;

  private WinogradKernel() {}

  /** From the matrix of one place to that of the next. */
  static int placeSize(int rows, int columns) {
    return rows * columns + GAP;
  }

  /** Numbers of a transformed kernel. */
  static int size(int inputs, int outputs) {
    return PLACES * placeSize(inputs, outputs);
  }

  /**
   * Transforms a kernel of 9 · inputs rows in panels.
   *
   * @param transformed 36 matrices of inputs × outputs in panels
   */
  static void transform(
      Kernels kernels, int inputs, int outputs, float[] kernel, float[] transformed) {
    int place = placeSize(inputs, outputs);
    float[] lines = new float[SIDE * TAPS * RUN];
    for (int column = 0; column < outputs; column += Kernels.PANEL) {
      int tap = inputs * Panels.width(outputs, column);
      for (int from = 0; from < tap; from += RUN) {
        int width = Math.min(RUN, tap - from);
        int at = column * TAPS * TAPS * inputs + from;
        int to = column * inputs + from;
        kernels.winograd(
            Winograd.KERNEL,
            TAPS,
            width,
            kernel,
            at,
            tap,
            TAPS * tap,
            lines,
            0,
            width,
            TAPS * width,
            false);
        kernels.winograd(
            Winograd.KERNEL,
            SIDE,
            width,
            lines,
            0,
            TAPS * width,
            width,
            transformed,
            to,
            SIDE * place,
            place,
            false);
      }
    }
  }

  /**
   * Adds the gradient of a kernel.
   *
   * @param sums that of the transformed kernel
   * @param gradient 9 · inputs rows in panels
   */
  static void addGradient(
      Kernels kernels, int inputs, int outputs, float[] sums, float[] gradient) {
    int place = placeSize(inputs, outputs);
    float[] lines = new float[TAPS * SIDE * RUN];
    for (int column = 0; column < outputs; column += Kernels.PANEL) {
      int tap = inputs * Panels.width(outputs, column);
      for (int from = 0; from < tap; from += RUN) {
        int width = Math.min(RUN, tap - from);
        int at = column * inputs + from;
        int to = column * TAPS * TAPS * inputs + from;
        kernels.winograd(
            Winograd.KERNEL_ADJOINT,
            SIDE,
            width,
            sums,
            at,
            place,
            SIDE * place,
            lines,
            0,
            width,
            SIDE * width,
            false);
        kernels.winograd(
            Winograd.KERNEL_ADJOINT,
            TAPS,
            width,
            lines,
            0,
            SIDE * width,
            width,
            gradient,
            to,
            TAPS * tap,
            tap,
            true);
      }
    }
  }
}
