/**
 * Noise models, the ensemble that combines them, and its ablation (sections 2.2 to 2.4).
 *
 * <ul>
 *   <li>{@link org.abc4j.model.NoiseModel}: ε̂(x, t). Implement it to bring a model of your own;
 *   <li>{@link org.abc4j.model.DifferentiableNoiseModel}: with K tangents that share one primal
 *       pass. Needed for differential ablation only;
 *   <li>{@link org.abc4j.model.PreciseNoiseModel}: the same in {@code double}, for models that
 *       compute so;
 *   <li>{@link org.abc4j.model.ModelContract}: whether a model of yours keeps what all of this
 *       rests on;
 *   <li>{@link org.abc4j.model.Ensemble}: f·c = Σ fᵢ·cᵢ/n over members and a code;
 *   <li>{@link org.abc4j.model.Ablation} → {@link org.abc4j.model.Coefficients}: from removed
 *       sources or members to c.
 * </ul>
 */
package org.abc4j.model;
