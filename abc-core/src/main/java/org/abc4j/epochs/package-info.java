/**
 * What trainings of one network have in common that go on epoch by epoch into a folder: its files,
 * its checkpoints, who may write, and the loop over steps and epochs. Not for use from outside this
 * library; it may change without notice.
 *
 * <p>{@link org.abc4j.epochs.NetworkFiles} is the folder, {@link org.abc4j.epochs.FolderTraining}
 * who trains into it, and {@link org.abc4j.epochs.EpochRun} the training under way. What a step is,
 * and what an epoch comes to, is said by an {@link org.abc4j.epochs.EpochWork}.
 */
package org.abc4j.epochs;
