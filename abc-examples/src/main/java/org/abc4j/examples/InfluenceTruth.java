package org.abc4j.examples;

import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.model.Coefficients;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.SampleNoise;
import org.abc4j.sampling.Sampler;

/**
 * How far retraining without each of some sources moves samples.
 *
 * @param ensemble at [sample][place among the sources], the ensemble trained again
 * @param single at [sample][place among the sources], one model of all data trained again; empty if
 *     not asked for
 */
record InfluenceTruth(double[][] ensemble, double[][] single) {

  /** Of every source. */
  static InfluenceTruth of(
      RefitWorld world,
      Ensemble trained,
      Sampler sampler,
      List<SampleNoise> noises,
      boolean withSingle,
      Execution execution) {
    int[] all = IntStream.range(0, Math.toIntExact(world.code().sources().count())).toArray();
    return of(world, trained, sampler, noises, all, withSingle, execution);
  }

  static InfluenceTruth of(
      RefitWorld world,
      Ensemble trained,
      Sampler sampler,
      List<SampleNoise> noises,
      int[] sources,
      boolean withSingle,
      Execution execution) {
    Coefficients ones = Coefficients.ones(trained.size());
    Batch factual = sampler.generate(trained.with(ones), noises);
    NoiseModel all = withSingle ? world.single(-1) : null;
    Batch ofAll = withSingle ? sampler.generate(all, noises) : null;
    double[][] ensemble = new double[noises.size()][sources.length];
    double[][] single = new double[withSingle ? noises.size() : 0][sources.length];
    execution.forEach(
        sources.length,
        k -> {
          execution.checkCancelled();
          int s = sources[k];
          Batch again = sampler.generate(world.retrained(trained, s).with(ones), noises);
          Batch alone = withSingle ? sampler.generate(world.single(s), noises) : null;
          for (int q = 0; q < noises.size(); q++) {
            ensemble[q][k] = distance(factual, again, q);
            if (withSingle) {
              single[q][k] = distance(ofAll, alone, q);
            }
          }
        });
    return new InfluenceTruth(ensemble, single);
  }

  /** How far a row of one batch is from that of another. */
  static double distance(Batch a, Batch b, int row) {
    double squares = 0;
    for (int p = 0; p < a.shape().size(); p++) {
      double difference = (double) a.get(row, p) - b.get(row, p);
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }
}
