/**
 * From exogenous noise to a sample (section 2.4's 𝒢).
 *
 * <ul>
 *   <li>{@link org.abc4j.sampling.DdimSampler}: few steps, deterministic unless η &gt; 0. The usual
 *       choice;
 *   <li>{@link org.abc4j.sampling.UniPcSampler}: deterministic, of order two, three with the
 *       corrector, which costs no evaluation: as near to the ODE's solution in far fewer steps than
 *       DDIM, see {@code docs/performance.md};
 *   <li>{@link org.abc4j.sampling.DpmSolverSampler}: DPM-Solver++(2M), the same of order two,
 *       without the corrector;
 *   <li>{@link org.abc4j.sampling.DdpmSampler}: ancestral sampling, noise at each step;
 *   <li>{@link org.abc4j.sampling.SamplingStep}: one step as coefficients, for those who follow
 *       something other than a sample through them;
 *   <li>{@link org.abc4j.sampling.SamplerState}, {@link org.abc4j.sampling.LinearizedState}: where
 *       samples, or one sample and its tangents, stand between two steps;
 *   <li>{@link org.abc4j.sampling.Sample}: a factual sample that knows what it was made from.
 * </ul>
 *
 * <p>The paper gives 1000 training and 50 sampling steps and leaves sampler, η, spacing and
 * clipping open; here they are options, and each sampler's text form states them all.
 */
package org.abc4j.sampling;
