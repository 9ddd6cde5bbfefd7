package org.abc4j.data.folder;

import java.util.List;
import org.abc4j.data.picture.PicturePreparation;
import org.abc4j.data.picture.PictureReader;
import org.abc4j.data.picture.Rgb;

/**
 * What a cache's bytes were made by, and their digest.
 *
 * @param sha256 of the cache file, 64 hexadecimal digits
 * @param preparation how pictures became images
 * @param background what was laid behind what is not opaque
 * @param decoders a line for each format
 */
record CacheOrigin(
    String sha256, PicturePreparation preparation, Rgb background, List<String> decoders) {
  CacheOrigin {
    decoders = List.copyOf(decoders);
  }

  static CacheOrigin of(String sha256, PicturePreparation preparation, PictureReader reader) {
    return new CacheOrigin(sha256, preparation, reader.background(), reader.decoders());
  }
}
