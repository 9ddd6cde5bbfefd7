package org.abc4j.data.picture;

import java.util.Set;
import java.util.zip.CRC32;
import org.abc4j.io.MalformedFileException;

/**
 * PNG's chunks (ISO 15948): length, type, data, sum. Sums of all chunks are checked, which the JDK
 * leaves out.
 */
final class PngHeader {
  private static final int SIGNATURE_BYTES = 8;
  private static final int HEADER_BYTES = 13;
  private static final int GRAY = 0;
  private static final int PALETTE = 3;

  /** Samples of a pixel for each type of colours; 0 where there is none. */
  private static final int[] CHANNELS = {1, 0, 3, 1, 2, 0, 4};

  /** What decoders need; others hold descriptions, and may be packed to a thousandth. */
  private static final Set<String> NEEDED = Set.of("IHDR", "PLTE", "IDAT", "IEND");

  private static final String KEY = "tRNS";

  private final PictureBytes bytes;
  private final ByteRanges bare = new ByteRanges();
  private Orientation orientation = Orientation.UPRIGHT;
  private long width;
  private long height;
  private int colours;
  private StoredSamples samples;
  private boolean transparent;

  private PngHeader(PictureBytes bytes) {
    this.bytes = bytes;
  }

  static PictureHeader read(PictureBytes bytes) throws MalformedFileException {
    PngHeader header = new PngHeader(bytes);
    header.walk();
    return PictureHeader.of(PictureFormat.PNG, header.width, header.height, header.orientation)
        .with(header.samples)
        .shownAs(header.bare.of(bytes.array()));
  }

  private void walk() throws MalformedFileException {
    bare.add(0, SIGNATURE_BYTES);
    long at = SIGNATURE_BYTES;
    String type = "";
    while (!type.equals("IEND")) {
      long length = bytes.u32(at, "length of a chunk");
      type = bytes.tag(at + 4, "type of a chunk");
      String field = "chunk '" + type + "'";
      bytes.require(at + 8, length + 4, field);
      requireSum(at, length, field);
      if (at == SIGNATURE_BYTES) {
        begin(type, length);
      }
      boolean needed = isCritical(type);
      if (needed && !NEEDED.contains(type)) {
        throw bytes.fault("chunks", "those of ISO 15948", field);
      }
      if (type.equals("eXIf")) {
        orientation = ExifOrientation.of(bytes, at + 8, at + 8 + length);
      } else if (type.equals(KEY)) {
        needed = key(at + 8, length);
      }
      if (needed) {
        bare.add(at, length + 12);
      }
      at += length + 12;
    }
  }

  private void begin(String type, long length) throws MalformedFileException {
    if (!type.equals("IHDR") || length != HEADER_BYTES) {
      throw bytes.fault(
          "first chunk", "IHDR of " + HEADER_BYTES + " bytes", type + " of " + length);
    }
    long data = SIGNATURE_BYTES + 8;
    width = bytes.u32(data, "width");
    height = bytes.u32(data + 4, "height");
    int bits = bytes.u8(data + 8, "bits of a sample");
    colours = bytes.u8(data + 9, "type of colours");
    int channels = colours < CHANNELS.length ? CHANNELS[colours] : 0;
    boolean few = colours == GRAY || colours == PALETTE;
    boolean known = bits == 8 || bits == 16 && colours != PALETTE;
    if (channels == 0 || !known && !(few && (bits == 1 || bits == 2 || bits == 4))) {
      throw bytes.fault(
          "type of colours and bits",
          "a pair of ISO 15948",
          "type " + colours + " of " + bits + " bits");
    }
    samples = StoredSamples.of(channels, bits);
  }

  /** Takes note of what is transparent; returns whether decoders are to know it. */
  private boolean key(long data, long length) throws MalformedFileException {
    if (transparent) {
      throw bytes.fault("chunks", "one '" + KEY + "'", "another");
    }
    transparent = true;
    if (colours == PALETTE) {
      return true;
    }
    long expected = 2L * samples.channels();
    if (samples.channels() % 2 == 0 || length != expected) {
      throw bytes.fault(
          "chunk '" + KEY + "'",
          samples.channels() % 2 == 0 ? "none beside alpha" : expected + " bytes",
          length + " bytes");
    }
    if (samples.bits() < 8) {
      // The JDK leaves it out.
      samples = samples.withKey(bytes.u16(data, KEY) & (1 << samples.bits()) - 1);
      return false;
    }
    return true;
  }

  /** A chunk without which the picture cannot be shown has a capital first letter. */
  private static boolean isCritical(String type) {
    return (type.charAt(0) & 0x20) == 0;
  }

  private void requireSum(long at, long length, String field) throws MalformedFileException {
    CRC32 sum = new CRC32();
    sum.update(bytes.array(), (int) at + 4, (int) length + 4);
    long said = bytes.u32(at + 8 + length, field);
    if (sum.getValue() != said) {
      throw bytes.fault(
          field + ", sum", "that of its data", "0x" + Long.toHexString(said) + ", another");
    }
  }
}
