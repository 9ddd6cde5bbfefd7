package org.abc4j.noise;

import java.util.List;
import org.abc4j.Shape;

/** Exogenous noise given as arrays. */
final class RecordedNoise implements SampleNoise {
  private final float[] start;
  private final List<float[]> steps;

  RecordedNoise(float[] start, List<float[]> steps) {
    this.start = start.clone();
    this.steps = steps.stream().map(float[]::clone).toList();
  }

  @Override
  public float[] start(Shape shape) {
    return checked("recorded start", start, shape);
  }

  @Override
  public float[] step(Shape shape, int step) {
    if (step < 0 || step >= steps.size()) {
      throw new IllegalArgumentException(
          "recorded noise has " + steps.size() + " steps, step " + step + " was asked for");
    }
    return checked("recorded step " + step, steps.get(step), shape);
  }

  private static float[] checked(String what, float[] values, Shape shape) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          what + " has " + values.length + " values, shape " + shape + " has " + shape.size());
    }
    return values.clone();
  }

  @Override
  public String toString() {
    return "recorded noise of " + steps.size() + " steps";
  }
}
