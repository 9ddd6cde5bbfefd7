package org.abc4j.samediff;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * An image twice as high and wide, each pixel repeated: its channels twice, read as two pixels,
 * then its rows. ND4J's own operation for it has a wrong gradient in NHWC.
 */
final class Upsampling implements GraphLayer {
  private static final int LAST = 3;

  private final int height;
  private final int width;
  private final int channels;

  Upsampling(Value x) {
    this.height = x.height();
    this.width = x.width();
    this.channels = x.channels();
  }

  @Override
  public SDVariable value(SDVariable... x) {
    SameDiff graph = x[0].getSameDiff();
    SDVariable pixels = graph.concat(LAST, x[0], x[0]);
    SDVariable row = graph.reshape(pixels, -1, height, 1, 2 * width * channels);
    SDVariable rows = graph.concat(LAST, row, row);
    return graph.reshape(rows, -1, 2 * height, 2 * width, channels);
  }
}
