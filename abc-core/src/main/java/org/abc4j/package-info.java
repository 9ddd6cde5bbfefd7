/**
 * What every room of abc shares: how samples are carried and how long computations run.
 *
 * <ul>
 *   <li>{@link org.abc4j.Shape} and {@link org.abc4j.Batch} carry samples as {@code float} in NCHW
 *       order;
 *   <li>{@link org.abc4j.Execution} and {@link org.abc4j.ProgressListener} say on whose threads a
 *       long computation runs, who hears of its progress and when it stops;
 *   <li>{@link org.abc4j.Libraries} says how old the libraries may be that this one runs on.
 * </ul>
 *
 * <p>The rooms, from the data's first step to its last: {@code codebook} (which member sees which
 * source), {@code model} (members and their ensemble), {@code noise} and {@code sampling} (samples
 * and their counterfactuals), {@code attribution} (landscapes), {@code evaluation} (statistics over
 * them). Notation follows Dai and Gifford, "Ablation Based Counterfactuals".
 */
package org.abc4j;
