package org.abc4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.abc4j.Batch;
import org.abc4j.Execution;
import org.abc4j.codebook.Codeword;

/**
 * The sum Σ fᵢ·cᵢ/n over the members whose coefficient is not 0.
 *
 * <p>What rows have in common is done once: a member is asked once for rows that are the same bits,
 * and they share their sum as long as their coefficients have been the same.
 */
final class WeightedMean {
  /** Pieces of work for each thread: with fewer, most threads would wait for the last one. */
  private static final int PIECES = 4;

  /** A member takes more time for each row of a call with fewer. */
  private static final int LEAST_ROWS = 4;

  private WeightedMean() {}

  /**
   * A piece of work: some of the rows that a member is asked for.
   *
   * @param member which member
   * @param first the first of its rows
   * @param end behind the last
   */
  private record Piece(int member, int first, int end) {}

  static Batch predict(
      Ensemble ensemble,
      Batch x,
      int timestep,
      List<Coefficients> coefficients,
      Execution execution) {
    if (!x.shape().equals(ensemble.shape())) {
      throw new IllegalArgumentException(
          "this ensemble denoises samples of shape " + ensemble.shape() + ", found " + x.shape());
    }
    if (coefficients.size() != x.rows()) {
      throw new IllegalArgumentException(
          "each of " + x.rows() + " rows takes a coefficient vector, found " + coefficients.size());
    }
    int n = ensemble.size();
    Codeword removed = ensemble.removed();
    coefficients.forEach(
        c -> {
          c.requireSize(n);
          c.requireNone(removed);
        });
    int m = x.shape().size();
    int[] like = firstLike(x);
    MemberRows[] asked = new MemberRows[n];
    float[][] predictions = new float[n][];
    for (int i = 0; i < n; i++) {
      int member = i;
      asked[i] = MemberRows.of(like, row -> coefficients.get(row).get(member) != 0);
      predictions[i] = new float[asked[i].rows().length * m];
    }
    List<Piece> pieces = pieces(asked, execution.threads());
    execution.forEach(
        pieces.size(),
        k -> {
          Piece piece = pieces.get(k);
          int[] rows = asked[piece.member()].rows();
          evaluate(ensemble, piece, x, rows, timestep, execution, predictions[piece.member()]);
        });

    List<PartialSum> sums = PartialSum.empty(like, m);
    for (int i = 0; i < n; i++) {
      execution.checkCancelled();
      int member = i;
      List<PartialSum> next = new ArrayList<>(sums.size());
      for (PartialSum sum : sums) {
        next.addAll(
            sum.plus(
                row -> coefficients.get(row).get(member) / n,
                predictions[i],
                asked[i].place(sum.anyRow()) * m));
      }
      sums = next;
    }
    double[] all = new double[x.rows() * m];
    sums.forEach(sum -> sum.copyTo(all));
    return Batch.rounded(x.shape(), all);
  }

  /** A member's rows in one piece, but in more where threads could not share members evenly. */
  private static List<Piece> pieces(MemberRows[] asked, int threads) {
    long members = Arrays.stream(asked).filter(rows -> rows.rows().length > 0).count();
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < asked.length; i++) {
      int rows = asked[i].rows().length;
      long wanted =
          threads == 1 ? 1 : (PIECES * (long) threads + members - 1) / Math.max(1, members);
      long count = Math.min(wanted, (rows + LEAST_ROWS - 1L) / LEAST_ROWS);
      for (long k = 0; k < count; k++) {
        pieces.add(new Piece(i, (int) (rows * k / count), (int) (rows * (k + 1) / count)));
      }
    }
    return pieces;
  }

  /** For each row the first that is the same bits: itself, but where rows have not parted yet. */
  private static int[] firstLike(Batch x) {
    int m = x.shape().size();
    float[] values = x.toArray();
    Map<Integer, List<Integer>> byHash = new HashMap<>();
    int[] like = new int[x.rows()];
    for (int row = 0; row < like.length; row++) {
      int at = row * m;
      List<Integer> seen =
          byHash.computeIfAbsent(
              Arrays.hashCode(Arrays.copyOfRange(values, at, at + m)), hash -> new ArrayList<>());
      like[row] =
          seen.stream()
              .filter(r -> Arrays.equals(values, r * m, (r + 1) * m, values, at, at + m))
              .findFirst()
              .orElse(row);
      if (like[row] == row) {
        seen.add(row);
      }
    }
    return like;
  }

  /** A member's predictions for some rows, and the question whether to go on before each block. */
  private static void evaluate(
      Ensemble ensemble,
      Piece piece,
      Batch x,
      int[] rows,
      int timestep,
      Execution execution,
      float[] predictions) {
    execution.checkCancelled();
    NoiseModel member = ensemble.member(piece.member());
    int block = Math.max(1, member.preferredRows());
    int m = x.shape().size();
    int count;
    for (int first = piece.first(); first < piece.end(); first += count) {
      execution.checkCancelled();
      count = Math.min(block, piece.end() - first);
      int[] places = Arrays.copyOfRange(rows, first, first + count);
      Batch some = x.select(places);
      Batch answer = member.predict(some, timestep);
      float[] found =
          AnswerCheck.require(
              "member " + piece.member(), timestep, some, answer, row -> places[row]);
      System.arraycopy(found, 0, predictions, first * m, found.length);
    }
  }
}
