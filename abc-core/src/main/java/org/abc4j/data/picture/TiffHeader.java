package org.abc4j.data.picture;

import org.abc4j.io.MalformedFileException;

/** The first picture of a TIFF file. */
final class TiffHeader {
  private TiffHeader() {}

  static PictureHeader read(PictureBytes bytes) throws MalformedFileException {
    TiffDirectory directory = new TiffDirectory(bytes, 0, bytes.size());
    directory.requireValues();
    long width = directory.value(TiffDirectory.WIDTH, 0);
    long height = directory.value(TiffDirectory.HEIGHT, 0);
    // A tile is decoded whole, and one may be larger than the picture.
    long tileWidth = directory.value(TiffDirectory.TILE_WIDTH, 0);
    long tileHeight = directory.value(TiffDirectory.TILE_HEIGHT, 0);
    int orientation = (int) directory.value(TiffDirectory.ORIENTATION, 1);
    return new PictureHeader(
        PictureFormat.TIFF,
        width,
        height,
        Orientation.numbered(orientation),
        0,
        0,
        0,
        Math.max(width, tileWidth),
        Math.max(height, tileHeight));
  }
}
