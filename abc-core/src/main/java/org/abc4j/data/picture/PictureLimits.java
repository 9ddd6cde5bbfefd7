package org.abc4j.data.picture;

import org.abc4j.io.MalformedFileException;

/**
 * What is refused before anything is decoded: files of too many bytes, pictures of too many pixels,
 * and what would take more memory than there is. Immutable and thread-safe.
 *
 * @param pixels most pixels of a picture
 * @param bytes most bytes of a file
 * @param memory what pictures share while they are read
 */
record PictureLimits(int pixels, int bytes, DecodingMemory memory) {
  /** An image of more pixels would have more values than an array. */
  private static final int MOST_PIXELS = (Integer.MAX_VALUE - 8) / 3;

  /** JPEG's own limit; a line of a thousand pixels and one of a million are told apart by it. */
  private static final int MOST_EXTENT = 65_535;

  /** A file is held as it is and as decoders are given it. */
  private static final long COPIES = 2;

  PictureLimits {
    requireLimit(pixels, MOST_PIXELS, "pixels");
    requireLimit(bytes, Integer.MAX_VALUE - 8, "bytes");
  }

  private static void requireLimit(int limit, int most, String of) {
    if (limit < 1 || limit > most) {
      throw new IllegalArgumentException(
          "a limit on the " + of + " of a picture is from 1 to " + most + ", found " + limit);
    }
  }

  PictureLimits atMostPixels(int most) {
    return new PictureLimits(most, bytes, memory);
  }

  PictureLimits atMostBytes(int most) {
    return new PictureLimits(pixels, most, memory);
  }

  PictureLimits within(DecodingMemory other) {
    return new PictureLimits(pixels, bytes, other);
  }

  void requireBytes(String name, long size) throws MalformedFileException {
    if (size > bytes) {
      throw new MalformedFileException(
          name, "file size", "at most " + bytes + " bytes, the reader's limit", size + " bytes");
    }
  }

  /** Bytes that a file takes before its header is known. */
  long forFile(String name, long size) throws MalformedFileException {
    requireBytes(name, size);
    long needed = COPIES * size;
    requireMemory(name, needed);
    return needed;
  }

  /** The header of a picture that is not too large. */
  PictureHeader header(PictureBytes content) throws MalformedFileException {
    PictureHeader header = PictureHeader.read(content);
    if (Math.max(header.canvasWidth(), header.canvasHeight()) > MOST_EXTENT) {
      throw content.fault(
          "size",
          "at most " + MOST_EXTENT + " columns and as many rows",
          header.canvasWidth() + "×" + header.canvasHeight());
    }
    if (header.pixels() > pixels) {
      throw content.fault(
          "size",
          "at most " + pixels + " pixels, the reader's limit",
          header.canvasWidth() + "×" + header.canvasHeight());
    }
    return header;
  }

  /**
   * Bytes that reading and preparing take in all.
   *
   * @param preparation what becomes of the picture, or null if it stays as it is
   */
  long forPicture(PictureBytes content, PictureHeader header, PicturePreparation preparation)
      throws MalformedFileException {
    long needed = COPIES * content.size() + header.bytes();
    if (preparation != null) {
      Orientation orientation = header.orientation();
      long height = orientation.height(header.canvasHeight(), header.canvasWidth());
      long width = orientation.height(header.canvasWidth(), header.canvasHeight());
      preparation.requireMiddle(content, height, width);
      long between = preparation.pixelsBetween(height, width);
      if (between > pixels) {
        throw content.fault(
            "size",
            "one that is resized by way of at most " + pixels + " pixels, the reader's limit",
            width + "×" + height + ", by way of " + between);
      }
      needed += preparation.bytes(header.pixels(), between);
    }
    requireMemory(content.name(), needed);
    return needed;
  }

  private void requireMemory(String name, long needed) throws MalformedFileException {
    if (needed > memory.most()) {
      throw new MalformedFileException(
          name,
          "size",
          "a picture that takes at most " + memory.most() + " bytes, half of the heap",
          "one that takes some " + needed);
    }
  }
}
