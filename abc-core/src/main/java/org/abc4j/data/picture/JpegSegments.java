package org.abc4j.data.picture;

import java.util.ArrayList;
import java.util.List;
import org.abc4j.io.MalformedFileException;

/**
 * JPEG's segments (ITU T.81) from its start to its end, entropy-coded data passed over: what the
 * frame is, how many scans there are, and which segments a decoder needs.
 */
final class JpegSegments {
  /** libjpeg's own limit against pictures that take minutes; writers make about ten. */
  static final int MOST_SCANS = 100;

  /** No Adobe segment tells how colours are stored. */
  static final int NO_TRANSFORM = -1;

  private static final String EXIF = "Exif\0\0";
  private static final String PROFILE = "ICC_PROFILE\0";
  private static final String JFIF = "JFIF\0";
  private static final String ADOBE = "Adobe";

  private static final int ESCAPE = 0xff;
  private static final int FIRST_FRAME = 0xc0;
  private static final int PROGRESSIVE_FRAME = 0xc2;
  private static final int LAST_FRAME = 0xcf;
  private static final int HUFFMAN_TABLES = 0xc4;
  private static final int EXTENSION = 0xc8;
  private static final int ARITHMETIC_TABLES = 0xcc;
  private static final int FIRST_RESTART = 0xd0;
  private static final int LAST_RESTART = 0xd7;
  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int QUANTISATION_TABLES = 0xdb;
  private static final int INTERVAL = 0xdd;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP2 = 0xe2;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COMMENT = 0xfe;

  private static final int ADOBE_BYTES = 14;

  private final PictureBytes bytes;
  private final long from;
  private final long to;

  /** First byte and length of each segment that decoders are not shown. */
  private final List<long[]> dropped = new ArrayList<>();

  private int width;
  private int height;
  private int components;
  private boolean progressive;
  private Orientation orientation;
  private boolean jfif;
  private int transform = NO_TRANSFORM;
  private boolean profile;
  private int scans;

  /** Behind the end mark. */
  private long end;

  /**
   * @param from where the picture begins
   * @param to where it has ended
   */
  JpegSegments(PictureBytes bytes, long from, long to) throws MalformedFileException {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    if (!bytes.isAt(from, "\u00ff\u00d8") || from + 2 > to) {
      throw bytes.fault("start", "that of a JPEG picture at byte " + from, "another");
    }
    this.end = to;
    walk();
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int components() {
    return components;
  }

  boolean isProgressive() {
    return progressive;
  }

  /** EXIF's; upright for want of it. */
  Orientation orientation() {
    return orientation == null ? Orientation.UPRIGHT : orientation;
  }

  /** How Adobe's segment says that colours are stored: 0 as they are, 1 YCbCr, 2 YCCK. */
  int transform() {
    return transform;
  }

  /** Whether a colour profile is embedded. */
  boolean hasProfile() {
    return profile;
  }

  /** Makes sure that tables for several pictures are that, and no picture. */
  static void requireTables(PictureBytes bytes, long from, long to) throws MalformedFileException {
    long at = from + 2;
    boolean sound = bytes.isAt(from, "\u00ff\u00d8");
    while (sound && at + 2 <= to && bytes.u8(at, "tables") == ESCAPE) {
      int marker = bytes.u8(at + 1, "tables");
      if (marker == END) {
        return;
      }
      sound = marker == QUANTISATION_TABLES || marker == HUFFMAN_TABLES || marker == INTERVAL;
      at += 2L + bytes.u16(at + 2, "tables");
    }
    throw bytes.fault(TiffTag.JPEG_TABLES.title(), "tables and an end mark", "something else");
  }

  private void walk() throws MalformedFileException {
    long at = from + 2;
    while (true) {
      at = nextMarker(at);
      if (at >= to && scans > 0) {
        // No end mark: decoders warn if pixels are missing.
        return;
      }
      int marker = u8(at);
      at++;
      if (marker == END) {
        requireFrame();
        requireScan();
        end = at;
        return;
      }
      if (marker == 1 || marker >= FIRST_RESTART && marker <= START) {
        continue;
      }
      int length = bytes.u16(at, "length of a segment");
      String field = "segment " + PictureBytes.hex(marker);
      if (length < 2) {
        throw bytes.fault(field + ", length", "at least 2", Integer.toString(length));
      }
      bytes.require(at, length, field);
      if (at + length > to) {
        throw bytes.fault(field, "one that ends with its picture", "a longer one");
      }
      segment(marker, at, length);
      at += length;
    }
  }

  private void segment(int marker, long at, int length) throws MalformedFileException {
    if (marker == SCAN) {
      requireFrame();
      scans++;
      if (scans > MOST_SCANS) {
        throw bytes.fault("scans", "at most " + MOST_SCANS, "more");
      }
    } else if (isFrame(marker)) {
      frame(marker, at);
    } else if (marker >= APP0 && marker <= APP15 || marker == COMMENT) {
      if (!isKept(marker, at, length)) {
        dropped.add(new long[] {at - 2, length + 2});
      }
    }
  }

  private void frame(int marker, long at) throws MalformedFileException {
    if (components > 0) {
      throw bytes.fault("frame", "one", "another at byte " + (at - 2));
    }
    int bits = bytes.u8(at + 2, "bits of a sample");
    if (marker > PROGRESSIVE_FRAME || bits != 8) {
      throw bytes.fault(
          "frame",
          "one of 8 bits, sequential or progressive (0xc0 to 0xc2)",
          PictureBytes.hex(marker) + " of " + bits + " bits");
    }
    progressive = marker == PROGRESSIVE_FRAME;
    height = bytes.u16(at + 3, "height");
    width = bytes.u16(at + 5, "width");
    components = bytes.u8(at + 7, "components");
    if (components != 1 && components != 3 && components != 4) {
      throw bytes.fault("components", "1, 3 or 4", Integer.toString(components));
    }
  }

  /** Whether decoders need it: the first of what tells how colours are stored. */
  private boolean isKept(int marker, long at, int length) throws MalformedFileException {
    if (scans > 0) {
      return false;
    }
    long data = at + 2;
    if (marker == APP0 && !jfif && bytes.isAt(data, JFIF)) {
      jfif = true;
      return true;
    }
    if (marker == APP14
        && transform == NO_TRANSFORM
        && length >= ADOBE_BYTES
        && bytes.isAt(data, ADOBE)) {
      transform = bytes.u8(at + ADOBE_BYTES - 1, "transform");
      return true;
    }
    if (marker == APP1 && orientation == null && bytes.isAt(data, EXIF)) {
      orientation = ExifOrientation.of(bytes, data + EXIF.length(), at + length);
    }
    profile |= marker == APP2 && bytes.isAt(data, PROFILE);
    return false;
  }

  private void requireFrame() throws MalformedFileException {
    if (components == 0) {
      throw bytes.fault("frame", "one before the first scan", "none");
    }
  }

  private void requireScan() throws MalformedFileException {
    if (scans == 0) {
      throw bytes.fault("scans", "at least one", "none");
    }
  }

  private int u8(long at) throws MalformedFileException {
    if (at >= to) {
      throw bytes.fault("marker", "one at byte " + at, "the end after " + to + " bytes");
    }
    return bytes.u8(at, "marker");
  }

  /**
   * The position of the next marker's code; what lies before it is passed over, as decoders do.
   * Within entropy-coded data the end is a position too.
   */
  private long nextMarker(long first) throws MalformedFileException {
    long at = first;
    while (true) {
      if (scans > 0) {
        at = bytes.find(ESCAPE, at, to, "marker");
      }
      while (scans == 0 && u8(at) != ESCAPE) {
        at++;
      }
      while (at < to && bytes.u8(at, "marker") == ESCAPE) {
        at++;
      }
      // In coded data, an escape before 0 is a value, and restarts may stand anywhere.
      boolean coded = scans > 0 && at < to && isCoded(bytes.u8(at, "marker"));
      if (!coded) {
        return at;
      }
      at++;
    }
  }

  private static boolean isCoded(int code) {
    return code == 0 || code >= FIRST_RESTART && code <= LAST_RESTART;
  }

  private static boolean isFrame(int marker) {
    return marker >= FIRST_FRAME
        && marker <= LAST_FRAME
        && marker != HUFFMAN_TABLES
        && marker != EXTENSION
        && marker != ARITHMETIC_TABLES;
  }

  /**
   * The picture without what decoders do not need: descriptions, comments, thumbnails, and colour
   * profiles, which one decoder would apply and another not.
   */
  byte[] bare() {
    ByteRanges bare = new ByteRanges();
    long at = from;
    for (long[] segment : dropped) {
      bare.add(at, segment[0] - at);
      at = segment[0] + segment[1];
    }
    bare.add(at, end - at);
    return bare.of(bytes.array());
  }
}
