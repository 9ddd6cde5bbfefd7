/**
 * The noise of the diffusion process and every other random draw, each a pure function of its
 * address.
 *
 * <ul>
 *   <li>{@link org.abc4j.noise.NoiseSchedule}: β and ᾱ of the forward process;
 *   <li>{@link org.abc4j.noise.ExogenousNoise} and {@link org.abc4j.noise.SampleNoise}: the noise ε
 *       of section 2.2, counter-based or recorded;
 *   <li>{@link org.abc4j.noise.CounterRandom} with a {@link org.abc4j.noise.Purpose}: all other
 *       draws. There is no random state anywhere in abc.
 * </ul>
 */
package org.abc4j.noise;
