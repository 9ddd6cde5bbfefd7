/**
 * Folders of pictures as training data: {@link org.abc4j.data.folder.ImageFolder} reads one into
 * {@link org.abc4j.data.folder.FolderImages}, images and sources, or into a file beside which
 * memory holds little, a {@link org.abc4j.data.folder.CachedFolder}. {@link
 * org.abc4j.data.folder.FolderSources} says how a file's source is told: by its subfolder, by a
 * {@link org.abc4j.data.folder.SourceTable}, or by the file itself.
 *
 * <p>Data sets that come with tables of their own: {@link org.abc4j.data.folder.CelebaSources}
 * reads CelebA's, {@link org.abc4j.data.folder.MetFacesSources} MetFaces'. For others, a table of
 * files and artists is made by whoever has one.
 *
 * <p>What fits into memory is best read into {@link org.abc4j.data.folder.FolderImages}. A {@link
 * org.abc4j.data.folder.CachedFolder} is for what does not, and for what is to be read once and
 * trained on often: beside its cache lies what its items are, so that {@link
 * org.abc4j.data.folder.CachedFolder#open} opens it another day, without the folder.
 */
package org.abc4j.data.folder;
