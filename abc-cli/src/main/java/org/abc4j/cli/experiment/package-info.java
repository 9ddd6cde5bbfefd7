/**
 * The paper's experiments, as data and as runs.
 *
 * <p>{@link org.abc4j.cli.experiment.ExperimentRegistry} has what the paper did, an {@link
 * org.abc4j.cli.experiment.Experiment} for each of its 30 ensembles, and {@link
 * org.abc4j.cli.experiment.Scale}s at which it can be done. Both together, with a kind of members,
 * are an {@link org.abc4j.cli.experiment.ExperimentPlan}, from which every number of a run follows.
 * How data and members come about is {@code world}'s business.
 */
package org.abc4j.cli.experiment;
