package org.abc4j.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.abc4j.Execution;
import org.abc4j.Rows;
import org.abc4j.Shape;
import org.abc4j.bench.PictureReading.Use;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.codebook.Codebook;
import org.abc4j.codebook.DataSources;
import org.abc4j.data.Normalisation;
import org.abc4j.data.cache.ImageCache;
import org.abc4j.evidence.CalibratedAttribution;
import org.abc4j.evidence.CalibratedAttributor;
import org.abc4j.evidence.ResidualCost;
import org.abc4j.evidence.ResidualDraws;
import org.abc4j.evidence.ResidualFolder;
import org.abc4j.evidence.ResidualOrigin;
import org.abc4j.evidence.TrainingPoints;
import org.abc4j.evidence.TrainingResiduals;
import org.abc4j.io.Sha256;
import org.abc4j.model.Ensemble;
import org.abc4j.noise.CounterRandom;
import org.abc4j.noise.ExogenousNoise;
import org.abc4j.noise.Purpose;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.Sampler;
import org.abc4j.sampling.SamplingStep;
import org.abc4j.sampling.UniPcSampler;

/**
 * What calibrated influence of many sources on one sample takes, with images and residuals in files
 * that a small heap does not hold: N images of 3 × side × side, a source each, and {@linkplain
 * IsotropicGaussian members} that cost nothing.
 *
 * @param sources N
 * @param side height and width of an image
 * @param members n, of which half see a source
 * @param steps S, the last of four times as many of the sampler's
 */
record InfluenceScale(int sources, int side, int members, int steps) {
  private static final int HIGHEST = 255;
  private static final int TEXTURES = 256;
  private static final int MIXED = 3;
  private static final double MEGABYTE = 1e6;
  private static final ResidualDraws DRAWS = new ResidualDraws(1, 1);

  /** Reads "100000x32x24x5", of which the last ones may be left out. */
  static InfluenceScale parse(String text) {
    int[] parts = {0, 32, 24, 5};
    String[] given = text.split("x", -1);
    for (int i = 0; i < given.length; i++) {
      if (i >= parts.length || !given[i].matches("[1-9]\\d{0,8}")) {
        throw new IllegalArgumentException(
            "bench.influence is sources, side, members and steps, as 100000x32x24x5, found '"
                + text
                + "'");
      }
      parts[i] = Integer.parseInt(given[i]);
    }
    return new InfluenceScale(parts[0], parts[1], parts[2], parts[3]);
  }

  /** Makes the files, attributes, prints a table. */
  void print(PrintStream out) throws IOException {
    Path folder = Files.createTempDirectory("abc-influence");
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      measure(folder, Execution.sequential().on(pool, threads), out);
    } finally {
      pool.shutdown();
      PictureReading.delete(folder);
    }
  }

  private void measure(Path folder, Execution execution, PrintStream out) throws IOException {
    Shape shape = new Shape(3, side, side);
    Path cache = folder.resolve("images");
    String digest = ImageCache.write(cache, shape, images(shape));
    Rows images = Normalisation.plusMinusOne().apply(ImageCache.open(cache), 0, HIGHEST);
    CodeAssignment code =
        Codebook.allWords(members, members / 2).assign(DataSources.oneItemEach(sources), 1);
    TrainingPoints points = TrainingPoints.of(images, code.sources());
    Sampler sampler = UniPcSampler.steps(4 * steps);
    Ensemble ensemble = ensemble(images, code, sampler);
    List<SamplingStep> late = TrainingResiduals.lateSteps(sampler);
    ResidualOrigin origin = new ResidualOrigin(Sha256.begin().add(members).hex(), digest);
    ResidualFolder kept = ResidualFolder.of(folder, mean(ensemble), origin, points, DRAWS);
    TextTable table =
        new TextTable(List.of("", "wall s", "processor s"), Set.of("wall s", "processor s"));
    measure("residuals, computed", table, () -> kept.residuals(late, execution));
    TrainingResiduals[] residuals = new TrainingResiduals[1];
    measure("residuals, opened", table, () -> residuals[0] = kept.residuals(late, execution));
    Sample sample = sampler.sample(ensemble, ExogenousNoise.philox(1).of(0));
    CalibratedAttribution[] found = new CalibratedAttribution[1];
    CalibratedAttributor attributor =
        new CalibratedAttributor(points, residuals[0]).with(execution);
    measure("sizes and evidence", table, () -> found[0] = attributor.attribute(sample));
    measure("p-values", table, () -> found[0].evidence().pValues(execution));
    ResidualCost cost = ResidualCost.of(code, shape, sampler, DRAWS);
    out.printf(
        Locale.ROOT,
        "%s; N = %,d, n = %d, m = %,d, S = %d, P = %,d; images %,.0f MB as floats; %,.0f MB"
            + " attributing by plan; heap of at most %,.0f MB%n",
        cost,
        sources,
        members,
        shape.size(),
        steps,
        found[0].evidence().placebos(),
        Float.BYTES * (double) sources * shape.size() / MEGABYTE,
        cost.attributionBytes(1, execution.threads()) / MEGABYTE,
        Runtime.getRuntime().maxMemory() / MEGABYTE);
    out.print(table.format());
  }

  /** Work that reads files. */
  @FunctionalInterface
  private interface Part {
    void run() throws IOException;
  }

  private static void measure(String what, TextTable table, Part part) {
    Use use =
        Use.of(
            () -> {
              try {
                part.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    table.add(List.of(what, TextTable.number(use.wall(), 1), TextTable.number(use.processor(), 1)));
    System.err.printf(Locale.ROOT, "%s: %.1f s%n", what, use.wall());
  }

  /** Each a mixture of a few textures, by weights of its own. */
  private ImageCache.Source images(Shape shape) {
    float[] textures = ClosedForm.images(shape, TEXTURES).toArray();
    CounterRandom random = CounterRandom.of(3, Purpose.EXAMPLE);
    int[] next = {0};
    return into -> {
      if (next[0] == sources) {
        return false;
      }
      int item = next[0]++;
      float[] weights = random.gaussians(item, 0, MIXED);
      long drawn = random.bits(item, 1, 0);
      int[] from = new int[MIXED];
      for (int k = 0; k < MIXED; k++) {
        from[k] = (int) (drawn >>> 8 * k & TEXTURES - 1) * shape.size();
      }
      for (int p = 0; p < into.length; p++) {
        double value = 0;
        for (int k = 0; k < MIXED; k++) {
          value += weights[k] * textures[from[k] + p];
        }
        into[p] = (byte) Math.max(0, Math.min(HIGHEST, Math.round((value + 1) * HIGHEST / 2)));
      }
      return true;
    };
  }

  /** Of members that know the mean of what they saw, and the variance of all. */
  private static Ensemble ensemble(Rows images, CodeAssignment code, Sampler sampler) {
    int m = images.shape().size();
    double[][] means = new double[code.codebook().length()][m];
    int[] seen = new int[means.length];
    float[] row = new float[m];
    double squares = 0;
    for (int item = 0; item < images.rows(); item++) {
      images.copyRow(item, row);
      for (float value : row) {
        squares += value * value;
      }
      for (int member : code.word(code.sources().sourceOf(item)).members()) {
        seen[member]++;
        for (int p = 0; p < m; p++) {
          means[member][p] += row[p];
        }
      }
    }
    double variance = squares / images.rows() / m;
    List<IsotropicGaussian> all = new ArrayList<>();
    IntStream.range(0, means.length)
        .forEach(
            i -> {
              for (int p = 0; p < m; p++) {
                means[i][p] /= seen[i];
              }
              all.add(
                  new IsotropicGaussian(images.shape(), sampler.schedule(), means[i], variance));
            });
    return Ensemble.of(code, all);
  }

  /**
   * What predicts as the mean of all members does, at the cost of two of them: they differ in
   * nothing but their means.
   */
  private static Ensemble mean(Ensemble ensemble) {
    double[] mean = new double[ensemble.shape().size()];
    for (int i = 0; i < ensemble.size(); i++) {
      double[] of = ((IsotropicGaussian) ensemble.member(i)).mean();
      for (int p = 0; p < mean.length; p++) {
        mean[p] += of[p] / ensemble.size();
      }
    }
    IsotropicGaussian first = (IsotropicGaussian) ensemble.member(0);
    IsotropicGaussian one =
        new IsotropicGaussian(ensemble.shape(), first.known(), mean, first.variance());
    CodeAssignment two = Codebook.allWords(2, 1).assign(DataSources.oneItemEach(2), 0);
    return Ensemble.of(two, List.of(one, one));
  }
}
