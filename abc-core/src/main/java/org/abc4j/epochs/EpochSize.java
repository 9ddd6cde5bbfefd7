package org.abc4j.epochs;

/**
 * How long a training is, below 2³¹ steps.
 *
 * @param images of an epoch
 * @param batchSize images of a step, but for an epoch's last
 * @param epochs all of them
 */
public record EpochSize(int images, int batchSize, int epochs) {
  /** Refuses too many steps. */
  public EpochSize {
    long steps = (long) epochs * stepsOfEpoch(images, batchSize);
    if (steps > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a training takes below 2^31 steps, found " + steps);
    }
  }

  /** Steps of an epoch of so many images, the last of what is left. */
  public static int stepsOfEpoch(int images, int batchSize) {
    return (int) (((long) images + batchSize - 1) / batchSize);
  }

  /** Steps of each epoch. */
  public int stepsOfEpoch() {
    return stepsOfEpoch(images, batchSize);
  }

  /** Steps of all epochs. */
  public int steps() {
    return epochs * stepsOfEpoch();
  }
}
