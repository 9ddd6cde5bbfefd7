package org.abc4j.cli.experiment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import org.abc4j.evaluation.GaussianMoments;
import org.abc4j.io.MalformedFileException;

/**
 * A part that is mean and covariance of features: double precision numbers, little endian, the mean
 * first.
 *
 * @param dimension number of features
 */
record MomentsPart(int dimension) implements PartKind<GaussianMoments> {
  /** Of classifiers it is 512; the square of this is 128 MB. */
  private static final int MOST_DIMENSION = 4096;

  MomentsPart {
    Checks.between("number of features", 1, MOST_DIMENSION, dimension);
  }

  static byte[] bytes(GaussianMoments moments) {
    int d = moments.dimension();
    ByteBuffer bytes =
        ByteBuffer.allocate((d + 1) * d * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    DoubleBuffer values = bytes.asDoubleBuffer().put(moments.mean());
    for (double[] row : moments.covariance()) {
      values.put(row);
    }
    return bytes.array();
  }

  @Override
  public String ending() {
    return "f64";
  }

  @Override
  public long mostBytes(int count) {
    return (dimension + 1L) * dimension * Double.BYTES;
  }

  @Override
  public GaussianMoments read(String file, byte[] content, int from, int count)
      throws MalformedFileException {
    if (content.length != mostBytes(count)) {
      throw new MalformedFileException(
          file,
          "size",
          mostBytes(count) + " bytes, mean and covariance of " + dimension + " features",
          content.length + " bytes");
    }
    DoubleBuffer values = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
    double[] mean = new double[dimension];
    double[][] covariance = new double[dimension][dimension];
    values.get(mean);
    for (int i = 0; i < dimension; i++) {
      values.get(covariance[i]);
      if (!(covariance[i][i] >= 0)) {
        throw new MalformedFileException(
            file, "variance of feature " + i, "at least 0", covariance[i][i] + "");
      }
    }
    try {
      return GaussianMoments.of(mean, covariance);
    } catch (IllegalArgumentException wrong) {
      throw new MalformedFileException(
          file, "content", "mean and covariance", wrong.getMessage(), wrong);
    }
  }
}
