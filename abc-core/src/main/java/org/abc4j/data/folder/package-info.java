/**
 * Folders of pictures as training data: {@link org.abc4j.data.folder.ImageFolder} reads one into
 * {@link org.abc4j.data.folder.FolderImages}, images and sources. {@link
 * org.abc4j.data.folder.FolderSources} says how a file's source is told: by its subfolder, by a
 * {@link org.abc4j.data.folder.SourceTable}, or by the file itself.
 */
package org.abc4j.data.folder;
