package org.abc4j.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.abc4j.Execution;

/**
 * What the fit needs of one state of a sample and all sources: F_b = Σ_s T_bs·c_sᵀ (n × m), and the
 * inner products of those of single folds with one another and with D. In one pass over the points;
 * the sums of folds are dropped.
 *
 * <p>Immutable.
 */
final class TemplateSums {
  /** Values of templates that are added together, so that sums are fetched once for all of them. */
  static final int VALUES_OF_BLOCK = 1 << 20;

  private final int folds;
  private final int templates;
  private final double[][] totals;
  private final double[][] gram;
  private final double[] products;

  /** Σ_s |T_bs|²·|c_s|² of all sources. */
  private final double[] squares;

  private TemplateSums(
      int folds,
      int templates,
      double[][] totals,
      double[][] gram,
      double[] products,
      double[] squares) {
    this.folds = folds;
    this.templates = templates;
    this.totals = totals;
    this.gram = gram;
    this.products = products;
    this.squares = squares;
  }

  static TemplateSums of(TemplateFields fields, WordTable words, int folds, Execution execution) {
    int templates = fields.count();
    double[][] sums = new double[folds * templates][];
    double[] squares = new double[templates];
    for (int fold = 0; fold < folds; fold++) {
      double[][] ofFold = ofFold(fields, words, fold, folds, squares, execution);
      System.arraycopy(ofFold, 0, sums, fold * templates, templates);
    }
    double[] d = flat(fields.step().differences());
    double[] products = new double[sums.length];
    double[][] gram = new double[sums.length][sums.length];
    for (int g = 0; g < sums.length; g++) {
      execution.checkCancelled();
      products[g] = Vectors.dot(sums[g], d);
      for (int h = 0; h <= g; h++) {
        gram[g][h] = Vectors.dot(sums[g], sums[h]);
        gram[h][g] = gram[g][h];
      }
    }
    double[][] totals = new double[templates][];
    for (int b = 0; b < templates; b++) {
      totals[b] = sums[b];
      for (int fold = 1; fold < folds; fold++) {
        Vectors.add(totals[b], sums[fold * templates + b]);
      }
    }
    double ofWord = words.weight() * (1 - words.share());
    for (int b = 0; b < templates; b++) {
      squares[b] *= ofWord;
    }
    return new TemplateSums(folds, templates, totals, gram, products, squares);
  }

  /** Σ T_bs·c_sᵀ over the sources of a fold, B rows of n·m values; adds Σ |T_bs|² to squares. */
  private static double[][] ofFold(
      TemplateFields fields,
      WordTable words,
      int fold,
      int folds,
      double[] squares,
      Execution execution) {
    int m = fields.step().state().length;
    int n = words.members();
    double[][] sums = new double[fields.count()][n * m];
    double[][] all = new double[fields.count()][m];
    long ofBlock = Math.max(1, VALUES_OF_BLOCK / ((long) sums.length * m));
    int together = (int) Math.min(words.sources(), folds * ofBlock);
    for (int first = fold; first < words.sources(); first += together) {
      int last = first + Math.min(words.sources() - first, together);
      List<double[][]> block = new ArrayList<>();
      List<List<Integer>> seeing = new ArrayList<>();
      IntStream.range(0, n).forEach(i -> seeing.add(new ArrayList<>()));
      for (int s = first; s < last; s += folds) {
        execution.checkCancelled();
        for (int member : words.word(s)) {
          seeing.get(member).add(block.size());
        }
        block.add(fields.of(s));
      }
      for (int b = 0; b < sums.length; b++) {
        for (double[][] of : block) {
          Vectors.add(all[b], of[b]);
          squares[b] += Vectors.dot(of[b], of[b]);
        }
        for (int i = 0; i < n; i++) {
          int template = b;
          double[][] rows =
              seeing.get(i).stream().map(k -> block.get(k)[template]).toArray(double[][]::new);
          Vectors.addRows(sums[b], i * m, rows);
        }
      }
    }
    // Words are centred: each takes w/n off every member.
    for (int b = 0; b < sums.length; b++) {
      for (int at = 0; at < sums[b].length; at += m) {
        for (int p = 0; p < m; p++) {
          sums[b][at + p] -= words.share() * all[b][p];
        }
      }
    }
    return sums;
  }

  static double[] flat(double[][] rows) {
    double[] flat = new double[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[i].length, rows[i].length);
    }
    return flat;
  }

  /** Adds ⟨F_b, F_b'⟩ of the sources outside of a fold, times a factor. */
  void addGram(double[][] into, int without, double factor) {
    for (int f = 0; f < folds; f++) {
      for (int g = 0; g < folds; g++) {
        if (f == without || g == without) {
          continue;
        }
        for (int b = 0; b < templates; b++) {
          for (int c = 0; c < templates; c++) {
            into[b][c] += factor * gram[f * templates + b][g * templates + c];
          }
        }
      }
    }
  }

  /** Adds ⟨F_b, D⟩ of the sources outside of a fold, times a factor. */
  void addProducts(double[] into, int without, double factor) {
    for (int f = 0; f < folds; f++) {
      if (f != without) {
        for (int b = 0; b < templates; b++) {
          into[b] += factor * products[f * templates + b];
        }
      }
    }
  }

  /** Adds the squares of all sources' templates, times a factor: no word enters them. */
  void addSquares(double[] into, double factor) {
    for (int b = 0; b < templates; b++) {
      into[b] += factor * squares[b];
    }
  }

  /** D − Σ_b θ_b·F_b, everybody's predicted effect taken off: n rows of m values. */
  double[][] remainder(double[][] differences, double[] theta) {
    int m = differences[0].length;
    double[][] remainder = new double[differences.length][];
    for (int i = 0; i < remainder.length; i++) {
      remainder[i] = differences[i].clone();
      for (int b = 0; b < templates; b++) {
        for (int p = 0; p < m; p++) {
          remainder[i][p] -= theta[b] * totals[b][i * m + p];
        }
      }
    }
    return remainder;
  }
}
