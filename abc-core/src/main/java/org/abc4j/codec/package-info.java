/**
 * Latent spaces (appendices B.1 and B.2): maps between images and the smaller ones that networks
 * may be trained on instead.
 *
 * <p>{@link org.abc4j.codec.Codec} is the interface. {@code org.abc4j.autoencoder} has one in pure
 * Java; others come from foreign networks, and {@link org.abc4j.codec.Codecs} opens their files by
 * whichever module can ({@link org.abc4j.codec.CodecProvider}). {@link
 * org.abc4j.codec.NormalisedCodec} is the map between images and the very values that an ensemble
 * was trained on, and what attributors in {@code org.abc4j.attribution} are given, so that they
 * measure in pixels. {@link org.abc4j.codec.LatentFolder} keeps the latents of a data set.
 */
package org.abc4j.codec;
