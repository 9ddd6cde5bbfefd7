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
import org.abc4j.evaluation.GaussianMoments;
import org.abc4j.evaluation.protocol.FrechetComparison;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.report.CsvTable;

/** Fréchet distances of the ensemble and its two controls (section 3.1, appendix C.1, Table 3). */
final class FrechetStage implements Stage {
  private static final int TOGETHER = 64;

  /** What features are of: appendix B.5's network, or no network. */
  private static final String CLASSIFIER = "last layer of a classifier";

  private static final String BLOCKS = "means of blocks of pixels";

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
    GaussianMoments moments = GaussianMoments.of(features(study, reference), 1, study.execution());
    FrechetComparison comparison = FrechetComparison.to(moments);
    CsvTable table =
        NumberTable.of(
            "model",
            "samples",
            "references",
            "features",
            "by",
            "rankDeficient",
            "distance",
            "paper");
    for (Map.Entry<String, NoiseModel> model : models.entrySet()) {
      List<byte[]> blocks =
          parts.of(
              model.getKey(),
              "f32",
              samples,
              TOGETHER,
              (from, count, execution) ->
                  floats(features(study, study.images(model.getValue(), from, count, execution))));
      double[][] features = rows(blocks, moments.dimension());
      comparison = comparison.and(model.getKey(), features, study.execution());
      table.row(
          model.getKey(),
          samples,
          reference.rows(),
          moments.dimension(),
          study.classifier().isPresent() ? CLASSIFIER : BLOCKS,
          comparison.isRankDeficient() ? "yes" : "no",
          comparison.distances().get(model.getKey()),
          study.plan().experiment().paper().get("fid." + model.getKey()));
    }
    parts.result("frechet", table);
  }

  private static double[][] features(Study study, Rows images) {
    if (study.classifier().isEmpty()) {
      return PooledPixels.of(images);
    }
    List<double[]> features = new ArrayList<>();
    for (int from = 0; from < images.rows(); from += TOGETHER) {
      List<float[]> some = new ArrayList<>();
      for (int r = from; r < Math.min(from + TOGETHER, images.rows()); r++) {
        float[] row = new float[images.shape().size()];
        images.copyRow(r, row);
        some.add(row);
      }
      Batch batch = Batch.ofRows(images.shape(), some);
      features.addAll(List.of(study.classifier().get().features(batch, study.execution())));
    }
    return features.toArray(double[][]::new);
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
}
