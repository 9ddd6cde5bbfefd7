package org.abc4j.codebook;

import java.util.Objects;
import java.util.stream.LongStream;

/**
 * The training splits of section 2.3: member i is trained on an item if and only if the word of the
 * item's source has a 1 at position i.
 *
 * <p>Computed on demand from the assignment. Immutable and thread-safe.
 */
public final class TrainingSplits {
  private final CodeAssignment assignment;

  TrainingSplits(CodeAssignment assignment) {
    this.assignment = assignment;
  }

  /**
   * Number of splits, one a member.
   *
   * @return n
   */
  public int members() {
    return assignment.codebook().length();
  }

  /**
   * Whether a member is trained on an item.
   *
   * @param member index of the member
   * @param item index of the item
   * @return true if it is in that member's split
   * @throws IndexOutOfBoundsException if there is no such member or item
   */
  public boolean contains(int member, long item) {
    return assignment.word(assignment.sources().sourceOf(item)).contains(member);
  }

  /**
   * The items that a member is trained on, in increasing order.
   *
   * @param member index of the member
   * @return their indices
   * @throws IndexOutOfBoundsException if there is no such member
   */
  public LongStream items(int member) {
    Objects.checkIndex(member, members());
    return LongStream.range(0, assignment.sources().items()).filter(item -> contains(member, item));
  }

  /**
   * The items that a member is trained on, for data that an {@code int} can index.
   *
   * @param member index of the member
   * @return their indices in increasing order
   * @throws IndexOutOfBoundsException if there is no such member
   * @throws ArithmeticException if an item's index exceeds an {@code int}
   */
  public int[] indices(int member) {
    return items(member).mapToInt(Math::toIntExact).toArray();
  }
}
