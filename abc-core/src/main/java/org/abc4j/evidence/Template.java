package org.abc4j.evidence;

/**
 * One guess at how training on a point changes what a denoiser predicts at a state of a sample: a
 * weight for each point times a direction that the point has by itself. What a source does is the
 * sum over its points; how much of each template there is, is estimated ({@link
 * CalibratedAttributor}).
 *
 * <p>Weights may come from anything known of points and state, such as features of a network; they
 * must not depend on which words the sources hold, or the test of the evidence is none.
 * Implementations are immutable and thread-safe.
 */
public interface Template {
  /** Whither a point pushes the predicted clean sample. */
  enum Direction {
    /** x_j − x̂₀: towards itself, as in a posterior mean. */
    DIFFERENCE,
    /** The ensemble's own residual on the point, as gradient descent in function space has it. */
    RESIDUAL
  }

  /**
   * Whither points push.
   *
   * @return the direction
   */
  Direction direction();

  /**
   * How strongly each point pushes at a state.
   *
   * @param seen how the state sees the points
   * @return a finite weight for each point
   */
  double[] weights(SeenPoints seen);
}
