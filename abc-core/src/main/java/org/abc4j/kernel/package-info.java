/**
 * Numeric kernels behind {@code unet}: not for use from outside.
 *
 * <p>{@link org.abc4j.kernel.Kernels} picks an implementation once. Both give the same bits.
 */
package org.abc4j.kernel;
