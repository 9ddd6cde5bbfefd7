package org.abc4j.bench;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.closedform.ClosedFormEnsembles;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.Purpose;
import org.abc4j.sampling.DdimSampler;
import org.abc4j.sampling.Sample;

/**
 * What benchmarks of landscapes share: synthetic images, and a sample of an ensemble of closed-form
 * members made from them.
 */
final class ClosedForm {
  static final int SOURCES = 64;
  static final int MEMBERS = 11;
  static final int WEIGHT = 5;
  static final double RIDGE = 0.01;
  static final DdimSampler SAMPLER = DdimSampler.steps(25);

  private static final int WAVES = 4;

  private ClosedForm() {}

  /** A sample of 11 members that see 5/11 of 64 sources each. */
  static Sample sample(String members, Shape shape) {
    Batch items = images(shape, SOURCES);
    var code = Codebook.allWords(MEMBERS, WEIGHT).assign(DataSources.oneItemEach(SOURCES), 1);
    Ensemble ensemble =
        switch (members) {
          case "gaussian" -> ClosedFormEnsembles.gaussian(items, code, RIDGE, SAMPLER.schedule());
          case "posterior-mean" ->
              ClosedFormEnsembles.posteriorMean(items, code, SAMPLER.schedule());
          default -> throw new IllegalArgumentException("no members are called " + members);
        };
    return SAMPLER.sample(ensemble, ExogenousNoise.philox(1).of(0));
  }

  /** Reads a parameter such as "1x16x16". */
  static Shape shape(String text) {
    String[] extents = text.split("x");
    return new Shape(
        Integer.parseInt(extents[0]), Integer.parseInt(extents[1]), Integer.parseInt(extents[2]));
  }

  /** Images in [−1, 1], each the mean of a few plane waves of random direction and phase. */
  static Batch images(Shape shape, int count) {
    CounterRandom random = CounterRandom.of(2, Purpose.EXAMPLE);
    List<float[]> rows = new ArrayList<>();
    for (int item = 0; item < count; item++) {
      float[] row = new float[shape.size()];
      float[] drawn = random.gaussians(item, 0, 3 * WAVES);
      for (int wave = 0; wave < WAVES; wave++) {
        for (int p = 0; p < row.length; p++) {
          double x = (p % shape.width() + 0.5) / shape.width();
          double y = (p / shape.width() % shape.height() + 0.5) / shape.height();
          double phase =
              StrictMath.PI
                  * (3 * drawn[3 * wave] * x + 3 * drawn[3 * wave + 1] * y + drawn[3 * wave + 2]);
          row[p] += (float) (StrictMath.sin(phase) / WAVES);
        }
      }
      rows.add(row);
    }
    return Batch.ofRows(shape, rows);
  }
}
