package org.abc4j.data.picture;

import org.abc4j.io.MalformedFileException;

/**
 * The strips or tiles of a TIFF picture that are JPEG pictures, each with a header of its own: it
 * may tell of other extents than the directory, for which decoders would make room.
 */
final class TiffJpegs {
  private static final int SEPARATE = 2;

  private final PictureBytes bytes;
  private final TiffDirectory directory;
  private final int samples;

  TiffJpegs(PictureBytes bytes, TiffDirectory directory, int samples) {
    this.bytes = bytes;
    this.directory = directory;
    this.samples = samples;
  }

  /**
   * Makes sure that each is as large as the directory has it, and brings no profile.
   *
   * @param partWidth columns of a strip or tile
   * @param tileHeight rows of a tile; 0 for strips
   */
  void require(long width, long height, long partWidth, long tileHeight)
      throws MalformedFileException {
    boolean tiled = tileHeight > 0;
    long[] offsets = directory.values(tiled ? TiffTag.TILE_OFFSETS : TiffTag.STRIP_OFFSETS);
    long[] lengths = directory.values(tiled ? TiffTag.TILE_BYTES : TiffTag.STRIP_BYTES);
    long partHeight =
        tiled ? tileHeight : Math.min(height, directory.value(TiffTag.ROWS_PER_STRIP, height));
    boolean separate = directory.value(TiffTag.PLANES, 1) == SEPARATE;
    if (partWidth < 1 || partHeight < 1) {
      throw bytes.fault(
          "strip or tile", "at least one row and column", partWidth + "×" + partHeight);
    }
    long across = (width + partWidth - 1) / partWidth;
    long down = (height + partHeight - 1) / partHeight;
    long parts = across * down * (separate ? samples : 1);
    if (offsets.length != parts || lengths.length != parts) {
      throw bytes.fault(
          "strips or tiles",
          parts + " places and lengths",
          offsets.length + " and " + lengths.length);
    }
    requireTables();
    for (int part = 0; part < parts; part++) {
      bytes.require(offsets[part], lengths[part], "strip or tile " + part);
      JpegSegments jpeg = new JpegSegments(bytes, offsets[part], offsets[part] + lengths[part]);
      long left = height - part / across % down * partHeight;
      boolean high =
          jpeg.height() == partHeight || !tiled && jpeg.height() == Math.min(left, partHeight);
      if (jpeg.width() != partWidth || !high || jpeg.components() != (separate ? 1 : samples)) {
        throw bytes.fault(
            "strip or tile " + part,
            partWidth + "×" + partHeight + " of " + (separate ? 1 : samples) + " components",
            jpeg.width() + "×" + jpeg.height() + " of " + jpeg.components());
      }
      if (jpeg.hasProfile()) {
        throw bytes.fault("strip or tile " + part, "no colour profile of its own", "one");
      }
    }
  }

  /** Tables for all of them: a picture without a frame, so that none is hidden in it. */
  private void requireTables() throws MalformedFileException {
    long[] tables = directory.block(TiffTag.JPEG_TABLES);
    if (tables != null) {
      JpegSegments.requireTables(bytes, tables[0], tables[0] + tables[1]);
    }
  }
}
