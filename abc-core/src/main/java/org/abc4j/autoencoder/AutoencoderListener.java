package org.abc4j.autoencoder;

/** Hears of the epochs of an autoencoder's training. */
@FunctionalInterface
public interface AutoencoderListener {

  /**
   * An epoch has ended. Called on the thread that trains.
   *
   * @param epoch which one, from 1
   * @param epochs how many there are
   * @param loss the mean of the losses of its images, each before the step that it was part of;
   *     with patches it is another loss than without, and greater
   */
  void trained(int epoch, int epochs, double loss);
}
