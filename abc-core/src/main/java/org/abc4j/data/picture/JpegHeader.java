package org.abc4j.data.picture;

import org.abc4j.io.MalformedFileException;

/** The header of a JPEG file. */
final class JpegHeader {
  private JpegHeader() {}

  static PictureHeader read(PictureBytes bytes) throws MalformedFileException {
    JpegSegments segments = new JpegSegments(bytes, 0, bytes.size());
    return PictureHeader.of(
            PictureFormat.JPEG, segments.width(), segments.height(), segments.orientation())
        .with(StoredSamples.jpeg(segments))
        .shownAs(segments.bare());
  }
}
