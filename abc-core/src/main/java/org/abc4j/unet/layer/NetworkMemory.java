package org.abc4j.unet.layer;

/**
 * What a network and its passes take of memory, counted from its layers; all in bytes.
 *
 * <p>An ensemble of n members on p threads takes n · {@code weights}, up to its {@link
 * DerivedWeights}' bound of n · {@code derived}, and p · {@link #prediction}, p · {@link
 * #linearization} or, where threads have done both, p · {@link #workspace}. The counts are those of
 * the arrays. The garbage collector G1 rounds each array of more than half a region up to whole
 * regions, which for large networks takes up to a half more: {@code -XX:G1HeapRegionSize=1m} or
 * {@code -XX:+UseParallelGC} avoid that.
 *
 * @param weights the weights, filled up to the kernels' columns
 * @param derived what predictions derive from the weights, where it is kept
 * @param derivedInTraining what training derives from them
 * @param passing values of one row that a prediction needs at the same time
 * @param kept values of one row that derivatives need
 * @param tangent values that one tangent needs at the same time
 * @param adjoints values that one row's way back needs at the same time
 * @param scratch working space of the layers, whatever the rows
 * @param gathered working space of the layers, for each row
 * @param transformed the largest kernel that is made anew in each pass if it may not be kept
 */
public record NetworkMemory(
    long weights,
    long derived,
    long derivedInTraining,
    long passing,
    long kept,
    long tangent,
    long adjoints,
    long scratch,
    long gathered,
    long transformed) {
  /** Weights, gradients, two moments and an average. */
  private static final int ARRAYS_IN_TRAINING = 5;

  /** Weights, two moments and an average: what a checkpoint copies. */
  private static final int ARRAYS_IN_STATE = 4;

  /**
   * What a thread needs to predict with members whose derived weights are not kept; less by {@code
   * transformed} if they are.
   *
   * @param rows rows that go through together
   * @return bytes
   */
  public long prediction(int rows) {
    return rows * (passing + gathered) + scratch + transformed;
  }

  /**
   * What a thread needs for one image and its tangents, with members whose derived weights are not
   * kept; less by {@code transformed} if they are.
   *
   * @param tangents tangents that go through together
   * @return bytes
   */
  public long linearization(int tangents) {
    return kept + tangents * (tangent + gathered) + scratch + transformed;
  }

  /**
   * What a thread needs to predict and, at other times, for one image and its tangents.
   *
   * @param rows rows that go through together
   * @param tangents tangents that go through together
   * @return bytes
   */
  public long workspace(int rows, int tangents) {
    return kept
        + rows * passing
        + tangents * tangent
        + Math.max(rows, tangents) * gathered
        + scratch
        + transformed;
  }

  /**
   * What a member in training needs, up to the copy that a checkpoint takes.
   *
   * @param rows rows that go through together
   * @return bytes
   */
  public long training(int rows) {
    return (ARRAYS_IN_TRAINING + ARRAYS_IN_STATE) * weights
        + derivedInTraining
        + rows * (kept + adjoints + gathered)
        + scratch
        // A kernel's gradient before it is transformed back, and a kernel turned round.
        + transformed
        + transformed / 4;
  }
}
