/**
 * The second executor of the U-Net: SameDiff operations on ND4J's CPU and CUDA backends.
 *
 * <p>The package is empty so far. It will hold one implementation of the architecture's builder
 * interface and, with it, the same noise-model interfaces as the pure-JVM executor, so that every
 * attributor runs on it unchanged. Nothing in {@code abc-core} knows of it.
 */
package org.abc4j.samediff;
