package org.abc4j.data.picture;

import org.abc4j.Shape;

/**
 * How a camera held the picture, as EXIF's tag 274 numbers it: what is to be done with the rows and
 * columns as stored, so that the picture stands upright.
 */
enum Orientation {
  /** 1: as stored. */
  UPRIGHT(false, false, false),
  /** 2: mirrored left to right. */
  MIRRORED(false, true, false),
  /** 3: turned by half. */
  TURNED(false, true, true),
  /** 4: mirrored top to bottom. */
  FLIPPED(false, false, true),
  /** 5: rows and columns exchanged. */
  TRANSPOSED(true, false, false),
  /** 6: to be turned right by a quarter. */
  RIGHT(true, true, false),
  /** 7: exchanged about the other diagonal. */
  TRANSVERSE(true, true, true),
  /** 8: to be turned left by a quarter. */
  LEFT(true, false, true);

  private static final Orientation[] NUMBERED = values();

  /** Rows and columns are exchanged first, then columns mirrored, then rows. */
  private final boolean exchanged;

  private final boolean columnsMirrored;
  private final boolean rowsMirrored;

  Orientation(boolean exchanged, boolean columnsMirrored, boolean rowsMirrored) {
    this.exchanged = exchanged;
    this.columnsMirrored = columnsMirrored;
    this.rowsMirrored = rowsMirrored;
  }

  /** The orientation of EXIF's number; numbers that it does not have mean nothing. */
  static Orientation numbered(int number) {
    return number >= 1 && number <= NUMBERED.length ? NUMBERED[number - 1] : UPRIGHT;
  }

  /** Rows of the upright picture, of its rows and columns as stored. */
  long height(long rows, long columns) {
    return exchanged ? columns : rows;
  }

  /** The picture, upright. */
  Picture upright(Picture stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int height = exchanged ? stored.width() : stored.height();
    int width = exchanged ? stored.height() : stored.width();
    int channels = stored.channels();
    int columnStep = (exchanged ? stored.width() : 1) * channels;
    int rowStep = (exchanged ? 1 : stored.width()) * channels;
    byte[] from = stored.values();
    byte[] to = new byte[from.length];
    int next = 0;
    for (int y = 0; y < height; y++) {
      int row = (rowsMirrored ? height - 1 - y : y) * rowStep;
      for (int x = 0; x < width; x++) {
        int at = row + (columnsMirrored ? width - 1 - x : x) * columnStep;
        for (int channel = 0; channel < channels; channel++) {
          to[next++] = from[at + channel];
        }
      }
    }
    return Picture.owning(new Shape(channels, height, width), to);
  }
}
