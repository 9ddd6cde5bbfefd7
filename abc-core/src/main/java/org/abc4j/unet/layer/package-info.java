/**
 * The layers of a U-Net on the pure-JVM kernels: value, tangents and adjoints of each.
 *
 * <p>{@link org.abc4j.unet.layer.Network} is the list of layers with its weights, {@link
 * org.abc4j.unet.layer.NetworkPass} runs it. Inside, images are NHWC; each layer kind is one class
 * with its three rules.
 */
package org.abc4j.unet.layer;
