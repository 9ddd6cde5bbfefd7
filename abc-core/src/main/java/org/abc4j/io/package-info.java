/**
 * Files, whatever their format: {@link org.abc4j.io.AtomicFiles} writes one whole or not at all,
 * {@link org.abc4j.io.Sha256} names content by its hash, and {@link
 * org.abc4j.io.MalformedFileException} says what is wrong with a file that somebody handed in.
 * {@link org.abc4j.io.StrictJson} reads JSON as {@link org.abc4j.io.JsonTree} or {@link
 * org.abc4j.io.JsonTokens}, {@link org.abc4j.io.FolderLock} keeps others out of a folder, and
 * {@link org.abc4j.io.Uninterrupted} finishes what an interrupt would spoil. Readers take a file's
 * {@link org.abc4j.io.FileIdentity} first, and let {@link org.abc4j.io.FileKind} say what a refused
 * file looks like. {@link org.abc4j.io.Quoted} shows names that come from outside.
 *
 * <p>All work with every {@link java.nio.file.FileSystem}. Formats live in rooms of their own
 * ({@code safetensors}, {@code data}).
 */
package org.abc4j.io;
