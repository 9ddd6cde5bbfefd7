package org.abc4j.data.picture;

import java.util.zip.CRC32;
import org.abc4j.io.MalformedFileException;

/**
 * PNG's chunks (ISO 15948): length, type, data, sum. Sums of critical chunks are checked, which the
 * JDK leaves out.
 */
final class PngHeader {
  private static final int SIGNATURE_BYTES = 8;
  private static final int HEADER_BYTES = 13;

  private PngHeader() {}

  static PictureHeader read(PictureBytes bytes) throws MalformedFileException {
    Orientation orientation = Orientation.UPRIGHT;
    long width = 0;
    long height = 0;
    long at = SIGNATURE_BYTES;
    String type = "";
    while (!type.equals("IEND")) {
      long length = bytes.u32(at, "length of a chunk");
      type = bytes.tag(at + 4, "type of a chunk");
      String field = "chunk '" + type + "'";
      bytes.require(at + 8, length + 4, field);
      if (at == SIGNATURE_BYTES) {
        if (!type.equals("IHDR") || length != HEADER_BYTES) {
          throw bytes.fault(
              "first chunk", "IHDR of " + HEADER_BYTES + " bytes", type + " of " + length);
        }
        width = bytes.u32(at + 8, "width");
        height = bytes.u32(at + 12, "height");
      }
      if (isCritical(type)) {
        requireSum(bytes, at, length, field);
      } else if (type.equals("eXIf")) {
        orientation = ExifOrientation.of(bytes, at + 8, at + 8 + length);
      }
      at += length + 12;
    }
    return PictureHeader.of(PictureFormat.PNG, width, height, orientation, 0);
  }

  /** A chunk without which the picture cannot be shown has a capital first letter. */
  private static boolean isCritical(String type) {
    return (type.charAt(0) & 0x20) == 0;
  }

  private static void requireSum(PictureBytes bytes, long at, long length, String field)
      throws MalformedFileException {
    CRC32 sum = new CRC32();
    sum.update(bytes.array(), (int) at + 4, (int) length + 4);
    long said = bytes.u32(at + 8 + length, field);
    if (sum.getValue() != said) {
      throw bytes.fault(
          field + ", sum", "that of its data", "0x" + Long.toHexString(said) + ", another");
    }
  }
}
