package org.abc4j.noise;

/**
 * What a random draw is for.
 *
 * <p>Draws of different purposes are independent even under one seed. The codes are part of every
 * stored result: they are never reused or changed.
 */
public enum Purpose {
  /** The noise x_T that a sample starts from. */
  SAMPLE_START(1),
  /** The noise added at one sampling step. */
  SAMPLE_STEP(2),
  /** Which word of a codebook a source gets. */
  CODE_ASSIGNMENT(3),
  /** The search for the words of a designed code. */
  CODE_DESIGN(4),
  /** Draws of a test or an example that belong to none of the above. */
  EXAMPLE(5),
  /** The weights that a member's training starts from. */
  INITIAL_WEIGHTS(6),
  /** Which items a training step sees. */
  MINIBATCH(7),
  /** Which of them are mirrored. */
  FLIP(8),
  /** The timesteps of a training step. */
  TIMESTEP(9),
  /** The noise of a training step. */
  TRAINING_NOISE(10),
  /** The masks of dropout. */
  DROPOUT(11),
  /** The sources that a hybrid landscape is measured on. */
  TRIAL_SOURCES(12),
  /** The noise at which an ensemble's residuals on its training items are taken. */
  RESIDUAL_NOISE(13),
  /** Words dealt anew, for the distribution that a statistic has by chance. */
  WORD_PERMUTATION(14),
  /** The sources that are verified to judge a screen. */
  VERIFIED_SOURCES(15),
  /** Which items a training step sees, alike in members that share their draws. */
  SHARED_MINIBATCH(16),
  /** The sources at whose ablations members are asked, to follow those of the others. */
  ANCHOR_SOURCES(17),
  /** The weights that an autoencoder's training starts from. */
  AUTOENCODER_WEIGHTS(20),
  /** The order in which an epoch of an autoencoder's training sees the images. */
  AUTOENCODER_ORDER(21),
  /** The latent that is drawn where an encoder gives a distribution of them. */
  LATENT_SAMPLE(22),
  /** What is drawn with replacement, for an interval. */
  BOOTSTRAP(23),
  /** Attributions that know nothing, for a floor. */
  UNINFORMED_ATTRIBUTION(24),
  /** The weights that a classifier's training starts from. */
  CLASSIFIER_WEIGHTS(25),
  /** The order in which an epoch of a classifier's training sees the images. */
  CLASSIFIER_ORDER(26),
  /** The direction in which an attack on a classifier starts from an image. */
  ATTACK_DIRECTION(27),
  /** How far from the image it starts. */
  ATTACK_DISTANCE(28),
  /** Which items a training step sees in place of those that a matched retraining leaves out. */
  MATCHED_REDRAW(29),
  /** Which images go to which of some groups that are sources. */
  SOURCE_GROUPS(30),
  /** Images that are made up where a data set is not at hand. */
  STAND_IN(31),
  /** The sets of sources that models are fitted to alone, for a datamodelling score. */
  SOURCE_SETS(32);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
