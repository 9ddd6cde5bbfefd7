/**
 * What is kept on disk so that others can check and repeat a result.
 *
 * <p>{@link org.abc4j.store.EnsembleFolder} holds an ensemble of trained members with its {@link
 * org.abc4j.store.EnsembleManifest}, verified when it is opened; {@link
 * org.abc4j.store.AssignmentFile} which source holds which word.
 */
package org.abc4j.store;
