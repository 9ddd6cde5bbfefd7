package org.abc4j.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.Shape;
import org.abc4j.closedform.GaussianDenoiser;
import org.abc4j.closedform.PosteriorMeanDenoiser;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.model.Ensemble;
import org.abc4j.model.NoiseModel;
import org.abc4j.noise.NoiseSchedule;

/**
 * An ensemble in closed form and all that retraining would make of it: where fitting a member takes
 * milliseconds, the truth that calibrated influence estimates can be had.
 *
 * @param kind of the members
 * @param items training images, item i of the code's sources in row i
 * @param code which source is seen by which members
 */
record RefitWorld(Kind kind, Batch items, CodeAssignment code) {
  private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear();
  private static final double RIDGE = 0.01;
  private static final int POOL = 4;

  /** Kinds of members. */
  enum Kind {
    GAUSSIAN,
    POSTERIOR_MEAN;

    @Override
    public String toString() {
      return SamplerChoice.inWords(this);
    }
  }

  /** Images in fields of 4×4 pixels, each their mean: 32×32 become 8×8. */
  static Batch pooled(Batch images) {
    return pooled(images, POOL);
  }

  /** The same in fields of some pixels a side, which divide height and width. */
  static Batch pooled(Batch images, int pool) {
    Shape shape = images.shape();
    Shape pooled = new Shape(shape.channels(), shape.height() / pool, shape.width() / pool);
    List<float[]> rows = new ArrayList<>();
    for (int row = 0; row < images.rows(); row++) {
      float[] image = images.row(row);
      double[] sums = new double[pooled.size()];
      for (int p = 0; p < image.length; p++) {
        int line = p / shape.width();
        sums[line / pool * pooled.width() + p % shape.width() / pool] += image[p];
      }
      float[] means = new float[sums.length];
      for (int p = 0; p < means.length; p++) {
        means[p] = (float) (sums[p] / (pool * pool));
      }
      rows.add(means);
    }
    return Batch.ofRows(pooled, rows);
  }

  /** The ensemble as it was trained. */
  Ensemble ensemble(Execution execution) {
    NoiseModel[] members = new NoiseModel[code.codebook().length()];
    execution.forEach(members.length, i -> members[i] = member(i, -1));
    return Ensemble.of(code, List.of(members));
  }

  /** Member i, without a source's items; −1 for all of its split. */
  private NoiseModel member(int index, long without) {
    int[] split =
        IntStream.of(code.splits().indices(index))
            .filter(item -> code.sources().sourceOf(item) != without)
            .toArray();
    return fit(split);
  }

  private NoiseModel fit(int[] some) {
    Batch seen = items.select(some);
    return kind == Kind.GAUSSIAN
        ? GaussianDenoiser.fit(seen, RIDGE, SCHEDULE)
        : PosteriorMeanDenoiser.of(seen, SCHEDULE);
  }

  /**
   * The ensemble as it would be had it been trained without a source: who saw it is fitted anew.
   */
  Ensemble retrained(Ensemble trained, long without) {
    List<NoiseModel> members = new ArrayList<>();
    for (int i = 0; i < trained.size(); i++) {
      members.add(code.word(without).contains(i) ? member(i, without) : trained.member(i));
    }
    return Ensemble.of(code, members);
  }

  /** One model of all items, without a source's; −1 for all. */
  NoiseModel single(long without) {
    return fit(
        IntStream.range(0, items.rows())
            .filter(item -> code.sources().sourceOf(item) != without)
            .toArray());
  }
}
