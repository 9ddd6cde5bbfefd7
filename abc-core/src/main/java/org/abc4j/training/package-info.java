/**
 * Training of ensemble members, as in Ho et al. (2020) and appendix B.2.
 *
 * <ul>
 *   <li>{@link org.abc4j.training.TrainingConfig}: how;
 *   <li>{@link org.abc4j.training.TrainingDraws}: on what, a pure function of (seed, member, step);
 *   <li>{@link org.abc4j.training.MemberTrainer}: one member, with checkpoints, on any {@link
 *       org.abc4j.model.TrainableNoiseModel};
 *   <li>{@link org.abc4j.training.UNetEnsembleTrainer}: all members of U-Nets, into a folder, on
 *       the pure-JVM engine or another executor's {@link org.abc4j.training.TrainableModels};
 *   <li>{@link org.abc4j.training.MatchedRetraining}: single models on all items and without each
 *       source, as alike as they can be (section 3.2), read as {@link
 *       org.abc4j.training.RetrainedModels}.
 * </ul>
 */
package org.abc4j.training;
