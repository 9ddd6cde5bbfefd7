package org.abc4j.data.picture;

import org.abc4j.io.MalformedFileException;

/** Orientation from EXIF data; what cannot be read of them says nothing. */
final class ExifOrientation {
  private ExifOrientation() {}

  static Orientation of(PictureBytes bytes, long from, long to) {
    try {
      long number = new TiffDirectory(bytes, from, to).value(TiffTag.ORIENTATION, 1);
      return Orientation.numbered((int) number);
    } catch (MalformedFileException unreadable) {
      return Orientation.UPRIGHT;
    }
  }
}
