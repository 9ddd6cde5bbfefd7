/**
 * Real images: sets of them with labels and a known range of values, and readers of files.
 *
 * <p>{@link org.abc4j.data.ImageSet} holds images in memory; training takes its {@linkplain
 * org.abc4j.data.ImageSet#batch batch}, or the rows of a {@link org.abc4j.data.cache.ImageCache}
 * for sets that are larger. It comes from
 *
 * <ul>
 *   <li>a folder of pictures of any size, with a source each: {@link org.abc4j.data.folder}, which
 *       reads them by {@link org.abc4j.data.picture};
 *   <li>MNIST and Fashion-MNIST: {@link org.abc4j.data.IdxImages} and {@link
 *       org.abc4j.data.IdxLabels}, plain or gzipped, which {@link org.abc4j.data.IdxWriter} writes;
 *   <li>CIFAR-10 and CIFAR-100: {@link org.abc4j.data.CifarImages}, archive or unpacked.
 * </ul>
 *
 * <p>{@link org.abc4j.data.KnownFile} tells whether a file is the public one. What is done to
 * images before training is a value that a manifest can keep as a line of text: {@link
 * org.abc4j.data.Normalisation}, which is undone when a sample is shown, {@link
 * org.abc4j.data.Binarisation}, {@link org.abc4j.data.DuplicateRemoval}.
 *
 * <p>{@link org.abc4j.data.ImagePreparation} is all of this for a manifest, with an {@link
 * org.abc4j.data.ImageOrigin}, which says which pictures of a folder were taken, of which {@link
 * org.abc4j.data.DataLayout}; and where networks are trained on latents a {@link
 * org.abc4j.data.LatentPreparation}, which says by which codec.
 *
 * <p>A file is checked against its size, or read piece by piece where that is unknown, before
 * memory is taken on the word of its header; a bad one gives an {@link
 * org.abc4j.io.MalformedFileException}.
 */
package org.abc4j.data;
