/**
 * Noise models that need no training and are exact, value and JVP.
 *
 * <p>They are the oracle of the tests and a demonstration in seconds, and they behave differently
 * on purpose:
 *
 * <ul>
 *   <li>{@link org.abc4j.closedform.GaussianDenoiser}: samples are Gaussian blurs of the data, and
 *       differential ablation is accurate;
 *   <li>{@link org.abc4j.closedform.PosteriorMeanDenoiser}: samples are training items or blends of
 *       a few, and differential ablation is not accurate.
 * </ul>
 *
 * <p>{@link org.abc4j.closedform.ClosedFormEnsembles} makes an ensemble of either.
 */
package org.abc4j.closedform;
