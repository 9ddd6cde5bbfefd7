/**
 * The second executor of the U-Net: SameDiff operations on ND4J's CPU and CUDA backends.
 *
 * <ul>
 *   <li>{@link org.abc4j.samediff.SameDiffNoiseModel}: a member, with tangents; every attributor
 *       runs on it unchanged;
 *   <li>{@link org.abc4j.samediff.SameDiffTrainableModel}: a member in training;
 *   <li>{@link org.abc4j.samediff.SameDiffEnsemble}: the members of an ensemble's folder, whichever
 *       executor trained them;
 *   <li>{@link org.abc4j.samediff.BackendGate}: whether the backend can run on this machine.
 * </ul>
 *
 * <p>The network is described in {@link org.abc4j.unet.UNet}, once for all executors. Results agree
 * with the pure-JVM engine's within 1e-5 of outputs of size about 1, not to the bit.
 */
package org.abc4j.samediff;
