/**
 * Bars on standard error, as {@code abc} and the examples show them.
 *
 * <p>{@link org.abc4j.cli.progress.WorkBar} is one bar over several computations of known weights;
 * it gives each of them a {@link org.abc4j.ProgressListener}.
 */
package org.abc4j.cli.progress;
