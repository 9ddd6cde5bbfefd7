package org.abc4j.classifier;

/**
 * How much work a training is, in passes of an image through the network, forward or backward: a
 * step of training takes three, of an attack two. Immutable.
 */
final class ClassifierPasses {
  private static final int OF_TRAINING = 3;
  private static final int OF_ATTACK = 2;

  private final ClassifierTraining training;
  private final int images;
  private final int testImages;

  ClassifierPasses(ClassifierTraining training, int images, int testImages) {
    this.training = training;
    this.images = images;
    this.testImages = testImages;
  }

  /** Images that weights are trained on, perturbed ones too, in all. */
  long trained() {
    return (training.epochs() + 2L * training.adversarialEpochs()) * images;
  }

  /** Steps of attacks on an image, in all. */
  long attacked() {
    return (long) training.adversarialEpochs()
        * training.attack().steps()
        * ((long) images + testImages);
  }

  /** Images that are looked at, in all. */
  long looked() {
    return (training.epochs() + 2L * training.adversarialEpochs()) * testImages;
  }

  long all() {
    return OF_TRAINING * trained() + OF_ATTACK * attacked() + looked();
  }

  /** Of so many steps, and so many epochs that were judged. */
  long done(int steps, int judged) {
    int ofEpoch = training.steps(images);
    int ended = steps / ofEpoch;
    long within = (long) (steps % ofEpoch) * training.batchSize() * ofImage(ended);
    long done = within;
    for (int epoch = 0; epoch < ended; epoch++) {
      done += images * ofImage(epoch);
    }
    for (int epoch = 0; epoch < judged; epoch++) {
      done += testImages * ofTestImage(epoch);
    }
    return done;
  }

  private long ofImage(int epoch) {
    return training.isAdversarial(epoch)
        ? 2L * OF_TRAINING + (long) OF_ATTACK * training.attack().steps()
        : OF_TRAINING;
  }

  private long ofTestImage(int epoch) {
    return training.isAdversarial(epoch) ? 2 + (long) OF_ATTACK * training.attack().steps() : 1;
  }
}
