package org.abc4j.examples;

import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;

/** What one source alone has, so that whoever looks for it knows where it came from. */
enum PlantedImages {
  /** Its pictures are inverted: dark on bright among pictures that are bright on dark. */
  INVERTED(1) {
    @Override
    float value(float pixel, int line, int column) {
      return -pixel;
    }

    @Override
    boolean shows(int line, int column) {
      return line == 0 || column == 0;
    }
  },
  /** Its pictures carry a bright square in a corner. */
  WATERMARK(2) {
    @Override
    float value(float pixel, int line, int column) {
      return shows(line, column) ? 1 : pixel;
    }

    @Override
    boolean shows(int line, int column) {
      return line < MARK && column < MARK;
    }
  };

  private static final int MARK = 2;

  private final int source;

  PlantedImages(int source) {
    this.source = source;
  }

  /** What becomes of a pixel. */
  abstract float value(float pixel, int line, int column);

  /** Whether a pixel would tell, being dark in most other pictures. */
  abstract boolean shows(int line, int column);

  /** The source that has it. */
  int source() {
    return source;
  }

  /** Images of at least three sources that have equally many, all kinds planted. */
  static Batch into(Batch images, int sources) {
    Shape shape = images.shape();
    int m = shape.size();
    float[] values = images.toArray();
    int each = images.rows() / sources;
    for (PlantedImages kind : values()) {
      int first = kind.source() * each * m;
      for (int p = first; p < first + each * m; p++) {
        values[p] = kind.value(values[p], line(shape, p), p % shape.width());
      }
    }
    return Batch.of(shape, values);
  }

  private static int line(Shape shape, int pixel) {
    return pixel / shape.width() % shape.height();
  }

  /** The mean of the pixels that would tell. */
  double shown(Shape shape, float[] image) {
    return IntStream.range(0, shape.size())
        .filter(p -> shows(line(shape, p), p % shape.width()))
        .mapToDouble(p -> image[p])
        .average()
        .orElseThrow();
  }

  @Override
  public String toString() {
    return SamplerChoice.inWords(this);
  }
}
