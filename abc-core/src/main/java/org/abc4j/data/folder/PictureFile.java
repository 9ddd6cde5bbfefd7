package org.abc4j.data.folder;

import java.nio.file.Path;

/**
 * A file of a folder.
 *
 * @param name its path within the folder, with {@code /} between parts
 * @param path where it is
 */
record PictureFile(String name, Path path) {}
