/**
 * Image sets that are larger than memory: {@link org.abc4j.data.cache.ImageCache}, a file that is
 * mapped into it.
 */
package org.abc4j.data.cache;
