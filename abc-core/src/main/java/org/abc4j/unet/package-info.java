/**
 * The U-Net of appendix B.2: diffusers' {@code UNet2DModel}, its architecture written once.
 *
 * <ul>
 *   <li>{@link org.abc4j.unet.UNetConfig} and {@link org.abc4j.unet.UNetConfigFile}: which network;
 *       diffusers' {@code config.json};
 *   <li>{@link org.abc4j.unet.UNet}: the architecture, against {@link org.abc4j.unet.NetBuilder}. A
 *       new executor implements that interface and changes nothing here;
 *   <li>{@link org.abc4j.unet.UNetCost}: parameters and multiply-adds, without a weight;
 *   <li>{@link org.abc4j.unet.layer.Network}: the network on the pure-JVM kernels, and {@link
 *       org.abc4j.unet.UNetWeights} its weights as safetensors under diffusers' names;
 *   <li>{@link org.abc4j.unet.UNetModel}: that network as a member of an ensemble;
 *   <li>{@link org.abc4j.unet.UNetCheckpoint}: a network that somebody else has trained, in a
 *       folder as diffusers writes it, and {@link org.abc4j.unet.UNetVariant} in what it may
 *       differ.
 * </ul>
 */
package org.abc4j.unet;
