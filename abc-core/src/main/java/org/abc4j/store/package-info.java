/**
 * What is kept on disk so that others can check and repeat a result.
 *
 * <p>So far {@link org.abc4j.store.AssignmentFile}: which source holds which word. Ensembles of
 * trained members will be kept here too, as a folder with a manifest.
 */
package org.abc4j.store;
