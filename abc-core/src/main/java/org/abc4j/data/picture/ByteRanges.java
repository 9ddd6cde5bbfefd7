package org.abc4j.data.picture;

import java.util.ArrayList;
import java.util.List;

/** Parts of a file, in order, that are put together; neighbours become one. */
final class ByteRanges {
  private final List<int[]> ranges = new ArrayList<>();
  private int size;

  void add(long from, long length) {
    int[] last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
    if (last != null && last[0] + last[1] == from) {
      last[1] += (int) length;
    } else if (length > 0) {
      ranges.add(new int[] {(int) from, (int) length});
    }
    size += (int) length;
  }

  /** The parts of an array; the array itself if they are all of it. */
  byte[] of(byte[] whole) {
    if (size == whole.length) {
      return whole;
    }
    byte[] parts = new byte[size];
    int at = 0;
    for (int[] range : ranges) {
      System.arraycopy(whole, range[0], parts, at, range[1]);
      at += range[1];
    }
    return parts;
  }
}
