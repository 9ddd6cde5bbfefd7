package org.abc4j.data.picture;

import org.abc4j.io.MalformedFileException;

/**
 * Counts the pixels that a GIF's coded data give (LZW, GIF89a appendix F): a decoder gives those
 * that are missing the first colour, and says nothing.
 */
final class GifPixels {
  private static final String FIELD = "coded pixels";
  private static final int MOST_BITS = 12;
  private static final int MOST_COLOUR_BITS = 8;

  private final PictureBytes bytes;

  /** Next byte, and how many are left of its block. */
  private long at;

  private int left;

  /** Bits that were read and not taken. */
  private int bits;

  private int held;

  private GifPixels(PictureBytes bytes, long at) {
    this.bytes = bytes;
    this.at = at;
  }

  /**
   * Makes sure that there are enough.
   *
   * @param at where the bits of a colour stand, before the first block
   */
  static void require(PictureBytes bytes, long at, long pixels) throws MalformedFileException {
    int colourBits = bytes.u8(at, FIELD);
    if (colourBits < 1 || colourBits > MOST_COLOUR_BITS) {
      throw bytes.fault(FIELD, "codes of 1 to " + MOST_COLOUR_BITS + " bits", "" + colourBits);
    }
    new GifPixels(bytes, at + 1).count(colourBits, pixels);
  }

  private void count(int colourBits, long pixels) throws MalformedFileException {
    int clear = 1 << colourBits;
    int end = clear + 1;
    int next = end + 1;
    int size = colourBits + 1;
    int last = -1;
    int[] lengths = new int[1 << MOST_BITS];
    long found = 0;
    while (found < pixels) {
      int code = code(size);
      if (code == clear) {
        next = end + 1;
        size = colourBits + 1;
        last = -1;
        continue;
      }
      boolean known = code < clear || code > end && code < next;
      // The code that is being made: the last one's pixels, and the first of them again.
      boolean made = code == next && last >= 0;
      if (code == end || code < 0 || !known && !made) {
        throw bytes.fault(FIELD, pixels + " of them", "an end or a wrong code after " + found);
      }
      int before = last < 0 ? 0 : length(last, clear, lengths);
      if (last >= 0 && next < lengths.length) {
        lengths[next] = before + 1;
        next++;
        if (next == 1 << size && size < MOST_BITS) {
          size++;
        }
      }
      found += made ? before + 1 : length(code, clear, lengths);
      last = code;
    }
  }

  private static int length(int code, int clear, int[] lengths) {
    return code < clear ? 1 : lengths[code];
  }

  /** The next code; less than 0 behind the last block. */
  private int code(int size) throws MalformedFileException {
    while (held < size) {
      if (left == 0) {
        left = bytes.u8(at, FIELD);
        at++;
        if (left == 0) {
          return -1;
        }
      }
      bits |= bytes.u8(at, FIELD) << held;
      at++;
      left--;
      held += Byte.SIZE;
    }
    int code = bits & (1 << size) - 1;
    bits >>>= size;
    held -= size;
    return code;
  }
}
