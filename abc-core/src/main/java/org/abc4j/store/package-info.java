/**
 * What is kept on disk so that others can check and repeat a result.
 *
 * <p>{@link org.abc4j.store.EnsembleFolder} holds an ensemble of trained members with its {@link
 * org.abc4j.store.EnsembleManifest}, verified when it is opened, and {@link
 * org.abc4j.store.EnsembleWriter} writes one, {@link org.abc4j.store.EnsembleImport} one of members
 * that others have trained; {@link org.abc4j.store.AssignmentFile} which source holds which word.
 * {@link org.abc4j.store.EnsembleRemoval} removes sources from such an ensemble, into a folder of
 * its own with a {@link org.abc4j.store.RemovalRecord}.
 */
package org.abc4j.store;
