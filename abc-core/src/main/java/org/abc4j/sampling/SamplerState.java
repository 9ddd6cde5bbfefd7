package org.abc4j.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.abc4j.Batch;

/**
 * Where samples stand between two steps of a sampler: the states x, and what a multistep sampler
 * keeps of the steps before, such as earlier predictions of the clean sample.
 *
 * <p>Row r of each belongs to sample r. Immutable and thread-safe.
 */
public final class SamplerState {
  private final Batch x;
  private final List<Batch> kept;

  private SamplerState(Batch x, List<Batch> kept) {
    this.x = Objects.requireNonNull(x, "states");
    this.kept = List.copyOf(kept);
    for (int j = 0; j < this.kept.size(); j++) {
      Batch values = this.kept.get(j);
      if (!values.shape().equals(x.shape()) || values.rows() != x.rows()) {
        throw new IllegalArgumentException(
            "kept value " + j + " must fit the states, " + x + ", but found " + values);
      }
    }
  }

  /**
   * Before the first step.
   *
   * @param x what sampling starts from, a row for each sample
   * @return the state, which keeps nothing yet
   */
  public static SamplerState start(Batch x) {
    return new SamplerState(x, List.of());
  }

  /**
   * Between steps.
   *
   * @param x states, a row for each sample
   * @param kept what is kept, each of the shape and the rows of {@code x}
   * @return the state
   * @throws IllegalArgumentException if a shape or a number of rows does not fit
   */
  public static SamplerState of(Batch x, List<Batch> kept) {
    return new SamplerState(x, kept);
  }

  /**
   * The states x.
   *
   * @return a row for each sample
   */
  public Batch x() {
    return x;
  }

  /**
   * What is kept of the steps before.
   *
   * @return as many batches as the next step asks for, each with a row for each sample
   */
  public List<Batch> kept() {
    return kept;
  }

  /** Equal when all values are, bit for bit. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SamplerState that && x.equals(that.x) && kept.equals(that.kept);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(new Object[] {x, kept});
  }

  @Override
  public String toString() {
    return "SamplerState[" + x + ", " + kept.size() + " kept]";
  }
}
