package org.abc4j.data.picture;

/**
 * How a file stores the samples of its pixels, as far as decoders cannot be left alone with it.
 *
 * @param channels samples of a pixel
 * @param bits of a sample, at most 16
 * @param key the one gray of a PNG of less than 8 bits that is transparent; -1 for none
 * @param alpha whether a further sample may be taken for alpha
 * @param transform Adobe's, of JPEG; {@link JpegSegments#NO_TRANSFORM} for want of it
 * @param progressive whether a JPEG decoder holds all coefficients
 */
record StoredSamples(
    int channels, int bits, int key, boolean alpha, int transform, boolean progressive) {
  private static final int NO_KEY = -1;
  private static final int CMYK = 4;

  static StoredSamples of(int channels, int bits) {
    return new StoredSamples(channels, bits, NO_KEY, true, JpegSegments.NO_TRANSFORM, false);
  }

  static StoredSamples jpeg(JpegSegments segments) {
    return new StoredSamples(
        segments.components(), 8, NO_KEY, true, segments.transform(), segments.isProgressive());
  }

  StoredSamples withKey(int gray) {
    return new StoredSamples(channels, bits, gray, alpha, transform, progressive);
  }

  StoredSamples withoutAlpha() {
    return new StoredSamples(channels, bits, key, false, transform, progressive);
  }

  boolean hasKey() {
    return key != NO_KEY;
  }

  boolean isCmyk() {
    return channels == CMYK;
  }
}
