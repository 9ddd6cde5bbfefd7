package org.abc4j.cli.experiment.world;

import java.util.Objects;
import org.abc4j.Rows;
import org.abc4j.Shape;

/**
 * Images, then a mirrored copy of each.
 *
 * @param upright the images
 */
record MirroredRows(Rows upright) implements Rows {

  @Override
  public Shape shape() {
    return upright.shape();
  }

  @Override
  public int rows() {
    return 2 * upright.rows();
  }

  @Override
  public void copyRow(int row, float[] into) {
    Objects.checkIndex(row, rows());
    upright.copyRow(row % upright.rows(), into);
    if (row < upright.rows()) {
      return;
    }
    int width = shape().width();
    for (int line = 0; line < shape().size(); line += width) {
      for (int x = 0; x < width / 2; x++) {
        float left = into[line + x];
        into[line + x] = into[line + width - 1 - x];
        into[line + width - 1 - x] = left;
      }
    }
  }
}
