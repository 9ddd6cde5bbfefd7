/**
 * Real images: sets of them with labels and a known range of values, and readers of files.
 *
 * <p>{@link org.abc4j.data.ImageSet} is what training takes; {@link org.abc4j.data.IdxImages} and
 * {@link org.abc4j.data.IdxLabels} read the format of MNIST and Fashion-MNIST, plain or gzipped,
 * {@link org.abc4j.data.IdxWriter} writes it. A file is checked against its size, or read piece by
 * piece where that is unknown, before memory is taken on the word of its header; a bad one gives an
 * {@link org.abc4j.io.MalformedFileException}. Which source an image belongs to is no matter of
 * this package.
 */
package org.abc4j.data;
