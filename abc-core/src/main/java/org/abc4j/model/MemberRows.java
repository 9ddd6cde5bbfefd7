package org.abc4j.model;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** Which rows a member is asked for: of rows that are the same bits, the first that needs it. */
final class MemberRows {
  private final int[] like;

  /** Place of the first row of each kind among those that are asked for. */
  private final int[] placeOf;

  private final int[] rows;

  private MemberRows(int[] like, int[] placeOf, int[] rows) {
    this.like = like;
    this.placeOf = placeOf;
    this.rows = rows;
  }

  /**
   * The rows of a member.
   *
   * @param like for each row the first that is the same bits
   * @param needed whether a row takes the member's prediction
   */
  static MemberRows of(int[] like, IntPredicate needed) {
    int[] placeOf = new int[like.length];
    Arrays.fill(placeOf, -1);
    int[] rows = new int[like.length];
    int count = 0;
    for (int row = 0; row < like.length; row++) {
      if (needed.test(row) && placeOf[like[row]] < 0) {
        placeOf[like[row]] = count;
        rows[count++] = row;
      }
    }
    return new MemberRows(like, placeOf, Arrays.copyOf(rows, count));
  }

  /** The rows to ask for, in order, each of its own kind. */
  int[] rows() {
    return rows;
  }

  /** Where the prediction for a row stands among those of {@link #rows}; −1 if nobody needs it. */
  int place(int row) {
    return placeOf[like[row]];
  }
}
