package org.abc4j.classifier;

/** Hears of the epochs of a classifier's training. */
@FunctionalInterface
public interface ClassifierListener {

  /**
   * An epoch has ended, and its classifier was shown the test images. Called on the thread that
   * trains.
   *
   * @param epoch which one, from 1
   * @param epochs how many there are
   * @param result loss and accuracies
   */
  void trained(int epoch, int epochs, EpochResult result);
}
