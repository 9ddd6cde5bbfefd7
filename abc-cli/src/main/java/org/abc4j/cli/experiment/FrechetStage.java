package org.abc4j.cli.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.evaluation.GaussianMoments;
import org.abc4j.evaluation.MomentsAccumulator;
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
    Rows reference = study.world().reference(Integer.MAX_VALUE);
    int width = features(study, reference.view(0))[0].length;
    GaussianMoments moments =
        parts
            .of(
                "reference",
                new MomentsPart(width),
                1,
                1,
                (from, count, execution) ->
                    MomentsPart.bytes(moments(study, reference, width, execution)))
            .get(0);
    FrechetComparison comparison = FrechetComparison.to(moments, reference.rows());
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
      List<float[]> blocks =
          parts.of(
              model.getKey(),
              new FloatPart(width),
              samples,
              TOGETHER,
              (from, count, execution) ->
                  floats(features(study, study.images(model.getValue(), from, count, execution))));
      double[][] features = rows(blocks, width);
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

  /** Of all reference images, of which a few are in memory at a time. */
  private static GaussianMoments moments(
      Study study, Rows reference, int width, Execution execution) {
    MomentsAccumulator moments = MomentsAccumulator.ofDimension(width);
    for (int from = 0; from < reference.rows(); from += TOGETHER) {
      execution.progress(from, reference.rows());
      execution.checkCancelled();
      int until = Math.min(from + TOGETHER, reference.rows());
      moments.add(features(study, reference.view(IntStream.range(from, until).toArray())));
    }
    return moments.moments(1);
  }

  /** Of a few images. */
  private static double[][] features(Study study, Rows images) {
    if (study.classifier().isEmpty()) {
      return PooledPixels.of(images);
    }
    List<float[]> rows = new ArrayList<>();
    for (int r = 0; r < images.rows(); r++) {
      float[] row = new float[images.shape().size()];
      images.copyRow(r, row);
      rows.add(row);
    }
    return study.classifier().get().features(Batch.ofRows(images.shape(), rows), study.execution());
  }

  private static byte[] floats(double[][] features) {
    float[] values = new float[features.length * features[0].length];
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) features[j / features[0].length][j % features[0].length];
    }
    return FloatPart.bytes(values);
  }

  private static double[][] rows(List<float[]> blocks, int width) {
    List<double[]> rows = new ArrayList<>();
    for (float[] block : blocks) {
      for (int from = 0; from < block.length; from += width) {
        double[] row = new double[width];
        for (int f = 0; f < width; f++) {
          row[f] = block[from + f];
        }
        rows.add(row);
      }
    }
    return rows.toArray(double[][]::new);
  }
}
