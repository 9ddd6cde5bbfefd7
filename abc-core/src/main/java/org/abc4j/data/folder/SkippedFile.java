package org.abc4j.data.folder;

/**
 * A picture that was left out since it cannot be read.
 *
 * @param file its path within the folder, with {@code /} between parts
 * @param reason what is wrong with it
 */
public record SkippedFile(String file, String reason) {}
