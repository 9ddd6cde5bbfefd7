/**
 * The basic autoencoder of appendix B.4, in pure Java: {@link
 * org.abc4j.autoencoder.BasicAutoencoder} is the codec, {@link
 * org.abc4j.autoencoder.AutoencoderTrainer} makes one of images, and {@link
 * org.abc4j.autoencoder.AutoencoderFolder} opens what it has made.
 */
package org.abc4j.autoencoder;
