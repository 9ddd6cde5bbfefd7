package org.abc4j.data.picture;

import java.util.Set;
import org.abc4j.io.MalformedFileException;

/** The first picture of a TIFF file (TIFF 6.0). */
final class TiffHeader {
  private static final int JPEG = 7;

  /** None, fax, LZW, JPEG, deflate by both numbers, and runs. */
  private static final Set<Long> COMPRESSIONS =
      Set.of(1L, 2L, 3L, 4L, 5L, 7L, 8L, 32_946L, 32_773L);

  /** CMYK and alpha. */
  private static final int MOST_SAMPLES = 5;

  private static final int MOST_BITS = 16;

  private final PictureBytes bytes;
  private final TiffDirectory directory;

  private TiffHeader(PictureBytes bytes) throws MalformedFileException {
    this.bytes = bytes;
    this.directory = new TiffDirectory(bytes, 0, bytes.size());
  }

  static PictureHeader read(PictureBytes bytes) throws MalformedFileException {
    return new TiffHeader(bytes).header();
  }

  private PictureHeader header() throws MalformedFileException {
    directory.requireValues();
    long width = directory.value(TiffTag.WIDTH, 0);
    long height = directory.value(TiffTag.HEIGHT, 0);
    StoredSamples samples = samples();
    // A tile is decoded whole, and one may be larger than the picture.
    long tileWidth = directory.value(TiffTag.TILE_WIDTH, 0);
    long tileHeight = directory.value(TiffTag.TILE_HEIGHT, 0);
    if ((tileWidth == 0) != (tileHeight == 0)) {
      throw bytes.fault("tile", "columns and rows", tileWidth + "×" + tileHeight);
    }
    long compression = directory.value(TiffTag.COMPRESSION, 1);
    if (!COMPRESSIONS.contains(compression)) {
      throw bytes.fault(
          TiffTag.COMPRESSION.title(), "none, fax, LZW, JPEG, deflate or runs", "" + compression);
    }
    if (compression == JPEG) {
      boolean tiled = tileWidth > 0;
      new TiffJpegs(bytes, directory, samples.channels())
          .require(width, height, tiled ? tileWidth : width, tileHeight);
    }
    int orientation = (int) directory.value(TiffTag.ORIENTATION, 1);
    return PictureHeader.of(PictureFormat.TIFF, width, height, Orientation.numbered(orientation))
        .with(samples)
        .on(Math.max(width, tileWidth), Math.max(height, tileHeight), 0, 0);
  }

  private StoredSamples samples() throws MalformedFileException {
    long count = directory.value(TiffTag.SAMPLES, 1);
    if (count < 1 || count > MOST_SAMPLES) {
      throw bytes.fault(TiffTag.SAMPLES.title(), "1 to " + MOST_SAMPLES, "" + count);
    }
    long most = 1;
    for (long bits : directory.values(TiffTag.BITS)) {
      if (bits < 1 || bits > MOST_BITS) {
        throw bytes.fault(TiffTag.BITS.title(), "1 to " + MOST_BITS, "" + bits);
      }
      most = Math.max(most, bits);
    }
    for (long format : directory.values(TiffTag.SAMPLE_FORMAT)) {
      if (format != 1) {
        throw bytes.fault(TiffTag.SAMPLE_FORMAT.title(), "1, whole numbers from 0", "" + format);
      }
    }
    StoredSamples samples = StoredSamples.of((int) count, (int) most);
    long[] extra = directory.values(TiffTag.EXTRA_SAMPLES);
    if (extra.length > 1) {
      throw bytes.fault(TiffTag.EXTRA_SAMPLES.title(), "at most one", extra.length + "");
    }
    return extra.length == 1 && extra[0] == 0 ? samples.withoutAlpha() : samples;
  }
}
