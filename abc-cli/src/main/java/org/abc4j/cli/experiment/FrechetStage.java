package org.abc4j.cli.experiment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Rows;
import org.abc4j.evaluation.FrechetDistance;
import org.abc4j.evaluation.GaussianMoments;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.report.CsvTable;

/** Fréchet distances of the ensemble and its two controls (section 3.1, appendix C.1, Table 3). */
final class FrechetStage implements Stage {
  private static final int TOGETHER = 64;

  @Override
  public Protocol protocol() {
    return Protocol.FRECHET;
  }

  @Override
  public void run(Study study, Parts parts) throws IOException {
    int samples = study.plan().samples(Protocol.FRECHET);
    Ensemble ensemble = study.world().ensemble();
    Map<String, NoiseModel> models = new LinkedHashMap<>();
    models.put("ensemble", ensemble.with(Coefficients.ones(ensemble.size()), study.execution()));
    models.put("single", study.world().single());
    models.put("member", study.world().member(0));
    Rows reference = study.world().reference(samples);
    GaussianMoments moments = GaussianMoments.of(PooledPixels.of(reference), 1, study.execution());
    CsvTable table =
        NumberTable.of("model", "samples", "references", "features", "distance", "paper");
    for (Map.Entry<String, NoiseModel> model : models.entrySet()) {
      List<byte[]> blocks =
          parts.of(
              model.getKey(),
              "f32",
              samples,
              TOGETHER,
              (from, count, execution) ->
                  floats(PooledPixels.of(study.images(model.getValue(), from, count, execution))));
      double[][] features = rows(blocks, moments.dimension());
      double distance =
          FrechetDistance.between(
              GaussianMoments.of(features, 1, study.execution()), moments, study.execution());
      table.row(
          model.getKey(),
          samples,
          reference.rows(),
          moments.dimension(),
          distance,
          study.plan().experiment().paper().get("fid." + model.getKey()));
    }
    parts.result("frechet", table);
  }

  private static byte[] floats(double[][] features) {
    ByteBuffer bytes =
        ByteBuffer.allocate(features.length * features[0].length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double[] row : features) {
      for (double value : row) {
        bytes.putFloat((float) value);
      }
    }
    return bytes.array();
  }

  private static double[][] rows(List<byte[]> blocks, int width) {
    List<double[]> rows = new ArrayList<>();
    for (byte[] block : blocks) {
      ByteBuffer bytes = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.remaining() >= width * Float.BYTES) {
        double[] row = new double[width];
        for (int f = 0; f < width; f++) {
          row[f] = bytes.getFloat();
        }
        rows.add(row);
      }
    }
    return rows.toArray(double[][]::new);
  }

  /** Means of blocks of pixels: features that need no network, and compare with no paper's. */
  static final class PooledPixels {
    private static final int SIDE = 4;

    private PooledPixels() {}

    static double[][] of(Rows images) {
      double[][] features = new double[images.rows()][];
      float[] image = new float[images.shape().size()];
      for (int r = 0; r < features.length; r++) {
        images.copyRow(r, image);
        features[r] = of(images.shape(), image);
      }
      return features;
    }

    static double[][] of(Batch images) {
      return of((Rows) images);
    }

    private static double[] of(org.abc4j.Shape shape, float... image) {
      int block = Math.max(1, shape.height() / SIDE);
      int side = shape.height() / block;
      double[] features = new double[shape.channels() * side * side];
      int size = shape.height() * shape.width();
      for (int c = 0; c < shape.channels(); c++) {
        for (int y = 0; y < side * block; y++) {
          for (int x = 0; x < side * block; x++) {
            features[(c * side + y / block) * side + x / block] +=
                image[c * size + y * shape.width() + x] / (double) (block * block);
          }
        }
      }
      return features;
    }
  }
}
