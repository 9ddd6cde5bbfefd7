package org.abc4j.data.picture;

import java.util.concurrent.atomic.AtomicLong;
import org.abc4j.Shape;
import org.abc4j.kernel.Kernels;
import org.abc4j.kernel.ResizingKernels;

/**
 * Resizes pictures: rows first, rounded to 8 bit, then columns. A direction whose extent stays is
 * left alone.
 */
final class Resampler {
  /**
   * Pixels that are resized by the reference before vectors are. Until they are compiled, vectors
   * are objects, so a few pictures would take longer by them and many times their memory. The
   * result is the same.
   */
  private static final long FEW = 1L << 27;

  private static final AtomicLong RESIZED = new AtomicLong();

  private Resampler() {}

  /**
   * Resizes a picture to {@code toHeight} · {@code toWidth} and keeps a part of that; what is not
   * kept is not computed.
   */
  static Picture part(
      Picture from, long toHeight, long toWidth, long top, long left, Shape part, Resampling by) {
    boolean across = toWidth != from.width() || part.width() != from.width();
    boolean down = toHeight != from.height() || part.height() != from.height();
    ResamplingWeights columns =
        across ? ResamplingWeights.of(by, from.width(), toWidth, left, part.width()) : null;
    if (!down) {
      return across ? rows(from, 0, from.height(), columns) : from;
    }
    boolean square =
        across
            && from.height() == from.width()
            && toHeight == toWidth
            && top == left
            && part.height() == part.width();
    ResamplingWeights rows =
        square ? columns : ResamplingWeights.of(by, from.height(), toHeight, top, part.height());
    if (!across) {
      return columns(from, 0, rows);
    }
    int first = rows.begin();
    return columns(rows(from, first, rows.end() - first, columns), first, rows);
  }

  /** Pixels of the picture between the two passes: only the rows that the second one needs. */
  static long pixelsBetween(
      int height, long toHeight, long top, int partHeight, int partWidth, Resampling by) {
    long begin = ResamplingWeights.low(by, height, toHeight, top);
    long end = ResamplingWeights.high(by, height, toHeight, top + partHeight - 1);
    return (end - begin) * partWidth;
  }

  private static ResizingKernels kernels(long pixels) {
    boolean many = RESIZED.get() >= FEW || RESIZED.addAndGet(pixels) >= FEW;
    return many ? Kernels.get().resizing() : ResizingKernels.reference();
  }

  private static Picture rows(Picture from, int first, int height, ResamplingWeights by) {
    Shape shape = new Shape(from.channels(), height, by.first.length);
    byte[] result = new byte[shape.size()];
    kernels((long) height * from.width())
        .across(
            height,
            from.width(),
            from.channels(),
            from.values(),
            first * from.width() * from.channels(),
            by.first,
            by.count,
            by.taps,
            by.weights,
            result);
    return Picture.owning(shape, result);
  }

  /** Of a picture whose first row is another one's {@code top}. */
  private static Picture columns(Picture from, int top, ResamplingWeights by) {
    Shape shape = new Shape(from.channels(), by.first.length, from.width());
    int length = from.width() * from.channels();
    byte[] result = new byte[shape.size()];
    kernels((long) from.height() * from.width())
        .down(
            length, from.values(), -top * length, by.first, by.count, by.taps, by.weights, result);
    return Picture.owning(shape, result);
  }
}
