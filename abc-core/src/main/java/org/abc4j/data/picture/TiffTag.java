package org.abc4j.data.picture;

import java.util.Locale;

/** The tags of TIFF 6.0 that are looked at before a picture is decoded. */
enum TiffTag {
  WIDTH(256),
  HEIGHT(257),
  BITS(258),
  COMPRESSION(259),
  STRIP_OFFSETS(273),
  ORIENTATION(274),
  SAMPLES(277),
  ROWS_PER_STRIP(278),
  STRIP_BYTES(279),
  PLANES(284),
  TILE_WIDTH(322),
  TILE_HEIGHT(323),
  TILE_OFFSETS(324),
  TILE_BYTES(325),
  EXTRA_SAMPLES(338),
  SAMPLE_FORMAT(339),
  JPEG_TABLES(347);

  final int number;

  TiffTag(int number) {
    this.number = number;
  }

  /** For people. */
  String title() {
    return "tag " + number + ", " + name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
