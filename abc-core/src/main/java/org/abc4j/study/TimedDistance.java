package org.abc4j.study;

import java.util.concurrent.atomic.AtomicLong;
import org.abc4j.Shape;
import org.abc4j.attribution.PerceptualDistance;

/**
 * A perceptual distance, and how long whoever asked has waited for it: what an extractor takes is
 * no part of what counterfactuals do. Thread-safe; for waits that do not overlap.
 */
final class TimedDistance implements PerceptualDistance {
  private final PerceptualDistance distance;
  private final AtomicLong waited = new AtomicLong();

  TimedDistance(PerceptualDistance distance) {
    this.distance = distance;
  }

  /** Nanoseconds so far. */
  long nanos() {
    return waited.get();
  }

  @Override
  public From from(float[] image, Shape shape) {
    long begin = System.nanoTime();
    From from = distance.from(image, shape);
    waited.addAndGet(System.nanoTime() - begin);
    return (images, first, execution) -> {
      long start = System.nanoTime();
      double[] distances = from.to(images, first, execution);
      waited.addAndGet(System.nanoTime() - start);
      return distances;
    };
  }

  @Override
  public String toString() {
    return distance.toString();
  }
}
