package org.abc4j.cli.experiment.world;

import java.util.Objects;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.Purpose;

/**
 * Images that nobody took, made when they are asked for: coarse squares that a source's images
 * share, coarse squares of their own, and a little noise, about 0. Mirrored copies, where there are
 * any, follow in their order. Immutable and thread-safe.
 */
final class MadeUpImages implements Rows {
  private static final int COARSE = 4;
  private static final double OF_SOURCE = 0.5;
  private static final double OWN = 0.3;
  private static final double NOISE = 0.1;

  private final Shape shape;
  private final int[] owners;
  private final int stream;

  /**
   * Images.
   *
   * @param shape their shape
   * @param owners the source of each, from 0
   * @param stream images of another stream are others of the same sources
   */
  MadeUpImages(Shape shape, int[] owners, int stream) {
    this.shape = shape;
    this.owners = owners.clone();
    this.stream = stream;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public int rows() {
    return owners.length;
  }

  @Override
  public void copyRow(int row, float[] into) {
    Objects.checkIndex(row, rows());
    CounterRandom random = CounterRandom.of(owners[row], Purpose.STAND_IN);
    int coarse = shape.channels() * COARSE * COARSE;
    float[] source = random.gaussians(-1, 0, coarse);
    float[] own = random.gaussians(row, 2 * stream + 1, coarse);
    float[] noise = random.gaussians(row, 2 * stream + 2, shape.size());
    int area = shape.height() * shape.width();
    for (int j = 0; j < shape.size(); j++) {
      int y = j % area / shape.width() * COARSE / shape.height();
      int x = j % shape.width() * COARSE / shape.width();
      int square = (j / area * COARSE + y) * COARSE + x;
      into[j] = (float) (OF_SOURCE * source[square] + OWN * own[square] + NOISE * noise[j]);
    }
  }
}
