/**
 * How an experiment's data and models come about: real data sets or stand-ins, trained networks or
 * fits in closed form, behind one interface, {@link
 * org.abc4j.cli.experiment.world.ExperimentWorld}.
 */
package org.abc4j.cli.experiment.world;
