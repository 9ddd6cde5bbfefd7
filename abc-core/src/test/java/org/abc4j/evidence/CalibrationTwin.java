package org.abc4j.evidence;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Batch;
import org.abc4j.Shape;
import org.abc4j.codebook.CodeAssignment;
import org.abc4j.evaluation.Correlation;
import org.abc4j.model.Ensemble;
import org.abc4j.sampling.Sample;
import org.abc4j.sampling.SamplerState;
import org.abc4j.sampling.SamplingStep;

/**
 * The slow twin of {@link CalibratedAttributor}: the formulas of decision 31 one by one, every
 * matrix formed, in plain loops, for samples of a DDIM sampler.
 */
final class CalibrationTwin {
  private static final double RIDGE = 0.05;

  private final List<Sample> samples;
  private final TrainingResiduals residuals;
  private final double[][] items;
  private final int[][] itemsOf;
  private final double[][] words;
  private final int folds;
  private final int m;
  private final int n;
  private final double share;

  /** At [sample][step]: D as n rows, templates as [b][source][p], and 1/σ². */
  private final double[][][][] d;

  private final double[][][][][] t;
  private final double[][] precision;
  private final int[] chosen;

  /** At [sample][step of the sampler][value], where x̂₀ is held by the clip bound. */
  private final boolean[][][] held;

  CalibrationTwin(List<Sample> samples, double[][] items, TrainingResiduals residuals, int folds) {
    this.samples = samples;
    this.residuals = residuals;
    this.items = items;
    this.folds = folds;
    Ensemble ensemble = samples.get(0).ensemble();
    CodeAssignment code = ensemble.code();
    m = items[0].length;
    n = ensemble.size();
    share = (double) code.codebook().weight() / n;
    int sources = (int) code.sources().count();
    itemsOf = new int[sources][];
    words = new double[sources][n];
    for (int s = 0; s < sources; s++) {
      itemsOf[s] = Arrays.stream(code.sources().itemsOf(s)).mapToInt(i -> (int) i).toArray();
      for (int i = 0; i < n; i++) {
        words[s][i] = (code.word(s).contains(i) ? 1 : 0) - share;
      }
    }
    List<SamplingStep> steps = samples.get(0).sampler().steps();
    chosen =
        IntStream.range(0, steps.size())
            .filter(k -> residuals.timesteps().contains(steps.get(k).timestep()))
            .toArray();
    d = new double[samples.size()][chosen.length][][];
    t = new double[samples.size()][chosen.length][][][];
    precision = new double[samples.size()][chosen.length];
    held = new boolean[samples.size()][steps.size()][m];
    for (int q = 0; q < samples.size(); q++) {
      walk(q);
    }
  }

  private void walk(int q) {
    Sample sample = samples.get(q);
    Shape shape = sample.shape();
    List<SamplingStep> steps = sample.sampler().steps();
    SamplerState state = SamplerState.start(Batch.of(shape, sample.noise().start(shape)));
    int at = 0;
    for (int k = 0; k < steps.size(); k++) {
      SamplingStep step = steps.get(k);
      double[][] said = new double[n][];
      double[] mean = new double[m];
      for (int i = 0; i < n; i++) {
        said[i] = sample.ensemble().member(i).predict(state.x(), step.timestep()).toDoubleArray();
        for (int p = 0; p < m; p++) {
          mean[p] += said[i][p] / n;
        }
      }
      double[] x = state.x().toDoubleArray();
      for (int p = 0; p < m; p++) {
        double clean =
            (x[p] - Math.sqrt(1 - step.alphaBar()) * mean[p]) / Math.sqrt(step.alphaBar());
        held[q][k][p] = Math.abs(clean) > step.clip();
      }
      if (at < chosen.length && chosen[at] == k) {
        hear(q, at++, step, x, said, mean);
      }
      Batch fresh = step.fresh(shape, k, List.of(sample.noise()));
      state = step.next(state, Batch.rounded(shape, mean), fresh);
    }
  }

  private void hear(int q, int k, SamplingStep step, double[] x, double[][] said, double[] mean) {
    double a = Math.sqrt(step.alphaBar());
    double sigma = Math.sqrt(1 - step.alphaBar());
    double[] clean = new double[m];
    d[q][k] = new double[n][m];
    double squares = 0;
    for (int p = 0; p < m; p++) {
      clean[p] = (x[p] - sigma * mean[p]) / a;
      for (int i = 0; i < n; i++) {
        d[q][k][i][p] = (x[p] - sigma * said[i][p]) / a - clean[p];
        squares += d[q][k][i][p] * d[q][k][i][p];
      }
      clean[p] = Math.max(-step.clip(), Math.min(step.clip(), clean[p]));
    }
    precision[q][k] = n * m / squares;
    t[q][k] = templates(step, x, clean);
  }

  private double[][][] templates(SamplingStep step, double[] x, double[] clean) {
    int count = items.length;
    double a = Math.sqrt(step.alphaBar());
    double variance = 1 - step.alphaBar();
    double[] mean = new double[m];
    for (double[] item : items) {
      for (int p = 0; p < m; p++) {
        mean[p] += item[p] / count;
      }
    }
    double[][] covariance = new double[m][m];
    double trace = 0;
    for (double[] item : items) {
      for (int p = 0; p < m; p++) {
        for (int r = 0; r < m; r++) {
          covariance[p][r] += (item[p] - mean[p]) * (item[r] - mean[r]) / count;
        }
        trace += (item[p] - mean[p]) * (item[p] - mean[p]) / count;
      }
    }
    for (int p = 0; p < m; p++) {
      covariance[p][p] += 0.05 * trace / m;
    }
    double[] fromMean = new double[m];
    Arrays.setAll(fromMean, p -> clean[p] - mean[p]);
    double[] whitened = solve(covariance, fromMean);
    double[] toState = new double[count];
    double[] toClean = new double[count];
    double[] linear = new double[count];
    double[] ofWhitened = new double[count];
    for (int j = 0; j < count; j++) {
      for (int p = 0; p < m; p++) {
        toState[j] += square(x[p] - a * items[j][p]);
        toClean[j] += square(items[j][p] - clean[p]);
        linear[j] += (items[j][p] - mean[p]) * fromMean[p];
        ofWhitened[j] += (items[j][p] - mean[p]) * whitened[p];
      }
    }
    double[] sorted = Arrays.stream(toClean).sorted().toArray();
    double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    double[][] kernels = new double[12][count];
    double[] h = {0.15, 0.3, 0.6};
    double[] f = {0.03, 0.1, 0.3};
    for (int b = 0; b < 3; b++) {
      double sum = 0;
      for (int j = 0; j < count; j++) {
        double v = variance + step.alphaBar() * h[b] * h[b];
        kernels[b][j] = Math.exp(-(toState[j] - Arrays.stream(toState).min().orElse(0)) / (2 * v));
        sum += kernels[b][j];
        kernels[3 + b][j] = Math.exp(-(toClean[j] - sorted[0]) / (2 * f[b] * median));
      }
      for (int j = 0; j < count; j++) {
        kernels[b][j] /= sum;
      }
    }
    for (int j = 0; j < count; j++) {
      kernels[6][j] = 1;
      kernels[7][j] = linear[j];
      kernels[8][j] = ofWhitened[j];
      kernels[9][j] = linear[j];
      kernels[10][j] = ofWhitened[j];
      kernels[11][j] = 1;
    }
    float[] residual = new float[m];
    double[][][] templates = new double[12][words.length][m];
    for (int b = 0; b < 12; b++) {
      for (int s = 0; s < words.length; s++) {
        for (int j : itemsOf[s]) {
          residuals.at(step.timestep()).copyRow(j, residual);
          for (int p = 0; p < m; p++) {
            boolean ofResidual = b >= 3 && b <= 8;
            templates[b][s][p] +=
                kernels[b][j] * (ofResidual ? residual[p] : items[j][p] - clean[p]);
          }
        }
      }
    }
    return templates;
  }

  /** θ by the normal equations of all rows: a row for each sample, member and value. */
  double[] theta(int k, int without) {
    double[][] a = new double[12][12];
    double[] g = new double[12];
    for (int q = 0; q < samples.size(); q++) {
      for (int i = 0; i < n; i++) {
        for (int p = 0; p < m; p++) {
          double[] row = new double[12];
          for (int b = 0; b < 12; b++) {
            for (int s = 0; s < words.length; s++) {
              if (s % folds != without) {
                row[b] += t[q][k][b][s][p] * words[s][i];
              }
            }
          }
          for (int b = 0; b < 12; b++) {
            g[b] += precision[q][k] * row[b] * d[q][k][i][p];
            for (int c = 0; c < 12; c++) {
              a[b][c] += precision[q][k] * row[b] * row[c];
            }
          }
        }
      }
    }
    double[] scale = new double[12];
    Arrays.setAll(scale, b -> Math.sqrt(square(k, b)));
    for (int b = 0; b < 12; b++) {
      g[b] /= scale[b];
      for (int c = 0; c < 12; c++) {
        a[b][c] /= scale[b] * scale[c];
      }
    }
    for (int b = 0; b < 12; b++) {
      a[b][b] += RIDGE;
    }
    double[] theta = solve(a, g);
    Arrays.setAll(theta, b -> theta[b] / scale[b]);
    return theta;
  }

  /** Σ of the squares of a template times those of words, over all samples and sources. */
  private double square(int k, int b) {
    double square = 0;
    for (int q = 0; q < samples.size(); q++) {
      for (int s = 0; s < words.length; s++) {
        for (int p = 0; p < m; p++) {
          for (int i = 0; i < n; i++) {
            square +=
                precision[q][k]
                    * (t[q][k][b][s][p] * t[q][k][b][s][p])
                    * (words[s][i] * words[s][i]);
          }
        }
      }
    }
    return square;
  }

  /** μ of a source by the θ without a fold. */
  double[] effect(int q, int k, int source, int fold) {
    double[] theta = theta(k, fold);
    double[] effect = new double[m];
    for (int b = 0; b < 12; b++) {
      for (int p = 0; p < m; p++) {
        effect[p] += theta[b] * t[q][k][b][source][p];
      }
    }
    return effect;
  }

  double zScore(int q, int source) {
    double[] along = new double[n];
    int fold = source % folds;
    for (int k = 0; k < chosen.length; k++) {
      double[] own = effect(q, k, source, fold);
      for (int i = 0; i < n; i++) {
        double[] rest = d[q][k][i].clone();
        for (int s = 0; s < words.length; s++) {
          if (s != source) {
            double[] other = effect(q, k, s, fold);
            for (int p = 0; p < m; p++) {
              rest[p] -= other[p] * words[s][i];
            }
          }
        }
        for (int p = 0; p < m; p++) {
          along[i] += precision[q][k] * own[p] * rest[p];
        }
      }
    }
    return Math.sqrt(n - 1) * Correlation.pearson(along, words[source]).coefficient();
  }

  /** Whether a value is clipped at a calibrated step or later. */
  boolean clips() {
    return Arrays.stream(held)
        .flatMap(steps -> Arrays.stream(steps).skip(chosen[0]))
        .anyMatch(values -> IntStream.range(0, m).anyMatch(p -> values[p]));
  }

  double size(int q, int source) {
    List<SamplingStep> steps = samples.get(q).sampler().steps();
    double[] change = new double[m];
    for (int k = 0; k < chosen.length; k++) {
      SamplingStep step = steps.get(chosen[k]);
      double[] effect = effect(q, k, source, source % folds);
      for (int p = 0; p < m; p++) {
        double factor = share * Math.sqrt(step.alphaBar() / (1 - step.alphaBar()));
        factor *= held[q][chosen[k]][p] ? step.predictionWeight() : step.b();
        for (int j = chosen[k] + 1; j < steps.size(); j++) {
          SamplingStep later = steps.get(j);
          factor *= held[q][j][p] ? later.stateWeight() : later.a();
        }
        change[p] += factor * effect[p];
      }
    }
    double squares = 0;
    double towards = 0;
    float[] image = samples.get(q).image();
    for (int p = 0; p < m; p++) {
      squares += change[p] * change[p];
      for (int j : itemsOf[source]) {
        towards += change[p] * (items[j][p] - image[p]);
      }
    }
    return towards > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
  }

  /** Gauss elimination with pivots. */
  static double[] solve(double[][] matrix, double[] right) {
    int count = right.length;
    double[][] a = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    double[] x = right.clone();
    for (int c = 0; c < count; c++) {
      int pivot = c;
      for (int r = c; r < count; r++) {
        pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
      }
      double[] row = a[c];
      a[c] = a[pivot];
      a[pivot] = row;
      double value = x[c];
      x[c] = x[pivot];
      x[pivot] = value;
      for (int r = c + 1; r < count; r++) {
        double factor = a[r][c] / a[c][c];
        for (int j = c; j < count; j++) {
          a[r][j] -= factor * a[c][j];
        }
        x[r] -= factor * x[c];
      }
    }
    for (int c = count - 1; c >= 0; c--) {
      for (int j = c + 1; j < count; j++) {
        x[c] -= a[c][j] * x[j];
      }
      x[c] /= a[c][c];
    }
    return x;
  }

  private static double square(double value) {
    return value * value;
  }
}
